"""Recognise an incident that two agencies recorded: the two are linked, and each stays as it came."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from cairn.domain.records.models import Extract, Incident, SameIncident
from cairn.domain.records.terms import Stage
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.guarded import load_together
from cairn.kernel.actors import Actor, system_actor

BY_CRIME_NUMBER = "crime_number"


def recognise(*, by: Actor, at: datetime, extract: Extract) -> int:
    """Link the incidents of an extract to those of other agencies that bear the same crime number; how many.

    Cairn itself does it: nobody else may see that two agencies know of the same incident. What is uncertain is left
    to the linking of people, which can be looked at and undone.
    """
    system = system_actor(extract.partnership_id)
    set_scope(system)
    pairs = _pairs(extract)
    if pairs:
        subject = extract.audit_subject()
        with (
            command("records.recognise", by=system, at=at),
            load_together(subject=subject, digest=extract.sha256) as load,
        ):
            load.add_values(SameIncident, [
                {"partnership_id": extract.partnership_id, "first_id": first, "second_id": second,
                 "because": BY_CRIME_NUMBER, "made_at": at}
                for first, second in pairs
            ])  # fmt: skip
    set_scope(by)
    return len(pairs)


def _pairs(extract: Extract) -> list[tuple[int, int]]:
    """Keys of incidents of the extract with those of other agencies, the earlier first."""
    here = Incident.objects.filter(partnership_id=extract.partnership_id).exclude(crime_number="")
    others = here.filter(extract__stage=Stage.IN_FORCE).exclude(agency_id=extract.agency_id)
    own = here.filter(extract=extract)
    shared = own.filter(Exists(others.filter(crime_number=OuterRef("crime_number"))))
    numbers: dict[str, list[int]] = {}
    for key, number in shared.values_list("pk", "crime_number"):
        numbers.setdefault(number, []).append(key)
    if not numbers:
        return []
    there = others.filter(crime_number__in=list(numbers)).values_list("pk", "crime_number")
    return [(min(key, one), max(key, one)) for key, number in there for one in numbers[number]]
