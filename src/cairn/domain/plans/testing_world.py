"""The invented partnership of tests: its agencies, people and strategy, and a neighbour to keep out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cairn.domain.strategies.api import load_strategy
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.services.loading import load_partnerships
from cairn.foundation.audit.commands import command, set_scope
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
member = [
    { agency = "dale-council", standing = "statutory" }, { agency = "fell-police", standing = "statutory" },
]
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
    for area, name, lead in (
        ("fellshire", "Fellshire", "fell-council"),
        ("daleshire", "Daleshire", "dale-council"),
    ):
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


def found_world(*, at: datetime = NOW) -> World:
    """The world as ``build_world`` made it in this database."""
    places = {row.slug: row for row in Partnership.objects.all()}
    agencies = {row.slug: row for row in Agency.objects.all()}
    world = World(at=at, partnership=places["fellshire"], other=places["daleshire"], agencies=agencies)
    set_scope(system_actor(world.partnership.pk), command_id="")
    by_email = {row.email: row for row in User.objects.select_related("agency")}
    world.people = {key: by_email[_email(key)] for key in PEOPLE}
    return world


def _email(key: str) -> str:
    return f"{key.replace('_', '.')}@example.test"


def add_person(world: World, *, key: str, roles: Iterable[str] = (), name: str = "", agency: str = "") -> User:
    """One more person; name and agency come from PEOPLE when left out."""
    known = PEOPLE.get(key, ("Wren Tarn", "fell-council", ()))
    with command("test.add_person", by=system_actor(world.partnership.pk), at=world.at):
        user = User(
            email=_email(key),
            name=name or known[0],
            agency=world.agencies[agency or known[1]],
            is_demo=True,
        )
        user.set_unusable_password()
        user.save()
    world.people[key] = user
    for role in roles:
        add_grant(world, user=user, role=role)
    return user


def add_grant(
    world: World,
    *,
    user: User,
    role: str,
    partnership: Partnership | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Grant:
    """One role for one person, from two years ago unless told otherwise."""
    where = partnership or world.partnership
    with command("test.add_grant", by=system_actor(where.pk), at=world.at):
        grant = Grant(partnership=where, user=user, role=role, from_on=from_on or world.day(-730), until_on=until_on)
        grant.save()
    return grant


def sign_in(client: Any, world: World, key: str) -> None:
    """Sign somebody in on a test client, past the password."""
    client.force_login(world.people[key], backend="allauth.account.auth_backends.AuthenticationBackend")
