"""What is a draft, told elsewhere or cleared counts no more; and exact counts go with the records they rest on."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cairn.domain.analysis.api import take_again
from cairn.domain.analysis.models import CountedExactly, Taking
from cairn.domain.analysis.queries.pages import analysis_page, taking_for
from cairn.domain.analysis.terms import end_of_month, months_to_choose
from cairn.domain.cases.testing import a_case, a_post, submit
from cairn.domain.plans.testing_world import add_person
from cairn.domain.records.services.clearing import clear_over
from cairn.domain.records.testing import a_feed, an_extract, csv_of
from cairn.domain.watch.models import WatchRow
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from tests.analysis_making import HEADS, MEAN, a_police_feed, an_analysis, came_in, one

pytestmark = pytest.mark.django_db
DAYS = dict.fromkeys(("happened", "reported", "victim_born"), "day_first")


def counted(world, analysis):
    """The exact counts of each taking, the first first, as Cairn itself knows them."""
    world.acts("system")
    return list(CountedExactly.objects.filter(analysis=analysis).order_by("pk"))


def total(row):
    """How many were counted."""
    return sum(number for _key, number in row.cells)


@pytest.fixture
def over(world):
    """A feed of the police whose agreement ended five hundred days ago, with incidents."""
    then = world.at - timedelta(days=800)
    feed = a_feed(
        by=world.acts("police_lead"), at=then, agency=world.agencies["fell-police"], holds="incidents", title="Calls",
        opened_to_analysts=True,
    )  # fmt: skip
    month = months_to_choose(world.today)[26]
    rows = [one(100 + number, month, victim=100 + number) for number in range(12)]
    an_extract(
        by=world.acts("police_worker"), at=then, feed=feed, content=csv_of(HEADS, rows), mapping=MEAN, orders=DAYS
    )
    return feed


def test_a_case_that_an_agency_is_still_writing_is_not_counted(world):
    worker = add_person(world, key="worker", name="Dipper Marl", agency="fell-council", roles=[Role.PRACTITIONER])
    a_post(
        partnership=world.partnership.pk, kind="marac", role="coordinator", user=worker, from_on=date(2026, 1, 1)
    )  # fmt: skip
    day = months_to_choose(world.today)[0] + timedelta(days=3)
    at, worker = timezone.make_aware(datetime.combine(day, time(9))), world.acts("worker")
    sent, _draft = a_case(by=worker, at=at), a_case(by=worker, at=at)
    with pytest.raises(Refused, match="No case has been opened"):
        an_analysis(world, "month", counts="cases", heading="cases")
    submit(by=world.acts("worker"), at=at, case=sent)
    [row] = counted(world, an_analysis(world, "month", counts="cases", heading="cases"))
    assert total(row) == 1


def test_a_row_of_the_watch_that_is_told_in_another_counts_there_and_once(world, police):
    analysis = an_analysis(world, "month", counts="watch", months=2, heading="offered")
    [before] = counted(world, analysis)
    with command("watch.test", by=world.acts("system"), at=world.at):
        over = end_of_month(months_to_choose(world.today)[0])
        row = WatchRow.objects.filter(spells__opened_on__lte=over).first()
        row.stands, row.set_aside, row.owed, row.reports = "closed", True, [], []
        row.save()
    take_again(by=world.acts("analyst"), at=world.at, analysis=analysis)
    assert total(counted(world, analysis)[-1]) == total(before) - row.spells.count() < total(before)


def test_exact_counts_go_with_the_records_they_rest_on_and_what_may_leave_stays(world, over):
    running = a_police_feed(world)
    came_in(world, running, [one(number, months_to_choose(world.today)[1], victim=number) for number in range(8)])
    both = an_analysis(world, months=30)
    [row] = counted(world, both)
    assert set(row.feeds) == {over.pk, running.pk} and total(row) == 20
    assert not any("cleared" in words for words in taking_for(both).notes)
    shown = taking_for(both).shown
    assert clear_over(world.at) > 0
    assert counted(world, both) == [] and taking_for(both).shown == shown
    entry = Entry.objects.get(action="records.clear", changes__has_key="analysis_counted")
    assert entry.changes["analysis_counted"] == {"from": 1, "to": 0}
    take_again(by=world.acts("analyst"), at=world.at, analysis=both)
    [row] = counted(world, both)
    assert row.feeds == [running.pk] and total(row) == 8
    world.acts("analyst")
    notes = taking_for(both).notes
    assert any("were cleared" in words for words in notes) and not any("Calls" in words for words in notes)
    assert len(analysis_page(world.acts("analyst"), both, taking_for(both, 1)).others) == 2


def test_where_everything_was_cleared_that_is_said(world, over):
    clear_over(world.at)
    with pytest.raises(Refused, match="cleared when its time was over"):
        an_analysis(world, months=30)
    assert not Taking.objects.exists()


def test_exact_counts_of_what_is_not_over_are_cleared_by_nobody(world, police, over):
    analysis = an_analysis(world)
    for who, feed in (("system", police), ("analyst", over), ("manager", over)):
        by = world.acts(who)
        with (
            pytest.raises(DatabaseError, match="not over"), transaction.atomic(),
            command("records.clear", by=by, at=world.at), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute("SELECT * FROM cairn_analysis_clear(%s, %s)", [feed.pk, world.today])
    assert len(counted(world, analysis)) == 1
