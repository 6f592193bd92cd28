"""Who can see one thing, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from cairn.foundation.access.policies import Policy
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.accounts.terms import Role
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """One person of the partnership, and the answer about one thing."""

    name: str
    agency: str
    roles: tuple[str, ...]
    allowed: bool
    rule: str
    sentence: str


def readers_of(actor: Actor, policy: Policy, row: Model, *, on: date) -> list[Reader]:
    """The decision for everybody who holds a role in the partnership, those allowed first.

    People of the same agency with the same roles always get the same answer, so each such
    group is asked about once: one query for the decisions, however many people.
    """
    everybody = actors_in(actor.partnership_id, on=on)
    groups: dict[tuple, Actor] = {}
    for person in everybody.values():
        groups.setdefault((person.agency_id, person.roles), person)
    answers = dict(zip(groups, policy.who(row, groups.values()), strict=True))
    rows = User.objects.filter(pk__in=everybody).select_related("agency").order_by("name")
    readers = []
    for user in rows:
        person = everybody[user.pk]
        answer = answers[(person.agency_id, person.roles)]
        roles = tuple(sorted(Role(role).label for role in person.roles))
        readers.append(Reader(user.name, user.agency.name, roles, answer.allowed, answer.clause, answer.sentence))
    return sorted(readers, key=lambda reader: (not reader.allowed, reader.agency, reader.name))
