"""Figures on their way: drafts keep everything, others approve, locked ones stay, corrections say why."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cairn.domain.measures import testing
from cairn.domain.measures.errors import DraftChanged, FiguresRefused
from cairn.domain.measures.models import Observation, Submission
from cairn.domain.measures.services import figures
from cairn.domain.measures.terms import State
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor
from cairn.kernel.observation_checks import Typed

FIRST = testing.FIRST


def test_a_draft_keeps_what_was_typed_even_where_it_is_wrong(world, measure):
    rows = [testing.everyone("45%", "fifty"), Typed("sex", "Female", "9", "3")]
    draft = testing.a_draft(world, measure, rows=rows, note="Half of it is missing.")
    draft.refresh_from_db()
    assert draft.typed[0]["numerator"] == "45%" and not Observation.objects.exists()
    with pytest.raises(FiguresRefused) as refusal:
        figures.send_in(by=world.acts("police_worker"), at=world.at, submission=draft)
    assert {problem.row for problem in refusal.value.problems} == {("", ""), ("sex", "Female")}
    again = testing.a_draft(world, measure, rows=[testing.everyone(40, 50)])
    assert again.pk == draft.pk and [step.state for step in draft.steps.all()] == [State.DRAFT]


def test_what_is_sent_in_waits_for_somebody_else(world, measure):
    submission = testing.sent_in(world, measure)
    assert submission.state == State.SUBMITTED and testing.value(submission) == 80
    assert not submission.counts
    with pytest.raises(Refused, match="sent in"):
        testing.a_draft(world, measure)
    with pytest.raises(Forbidden):
        figures.approve(by=world.acts("police_worker"), at=world.at, submission=submission)
    approved = figures.approve(by=world.acts("analyst"), at=world.at, submission=submission)
    assert approved.counts and approved.state == State.APPROVED


def test_the_manager_who_is_named_to_send_figures_in_does_not_approve_them(world):
    measure = testing.a_measure(world, submitter="manager", agency="fell-council")
    submission = testing.sent_in(world, measure, by="manager")
    with pytest.raises(Forbidden, match="Somebody else approves"):
        figures.approve(by=world.acts("manager"), at=world.at, submission=submission)
    figures.approve(by=world.acts("analyst"), at=world.at, submission=submission)


def test_figures_are_sent_back_with_a_reason_and_sent_in_again(world, measure):
    submission = testing.sent_in(world, measure)
    with pytest.raises(Refused, match="put right"):
        figures.send_back(by=world.acts("manager"), at=world.at, submission=submission, note="")
    figures.send_back(by=world.acts("manager"), at=world.at, submission=submission, note="April has 30 days.")
    again = testing.sent_in(world, measure, rows=[testing.everyone(41, 50), Typed("sex", "Female", "30", "35")])
    assert again.pk == submission.pk and again.observations.count() == 2 and testing.value(again) == 82
    states = [(step.state, step.note) for step in again.steps.all()]
    assert states == [
        (State.DRAFT, ""), (State.SUBMITTED, ""), (State.RETURNED, "April has 30 days."), (State.SUBMITTED, ""),
    ]  # fmt: skip


def test_the_implausible_is_sent_in_once_somebody_says_why(world, measure):
    for place, month in enumerate(range(1, 13)):
        testing.approved(world, measure, start=date(2025, month, 1), rows=[testing.everyone(40 + place % 3, 50)])
    draft = testing.a_draft(world, measure, rows=[testing.everyone(10, 50)])
    with pytest.raises(FiguresRefused) as refusal:
        figures.send_in(by=world.acts("police_worker"), at=world.at, submission=draft)
    assert refusal.value.field == "confirmed"
    sent = testing.sent_in(world, measure, rows=[testing.everyone(10, 50)], confirmed="Two workers left in March.")
    assert sent.confirmed == "Two workers left in March."


def test_after_a_recorded_break_only_what_came_since_is_compared(world, measure):
    from cairn.domain.measures.services.linking import record_break

    for month in range(1, 13):
        testing.approved(world, measure, start=date(2025, month, 1), rows=[testing.everyone(40, 50)])
    record_break(by=world.acts("manager"), at=world.at, measure=measure, on=date(2026, 1, 1), note="A new system.")
    assert figures.earlier_than(measure, FIRST).values == []
    testing.sent_in(world, measure, rows=[testing.everyone(10, 50)])


def test_missing_is_not_nothing_and_a_nil_return_is(world, measure):
    draft = testing.a_draft(world, measure, rows=[Typed("sex", "Female", "3", "5")])
    with pytest.raises(Refused, match="missing is not nothing"):
        figures.send_in(by=world.acts("police_worker"), at=world.at, submission=draft)
    sent = testing.sent_in(world, measure, rows=[testing.everyone("", nil=True)])
    row = sent.observations.get()
    assert (row.numerator, row.nil, row.value(factor=100)) == (0, True, None)


@pytest.mark.parametrize("start", [date(2026, 4, 2), date(2026, 11, 1), date(2027, 4, 1)])
def test_a_period_is_whole_and_over(world, measure, start):
    with pytest.raises(Refused) as refusal:
        testing.a_draft(world, measure, start=start)
    assert refusal.value.field == "period"


def test_a_period_does_not_come_in_twice(world, measure):
    testing.approved(world, measure)
    with pytest.raises(Refused, match="Correct them with a reason"):
        testing.a_draft(world, measure)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        command("test.twice", by=system_actor(world.partnership.pk), at=world.at),
    ):
        Submission(
            partnership=world.partnership, measure=measure, period_start=FIRST, period_end=date(2026, 4, 30),
            revision=2, reason="Twice.", state=State.APPROVED, counts=True,
        ).save()  # fmt: skip


def test_a_correction_says_why_and_counts_once_it_is_approved(world, measure):
    before = testing.locked(world, measure)
    with pytest.raises(Refused, match="Say why"):
        figures.correct(by=world.acts("police_worker"), at=world.at, measure=measure, start=FIRST, reason="")
    draft = figures.correct(
        by=world.acts("police_worker"), at=world.at, measure=measure, start=FIRST, reason="Ten were counted twice."
    )
    assert draft.revision == 2 and draft.typed[0]["numerator"] == "40"
    sent = testing.sent_in(world, measure, rows=[testing.everyone(30, 40)])
    before.refresh_from_db()
    assert before.counts and sent.reason == "Ten were counted twice."
    figures.approve(by=world.acts("manager"), at=world.at, submission=sent)
    before.refresh_from_db()
    assert not before.counts and before.state == State.LOCKED and testing.value(before) == 80
    assert Submission.objects.get(measure=measure, counts=True).pk == sent.pk


def test_the_database_itself_refuses_to_change_a_locked_figure(world, measure):
    submission = testing.locked(world, measure)
    row = submission.observations.get()

    def refused(words, act):
        with (
            pytest.raises(DatabaseError, match=words),
            transaction.atomic(),
            command("test.change", by=system_actor(world.partnership.pk), at=world.at),
        ):
            act()

    row.numerator = 49
    refused("never changed", row.save)
    refused("never taken away", row.delete)
    submission.state, submission.counts = State.DRAFT, False
    refused("stay as they are", submission.save)


def test_nothing_of_an_ended_measure_is_sent_in(world, measure):
    from cairn.domain.measures.services.defining import end_measure

    end_measure(by=world.acts("manager"), at=world.at, measure=measure, reason="Replaced.")
    with pytest.raises(Forbidden):
        testing.a_draft(world, measure)


def test_a_draft_that_says_the_same_is_kept_once_and_another_than_was_read_is_not_written_over(world, measure):
    first = testing.a_draft(world, measure)
    assert testing.a_draft(world, measure, seen="").pk == first.pk  # what is typed is what is kept
    with pytest.raises(DraftChanged) as changed:
        testing.a_draft(world, measure, rows=[testing.everyone(41, 50)], seen="")
    assert changed.value.seen == figures.mark_of(first)
    testing.a_draft(world, measure, rows=[testing.everyone(41, 50)], seen=changed.value.seen)
    first.refresh_from_db()
    assert first.typed[0]["numerator"] == "41"
