"""What can be chosen in the forms of boards: agencies, people, groups."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from cairn.domain.boards import policies
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]


def agency_choices(actor: Actor, *, today: date) -> Choices:
    """Partners today, by name; boards hold no seats at boards."""
    members = current_members(actor.partnership_id, today)
    rows = Agency.objects.filter(pk__in=members.values("agency")).exclude(kind=AgencyKind.BOARD).order_by("name")
    return [(str(row.pk), row.name) for row in rows]


def people_choices(actor: Actor, *, today: date, agency_id: int | None = None) -> Grouped:
    """People who hold a role here today, under the name of their agency; of one agency, or of all."""
    held = Grant.objects.filter(current_grants(today), partnership_id=actor.partnership_id)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    found: dict[str, Choices] = defaultdict(list)
    for user in rows.select_related("agency").order_by("agency__name", "name"):
        found[user.agency.name].append((str(user.pk), user.name))
    return list(found.items())


def group_choices(actor: Actor, *, but: int | None = None) -> Choices:
    """Groups the actor sees, by name; without one of them."""
    return [(str(row.pk), row.name) for row in policies.VIEW.rows(actor).order_by("name") if row.pk != but]
