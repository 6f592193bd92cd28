"""Residents a measure is held against: entered with a source, else sourced, else said to be missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from cairn.domain.measures.models import Denominator, Measure
from cairn.domain.measures.terms import EVERYONE, Dimension, Residents, is_invented
from cairn.domain.places import api as places
from cairn.kernel.open_data.codes import kind_of

Row = tuple[str, str]
NOT_KNOWN = "Not known"
_AGES = (
    (re.compile(r"[Uu]nder (\d+)"), lambda found: (0, int(found[1]) - 1)),
    (re.compile(r"(\d+) to (\d+)"), lambda found: (int(found[1]), int(found[2]))),
    (re.compile(r"(\d+) and over"), lambda found: (int(found[1]), None)),
)
_WHO = {
    Residents.EVERYBODY: (places.EVERYBODY, places.EVERY_AGE),
    Residents.AGED_16: (places.EVERYBODY, (16, None)),
    Residents.WOMEN_AGED_16: (places.FEMALE, (16, None)),
    Residents.MEN_AGED_16: (places.MALE, (16, None)),
}
_SEXES = {"Female": places.FEMALE, "Male": places.MALE}
# Our groups to those of the Census, where they are the same people.
_CENSUS = {
    "Asian or Asian British": "ethnicity: Asian, Asian British or Asian Welsh",
    "Black or Black British": "ethnicity: Black, Black British, Caribbean or African",
    "Mixed or multiple": "ethnicity: Mixed or Multiple ethnic groups",
    "Other": "ethnicity: Other ethnic group",
    "White": "ethnicity: White",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A number of residents.

    Args:
        says: whose number it is, of which time, and whether it was counted; stands beside every rate made with it.
    """

    count: Decimal
    vintage: str
    says: str
    is_estimate: bool
    is_entered: bool
    is_invented: bool


@dataclass(frozen=True, slots=True)
class ResidentsPage:
    """What is known of a measure's residents.

    Args:
        lines: name, number and source of each row that has one.
        missing: rows that have none.
        says: why those have none, in a sentence.
        history: everything that was entered, newest first.
    """

    lines: tuple[tuple[str, Decimal, str], ...]
    missing: list[Row]
    says: str
    history: tuple[Denominator, ...]


def residents_page(measure: Measure, *, today: date) -> ResidentsPage:
    """Which residents of a measure are known, from where, and which are missing."""
    rows = [row for row in measure.rows if row[1] != NOT_KNOWN]
    known, says = residents_by_row(measure, rows, on=today)
    return ResidentsPage(
        lines=tuple((row[1] or "Everyone", known[row].count, known[row].says) for row in rows if row in known),
        missing=[row for row in rows if row not in known],
        says=says,
        history=tuple(measure.denominators.select_related("by").order_by("-at", "-pk")),
    )


def entered(measure: Measure) -> dict[Row, Denominator]:
    """What counts of what was entered: the newest of each row. One query."""
    rows = measure.denominators.select_related("by").order_by("dimension", "category", "place", "-at", "-pk")
    return {row.row: row for row in rows.distinct("dimension", "category", "place")}


def residents_by_row(
    measure: Measure, rows: Iterable[Row], *, on: date, typed: dict[Row, Denominator] | None = None
) -> tuple[dict[Row, Known], str]:
    """The residents of everyone, of places, or of groups; and why some are missing, in a sentence.

    Args:
        rows: ``EVERYONE``, ("place", code), or (dimension, category).
        on: the day the numbers are wanted for.
        typed: what ``entered`` gave, where it was asked already.
    """
    wanted = [row for row in rows if row[1] != NOT_KNOWN]
    typed = entered(measure) if typed is None else typed
    found = {row: _of_entered(typed[row]) for row in wanted if row in typed}
    missing = [row for row in wanted if row not in found]
    said = ""
    if missing:
        sourced, said = _sourced(
            places.edition(), measure.residents or Residents.EVERYBODY, tuple(measure.partnership.authority_codes),
            tuple(missing), on,
        )  # fmt: skip
        found |= sourced
    return found, said


