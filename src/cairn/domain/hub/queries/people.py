"""People behind the records of one's own agency: found by what is known of them, and one of them opened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate
from django.http import Http404

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import HubPerson
from cairn.domain.hub.queries.also_reported import also_reported
from cairn.domain.hub.queries.behind import Joined, person_of, records_of, records_of_people
from cairn.domain.hub.queries.hidden import hidden_from, hidden_past_the_fence, hides
from cairn.domain.hub.queries.learned import Reasons, learned_now, plain
from cairn.domain.hub.queries.nearest import TOLD, means_one_person, nearest
from cairn.domain.hub.queries.pointers import Pointed, feeds_pointing, leads_of, pointed, whom_to_ask, with_leads
from cairn.domain.hub.queries.tables import COLUMNS, as_record
from cairn.domain.records.api import Feed, IncidentRole, SourceRecord, incidents_in_force, records_in_force
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.records.contacts import read_postcode
from cairn.kernel.records.names import plain_name

MOST_FOUND = 20
_MOST_LOOKED_AT = 60
_MOST_INCIDENTS = 50
_LAST = "\U0010ffff"  # no sign comes after it in the order of bytes


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of whom the searcher's agency has records.

    Attributes:
        rows: her agency's own.
        known_to: other agencies, as far as their agreements let it be seen.
        otherwise: nothing is written just as it was typed, and Cairn takes it for theirs.
    """

    person: HubPerson
    rows: tuple[SourceRecord, ...]
    known_to: tuple[Pointed, ...]
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives.

    Attributes:
        elsewhere: agencies that probably know whoever was typed, where her own agency does not.
    """

    found: tuple[Found, ...]
    elsewhere: tuple[Pointed, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """One of an agency's own records of a person.

    Attributes:
        sure: somebody or a shared number joined it to another of the agency's own, not the matcher alone.
        why: beside the first of them, in words; "" for the first itself.
        reasons: what each column says beside the first: column, words and bits.
    """

    record: SourceRecord
    sure: bool
    why: str
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as one agency may see them; ``also``: other agencies that recorded an incident too, by its key."""

    person: HubPerson
    own: tuple[Own, ...]
    incidents: tuple[IncidentRole, ...]
    known_to: tuple[Pointed, ...]
    also: Mapping[int, tuple[str, ...]]

    @property
    def told(self) -> tuple[tuple[IncidentRole, tuple[str, ...]], ...]:
        """Each part in an incident with the other agencies that recorded the same, as far as she may know."""
        return tuple((role, self.also.get(role.incident_id, ())) for role in self.incidents)


def search(actor: Actor, sought: Mapping[str, str], *, key: str = "", on: date) -> Answer:
    """People by name, birth, postcode or the agency's own reference. Who is hidden and who is not there look alike.

    Args:
        sought: by the names of ``tables.COLUMNS``; what is not there is not looked for.
        key: the agency's own reference.
        on: today.
    """
    feeds = feeds_pointing(actor, on=on)
    people: dict[HubPerson, list[SourceRecord]] = defaultdict(list)
    rows = list(_own(actor, sought, key)[:_MOST_LOOKED_AT])
    behind = person_of(actor, rows)
    for row in rows:
        if row.pk in behind:
            people[behind[row.pk]].append(row)
    likely = () if key else _written_otherwise(actor, sought)
    for person, row in likely:
        if row.pk not in behind:
            people[person].append(row)
    joined = records_of_people(actor.partnership_id, people)
    hidden = hidden_from(actor, [each.record for told in joined.values() for each in told])
    shown = [person for person in people if not hides([each.record for each in joined[person.pk]], hidden)][:MOST_FOUND]
    known = {person: pointed(actor, joined[person.pk], feeds) for person in shown}
    elsewhere = () if key else _elsewhere(actor, sought, feeds)
    there = {agency.pk for agencies in known.values() for agency, _sure in agencies}
    unsaid = [(agency, False) for agency in elsewhere if agency.pk not in there]
    leads = leads_of(actor, [agency for told in (*known.values(), unsaid) for agency, _sure in told], on=on)
    otherwise = {person for person, _row in likely} - set(behind.values())
    found = tuple(
        Found(person, tuple(people[person]), with_leads(known[person], leads), person in otherwise) for person in shown
    )
    return Answer(found, with_leads(unsaid, leads))


def person_page(actor: Actor, ref: str, *, on: date) -> PersonPage:
    """One person: the records and incidents of the actor's own agency, and who else knows them.

    Raises:
        Http404: where her agency has no record of them, or they are hidden from her.
    """
    person = policies.VIEW.one(actor, ref=ref)
    joined = records_of(system_actor(actor.partnership_id), person)
    own = tuple(each for each in joined if each.record.agency_id == actor.agency_id)
    every = [each.record for each in joined]
    if not own or hides(every, hidden_from(actor, every)):
        raise Http404("There is nothing here for you to see.")
    known_to = whom_to_ask(actor, pointed(actor, joined, feeds_pointing(actor, on=on)), on=on)
    incidents = _incidents(actor, own)
    also = also_reported(actor, [role.incident for role in incidents], on=on)
    return PersonPage(person, _explained(actor, own), incidents, known_to, also)


