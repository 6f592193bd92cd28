"""A person's own work list: what is due, what is late, what others wait for, and what waits for others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from cairn.domain.plans.models import Action
from cairn.domain.plans.queries import plan_waiting as waiting
from cairn.domain.plans.queries.cards import WAITS, ActionCard, cards
from cairn.domain.plans.queries.plan_tasks import Section, Task, about_action
from cairn.domain.plans.slots import sections_from_above
from cairn.domain.plans.terms import Stated
from cairn.foundation.accounts.terms import Role
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery, Mark

DUE_SOON = timedelta(days=14)
SILENCE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    """The first page of most people.

    Attributes:
        sections: what there is to do, most pressing first; empty ones are left out.
        looks_at: sections to read rather than to do, such as a board's exceptions.
        next_update: the next action of this person an update is due for, when nothing else is due.
        reads: this person comes to read and copy, not to update.
    """

    sections: tuple[Section, ...]
    looks_at: tuple[Section, ...]
    next_update: ActionCard | None
    reads: bool

    @property
    def to_do(self) -> int:
        """How many things there are to do; what waits for others is not counted."""
        return sum(section.total for section in self.sections if not section.of_others)

    @property
    def overdue(self) -> int:
        """How many of them are past their day."""
        return sum(section.overdue for section in self.sections if not section.of_others)


def work_page(actor: Actor, *, today: date, every: str = "") -> WorkPage:
    """Put together the work list of one person, by the roles held.

    Args:
        every: key of the section to show in full; the others show their first few.
    """
    updates = actor.has(Role.AGENCY_LEAD, Role.CONTRIBUTOR, Role.PARTNERSHIP_MANAGER)
    found = _cards(actor, today) if updates or actor.has(Role.BOARD_MEMBER) else []
    own = [card for card in found if _is_ours(actor, card)] if updates else []
    # A lead answers for all of the agency's actions; everybody else for those she owns.
    answers_for = own if actor.has(Role.AGENCY_LEAD) else [card for card in own if card.owner_id == actor.user_id]
    sections: list[Section | None] = []
    if updates:
        sections += [
            waiting.requests_to_answer(actor, today=today),
            _updates_due(actor, own, today),
            waiting.issues_to_answer(actor, today=today),
            _evidence_to_add(answers_for),
            _to_close(actor, own),
            waiting.evidence_to_judge(actor, today=today),
            waiting.pledges_lapsing(actor, today=today),
        ]
    sections += sections_from_above(actor, today=today)
    if actor.has(Role.PARTNERSHIP_MANAGER):
        sections += [
            waiting.partners_to_chase(actor, today=today),
            waiting.plans_to_take_further(actor, today=today),
            _silent(found, today),
            waiting.evidence_nobody_judged(actor, today=today),
        ]
    if updates:
        sections += [waiting.asked_of_others(actor, today=today), _evidence_with_others(answers_for)]
    looks_at = [_late(found), _disputed(found)] if actor.has(Role.BOARD_MEMBER) else []
    return WorkPage(
        sections=tuple(section.cut(every) for section in sections if section and section.total),
        looks_at=tuple(section.cut(every) for section in looks_at),
        next_update=_next_update(actor, own, today),
        reads=not updates,
    )


def _cards(actor: Actor, today: date) -> list[ActionCard]:
    """The cards this person's list is made from; nothing waits for an ended action.

    A board member reads about all that is open, a manager about what is past its date, others about their own.
    """
    still_open = Action.objects.filter(completed_on__isnull=True, stopped_on__isnull=True)
    if actor.has(Role.BOARD_MEMBER):
        return cards(actor, today=today, base=still_open)
    needed = Q(lead_id=actor.agency_id)
    if actor.has(Role.PARTNERSHIP_MANAGER):
        needed |= Q(due_on__lt=today)
    return cards(actor, today=today, base=still_open.filter(needed))


def _is_ours(actor: Actor, card: ActionCard) -> bool:
    return card.lead_id == actor.agency_id


def _updates_due(actor: Actor, own: list[ActionCard], today: date) -> Section:
    """Mine that are due within two weeks, and colleagues' that are overdue."""
    tasks = []
    for card in own:
        overdue = Mark.STALE in card.marks
        mine = card.owner_id == actor.user_id
        soon = mine and card.starts_on <= today and card.update_due_on <= today + DUE_SOON
        if overdue or soon:
            tasks.append(
                Task(
                    do="Add an update",
                    title=card.title,
                    about=about_action(card) + ("" if mine else f" · owned by {card.owner}"),
                    screen="plans:update",
                    ref=card.ref,
                    status=Mark.STALE.value if overdue else "",
                    on=card.update_due_on,
                    when="Update was due" if overdue else "Update due",
                    overdue=overdue,
                    first=not mine,
                )
            )
    return Section(
        key="updates",
        title="Updates due",
        why="A few lines are enough: what was done, what changed for people, what comes next.",
        tasks=_in_order(tasks),
    )


