"""The counts a kind has to keep: exact, with noughts, over a whole partnership, in two or three queries."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.counts import required_counts
from cairn.domain.cases.queries.standings import history_of, process_for
from cairn.domain.cases.testing import a_case, submit
from cairn.kernel.periods import period_of
from cairn.kernel.processes.counting import counts

YEAR = period_of(date(2026, 11, 20), "year")


def numbers(world, kind, period=YEAR):
    """By key."""
    return {found.key: found.number for found in required_counts(world.partnership.pk, kind, period)}


def test_where_nothing_happened_every_count_is_nought(world):
    for key, kind in kinds().items():
        assert numbers(world, key) == dict.fromkeys(kind.newest.counts, 0)
    exact = [found for found in required_counts(world.partnership.pk, "asb_case_review", YEAR) if found.exact]
    assert [found.title for found in exact] == [
        "Applications for a review", "Times the threshold was decided not to be met", "Reviews carried out",
        "Reviews that led to recommendations",
    ]  # fmt: skip
    assert all(found.law for found in exact)


def test_all_cases_count_whoever_has_them_by_the_day_on_the_wall(world, now):
    nurse = world.acts("nurse")
    for at in (now - timedelta(days=60), now):
        case = a_case(by=nurse, at=at)
        submit(by=nurse, at=at, case=case)
    a_case(by=nurse, at=now)  # a draft is nothing yet
    stranger = world.acts("housing")
    assert numbers(world, "marac")["referrals"] == 2
    assert numbers(world, "marac", period_of(now.date(), "quarter"))["referrals"] == 1
    assert numbers(world, "marac", period_of(date(2025, 5, 1), "year"))["referrals"] == 0
    # The fence stands again as it stood for whoever asked.
    assert stranger.agency_id and not Case.objects.exists()


def test_they_are_what_the_kernel_makes_of_the_whole_histories_in_few_queries(
    world, now, django_assert_max_num_queries
):
    nurse = world.acts("nurse")
    for _ in range(3):
        case = a_case(by=nurse, at=now)
        submit(by=nurse, at=now, case=case)
    world.acts("system")
    rows = list(Case.objects.prefetch_related("events"))
    process = process_for(rows[0])
    histories = [history_of(process, row.events.all()) for row in rows]
    whole = counts(process, histories, first=YEAR.start, last=YEAR.end)
    with django_assert_max_num_queries(7):  # five of them are the fence and the savepoint
        assert numbers(world, "marac") == whole


def test_a_month_is_never_counted(world, now):
    with pytest.raises(ValueError, match="for a year or a quarter, not for a month"):
        required_counts(world.partnership.pk, "marac", period_of(now.date(), "month"))
    with pytest.raises(ValueError, match="no kind of case called nothing"):
        required_counts(world.partnership.pk, "nothing", YEAR)
