"""Make keys for systems of agencies, and revoke them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts import policies
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.keys import digest_of, new_key
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.accounts.services.people import day_of
from cairn.foundation.accounts.terms import Role, Scope
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

LONGEST = timedelta(days=366)
_NOT_HERS = (
    "Only the lead of that agency makes this key: whoever holds it sends in its name, and reads what is given back."
)


def scopes_to_give(*, by: Actor, agency: Agency) -> frozenset[str]:
    """What somebody may let a system of an agency do: never more than she may do herself.

    A key that sends files also reads the rows that are given back, and what it sends counts as the agency's word. So
    only whoever leads the agency gives it.
    """
    if by.is_system or (by.agency_id == agency.pk and by.has(Role.AGENCY_LEAD)):
        return frozenset(Scope.values)
    return frozenset({Scope.READ_FIGURES, Scope.WRITE_FIGURES} if by.has(Role.PARTNERSHIP_MANAGER) else ())


def make_key(
    *, by: Actor, at: datetime, agency: Agency, system: str, scopes: Collection[str], expires_on: date
) -> tuple[ApiKey, str]:
    """Give a system of an agency a key.

    Args:
        agency: a partner of the partnership today.
        system: which of its systems.
        scopes: what it may do (accounts.terms.Scope).
        expires_on: the last day it is good for; a year from now at most.

    Returns:
        Its row, and the key itself, which is kept as a digest only and cannot be shown again.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when the facts do not allow it.
    """
    partnership = Partnership.objects.get(pk=by.partnership_id)
    policies.MAKE_KEY.require(by, partnership)
    today = day_of(at)
    if not system.strip():
        raise Refused("Say which system the key is for.", field="system")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Refused("Choose what the system may do.", field="scopes")
    if not today <= expires_on <= today + LONGEST:
        raise Refused("Choose a last day from today to a year from now.", field="expires_on")
    if not current_members(partnership.pk, today).filter(agency_id=agency.pk).exists():
        raise Refused("Choose one of the partner agencies.", field="agency")
    if not set(scopes) <= scopes_to_give(by=by, agency=agency):
        raise Refused(_NOT_HERS, field="scopes" if by.has(Role.PARTNERSHIP_MANAGER) else "agency")
    key = new_key(partnership)
    with command("accounts.make_key", by=by, at=at):
        row = ApiKey(
            partnership=partnership, ref=new_reference("K", taken=ApiKey), agency=agency, system=system.strip(),
            scopes=sorted(scopes), digest=digest_of(key), issued_at=at, issued_by_id=by.user_id, expires_on=expires_on,
        )  # fmt: skip
        row.save()
    return row, key


def revoke_key(*, by: Actor, at: datetime, key: ApiKey, reason: str) -> None:
    """Make a key good for nothing from now on.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, or when it is revoked already.
    """
    policies.REVOKE_KEY.require(by, key)
    if not reason.strip():
        raise Refused("Say why the key is revoked.", field="reason")
    key.refresh_from_db(from_queryset=ApiKey.objects.select_for_update(of=("self",)))
    if key.revoked_at is not None:
        raise Refused("The key is revoked already.")
    with command("accounts.revoke_key", by=by, at=at, reason=reason.strip()):
        key.revoked_at, key.revoked_because = at, reason.strip()
        key.save()
