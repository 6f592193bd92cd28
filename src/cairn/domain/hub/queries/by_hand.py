"""A person's records side by side for whoever reviews links, and what was decided about pairs, to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import AgencyRecord, Doubt, HubPerson, Link, PairDecision
from cairn.domain.hub.queries.behind import Joined, person_of, records_of, rows_of
from cairn.domain.hub.queries.hidden import hidden_from, hides
from cairn.domain.hub.queries.learned import Reasons, learned_now, plain
from cairn.domain.hub.queries.newest import decisions_now
from cairn.domain.hub.queries.review import shown
from cairn.domain.hub.queries.tables import as_record
from cairn.domain.hub.terms import Says, Standing
from cairn.domain.records.api import SourceRecord, opened_feeds, records_in_force
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.same_person.finding import Known

MOST_SHOWN, MOST_FOUND = 50, 10
_LOOKED_AT = 600  # decisions, newest first, of which the acts are listed
_CELLS = (("given", "family", "other_names"), ("born", "sex"), ("address", "postcode"), ("phone", "email"), ("nhs",))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a record says in one part.

    Attributes:
        differs: from the first record, which says something else.
    """

    says: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One record of a person.

    Attributes:
        key: of the agency record; what a split names.
        title: which agency's, of which feed, under which reference.
        cells: names, birth and sex, home, how reached, NHS number.
        why: why it is linked here, in words.
        reasons: what each column says beside the first record: column, words and bits.
    """

    key: int
    title: str
    cells: tuple[Cell, ...]
    standing: str
    why: str
    reasons: Reasons = ()


@dataclass(frozen=True, slots=True)
class PersonLinks:
    """A person as reviewers see them.

    Attributes:
        records: those that agreements open to analysts.
    """

    person: HubPerson
    records: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody whose records may be looked at: nobody's name."""

    ref: str
    records: int
    agencies: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """What was decided at one time: of one pair, or of all pairs of a split or a merge.

    Attributes:
        pairs: how many of it still count.
        doubt: reference of the pair, where it was decided on its page and before acts had references.
    """

    act: str
    doubt: str
    says: str
    pairs: int
    agencies: tuple[str, ...]
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class DecidedPage:
    """One act with the records it is about.

    Attributes:
        sides: the records on each side; those of one pair, of the part that was split off and the rest, or of two
            people who were merged.
        counts: it was not taken back.
    """

    line: DecidedLine
    sides: tuple[tuple[Placed, ...], tuple[Placed, ...]]
    counts: bool


def person_links(actor: Actor, ref: str) -> PersonLinks:
    """A person's records that are open to the actor as somebody who reviews links.

    Raises:
        Http404: where no record is, or any record of the person may be of somebody hidden from the actor.
        Forbidden: to a practitioner who sees the person, and reviews no links.
    """
    hidden = hidden_from(actor)
    person = policies.REVIEW.rows(actor).filter(ref=ref).first() or policies.VIEW.one(actor, ref=ref)
    if hides([each.record for each in records_of(system_actor(actor.partnership_id), person)], hidden):
        raise Http404("There is nothing here for you to see.")
    policies.REVIEW.require(actor, person)
    found = _opened(actor, person, hidden)
    if not found:
        raise Http404("There is nothing here for you to see.")
    return PersonLinks(person, found)


def find_people(actor: Actor, sought: str) -> tuple[FoundPerson, ...]:
    """People by their reference, or by an agency's own of one of their records.

    Args:
        sought: as written.
    """
    sought, hidden = sought.strip(), hidden_from(actor)
    people = list(policies.REVIEW.rows(actor).filter(ref=sought.upper())[:1])
    rows = _of_opened(actor).filter(key=sought)[: 4 * MOST_FOUND]
    people += [person for person in person_of(actor, rows).values() if person not in people]
    found = []
    for person in dict.fromkeys(people):
        joined = _joined_opened(actor, person, hidden)
        if joined and len(found) < MOST_FOUND:
            agencies = sorted({each.record.agency for each in joined}, key=lambda agency: agency.name)
            found.append(FoundPerson(person.ref, len(joined), tuple(agencies)))
    return tuple(found)


def decided_lines(actor: Actor) -> list[DecidedLine]:
    """What reviewers decided that still counts, the newest first; some dozens at most."""
    hidden = hidden_from(actor)
    rows = policies.TAKE_BACK.rows(actor, decisions_now(actor.partnership_id)).order_by("-pk")
    rows = list(rows.select_related("by", "first__agency", "second__agency")[:_LOOKED_AT])
    there = rows_of(records_in_force(actor), [record for row in rows for record in (row.first, row.second)])
    acts: dict[str, list[PairDecision]] = {}
    for row in rows:
        acts.setdefault(row.act or f"{row.first_id}-{row.second_id}", []).append(row)
    seen = [of_act for of_act in acts.values() if not hides(_rows(of_act, there), hidden)]
    return [_line(of_act, _doubts(of_act)) for of_act in seen[:MOST_SHOWN]]


