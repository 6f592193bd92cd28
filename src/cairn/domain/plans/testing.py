"""Builders for tests: an invented partnership and its year, made by walking the real services.

``found_world(at=now)`` gives everything a test of plans needs; the ``add_...`` functions below it
add one thing each, with defaults that are sound. Nothing here is imported by the application.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from cairn.domain.plans.models import (
    Action,
    ActionPlan,
    Evidence,
    EvidenceReview,
    Milestone,
    Pledge,
    Request,
    Update,
)
from cairn.domain.plans.services import actions, planning, progress
from cairn.domain.plans.terms import NEXT_STATE, Origin, PlanState, RequestKind, Stated
from cairn.domain.plans.testing_world import (
    NOW,
    PEOPLE,
    World,
    add_grant,
    add_person,
    build_world,
    found_world,
    sign_in,
)
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.foundation.access.references import new_reference
from cairn.foundation.audit.commands import command
from cairn.foundation.files.models import StoredFile
from cairn.foundation.files.services.keeping import keep_file
from cairn.kernel.actors import system_actor

__all__ = ["NOW", "PEOPLE", "World", "add_grant", "add_person", "build_world", "found_world", "sign_in"]


def add_plan(
    world: World,
    *,
    state: str = PlanState.PUBLISHED,
    year: str = "2026-27",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> ActionPlan:
    """A year's plan that has come as far as ``state``.

    A plan past ``with_partners`` needs an action before it can be agreed, so one is added.
    """
    starts_on = starts_on or date(2026, 4, 1)
    plan = planning.start_plan(
        by=world.acts("manager"),
        at=world.at,
        strategy=world.strategy,
        year=year,
        starts_on=starts_on,
        ends_on=ends_on or starts_on + timedelta(days=364),
    )
    if state not in (PlanState.DRAFT, PlanState.WITH_PARTNERS):
        add_action(world, plan=plan, title="Agree who leads what", commitment="CP2")
    while plan.state != state:
        planning.move_plan(
            by=world.acts("manager"),
            at=world.at,
            plan=plan,
            to=NEXT_STATE[PlanState(plan.state)],
            note="At the board's meeting.",
        )
    return plan


def add_action(
    world: World,
    *,
    plan: ActionPlan,
    by: str = "manager",
    lead: str = "fell-council",
    owner: str = "council_worker",
    commitment: str = "CP1",
    also: Iterable[str] = (),
    supporting: Iterable[str] = (),
    reason: str = "Agreed later.",
    **facts: Any,
) -> Action:
    """An action that began 200 days ago and is due in 100 days; any field of ActionFacts may be given."""
    fields: dict[str, Any] = {
        "title": "Teach every year 9 class about healthy relationships",
        "starts_on": world.day(-200),
        "due_on": world.day(100),
        **facts,
    }
    actor = world.acts(by)
    return actions.add_action(
        by=actor,
        at=world.at,
        plan=plan,
        reason=reason,
        facts=actions.ActionFacts(
            commitment=world.commitment(commitment),
            lead=world.agencies[lead],
            owner=world.people[owner],
            also=[world.commitment(code) for code in also],
            supporting=[world.agencies[slug] for slug in supporting],
            **fields,
        ),
    )


def add_update(
    world: World,
    action: Action,
    *,
    by: str = "council_worker",
    at: datetime | None = None,
    stated: str = Stated.ON_TRACK,
    **facts: Any,
) -> Update:
    """An update that says it is on track; any field of UpdateFacts may be given."""
    fields = {
        "confidence": "high",
        "done": "Two schools have started.",
        "next_step": "Ask four more schools.",
        **facts,
    }
    return progress.add_update(
        by=world.acts(by),
        at=at or world.at,
        action=action,
        facts=progress.UpdateFacts(stated=stated, **fields),
    )


def add_evidence(world: World, action: Action, *, by: str = "council_worker", **facts: Any) -> Evidence:
    """Evidence: a link, unless ``record`` or ``file`` is given."""
    fields = {"title": "Lesson plans and dates", **facts}
    if not fields.keys() & {"file", "record", "address"}:
        fields["address"] = "https://example.org/lessons"
    actor = world.acts(by)
    return progress.add_evidence(by=actor, at=world.at, action=action, **fields)


def add_file(
    world: World,
    *,
    by: str = "council_worker",
    name: str = "register.txt",
    content: bytes = b"24 of 26 came.",
    only_agency: bool = False,
) -> StoredFile:
    """A stored file, as the upload would leave it."""
    return keep_file(by=world.acts(by), at=world.at, name=name, content=content, only_agency=only_agency)


def judge(
    world: World, evidence: Evidence, *, by: str = "police_lead", accepted: bool = True, note: str = ""
) -> EvidenceReview:
    """Accept evidence, or refuse it with a note."""
    note = note or ("" if accepted else "The dates are missing.")
    return progress.review_evidence(by=world.acts(by), at=world.at, evidence=evidence, accepted=accepted, note=note)


def add_milestone(
    world: World,
    action: Action,
    *,
    title: str = "Lessons agreed with heads",
    due_on: date | None = None,
    done_on: date | None = None,
    by: str = "council_lead",
) -> Milestone:
    """A milestone due in 30 days; finished when ``done_on`` is given."""
    milestone = actions.add_milestone(
        by=world.acts(by), at=world.at, action=action, title=title, due_on=due_on or world.day(30)
    )
    if done_on:
        actions.finish_milestone(by=world.acts(by), at=world.at, milestone=milestone, done_on=done_on)
    return milestone


def add_pledge(world: World, action: Action, *, by: str = "police_lead", **facts: Any) -> Pledge:
    """Half a post from the police for a year; any fact of the pledge may be given."""
    actor = world.acts(by)
    fields = {
        "agency": world.people[by].agency,
        "kind": "people",
        "what": "Half a post in the education team",
        "amount": "0.5 FTE",
        "from_on": world.day(-100),
        "lapses_on": world.day(265),
        **facts,
    }
    return progress.add_pledge(by=actor, at=world.at, action=action, **fields)


def add_request(
    world: World,
    *,
    plan: ActionPlan,
    action: Action | None = None,
    by: str = "manager",
    to: str = "fell-police",
    kind: str = RequestKind.UPDATE,
    text: str = "Tell us which schools have booked.",
    due_on: date | None = None,
) -> Request:
    """Something asked of one agency, by two weeks from now."""
    return planning.ask(
        by=world.acts(by),
        at=world.at,
        plan=plan,
        action=action,
        to=world.agencies[to],
        kind=kind,
        text=text,
        due_on=due_on or world.day(14),
    )


def add_issue(
    world: World, *, topic: str = "Overheard at the counter", asked_of: str = "fell-council", answer: str = ""
) -> Issue:
    """An issue survivors raised, taken to one agency; answered when ``answer`` is given."""
    with command("voice.add_issue", by=system_actor(world.partnership.pk), at=world.at):
        issue = Issue(
            partnership=world.partnership,
            ref=new_reference("V", taken=Issue),
            topic=topic,
            asked="People asked for a way to ask for a private room without saying why aloud.",
            raised_on=world.day(-180),
            through="drop-in",
        )
        issue.save()
        ask = Ask(
            partnership=world.partnership,
            issue=issue,
            agency=world.agencies[asked_of],
            asked_on=world.day(-170),
        )
        ask.save()
        if answer:
            Reply(
                partnership=world.partnership,
                ask=ask,
                answer="will do",
                text=answer,
                answered_on=world.day(-150),
                by=world.people["council_lead"],
            ).save()
    return issue


def finish(world: World, action: Action) -> Action:
    """Take an action all the way to complete: reported, shown, accepted outside, closed."""
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    judge(world, add_evidence(world, action))
    actions.complete_action(by=world.acts("council_lead"), at=world.at, action=action)
    return action


def survivors_origin(issue: Issue) -> dict[str, Any]:
    """The facts of an action that answers an issue survivors raised."""
    return {"origin": Origin.SURVIVORS, "issue": issue}
