"""Who is in a case, what they are to one another, and who in other open cases may be the same person."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, CasePerson, Person, Post, Relationship
from cairn.domain.cases.policies import IN_FORCE, STEP, VIEW
from cairn.domain.cases.queries.named import alike, begun, people_named
from cairn.domain.cases.terms import AS_SAID, Relation
from cairn.foundation.access.many_keys import among
from cairn.foundation.access.policies import Policy
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Happening, Move, Process
from cairn.kernel.same_person.births import in_words
from cairn.kernel.same_person.finding import Born, Known, candidates
from cairn.kernel.same_person.names import read_name, words_of

MOST_FOUND = 20
MOST_LOOKED_AT = 200
_COMPARED = (
    "case__ref", "person__ref", "person__name", "person__other_names",
    "person__born_year", "person__born_month", "person__born_day",
)  # fmt: skip
MOST_NAMED = 1_000  # looked at where a search gives no more than a common word


_KNOWN = (
    "name", "other_names", "born_year", "born_month", "born_day", "sex", "ethnicity", "disability", "orientation",
    "language", "interpreter",
)  # fmt: skip


def mark_of(row: CasePerson) -> int:
    """A number that changes with what is known of somebody in a case, so that of two who write one is told."""
    said = [*(getattr(row.person, name) for name in _KNOWN), row.party, row.note]
    return zlib.crc32(repr(said).encode())


@dataclass(frozen=True, slots=True)
class Like:
    """Somebody in another case who may be the same person, and why: for asking whoever decides."""

    ref: str
    name: str
    born: str
    cases: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as a case names them: no address, no number."""

    ref: str
    name: str
    other_names: tuple[str, ...]
    party: str
    child: bool
    must_not_learn: bool
    born: str
    note: str
    needs: str
    like: tuple[Like, ...] = ()