def _evidence_to_add(own: list[ActionCard]) -> Section:
    """Refused evidence still to be put right first, then what was said to be complete with nothing to show for it."""
    tasks = []
    for card in own:
        if card.to_put_right:
            do, when, screen = "Put the refused evidence right", "Evidence was refused", "plans:action"
        elif card.to_show:
            do, when = "Show that it is done", "Said complete, nothing to show for it yet"
            screen = "plans:evidence-add"
        else:
            continue
        tasks.append(
            Task(
                do=do,
                title=card.title,
                about=about_action(card),
                screen=screen,
                ref=card.ref,
                status=Mark.DISPUTED.value if card.to_put_right else Mark.WAITING_EVIDENCE.value,
                when=when,
                first=not card.to_put_right,
            )
        )
    return Section(
        key="evidence",
        title="Evidence asked for",
        why="An action is complete when somebody outside your agency has accepted what shows it.",
        tasks=_in_order(tasks),
    )


def _to_close(actor: Actor, own: list[ActionCard]) -> Section | None:
    if not actor.has(Role.AGENCY_LEAD, Role.PARTNERSHIP_MANAGER):
        return None
    tasks = [
        Task(
            do="Close it as complete",
            title=card.title,
            about=about_action(card),
            screen="plans:complete",
            ref=card.ref,
            when="Evidence was accepted",
        )
        for card in own
        if card.stated == Stated.COMPLETE and card.evidence_accepted
    ]
    return Section(
        key="close",
        title="Ready to close",
        why="The owner says it is done and another agency agrees.",
        tasks=tuple(tasks),
    )


def _evidence_with_others(own: list[ActionCard]) -> Section:
    tasks = [
        Task(
            do="Waits for somebody outside your agency",
            title=card.title,
            about=about_action(card),
            screen="plans:action",
            ref=card.ref,
            status=Mark.WAITING_EVIDENCE.value,
            word=WAITS,
        )
        for card in own
        if card.stated == Stated.COMPLETE and card.evidence_waiting and not card.evidence_accepted
    ]
    return Section(
        key="judged",
        title="Your evidence, with others",
        why="Ask a partner to look at it if it has been there for long.",
        tasks=tuple(tasks),
        of_others=True,
    )


def _silent(found: Iterable[ActionCard], today: date) -> Section:
    tasks = [
        Task(
            do="Ask how it is going",
            title=card.title,
            about=f"{about_action(card)} · {card.lead.name}, {card.owner}",
            screen="plans:ask-about",
            ref=card.ref,
            status=Delivery.LATE.value,
            on=card.last_update_on,
            when="Last word" if card.last_update_on else "No word yet",
            overdue=True,
        )
        for card in found
        if card.status is Delivery.LATE and (card.last_update_on is None or card.last_update_on < today - SILENCE)
    ]
    return Section(
        key="silent",
        title="Late, and nobody has said why",
        why="Past the date, and no update for thirty days.",
        tasks=_in_order(tasks),
    )


def _late(found: Iterable[ActionCard]) -> Section:
    tasks = [
        _exception(card, Delivery.LATE.value, card.due_on, "Was due") for card in found if card.status is Delivery.LATE
    ]
    return Section(
        key="late",
        title="Late",
        why="The date has passed and it is not complete.",
        tasks=_in_order(tasks),
        nothing="No action is past its date.",
    )


def _disputed(found: Iterable[ActionCard]) -> Section:
    tasks = [
        _exception(card, Mark.DISPUTED.value, None, f"Owner says: {card.word.lower()}")
        for card in found
        if Mark.DISPUTED in card.marks
    ]
    return Section(
        key="disputed",
        title="Disputed",
        why="The owner's word and the record cannot both be right, or evidence was refused and none accepted.",
        tasks=tuple(tasks),
        nothing="Nobody's word differs from the record.",
    )


def _exception(card: ActionCard, status: str, on: date | None, when: str) -> Task:
    return Task(
        do="",
        title=card.title,
        about=f"{about_action(card)} · {card.lead.name}, {card.owner}",
        screen="plans:action",
        ref=card.ref,
        status=status,
        on=on,
        when=when,
    )


def _next_update(actor: Actor, own: list[ActionCard], today: date) -> ActionCard | None:
    mine = [card for card in own if card.owner_id == actor.user_id and card.update_due_on >= today]
    return min(mine, key=lambda card: (card.update_due_on, card.ref), default=None)


def _in_order(tasks: list[Task]) -> tuple[Task, ...]:
    """One's own first, then the longest waiting."""
    return tuple(sorted(tasks, key=lambda task: (task.first, task.on or date.min, task.ref)))
