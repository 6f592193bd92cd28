"""Builders for tests of analyses: incidents of a year, and analyses of them, by walking the real services.

Nobody here exists.
"""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from cairn.domain.analysis.api import Analysis, Asked, Described, make_analysis
from cairn.domain.analysis.terms import months_to_choose
from cairn.domain.places.api import load_file
from cairn.domain.plans.testing import World
from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.testing import a_feed, an_extract, csv_of
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor

HEADS = ("Key", "Happened", "Reported", "Offence", "Kin", "Flags", "V key", "V given", "V family", "V born", "V sex",
         "S key", "S given", "S family")  # fmt: skip
MEAN = dict(enumerate((
    "key", "happened", "reported", "kind", "relationship", "harm", "victim_key", "victim_given", "victim_family",
    "victim_born", "victim_sex", "suspect_key", "suspect_given", "suspect_family",
)))  # fmt: skip


def one(number: int, on: date, *, victim: int = 0, sex: str = "F", born: int = 1990, kin: str = "Ex-partner",
        offence: str = "Common assault", flags: str = "") -> tuple[str, ...]:  # fmt: skip
    """One incident: person ``victim`` was harmed by somebody else."""
    return (
        f"I-{number}", f"{on:%d/%m/%Y}", f"{on:%d/%m/%Y}", offence, kin, flags, f"V-{victim}", "Avocet",
        f"Agate{victim}",
        f"15/06/{born}", sex, f"S-{victim}", "Bittern", "Beryl",
    )  # fmt: skip


def a_year(today: date, *, count: int = 300, seed: int = 1) -> list[tuple[str, ...]]:
    """Incidents of the twelve months that are over."""
    chance, first = random.Random(seed), months_to_choose(today)[11]
    days = (today.replace(day=1) - first).days
    return [
        one(
            number, first + timedelta(days=chance.randrange(days)), victim=chance.randint(1, count // 2),
            sex=chance.choice("FFFFFFFM") if number % 9 else "", born=chance.randint(1950, 2006),
            kin=chance.choice(("Ex-partner", "Husband", "Son", "Brother")),
            offence=chance.choice(("Common assault", "Common assault", "Stalking", "Domestic verbal argument")),
            flags=chance.choice(("", "", "child present")),
        )
        for number in range(count)
    ]  # fmt: skip


def a_police_feed(world: World, *, opened: bool = True) -> Feed:
    """A feed of incidents of the police; analysts may open its rows unless told otherwise.

    Its agreement runs for years: the database asks its own clock whether it is in force.
    """
    return a_feed(
        by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents",
        title="Incidents", opened_to_analysts=opened, ends_on=world.today + timedelta(days=1700),
    )  # fmt: skip


POINT = ("latitude", "longitude")


def came_in(world: World, feed: Feed, rows: list[tuple[str, ...]], *, also: tuple[str, ...] = ()) -> Extract:
    """A file of the feed, whose rows are in.

    Args:
        also: the fields with which each row ends, such as ``POINT``.
    """
    days = dict.fromkeys(("happened", "reported", "victim_born"), "day_first")
    return an_extract(
        by=world.acts("police_worker"), at=world.at, feed=feed, content=csv_of((*HEADS, *also), rows),
        mapping=MEAN | dict(enumerate(also, start=len(HEADS))), orders=days,
    )  # fmt: skip


WARDS = {"E05014171": ("Fell Town", -3), "E05014172": ("Tarn", -2), "E05014173": ("Beck", -1)}  # codes of Cumberland


def covers(world: World, *codes: str) -> None:
    """Say which authorities the partnership covers; Cumberland unless told otherwise."""
    with command("test.place", by=world.acts("system"), at=world.at):
        world.partnership.authority_codes = list(codes or ("E06000063",))
        world.partnership.save()


def three_wards(world: World, *, authority: str = "E06000063") -> None:
    """Three wards side by side, each a degree wide, of which the boundaries are loaded."""
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name, "lad_code": authority},
         "geometry": {"type": "Polygon", "coordinates": [[[x, 54], [x + 1, 54], [x + 1, 55], [x, 55], [x, 54]]]}}
        for code, (name, x) in WARDS.items()
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    load_file(by=system_actor(), at=world.at, name="ward2025.geojson", content=content)


def pointed_rows(world: World, counts: dict[str, int], *, begin: int = 1) -> list[tuple[str, ...]]:
    """Incidents of the last month that is over, so many at each place, each of somebody else.

    Args:
        counts: of a ward by its code, ``far`` off, or ``nowhere`` in particular.
    """
    month, rows, number = months_to_choose(world.today)[1], [], begin
    for where, count in counts.items():
        for _each in range(count):
            x = {"far": -4}.get(where) if where not in WARDS else WARDS[where][1]
            point = ("", "") if x is None else ("54.5", f"{x + 0.5}")
            rows.append((*one(number, month, victim=number, sex="M" if number % 5 == 0 else "F"), *point))
            number += 1
    return rows


def asked(world: World, *by: str, counts: str = "incidents", months: int = 12, place: str = "") -> Asked:
    """A question about the last months that are over."""
    choice = months_to_choose(world.today)
    return Asked(counts=counts, first=choice[months - 1], last=choice[0], by=by or ("month",), place=place)


def an_analysis(
    world: World, *by: str, title: str = "Reports by month", heading: str = "reported", **ask: Any
) -> Analysis:
    """An analysis of the analyst's, whose figures are taken."""
    return make_analysis(
        by=world.acts("analyst"), at=world.at, described=Described(title=title, heading=heading),
        asked=asked(world, *by, **ask),
    )  # fmt: skip
