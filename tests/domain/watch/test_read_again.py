"""What was read by older rules is read again, and the watch and the figures of records follow."""

from dataclasses import replace
from datetime import date

from django.db import connection

from cairn.domain.measures import testing
from cairn.domain.measures.api import RULES
from cairn.domain.measures.models import Submission
from cairn.domain.measures.services import computing, defining, figures
from cairn.domain.measures.services.counting_again import count_again
from cairn.domain.records.services import loading
from cairn.domain.records.services.reading_again import read_feed_again
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.records import reading
from tests.watch_making import days_ago, row_of, told

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def read_by_older_rules(monkeypatch, tell, *rows, at=None):
    with monkeypatch.context() as then:
        then.setattr(reading, "offence_group", lambda text: "other")
        then.setattr(reading, "relationship", lambda text: "known")
        then.setattr(loading, "RULES", 1)
        tell(*rows, at=at)


def again(world, police):
    found = list(read_feed_again(at=world.at, feed=police))
    set_scope(world.acts("system"))
    return found


def test_an_incident_that_older_rules_took_for_something_else_opens_its_row(world, police, tell, monkeypatch):
    read_by_older_rules(monkeypatch, tell, told(days_ago(world.at, 5)))
    assert row_of("N-1", "N-2") is None
    [(_extract, changed)] = again(world, police)
    assert (changed, row_of("N-1", "N-2").stands) == (1, "open")


def test_figures_of_records_are_computed_again_and_those_that_are_locked_stay(world, police, tell, monkeypatch):
    read_by_older_rules(monkeypatch, tell, told(date(2026, 9, 5), key="A"), told(date(2026, 10, 5), key="B"))
    manager = world.acts("manager")
    measure = defining.define_measure(
        by=manager, at=world.at, computed="da-share-of-crime",
        words=replace(RULES["da-share-of-crime"].words, frequency="month", read_with=[]),
        terms=testing.terms_of(world, first_on=date(2026, 9, 1)),
    )  # fmt: skip
    first, second = (
        computing.compute(by=manager, at=world.at, measure=measure, start=start) for start in (SEPTEMBER, OCTOBER)
    )
    figures.lock(by=manager, at=world.at, submission=first)
    assert [testing.value(one) for one in (first, second)] == [0, 0]
    again(world, police)
    assert list(count_again(partnership=police.partnership_id, at=world.at)) == [measure.ref]
    assert list(count_again(partnership=police.partnership_id, at=world.at)) == []
    world.acts("manager")
    counts = Submission.objects.filter(measure=measure, counts=True).order_by("period_start")
    assert [testing.value(one) for one in counts] == [0, 100]
    assert [one.revision for one in counts] == [1, 2]


def test_that_figures_are_computed_again_is_asked_once_for_many_files(world, police, tell, monkeypatch):
    for key in ("A", "B"):
        read_by_older_rules(monkeypatch, tell, told(days_ago(world.at, 5), key=key))
    again(world, police)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'measures.count_again'")
        assert cursor.fetchone() == (1,)
