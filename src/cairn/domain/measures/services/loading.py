"""Load many figures at once, from a file or a system: one recorded act, with every row that is refused and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cairn.domain.measures import policies
from cairn.domain.measures.models import Observation, Submission, SubmissionStep
from cairn.domain.measures.services.arriving import LOADS, Examination, Found, Kind, Reject, Row, examine_rows
from cairn.domain.measures.services.figures import Figures, save_draft, send_in
from cairn.domain.measures.terms import SETTLED_STATES, Source, State
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import load_in_bulk
from cairn.kernel.actors import Actor

NO_REASON = "are approved already, and these differ. Say why they are corrected."
LOADED_FROM_A_FILE = "Loaded from a file."


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a load.

    Attributes:
        figures, periods: how many figures of how many periods are in.
        rejects: the rows that are not, in order.
        corrected: how many of the periods are corrections.
        unchanged: periods whose figures were in already, the same.
    """

    figures: int
    periods: int
    rejects: tuple[Reject, ...]
    corrected: int = 0
    unchanged: int = 0


def load_figures(
    *, by: Actor, at: datetime, rows: Iterable[Row], digest: str, state: str = State.SUBMITTED, save: bool = True,
    reason: str = "", confirmed: str = "", source: str = LOADED_FROM_A_FILE,
) -> Loaded:  # fmt: skip
    """Load the figures of a file; a period comes in whole or not at all, and the same twice changes nothing.

    Args:
        by: who sends figures in, the partnership manager, a system with a key, or Cairn itself.
        rows: in the order of the file.
        digest: SHA-256 (hex) of the file.
        state: where the figures stand afterwards; people send in, Cairn may load what was settled elsewhere.
        save: False only examines.
        reason: why approved figures are corrected; without one, corrections are refused.
        confirmed: why figures that look wrong are right, where their row does not say so.
        source: where they came from, in a sentence: it stands among the steps of the figures.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when a person would load figures as approved.
    """
    policies.BRING.require(by, Partnership.objects.get(pk=by.partnership_id))
    if state != State.SUBMITTED and not (by.is_system and state in SETTLED_STATES):
        raise Refused("Figures from a file are sent in; somebody else approves them.")
    examination = examine_rows(by=by, at=at, rows=rows, confirmed=confirmed, state=state)
    return take_in(
        examination, by=by, at=at, digest=digest, state=state, save=save, reason=reason, source=source
    )  # fmt: skip


def take_in(
    examination: Examination, *, by: Actor, at: datetime, digest: str, reason: str, source: str,
    state: str = State.SUBMITTED, save: bool = True, key: ApiKey | None = None,
) -> Loaded:  # fmt: skip
    """Load what was examined a moment ago in the same transaction.

    Args:
        key: with which a system sent it; whoever made the key does not approve it.

    The other arguments are as of ``load_figures``.
    """
    reason, rejects = reason.strip(), list(examination.rejects)
    sound = []
    for found in examination.found:
        if found.kind is Kind.CORRECTION and not reason:
            sentence = f"The figures for {found.period} {NO_REASON}"
            rejects += [Reject(row.number, sentence, "reason") for row in found.rows]
        elif found.kind in LOADS:
            sound.append(found)
    if save and sound:
        _write(sound, by=by, at=at, digest=digest, reason=reason, source=source, state=state, key=key)
    return Loaded(
        figures=sum(len(found.cells) for found in sound),
        periods=len(sound),
        rejects=tuple(sorted(rejects, key=lambda reject: reject.number)),
        corrected=sum(found.kind is Kind.CORRECTION for found in sound),
        unchanged=sum(found.kind is Kind.UNCHANGED for found in examination.found),
    )


def _write(
    sound: Sequence[Found], *, by: Actor, at: datetime, digest: str, reason: str, source: str, state: str,
    key: ApiKey | None,
) -> None:  # fmt: skip
    with transaction.atomic():
        for found in sound:
            if found.kind is Kind.AGAIN:
                _send_again(found, by=by, at=at, source=source, key=key)
        bulk = [found for found in sound if found.kind is not Kind.AGAIN]
        if bulk:
            _write_in_bulk(bulk, by=by, at=at, digest=digest, reason=reason, source=source, state=state, key=key)


def _send_again(found: Found, *, by: Actor, at: datetime, source: str, key: ApiKey | None) -> None:
    """Fill in a draft, or what was sent back, and send it in."""
    figures = Figures(
        rows=found.typed, provisional=found.provisional, note=found.note, evidence=found.evidence,
        confirmed=found.confirmed,
    )  # fmt: skip
    draft = save_draft(by=by, at=at, measure=found.measure, start=found.period.start, figures=figures)
    send_in(by=by, at=at, submission=draft, note=source, key=key)


def _write_in_bulk(
    sound: Sequence[Found], *, by: Actor, at: datetime, digest: str, reason: str, source: str, state: str,
    key: ApiKey | None,
) -> None:  # fmt: skip
    subject = ("partnership", Partnership.objects.get(pk=by.partnership_id).slug)
    with command("measures.load", by=by, at=at, reason=reason):
        submissions = [_submission(found, by=by, at=at, state=state, reason=reason, key=key) for found in sound]
        load_in_bulk(Submission, submissions, subject=subject, digest=digest)
        steps = [
            SubmissionStep(
                partnership_id=one.partnership_id, submission=one, state=one.state, at=at,
                by_id=by.user_id, note=source,
            )
            for one in submissions
        ]  # fmt: skip
        load_in_bulk(SubmissionStep, steps, subject=subject, digest=digest)
        rows = [
            Observation(
                partnership_id=one.partnership_id, submission=one, dimension=cell.dimension, category=cell.category,
                numerator=cell.numerator, denominator=cell.denominator, nil=cell.nil,
            )
            for one, found in zip(submissions, sound, strict=True)
            for cell in found.cells
        ]  # fmt: skip
        load_in_bulk(Observation, rows, subject=subject, digest=digest)


def _submission(found: Found, *, by: Actor, at: datetime, state: str, reason: str, key: ApiKey | None) -> Submission:
    correction = found.kind is Kind.CORRECTION
    return Submission(
        partnership_id=found.measure.partnership_id, measure=found.measure, period_start=found.period.start,
        period_end=found.period.end, revision=found.revision, reason=reason if correction else "",
        state=state, counts=state in SETTLED_STATES, provisional=found.provisional, confirmed=found.confirmed,
        note=found.note, evidence=found.evidence, source=Source.FILE, submitted_by_id=by.user_id, sent_by_key=key,
        submitted_at=at,
        typed=[
            {"dimension": row.dimension, "category": row.category, "numerator": row.numerator,
             "denominator": row.denominator, "nil": row.nil}
            for row in found.typed
        ] if state == State.SUBMITTED else [],
    )  # fmt: skip
