"""Builders for tests: an invented partnership and its year, made by walking the real services.

``build_world(at=now)`` makes everything a test of plans needs; the ``add_...`` functions below it
add one thing each, with defaults that are sound. Nothing here is imported by the application.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cairn.domain.plans.models import Action, ActionPlan, Evidence, EvidenceReview, Milestone, Pledge, Request, Update
from cairn.domain.plans.services import actions, planning, progress
from cairn.domain.plans.terms import NEXT_STATE, Origin, PlanState, RequestKind, Stated
from cairn.domain.strategies.api import load_strategy
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.services.loading import load_partnerships
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.files.models import ScanState, StoredFile
from cairn.kernel.actors import Actor, system_actor

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

_PARTNERSHIPS = """
format = "cairn-partnerships/1"
[[agency]]
slug = "fell-council"
name = "Fellshire Council"
short = "Council"
kind = "council"
[[agency]]
slug = "fell-police"
name = "Fellshire Constabulary"
short = "Police"
kind = "police"
[[agency]]
slug = "fell-health"
name = "Fellshire Integrated Care Board"
short = "Health"
kind = "nhs"
[[agency]]
slug = "fell-network"
name = "Fellshire Survivor Network"
short = "Survivor network"
kind = "survivors"
[[agency]]
slug = "dale-council"
name = "Daleshire Council"
short = "Dale council"
kind = "council"
[[partnership]]
slug = "fellshire"
name = "Fellshire Community Safety Partnership"
area = "Fellshire"
member = [
    { agency = "fell-council", standing = "statutory" }, { agency = "fell-police", standing = "statutory" },
    { agency = "fell-health", standing = "statutory" }, { agency = "fell-network", standing = "member" },
]
[[partnership]]
slug = "daleshire"
name = "Daleshire Community Safety Partnership"
area = "Daleshire"
member = [{ agency = "dale-council", standing = "statutory" }, { agency = "fell-police", standing = "statutory" }]
"""

_STRATEGY = """
format = "cairn-strategy/1"
[strategy]
slug = "{area}-2025-2030"
partnership = "{area}"
title = "{name} domestic abuse strategy 2025 to 2030"
public_title = "{name}: our promises 2025 to 2030"
kind = "domestic_abuse"
about = "An invented strategy."
starts_on = 2025-04-01
ends_on = 2030-03-31
vision = "Everyone in {name} is safe at home."
source = "invented"
[[source]]
key = "invented"
title = "Invented for tests"
publisher = "Nobody"
[[theme]]
key = "prevention"
title = "Prevention"
[[theme.commitment]]
id = "CP1"
text = "Teach children and young people about healthy relationships."
plain = "We will teach children and young people about healthy relationships."
responsible = ["{lead}"]
responsible_basis = "published"
[[theme.commitment]]
id = "CP2"
text = "Train front-line staff to notice and to ask."
plain = "We will train front-line staff to notice and to ask."
responsible = ["{lead}"]
responsible_basis = "published"
[[theme]]
key = "support"
title = "Support"
[[theme.commitment]]
id = "CS1"
text = "Open safe spaces within reach of every town."
plain = "We will open safe spaces within reach of every town."
responsible = ["{lead}"]
responsible_basis = "published"
"""

# key: name, agency, roles in Fellshire. Nobody here exists.
PEOPLE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "manager": ("Juniper Slate", "fell-council", (Role.PARTNERSHIP_MANAGER,)),
    "council_lead": ("Hazel Quartz", "fell-council", (Role.AGENCY_LEAD,)),
    "council_worker": ("Linnet Marl", "fell-council", (Role.CONTRIBUTOR,)),
    "police_lead": ("Heron Granite", "fell-police", (Role.AGENCY_LEAD,)),
    "police_worker": ("Dunnock Shale", "fell-police", (Role.CONTRIBUTOR,)),
    "health_lead": ("Rowan Gritstone", "fell-health", (Role.AGENCY_LEAD,)),
    "network_lead": ("Sedge Limestone", "fell-network", (Role.AGENCY_LEAD,)),
    "board": ("Peregrine Basalt", "fell-police", (Role.BOARD_MEMBER,)),
    "analyst": ("Nuthatch Flint", "fell-council", (Role.ANALYST,)),
    "auditor": ("Cedar Chalk", "fell-council", (Role.INFORMATION_GOVERNANCE,)),
    "administrator": ("Thrush Schist", "fell-council", (Role.ADMINISTRATOR,)),
    "stranger": ("Alder Gneiss", "dale-council", ()),
}


@dataclass
class World:
    """An invented partnership, its people and its strategy; a second one, to be kept out.

    Attributes:
        at: the moment everything happens at unless told otherwise.
        partnership, other: Fellshire, and Daleshire next door.
        agencies: slug to agency; ``fell-council``, ``fell-police``, ``fell-health``, ``fell-network``.
        people: key of PEOPLE to user.
        strategy: Fellshire's; its commitments are CP1, CP2 and CS1.
    """

    at: datetime
    partnership: Partnership
    other: Partnership
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def acts(self, key: str) -> Actor:
        """The actor somebody is, with the database's fence set for her; ``system`` for Cairn itself."""
        if key == "system":
            actor = system_actor(self.partnership.pk)
        elif key == "stranger":
            user = self.people[key]
            actor = actor_for(user, self.other, on=self.today)
        else:
            actor = actor_for(self.people[key], self.partnership, on=self.today)
        if actor is None:
            raise LookupError(f"{key} holds no role.")
        set_scope(actor, command_id="")
        return actor

    @property
    def today(self) -> date:
        """The day of ``at``, as people in the partnership count days."""
        return timezone.localdate(self.at)

    def day(self, days: int) -> date:
        """A day so many days after today; before it when negative."""
        return self.today + timedelta(days=days)

    @property
    def strategy(self) -> Strategy:
        """Fellshire's strategy."""
        return Strategy.objects.get(slug="fellshire-2025-2030")

    def commitment(self, code: str) -> Commitment:
        """One promise of Fellshire's strategy."""
        return Commitment.objects.select_related("strategy").get(strategy__slug="fellshire-2025-2030", code=code)


