"""Figures of one period: keep a draft, send in, send back, approve, lock, correct."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.errors import DraftChanged, FiguresRefused
from cairn.domain.measures.models import Measure, Observation, Submission, SubmissionStep
from cairn.domain.measures.place_codes import place_checker
from cairn.domain.measures.terms import OPEN_STATES, Source, State
from cairn.foundation.access.policies import Policy
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.observation_checks import Cell, Earlier, Examined, Severity, Typed, examine, value_of
from cairn.kernel.periods import Period, whole_period

LOOKED_BACK = 60  # periods
NOT_YET_OVER = "This period is not over yet, so nobody can know its figures."


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is typed for one period.

    Args:
        rows: the total and the breakdowns, as typed.
        provisional: they will still move.
        note: for the readers of the figures.
        evidence: where they come from.
        confirmed: why figures that look wrong are right; "" where nobody said so.
    """

    rows: Sequence[Typed]
    provisional: bool = False
    note: str = ""
    evidence: str = ""
    confirmed: str = ""


def save_draft(
    *, by: Actor, at: datetime, measure: Measure, start: date, figures: Figures, seen: str | None = None
) -> Submission:
    """Keep what was typed, sound or not, until it is sent in.

    Args:
        start: first day of the period.
        seen: ``mark_of`` the draft that was read before, "" where there was none; None where nobody reads one.

    Raises:
        Forbidden: when the policy does not allow it.
        DraftChanged: when somebody else kept other figures since then.
        Refused: when it is no period of this measure, is not over, or its figures are in already.
    """
    period = period_over(measure, start, at)
    draft = _draft_of(measure, period, by=by)
    before = mark_of(draft)
    _keep(draft, figures)
    if before and before == mark_of(draft):
        return draft
    with command("measures.save_draft", by=by, at=at):
        # Held, so that of two who save at once the second sees the first one's.
        Measure.objects.select_for_update(of=("self",), no_key=True).get(pk=measure.pk)
        draft = _draft_of(measure, period, by=by)
        adding, before = draft.pk is None, mark_of(draft)
        _keep(draft, figures)
        if seen is not None and before not in (seen, mark_of(draft)):
            raise DraftChanged(seen=before)
        draft.save()
        if adding:
            _step(draft, by=by, at=at)
    return draft


def mark_of(draft: Submission | None) -> str:
    """Tells what a draft holds from anything else it could hold; "" where there is none yet."""
    if draft is None or draft.pk is None:
        return ""
    said = [draft.typed, draft.provisional, draft.note, draft.evidence, draft.confirmed]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def check_figures(measure: Measure, period: Period, rows: Sequence[Typed]) -> Examined:
    """Everything wrong with the figures of one period, against the measure and what went before."""
    return examine(rows, measure.facts, earlier=earlier_than(measure, period.start), place_problem=place_checker())


def send_in(
    *, by: Actor, at: datetime, submission: Submission, note: str = "", key: ApiKey | None = None
) -> Submission:
    """Send a draft in. Its observations are written; from here on it waits for approval.

    Args:
        note: for the record of its steps, such as by which way it came.
        key: with which a system sent it.

    Raises:
        Forbidden: when the policy does not allow it.
        FiguresRefused: something is impossible, or looks wrong and nobody said why it is right; it stays a draft.
    """
    policies.EDIT_FIGURES.require(by, submission)
    rows = [Typed(**row) for row in submission.typed]
    examined = check_figures(submission.measure, submission.period, rows)
    _sound(examined, confirmed=submission.confirmed)
    with command("measures.send_in", by=by, at=at):
        fresh = _locked_row(submission, policies.EDIT_FIGURES, by)
        for row in fresh.observations.all():  # of the time before they were sent back
            row.delete()
        write_cells(fresh, examined.cells)
        fresh.submitted_by_id, fresh.sent_by_key, fresh.submitted_at = by.user_id, key, at
        _move(fresh, State.SUBMITTED, by=by, at=at, note=note)
    return fresh


