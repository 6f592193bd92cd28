"""Add, change, move, complete, stop and carry forward actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.errors import EditConflict
from cairn.domain.plans.models import Action, ActionPlan, AlsoServes, DateChange, Milestone, Supporter
from cairn.domain.plans.queries.readings import accepted_outside
from cairn.domain.plans.services.day_rules import (
    brought_within,
    check_leaves_none_behind,
    check_to_come,
    check_within,
    falls_outside,
)
from cairn.domain.plans.services.holding import hold
from cairn.domain.plans.services.repeats import sent_before
from cairn.domain.plans.terms import Origin, PlanState, Stated
from cairn.domain.strategies.models import Commitment
from cairn.domain.voice.models import Issue
from cairn.foundation.access.policies import Decision, Forbidden
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.services.upsert import bring_list_in_line
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.so_many import so_many

EDITABLE = (
    "title", "detail", "public_wording", "origin", "origin_note", "issue_id", "owner_id", "update_every", "rural",
    "characteristics",
)  # fmt: skip


FURTHEST = timedelta(days=3653)  # a slip of the finger in the year must not hide an action for a lifetime


@dataclass(frozen=True)
class ActionFacts:
    """What an action says, as typed by a person or read from a file."""

    commitment: Commitment
    title: str
    lead: Agency
    owner: User
    starts_on: date
    due_on: date
    origin: str = Origin.STRATEGY
    origin_note: str = ""
    issue: Issue | None = None
    detail: str = ""
    public_wording: str = ""
    update_every: int = 90
    rural: str = ""
    characteristics: Sequence[str] = ()
    also: Sequence[Commitment] = ()
    supporting: Sequence[Agency] = ()
    milestones: Sequence[tuple[str, date]] = field(default_factory=tuple)


def add_action(*, by: Actor, at: datetime, plan: ActionPlan, facts: ActionFacts, reason: str = "") -> Action:
    """Add an action to a plan.

    A plan past agreement may still grow (plans change mid-year after an event), by the manager and
    with a reason.

    Raises:
        Refused: naming the field that is wrong.
        Forbidden: when a partner adds another agency's action.
    """
    policies.PROPOSE.require(by, hold(plan))
    check_adding(by=by, plan=plan, facts=facts, reason=reason, on=timezone.localdate(at))
    check_owner(facts.owner, facts.lead, plan.partnership_id, on=timezone.localdate(at))
    action = action_of(by=by, plan=plan, facts=facts)
    same = sent_before(action, among=Action.objects.filter(plan=plan, proposed_by_id=by.user_id))
    if same is not None and _has_parts(same, facts):
        return same
    with command("plans.add_action", by=by, at=at, reason=reason):
        action.ref = new_reference("A", taken=Action)
        action.save()
        for part in parts_of(action, facts):
            part.save()
    return action


def check_adding(*, by: Actor, plan: ActionPlan, facts: ActionFacts, reason: str, on: date) -> None:
    """Whatever else can stop somebody who may propose actions; asks the database nothing.

    Raises:
        Refused, Forbidden: as ``add_action`` does.
    """
    if not (by.is_system or by.has(policies.MANAGER)) and facts.lead.pk != by.agency_id:
        raise Forbidden(Decision(False, "other_agency", "You may add your own agency's actions only."))
    if plan.state in (PlanState.AGREED, PlanState.PUBLISHED) and not reason.strip() and not by.is_system:
        raise Refused("The plan is agreed. Say why an action is added now.", field="reason")
    check_facts(plan, facts, on=on)


def action_of(*, by: Actor, plan: ActionPlan, facts: ActionFacts) -> Action:
    """The row of a new action, without its reference."""
    return Action(
        partnership_id=plan.partnership_id, plan=plan, commitment=facts.commitment, title=facts.title.strip(),
        detail=facts.detail.strip(), public_wording=facts.public_wording.strip(), origin=facts.origin,
        origin_note=facts.origin_note.strip(), issue=facts.issue, lead=facts.lead, owner=facts.owner,
        starts_on=facts.starts_on, first_due_on=facts.due_on, due_on=facts.due_on, update_every=facts.update_every,
        rural=facts.rural.strip(), characteristics=list(facts.characteristics), proposed_by_id=by.user_id,
    )  # fmt: skip


def parts_of(action: Action, facts: ActionFacts) -> list[AlsoServes | Supporter | Milestone]:
    """The rows that hang from a new action."""
    here = {"partnership_id": action.partnership_id, "action": action}
    return [
        *(AlsoServes(**here, commitment=commitment) for commitment in facts.also),
        *(Supporter(**here, agency=agency) for agency in facts.supporting),
        *(
            Milestone(**here, title=title, due_on=due_on, place=place)
            for place, (title, due_on) in enumerate(facts.milestones, start=1)
        ),
    ]


def _has_parts(action: Action, facts: ActionFacts) -> bool:
    """The commitments, partners and milestones of an action are those of the facts."""
    return (
        set(action.also_serves.values_list("commitment_id", flat=True)) == {row.pk for row in facts.also}
        and set(action.supporters.values_list("agency_id", flat=True)) == {row.pk for row in facts.supporting}
        and list(action.milestones.values_list("title", "due_on")) == list(facts.milestones)
    )


def check_facts(plan: ActionPlan, facts: ActionFacts, *, on: date) -> None:
    """Whatever can be wrong with an action by itself; asks the database nothing.

    Raises:
        Refused: naming the field.
    """
    if not facts.title.strip():
        raise Refused("Give the action a title.", field="title")
    if facts.commitment.strategy_id != plan.strategy_id:
        raise Refused("Choose a commitment of this plan's strategy.", field="commitment")
    if facts.due_on < facts.starts_on:
        raise Refused("The due date must not be before the start.", field="due_on")
    check_near(facts.due_on, field="due_on", on=on)
    if facts.starts_on > plan.ends_on:
        raise Refused("The action must start before the plan's year is over.", field="starts_on")
    _check_origin(facts.origin, note=facts.origin_note, issue_id=facts.issue.pk if facts.issue else None)
    if any(other.strategy_id != plan.strategy_id for other in facts.also):
        raise Refused("Choose commitments of this plan's strategy.", field="also")
    if facts.commitment in facts.also or len(set(facts.also)) != len(facts.also):
        raise Refused("Name each commitment once.", field="also")
    if facts.lead in facts.supporting:
        raise Refused(
            f"{facts.lead.name} leads the action; it need not be named as supporting too.", field="supporting"
        )
    for title, due_on in facts.milestones:
        if not title.strip():
            raise Refused("Give each milestone a title.", field="milestones")
        check_near(due_on, field="milestones", on=on)
        called = f"The milestone “{title.strip()}”"
        if sentence := falls_outside(due_on, starts_on=facts.starts_on, due_on=facts.due_on, called=called):
            raise Refused(sentence, field="milestones")


def check_near(day: date, *, field: str, on: date) -> None:
    """A day is at most ten years away.

    Raises:
        Refused: naming the field.
    """
    if day > on + FURTHEST:
        raise Refused("That is more than ten years away. Check the year.", field=field)


def _check_origin(origin: str, *, note: str, issue_id: int | None) -> None:
    if origin == Origin.SURVIVORS and issue_id is None:
        raise Refused("Choose the issue survivors raised.", field="issue")
    if origin not in (Origin.STRATEGY, Origin.SURVIVORS) and not note.strip():
        raise Refused(
            "Say where exactly it came from: which review, committee, inspection or Act.", field="origin_note"
        )


def check_owner(owner: User, lead: Agency, partnership_id: int, *, on: date) -> None:
    """The owner works for the lead agency and holds a role in the partnership on the day."""
    if owner.agency_id != lead.pk:
        raise Refused(f"The owner must work for {lead.name}.", field="owner")
    if not Grant.objects.filter(current_grants(on), user=owner, partnership_id=partnership_id).exists():
        raise Refused("The owner holds no role in this partnership.", field="owner")


def edit_action(
    *, by: Actor, at: datetime, action: Action, version: int, changes: dict[str, Any],
    supporting: Iterable[Agency] | None = None, reason: str = "",
) -> Action:  # fmt: skip
    """Change an action's wording, origin, owner or partners.

    Args:
        version: the version the editor saw.
        changes: EDITABLE field to new value; other fields have verbs of their own.
        supporting: the agencies that support it from now on, or None to leave them.

    Raises:
        EditConflict: when somebody saved in between; nothing is saved. Holds ``supporting``, as agency
            numbers, when it was given.
        Refused: naming the field that is wrong.
    """
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise ValueError(f"Not editable here: {', '.join(sorted(unknown))}")
    with command("plans.edit_action", by=by, at=at, reason=reason):
        fresh = Action.objects.select_for_update(of=("self",)).select_related("lead").get(pk=action.pk)
        policies.EDIT.require(by, fresh)
        if fresh.version != version:
            raise _conflict(fresh, changes, supporting)
        write_edit(fresh, changes=changes, supporting=supporting, on=timezone.localdate(at))
    return fresh


def write_edit(fresh: Action, *, changes: Mapping[str, Any], supporting: Iterable[Agency] | None, on: date) -> None:
    """Write an edit that the policy allows, of an action that is held; inside a command.

    Raises:
        Refused: naming the field that is wrong.
    """
    owner_before = fresh.owner_id
    for name, value in changes.items():
        setattr(fresh, name, value.strip() if isinstance(value, str) else value)
    if not fresh.title.strip():
        raise Refused("Give the action a title.", field="title")
    _check_origin(fresh.origin, note=fresh.origin_note, issue_id=fresh.issue_id)
    if fresh.owner_id != owner_before:  # an owner who has left must not stop a spelling being mended
        owner = User.objects.get(pk=fresh.owner_id)
        check_owner(owner, fresh.lead, fresh.partnership_id, on=on)
    fresh.version += 1
    fresh.save()
    if supporting is not None:
        bring_list_in_line(
            Supporter,
            within={"partnership_id": fresh.partnership_id, "action": fresh},
            wanted=[{"agency_id": agency.pk} for agency in supporting if agency.pk != fresh.lead_id],
        )


def _conflict(fresh: Action, changes: dict[str, Any], supporting: Iterable[Agency] | None) -> EditConflict:
    theirs = {name: getattr(fresh, name) for name in EDITABLE}
    mine = dict(changes)
    if supporting is not None:
        theirs["supporting"] = sorted(fresh.supporters.values_list("agency_id", flat=True))
        mine["supporting"] = sorted(agency.pk for agency in supporting)
    return EditConflict(theirs=theirs, mine=mine, version=fresh.version)


def move_date(
    *, by: Actor, at: datetime, action: Action, to_on: date, reason: str, milestone: Milestone | None = None
) -> None:
    """Move a due date; every earlier date and its reason are kept.

    Raises:
        Refused: without a reason, when nothing moves, to a day gone by, or when a milestone would be due after
            the action.
    """
    policies.MOVE_DATE.require(by, hold(action))
    if milestone is not None and milestone.action_id != action.pk:
        raise Refused("That milestone belongs to another action.")
    thing = hold(milestone) if milestone else action
    if milestone is not None:
        _check_open(milestone)
    if not reason.strip():
        raise Refused("Say why the date moves. It is kept beside every earlier date.", field="reason")
    if to_on == thing.due_on:
        raise Refused("That is the date it has now.", field="to_on")
    if to_on < action.starts_on:
        raise Refused("The new date is before the action starts.", field="to_on")
    check_near(to_on, field="to_on", on=timezone.localdate(at))
    check_to_come(to_on, field="to_on", on=timezone.localdate(at))
    if milestone is not None:
        check_within(to_on, action=action, field="to_on")
    else:
        check_leaves_none_behind(action, to_on, field="to_on")
    with command("plans.move_date", by=by, at=at, reason=reason):
        DateChange(
            partnership_id=action.partnership_id, action=action, milestone=milestone, from_on=thing.due_on,
            to_on=to_on, reason=reason.strip(), by_id=by.user_id, on=timezone.localdate(at),
        ).save()  # fmt: skip
        thing.due_on = to_on
        if milestone is None:
            action.version += 1
        thing.save()


def add_milestone(*, by: Actor, at: datetime, action: Action, title: str, due_on: date) -> Milestone:
    """Add a step on the way."""
    policies.EDIT.require(by, hold(action))
    if not title.strip():
        raise Refused("Give the milestone a title.", field="title")
    check_near(due_on, field="due_on", on=timezone.localdate(at))
    check_within(due_on, action=action, field="due_on")
    with command("plans.add_milestone", by=by, at=at):
        milestone = Milestone(
            partnership_id=action.partnership_id, action=action, title=title.strip(), due_on=due_on,
            place=action.milestones.count() + 1,
        )  # fmt: skip
        milestone.save()
    return milestone


def finish_milestone(*, by: Actor, at: datetime, milestone: Milestone, done_on: date) -> None:
    """Say that a milestone was reached, and when.

    Raises:
        Refused: when the day lies in the future or before the action, or it is done or left out already.
    """
    policies.UPDATE.require(by, hold(milestone).action)
    _check_open(milestone)
    if done_on < milestone.action.starts_on:
        raise Refused("That is before the action started.", field="done_on")
    if done_on > timezone.localdate(at):
        raise Refused("A milestone is done on a day that has come.", field="done_on")
    with command("plans.finish_milestone", by=by, at=at):
        milestone.done_on = done_on
        milestone.save()


def _check_open(milestone: Milestone) -> None:
    if milestone.done_on is not None:
        raise Refused("This milestone is done already.")
    if milestone.dropped_on is not None:
        raise Refused("This milestone was left out already.")


def complete_action(*, by: Actor, at: datetime, action: Action, on: date | None = None) -> None:
    """Close an action as complete.

    "Complete" needs the owner's word and evidence accepted by somebody outside the owner's agency.

    Raises:
        Refused: saying what is still missing.
    """
    policies.COMPLETE.require(by, hold(action))
    if action.stated != Stated.COMPLETE:
        raise Refused("First report it as complete in an update.")
    if not accepted_outside(action):
        raise Refused(
            f"Evidence must first be accepted by somebody outside {action.lead.name}. Ask a partner to look at it."
        )
    undone = action.milestones.filter(done_on__isnull=True, dropped_on__isnull=True).count()
    if undone:
        not_done = so_many(undone, "milestone is", "milestones are")
        raise Refused(f"{not_done} not done. First finish each one, or leave it out with a reason.")
    with command("plans.complete_action", by=by, at=at):
        action.completed_on = on or timezone.localdate(at)
        action.version += 1
        action.save()


def drop_milestone(*, by: Actor, at: datetime, milestone: Milestone, reason: str) -> None:
    """Leave a milestone out, with a reason; it stays in the history.

    Raises:
        Refused: without a reason, or when it is done or left out already.
    """
    policies.EDIT.require(by, hold(milestone).action)
    _check_open(milestone)
    if not reason.strip():
        raise Refused("Say why the milestone is left out.", field="reason")
    with command("plans.drop_milestone", by=by, at=at, reason=reason):
        milestone.dropped_on = timezone.localdate(at)
        milestone.save()


def stop_action(*, by: Actor, at: datetime, action: Action, reason: str, on: date | None = None) -> None:
    """Stop an action for good. It stays in view, with the reason; nothing is ever deleted."""
    policies.STOP.require(by, hold(action))
    if not reason.strip():
        raise Refused("Say why it stops. Partners and residents will want to know.", field="reason")
    with command("plans.stop_action", by=by, at=at, reason=reason):
        action.stopped_on = on or timezone.localdate(at)
        action.stop_reason = reason.strip()
        action.version += 1
        action.save()


def carry_forward(
    *, by: Actor, at: datetime, action: Action, plan: ActionPlan, due_on: date, reason: str, title: str = ""
) -> Action:
    """Carry an unfinished action into the next year's plan as a linked successor.

    The old action stops with the reason and keeps its reference; the new one has its own. Milestones that
    are not done go with it, brought within its dates; the old action keeps the dates they had.

    Args:
        title: new words for the successor; those of the action when left out.

    Raises:
        Refused: when the plan is not a later plan of the same strategy, or no reason is given.
    """
    policies.CARRY.require(by, hold(action))
    if plan.strategy_id != action.plan.strategy_id or plan.starts_on <= action.plan.starts_on:
        raise Refused("Choose a later plan of the same strategy.", field="plan")
    if not reason.strip():
        raise Refused("Say why it is carried forward.", field="reason")
    starts_on = max(action.starts_on, plan.starts_on)
    if due_on < starts_on:
        raise Refused("The new due date is before the new plan starts.", field="due_on")
    check_near(due_on, field="due_on", on=timezone.localdate(at))
    with command("plans.carry_forward", by=by, at=at, reason=reason):
        successor = Action(
            **{name: getattr(action, name) for name in EDITABLE} | ({"title": title.strip()} if title.strip() else {}),
            partnership_id=action.partnership_id, ref=new_reference("A", taken=Action), plan=plan,
            commitment=action.commitment, lead=action.lead, starts_on=starts_on, first_due_on=due_on, due_on=due_on,
            carried_from=action, proposed_by_id=by.user_id,
        )  # fmt: skip
        successor.save()
        for row in action.supporters.all():
            Supporter(partnership_id=row.partnership_id, action=successor, agency_id=row.agency_id).save()
        for row in action.also_serves.all():
            AlsoServes(partnership_id=row.partnership_id, action=successor, commitment_id=row.commitment_id).save()
        undone = action.milestones.filter(done_on__isnull=True, dropped_on__isnull=True)
        for place, row in enumerate(undone, start=1):
            Milestone(
                partnership_id=row.partnership_id, action=successor, title=row.title,
                due_on=brought_within(row.due_on, starts_on=starts_on, due_on=due_on), place=place,
            ).save()  # fmt: skip
        action.stopped_on = timezone.localdate(at)
        action.stop_reason = f"Carried forward into the plan for {plan.year}: {reason.strip()}"
        action.version += 1
        action.save()
    return successor
