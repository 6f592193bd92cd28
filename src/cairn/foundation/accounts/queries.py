"""Who somebody is today: actors, roles and the partnerships open to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.agencies.models import Membership, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor


def current_grants(on: date) -> Q:
    """Rows of Grant in force on a day: given, confirmed where that is asked, and of an agency that has not left."""
    return given_grants(on) & Q(waits=False) & ~Q(of_an_agency_that_left(on))


def of_an_agency_that_left(on: date) -> Exists:
    """Of rows of Grant: whether the agency of the person had left the partnership by a day.

    Its last day ends what its people may do there, as it ends its keys. A membership is never deleted (``agencies``).
    """
    return Exists(
        Membership.objects.filter(
            partnership=OuterRef("partnership_id"), agency=OuterRef("user__agency_id"), until_on__lt=on
        )
    )


def given_grants(on: date) -> Q:
    """Rows between two days, such as of Grant, in force on a day; of a role that waits, whether or not confirmed."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def actor_for(user: User, partnership: Partnership, *, on: date) -> Actor | None:
    """The actor a person is in one partnership on a day; None when no role is held there.

    Opens the person's scope first, since row-level security hides other people's grants.
    """
    set_scope(Actor(user.pk, partnership.pk, user.agency_id, frozenset()))
    roles = frozenset(
        Grant.objects.filter(current_grants(on), user=user, partnership=partnership).values_list("role", flat=True)
    )
    if not roles or not user.is_active:
        return None
    return Actor(user_id=user.pk, partnership_id=partnership.pk, agency_id=user.agency_id, roles=roles)


@dataclass(frozen=True)
class Entrance:
    """Who somebody is in one partnership on a day.

    Attributes:
        partnership, actor: None together, where she holds no role or where there is no such partnership.
        open: in how many partnerships she holds a role.
    """

    partnership: Partnership | None
    actor: Actor | None
    open: int


def entrance(user: User, slug: str, *, on: date) -> Entrance:
    """Who a signed-in person is under an address; asks the same of a partnership that is hidden and of none."""
    set_scope(Actor(user.pk, 0, user.agency_id, frozenset()))
    partnership = Partnership.objects.filter(slug=slug).first()
    held = Grant.objects.filter(current_grants(on), user=user).values_list("partnership_id", "role")
    grants = list(held) if user.is_active else []
    open_to = len({where for where, _role in grants})
    roles = frozenset(role for where, role in grants if partnership and where == partnership.pk)
    if partnership is None or not roles:
        return Entrance(None, None, open_to)
    return Entrance(partnership, Actor(user.pk, partnership.pk, user.agency_id, roles), open_to)


def partnerships_of(user: User, *, on: date) -> QuerySet[Partnership]:
    """Partnerships in which a person holds a role on a day, by name."""
    set_scope(Actor(user.pk, 0, user.agency_id, frozenset()))
    held = Grant.objects.filter(current_grants(on), user=user).values_list("partnership_id", flat=True)
    return Partnership.objects.filter(pk__in=list(held)).order_by("name")


def actors_in(partnership_id: int, *, on: date) -> dict[int, Actor]:
    """Everybody who holds a role in the partnership on a day, by user number."""
    rows = (
        Grant.objects.filter(current_grants(on), partnership_id=partnership_id, user__is_active=True)
        .order_by("user_id")
        .values_list("user_id", "user__agency_id", "role")
    )
    roles: dict[tuple[int, int], set[str]] = {}
    for user_id, agency_id, role in rows:
        roles.setdefault((user_id, agency_id), set()).add(role)
    return {
        user_id: Actor(user_id, partnership_id, agency_id, frozenset(held))
        for (user_id, agency_id), held in roles.items()
    }