def build_world(*, at: datetime = NOW) -> World:
    """Make the two partnerships, their strategies and the people of PEOPLE."""
    load_partnerships(text=_PARTNERSHIPS, at=at)
    for area, name, lead in (("fellshire", "Fellshire", "fell-council"), ("daleshire", "Daleshire", "dale-council")):
        load_strategy(text=_STRATEGY.format(area=area, name=name, lead=lead), at=at)
    world = World(
        at=at,
        partnership=Partnership.objects.get(slug="fellshire"),
        other=Partnership.objects.get(slug="daleshire"),
        agencies={agency.slug: agency for agency in Agency.objects.all()},
    )
    for key, (_name, _agency, roles) in PEOPLE.items():
        add_person(world, key=key, roles=roles)
    add_grant(world, user=world.people["stranger"], role=Role.PARTNERSHIP_MANAGER, partnership=world.other)
    set_scope(system_actor(world.partnership.pk), command_id="")
    return world


def add_person(world: World, *, key: str, roles: Iterable[str] = (), name: str = "", agency: str = "") -> User:
    """One more person; name and agency come from PEOPLE when left out."""
    known = PEOPLE.get(key, ("Wren Tarn", "fell-council", ()))
    with command("test.add_person", by=system_actor(world.partnership.pk), at=world.at):
        user = User(
            email=f"{key.replace('_', '.')}@example.test", name=name or known[0],
            agency=world.agencies[agency or known[1]], is_demo=True,
        )  # fmt: skip
        user.set_unusable_password()
        user.save()
    world.people[key] = user
    for role in roles:
        add_grant(world, user=user, role=role)
    return user


def add_grant(
    world: World, *, user: User, role: str, partnership: Partnership | None = None, from_on: date | None = None,
    until_on: date | None = None,
) -> Grant:  # fmt: skip
    """One role for one person, from two years ago unless told otherwise."""
    where = partnership or world.partnership
    with command("test.add_grant", by=system_actor(where.pk), at=world.at):
        grant = Grant(
            partnership=where, user=user, role=role, from_on=from_on or world.day(-730), until_on=until_on
        )
        grant.save()
    return grant


def add_plan(
    world: World, *, state: str = PlanState.PUBLISHED, year: str = "2026-27", starts_on: date | None = None,
    ends_on: date | None = None,
) -> ActionPlan:  # fmt: skip
    """A year's plan that has come as far as ``state``.

    A plan past ``with_partners`` needs an action before it can be agreed, so one is added.
    """
    starts_on = starts_on or date(2026, 4, 1)
    plan = planning.start_plan(
        by=world.acts("manager"), at=world.at, strategy=world.strategy, year=year, starts_on=starts_on,
        ends_on=ends_on or starts_on + timedelta(days=364),
    )  # fmt: skip
    if state not in (PlanState.DRAFT, PlanState.WITH_PARTNERS):
        add_action(world, plan=plan, title="Agree who leads what", commitment="CP2")
    while plan.state != state:
        planning.move_plan(
            by=world.acts("manager"), at=world.at, plan=plan, to=NEXT_STATE[PlanState(plan.state)],
            note="At the board's meeting.",
        )  # fmt: skip
    return plan


