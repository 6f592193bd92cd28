"""Figures are asked for before they are due, chased, then asked of the agency's lead; and stand on My work."""

from datetime import date

import pytest

from cairn.domain.measures import testing
from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.demonstrated import what_is_shown
from cairn.domain.measures.queries.listing import figures_to_approve, figures_to_send, lines_of, list_page
from cairn.domain.measures.services.linking import set_links
from cairn.domain.plans.queries.work import work_page
from cairn.kernel.periods import Asked

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def measure(world):
    """Due twenty days after each month, since September."""
    return testing.a_measure(world, first_on=SEPTEMBER)


def asked(world, who, today):
    actor = world.acts(who)
    return [(line.ref, one.period.start, one.stage) for line, one, _mine in figures_to_send(actor, today=today)]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 10, 1), []),
        (date(2026, 10, 10), [(SEPTEMBER, Asked.ASKED)]),
        (date(2026, 10, 21), [(SEPTEMBER, Asked.CHASED)]),
        (date(2026, 11, 10), [(SEPTEMBER, Asked.ESCALATED), (OCTOBER, Asked.ASKED)]),
    ],
)
def test_the_submitter_is_asked_before_the_due_day_and_chased_after(world, measure, today, found):
    assert asked(world, "police_worker", today) == [(measure.ref, *one) for one in found]


def test_the_lead_is_asked_once_it_is_two_weeks_late_and_nobody_else_is(world, measure):
    today = date(2026, 11, 10)
    assert asked(world, "police_lead", today) == [(measure.ref, SEPTEMBER, Asked.ESCALATED)]
    for who in ("council_lead", "manager", "analyst", "board", "auditor"):
        assert asked(world, who, today) == []


def test_what_is_sent_in_is_asked_no_more_and_what_is_sent_back_is(world, measure):
    from cairn.domain.measures.services.figures import send_back

    submission = testing.sent_in(world, measure, start=SEPTEMBER)
    today = date(2026, 10, 21)
    assert asked(world, "police_worker", today) == []
    assert [one.pk for one in figures_to_approve(world.acts("manager"))] == [submission.pk]
    assert figures_to_approve(world.acts("police_lead")) == []
    send_back(by=world.acts("manager"), at=world.at, submission=submission, note="Look again.")
    assert asked(world, "police_worker", today) == [(measure.ref, SEPTEMBER, Asked.CHASED)]


def test_figures_stand_on_my_work_of_who_sends_and_who_approves(world, measure):
    day = date(2026, 10, 21)
    sections = {one.key: one for one in work_page(world.acts("police_worker"), today=day).sections}
    task = sections["figures"].tasks[0]
    assert (task.screen, task.ref, task.overdue, task.more) == (
        "measures:record", measure.ref, True, (("period", "2026-09-01"),),
    )  # fmt: skip
    testing.sent_in(world, measure, start=SEPTEMBER)
    for who in ("manager", "analyst"):
        sections = {one.key: one for one in work_page(world.acts(who), today=day).sections}
        assert sections["approve"].total == 1


def test_the_list_counts_what_is_overdue_due_and_waiting(world, measure):
    testing.a_measure(world, name="Another", first_on=OCTOBER)
    testing.sent_in(world, testing.a_measure(world, name="A third", first_on=OCTOBER), start=OCTOBER)
    found = list_page(world.acts("board"), today=date(2026, 11, 10))
    assert (found.total, [found.counts[kind] for kind in ("overdue", "due", "waiting")]) == (3, [1, 1, 1])
    assert list_page(world.acts("board"), today=date(2026, 11, 10), show="overdue").shown == 1


def test_the_list_takes_the_same_queries_for_many_measures(world, measure, django_assert_max_num_queries):
    for place in range(6):
        made = testing.a_measure(world, name=f"Measure {place}")
        testing.approved(world, made)
    with django_assert_max_num_queries(5):
        lines = lines_of(Measure.objects.all(), today=world.today)
    assert len(lines) == 7 and sum(1 for line in lines if line.latest == "80.0%") == 6


def test_a_promise_is_demonstrated_by_a_figure_that_counts_or_by_accepted_evidence(world, measure):
    from cairn.domain.plans import testing as plans

    first, second = world.commitment("CP1"), world.commitment("CP2")
    set_links(by=world.acts("manager"), at=world.at, measure=measure, commitments=[first], changes=[])
    assert not what_is_shown(world.acts("board")).commitments
    testing.approved(world, measure, start=SEPTEMBER)
    plan = plans.add_plan(world, state="with_partners")
    plans.finish(world, plans.add_action(world, plan=plan, commitment="CP2"))
    assert what_is_shown(world.acts("board")).commitments == {first.pk, second.pk}
