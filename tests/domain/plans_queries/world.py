"""A small made-up partnership for tests of lists: agencies, people, one strategy, and plans of any size."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cairn.domain.plans.models import (
    Action,
    ActionPlan,
    DateChange,
    Evidence,
    EvidenceReview,
    Milestone,
    Pledge,
    Supporter,
    Update,
)
from cairn.domain.plans.services import planning
from cairn.domain.plans.terms import Characteristic, Origin, PlanState, Stated
from cairn.domain.strategies.models import Commitment, Strategy, Theme
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.guarded import load_in_bulk
from cairn.kernel.actors import Actor, system_actor

AGENCIES = (
    ("cumberland-council", "Cumberland Council", "Council", "council"),
    ("cumbria-constabulary", "Cumbria Constabulary", "Constabulary", "police"),
    ("probation-service", "Probation Service", "Probation", "probation"),
    ("victim-support", "Victim Support", "Victim Support", "charity"),
    ("cumberland-csp", "Cumberland Community Safety Partnership board", "The board", "board"),
)
# key: name, agency, role
PEOPLE = {
    "manager": ("Juniper Slate", "cumberland-council", Role.PARTNERSHIP_MANAGER),
    "council-lead": ("Rowan Marble", "cumberland-council", Role.AGENCY_LEAD),
    "police-lead": ("Heron Granite", "cumbria-constabulary", Role.AGENCY_LEAD),
    "police-contributor": ("Dunlin Basalt", "cumbria-constabulary", Role.CONTRIBUTOR),
    "probation-lead": ("Wren Limestone", "probation-service", Role.AGENCY_LEAD),
    "charity-lead": ("Sorrel Chalk", "victim-support", Role.AGENCY_LEAD),
    "board": ("Peregrine Scree", "cumberland-csp", Role.BOARD_MEMBER),
    "analyst": ("Nuthatch Gabbro", "cumberland-council", Role.ANALYST),
    "governance": ("Cedar Gneiss", "cumberland-council", Role.INFORMATION_GOVERNANCE),
    "administrator": ("Thrush Pumice", "cumberland-council", Role.ADMINISTRATOR),
}
COMMITMENTS = {
    "prevention": (
        "Prevention",
        ("Teach respect and healthy relationships", "Train school staff", "Run campaigns"),
    ),
    "support": (
        "Support",
        ("Offer safe spaces", "Learn from reviews", "See children as victims in their own right"),
    ),
    "pursue": ("Pursue", ("Investigate promptly", "Manage high-risk abusers together")),
}


@dataclass
class World:
    """What was made, by key; ``actor`` and ``person`` take the keys of PEOPLE."""

    partnership: Partnership
    now: datetime
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    strategy: Strategy = None
    commitments: dict[str, Commitment] = field(default_factory=dict)
    _drawn: random.Random = field(default_factory=lambda: random.Random(20261120))

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def system(self) -> Actor:
        return system_actor(self.partnership.pk)

    def person(self, key: str) -> User:
        return self.people[key]

    def actor(self, key: str) -> Actor:
        person = self.people[key]
        return Actor(person.pk, self.partnership.pk, person.agency_id, frozenset({PEOPLE[key][2].value}))

    def enter(self, key: str) -> Actor:
        """The actor, with the database told who is acting."""
        actor = self.actor(key)
        set_scope(actor, command_id="")
        return actor

    def plan(self, year: str = "2026-27", *, state: str = PlanState.PUBLISHED) -> ActionPlan:
        """A plan walked through the real steps to a state; it needs an action to go past partners."""
        begins = int(year[:4])
        plan = planning.start_plan(
            by=self.system, at=self.now, strategy=self.strategy, year=year,
            starts_on=date(begins, 4, 1), ends_on=date(begins + 1, 3, 31),
        )  # fmt: skip
        for step in list(PlanState)[1 : list(PlanState).index(PlanState(state)) + 1]:
            if step == PlanState.AGREED:
                self.action(plan)
            planning.move_plan(
                by=self.system, at=self.now, plan=plan, to=step, note="The board of 24 March 2026"
            )
        return plan

    def action(self, plan: ActionPlan, **facts) -> Action:
        """One action; on track unless told otherwise."""
        with command("test.action", by=self.system, at=self.now):
            row = self.unsaved_action(plan, **facts)
            row.save()
        return row

    def unsaved_action(self, plan: ActionPlan, **facts) -> Action:
        lead = facts.pop("lead", self.agencies["cumbria-constabulary"])
        given = {
            "commitment": self.commitments["PREVENTION-1"], "title": "Train every new officer",
            "origin": Origin.STRATEGY, "starts_on": plan.starts_on, "due_on": plan.ends_on,
            "stated": Stated.ON_TRACK, "confidence": "high", "last_update_at": self.now - timedelta(days=10),
        } | facts  # fmt: skip
        owner = given.pop("owner", None) or next(
            (person for key, person in self.people.items()
             if person.agency_id == lead.pk and PEOPLE[key][2] in (Role.AGENCY_LEAD, Role.CONTRIBUTOR)),
            self.people["manager"],
        )  # fmt: skip
        return Action(
            partnership=self.partnership,
            ref=new_reference("A", taken=Action),
            plan=plan,
            lead=lead,
            owner=owner,
            first_due_on=given.pop("first_due_on", given["due_on"]),
            **given,
        )

    def save(self, *rows, by: Actor | None = None) -> None:
        with command("test.save", by=by or self.system, at=self.now):
            for row in rows:
                row.partnership = self.partnership
                row.save()

    def evidence(self, action: Action, *, by: str = "police-lead", days_ago: int = 5, **facts) -> Evidence:
        """A link offered as evidence."""
        person = self.people[by]
        row = Evidence(
            action=action, ref=new_reference("E", taken=Evidence), kind="link", title="Training register",
            address="https://example.org/register", agency_id=person.agency_id, by=person,
            at=self.now - timedelta(days=days_ago), **facts,
        )  # fmt: skip
        self.save(row, by=self.actor(by))
        return row

    def review(
        self, evidence: Evidence, *, by: str, accepted: bool, note: str = "It shows the date only."
    ) -> None:
        person = self.people[by]
        self.save(
            EvidenceReview(
                action_id=evidence.action_id, evidence=evidence, accepted=accepted, note=note, by=person,
                agency_id=person.agency_id, at=self.now,
            )
        )  # fmt: skip

    def many_actions(self, plan: ActionPlan, number: int) -> None:
        """A year's worth of mixed actions, with what hangs from them, loaded as one act."""
        draw = self._drawn
        working = [agency for agency in self.agencies.values() if agency.kind != "board"]
        with command("test.many", by=self.system, at=self.now):
            rows = [self._drawn_action(plan, draw, working) for _ in range(number)]
            self._load(Action, rows)
            self._load(
                Update,
                [
                    self._update(row, draw)
                    for row in rows
                    for _ in range(draw.randrange(5))
                    if row.last_update_at
                ],
            )
            self._load(Milestone, [self._milestone(row, place, draw) for row in rows for place in (1, 2)])
            self._load(
                Supporter,
                [Supporter(action=row, agency=draw.choice(working)) for row in rows if draw.random() < 0.6],
            )
            self._load(DateChange, [self._date_change(row, draw) for row in rows if draw.random() < 0.3])
            self._load(Pledge, [self._pledge(row, draw) for row in rows if draw.random() < 0.2])
            shown = [self._shown(row) for row in rows if draw.random() < 0.3]
            self._load(Evidence, shown)
            self._load(EvidenceReview, [self._reviewed(row, draw) for row in shown if draw.random() < 0.6])

    def _load(self, model, rows) -> None:
        for row in rows:
            row.partnership = self.partnership
        load_in_bulk(model, rows, subject=("test", "many"), digest="0" * 64)

    def _drawn_action(self, plan, draw, working) -> Action:
        lead = draw.choice(working)
        starts_on = plan.starts_on + timedelta(days=draw.randrange(300))
        due_on = starts_on + timedelta(days=30 + draw.randrange(250))
        ended = draw.random()
        return self.unsaved_action(
            plan, lead=lead, commitment=draw.choice(list(self.commitments.values())[:-1]),
            starts_on=starts_on, due_on=due_on, title=f"Hold {draw.randrange(2, 40)} workshops with schools", origin=draw.choice(
                [Origin.STRATEGY, Origin.SCRUTINY, Origin.AUDIT, Origin.STATUTE]
            ), origin_note="The report of May 2026", stated=draw.choice(Stated.values),
            detail="Where families are, when they can come, with somebody to talk to afterwards. " * 4,
            confidence=draw.choice(["high", "medium", "low"]),
            last_update_at=self.now - timedelta(days=draw.randrange(150)) if draw.random() < 0.8 else None,
            rural="Villages without a bus after six" if draw.random() < 0.3 else "",
            characteristics=draw.sample(Characteristic.values, draw.choice([0, 0, 0, 1, 2])),
            completed_on=self.today if ended < 0.1 else None,
            stopped_on=self.today if ended > 0.95 else None, stop_reason="Merged" if ended > 0.95 else "",
        )  # fmt: skip

    def _update(self, row, draw) -> Update:
        return Update(
            action=row, at=row.last_update_at, by_id=row.owner_id, agency_id=row.lead_id,
            stated=Stated.ON_TRACK, computed="on_track", confidence="high",
            done=draw.choice(["Two schools booked the assembly. ", "Staff met and agreed the leaflet. "]) * 5,
            difference="Young people said they knew whom to tell. " * 3,
            next_step="Book the spring term. " * 2,
        )  # fmt: skip

    def _milestone(self, row, place, draw) -> Milestone:
        due_on = row.starts_on + timedelta(days=30 * place)
        done_on = due_on if due_on < self.today and draw.random() < 0.8 else None
        return Milestone(action=row, title="Halfway", due_on=due_on, done_on=done_on, place=place)

    def _date_change(self, row, draw) -> DateChange:
        return DateChange(
            action=row, from_on=row.due_on - timedelta(days=30), to_on=row.due_on, reason="The trainer left",
            by_id=row.owner_id, on=self.today,
        )  # fmt: skip

    def _pledge(self, row, draw) -> Pledge:
        return Pledge(
            action=row, agency_id=row.lead_id, kind="money", what="Venue hire", amount="£400",
            from_on=row.starts_on, lapses_on=row.starts_on + timedelta(days=draw.randrange(400)),
        )  # fmt: skip

    def _shown(self, row) -> Evidence:
        return Evidence(
            action=row, ref=new_reference("E", taken=Evidence), kind="link", title="Attendance register",
            address="https://example.org/register", agency_id=row.lead_id, by_id=row.owner_id,
            at=self.now - timedelta(days=30),
        )  # fmt: skip

    def _reviewed(self, row, draw) -> EvidenceReview:
        reviewer = draw.choice([p for p in self.people.values() if p.agency_id != row.agency_id])
        return EvidenceReview(
            action_id=row.action_id, evidence=row, accepted=draw.random() < 0.7, note="Seen", by=reviewer,
            agency_id=reviewer.agency_id, at=self.now,
        )  # fmt: skip


