"""People behind the records of one's own agency: found by what is known of them, and one of them opened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import HubPerson
from cairn.domain.hub.queries.behind import Joined, person_of, records_of
from cairn.domain.hub.queries.hidden import hidden_from, hides
from cairn.domain.hub.queries.learned import learned_now
from cairn.domain.hub.queries.nearest import TOLD, all_rows, means_one_person, nearest
from cairn.domain.hub.queries.pointers import Pointed, feeds_pointing, pointed, whom_to_ask
from cairn.domain.hub.queries.tables import COLUMNS, as_record
from cairn.domain.records.api import IncidentRole, SourceRecord, incidents_in_force, records_in_force
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.records.contacts import read_postcode
from cairn.kernel.same_person.finding import Known

MOST_FOUND = 20
_MOST_LOOKED_AT = 60
_MOST_INCIDENTS = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of whom the searcher's agency has records.

    Attributes:
        rows: her agency's own.
        known_to: other agencies, as far as their agreements let it be seen.
    """

    person: HubPerson
    rows: tuple[SourceRecord, ...]
    known_to: tuple[Pointed, ...]


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
    """

    record: SourceRecord
    sure: bool
    why: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person as one agency may see them."""

    person: HubPerson
    own: tuple[Own, ...]
    incidents: tuple[IncidentRole, ...]
    known_to: tuple[Pointed, ...]


def search(actor: Actor, sought: Mapping[str, str], *, key: str = "", on: date) -> Answer:
    """People by name, birth, postcode or the agency's own reference. Who is hidden and who is not there look alike.

    Args:
        sought: by the names of ``tables.COLUMNS``; what is not there is not looked for.
        key: the agency's own reference.
        on: today.
    """
    hidden, feeds = hidden_from(actor), feeds_pointing(actor, on=on)
    rows = list(_own(actor, sought, key)[:_MOST_LOOKED_AT])
    people: dict[HubPerson, list[SourceRecord]] = defaultdict(list)
    behind = person_of(actor, rows)
    for row in rows:
        if row.pk in behind:
            people[behind[row.pk]].append(row)
    found = []
    for person, own in people.items():
        joined = records_of(system_actor(actor.partnership_id), person)
        if not hides([each.record for each in joined], hidden) and len(found) < MOST_FOUND:
            found.append(Found(person, tuple(own), whom_to_ask(actor, pointed(actor, joined, feeds), on=on)))
    elsewhere = () if key else _elsewhere(actor, sought, feeds, hidden)
    known = {each.agency.pk for one in found for each in one.known_to}
    unsaid = [(agency, False) for agency in elsewhere if agency.pk not in known]
    return Answer(tuple(found), whom_to_ask(actor, unsaid, on=on))


def person_page(actor: Actor, ref: str, *, on: date) -> PersonPage:
    """One person: the records and incidents of the actor's own agency, and who else knows them.

    Raises:
        Http404: where her agency has no record of them, or they are hidden from her.
    """
    person = policies.VIEW.one(actor, ref=ref)
    joined = records_of(system_actor(actor.partnership_id), person)
    own = tuple(each for each in joined if each.record.agency_id == actor.agency_id)
    if not own or hides([each.record for each in joined], hidden_from(actor)):
        raise Http404("There is nothing here for you to see.")
    known_to = whom_to_ask(actor, pointed(actor, joined, feeds_pointing(actor, on=on)), on=on)
    return PersonPage(person, _explained(actor, own), _incidents(actor, own), known_to)


def _explained(actor: Actor, own: tuple[Joined, ...]) -> tuple[Own, ...]:
    """Said of her agency's records alone: how another agency's are joined would tell that it has some."""
    with as_system(actor.partnership_id):
        learned = learned_now(actor.partnership_id)
    together = Counter(each.sure for each in own)
    first = as_record(own[0].record)
    return tuple(
        Own(each.record, together[each.sure] > 1,
            learned.explain(first, as_record(each.record)).sentence if place and learned else "")
        for place, each in enumerate(own)
    )  # fmt: skip


def _own(actor: Actor, sought: Mapping[str, str], key: str) -> QuerySet[SourceRecord]:
    """Her agency's rows in force that have all of it; a name by its beginning."""
    rows = records_in_force(actor).filter(agency_id=actor.agency_id).select_related("feed", "agency")
    if key:
        rows = rows.filter(key=key)
    if sought.get("given"):
        rows = rows.filter(given__istartswith=sought["given"])
    if sought.get("family"):
        rows = rows.filter(family__istartswith=sought["family"])
    if sought.get("born"):
        rows = rows.filter(born=sought["born"])
    if sought.get("postcode"):
        rows = rows.filter(postcode=read_postcode(sought["postcode"]))
    return rows.order_by("family", "given", "pk")


def _elsewhere(actor: Actor, sought: Mapping[str, str], feeds: set[int], hidden: list[Known]) -> list[Agency]:
    """Other agencies that know somebody who fits what was typed: only where enough was typed to mean one person."""
    if not feeds or not means_one_person(sought):
        return []
    record = {name: sought.get(name, "") for name in COLUMNS}
    with as_system(actor.partnership_id):
        found = nearest(actor.partnership_id, record, only=Q(feed__in=feeds))
    if found is None or found.chance < TOLD or hides(all_rows(actor.partnership_id, found), hidden):
        return []
    shown = [row for _link, row in found.links]
    return sorted({row.agency for row in shown}, key=lambda agency: agency.name)


def _incidents(actor: Actor, own: tuple[Joined, ...]) -> tuple[IncidentRole, ...]:
    """What happened to them or was done by them, as her own agency recorded it; the newest first."""
    parts = Q(record__in=[each.record.pk for each in own])
    for each in own:
        if each.record.key:
            parts |= Q(feed=each.record.feed_id, key=each.record.key)
    roles = IncidentRole.objects.filter(parts, agency_id=actor.agency_id, incident__in=incidents_in_force(actor))
    return tuple(roles.select_related("incident").order_by("-incident__happened")[:_MOST_INCIDENTS])
