"""What measures count: spells of rows that stand, contacts, and people whom something was reported of; asked as Cairn
itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import F, QuerySet

from cairn.domain.records.api import IncidentRole, Part, incidents_in_force
from cairn.domain.watch.models import OnList, WatchContact, WatchSpell
from cairn.domain.watch.people import Who, reference_in, surely_same, who
from cairn.domain.watch.queries.reported import roles_of_the_same, told_in
from cairn.kernel.actors import Actor


def spells_that_count(partnership_id: int) -> QuerySet[WatchSpell]:
    """Spells of rows that stand: what is told in another row since records were joined is counted there, and once."""
    return WatchSpell.objects.filter(partnership_id=partnership_id).exclude(row__set_aside=True)


def rows_of_agency(actor: Actor) -> QuerySet:
    """Keys of the rows on the list of the actor's agency, the newest first; which of them she sees, policies say."""
    return OnList.objects.filter(agency_id=actor.agency_id).order_by("-row_id").values_list("row_id", flat=True)


def contacts_written(partnership_id: int) -> QuerySet[WatchContact]:
    """Every contact that was offered, tried, made or declined, each once: also those of a row that is told in another
    since, because they happened. Those of rows whose records were cleared are gone."""
    return WatchContact.objects.filter(partnership_id=partnership_id)


def reported_of(actor: Actor, group: str, first: date, last: date) -> list[int]:
    """Of each person harmed in incidents of a group reported between two days, in how many; of whichever agency.

    Somebody is one person within an agency: by its own reference, by whole facts, or where a reviewer or one number
    says so. Across agencies nobody is joined: no agreement is about that. Who is known by a name alone counts in each
    incident by itself.

    Args:
        actor: Cairn itself.
        group: ``Offence``.
    """
    incidents = incidents_in_force(actor).filter(told_in(first, last), group=group)
    people = _harmed_in(incidents.values("pk"))
    same = surely_same(actor, [each for each, *_incident in people], ())
    return [len(incidents) for incidents in _by_person(people, same).values()]


def reported_beside(
    actor: Actor, incidents: Collection[int], group: str, first: date, last: date
) -> list[set[int]]:  # fmt: skip
    """Of each person harmed in some incidents, all those of a group reported between two days; as ``reported_of``.

    Args:
        actor: Cairn itself.
        incidents: keys of a page of them, and not of a year.
    """
    here = _harmed_in(incidents)
    same = surely_same(actor, [each for each, *_incident in here], ())
    people = {same.get(each.mark, each.mark) for each, *_incident in here}
    roles = roles_of_the_same(each for each, *_incident in here)
    for mark in {each.mark for each, *_incident in here} | {mark for mark, one in same.items() if one in people}:
        if (known := reference_in(mark)) is not None:
            roles |= IncidentRole.objects.filter(feed_id=known[0], key=known[1])
    theirs = incidents_in_force(actor).filter(told_in(first, last), group=group, pk__in=set(incidents).union(
        roles.filter(part=Part.VICTIM).values_list("incident_id", flat=True)
    ))  # fmt: skip
    found = _by_person(_harmed_in(theirs.values("pk")), same)
    return [incidents for person, incidents in found.items() if person in people]


_Harmed = tuple[Who, int, tuple[int, str]]  # who, in which incident, and the file and the reference it bears there


def _harmed_in(incidents: Collection[int] | QuerySet) -> list[_Harmed]:
    roles = IncidentRole.objects.filter(part=Part.VICTIM, incident__in=incidents).select_related("record")
    rows = roles.annotate(of_file=F("incident__extract"), of_key=F("incident__key"))
    return [
        (who(role, beside=str(role.incident_id)), role.incident_id, (role.of_file, role.of_key)) for role in rows
    ]  # fmt: skip


def _by_person(people: Iterable[_Harmed], same: Mapping[str, str]) -> dict[str, set[int]]:
    """Incidents of each person: of several rows of one file under one reference, the newest."""
    found: dict[str, dict[object, int]] = defaultdict(dict)
    for each, incident, (file, key) in people:
        if each.mark:
            events, event = found[same.get(each.mark, each.mark)], (file, key) if key else incident
            events[event] = max(incident, events.get(event, incident))
    return {person: set(events.values()) for person, events in found.items()}
