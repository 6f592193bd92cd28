"""Everything the page of one action shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.action_parts import (
    IssueView,
    MilestoneView,
    Moved,
    PledgeView,
    RequestView,
    issue_behind,
    milestones_of,
    moves_of,
    pledges_of,
    requests_about,
    updates_of,
)
from cairn.domain.plans.queries.action_rights import Rights, rights_on
from cairn.domain.plans.queries.cards import AGREES, mark_word
from cairn.domain.plans.queries.evidence import EvidenceView, evidence_of
from cairn.domain.plans.queries.readings import facts_of
from cairn.domain.plans.queries.rolling import YearOf, through_the_years
from cairn.domain.plans.slots import Source, sources_from_above
from cairn.domain.plans.terms import Characteristic, Stated
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.models import Entry
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery, Facts, Mark, Reading, nothing_shown, read, refusal_stands, update_due_on
from cairn.kernel.so_many import so_many

_TIMES = {1: "once", 2: "twice"}
_STANDS = ("plan__strategy", "commitment__theme", "lead", "owner", "proposed_by")


@dataclass(frozen=True, kw_only=True)
class CommitmentLine:
    """A promise the action serves."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ActionPage:
    """One action, with what may be done and what should be done next.

    Attributes:
        status, because, marks: what the dates say, why, and the marks beside it.
        mark_tags: the marks, each with its own word where it has one, else "".
        is_owners_word: the status rests on the owner's word, not on the dates.
        said: the owner's last word, or "" before the first update; ``said_word`` in words; ``said_by`` names the
            agency where a supporting one said it.
        differs: a sentence where the owner's word and the dates are not the same, or "".
        to_put_right: evidence was refused, and nothing better has been accepted since.
        to_show: it is said to be complete, and there is nothing to show for it yet.
        moves: moves of the due date, oldest first; ``slippage`` sums them up in a sentence.
        missing: what stands in the way of closing it as complete, each a sentence.
        behind: what the layers above know it came from, such as a meeting.
        years: the whole thread it stands in, from the first year on; empty where it stands alone.
        updates: a page of ``UpdateView``.
    """

    ref: str
    title: str
    detail: str
    public_wording: str
    plan_ref: str
    plan_year: str
    strategy_slug: str
    strategy: str
    theme: str
    commitment: CommitmentLine
    also: tuple[CommitmentLine, ...]
    status: Delivery
    because: str
    marks: tuple[Mark, ...]
    mark_tags: tuple[tuple[Mark, str], ...]
    is_owners_word: bool
    said: str
    said_word: str
    said_on: date | None
    said_by: str
    confidence: str
    differs: str
    to_put_right: bool
    to_show: bool
    owner: str
    owner_is_reader: bool
    lead: str
    supporters: tuple[str, ...]
    starts_on: date
    due_on: date
    moves: tuple[Moved, ...]
    slippage: str
    update_every: int
    update_due_on: date | None
    ended_on: date | None
    stop_reason: str
    years: tuple[YearOf, ...]
    origin: str
    origin_note: str
    issue: IssueView | None
    behind: tuple[Source, ...]
    milestones: tuple[MilestoneView, ...]
    pledges: tuple[PledgeView, ...]
    rural: str
    characteristics: tuple[str, ...]
    updates: Page
    evidence: tuple[EvidenceView, ...]
    requests: tuple[RequestView, ...]
    missing: tuple[str, ...]
    rights: Rights

    @property
    def is_open(self) -> bool:
        """Neither complete nor stopped."""
        return self.ended_on is None

    @property
    def ready(self) -> bool:
        """Nothing stands in the way of closing it as complete."""
        return not self.missing


