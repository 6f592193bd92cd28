"""Pointer before content: that another agency knows somebody, and whom to ask; never what it knows.

A pointer is given where the agreement in force of the other agency's feed says "every agency", or names the agency of
whoever asks. What a reviewer or a shared number joined is said as it is. What the matcher alone joined is said as
"probably": it may be somebody else, and must be asked before anything is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from cairn.domain.cases.api import as_system
from cairn.domain.hub.queries.behind import Joined
from cairn.domain.records.api import Agreement, Pointer
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Pointed:
    """That an agency knows somebody.

    Attributes:
        sure: somebody or a shared number says so, not the matcher alone.
        ask: names of those who lead it, to be asked.
    """

    agency: Agency
    sure: bool
    ask: tuple[str, ...] = ()


def feeds_pointing(actor: Actor, *, on: date) -> set[int]:
    """Keys of the feeds of other agencies whose agreement lets the actor's agency see that somebody is known."""
    sql, params = _written(actor.partnership_id, actor.agency_id, on)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {feed for (feed,) in cursor.fetchall()}


@lru_cache(maxsize=1024)
def _written(partnership_id: int, agency_id: int | None, on: date) -> tuple[str, tuple]:
    """The question as SQL, written once for an agency and day, as the policies themselves are."""
    agreed = _agreed(partnership_id, agency_id, on).exclude(feed__agency=agency_id)
    return agreed.order_by().values_list("feed_id", flat=True).query.sql_with_params()


def pointing_to(actor: Actor, *, on: date | TruncDate) -> QuerySet[Agreement]:
    """The agreements in force that let the actor's agency see that somebody is known.

    Args:
        on: a day, or the database's own today, for a condition that is written down once.
    """
    return _agreed(actor.partnership_id, actor.agency_id, on)


def _agreed(partnership_id: int, agency_id: int | None, on: date | TruncDate) -> QuerySet[Agreement]:
    return Agreement.objects.filter(
        Q(pointer=Pointer.EVERY) | Q(pointer=Pointer.NAMED, pointed_to__agency=agency_id),
        partnership_id=partnership_id, superseded_at=None, starts_on__lte=on, ends_on__gte=on, feed__ended_on=None,
    )  # fmt: skip


def pointed(actor: Actor, joined: Iterable[Joined], feeds: set[int]) -> list[tuple[Agency, bool]]:
    """Which other agencies know a person, of those that let it be seen, and whether that is sure.

    Args:
        joined: all records of the person, past the fence.
        feeds: as ``feeds_pointing`` gives.
    """
    joined = list(joined)
    own = {each.sure for each in joined if each.record.agency_id == actor.agency_id}
    found: dict[Agency, bool] = {}
    for each in joined:
        if each.record.feed_id in feeds:
            found[each.record.agency] = found.get(each.record.agency, False) or each.sure in own
    return sorted(found.items(), key=lambda one: one[0].name)


def whom_to_ask(actor: Actor, found: Iterable[tuple[Agency, bool]], *, on: date) -> tuple[Pointed, ...]:
    """The same with the names of those who lead each agency."""
    found = list(found)
    return with_leads(found, leads_of(actor, [agency for agency, _sure in found], on=on))


def with_leads(found: Iterable[tuple[Agency, bool]], leads: Mapping[int, tuple[str, ...]]) -> tuple[Pointed, ...]:
    """As ``pointed`` gives and ``leads_of``."""
    return tuple(Pointed(agency, sure, leads.get(agency.pk, ())) for agency, sure in found)


def leads_of(actor: Actor, agencies: Iterable[Agency], *, on: date) -> dict[int, tuple[str, ...]]:
    """By key of the agency the names of those who lead it; one question for all of them."""
    wanted = {agency.pk for agency in agencies}
    if not wanted:
        return {}
    leads = Grant.objects.filter(
        current_grants(on), partnership_id=actor.partnership_id, role=Role.AGENCY_LEAD,
        user__agency__in=wanted, user__is_active=True,
    ).order_by("user__name")  # fmt: skip
    names: dict[int, tuple[str, ...]] = {}
    with as_system(actor.partnership_id):  # whoever holds a role is seen by those who let people in
        for agency, name in leads.values_list("user__agency_id", "user__name"):
            names[agency] = (*names.get(agency, ()), name)
    return names
