"""Who belongs to a partnership on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate

from cairn.foundation.agencies.models import Membership, Partnership
from cairn.foundation.agencies.terms import AgencyKind

# The day it is where the partnerships are, asked of the database: for a policy, which is given no day.
TODAY = TruncDate(Now())


def current_members(partnership_id: int, on: date | TruncDate) -> QuerySet[Membership]:
    """Memberships of one partnership in force on a day; the first and the last day count.

    Says nothing of kinds or standings: a caller that wants no boards leaves them out itself.
    ``Agency.objects.filter(pk__in=current_members(...).values("agency"))`` are the agencies.
    """
    begun, not_over = Q(from_on__isnull=True) | Q(from_on__lte=on), Q(until_on__isnull=True) | Q(until_on__gte=on)
    return Membership.objects.filter(begun, not_over, partnership_id=partnership_id)


def working_members(partnership_id: int, on: date | TruncDate) -> QuerySet[Membership]:
    """Of ``current_members`` those that work cases: boards and committees have nobody who could be given one."""
    return current_members(partnership_id, on).exclude(agency__kind=AgencyKind.BOARD)


def known_names(partnership: Partnership) -> tuple[str, ...]:
    """Names that are no person's: of the partnership, its area and its agencies."""
    names = Membership.objects.filter(partnership=partnership).values_list("agency__name", "agency__short")
    return (partnership.name, partnership.area, *(name for pair in names for name in pair))