def send_back(*, by: Actor, at: datetime, submission: Submission, note: str) -> Submission:
    """Send figures back to whoever sent them in, with what must be put right.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a note.
    """
    policies.APPROVE.require(by, submission)
    if not note.strip():
        raise Refused("Say what must be put right.", field="note")
    with command("measures.send_back", by=by, at=at, reason=note.strip()):
        fresh = _locked_row(submission, policies.APPROVE, by)
        _move(fresh, State.RETURNED, by=by, at=at, note=note.strip())
    return fresh


def approve(*, by: Actor, at: datetime, submission: Submission, note: str = "") -> Submission:
    """Approve figures that were sent in. They are now the period's figures, in place of earlier ones.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when they do not wait for approval.
    """
    policies.APPROVE.require(by, submission)
    with command("measures.approve", by=by, at=at):
        fresh = _locked_row(submission, policies.APPROVE, by)
        if fresh.state != State.SUBMITTED:
            raise Refused("These figures do not wait for approval.")
        for before in Submission.objects.filter(
            measure_id=fresh.measure_id, period_start=fresh.period_start, counts=True
        ):
            before.counts = False
            before.save()
        fresh.counts = True
        _move(fresh, State.APPROVED, by=by, at=at, note=note.strip())
    return fresh


def lock(*, by: Actor, at: datetime, submission: Submission) -> Submission:
    """Close the period: from here on only a correction with a reason changes what counts.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when they are not approved.
    """
    policies.LOCK.require(by, submission)
    with command("measures.lock", by=by, at=at):
        fresh = _locked_row(submission, policies.LOCK, by)
        if fresh.state != State.APPROVED:
            raise Refused("Only approved figures are locked.")
        _move(fresh, State.LOCKED, by=by, at=at)
    return fresh


def correct(*, by: Actor, at: datetime, measure: Measure, start: date, reason: str) -> Submission:
    """Begin a correction: a draft with the figures that count now. Those stay until it is approved.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, when nothing counts yet, or when a correction is under way.
    """
    policies.SEND.require(by, measure)
    if not reason.strip():
        raise Refused("Say why the figures are corrected. Readers see the reason.", field="reason")
    counting = Submission.objects.filter(measure=measure, period_start=start, counts=True).first()
    if counting is None:
        raise Refused("No figures are approved for this period, so there is nothing to correct.")
    if under_way(measure, start) is not None:
        raise Refused(f"A correction for {counting.period} is under way already.")
    draft = _new(measure, counting.period, revision=_last_revision(measure, start) + 1, reason=reason.strip())
    _keep(
        draft,
        Figures(
            rows=[typed_of(row) for row in counting.observations.order_by("pk")],
            provisional=counting.provisional,
            note=counting.note,
            evidence=counting.evidence,
        ),
    )
    with command("measures.correct", by=by, at=at, reason=reason.strip()):
        draft.save()
        _step(draft, by=by, at=at, note=reason.strip())
    return draft


# ---- what the services share, and what the loader and the rules use too


def under_way(measure: Measure, start: date) -> Submission | None:
    """The draft, or what waits for approval, of one period."""
    found = Submission.objects.filter(measure=measure, period_start=start, state__in=[*OPEN_STATES, State.SUBMITTED])
    return found.select_related("measure").first()


def earlier_than(measure: Measure, start: date) -> Earlier:
    """The figures that count for everyone in the periods before, since recording last changed; two queries."""
    breaks = measure.breaks.filter(on__lte=start).order_by("-on").values_list("on", flat=True)
    rows = Observation.objects.filter(
        submission__measure=measure, submission__counts=True, submission__period_start__lt=start, dimension=""
    )
    if since := breaks.first():
        rows = rows.filter(submission__period_start__gte=since)
    newest = rows.order_by("-submission__period_start").values_list("numerator", "denominator")[:LOOKED_BACK]
    found = list(newest)[::-1]
    return Earlier(
        values=[value_of(top, bottom, factor=measure.factor) for top, bottom in found],
        denominators=[bottom for _top, bottom in found],
    )


def write_cells(submission: Submission, cells: Sequence[Cell]) -> None:
    """Write the observations of a submission; a command must be open."""
    for cell in cells:
        Observation(
            partnership_id=submission.partnership_id, submission=submission, dimension=cell.dimension,
            category=cell.category, numerator=cell.numerator, denominator=cell.denominator, nil=cell.nil,
        ).save()  # fmt: skip


