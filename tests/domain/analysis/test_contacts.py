"""Contacts of the watch are counted by what came of them, by whom and when; exactly for nobody."""

from datetime import timedelta

import pytest

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import CountedExactly
from cairn.domain.analysis.queries.pages import taking_for
from cairn.domain.analysis.queries.tables import WITHHELD, table_of
from cairn.domain.analysis.terms import end_of_month, months_to_choose
from cairn.domain.plans.testing_world import add_person
from cairn.domain.watch.api import record_contact
from cairn.domain.watch.models import WatchRow
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from tests.analysis_making import a_police_feed, an_analysis, came_in, one

pytestmark = pytest.mark.django_db


@pytest.fixture
def contacted(world):
    """Three contacts of one row in the last month that is over: two that reached nobody, and one."""
    add_person(world, key="worker", name="Dipper Marl", agency="fell-police", roles=[Role.PRACTITIONER])
    last = end_of_month(months_to_choose(world.today)[0])
    came_in(world, a_police_feed(world), [one(1, last - timedelta(days=3))])
    worker = world.acts("worker")
    for kind, days in (("attempted", 2), ("attempted", 1), ("made", 1)):
        record_contact(
            by=worker, at=world.at, row=WatchRow.objects.get(), kind=kind, on=last - timedelta(days=days), note=""
        )
    return f"{last:%Y-%m}"


def counted(world, *by):
    analysis = an_analysis(world, *by, counts="contacts", months=2, heading="offered")
    world.acts("system")
    row = CountedExactly.objects.get(taking=taking_for(analysis))
    return analysis, {tuple(key): number for key, number in row.cells}


def test_each_contact_counts_once_by_month_by_what_came_of_it_and_by_agency(world, contacted):
    _analysis, found = counted(world, "month", "outcome")
    assert found == {(contacted, "Contact was made"): 1, (contacted, "Tried, and nobody was reached"): 2}
    _analysis, found = counted(world, "made_by")
    assert found == {("Fellshire Constabulary",): 3}


def test_they_are_exact_for_nobody_and_small_numbers_are_withheld_from_the_analyst_too(world, contacted):
    analysis, _found = counted(world, "outcome")
    analyst = world.acts("analyst")
    assert not policies.EXACT.rows(analyst).exists() and not CountedExactly.objects.exists()
    shown = {line.name: line.cells for line in table_of(taking_for(analysis)).lines}
    assert shown["Contact was made"] == shown["Tried, and nobody was reached"] == shown["Total"] == (WITHHELD,)
    assert shown["Support was offered through somebody else"] == ("0",)


def test_months_before_the_first_contact_have_nothing_to_count(world, contacted):
    analysis, _found = counted(world, "month")
    before, now, _total = table_of(taking_for(analysis)).lines
    assert before.cells == ("Before the first contact",) and now.cells == (WITHHELD,)


def test_without_a_contact_there_is_nothing_to_count(world):
    with pytest.raises(Refused, match="No contact of the 30-day watch"):
        an_analysis(world, counts="contacts")
