"""Cases with the same people in the same parts; asked as Cairn itself, and told to nobody by what is here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cairn.domain.cases.models import Case, CasePerson, Person
from cairn.domain.cases.queries.named import alike, people_named
from cairn.domain.cases.queries.people import known_of
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.kernel.processes.clocks import ClockState, clocks_of
from cairn.kernel.processes.rules_between import RepeatRule
from cairn.kernel.same_person.finding import strongly_alike
from cairn.kernel.same_person.names import read_name
from cairn.kernel.uk_time import day_of

MOST_LOOKED_AT = 200
MOST_NAMED = 5_000  # people of one name in a whole partnership


@dataclass(frozen=True, slots=True)
class Followed:
    """One case that was referred while the window of another ran."""

    case: Case
    earlier: Case
    last_on: date
    until_on: date
    referred_on: date


def with_same_people(case: Case, rule: RepeatRule) -> list[Case]:
    """Other cases of the kind in which somebody is in each part who may well be the same person."""
    here = _parts([case.pk], rule).get(case.pk, {})
    if set(here) != set(rule.parties):
        return []
    first = here[rule.parties[0]]
    words = [read_name(name).parts for person in first for name in (person.name, *person.other_names)]
    named = people_named([alike(each) for each in words if each], most=MOST_NAMED)
    known = {*named, *(person.pk for person in first)}
    found = CasePerson.objects.filter(
        removed_at__isnull=True, party=rule.parties[0], case__kind=case.kind, person__in=known
    ).exclude(case=case)
    keys = sorted(set(found.values_list("case_id", flat=True)))[-MOST_LOOKED_AT:]
    there = _parts(keys, rule)
    same = [key for key in keys if all(_meet(here[party], there[key].get(party, ())) for party in rule.parties)]
    return list(Case.objects.filter(pk__in=same).order_by("pk"))


def why_alike(case: Case, other: Case, rule: RepeatRule) -> list[tuple[str, tuple[str, ...]]]:
    """For each part that makes two cases alike: its party, and why the two may be one person."""
    parts = _parts([case.pk, other.pk], rule)
    told = []
    for party in rule.parties:
        for one in parts.get(case.pk, {}).get(party, ()):
            for two in parts.get(other.pk, {}).get(party, ()):
                if one.pk == two.pk:
                    told.append((party, ("It is the same person.",)))
                elif (found := strongly_alike(known_of(one), known_of(two)))[0]:
                    told.append((party, found[1]))
    return told


def followed(one: Case, two: Case, window: str, *, at: datetime) -> Followed | None:
    """The later of two cases, where it was referred while the window of the earlier one ran; None otherwise.

    The window is counted from the last referral before the later one; its last day is inside. A window that a
    step stopped before, such as a refusal, is none.
    """
    clocks = {case: [each for each in _windows(case, window, at=at)] for case in (one, two)}
    if not all(clocks.values()):
        return None
    earlier, later = sorted((one, two), key=lambda case: (clocks[case][0].started_at, case.pk))
    again = clocks[later][0].started_at
    running = [
        each
        for each in clocks[earlier]
        if each.started_at <= again and (each.ended_at is None or each.ended_at > again)
    ]
    if not running or running[-1].due is None or day_of(again) > running[-1].due:
        return None
    last = running[-1]
    return Followed(later, earlier, day_of(last.started_at), last.due, day_of(again))


def last_referral(case: Case, window: str, *, on: date, at: datetime) -> tuple[date, date] | None:
    """The day of the last referral before a day, and the last day on which something further is a repeat of it.

    Returns:
        None where no window ran on that day, or a step had stopped it; the day of the referral itself is outside.

    Args:
        window: the clock of the rule for repeats.
        on: the day something happened.
    """
    running = [
        each for each in _windows(case, window, at=at)
        if day_of(each.started_at) < on and each.due is not None and on <= each.due
        and (each.ended_at is None or day_of(each.ended_at) >= on)
    ]  # fmt: skip
    return (day_of(running[-1].started_at), running[-1].due) if running else None


def cases_of_two(partnership_id: int, kind: str, people: Sequence[int]) -> list[Case]:
    """Cases of a kind in which the first of two people was harmed, and the second is the other party of a repeat.

    Args:
        people: keys of the two, in the order of the parties that the rule for repeats of the kind names.
    """
    found = Case.objects.filter(partnership_id=partnership_id, kind=kind)
    inside = CasePerson.objects.filter(removed_at__isnull=True, person__in=people)
    return [
        case for case in found.filter(pk__in=inside.values("case"))
        if (rule := process_for(case).repeat) and not process_for(case).states[case.state].unsent
        and all(
            CasePerson.objects.filter(case=case, removed_at__isnull=True, person=person, party=party).exists()
            for person, party in zip(people, rule.parties, strict=True)
        )
    ]  # fmt: skip


def _windows(case: Case, window: str, *, at: datetime) -> list[ClockState]:
    return [each for each in clocks_of(standing_of(case, at=at)) if each.key == window]


def _parts(cases: Iterable[int], rule: RepeatRule) -> dict[int, dict[str, list[Person]]]:
    rows = CasePerson.objects.filter(case__in=list(cases), removed_at__isnull=True, party__in=rule.parties)
    found: dict[int, dict[str, list[Person]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("person"):
        found[row.case_id][row.party].append(row.person)
    return found


def _meet(here: Iterable[Person], there: Iterable[Person]) -> bool:
    there = list(there)
    return any(one.pk == two.pk or strongly_alike(known_of(one), known_of(two))[0] for one in here for two in there)