def typed_of(row: Observation) -> Typed:
    """A figure as it would be typed."""
    return Typed(row.dimension, row.category, typed_number(row.numerator), typed_number(row.denominator), row.nil)


def typed_number(number: Decimal | None) -> str:
    """A stored number as it would be typed, without the noughts that only its column has; "" for none."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sound(examined: Examined, *, confirmed: str) -> None:
    impossible = examined.of(Severity.IMPOSSIBLE)
    if impossible:
        raise FiguresRefused(impossible, "Put these right to send the figures in. They are kept as a draft.")
    if not any(not cell.dimension for cell in examined.cells):
        raise Refused(
            "Enter the figure for everyone. If there was nothing to count, tick nil return: missing is not nothing."
        )
    implausible = examined.of(Severity.IMPLAUSIBLE)
    if implausible and not confirmed.strip():
        raise FiguresRefused(
            implausible, "These figures look wrong. Put them right, or say why they are right.", field="confirmed"
        )


def period_over(measure: Measure, start: date, at: datetime) -> Period:
    """The whole period of a measure that begins on a day and is over.

    Raises:
        Refused: when no period begins then, or it is not over.
    """
    try:
        period = whole_period(start, None, measure.frequency)
    except ValueError as problem:
        raise Refused(str(problem), field="period") from problem
    if period.end >= timezone.localdate(at):
        raise Refused(NOT_YET_OVER, field="period")
    return period


def _draft_of(measure: Measure, period: Period, *, by: Actor) -> Submission:
    """The draft of a period, or a new one; somebody who may not work on it is refused."""
    draft = under_way(measure, period.start)
    if draft is None:
        policies.SEND.require(by, measure)
        _nothing_in(measure, period)
        draft = _new(measure, period)
    elif draft.state not in OPEN_STATES:
        raise Refused(f"The figures for {period} are sent in. They can be changed when they are sent back.")
    else:
        policies.EDIT_FIGURES.require(by, draft)
    return draft


def _nothing_in(measure: Measure, period: Period) -> None:
    if Submission.objects.filter(Q(counts=True), measure=measure, period_start=period.start).exists():
        raise Refused(f"The figures for {period} are approved. Correct them with a reason instead.", field="period")


def _new(measure: Measure, period: Period, *, revision: int = 1, reason: str = "") -> Submission:
    return Submission(
        partnership_id=measure.partnership_id, measure=measure, period_start=period.start, period_end=period.end,
        revision=revision, reason=reason, source=Source.FORM,
    )  # fmt: skip


def _keep(draft: Submission, figures: Figures) -> None:
    draft.typed = [
        {"dimension": row.dimension, "category": row.category, "numerator": row.numerator.strip(),
         "denominator": row.denominator.strip(), "nil": row.nil}
        for row in figures.rows if not row.is_blank
    ]  # fmt: skip
    draft.provisional = figures.provisional
    draft.note, draft.evidence = figures.note.strip(), figures.evidence.strip()
    draft.confirmed = figures.confirmed.strip()


def _last_revision(measure: Measure, start: date) -> int:
    found = Submission.objects.filter(measure=measure, period_start=start).order_by("-revision")
    return found.values_list("revision", flat=True).first() or 0


def _locked_row(submission: Submission, policy: Policy, by: Actor) -> Submission:
    """The row as it stands now, held against others; of two who decide at once the second is told."""
    fresh = Submission.objects.select_for_update(of=("self",)).select_related("measure").get(pk=submission.pk)
    policy.require(by, fresh)
    return fresh


def _move(submission: Submission, state: State, *, by: Actor, at: datetime, note: str = "") -> None:
    submission.state = state
    submission.save()
    _step(submission, by=by, at=at, note=note)


def _step(submission: Submission, *, by: Actor, at: datetime, note: str = "") -> None:
    SubmissionStep(
        partnership_id=submission.partnership_id, submission=submission, state=submission.state, at=at,
        by_id=by.user_id, note=note,
    ).save()  # fmt: skip
