"""Domestic abuse counted in the database is the same as told row by row."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from cairn.domain.records.api import Part, incidents_in_force
from cairn.domain.records.testing import an_extract, csv_of
from cairn.domain.watch.api import abuse_between, pairs_in_abuse, people_in_abuse, told_among, told_between
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.uk_time import day_of, start_of
from tests.watch_making import days_ago, told

pytestmark = pytest.mark.django_db
HEADS = ("Key", "Happened", "Reported", "Offence", "Kin", "V key", "V given", "V family", "V born", "V sex",
         "S key", "S given", "S family", "S born")  # fmt: skip
MEAN = dict(enumerate((
    "key", "happened", "reported", "kind", "relationship", "victim_key", "victim_given", "victim_family", "victim_born",
    "victim_sex", "suspect_key", "suspect_given", "suspect_family", "suspect_born",
)))  # fmt: skip


def some_rows(at, count, seed):
    """Incidents of every sort: known by reference, by name, by nothing; too young; of one and the same person."""
    chance = random.Random(seed)
    people = [("", "", "", ""), ("N-1", "Avocet", "Agate", "14/06/1990"), ("", "Bittern", "Beryl", "15/07/1985"),
              ("", "Campion", "", ""), ("N-2", "", "", ""), ("N-3", "Dunlin", "Esker", f"13/11/{at.year - 16}"),
              ("", "Elder", "Flint", f"28/12/{at.year - 16}"),
              ("N-4", "Iris", "Garnet", f"16/02/{at.year - 10}")]  # fmt: skip
    for number in range(count):
        happened = at.date() - timedelta(days=chance.randint(0, 80))
        reported = f"{happened + timedelta(days=chance.randint(0, 3)):%d/%m/%Y}" if chance.random() < 0.8 else ""
        victim, suspect = chance.choice(people), chance.choice(people)
        yield (
            f"I-{chance.randint(0, count)}" if chance.random() < 0.3 else f"J-{number}",
            f"{happened:%d/%m/%Y}", reported,
            chance.choice(("Common assault", "Domestic verbal argument", "Possession of drugs", "Coercive control")),
            chance.choice(("Ex-partner", "Neighbour", "", "Son", "N/K")), *victim, chance.choice(("F", "M", "")),
            *suspect,
        )  # fmt: skip


def found_in(rows):
    """Incident, part, record and mark of each row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT incident, part, record, mark FROM ({rows.sql}) AS p", rows.given)
        return cursor.fetchall()


@pytest.mark.parametrize("seed", range(3))
def test_the_same_incidents_and_people_are_counted_as_are_told_row_by_row(world, police, seed):
    days = dict.fromkeys(("happened", "reported", "victim_born", "suspect_born"), "day_first")
    an_extract(
        by=world.acts("police_worker"), at=world.at, feed=police, mapping=MEAN, orders=days,
        content=csv_of(HEADS, list(some_rows(world.at, 250, seed))),
    )  # fmt: skip
    system = world.acts("system")
    first, last = days_ago(world.at, 70), days_ago(world.at, 10)
    rows = told_between(system, first, last)
    assert len(rows) > 15
    found = found_in(people_in_abuse(system, first, last))
    assert {incident for incident, part, _record, _mark in found if part == Part.VICTIM} == {
        one.incident.pk for one in rows
    }
    for part, mark in ((Part.VICTIM, "victim"), (Part.SUSPECT, "suspect")):
        wanted = {(one.incident.pk, getattr(one, mark).record.pk) for one in rows if getattr(one, mark).record}
        assert {(incident, record) for incident, which, record, _mark in found if which == part and record} == wanted


def test_nothing_is_counted_by_somebody_to_whom_the_rows_are_not_open(world, tell):
    tell(told(days_ago(world.at, 20)))
    first, last = days_ago(world.at, 30), days_ago(world.at, 1)
    assert len(found_in(people_in_abuse(world.acts("system"), first, last))) == 2
    manager = world.acts("manager")
    set_scope(manager)
    assert found_in(people_in_abuse(manager, first, last)) == []


def pairs_in(rows):
    """The two of each row, and the days."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT victim, suspect, day, reported, first FROM ({rows.sql}) AS p", rows.given)
        return cursor.fetchall()


def as_numbers(rows):
    """Rows in which each mark is a number, given in order: two ways of marking people alike give the same."""
    seen = {}
    return [tuple(seen.setdefault(mark, len(seen)) if mark else None for mark in two) for two in rows]


@pytest.mark.parametrize("seed", range(3))
def test_each_two_people_are_told_in_the_database_as_row_by_row(world, police, seed):
    days = dict.fromkeys(("happened", "reported", "victim_born", "suspect_born"), "day_first")
    an_extract(
        by=world.acts("police_worker"), at=world.at, feed=police, mapping=MEAN, orders=days,
        content=csv_of(HEADS, list(some_rows(world.at, 250, seed))),
    )  # fmt: skip
    system = world.acts("system")
    first, last = days_ago(world.at, 70), days_ago(world.at, 10)
    for by_report, within, reported in (
        (False, (first, last), (days_ago(world.at, 5_000),) * 2),
        (True, (days_ago(world.at, 5_000),) * 2, (first, last)),
    ):
        if by_report:
            wanted = told_between(system, first, last)
        else:
            days = (start_of(first), start_of(last + timedelta(days=1)))
            wanted = told_among(incidents_in_force(system).filter(happened__gte=days[0], happened__lt=days[1]))
        rows = abuse_between(system, *within, reported=reported)
        found = pairs_in(pairs_in_abuse(rows))
        assert len(found) == len(wanted) > 15
        keys = [(day_of(one.incident.happened), day_of(one.report.reported)) for one in wanted]
        assert sorted(row[2:4] for row in found) == sorted(keys)
        assert sum(row[4] for row in found) == len({one.event for one in wanted})
        # Which rows are of the same two people: told in the order of keys, both say so of the same ones.
        groups = [
            sorted(sorted(day for two, day in zip(pairs, days, strict=True) if two == one) for one in set(pairs))
            for pairs, days in (
                (as_numbers([row[:2] for row in found]), [row[2] for row in found]),
                (as_numbers([one.pair for one in wanted]), [key[0] for key in keys]),
            )
        ]
        assert groups[0] == groups[1]
