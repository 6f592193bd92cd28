"""Builders for tests: a group that hears a kind, its seats, a meeting, and cases to list, by the real services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cairn.domain.boards.api import Group, GroupFacts, Meeting, add_group, add_seat
from cairn.domain.boards.terms import Cycle, GroupKind, Interest
from cairn.domain.cases.api import Case, add_person, open_case, take_step
from cairn.domain.conferences.models import Conference
from cairn.domain.conferences.services.planning import hear_kind, plan_meeting
from cairn.domain.plans.testing_world import World
from cairn.kernel.actors import Actor


def a_conference(world: World, *, at: datetime, kind: str, seats: dict[str, str], quorum: int = 2) -> Conference:
    """A group with seats that hears a kind.

    Args:
        seats: key of a person to the slug of the agency she sits for.
    """
    manager = world.acts("manager")
    facts = GroupFacts(name="Fellshire conference", kind=GroupKind.CASE_CONFERENCE, cycle=Cycle.MONTHLY, quorum=quorum)
    group: Group = add_group(by=manager, at=at, facts=facts)
    for place, (key, agency) in enumerate(seats.items()):
        add_seat(
            by=manager, at=at, group=group, agency=world.agencies[agency], interest=Interest.OTHER,
            person=world.people[key], from_on=date(2026, 1, 5), chairs=place == 0,
        )  # fmt: skip
    return hear_kind(by=world.acts("coordinator"), at=at, group=group, kind=kind)


def a_meeting(world: World, conference: Conference, *, at: datetime, days: int = 14) -> Meeting:
    """A meeting of it so many days ahead, at the hour it is."""
    starts = at + timedelta(days=days)
    by = world.acts("coordinator")
    return plan_meeting(by=by, at=at, conference=conference, starts_at=starts, ends_at=starts + timedelta(hours=3))


def an_accepted_case(world: World, *, at: datetime, details: dict[str, Any], name: str = "Wren Tarn") -> Case:
    """A referral of the health board that meets the threshold, accepted by who runs the kind.

    Args:
        name: of the person harmed.
    """
    nurse: Actor = world.acts("nurse")
    case = open_case(by=nurse, at=at, kind="marac", move="start_draft")
    score = {"instrument": "Checklist 1", "checklist_score": 15}
    take_step(by=nurse, at=at, case=case, name="risk_assessed", details=score)
    add_person(by=nurse, at=at, case=case, party="person_harmed", name=name)
    take_step(by=nurse, at=at, case=case, name="submit", details=details)
    take_step(by=world.acts("coordinator"), at=at, case=case, name="accept")
    return case
