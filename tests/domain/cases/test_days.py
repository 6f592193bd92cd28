"""Closed days and school holidays of a partnership move what is due in its cases, and in no other's."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import Case, LocalDays
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.days import calendar_of, days_in_force, days_withdrawn
from cairn.domain.cases.queries.standings import standing_of
from cairn.domain.cases.services.days import set_days, withdraw_days
from cairn.domain.cases.services.refreshing import refresh_cases, refresh_partnership
from cairn.domain.cases.services.steps import is_stale
from cairn.domain.cases.testing import a_case, a_post, submit
from cairn.foundation.access.once import remembering
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.kernel.processes.clocks import newest

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
SUMMER = (date(2026, 7, 22), date(2026, 9, 1))
KINDS = Path(__file__).parents[2] / "kernel" / "processes" / "kinds"


def set_(world, first=MONDAY, last=MONDAY, sort="closed", name="Offices shut", who="manager"):
    return set_days(by=world.acts(who), at=world.at, sort=sort, name=name, first_on=first, last_on=last)


def sent(world, now, number=1):
    """Referrals of the health board."""
    nurse = world.acts("nurse")
    cases = [a_case(by=nurse, at=now) for _ in range(number)]
    for case in cases:
        submit(by=nurse, at=now, case=case)
    return cases


# ---- what is set


def test_the_manager_sets_days_with_a_name_and_it_is_recorded(world):
    row = set_(world)
    world.acts("system")
    assert calendar_of(world.partnership.pk).closed == {MONDAY}
    entry = Entry.objects.get(action="cases.set_days")
    assert entry.subject_kind == "local days" and entry.changes["name"]["to"] == "Offices shut"
    assert row.set_by_id == world.people["manager"].pk and row.moved is None


@pytest.mark.parametrize("who", ["coordinator", "nurse", "auditor", "analyst"])
def test_nobody_else_sets_or_withdraws_them(world, who):
    row = set_(world)
    with pytest.raises(Forbidden):
        set_(world, MONDAY + timedelta(days=7), MONDAY + timedelta(days=7), who=who)
    with pytest.raises(Forbidden):
        withdraw_days(by=world.acts(who), at=world.at, days=row, because="No.")


@pytest.mark.parametrize(
    ("facts", "about", "says"),
    [
        ({"last": MONDAY - timedelta(days=1)}, "last_on", "The last day is before the first"),
        ({"name": " "}, "name", "Give them a name"),
        ({"name": "n" * 81}, "name", "Shorten the name"),
        ({"sort": "feast"}, "sort", "Choose whether"),
        ({"last": MONDAY + timedelta(weeks=5)}, "last_on", "A closure is not longer than 5 weeks"),
        ({"sort": "school_holiday", "last": MONDAY + timedelta(weeks=12)}, "last_on", "not longer than 12 weeks"),
        ({"first": date(2062, 1, 1), "last": date(2062, 1, 1)}, "first_on", "Look at the year of the first day"),
    ],
)
def test_what_cannot_be_is_refused_by_its_box_and_nothing_is_saved(world, facts, about, says):
    with pytest.raises(StepRefused, match=says) as caught:
        set_(world, **facts)
    assert [each.of for each in caught.value.refusals] == [about]
    assert not LocalDays.objects.exists()


def test_the_longest_holiday_is_of_exactly_twelve_weeks(world):
    set_(world, MONDAY, MONDAY + timedelta(weeks=12) - timedelta(days=1), sort="school_holiday")


def test_days_of_one_sort_do_not_overlap_and_of_two_sorts_they_may(world):
    set_(world, MONDAY, MONDAY + timedelta(days=4), sort="school_holiday", name="Half-term")
    for first, last in ((MONDAY, MONDAY), (MONDAY + timedelta(days=4), MONDAY + timedelta(days=9))):
        with pytest.raises(StepRefused, match="“Half-term” already, 23 November 2026 to 27 November 2026"):
            set_(world, first, last, sort="school_holiday")
    set_(world, MONDAY, MONDAY)
    set_(world, MONDAY + timedelta(days=5), MONDAY + timedelta(days=9), sort="school_holiday", name="After it")


def test_holidays_in_a_row_that_would_leave_no_school_day_are_refused(world):
    weeks = timedelta(weeks=12) - timedelta(days=1)
    set_(world, MONDAY, MONDAY + weeks, sort="school_holiday", name="Long")
    after = MONDAY + weeks + timedelta(days=1)
    with pytest.raises(StepRefused, match="no school day for over 14 weeks"):
        set_(world, after, after + weeks, sort="school_holiday", name="Longer")


def test_what_is_withdrawn_stays_on_record_and_counts_no_more(world):
    row = set_(world)
    with pytest.raises(Refused, match="Say why"):
        withdraw_days(by=world.acts("manager"), at=world.at, days=row, because=" ")
    withdraw_days(by=world.acts("manager"), at=world.at, days=row, because="It was the year before.")
    assert calendar_of(world.partnership.pk).closed == frozenset()
    assert not days_in_force(world.partnership.pk, counted=True)["closed"]
    [line] = days_withdrawn(world.partnership.pk, counted=True)
    assert line.row.withdrawn_because == "It was the year before."
    assert line.who.startswith(world.people["manager"].name)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_days(by=world.acts("manager"), at=world.at, days=row, because="Again.")
    set_(world)  # the same days can be set anew


def test_the_database_itself_keeps_days_in_order(world):
    row = set_(world)
    with pytest.raises(IntegrityError), transaction.atomic(), command("t", by=world.acts("system"), at=world.at):
        row.last_on = row.first_on - timedelta(days=1)
        row.save()


# ---- what moves


def test_a_closed_day_moves_what_is_due_and_the_job_says_in_how_many_open_cases(world, now):
    cases = sent(world, now, 3)
    before = cases[0].due_on
    assert refresh_cases(at=now) == 0
    set_(world)
    world.acts("system")
    stale = Case.objects.get(pk=cases[0].pk)
    assert stale.due_on == before and is_stale(stale, at=now)
    later = now + timedelta(minutes=1)
    assert refresh_partnership(world.partnership.pk, at=later, batch=2) == 3
    world.acts("system")
    assert {row.due_on for row in Case.objects.all()} == {before + timedelta(days=1)}
    row = LocalDays.objects.get()
    assert (row.moved, row.looked_at) == (3, later)
    [line] = days_in_force(world.partnership.pk, counted=True)["closed"]
    assert line.moved == "What is due moved in 4 open cases or fewer."
    assert days_in_force(world.partnership.pk, counted=False)["closed"][0].moved == ""
    withdraw_days(by=world.acts("manager"), at=later, days=row, because="They are open after all.")
    assert refresh_cases(at=later) == 3
    world.acts("system")
    assert {row.due_on for row in Case.objects.all()} == {before}
    assert refresh_cases(at=later) == 0


def test_a_day_that_moves_nothing_says_so(world, now):
    sent(world, now)
    set_(world, date(2027, 6, 7), date(2027, 6, 7))
    assert refresh_cases(at=now) == 0
    world.acts("system")
    assert days_in_force(world.partnership.pk, counted=True)["closed"][0].moved == "What is due moved in no open case."


def test_a_case_opened_after_the_day_was_set_counts_by_it_from_the_start(world, now):
    [before] = sent(world, now)
    set_(world)
    [after] = sent(world, now)
    assert after.due_on == before.due_on + timedelta(days=1)
    world.acts("system")
    state = newest(standing_of(Case.objects.get(pk=before.pk), at=now))["screening", ""]
    assert state.due == after.due_on  # the page asks the history, and does not wait for the job


def test_the_days_of_one_partnership_move_nothing_in_another(world, now):
    [case] = sent(world, now)
    before = case.due_on
    by = world.acts("system")
    other = by.__class__(None, world.partnership.pk + 1, None, frozenset())
    assert calendar_of(other.partnership_id).closed == frozenset()
    assert Case.objects.get(pk=case.pk).due_on == before


def test_before_the_next_school_day_waits_until_the_summer_holidays_are_over(world, settings):
    settings.CASE_KINDS = [str(KINDS)]
    a_post(partnership=world.partnership.pk, kind="school_notice", role="sender", user=world.people["coordinator"],
           from_on=date(2026, 1, 5))  # fmt: skip
    facts = {"kind": "school_notice", "move": "note", "details": {"present": "yes"}}
    night = datetime(2026, 7, 24, 22, 10, tzinfo=UTC)
    case = a_case(by=world.acts("coordinator"), at=night, **facts)
    assert case.due_on == date(2026, 7, 27)  # nobody set a holiday yet
    set_(world, *SUMMER, sort="school_holiday", name="Summer holidays")
    assert refresh_cases(at=night) == 1
    case = VIEW.one(world.acts("coordinator"), ref=case.ref)
    assert case.due_on == date(2026, 9, 2)
    state = newest(standing_of(case, at=night))["next_school_day", ""]
    assert state.due == datetime(2026, 9, 2, 7, 30, tzinfo=UTC)  # half past eight on the wall
    again = a_case(by=world.acts("coordinator"), at=night, **facts)
    assert again.due_on == date(2026, 9, 2)


# ---- how often it is asked


def test_the_days_are_read_once_for_a_batch_of_cases(world, now, django_assert_num_queries):
    cases = sent(world, now, 3)
    set_(world)
    world.acts("system")
    rows = list(Case.objects.filter(pk__in=[case.pk for case in cases]).prefetch_related("events"))
    with django_assert_num_queries(1), remembering():
        assert all(is_stale(row, at=now) for row in rows)


def test_days_set_within_a_request_are_known_at_once(world):
    with remembering():
        assert calendar_of(world.partnership.pk).closed == frozenset()
        set_(world)
        assert calendar_of(world.partnership.pk).closed == {MONDAY}
