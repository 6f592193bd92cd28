"""What tests of repeats, flags and transfers share: referrals with people, and who ran the conference before."""

from datetime import UTC, date, datetime

from cairn.domain.cases.models import Case, Post
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import a_case, a_post, submit
from cairn.domain.plans.testing_world import add_grant
from cairn.domain.plans.testing_world import add_person as add_person_to
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor

HARMED, HARMER = "person_harmed", "person_causing_harm"
PAIR = {HARMED: ("Wren Scar", (1990, 3, 3)), HARMER: ("Buzzard Tor", (1985, 6, None))}


def ran_before(world) -> None:
    """The coordinator held her post before the year in which the others begin, too."""
    by = system_actor(world.partnership.pk)
    with command("test.post", by=by, at=world.at):
        Post(partnership_id=world.partnership.pk, kind="marac", role="coordinator", user=world.people["coordinator"],
             from_on=date(2024, 12, 1), until_on=date(2026, 1, 4)).save()  # fmt: skip


def at(day: str, hour: int = 12) -> datetime:
    """A moment of a day."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def referral(world, when: datetime, *, by: str = "nurse", people=None, sent: bool = True) -> Case:
    """A case of a pair, written down by a practitioner and sent."""
    case = a_case(by=world.acts(by), at=when)
    for party, (name, born) in (PAIR if people is None else people).items():
        add_person(by=world.acts(by), at=when, case=case, party=party, name=name, born=born)
    if sent:
        submit(by=world.acts(by), at=when, case=case)
    return case


def walk(world, case: Case, when: datetime, *, to: str = "flagged") -> None:
    """On from a referral to where it stands closed with a flag, or on the way there."""
    steps = [
        ("coordinator", "accept", {}), ("coordinator", "list", {"meeting_on": when.date()}),
        ("idva", "contact_recorded", {"contact_outcome": "spoke"}),
        ("officer", "hear", {"risk_summary": "High.", "quorate": "yes"}), ("officer", "close_without_actions", {}),
    ]  # fmt: skip
    ends = {"accepted": 1, "listed": 2, "heard": 4, "flagged": 5}[to]
    for _who, name, details in steps[:ends]:
        world.acts("system")
        by = system_actor(world.partnership.pk)
        if name == "accept":
            take_step(by=by, at=when, case=case, name="risk_assessed",
                      details={"instrument": "Demonstration checklist", "checklist_score": 20})  # fmt: skip
        reason = "Nothing more to do." if name == "close_without_actions" else ""
        take_step(by=by, at=when, case=case, name=name, details=details, reason=reason)


def next_door(world, key: str = "dale", name: str = "Redstart Fell", *, runs: bool = True) -> None:
    """Somebody in Daleshire, who runs the conference there unless told otherwise."""
    user = add_person_to(world, key=key, name=name, agency="dale-council")
    add_grant(world, user=user, role=Role.PRACTITIONER, partnership=world.other)
    if runs:
        a_post(partnership=world.other.pk, kind="marac", role="coordinator", user=user, from_on=date(2026, 1, 5))
    set_scope(system_actor(world.partnership.pk), command_id="")


def acts_there(world, key: str = "dale"):
    """The actor somebody is in Daleshire, with the fence set for her; ``system`` for Cairn itself there."""
    found = (
        system_actor(world.other.pk) if key == "system" else actor_for(world.people[key], world.other, on=world.today)
    )
    set_scope(found, command_id="")
    return found
