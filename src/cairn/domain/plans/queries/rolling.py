"""What becomes of each action of the year that ends: what is proposed, by rule or by hand, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, Disposition
from cairn.domain.plans.queries.cards import ActionCard
from cairn.domain.plans.queries.plan_page import plan_cards
from cairn.domain.plans.slots import Concluded, concluded
from cairn.domain.plans.terms import Becomes
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One action of the ending year and what is to become of it.

    Attributes:
        kind, reason: by hand where somebody saved them, else by rule.
        title, due_on: of the action that follows it.
        settled: it has ended already; only the reason can still be worded.
        saved: somebody has looked at it. ``confirmed``: it has happened.
        concluded: what the agreed review says of its commitment, or None.
        version: of what is saved, 0 where nothing is.
    """

    card: ActionCard
    kind: str
    reason: str
    title: str
    due_on: date | None
    settled: bool
    saved: bool
    confirmed: bool
    concluded: Concluded | None
    version: int

    @property
    def word(self) -> str:
        """What becomes of it."""
        return Becomes(self.kind).label


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolling:
    """The year that ends, into the plan that follows.

    Attributes:
        reviewed: the year's review is agreed; without it every commitment is taken for kept.
        counts: (word, number) of what is proposed now.
        missing: references whose reason is empty.
        left: how many are not confirmed yet.
    """

    before: ActionPlan
    rows: tuple[RollRow, ...]
    reviewed: bool
    counts: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]
    left: int
    is_over: bool


def rolling(actor: Actor, plan: ActionPlan, *, today: date) -> Rolling | None:
    """Every action of the year before a plan, in the published order; None where it follows no plan the actor sees."""
    before = plan.follows
    if before is None or not policies.VIEW_PLAN.decide(actor, before).allowed:
        return None
    said = {row.commitment_id: row for row in concluded(plan.strategy) if row.plan_id == before.pk}
    found = {row.action_id: row for row in Disposition.objects.filter(action__plan=before)}
    commitments = dict(Action.objects.filter(plan=before).values_list("pk", "commitment_id"))
    cards = sorted(
        plan_cards(actor, before, today=today),
        key=lambda card: (card.theme_place, card.commitment_place, card.due_on, card.ref),
    )
    rows = tuple(_row(card, found.get(card.pk), said.get(commitments[card.pk]), plan) for card in cards)
    counts = Counter(row.kind for row in rows)
    return Rolling(
        before=before,
        rows=rows,
        reviewed=bool(said),
        counts=tuple((kind.label, counts[kind]) for kind in Becomes if counts[kind]),
        missing=tuple(row.card.ref for row in rows if not row.reason),
        left=sum(not row.confirmed for row in rows),
        is_over=before.ends_on < today,
    )


def _row(card: ActionCard, saved: Disposition | None, said: Concluded | None, plan: ActionPlan) -> RollRow:
    kind, reason = proposed(card, said)
    settled = not card.is_open
    due_on = due_next(card.due_on, plan)
    title = card.title
    if saved is not None:
        reason = saved.reason if saved.confirmed_at or not settled or saved.kind == kind else reason
        kind = saved.kind if saved.confirmed_at or not settled else kind
        title, due_on = saved.title or title, saved.due_on or due_on
    return RollRow(
        card=card,
        kind=str(kind),
        reason=reason,
        title=title,
        due_on=due_on,
        settled=settled,
        saved=saved is not None,
        confirmed=saved is not None and saved.confirmed_at is not None,
        concluded=said,
        version=saved.version if saved else 0,
    )


def proposed(card: ActionCard, said: Concluded | None) -> tuple[Becomes, str]:
    """What becomes of an action by rule, and a reason to begin with.

    What has ended stays as it ended. What is open goes on, unless its commitment was closed.
    """
    if card.carried_to:
        return Becomes.CARRIED, card.stop_reason
    if card.status is Delivery.COMPLETE:
        return Becomes.DONE, "Completed; another agency accepted what shows it."
    if card.status is Delivery.STOPPED:
        return Becomes.DROPPED, card.stop_reason
    if said is not None and said.closes:
        return Becomes.DROPPED, f"The commitment it serves is closed. {said.why}"
    late = f"It was due on {day_in_words(card.due_on)} and is late." if card.status is Delivery.LATE else ""
    return Becomes.CARRIED, late or f"Still under way at the end of {card.year}."


def due_next(due_on: date, plan: ActionPlan) -> date:
    """The same day, where the year that follows has begun by then; else the same day a year later, within it."""
    if due_on >= plan.starts_on:
        return due_on
    leap = due_on.month == 2 and due_on.day == 29
    later = due_on.replace(year=due_on.year + 1, day=28 if leap else due_on.day)
    return min(max(later, plan.starts_on), plan.ends_on)


@dataclass(frozen=True, slots=True)
class YearOf:
    """One action in the thread of those that took each other up.

    Attributes:
        became: what became of it when its year ended, in a word; "" while it is the last.
    """

    ref: str
    year: str
    title: str
    became: str
    reason: str
    here: bool


def through_the_years(actor: Actor, action: Action) -> tuple[YearOf, ...]:
    """The whole thread an action stands in, from the first year on; nothing for one that stands alone."""
    thread, seen = [action], policies.VIEW.rows(actor).select_related("plan", "disposition")
    while thread[0].carried_from_id and (earlier := seen.filter(pk=thread[0].carried_from_id).first()):
        thread.insert(0, earlier)
    while later := seen.filter(carried_from_id=thread[-1].pk).first():
        thread.append(later)
    return tuple(_years(thread, action)) if len(thread) > 1 else ()


def _years(thread: Sequence[Action], action: Action) -> list[YearOf]:
    found = []
    for row, following in zip(thread, [*thread[1:], None], strict=True):
        disposition = getattr(row, "disposition", None)
        confirmed = disposition is not None and disposition.confirmed_at is not None
        became = Becomes(disposition.kind).label if confirmed else Becomes.CARRIED.label if following else ""
        reason = disposition.reason if confirmed else row.stop_reason if following else ""
        found.append(YearOf(row.ref, row.plan.year, row.title, became, reason, row.pk == action.pk))
    return found
