"""One action as every list shows it: where it belongs, who does it, when, and how it is going."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, AlsoServes, DateChange, Pledge, Supporter
from cairn.domain.plans.queries.readings import facts_of
from cairn.domain.plans.terms import Characteristic, Origin, Stated
from cairn.foundation.access.many_keys import among
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery, Facts, Mark, nothing_shown, read, refusal_stands, update_due_on

LAPSES_SOON = timedelta(days=60)
ENDED = (Delivery.COMPLETE, Delivery.STOPPED)

# What the owner may say while the dates say the same thing in other words.
AGREES = {
    Stated.NOT_STARTED: {Delivery.NOT_STARTED},
    Stated.ON_TRACK: {Delivery.ON_TRACK},
    Stated.AT_RISK: {Delivery.AT_RISK},
    Stated.OFF_TRACK: {Delivery.AT_RISK, Delivery.LATE},
    Stated.BLOCKED: {Delivery.BLOCKED},
    Stated.COMPLETE: {Delivery.COMPLETE},
}


WAITS = "Evidence waits to be judged"


def mark_word(mark: Mark, *, waiting: int) -> str:
    """What a mark is called where evidence was offered and waits; "" for its ordinary word."""
    return WAITS if mark is Mark.WAITING_EVIDENCE and waiting else ""


class Partner(NamedTuple):
    """An agency, as a card names it."""

    slug: str
    short: str
    name: str


class Lapsing(NamedTuple):
    """A pledge that lapses soon."""

    agency: Partner
    what: str
    amount: str
    lapses_on: date


@dataclass(frozen=True, kw_only=True)
class ActionCard:
    """One action with its computed status; everything a list, a filter or a count asks for.

    Attributes:
        due_on, first_due_on: the date now, and the date first agreed.
        times_moved: how often the due date moved (moves of milestones are not counted).
        status, because, marks: what the dates say, why, and the marks beside it.
        stated, word: the owner's last word, as a value and in words.
        differs: the owner's word and the status say different things.
        update_due_on: the day by which an update is owed; None once the action has ended.
        also: codes of further commitments it serves.
        supporters: agencies that support it, by short name.
        lapsing: pledges to it that lapse within 60 days from today, soonest first; only while it is open.
        evidence_waiting, evidence_accepted, evidence_refused: as the status counts them.
    """

    pk: int
    ref: str
    title: str
    plan_ref: str
    year: str
    strategy_slug: str
    strategy: str
    commitment: str
    commitment_text: str
    theme_key: str
    theme: str
    theme_place: int
    commitment_place: int
    also: tuple[str, ...]
    lead_id: int
    lead: Partner
    owner_id: int
    owner: str
    supporters: tuple[Partner, ...]
    starts_on: date
    due_on: date
    first_due_on: date
    times_moved: int
    status: Delivery
    because: str
    marks: frozenset[Mark]
    stated: str
    word: str
    differs: bool
    confidence: str
    update_every: int
    update_due_on: date | None
    last_update_on: date | None
    origin: str
    origin_word: str
    rural: bool
    characteristics: tuple[str, ...]
    lapsing: tuple[Lapsing, ...]
    evidence_waiting: int
    evidence_accepted: int
    evidence_refused: int
    stop_reason: str
    carried_from: str
    carried_to: str

    @property
    def is_open(self) -> bool:
        """Neither complete nor stopped."""
        return self.status not in ENDED

    @property
    def to_put_right(self) -> bool:
        """Evidence was refused, and nothing better has been accepted since."""
        return refusal_stands(refused=self.evidence_refused, accepted=self.evidence_accepted)

    @property
    def mark_tags(self) -> tuple[tuple[Mark, str], ...]:
        """The marks in order, each with its word where evidence waits to be judged, else with none of its own."""
        return tuple((mark, mark_word(mark, waiting=self.evidence_waiting)) for mark in self.marks_in_order)

    @property
    def to_show(self) -> bool:
        """It is said to be complete, and there is nothing to show for it yet."""
        return nothing_shown(stated=self.stated, waiting=self.evidence_waiting, accepted=self.evidence_accepted)

    @property
    def characteristic_words(self) -> tuple[str, ...]:
        """The protected characteristics it names, in words."""
        return tuple(Characteristic(value).label for value in self.characteristics)

    @property
    def marks_in_order(self) -> tuple[Mark, ...]:
        """The marks, always in the same order."""
        return tuple(mark for mark in Mark if mark in self.marks)


_COLUMNS = (
    "pk", "ref", "title", "lead_id", "owner_id", "starts_on", "due_on", "first_due_on", "update_every",
    "rural", "characteristics", "stated", "confidence", "last_update_at", "completed_on", "stopped_on",
    "stop_reason", "origin", "plan__ref", "plan__year", "plan__strategy__slug", "plan__strategy__title",
    "commitment__code", "commitment__text", "commitment__place",
    "commitment__theme__key", "commitment__theme__title", "commitment__theme__place",
    "lead__slug", "lead__short", "lead__name", "owner__name", "carried_from_id",
)  # fmt: skip


def cards(actor: Actor, *, today: date, base: QuerySet[Action] | None = None) -> list[ActionCard]:
    """The actions an actor may see, each as a card; eight queries for any number.

    Args:
        actor: who looks.
        today: the day the statuses are worked out for.
        base: the actions to choose from, such as those of one plan; all when left out.

    Returns:
        Cards by due date, then reference. Nothing lazy: templates can show them.
    """
    # Plain rows, not models: a list of 625 actions with what it names is ten times as many objects.
    rows = list(policies.VIEW.rows(actor, base).order_by("due_on", "ref").values_list(*_COLUMNS, named=True))
    if not rows:
        return []
    keys = [row.pk for row in rows]
    facts = facts_of(rows)
    beside = _Beside(
        moved=dict(_moves(keys)),
        also=_grouped(AlsoServes, keys, "commitment__code"),
        supporters=_supporters(keys),
        lapsing=_lapsing(keys, today),
        **_carried(rows),
    )
    return [_card(row, facts[row.pk], beside, today) for row in rows]


@dataclass(frozen=True)
class _Beside:
    """What hangs from the actions, by action."""

    moved: dict[int, int]
    also: dict[int, list[str]]
    supporters: dict[int, list[Partner]]
    lapsing: dict[int, list[Lapsing]]
    came_from: dict[int, str]
    went_to: dict[int, str]


def _carried(rows: list[Any]) -> dict[str, dict[int, str]]:
    """References of predecessors, by their own key, and of successors, by their predecessor's.

    Not a join: the table joined to itself behind row-level security is compared row by row.
    """
    kin = Action.objects.filter(
        Q(among("pk", (row.carried_from_id for row in rows if row.carried_from_id)))
        | Q(among("carried_from_id", (row.pk for row in rows)))
    )
    found = list(kin.order_by().values_list("pk", "ref", "carried_from_id"))
    return {
        "came_from": {pk: ref for pk, ref, _before in found},
        "went_to": {before: ref for _pk, ref, before in found if before},
    }


def _moves(keys: list[int]) -> QuerySet:
    moves = DateChange.objects.filter(among("action_id", keys), milestone__isnull=True)
    return moves.order_by().values_list("action_id").annotate(Count("pk"))


def _grouped(model: type[AlsoServes], keys: list[int], column: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = model.objects.filter(among("action_id", keys)).order_by(column)
    for action_id, value in rows.values_list("action_id", column):
        found[action_id].append(value)
    return found


def _supporters(keys: list[int]) -> dict[int, list[Partner]]:
    found: dict[int, list[Partner]] = defaultdict(list)
    rows = Supporter.objects.filter(among("action_id", keys)).order_by("agency__short")
    for action_id, *agency in rows.values_list("action_id", "agency__slug", "agency__short", "agency__name"):
        found[action_id].append(Partner(*agency))
    return found


def _lapsing(keys: list[int], today: date) -> dict[int, list[Lapsing]]:
    found: dict[int, list[Lapsing]] = defaultdict(list)
    rows = Pledge.objects.filter(
        among("action_id", keys), ended_on__isnull=True, lapses_on__range=(today, today + LAPSES_SOON)
    ).order_by("lapses_on", "pk")
    columns = ("action_id", "what", "amount", "lapses_on", "agency__slug", "agency__short", "agency__name")
    for action_id, what, amount, lapses_on, *agency in rows.values_list(*columns):
        found[action_id].append(Lapsing(Partner(*agency), what, amount, lapses_on))
    return found


def _card(row: Any, facts: Facts, beside: _Beside, today: date) -> ActionCard:
    reading = read(facts, today=today)
    is_open = reading.status not in ENDED
    return ActionCard(
        pk=row.pk,
        ref=row.ref,
        title=row.title,
        plan_ref=row.plan__ref,
        year=row.plan__year,
        strategy_slug=row.plan__strategy__slug,
        strategy=row.plan__strategy__title,
        commitment=row.commitment__code,
        commitment_text=row.commitment__text,
        commitment_place=row.commitment__place,
        theme_key=row.commitment__theme__key,
        theme=row.commitment__theme__title,
        theme_place=row.commitment__theme__place,
        also=tuple(beside.also.get(row.pk, ())),
        lead_id=row.lead_id,
        lead=Partner(row.lead__slug, row.lead__short, row.lead__name),
        owner_id=row.owner_id,
        owner=row.owner__name,
        supporters=tuple(beside.supporters.get(row.pk, ())),
        starts_on=row.starts_on,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        times_moved=beside.moved.get(row.pk, 0),
        status=reading.status,
        because=reading.because,
        marks=reading.marks,
        stated=row.stated,
        word=Stated(row.stated).label,
        differs=is_open and reading.status not in AGREES[Stated(row.stated)],
        confidence=row.confidence,
        update_every=row.update_every,
        update_due_on=update_due_on(facts) if is_open else None,
        last_update_on=timezone.localdate(row.last_update_at) if row.last_update_at else None,
        origin=row.origin,
        origin_word=Origin(row.origin).label,
        rural=bool(row.rural),
        characteristics=tuple(row.characteristics),
        lapsing=tuple(beside.lapsing.get(row.pk, ())) if is_open else (),
        evidence_waiting=facts.evidence_waiting,
        evidence_accepted=facts.evidence_accepted,
        evidence_refused=facts.evidence_refused,
        stop_reason=row.stop_reason,
        carried_from=beside.came_from.get(row.carried_from_id, ""),
        carried_to=beside.went_to.get(row.pk, ""),
    )
