"""The conflict wall of cases that came from another area and are no cases here yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cairn.domain.cases.models import TransferIn
from cairn.domain.cases.queries.conflicts import accounts_alike
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.terms import HandOver
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor
from cairn.kernel.same_person.finding import Born, Known


def kept_out(pack: Mapping[str, Any], contact: Mapping[str, Any], partnership_id: int, *, at: datetime) -> list[int]:
    """The accounts that might be tied to somebody in what came; whoever would decide is kept out by any match."""
    ways = contact.get("people", {})
    known = [_known(person, ways.get(person["key"], {})) for person in pack.get("people", ())]
    return accounts_alike(known, partnership_id, at=at)


def look_again_at_transfers(partnership_id: int, *, at: datetime) -> None:
    """Ask the wall again of everything that waits to be answered in one partnership: accounts and ties are new."""
    with as_system(partnership_id):
        waiting = list(TransferIn.objects.filter(partnership_id=partnership_id, answer=HandOver.WAITS))
    found = [(row, kept_out(row.pack, row.contact, partnership_id, at=at)) for row in waiting]
    changed = [(row, accounts) for row, accounts in found if set(accounts) - set(row.shut_out)]
    if not changed:
        return
    with as_system(partnership_id), command("cases.shut_out", by=system_actor(partnership_id), at=at):
        for row, accounts in changed:
            row.shut_out = sorted({*row.shut_out, *accounts})
            row.save(update_fields=["shut_out"])


def _known(person: Mapping[str, Any], ways: Mapping[str, Any]) -> Known:
    year, month, day = person["born"]
    plan = ways.get("plan") or {}
    addresses = tuple(f"{each['lines']} {each['postcode']}" for each in ways.get("addresses", ()))
    return Known(
        person["key"], (person["name"], *person["other_names"]), Born(year, month, day) if year else None,
        tuple(plan.get("phones", ())), tuple(plan.get("e_mails", ())), addresses,
    )  # fmt: skip
