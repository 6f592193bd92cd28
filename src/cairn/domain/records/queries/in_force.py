"""The rows that count today: of files that are in force, and of each reference the newest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.domain.records.models import Agreement, Extract, Incident, IncidentRole, SameIncident, SourceRecord
from cairn.domain.records.models.received import Received
from cairn.domain.records.terms import InWatch, Stage
from cairn.kernel.actors import Actor
from cairn.kernel.records.days import Precision

_AT_ONCE = 5_000  # incidents asked for in one question: PostgreSQL takes 65,535 values in one


def records_in_force(actor: Actor) -> QuerySet[SourceRecord]:
    """People as agencies know them today. The database's fence keeps what is not the actor's to see.

    A person sent again in a later file counts once, as she was sent last. People named in incidents count each.
    """
    rows, later = _rows_and_later(SourceRecord, actor)
    return rows.exclude(~Q(key=""), Exists(later))


def incidents_in_force(actor: Actor) -> QuerySet[Incident]:
    """Incidents as agencies record them today; one sent again in a later file stands as it was sent last.

    Several rows of one file may bear one reference, each with other people: a second person harmed, or a second
    suspect. All of them stand, each with how those two know each other. A row gives way to a later one of its file that
    names everybody whom it names. What is counted is counted once for a reference: ``incidents_that_count``.
    """
    rows, later = _rows_and_later(Incident, actor)
    named = IncidentRole.objects.filter(incident=OuterRef(OuterRef("pk"))).exclude(key="", record=None)
    there = IncidentRole.objects.filter(
        ~Q(key="") | Q(record=OuterRef("record")), incident=OuterRef(OuterRef("pk")), part=OuterRef("part"),
        key=OuterRef("key"),
    )  # fmt: skip
    others_too = ~Q(extract=OuterRef("extract")) | ~Exists(named.filter(~Exists(there)))
    return rows.exclude(~Q(key=""), Exists(later.filter(others_too)))


def incidents_that_count(actor: Actor) -> QuerySet[Incident]:
    """Incidents as agencies record them today, one row for each reference, without what was published of places.

    A street-level file, such as police.uk gives out, tells again of what police record themselves: a place and a month,
    and nobody in it. It would count each crime twice. An incident in which nobody is named has a day, and counts.
    """
    rows, later = _rows_and_later(Incident, actor)
    return without_places(rows.exclude(~Q(key=""), Exists(later)))


def without_places(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Of some incidents those that are no published places."""
    return rows.exclude(place_only=True, happened_precision=Precision.MONTH.value)


def pairs_of_the_same(actor: Actor, incidents: Collection[int]) -> set[tuple[int, int]]:
    """Of some incidents, those that two agencies recorded under one crime number: their keys, the earlier first.

    Args:
        actor: Cairn itself; the database's fence shows them to nobody else.
    """
    here = SameIncident.objects.filter(partnership_id=actor.partnership_id)
    return set(here.filter(first__in=incidents, second__in=incidents).values_list("first", "second"))


def same_incidents(actor: Actor, incidents: Collection[int]) -> dict[int, set[int]]:
    """Each of some incidents to the keys of those of other agencies that bear its crime number; the others not at all.

    Args:
        actor: Cairn itself; the database's fence shows them to nobody else. Whether they are in force is not asked.
    """
    keys, found = set(incidents), {}
    here = SameIncident.objects.filter(Q(first__in=keys) | Q(second__in=keys), partnership_id=actor.partnership_id)
    for first, second in here.values_list("first", "second"):
        for key, other in ((first, second), (second, first)):
            if key in keys:
                found.setdefault(key, set()).add(other)
    return found


def told_twice(actor: Actor, rows: QuerySet[Incident], *, kind: str) -> set[int]:
    """Of some incidents, those that another agency told of before under the same crime number: counted, they are one.

    Args:
        actor: Cairn itself.
        rows: those that are counted. What is not among them takes the place of none.
        kind: of the agencies whose incidents they are: of police, as a rule, there is one, and nothing is asked.
    """
    here = SameIncident.objects.filter(
        partnership_id=actor.partnership_id, first__agency__kind=kind, second__agency__kind=kind
    )
    pairs = list(here.values_list("first", "second"))
    keys = sorted({key for two in pairs for key in two})
    counted: set[int] = set()
    for begin in range(0, len(keys), _AT_ONCE):
        counted |= set(rows.filter(pk__in=keys[begin : begin + _AT_ONCE]).order_by().values_list("pk", flat=True))
    return {second for first, second in pairs if {first, second} <= counted}


def learned_in_watch(partnership_id: int, on: date) -> dict[int, str]:
    """Feeds whose incidents may stand in rows of the watch beside other agencies', to what these may learn.

    Args:
        on: a day; an agreement that has run out by then, or whose feed has ended, allows nothing.
    """
    agreed = Agreement.objects.filter(
        partnership_id=partnership_id, superseded_at=None, starts_on__lte=on, ends_on__gte=on, feed__ended_on=None
    ).exclude(in_watch=InWatch.ALONE)
    return dict(agreed.values_list("feed_id", "in_watch"))


def _rows_and_later(model: type[Received], actor: Actor) -> tuple[QuerySet, QuerySet]:
    """Rows of files in force; and of one of them, those that came later under its reference."""
    in_force = Extract.objects.filter(partnership_id=actor.partnership_id, stage=Stage.IN_FORCE)
    rows = model.objects.filter(partnership_id=actor.partnership_id, extract__in=in_force)
    # Of a later file; of the same file the later row. A row without a reference is never the same as another.
    later = model.objects.filter(feed_id=OuterRef("feed_id"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    return rows, later.filter(extract__in=in_force)
