"""The incidents rows rest on: domestic abuse of the last year, who was harmed and by whom; asked as Cairn itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate

from cairn.domain.records.api import Extract, Incident, IncidentRole, Part, SourceRecord, incidents_in_force, told_twice
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.people import FACTS, NOBODY, Who, reference_in, who
from cairn.domain.watch.terms import qualifies
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor
from cairn.kernel.repeats.watch import Pair, Report
from cairn.kernel.uk_time import day_of, span_of, start_of

A_YEAR = timedelta(days=366)
_IN_BYTES = ("family", "given")
_AT_ONCE = 5_000  # incidents asked for in one question: PostgreSQL takes 65,535 values in one


@dataclass(frozen=True, slots=True)
class Told:
    """One qualifying incident between two people, as the agency that reported it says."""

    incident: Incident
    victim: Who
    suspect: Who

    @property
    def pair(self) -> Pair:
        """The two, by their marks."""
        return self.victim.mark, self.suspect.mark

    @property
    def event(self) -> tuple[int, str] | int:
        """The incident that it counts as: the same for every row of one file that bears its reference."""
        row = self.incident
        return (row.extract_id, row.key) if row.key else row.pk

    @property
    def report(self) -> Report:
        """As the kernel asks it; an incident without a day of its report was reported on the day it happened."""
        row = self.incident
        return Report(
            str(row.pk), self.victim.mark, self.suspect.mark, day_of(row.happened), row.reported or row.happened
        )

    def under(self, same: Mapping[str, str]) -> Told:
        """The same with each of the two under the mark that stands for all of theirs."""
        two = (replace(who, mark=same.get(who.mark, who.mark)) for who in (self.victim, self.suspect))
        return Told(self.incident, *two)

    def shown(self) -> dict[str, object]:
        """What a row keeps of it for everybody who has the row: which agency reported it, and the days."""
        row, report = self.incident, self.report
        return {
            "incident": row.pk, "agency": row.agency_id, "feed": row.feed_id, "happened": report.happened.isoformat(),
            "reported": day_of(report.reported).isoformat(),
        }  # fmt: skip

    def content(self) -> dict[str, object]:
        """What was reported: nothing of where, and nothing of who."""
        row = self.incident
        return {"ref": row.key, "group": row.group, "relationship": row.relationship, "harm": row.harm}


def marks_in(extract: Extract, *, since: date) -> set[str]:
    """Everybody harmed, and every suspect, in what an extract brought, took the place of, or sent again."""
    recent = _since(since)
    here = Incident.objects.filter(recent, Q(extract=extract) | Q(extract__replaced_by=extract))
    keys = here.exclude(key="").values("key")
    before = Incident.objects.filter(recent, feed_id=extract.feed_id, key__in=keys).exclude(extract=extract)
    found: set[str] = set()
    for incidents in (here, before):
        for victim, suspect in _pairs(incidents.values_list("pk", flat=True)):
            found |= {victim.mark, suspect.mark}
    return found - {NOBODY.mark}


def told_of(actor: Actor, marks: Collection[str], *, also: Iterable[int], since: date) -> list[Told]:
    """What was reported since a day of people being harmed.

    Args:
        actor: Cairn itself.
        marks: of the people harmed.
        also: keys of further incidents: of people whom no reference finds, or who are known by another one too.
    """
    kept = set(also)
    keys = kept | set(_by_reference(marks, since))
    incidents = incidents_in_force(actor).filter(_since(since), pk__in=keys)
    known = {row.pk: row for row in incidents.defer("received", "notes")}
    found = []
    for victim, suspect, key in _pairs_with_key(known):
        row = known[key]
        known_here = victim.mark in marks or key in kept
        if known_here and victim.mark != suspect.mark and qualifies(
            group=row.group, relationship=row.relationship, happened=day_of(row.happened),
            born=(victim.born, suspect.born),
        ):  # fmt: skip
            found.append(Told(row, victim, suspect))
    return found


def known_since(told: Collection[Told]) -> dict[int, datetime]:
    """When each incident came in first about the same two, by its key: one that is sent again was known before.

    One whose suspect is named by a later file is known about the two since that file. Asked as Cairn itself.
    """
    files = Extract.objects.filter(pk__in={one.incident.extract_id for one in told}) if told else Extract.objects.none()
    came = dict(files.values_list("pk", "loaded_at"))
    sent = _sent_under({(one.incident.feed_id, one.incident.key) for one in told if one.incident.key})
    found = {}
    for one in told:
        two = ((Part.VICTIM.value, one.victim.reference), (Part.SUSPECT.value, one.suspect.reference))
        named = {(part, reference) for part, reference in two if reference}
        before = sent.get((one.incident.feed_id, one.incident.key), {})
        times = [came[one.incident.extract_id], *(at for (_, at), there in before.items() if named <= there)]
        found[one.incident.pk] = min((at for at in times if at is not None), default=None)
    return {key: at for key, at in found.items() if at is not None}


def _sent_under(places: Collection[tuple[int, str]]) -> dict[tuple[int, str], dict[tuple[int, datetime], set]]:
    """Everything ever sent under some references of incidents, and when: who was named in each, and as what."""
    keys: dict[int, set[str]] = defaultdict(set)
    for feed, key in places:
        keys[feed].add(key)
    sent: dict[tuple[int, str], dict[tuple[int, datetime], set]] = defaultdict(lambda: defaultdict(set))
    for feed, wanted in keys.items():
        roles = IncidentRole.objects.filter(incident__feed_id=feed, incident__key__in=wanted)
        columns = ("incident__key", "incident_id", "incident__extract__loaded_at", "part", "key")
        for key, row, at, part, reference in roles.values_list(*columns):
            sent[feed, key][row, at].add((part, reference))
    return sent


def told_in(first: date, last: date) -> Q:
    """Incidents reported between two days, both in; one without a day of its report, on the day it happened."""
    begin, end = span_of(first, last)
    return Q(reported__gte=begin, reported__lt=end) | Q(reported=None, happened__gte=begin, happened__lt=end)


def _since(day: date, prefix: str = "") -> Q:
    """What happened, or was reported, on a day or later."""
    moment = start_of(day)
    return Q(**{f"{prefix}happened__gte": moment}) | Q(**{f"{prefix}reported__gte": moment})


def _by_reference(marks: Iterable[str], since: date) -> Iterator[int]:
    by_feed: dict[int, list[str]] = defaultdict(list)
    for mark in marks:
        if (known := reference_in(mark)) is not None:
            by_feed[known[0]].append(known[1])
    for feed, keys in by_feed.items():
        roles = IncidentRole.objects.filter(feed_id=feed, key__in=keys, part=Part.VICTIM)
        yield from roles.filter(_since(since, "incident__")).values_list("incident_id", flat=True)


def _pairs(incidents: Iterable[int]) -> Iterator[tuple[Who, Who]]:
    for victim, suspect, _key in _pairs_with_key(incidents):
        yield victim, suspect


def _pairs_with_key(incidents: Iterable[int]) -> Iterator[tuple[Who, Who, int]]:
    """Each person harmed with each suspect of the same incident, or with nobody."""
    every = iter(incidents)
    while keys := list(islice(every, _AT_ONCE)):
        yield from _pairs_of(keys)


def _pairs_of(incidents: Sequence[int]) -> Iterator[tuple[Who, Who, int]]:
    roles = IncidentRole.objects.filter(incident_id__in=incidents).select_related("record").order_by("pk")
    parts: dict[int, dict[str, list[IncidentRole]]] = defaultdict(lambda: defaultdict(list))
    for role in roles.defer("record__received", "record__notes"):
        parts[role.incident_id][role.part].append(role)
    for key, there in parts.items():
        for harmed in there[Part.VICTIM]:
            for suspected in there[Part.SUSPECT] or [None]:
                # One of the two may be known by a name alone, and is then known beside the other.
                beside = who(suspected).mark if suspected is not None and not harmed.key else ""
                victim = who(harmed, beside=beside)
                if victim is not NOBODY:
                    yield victim, who(suspected, beside=victim.mark), key


def rows_of(marks: Collection[str]) -> dict[Pair, WatchRow]:
    """Rows of people harmed, by the two."""
    return {(row.victim, row.suspect): row for row in WatchRow.objects.filter(victim__in=list(marks))}


def told_between(actor: Actor, first: date, last: date) -> list[Told]:
    """Domestic abuse that police told of between two days, by the day of the report; one row for each two people.

    An incident that two forces told of under one crime number is here once.

    Args:
        actor: Cairn itself.
    """
    rows = incidents_in_force(actor).filter(told_in(first, last), agency__kind=AgencyKind.POLICE)
    return told_among(rows.exclude(pk__in=told_twice(actor, rows, kind=AgencyKind.POLICE)).defer("received", "notes"))


def told_among(incidents: Iterable[Incident]) -> list[Told]:
    """What of some incidents is domestic abuse; one row for each two people of an incident."""
    known = {row.pk: row for row in incidents}
    return [
        Told(known[key], victim, suspect) for victim, suspect, key in _pairs_with_key(known)
        if victim.mark != suspect.mark and qualifies(
            group=known[key].group, relationship=known[key].relationship, happened=day_of(known[key].happened),
            born=(victim.born, suspect.born),
        )
    ]  # fmt: skip


def told_of_the_same(
    actor: Actor, told: Collection[Told], *, same: Mapping[str, str], since: date
) -> list[Told]:  # fmt: skip
    """What was told of the people harmed in some incidents, since a day, these too; each under the mark that counts.

    Args:
        actor: Cairn itself.
        told: a page of incidents, and not a year of them.
        same: marks that count as another's, those of the same people among them.
    """
    people = [one.victim for one in told]
    here = {same.get(who.mark, who.mark) for who in people}
    marks = {who.mark for who in people} | {mark for mark, stands in same.items() if stands in here}
    also = roles_of_the_same(people).filter(part=Part.VICTIM).values_list("incident_id", flat=True)
    found = [one.under(same) for one in told_of(actor, marks, also=also, since=since)]
    return [one for one in found if one.victim.mark in here]


def roles_of_the_same(people: Iterable[Who]) -> QuerySet[IncidentRole]:
    """Where people to whom an agency gives no reference are named by the same facts."""
    facts = Q(pk__in=())
    for record in [each.record for each in people if not each.reference]:
        if record is not None:
            same = {name: getattr(record, name) for name in FACTS if name not in _IN_BYTES}
            same |= {f"{name}_in_bytes": getattr(record, name) for name in _IN_BYTES}
            facts |= Q(agency_id=record.agency_id, feed_id=record.feed_id, key="", **same)
    # In the order of bytes, as the index has names.
    named = SourceRecord.objects.alias(**{f"{name}_in_bytes": Collate(name, "C") for name in _IN_BYTES})
    return IncidentRole.objects.filter(record__in=named.filter(facts))
