"""Analyses whose time is over are cleared each night, whole, and by nobody else or sooner."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cairn.domain.analysis.api import share, take_again
from cairn.domain.analysis.models import Analysis, CountedExactly, Question, SharedAnalysis, Taking
from cairn.domain.analysis.services.clearing import clear_over
from cairn.domain.analysis.tasks import clear_each_night
from cairn.domain.analysis.terms import OLDEST
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from tests.analysis_making import an_analysis

pytestmark = pytest.mark.django_db
TWELVE_YEARS = timedelta(days=12 * 365 + 3)


def left(world):
    """What is there of analyses, as Cairn itself knows it."""
    world.acts("system")
    return [model.objects.count() for model in (Analysis, Question, SharedAnalysis, Taking, CountedExactly)]


def test_an_analysis_goes_twelve_years_after_its_figures_were_last_taken_with_all_that_belongs_to_it(world, police):
    analysis = an_analysis(world)
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
    later = world.at + timedelta(days=400)
    other = an_analysis(world, "offence")
    take_again(by=world.acts("analyst"), at=later, analysis=other)
    assert left(world) == [2, 2, 1, 3, 3]
    assert clear_over(world.at + TWELVE_YEARS) == 0
    assert clear_each_night(world.at + TWELVE_YEARS + timedelta(days=2)) == 5
    assert left(world) == [1, 1, 0, 2, 2] and Analysis.objects.get() == other
    entry = Entry.objects.get(action="analysis.clear")
    assert entry.subject_ref == analysis.ref and entry.changes["analysis_taking"] == {"from": 1, "to": 0}
    assert clear_over(later + TWELVE_YEARS + timedelta(days=2)) == 6 and left(world) == [0, 0, 0, 0, 0]


def test_no_table_that_can_still_be_asked_for_has_a_month_in_common_with_one_that_is_over():
    assert timedelta(days=OLDEST * 31) < TWELVE_YEARS


def test_what_is_not_over_is_cleared_by_nobody_and_what_is_only_by_cairn_itself(world, police):
    analysis = an_analysis(world)
    over = (world.at + TWELVE_YEARS + timedelta(days=2)).date()
    for who, on in (("system", world.today), ("analyst", over), ("manager", over)):
        by = world.acts(who)
        with (
            pytest.raises(DatabaseError, match="not over"), transaction.atomic(),
            command("analysis.clear", by=by, at=world.at), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute("SELECT * FROM cairn_analysis_clear_over(%s, %s)", [analysis.pk, on])
    assert left(world)[0] == 1