@dataclass(frozen=True, slots=True)
class TieLine:
    """What one person is to another.

    Args:
        says: the relation as it stands between the two names in a sentence.
        number: its key.
    """

    first: str
    relation: str
    second: str
    first_ref: str
    second_ref: str
    note: str
    says: str
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody found by name, with the open cases they are in."""

    ref: str
    name: str
    born: str
    cases: tuple[str, ...]


def born_of(person: Person) -> Born | None:
    """As exactly as it is known."""
    return Born(person.born_year, person.born_month, person.born_day) if person.born_year else None


def known_of(person: Person) -> Known:
    """By name and birth alone: how they are reached is not compared where it is not open."""
    return Known(person.ref, (person.name, *person.other_names), born_of(person))


def in_open_cases(actor: Actor) -> QuerySet[Person]:
    """Everybody who is in a case that is open to the actor; a restricted case only to who is named on it."""
    return _in_cases(VIEW, actor)


def may_be_added(actor: Actor) -> QuerySet[Person]:
    """Everybody who is in a case the actor may write in: who broke the glass carries nobody into a case of her own."""
    return _in_cases(STEP, actor)


def _in_cases(policy: Policy, actor: Actor) -> QuerySet[Person]:
    there = CasePerson.objects.filter(_may_be_found(actor), removed_at__isnull=True, case__in=policy.rows(actor))
    return Person.objects.filter(pk__in=there.values("person"))


def _may_be_found(actor: Actor) -> Q:
    """People of parties that anybody finds who has the case, or that a role of hers finds (``found_by``)."""
    hidden = Q(pk__in=())
    if actor.is_system:
        return ~hidden
    for kind, found in kinds().items():
        for party in found.newest.parties.values():
            if not party.found_by or any(found.newest.roles[role].every_practitioner for role in party.found_by):
                continue
            named = Post.objects.filter(
                IN_FORCE, partnership_id=actor.partnership_id, kind=kind, role__in=party.found_by, user_id=actor.user_id
            )
            hidden |= Q(case__kind=kind, party=party.key) & ~Q(Exists(named.order_by()))
    return ~hidden


def people_of(actor: Actor, rows: Iterable[CasePerson], *, process: Process) -> tuple[PersonLine, ...]:
    """The people in a case, in the order of the parties; each with who may be the same person elsewhere.

    Args:
        rows: as ``person_rows`` gives them.
    """
    order = {key: place for place, key in enumerate(process.parties)}
    rows = sorted(rows, key=lambda row: order.get(row.party, len(order)))
    here = [known_of(row.person) for row in rows]
    like = _proposed(actor, here, policy=VIEW, apart_from=[row.person_id for row in rows])
    return tuple(_line(process, row, like.get(row.person.ref, ())) for row in rows)


def person_rows(case: Case) -> list[CasePerson]:
    """Who is in a case, in the order in which they were added; for somebody to whom it is open."""
    rows = CasePerson.objects.filter(case=case, removed_at__isnull=True).select_related("person")
    return list(rows.order_by("added_at", "pk"))


def parties_missing(step: Move | Happening | None, rows: Iterable[CasePerson]) -> list[str]:
    """As what somebody must be in a case before a step is taken, and nobody is yet; keys of the process."""
    here = {row.party for row in rows}
    return [party for party in (step.people if isinstance(step, Move) else ()) if party not in here]


def nobody_as(process: Process, step: Move | Happening | None, rows: Iterable[CasePerson]) -> Iterator[str]:
    """What keeps a case from a step for which somebody must be in it; a sentence for each party that is missing."""
    for party in parties_missing(step, rows):
        yield f"Nobody is in this case as “{process.parties[party].title}” yet. Add them to the case first."


def ties_of(case: Case) -> tuple[TieLine, ...]:
    """What the people in a case are to one another."""
    rows = Relationship.objects.filter(case=case, ended_at__isnull=True).select_related("first", "second")
    return tuple(
        TieLine(
            row.first.name,
            row.get_relation_display(),
            row.second.name,
            row.first.ref,
            row.second.ref,
            row.note,
            AS_SAID[Relation(row.relation)],
            row.pk,
        )
        for row in rows
    )


def person_search(actor: Actor, words: str = "", *, born: Born | None = None, ref: str = "") -> tuple[Found, ...]:
    """People by name, date of birth or reference, in cases that are open to the actor and nowhere else.

    A word is found whole, by its beginning, or by a short form; each has to match. Names of people a case
    keeps something from are no different: who does not have the case does not find them. Whom only some roles
    find (``found_by`` of a party) is not there for anybody else.

    Args:
        born: as much of it as is known; alone, the whole of it.
        ref: of a person or of a case.
    """
    wanted = sorted(words_of(words))
    if not (wanted or ref or (born and born.day)):
        return ()
    people = Person.objects.all()
    if born is not None:
        parts = {"born_year": born.year, "born_month": born.month, "born_day": born.day}
        people = people.filter(**{name: value for name, value in parts.items() if value is not None})
    # Keys first, and then whose cases are open: PostgreSQL would else begin with every case of the agency.
    if ref:
        people = people.filter(among("pk", _with_reference(actor, ref)))
    if wanted:
        most = MOST_NAMED if not (ref or born) else None
        people = people.filter(among("pk", people_named([begun(wanted)], most=most)))
    return _found(actor, (people & in_open_cases(actor)).order_by("name", "pk")[:MOST_FOUND])


def _with_reference(actor: Actor, ref: str) -> list[int]:
    """Keys of the person with a reference, and of those in the case with it."""
    case = VIEW.rows(actor).filter(ref=ref)
    inside = CasePerson.objects.filter(among("case_id", case.values_list("pk", flat=True)), removed_at__isnull=True)
    herself = Person.objects.filter(ref=ref)
    return [*herself.values_list("pk", flat=True).union(inside.values_list("person", flat=True))]


def same_people(actor: Actor, *, name: str, born: Born | None, apart_from: Case | None = None) -> tuple[Like, ...]:
    """Who of those who may be added may be somebody who is about to be written down."""
    wanted = Known("", (name,), born)
    here = [row.person_id for row in person_rows(apart_from)] if apart_from is not None else []
    return _proposed(actor, [wanted], policy=STEP, apart_from=here).get("", ())


def _found(actor: Actor, people: Iterable[Person]) -> tuple[Found, ...]:
    rows = list(people)
    cases = _cases_of(actor, rows)
    return tuple(Found(row.ref, row.name, in_words(born_of(row)), cases.get(row.pk, ())) for row in rows)


def _cases_of(actor: Actor, people: Iterable[Person]) -> dict[int, tuple[str, ...]]:
    rows = CasePerson.objects.filter(
        _may_be_found(actor),
        among("person_id", (each.pk for each in people)),
        removed_at__isnull=True,
        case__in=VIEW.rows(actor),
    ).values_list("person_id", "case__ref")
    found: dict[int, tuple[str, ...]] = {}
    for person_id, ref in rows.order_by("pk"):
        found[person_id] = (*found.get(person_id, ()), ref)
    return found


def _proposed(
    actor: Actor, wanted: list[Known], *, policy: Policy, apart_from: Iterable[int]
) -> dict[str, tuple[Like, ...]]:
    """For each, who may be the same person in a case the policy gives; two queries at most for all of them.

    Looked at are those who have a family name and a given name, or a form of it, in common; else the page of a
    case would look at everybody called Smith.
    """
    names = [alike(words) for each in wanted for name in each.names if (words := read_name(name).parts)]
    keys = set(people_named(names, most=MOST_LOOKED_AT)).difference(apart_from) if names else set()
    if not keys:
        return {}
    rows = CasePerson.objects.filter(
        _may_be_found(actor), among("person_id", sorted(keys)), removed_at__isnull=True, case__in=policy.rows(actor)
    )
    people, cases = {}, defaultdict(list)
    for row in rows.select_related("person", "case").only(*_COMPARED).order_by("person", "pk")[:MOST_LOOKED_AT]:
        people[row.person.ref] = row.person
        cases[row.person.ref].append(row.case.ref)
    known = [known_of(each) for each in people.values()]
    return {
        each.ref: tuple(
            Like(match.ref, people[match.ref].name, in_words(born_of(people[match.ref])), tuple(cases[match.ref]),
                 match.reasons)
            for match in candidates(each, known)[:MOST_FOUND]
        )
        for each in wanted
    }  # fmt: skip


def _line(process: Process, row: CasePerson, like: tuple[Like, ...]) -> PersonLine:
    party = process.parties.get(row.party)
    person = row.person
    needs = [person.language] if person.language else []
    if person.interpreter:
        needs.append("needs an interpreter")
    return PersonLine(
        ref=person.ref,
        name=person.name,
        other_names=tuple(person.other_names),
        party=party.title if party else row.party,
        child=bool(party and party.child),
        must_not_learn=bool(party and party.must_not_learn),
        born=in_words(born_of(person)),
        note=row.note,
        needs=", ".join(needs),
        like=like,
    )