def action_for(actor: Actor, ref: str) -> Action:
    """The action with all it names, or 404."""
    return policies.VIEW.one(actor, Action.objects.select_related(*_STANDS), ref=ref)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Who saved last, and when."""

    by: str
    at: datetime


def last_saved(action: Action) -> Saved | None:
    """Who last saved a new version of the action, from the record; None when it cannot be told."""
    # Of the action's own row: a milestone that moved, or a change of partners, stands in its history too.
    entries = Entry.objects.filter(
        subject_kind="action", subject_ref=action.ref, row_table="plans_action",
        action__in=("plans.edit_action", "plans.move_date"),
    )  # fmt: skip
    entry = entries.order_by("-pk").first()
    user = User.objects.filter(pk=entry.user_id).first() if entry else None
    return Saved(by=user.name, at=entry.at) if user else None


def action_page(actor: Actor, action: Action, *, today: date, number: str | int = 1) -> ActionPage:
    """The page of an action from ``action_for``; at most 20 queries of its own, however much hangs from it.

    Args:
        actor: who looks.
        action: the action.
        today: the day the status is worked out for.
        number: which page of updates.
    """
    facts = facts_of([action])[action.pk]
    reading = read(facts, today=today)
    moves = moves_of(action)
    milestones = milestones_of(action, moves, today=today)
    evidence = evidence_of(actor, action)
    updates = updates_of(action, number=number, evidence=evidence)
    is_open = reading.status not in (Delivery.COMPLETE, Delivery.STOPPED)
    return ActionPage(
        **_words(action),
        **_standing(action, facts, reading),
        also=tuple(
            CommitmentLine(code=code, text=text)
            for code, text in action.also_serves.order_by("commitment__code").values_list(
                "commitment__code", "commitment__text"
            )
        ),
        owner_is_reader=action.owner_id == actor.user_id,
        supporters=tuple(action.supporters.order_by("agency__name").values_list("agency__name", flat=True)),
        moves=moves.get(None, ()),
        slippage=slippage(action.first_due_on, moves=len(moves.get(None, ()))),
        update_due_on=update_due_on(facts) if is_open else None,
        years=through_the_years(actor, action),
        issue=issue_behind(actor, action),
        behind=sources_from_above(actor, action),
        milestones=milestones,
        pledges=pledges_of(actor, action, today=today),
        updates=updates,
        said_by=_said_by(action, updates),
        evidence=evidence,
        requests=requests_about(actor, action, today=today),
        missing=missing(action, facts, milestones),
        rights=rights_on(actor, action),
    )


def _words(action: Action) -> dict[str, object]:
    """What stands in the action's own row."""
    return {
        "ref": action.ref,
        "title": action.title,
        "detail": action.detail,
        "public_wording": action.public_wording,
        "plan_ref": action.plan.ref,
        "plan_year": action.plan.year,
        "strategy_slug": action.plan.strategy.slug,
        "strategy": action.plan.strategy.title,
        "theme": action.commitment.theme.title,
        "commitment": CommitmentLine(code=action.commitment.code, text=action.commitment.text),
        "owner": action.owner.name,
        "lead": action.lead.name,
        "starts_on": action.starts_on,
        "due_on": action.due_on,
        "update_every": action.update_every,
        "ended_on": action.completed_on or action.stopped_on,
        "stop_reason": action.stop_reason,
        "origin": action.get_origin_display(),
        "origin_note": action.origin_note,
        "rural": action.rural,
        "characteristics": tuple(Characteristic(value).label for value in action.characteristics),
    }


def _standing(action: Action, facts: Facts, reading: Reading) -> dict[str, object]:
    """How it is going: what the dates say, and what the owner says."""
    said = action.stated if action.last_update_at else ""
    accepted, waiting = facts.evidence_accepted, facts.evidence_waiting
    marks = tuple(mark for mark in Mark if mark in reading.marks)
    return {
        "status": reading.status,
        "because": reading.because,
        "marks": marks,
        "mark_tags": tuple((mark, mark_word(mark, waiting=waiting)) for mark in marks),
        "is_owners_word": reading.is_owners_word,
        "said": said,
        "said_word": Stated(said).label if said else "",
        "said_on": timezone.localdate(action.last_update_at) if action.last_update_at else None,
        "confidence": action.get_confidence_display() if said else "",
        "differs": differs(said, reading.status, lead=action.lead.name, accepted=accepted),
        "to_put_right": refusal_stands(refused=facts.evidence_refused, accepted=accepted),
        "to_show": nothing_shown(stated=action.stated, waiting=waiting, accepted=accepted),
    }


def _said_by(action: Action, updates: Page) -> str:
    if action.last_update_at is None:
        return ""
    if updates.number == 1 and updates.object_list:
        agency = updates.object_list[0].agency
    else:
        agency = action.updates.values_list("agency__name", flat=True).first() or action.lead.name
    return "" if agency == action.lead.name else agency


def differs(said: str, status: Delivery, *, lead: str, accepted: int) -> str:
    """Where the owner's word and the dates are not the same, a sentence that says so; else "".

    Args:
        said: the owner's last word, or "" before the first update.
        status: what the dates say.
        lead: the lead agency's name.
        accepted: pieces of evidence accepted outside it.
    """
    dates = status_for(status).word.lower()
    if status in (Delivery.COMPLETE, Delivery.STOPPED):
        return ""
    if not said:
        late = status in (Delivery.LATE, Delivery.AT_RISK)
        return f"The owner has not reported yet; the dates say {dates}." if late else ""
    if status in AGREES[Stated(said)]:
        return ""
    if said == Stated.COMPLETE and accepted:
        return "The owner says complete, and evidence is accepted. It can be closed."
    if said == Stated.COMPLETE:
        return f"The owner says complete. It stays open until somebody outside {lead} accepts the evidence."
    return f"The owner says {Stated(said).label.lower()}; the dates say {dates}."


def slippage(first_due_on: date, *, moves: int) -> str:
    """``First due 1 May 2026, moved twice.``, or "" when it never moved."""
    if not moves:
        return ""
    return f"First due {day_in_words(first_due_on)}, moved {_TIMES.get(moves, f'{moves} times')}."


def missing(action: Action, facts: Facts, milestones: tuple[MilestoneView, ...]) -> tuple[str, ...]:
    """What stands in the way of closing it as complete, in the order to do it."""
    undone = sum(milestone.is_open for milestone in milestones)
    found = []
    if undone:
        found.append(f"{so_many(undone, 'milestone is', 'milestones are')} not done.")
    if action.stated != Stated.COMPLETE:
        found.append("The owner has not reported it as complete.")
    if not facts.evidence_accepted:
        found.append(f"Nobody outside {action.lead.name} has accepted evidence.")
    return tuple(found)


def whats_missing(action: Action, *, today: date) -> tuple[str, ...]:
    """What stands in the way of closing an action as complete."""
    return missing(action, facts_of([action])[action.pk], milestones_of(action, {}, today=today))