def _explained(actor: Actor, own: tuple[Joined, ...]) -> tuple[Own, ...]:
    """Said of her agency's records alone: how another agency's are joined would tell that it has some."""
    with as_system(actor.partnership_id):
        learned = learned_now(actor.partnership_id)
    together = Counter(each.sure for each in own)
    first = as_record(own[0].record)
    found = []
    for place, each in enumerate(own):
        why = learned.explain(first, as_record(each.record)) if place and learned else None
        found.append(
            Own(each.record, together[each.sure] > 1, why.sentence if why else "", plain(why.reasons) if why else ())
        )
    return tuple(found)


def _own(actor: Actor, sought: Mapping[str, str], key: str) -> QuerySet[SourceRecord]:
    """Her agency's rows in force that have all of it; a name by its beginning."""
    rows = records_in_force(actor).filter(agency_id=actor.agency_id).select_related("feed", "agency")
    names = {name: begin for name in ("family", "given") if (begin := _written(sought.get(name, "")))}
    if key:
        feeds = Feed.objects.filter(agency_id=actor.agency_id, partnership_id=actor.partnership_id)
        rows = rows.filter(feed__in=list(feeds.values_list("pk", flat=True)), key=key)
    for name, begin in names.items():
        # Between two texts in the order of bytes: such a question reaches an index through the fence.
        in_bytes = f"{name}_in_bytes"
        rows = rows.alias(**{in_bytes: Collate(name, "C")})
        rows = rows.filter(**{f"{in_bytes}__gte": begin, f"{in_bytes}__lt": begin + _LAST})
    if sought.get("born"):
        rows = rows.filter(born=sought["born"])
    if sought.get("postcode"):
        rows = rows.filter(postcode=read_postcode(sought["postcode"]))
    first = ("given", "family") if list(names) == ["given"] else ("family", "given")  # as the index has them
    return rows.order_by(*(Collate(name, "C") for name in first), "pk")


def _written_otherwise(actor: Actor, sought: Mapping[str, str]) -> list[tuple[HubPerson, SourceRecord]]:
    """Her agency's records of whoever was probably typed, though they are spelt otherwise, or under another name.

    An agency that has none is asked no further: whether others have some must not show in what is asked.
    """
    own = records_in_force(actor).filter(agency_id=actor.agency_id)
    if not own.exists():
        return []
    record = {name: sought.get(name, "") for name in COLUMNS}
    with as_system(actor.partnership_id):
        found = nearest(actor.partnership_id, record, only=lambda row: row.agency_id == actor.agency_id)
        person = HubPerson.objects.get(pk=found.person_id) if found and found.chance >= TOLD else None
    if found is None or person is None:
        return []
    rows = own.filter(pk__in=[row.pk for row in found.rows])
    return [(person, row) for row in rows.select_related("feed", "agency").order_by("pk")]


def _written(name: str) -> str:
    """As records keep a name."""
    return plain_name(name) or name.strip().lower()


def _elsewhere(actor: Actor, sought: Mapping[str, str], feeds: set[int]) -> list[Agency]:
    """Other agencies that know somebody who fits what was typed: only where enough was typed to mean one person."""
    if not feeds or not (sought.get("given") and sought.get("family")):
        return []
    record = {name: sought.get(name, "") for name in COLUMNS}
    with as_system(actor.partnership_id):
        found = nearest(actor.partnership_id, record, only=lambda row: row.feed_id in feeds)
        hidden = hidden_past_the_fence(actor, found.every if found else ())
    if found is None or found.chance < TOLD or hides(found.every, hidden) or not means_one_person(sought, found.rows):
        return []
    return list(Agency.objects.filter(pk__in={row.agency_id for row in found.rows}).order_by("name"))


def _incidents(actor: Actor, own: tuple[Joined, ...]) -> tuple[IncidentRole, ...]:
    """What happened to them or was done by them, as her own agency recorded it; the newest first."""
    parts = Q(record__in=[each.record.pk for each in own])
    for each in own:
        if each.record.key:
            parts |= Q(feed=each.record.feed_id, key=each.record.key)
    roles = IncidentRole.objects.filter(parts, agency_id=actor.agency_id)
    # Theirs first, and which of those are in force after: in one question PostgreSQL may begin with every incident.
    keys = list(roles.values_list("incident_id", flat=True))
    in_force = list(incidents_in_force(actor).filter(pk__in=keys).values_list("pk", flat=True))
    rows = roles.filter(incident__in=in_force).select_related("incident")
    return tuple(rows.order_by("-incident__happened")[:_MOST_INCIDENTS])
