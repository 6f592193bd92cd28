"""Write down who is in a case, what is known of them, and what they are to one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from cairn.domain.cases.models import Case, CasePerson, NameKey, Person, Relationship
from cairn.domain.cases.policies import CHANGE_PEOPLE, STEP
from cairn.domain.cases.queries.people import born_of, mark_of, may_be_added
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.services.proposing import propose_repeats
from cairn.domain.cases.services.wall import look_again, look_again_for
from cairn.domain.cases.services.writing import keep_ways_out
from cairn.domain.cases.terms import Relation
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Party, Process
from cairn.kernel.same_person.births import MAJORITY, certainly_of_age, certainly_older, read_born
from cairn.kernel.same_person.finding import Born
from cairn.kernel.same_person.names import Likeness, keys_of, likeness, read_name

FACTS = ("sex", "ethnicity", "disability", "orientation", "language", "interpreter")
KNOWN_TO_ALL = "What everybody with the case should know"
_ALIKE = (Likeness.SAME, Likeness.SPACING, Likeness.OTHER_ORDER)


def add_person(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    known: Person | None = None,
    name: str = "",
    other_names: Iterable[str] = (),
    born: tuple[int | None, int | None, int | None] = (None, None, None),
    note: str = "",
    somebody_else: bool = False,
    **facts: Any,
) -> CasePerson:
    """Add somebody to a case: written down anew, or somebody already in a case the actor may write in.

    Args:
        party: what they are in this case, by the process.
        known: who they are, where they are in another case already; what is known of them stays as it is.
        born: year, month and day, as much of it as is known.
        somebody_else: it was looked at, and whoever has the same name in this case is another person.
        facts: of FACTS.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: naming the field.
    """
    STEP.require(by, case)
    process = process_for(case)
    found = _party(process, case, party)
    keep_ways_out(by=by, text=note, field="note", called=KNOWN_TO_ALL)
    if known is not None and not may_be_added(by).filter(pk=known.pk).exists():
        raise Refused("Choose somebody from the list, or write them down anew.", field="known")
    with command("cases.add_person", by=by, at=at):
        _lock(case)
        _room_for(case, found)
        if known is not None:
            _not_twice(process, case, known, found)
            _is_a_child(case, found, known, field="known")
            person = known
        else:
            person = Person(partnership_id=case.partnership_id, ref=new_reference("U", taken=Person, long=True),
                            first_case=case, entered_at=at)  # fmt: skip
            _fill(person, name=name, other_names=other_names, born=born, facts=facts, at=at)
            _is_a_child(case, found, person)
            _nobody_alike(process, case, person, found, somebody_else=somebody_else)
            person.save(force_insert=True)
            _keep_keys(person)
        row = CasePerson(partnership_id=case.partnership_id, case=case, person=person, party=party,
                         note=note.strip(), added_at=at)  # fmt: skip
        row.save()
        propose_repeats(case, at)
        look_again(case, at)  # last: it may shut out whoever adds them
    return row


def change_person(
    *,
    by: Actor,
    at: datetime,
    row: CasePerson,
    party: str,
    name: str,
    other_names: Iterable[str] = (),
    born: tuple[int | None, int | None, int | None] = (None, None, None),
    note: str = "",
    seen: int | None = None,
    **facts: Any,
) -> CasePerson:
    """Say anew who somebody in a case is and what they are in it.

    Args:
        seen: ``mark_of`` the row as it was read; None where nothing was read.

    Raises:
        Forbidden: by somebody whose agency neither leads the case nor opened it.
        SavedMeanwhile: when somebody else changed it since; nothing is saved.
        Refused: naming the field; where nothing changed, too.
    """
    CHANGE_PEOPLE.require(by, row.case)
    keep_ways_out(by=by, text=note, field="note", called=KNOWN_TO_ALL)
    with command("cases.change_person", by=by, at=at):
        _lock(row.case)
        row = CasePerson.objects.select_related("case", "person").get(pk=row.pk)  # as it stands, whoever changed it
        case, person = row.case, row.person
        _still_in(row)
        Person.objects.select_for_update().get(pk=person.pk)  # they may be changed in another case of theirs, too
        if seen is not None and seen != (now := mark_of(row)):
            raise SavedMeanwhile(theirs=(), version=now)
        process = process_for(case)
        found = _party(process, case, party)
        if party != row.party:
            _room_for(case, found)
        before = (person.name, *person.other_names)
        _fill(person, name=name, other_names=other_names, born=born, facts=facts, at=at)
        _is_a_child(case, found, person)
        _names_kept(by, person, before)
        for tie in Relationship.objects.filter(
            case=case, ended_at__isnull=True, relation=Relation.PARENT
        ).select_related("first", "second"):
            if person.pk == tie.first_id:
                _parent_is_older(person, tie.second, field="born_year")
            elif person.pk == tie.second_id:
                _parent_is_older(tie.first, person, field="born_year")
        row.party, row.note = party, note.strip()
        if not (_changed(person) or _changed(row)):
            raise Refused("Nothing has been changed.")
        person.save()
        row.save(update_fields=["party", "note"])
        _keep_keys(person)
        propose_repeats(case, at)
        look_again_for(person, at)  # last: it may shut out whoever changes it
    return row


def remove_person(*, by: Actor, at: datetime, row: CasePerson, why: str) -> None:
    """Take somebody out of a case. What was written stays in its history; their ties in it end.

    Raises:
        Forbidden: by somebody whose agency neither leads the case nor opened it.
        Refused: without a reason.
    """
    CHANGE_PEOPLE.require(by, row.case)
    if not why.strip():
        raise Refused("Say why they are taken out of the case.", field="why")
    keep_ways_out(by=by, text=why, field="why", called="The reason")
    with command("cases.remove_person", by=by, at=at):
        _lock(row.case)
        row.refresh_from_db(fields=["removed_at"])  # somebody may have taken them out since it was read
        _still_in(row)
        row.removed_at, row.removed_because = at, why.strip()
        row.save(update_fields=["removed_at", "removed_because"])
        for tie in Relationship.objects.filter(case=row.case, ended_at__isnull=True):
            if row.person_id in (tie.first_id, tie.second_id):
                tie.ended_at = at
                tie.save(update_fields=["ended_at"])


def relate(
    *, by: Actor, at: datetime, case: Case, first: Person, second: Person, relation: str, note: str = ""
) -> Relationship:
    """Say what one person in a case is to another.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: naming the field.
    """
    STEP.require(by, case)
    if first.pk == second.pk:
        raise Refused("Choose two different people.", field="second")
    keep_ways_out(by=by, text=note, field="note", called="“In more words”")
    rows = CasePerson.objects.filter(case=case, removed_at__isnull=True).select_related("person")
    here = {row.person_id: row.person for row in rows}
    for field, person in (("first", first), ("second", second)):
        if person.pk not in here:
            raise Refused("Choose somebody who is in this case.", field=field)
    if relation not in Relation.values:
        raise Refused("Choose what they are to each other.", field="relation")
    if relation == Relation.PARENT:
        _parent_is_older(here[first.pk], here[second.pk], field="relation")
    if Relationship.objects.filter(
        case=case, first=first, second=second, relation=relation, ended_at__isnull=True
    ).exists():
        raise Refused("This is recorded already.", field="relation")
    row = Relationship(partnership_id=case.partnership_id, case=case, first=first, second=second, relation=relation,
                       note=note.strip(), recorded_at=at)  # fmt: skip
    with command("cases.relate_people", by=by, at=at):
        row.save()
    return row


def end_relation(*, by: Actor, at: datetime, case: Case, number: int) -> None:
    """End what two people in a case are to each other, or take back what was recorded by mistake. The row stays.

    Args:
        number: of a relation that is in force.

    Raises:
        Forbidden: by somebody whose agency neither leads the case nor opened it.
        Refused: where it ended meanwhile.
    """
    CHANGE_PEOPLE.require(by, case)
    with command("cases.end_relation", by=by, at=at):
        _lock(case)
        row = Relationship.objects.filter(case=case, pk=number, ended_at__isnull=True).first()
        if row is None:
            raise Refused("This is not recorded any more.")
        row.ended_at = at
        row.save(update_fields=["ended_at"])


# ---- what is looked at


def _party(process: Process, case: Case, key: str) -> Party:
    if key not in process.parties:
        raise Refused("Choose what they are in this case.", field="party")
    return process.parties[key]


def _room_for(case: Case, party: Party) -> None:
    if not party.several and CasePerson.objects.filter(case=case, party=party.key, removed_at__isnull=True).exists():
        raise Refused(
            f"Somebody is already in this case as “{party.title}”, and there is only one in a case of this kind. "
            "Change or remove them first.",
            field="party",
        )


def _not_twice(process: Process, case: Case, person: Person, party: Party, field: str = "known") -> None:
    row = CasePerson.objects.filter(case=case, person=person, removed_at__isnull=True).first()
    if row is not None:
        raise _is_here(process, row, party, field=field)


def _is_here(process: Process, row: CasePerson, party: Party, *, field: str) -> Refused:
    there = process.parties.get(row.party)
    title = there.title if there else row.party
    if there is not None and there.must_not_learn != party.must_not_learn:
        learns, hidden = (party, there) if there.must_not_learn else (there, party)
        return Refused(
            f"The same person cannot be “{learns.title}” and “{hidden.title}” in one case. "
            f"This person is already in it as “{title}”.",
            field=field,
        )
    return Refused(f"This person is already in the case as “{title}”.", field=field)


def _nobody_alike(process: Process, case: Case, person: Person, party: Party, *, somebody_else: bool) -> None:
    """Somebody of the same name, unless another date of birth, or whoever looked, says it is another person."""
    names = [read_name(name) for name in (person.name, *person.other_names)]
    born = born_of(person)
    for row in CasePerson.objects.filter(case=case, removed_at__isnull=True).select_related("person"):
        others = [read_name(name) for name in (row.person.name, *row.person.other_names)]
        if not any(likeness(one, other) in _ALIKE for one in names for other in others):
            continue
        there = born_of(row.person)
        if born is not None and there is not None and born == there and born.day is not None:
            raise _is_here(process, row, party, field="name")
        if somebody_else or _born_apart(born, there):
            continue
        title = process.parties[row.party].title if row.party in process.parties else row.party
        raise Refused(
            f"Somebody of this name is already in the case as “{title}”. If it is another person, tick the box "
            "that says so.",
            field="somebody_else",
        )


def _born_apart(one: Born | None, other: Born | None) -> bool:
    if one is None or other is None:
        return False
    pairs = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _parent_is_older(parent: Person, child: Person, *, field: str) -> None:
    if certainly_older(born_of(child), born_of(parent)):
        raise Refused(
            "A child cannot be older than their parent. Look at the two dates of birth, or at who is whose parent.",
            field=field,
        )


def _is_a_child(case: Case, party: Party, person: Person, *, field: str = "born_year") -> None:
    """Children come first on agendas and are counted: nobody stands among them who was of age when it began."""
    if party.child and certainly_of_age(born_of(person), on=timezone.localdate(case.opened_at)):
        raise Refused(
            f"By this date of birth they were {MAJORITY} or older when the case was opened, so they are no child in "
            "it. Look at the date, or choose what else they are in the case.",
            field=field,
        )


def _names_kept(by: Actor, person: Person, before: tuple[str, ...]) -> None:
    """Other cases find the person by these names; only whoever has the first case takes one away."""
    gone = set(before) - {person.name, *person.other_names}
    if gone and not STEP.rows(by).filter(pk=person.first_case_id).exists():
        raise Refused(
            "Keep every name that is recorded, and add the new one. Only whoever first wrote them down takes one away.",
            field="name" if before[0] in gone else "other_names",
        )


def _still_in(row: CasePerson) -> None:
    if row.removed_at is not None:
        raise Refused("This person has been taken out of the case meanwhile.")


# ---- what is written


def _fill(
    person: Person,
    *,
    name: str,
    other_names: Iterable[str],
    born: tuple[int | None, int | None, int | None],
    facts: Mapping[str, Any],
    at: datetime,
) -> None:
    clean = " ".join(name.split())
    if not read_name(clean).parts:
        raise Refused("Enter the name they are known by.", field="name")
    try:
        read = read_born(*born, today=timezone.localdate(at))
    except ValueError as wrong:
        raise Refused(str(wrong), field="born_year") from None
    person.name = clean
    person.other_names = list(dict.fromkeys(tidy for each in other_names if (tidy := " ".join(each.split()))))
    person.born_year, person.born_month, person.born_day = (
        (read.year, read.month, read.day) if read else (None, None, None)
    )
    for key, value in facts.items():
        if key not in FACTS:
            raise TypeError(f"{key} is not kept of a person.")
        setattr(person, key, value.strip() if isinstance(value, str) else value)


def _keep_keys(person: Person) -> None:
    """What they are found by are the words of their names now."""
    wanted = {key for name in (person.name, *person.other_names) for key in keys_of(name)}
    for key in NameKey.objects.filter(person=person):
        if key.word in wanted:
            wanted.discard(key.word)
        else:
            key.delete()
    for word in sorted(wanted):
        NameKey(partnership_id=person.partnership_id, person=person, word=word).save()


def _changed(row: Person | CasePerson) -> bool:
    loaded = getattr(row, "_loaded", {})
    return any(name in loaded and loaded[name] != value for name, value in row._current_values().items())


def _lock(case: Case) -> None:
    """Of two who add the same person at once, the second one is told."""
    Case.objects.select_for_update().get(pk=case.pk)
