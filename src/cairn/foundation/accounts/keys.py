"""Who a system with a key is: the key, read from a request, to the actor it stands for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.accounts.sealed import keyed
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor

_PREFIX, _APART = "cairn", "."
_BYTES = 32  # 256 bits: nobody guesses one


@dataclass(frozen=True, slots=True)
class Holder:
    """A system with a key that is good today: its key, its partnership, and who it acts as."""

    key: ApiKey
    partnership: Partnership
    actor: Actor


def new_key(partnership: Partnership) -> str:
    """``cairn.cumberland.<43 letters, figures and marks>``: it names its partnership, so that the fence can be set."""
    return _APART.join((_PREFIX, partnership.slug, secrets.token_urlsafe(_BYTES)))


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return keyed(key, purpose="api_key")


def holder_of(said: str, *, on: date) -> Holder | None:
    """The system whose key this is, on a day; None for every reason why it is not good.

    Args:
        said: the whole key, as it was sent.
        on: the day; on the last day of a key it is still good.
    """
    prefix, _, rest = said.partition(_APART)
    slug, _, secret = rest.partition(_APART)
    if prefix != _PREFIX or not secret or len(said) > 200 or "\0" in said:
        return None
    set_scope(Actor(None, 0, None, frozenset()))
    partnership = Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        return None
    set_scope(Actor(None, partnership.pk, None, frozenset()))
    key = (
        ApiKey.objects.select_related("agency")
        .filter(partnership=partnership, digest=digest_of(said), revoked_at=None, expires_on__gte=on)
        .first()
    )
    return _held(key, partnership, on=on) if key is not None else None


def holder_again(partnership: Partnership, ref: str, *, on: date) -> Holder:
    """The system that left something to a job, as its key stands on the day the job comes to it.

    Args:
        ref: of the key, which is no secret.

    Raises:
        Refused: saying why the key is good for nothing any more.
    """
    set_scope(Actor(None, partnership.pk, None, frozenset()))
    key = ApiKey.objects.select_related("agency").filter(partnership=partnership, ref=ref).first()
    if key is None:
        raise Refused("It is not known any more with which key it was sent. Send it again.")
    if key.revoked_at is not None:
        raise Refused(f"The key {key.ref}, with which it was sent, was revoked meanwhile. Send it again with another.")
    if key.expires_on < on:
        raise Refused(f"The key {key.ref}, with which it was sent, ended meanwhile. Send it again with another.")
    if (holder := _held(key, partnership, on=on)) is None:
        raise Refused(f"{key.agency.name} is no partner any more, so nothing of it is taken in.")
    return holder


def _held(key: ApiKey, partnership: Partnership, *, on: date) -> Holder | None:
    """Who a good key acts as; None where its agency is no partner that day."""
    if not current_members(partnership.pk, on).filter(agency_id=key.agency_id).exists():
        return None
    return Holder(key, partnership, Actor(None, partnership.pk, key.agency_id, frozenset(key.scopes)))
