"""What may be chosen in the forms of a row: colleagues, agencies, and people in cases."""

from __future__ import annotations

from datetime import date

from cairn.domain.cases.api import as_system, in_open_cases, same_people
from cairn.domain.cases.models import Person
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.queries.told import seen_by
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import working_members
from cairn.kernel.actors import Actor


def leaders(actor: Actor, *, today: date) -> list[tuple[str, str]]:
    """Practitioners of the actor's agency: all of them, whatever row it is.

    Somebody who is kept from a row is on the list too: by who is missing one would learn who may be tied to the people
    in it. That she cannot lead is said when she is chosen, and that it was tried is recorded (``services.working``).
    """
    grants = Grant.objects.filter(
        current_grants(today), partnership_id=actor.partnership_id, role=Role.PRACTITIONER
    ).values("user")
    users = User.objects.filter(pk__in=grants, agency_id=actor.agency_id, is_active=True).order_by("name")
    return [(str(pk), name) for pk, name in users.values_list("pk", "name")]


def agencies(actor: Actor, *, today: date) -> list[tuple[str, str]]:
    """Other agencies of the partnership that work cases and have a practitioner, who could answer."""
    rows = Agency.objects.filter(pk__in=can_answer(actor, today=today)).exclude(pk=actor.agency_id).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def can_answer(actor: Actor, *, today: date) -> set[int]:
    """Keys of the agencies that work cases and have a practitioner today; the names of those are not told."""
    with as_system(actor.partnership_id):  # who holds a role elsewhere is seen by those who let people in
        grants = Grant.objects.filter(
            current_grants(today), partnership_id=actor.partnership_id, role=Role.PRACTITIONER, user__is_active=True
        )
        members = working_members(actor.partnership_id, today).values_list("agency", flat=True)
        return set(grants.values_list("user__agency", flat=True)) & set(members)


def people(actor: Actor, row: WatchRow, *, today: date) -> list[tuple[str, str]]:
    """People in cases that are open to the actor who may be one of the two; proposed by name, and never joined here."""
    found = {}
    seen = seen_by(actor, [row], on=today)[row.pk]
    for name in filter(None, (seen.victim, seen.suspect)):
        for like in same_people(actor, name=name, born=None):
            born = f", born {like.born}" if like.born else ""
            found[like.ref] = f"{like.name}{born}, in {' and '.join(like.cases)}"
    return sorted(found.items(), key=lambda each: each[1])


def person_named(actor: Actor, ref: str) -> Person:
    """Somebody in a case that is open to the actor."""
    return in_open_cases(actor).get(ref=ref)
