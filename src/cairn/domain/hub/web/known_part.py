"""At intake: whether somebody who is typed into a case is known in records, as a part above that form."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from cairn.domain.cases.api import Part
from cairn.domain.hub import policies
from cairn.domain.hub.queries.known import is_known
from cairn.domain.hub.queries.pointers import whom_to_ask
from cairn.domain.hub.queries.tables import COLUMNS
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor


def known_part(actor: Actor, name: str, born: date | None, at: datetime) -> Part | None:
    """Whether one's own agency has records of them, and another agency may be said to know them; None for others.

    Args:
        name: as it was typed; the last word is the family name, unless a comma stands after it.
        born: the whole date of birth; None where it was not typed.
    """
    partnership = Partnership.objects.get(pk=actor.partnership_id)
    if not policies.SEARCH.decide(actor, partnership).allowed:
        return None
    context: dict[str, object] = {"asked": bool(name), "whole": bool(born) and len(name.split()) > 1}
    if name:
        sought = {column: "" for column in COLUMNS} | _named(name) | {"born": born.isoformat() if born else ""}
        found = is_known(by=actor, at=at, partnership=partnership, record=sought)
        elsewhere = found.elsewhere if found else ()
        pointers = whom_to_ask(actor, [(agency, False) for agency in elsewhere], on=timezone.localdate(at))
        own = found.person.ref if found and found.own else ""
        context |= {"own": own, "records": len(found.own) if found else 0, "pointers": pointers}
    return Part("known", "Known in records", "hub/known_part.html", context)


def _named(name: str) -> dict[str, str]:
    """Given and family name, in small letters as records keep them."""
    if "," in name:
        family, _, given = name.partition(",")
    else:
        given, _, family = name.rpartition(" ")
    return {"given": " ".join(given.split()).lower(), "family": " ".join(family.split()).lower()}
