"""Whoever starts an account that has no second factor holds it: what it opens waits for a second person anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Q

from cairn.foundation.accounts.models import Grant, StartCode, User
from cairn.foundation.accounts.recording import own_actor
from cairn.foundation.accounts.services.people import day_of
from cairn.foundation.accounts.terms import CONFIRMED_ROLES
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor

REASON = "The account was started with a start code, and had no second factor: somebody asks them whether it was they."


def has_no_factor(person: User) -> bool:
    """Whether a start code alone opens the account: there is no authenticator app whose code is asked for as well."""
    return not Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists()


def wait_anew(code: StartCode, *, at: datetime) -> int:
    """End each confirmed role that opens cases or records, and let one like it wait from the same day on.

    In each partnership where the person holds one, in her own name. What was confirmed before stays in the record as it
    was. A code given at the server changes nothing: who gives it may do anything there.

    Args:
        code: as it was used just now.

    Returns:
        How many roles wait.
    """
    person = code.user
    if code.issued_by_id is None or not code.without_factor:
        return 0
    set_scope(own_actor(person))
    held = Grant.objects.filter(user=person, role__in=CONFIRMED_ROLES).exclude(waits=True, confirmed_at=None)
    rows = list(held.filter(Q(until_on__isnull=True) | Q(until_on__gte=day_of(at))).order_by("partnership_id", "pk"))
    for row in rows:
        by = Actor(person.pk, row.partnership_id, person.agency_id, frozenset())
        with command("accounts.wait_anew", by=by, at=at, reason=REASON):
            _replace(row, code, at=at)
    set_scope(own_actor(person))
    return len(rows)


def _replace(row: Grant, code: StartCode, *, at: datetime) -> None:
    first, last = max(row.from_on, day_of(at)), row.until_on
    row.until_on = first - timedelta(days=1)
    row.save()
    Grant(
        partnership_id=row.partnership_id, user=code.user, role=row.role, from_on=first, until_on=last, reason=REASON,
        given_by_id=code.issued_by_id, waits=True,
    ).save()  # fmt: skip