def decided_page(actor: Actor, act: str) -> DecidedPage:
    """One act, taken back or not.

    Raises:
        Http404: where it is not the actor's to see, or any of its records is not.
    """
    rows = list(decisions_of(actor, act).select_related("by", "first__agency", "second__agency"))
    first = [row for row in rows if row.says != Says.WITHDRAWN]
    there = rows_of(records_in_force(actor), [record for row in first for record in (row.first, row.second)])
    everybody = {key for row in first for key in (row.first_id, row.second_id)}
    if not first or everybody - there.keys() or hides(there.values(), hidden_from(actor)):
        raise Http404("There is nothing here for you to see.")
    one, other = sides_of((row.first_id, row.second_id) for row in first)
    places = {key: _placed(key, row, there[min(one)], "", "") for key, row in there.items()}
    sides = tuple(tuple(places[key] for key in sorted(side)) for side in (one, other))
    counts = decisions_now(actor.partnership_id).filter(act=act).exists()
    return DecidedPage(_line(first, {}), sides, counts)


def decisions_of(actor: Actor, act: str) -> QuerySet[PairDecision]:
    """Every decision of an act that is the actor's to see, the oldest first."""
    return policies.TAKE_BACK.rows(actor).filter(act=act).exclude(act="").order_by("pk")


def sides_of(pairs: Iterable[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """The two sides of which every record was decided about beside every record of the other."""
    beside: dict[int, set[int]] = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    there = beside[min(beside)]
    return set(beside) - there, there


def _opened(actor: Actor, person: HubPerson, hidden: Sequence[Known]) -> tuple[Placed, ...]:
    joined = _joined_opened(actor, person, hidden)
    if not joined:
        return ()
    every = len(records_of(system_actor(actor.partnership_id), person)) == len(joined)
    with as_system(actor.partnership_id):
        learned = learned_now(actor.partnership_id)
        links = Link.objects.in_bulk([each.link_id for each in joined])
    first = joined[0].record
    told = []
    for place, each in enumerate(joined):
        # A link's own sentence counts every record of the person: it is said where all of them are open.
        why = links[each.link_id].why if every else ""
        beside = learned.explain(as_record(first), as_record(each.record)) if place and learned else None
        here = _placed(
            each.record_id, each.record, first, Standing(each.standing).label,
            why or (beside.sentence if beside else ""),
        )  # fmt: skip
        told.append(replace(here, reasons=plain(beside.reasons)) if beside else here)
    return tuple(told)


def _joined_opened(actor: Actor, person: HubPerson, hidden: Sequence[Known]) -> list[Joined]:
    """The person's rows of feeds opened to analysts; none where anything says that they may be hidden."""
    joined = records_of(system_actor(actor.partnership_id), person)
    if hides([each.record for each in joined], hidden):
        return []
    opened = set(opened_feeds(actor))
    return [each for each in joined if each.record.feed_id in opened]


def _of_opened(actor: Actor) -> QuerySet[SourceRecord]:
    return records_in_force(actor).filter(feed__in=opened_feeds(actor)).select_related("agency", "feed")


def _placed(key: int, row: SourceRecord, first: SourceRecord, standing: str, why: str) -> Placed:
    title = f"{row.agency.short}, {row.feed.title}" + (f", {row.key}" if row.key else f", row {row.row}")
    mine, theirs = as_record(row), as_record(first)
    cells = tuple(_cell(mine, theirs, names) for names in _CELLS)
    return Placed(key, title, cells, standing, why)


def _cell(mine: dict[str, str], theirs: dict[str, str], names: Sequence[str]) -> Cell:
    says = ", ".join(shown(name, mine[name]) for name in names if mine[name])
    differs = any(mine[name] and theirs[name] and mine[name] != theirs[name] for name in names)
    return Cell(says, differs)


def _rows(decisions: Iterable[PairDecision], there: dict[int, SourceRecord]) -> list[SourceRecord]:
    keys = {key for row in decisions for key in (row.first_id, row.second_id)}
    return [there[key] for key in keys if key in there]


def _line(rows: Sequence[PairDecision], doubts: dict[tuple[int, int], str]) -> DecidedLine:
    first = rows[0]
    agencies = {record.agency.short for row in rows for record in _two(row)}
    return DecidedLine(
        act=first.act, doubt=doubts.get((first.first_id, first.second_id), ""), says=first.get_says_display(),
        pairs=len(rows), agencies=tuple(sorted(agencies)), by=first.by.name if first.by else "Cairn", at=first.at,
        why=first.why,
    )  # fmt: skip


def _two(row: PairDecision) -> tuple[AgencyRecord, AgencyRecord]:
    return row.first, row.second


def _doubts(rows: Sequence[PairDecision]) -> dict[tuple[int, int], str]:
    """The page of a pair, for a decision of before acts had references."""
    if rows[0].act:
        return {}
    found = Doubt.objects.filter(first=rows[0].first_id, second=rows[0].second_id).order_by("-pk")
    return {(each.first_id, each.second_id): each.ref for each in found[:1]}