def build_world(now: datetime) -> World:
    """Make the partnership, its people and its strategy; no plan yet."""
    with command("test.agencies", by=system_actor(), at=now):
        partnership = Partnership(
            slug="cumberland", name="Cumberland Community Safety Partnership", area="Cumberland"
        )
        partnership.save()
        world = World(partnership=partnership, now=now)
        for slug, name, short, kind in AGENCIES:
            agency = Agency(slug=slug, name=name, short=short, kind=kind)
            agency.save()
            world.agencies[slug] = agency
        for key, (name, agency, _role) in PEOPLE.items():
            person = User(email=f"{key}@example.org", name=name, agency=world.agencies[agency])
            person.set_unusable_password()
            person.save()
            world.people[key] = person
    with command("test.members", by=world.system, at=now):
        for slug, _name, _short, kind in AGENCIES:
            standing = "board" if kind == "board" else "statutory"
            Membership(partnership=partnership, agency=world.agencies[slug], standing=standing).save()
        for key, (_name, _agency, role) in PEOPLE.items():
            Grant(
                partnership=partnership,
                user=world.people[key],
                role=role,
                from_on=date(2024, 1, 1),
                reason="Test",
            ).save()
    _strategy(world)
    return world


def _strategy(world: World) -> None:
    with command("test.strategy", by=world.system, at=world.now):
        world.strategy = Strategy(
            partnership=world.partnership, slug="cumberland-2025-2030",
            title="Cumberland domestic abuse strategy",
            public_title="Cumberland 2025 to 2030", kind="domestic_abuse", about="What partners promised.",
            starts_on=date(2025, 4, 1), ends_on=date(2030, 3, 31), loaded_from="0" * 64,
        )  # fmt: skip
        world.strategy.save()
        for place, (key, (title, promises)) in enumerate(COMMITMENTS.items(), start=1):
            theme = Theme(
                partnership=world.partnership, strategy=world.strategy, key=key, title=title, place=place
            )
            theme.save()
            for number, text in enumerate(promises, start=1):
                code = f"{key.upper()}-{number}"
                row = Commitment(
                    partnership=world.partnership, strategy=world.strategy, theme=theme, code=code, text=text,
                    plain=text, responsible_basis="proposed", place=number,
                )  # fmt: skip
                row.save()
                world.commitments[code] = row