def add_action(
    world: World, *, plan: ActionPlan, by: str = "manager", lead: str = "fell-council", owner: str = "council_worker",
    commitment: str = "CP1", also: Iterable[str] = (), supporting: Iterable[str] = (), reason: str = "Agreed later.",
    **facts: Any,
) -> Action:  # fmt: skip
    """An action that began 200 days ago and is due in 100 days; any field of ActionFacts may be given."""
    fields: dict[str, Any] = {
        "title": "Teach every year 9 class about healthy relationships",
        "starts_on": world.day(-200),
        "due_on": world.day(100),
        **facts,
    }
    actor = world.acts(by)
    return actions.add_action(
        by=actor, at=world.at, plan=plan, reason=reason,
        facts=actions.ActionFacts(
            commitment=world.commitment(commitment), lead=world.agencies[lead], owner=world.people[owner],
            also=[world.commitment(code) for code in also],
            supporting=[world.agencies[slug] for slug in supporting], **fields,
        ),
    )  # fmt: skip


def add_update(
    world: World, action: Action, *, by: str = "council_worker", at: datetime | None = None,
    stated: str = Stated.ON_TRACK, **facts: Any,
) -> Update:  # fmt: skip
    """An update that says it is on track; any field of UpdateFacts may be given."""
    fields = {"confidence": "high", "done": "Two schools have started.", "next_step": "Ask four more schools.", **facts}
    return progress.add_update(
        by=world.acts(by), at=at or world.at, action=action, facts=progress.UpdateFacts(stated=stated, **fields)
    )


def add_evidence(world: World, action: Action, *, by: str = "council_worker", **facts: Any) -> Evidence:
    """Evidence: a link, unless ``record`` or ``file`` is given."""
    fields = {"title": "Lesson plans and dates", **facts}
    if not fields.keys() & {"file", "record", "address"}:
        fields["address"] = "https://example.org/lessons"
    actor = world.acts(by)
    return progress.add_evidence(by=actor, at=world.at, action=action, **fields)


def add_file(
    world: World, *, by: str = "council_worker", name: str = "register.txt", content: bytes = b"24 of 26 came.",
    only_agency: bool = False,
) -> StoredFile:  # fmt: skip
    """A stored file, as the upload would leave it."""
    import hashlib

    actor = world.acts(by)
    with command("files.keep", by=actor, at=world.at):
        file = StoredFile(
            partnership=world.partnership, agency_id=actor.agency_id, ref=new_reference("F", taken=StoredFile),
            name=name, media_type="text/plain", size=len(content), sha256=hashlib.sha256(content).hexdigest(),
            content=content, only_agency=only_agency, scan=ScanState.NOT_SCANNED,
        )  # fmt: skip
        file.save()
    return file


def judge(
    world: World, evidence: Evidence, *, by: str = "police_lead", accepted: bool = True, note: str = ""
) -> EvidenceReview:
    """Accept evidence, or refuse it with a note."""
    note = note or ("" if accepted else "The dates are missing.")
    return progress.review_evidence(by=world.acts(by), at=world.at, evidence=evidence, accepted=accepted, note=note)


def add_milestone(
    world: World, action: Action, *, title: str = "Lessons agreed with heads", due_on: date | None = None,
    done_on: date | None = None, by: str = "council_lead",
) -> Milestone:  # fmt: skip
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
        "agency": world.people[by].agency, "kind": "people", "what": "Half a post in the education team",
        "amount": "0.5 FTE", "from_on": world.day(-100), "lapses_on": world.day(265), **facts,
    }  # fmt: skip
    return progress.add_pledge(by=actor, at=world.at, action=action, **fields)


def add_request(
    world: World, *, plan: ActionPlan, action: Action | None = None, by: str = "manager", to: str = "fell-police",
    kind: str = RequestKind.UPDATE, text: str = "Tell us which schools have booked.", due_on: date | None = None,
) -> Request:  # fmt: skip
    """Something asked of one agency, by two weeks from now."""
    return planning.ask(
        by=world.acts(by), at=world.at, plan=plan, action=action, to=world.agencies[to], kind=kind, text=text,
        due_on=due_on or world.day(14),
    )  # fmt: skip


def add_issue(
    world: World, *, topic: str = "Overheard at the counter", asked_of: str = "fell-council", answer: str = ""
) -> Issue:
    """An issue survivors raised, taken to one agency; answered when ``answer`` is given."""
    with command("voice.add_issue", by=system_actor(world.partnership.pk), at=world.at):
        issue = Issue(
            partnership=world.partnership, ref=new_reference("V", taken=Issue), topic=topic,
            asked="People asked for a way to ask for a private room without saying why aloud.",
            raised_on=world.day(-180), through="drop-in",
        )  # fmt: skip
        issue.save()
        ask = Ask(
            partnership=world.partnership, issue=issue, agency=world.agencies[asked_of], asked_on=world.day(-170)
        )
        ask.save()
        if answer:
            Reply(
                partnership=world.partnership, ask=ask, answer="will do", text=answer, answered_on=world.day(-150),
                by=world.people["council_lead"],
            ).save()  # fmt: skip
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