def residents_to_fill(measure: Measure, start: date) -> dict[Row, Known]:
    """Numbers of residents that a form can offer as denominators of a period; none where rates are not of residents.

    Of groups only what was entered for this measure: a group of those counted need not be a group of residents.
    """
    if not (measure.residents and measure.needs_denominator):
        return {}
    typed = entered(measure)
    rows = [row for row in measure.rows if row in typed or row == EVERYONE or row[0] == Dimension.PLACE]
    return residents_by_row(measure, rows, on=start, typed=typed)[0]


def meeting_problem(known: Collection[Known], *, invented: bool) -> str:
    """Why figures and residents may not share a chart, in a sentence; "" when they may.

    Real and invented numbers never do. A number that somebody entered as an estimate may stand beside
    invented figures: it claims to be nothing else.
    """
    if invented and any(not (one.is_entered and one.is_estimate) for one in known):
        real = next(one for one in known if not (one.is_entered and one.is_estimate))
        return (
            f"The figures are invented, and the number of residents is real ({real.vintage}). Real and invented"
            " numbers never share a chart. Enter an estimate to see one."
        )
    if not invented and any(one.is_invented for one in known):
        return "The number of residents that was entered is invented, and the figures are real. Enter a real one."
    return ""


def _of_entered(row: Denominator) -> Known:
    what = "Estimate, entered" if row.is_estimate else "Entered"
    says = f"{what} by {row.by.name}. Source: {row.source.rstrip('.')}, {row.vintage}."
    return Known(
        count=row.value, vintage=row.vintage, says=says, is_estimate=row.is_estimate, is_entered=True,
        is_invented=is_invented(row.source),
    )  # fmt: skip


@lru_cache(maxsize=128)  # open data changes when a file is loaded, and then the edition does
def _sourced(
    _edition: tuple[int, int], residents: str, authorities: tuple[str, ...], rows: tuple[Row, ...], on: date
) -> tuple[dict[Row, Known], str]:
    sex, ages = _WHO[Residents(residents)]
    found: dict[Row, Known] = {}
    said = ""
    by_kind: dict[object, list[str]] = defaultdict(list)
    for dimension, category in rows:
        if dimension == Dimension.PLACE:
            by_kind[kind_of(category)].append(category)
    for codes in by_kind.values():
        each = places.population_of_each(codes, sex, ages, on)
        if isinstance(each, places.NoDenominator):
            said = each.says
        else:
            found |= {(Dimension.PLACE.value, code): _of_source(one) for code, one in each.items()}
    for row in rows:
        if row[0] == Dimension.PLACE:
            continue
        asked = (sex, ages, "") if row == EVERYONE else _people(row, sex, ages)
        one = places.population(authorities, *asked[:2], on, asked[2]) if asked else None
        if isinstance(one, places.Denominator):
            found[row] = _of_source(one)
        else:
            said = one.says if one else f"{places.NO_SOURCE} for the group “{row[1]}”. Enter one with its source."
    return found, said


def _of_source(one: places.Denominator) -> Known:
    what = f"{one.says} {'An estimate.' if one.is_estimate else ''} {one.how}"
    return Known(
        count=Decimal(one.count), vintage=one.vintage, says=" ".join(what.split()), is_estimate=one.is_estimate,
        is_entered=False, is_invented=False,
    )  # fmt: skip


def _people(row: Row, sex: str, ages: places.Ages) -> tuple[str, places.Ages, str] | None:
    """Sex, ages and group of the Census of one group; None where no source could know it."""
    dimension, category = row
    if dimension == Dimension.SEX and sex == places.EVERYBODY and category in _SEXES:
        return _SEXES[category], ages, ""
    if dimension == Dimension.AGE_BAND:
        read = next((make(match) for pattern, make in _AGES if (match := pattern.fullmatch(category))), None)
        return (sex, read, "") if read else None
    if dimension == Dimension.ETHNICITY and category in _CENSUS and (sex, ages) == _WHO[Residents.EVERYBODY]:
        return sex, ages, _CENSUS[category]
    return None
