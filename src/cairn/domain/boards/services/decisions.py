"""Record a decision, publish it, and write down that it was called in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import CallIn, Decision, DecisionCommitment, DecisionDocument, Meeting
from cairn.domain.boards.terms import CALL_IN_DAYS, LONGEST_CALL_IN, KeyReason, Maker, Resolution
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.services.upsert import bring_list_in_line
from cairn.foundation.audit.commands import command
from cairn.foundation.files.services.keeping import FileRefused, keep_file
from cairn.kernel.actors import Actor
from cairn.kernel.decision_days import window_ends_on

CHANGEABLE = (
    "title", "maker", "maker_name", "key", "purpose", "parts", "reasons", "alternatives", "wards", "consultees",
    "conflicts", "decided_on", "notice_on", "call_in_days", "meeting_id", "supersedes_id", "resolution", "key_reason",
    "budget", "equality", "rural", "background", "lead", "author", "contact", "call_in_body",
)  # fmt: skip
MOST_PARTS = 26  # one for each letter


@dataclass(frozen=True)
class DecisionFacts:
    """What is recorded of a decision.

    Args:
        title: what it is about.
        maker, maker_name: a value of ``Maker``, and which cabinet, post or board.
        purpose, reasons: why it was put, and why it was decided so.
        parts: what was decided, one text for each lettered part.
        decided_on: the day.
        key: it is a key decision.
        resolution, key_reason: values of ``Resolution`` and ``KeyReason``; "" where it is not key.
        alternatives, wards, consultees, conflicts, budget, background: as councils publish them.
        equality, rural: its effect on people with protected characteristics, and on rural places.
        lead, author, contact, call_in_body: posts and bodies, never people.
        notice_on: when the notice was first published, or None.
        call_in_days: working days in which it may be called in; 0 where it cannot be.
        meeting: at which it was taken, or None.
        supersedes: an earlier decision that it replaces, or None.
        commitments: which commitments it is about.
    """

    title: str
    maker: str
    purpose: str
    parts: Sequence[str]
    reasons: str
    decided_on: date
    maker_name: str = ""
    key: bool = False
    alternatives: str = ""
    wards: str = ""
    consultees: str = ""
    conflicts: str = ""
    resolution: str = Resolution.APPROVED
    key_reason: str = ""
    budget: str = ""
    equality: str = ""
    rural: str = ""
    background: str = ""
    lead: str = ""
    author: str = ""
    contact: str = ""
    call_in_body: str = ""
    notice_on: date | None = None
    call_in_days: int = CALL_IN_DAYS
    meeting: Meeting | None = None
    supersedes: Decision | None = None
    commitments: Sequence[Commitment] = ()

    def columns(self) -> dict[str, Any]:
        """As columns of Decision."""
        words = {
            name: getattr(self, name).strip().replace("\r\n", "\n")
            for name in (
                "maker_name",
                "purpose",
                "reasons",
                "alternatives",
                "wards",
                "consultees",
                "conflicts",
                "budget",
                "equality",
                "rural",
                "background",
                "lead",
                "author",
                "contact",
                "call_in_body",
            )
        }
        return {
            **words, "title": " ".join(self.title.split()), "maker": self.maker, "key": self.key,
            "resolution": self.resolution, "key_reason": self.key_reason if self.key else "",
            "parts": [" ".join(part.split()) for part in self.parts if part.strip()], "decided_on": self.decided_on,
            "notice_on": self.notice_on, "call_in_days": self.call_in_days,
            "meeting_id": self.meeting.pk if self.meeting else None,
            "supersedes_id": self.supersedes.pk if self.supersedes else None,
        }  # fmt: skip


def record_decision(*, by: Actor, at: datetime, facts: DecisionFacts) -> Decision:
    """Record a decision as a draft. Sent twice, it is recorded once.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the field that is wrong.
    """
    policies.RECORD.require(by, Partnership.objects.get(pk=by.partnership_id))
    wanted = facts.columns()
    decision = Decision(partnership_id=by.partnership_id, **wanted)
    _check(decision, facts, today=timezone.localdate(at))
    same = Decision.objects.filter(partnership_id=by.partnership_id, **wanted).first()
    if same is not None:
        return same
    with command("boards.record_decision", by=by, at=at):
        decision.ref = new_reference("D", taken=Decision)
        decision.save()
        _tie(decision, facts.commitments)
    return decision


def change_decision(*, by: Actor, at: datetime, decision: Decision, version: int, facts: DecisionFacts) -> Decision:
    """Change a draft.

    Raises:
        Forbidden: once it is published.
        EditConflict: when somebody saved in between; nothing is saved.
        Refused: naming the field that is wrong, or when nothing was changed.
    """
    with command("boards.change_decision", by=by, at=at):
        fresh = _held(decision)
        policies.CHANGE_DECISION.require(by, fresh)
        wanted = facts.columns()
        if wanted["meeting_id"] is None and _is_kept_from(by, fresh.meeting_id):
            wanted["meeting_id"] = fresh.meeting_id  # it was no choice of hers, so she did not take it away
        tied = set(fresh.commitments.values_list("commitment_id", flat=True))
        if tied == {one.pk for one in facts.commitments} and all(
            getattr(fresh, name) == value for name, value in wanted.items()
        ):
            raise Refused("Nothing was changed.")
        if fresh.version != version:
            theirs = {name: getattr(fresh, name) for name in CHANGEABLE}
            raise EditConflict(theirs={**theirs, "commitments": sorted(tied)}, version=fresh.version)
        for name, value in wanted.items():
            setattr(fresh, name, value)
        _check(fresh, facts, today=timezone.localdate(at))
        fresh.version += 1
        fresh.save()
        _tie(fresh, facts.commitments)
    return fresh


def _is_kept_from(actor: Actor, meeting_id: int | None) -> bool:
    """Whether there is a meeting that the actor may not see: one that was called about a case."""
    return meeting_id is not None and not policies.VIEW_MEETING.rows(actor).filter(pk=meeting_id).exists()


def publish_decision(*, by: Actor, at: datetime, decision: Decision, published_on: date) -> Decision:
    """Say on which day a decision was published. From then on it is never changed.

    Raises:
        Forbidden: when it is published already, or the policy does not allow it.
        Refused: for a day before the decision, or to come.
    """
    with command("boards.publish_decision", by=by, at=at):
        fresh = _held(decision)
        policies.CHANGE_DECISION.require(by, fresh)
        if published_on < fresh.decided_on:
            raise Refused("It cannot have been published before it was decided.", field="published_on")
        if published_on > timezone.localdate(at):
            raise Refused("That day has not come.", field="published_on")
        fresh.published_on = published_on
        fresh.save()
    return fresh


def add_document(
    *, by: Actor, at: datetime, decision: Decision, title: str, name: str, content: bytes
) -> DecisionDocument:  # fmt: skip
    """Put a file behind a decision that is a draft, such as the report.

    Raises:
        Forbidden: once it is published.
        Refused: without a title, or when a rule of files is broken.
    """
    if not title.strip():
        raise Refused("Say what the document is.", field="title")
    with command("boards.add_document", by=by, at=at):
        fresh = _held(decision)
        policies.CHANGE_DECISION.require(by, fresh)
        try:
            kept = keep_file(by=by, at=at, name=name, content=content, only_agency=False)
        except FileRefused as refusal:
            raise Refused(str(refusal), field="file") from refusal
        row = DecisionDocument(
            partnership_id=fresh.partnership_id, decision=fresh, title=" ".join(title.split()), file=kept,
            added_on=timezone.localdate(at),
        )  # fmt: skip
        row.save()
    return row


def call_in(*, by: Actor, at: datetime, decision: Decision, called_on: date, called_by: str, why: str) -> CallIn:
    """Write down that a committee called a decision in. It takes no effect until that is settled.

    Raises:
        Refused: outside the window, while another call-in is open, or without the committee or its reason.
    """
    with command("boards.call_in", by=by, at=at):
        fresh = _held(decision)
        policies.CALL_IN.require(by, fresh)
        if not called_by.strip():
            raise Refused("Say which committee called it in.", field="called_by")
        if not why.strip():
            raise Refused("Say why it was called in.", field="why")
        if fresh.call_ins.filter(ended_on__isnull=True).exists():
            raise Refused("It is called in already. Settle that first.")
        if not fresh.call_in_days:
            raise Refused("This decision cannot be called in: its window is 0 days.")
        last = window_ends_on(fresh.published_on, fresh.call_in_days)
        if not fresh.published_on <= called_on < last:
            raise Refused("That day is outside the call-in window.", field="called_on")
        if called_on > timezone.localdate(at):
            raise Refused("That day has not come.", field="called_on")
        row = CallIn(
            partnership_id=fresh.partnership_id, decision=fresh, called_on=called_on, called_by=called_by.strip(),
            why=why.strip(),
        )  # fmt: skip
        row.save()
    return row


def settle_call_in(
    *, by: Actor, at: datetime, decision: Decision, ended_on: date, stands: bool, outcome: str
) -> CallIn:
    """Write down how a call-in ended.

    Args:
        stands: the decision stands and takes effect; otherwise it is overturned.
        outcome: what was concluded.

    Raises:
        Refused: when it is not called in, the day is before that, or there is no outcome.
    """
    with command("boards.settle_call_in", by=by, at=at):
        policies.CALL_IN.require(by, _held(decision))
        row = CallIn.objects.filter(decision=decision, ended_on__isnull=True).select_related("decision").first()
        if row is None:
            raise Refused("It is not called in.")
        if not outcome.strip():
            raise Refused("Say what was concluded.", field="outcome")
        if not row.called_on <= ended_on <= timezone.localdate(at):
            raise Refused("The day must be after the call-in, and not to come.", field="ended_on")
        row.ended_on, row.stands, row.outcome = ended_on, stands, outcome.strip()
        row.save()
    return row


def _held(decision: Decision) -> Decision:
    return Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)


def _tie(decision: Decision, commitments: Sequence[Commitment]) -> None:
    bring_list_in_line(
        DecisionCommitment,
        within={"partnership_id": decision.partnership_id, "decision": decision},
        wanted=[{"commitment_id": one.pk} for one in commitments],
    )


_NEEDED = {
    "title": "Say what the decision is about.",
    "purpose": "Say what it is for.",
    "reasons": "Give the reasons. Councils publish them with every decision.",
}


def _check(decision: Decision, facts: DecisionFacts, *, today: date) -> None:
    for name, sentence in _NEEDED.items():
        if not getattr(decision, name):
            raise Refused(sentence, field=name)
    if decision.maker not in Maker.values:
        raise Refused("Choose who takes the decision.", field="maker")
    if decision.resolution not in Resolution.values:
        raise Refused("Choose what became of what was recommended.", field="resolution")
    if decision.key_reason not in ("", *KeyReason.values):
        raise Refused("Choose why it is key.", field="key_reason")
    if not decision.parts:
        raise Refused("Write what was decided.", field="parts")
    if len(decision.parts) > MOST_PARTS:
        raise Refused(f"A decision has {MOST_PARTS} parts at most, one for each letter.", field="parts")
    if decision.key and not decision.alternatives:
        raise Refused("A key decision says which alternatives were considered, and why not.", field="alternatives")
    if decision.decided_on > today:
        raise Refused("The day of the decision has not come.", field="decided_on")
    if decision.notice_on and decision.notice_on > decision.decided_on:
        raise Refused("The notice was published after the decision. Check both days.", field="notice_on")
    if not 0 <= decision.call_in_days <= LONGEST_CALL_IN:
        raise Refused(f"The call-in window is 0 to {LONGEST_CALL_IN} working days.", field="call_in_days")
    if facts.supersedes is not None:
        if facts.supersedes.pk == decision.pk:
            raise Refused("A decision cannot supersede itself.", field="supersedes")
        if facts.supersedes.published_on is None or facts.supersedes.decided_on > decision.decided_on:
            raise Refused("Choose an earlier decision that is published.", field="supersedes")
