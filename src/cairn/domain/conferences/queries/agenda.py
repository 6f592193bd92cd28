"""The agenda of one meeting as one reader has it: numbered for her, and nothing of what is not open to her.

Every list here begins with rows the database shows her, so a case she is kept from changes no number, no order
and no count. What may be read of a case is asked of its sections, as on its own page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cairn.domain.boards.api import seats_on
from cairn.domain.boards.models import Meeting, Seat
from cairn.domain.cases.api import kind_of, process_for, roles_of, sections_by
from cairn.domain.cases.api import policies as cases
from cairn.domain.cases.models import Case, CasePerson, Share
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import CaseItem, Conference, ItemAction, ResearchRequest
from cairn.domain.conferences.terms import Answer, Sort
from cairn.foundation.accounts.queries import actors_in
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Process


@dataclass(frozen=True, slots=True)
class ResearchLine:
    """What one agency was asked for one item; ``kept``: it keeps the words to itself."""

    ref: str
    agency: str
    due_on: date
    late: bool
    word: str
    looks: str
    text: str
    kept: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Something an agency undertook, and how it stands."""

    case: str
    task: str
    title: str
    agency: str
    due_on: date
    word: str
    looks: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item as one reader sees it; ``number`` is hers.

    Attributes:
        room: who of the seats may be there, and ``leave`` who steps out: for whoever runs the meeting alone.
        agencies: those that have the case: number to name.
    """

    item: CaseItem
    number: int
    case: str
    state: str
    first: bool
    people: tuple[tuple[str, str], ...]
    agencies: tuple[tuple[int, str], ...]
    research: tuple[ResearchLine, ...]
    shared: tuple[tuple[str, str], ...]
    actions: tuple[ActionLine, ...]
    room: tuple[str, ...]
    leave: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Everything a meeting shows to one reader."""

    overdue: tuple[ActionLine, ...]
    items: tuple[ItemLine, ...]
    notices: tuple[ItemLine, ...]
    statement: str
    unanswered: int
    may_run: bool


def meeting_for(actor: Actor, ref: str) -> Meeting:
    """One meeting that hears cases, or 404."""
    return policies.VIEW_MEETING.one(actor, Meeting.objects.select_related("group"), ref=ref)


def agenda_of(actor: Actor, meeting: Meeting, *, at: datetime) -> AgendaPage:
    """The agenda: overdue actions, cases with children, the others, and flags that come off."""
    rows = open_items(actor, meeting)
    may_run = policies.RUN.decide(actor, meeting).allowed
    lines = _lines(actor, meeting, rows, may_run=may_run, at=at)
    heard = [line for line in lines if line.item.sort == Sort.CASE]
    return AgendaPage(
        overdue=overdue_actions(actor, meeting, at=at),
        items=tuple(heard),
        notices=tuple(line for line in lines if line.item.sort == Sort.NOTICE),
        statement=statement_of(meeting),
        unanswered=sum(not one.word for line in heard for one in line.research),
        may_run=may_run,
    )


def statement_of(meeting: Meeting) -> str:
    """What is read out to everybody in the room; "" where the group hears no kind."""
    heard = Conference.objects.filter(group_id=meeting.group_id).order_by("until_on", "-from_on").first()
    kind = kind_of(heard.kind) if heard else None
    return kind.newest.conference.statement if kind and kind.newest.conference else ""


def open_items(actor: Actor, meeting: Meeting) -> list[CaseItem]:
    """The items whose case is open to somebody with the section of its meetings, in their order."""
    kinds = Conference.objects.filter(group_id=meeting.group_id).values_list("kind", flat=True)
    first = {
        party for key in kinds if (kind := kind_of(key)) and (step := kind.newest.conference) for party in step.first
    }
    parties = CasePerson.objects.filter(case=OuterRef("case"), removed_at=None, party__in=first)
    rows = CaseItem.objects.filter(meeting=meeting, taken_off_at=None, case__in=cases.VIEW.rows(actor).values("pk"))
    found = list(rows.select_related("case", "meeting").annotate(first=Exists(parties)))
    sections = open_sections(actor, [row.case for row in found])
    found = [row for row in found if process_for(row.case).conference.section in sections[row.case_id]]
    return sorted(found, key=_order)


def open_sections(actor: Actor, found: Iterable[Case]) -> dict[int, frozenset[str]]:
    """Number of each case to the sections open to somebody; two queries and one for each kind among them."""
    found = list(found)
    shares = {
        share.case_id: share
        for share in Share.objects.filter(cases.OPEN_SHARE, case__in=found, agency_id=actor.agency_id)
    }
    roles: dict[str, frozenset[str]] = {}
    sections = {}
    for case in found:
        process = process_for(case)
        if case.kind not in roles:
            roles[case.kind] = roles_of(actor, process)
        sections[case.pk] = sections_by(shares.get(case.pk), actor, process, roles=roles[case.kind])
    return sections


def overdue_actions(actor: Actor, meeting: Meeting, *, at: datetime) -> tuple[ActionLine, ...]:
    """What agencies undertook at meetings of this group and have not done by their day, the oldest first.

    Those of cases whose section of meetings is open to the actor, as on the agenda, and those of her own agency. A
    meeting that was called about a case is for that case, so it hears of no other.
    """
    rows = ItemAction.objects.filter(
        item__meeting__group_id=meeting.group_id, task__done_at=None, task__overtaken_at=None,
        task__due_on__lt=timezone.localdate(at), case__in=cases.VIEW.rows(actor).values("pk"),
    )  # fmt: skip
    if meeting.called:
        rows = rows.filter(case__in=CaseItem.objects.filter(meeting=meeting).values("case"))
    found = list(rows.select_related("task__agency", "case").order_by("task__due_on", "pk"))
    sections = open_sections(actor, {row.case_id: row.case for row in found}.values())
    return tuple(
        _action(row, today=timezone.localdate(at))
        for row in found
        if row.task.agency_id == actor.agency_id or process_for(row.case).conference.section in sections[row.case_id]
    )


def _order(item: CaseItem) -> tuple[bool, bool, int, bool, datetime, int]:
    return (
        item.sort == Sort.NOTICE, item.place is None, item.place or 0, not item.first, item.added_at, item.pk,
    )  # fmt: skip


def _lines(actor: Actor, meeting: Meeting, rows: list[CaseItem], *, may_run: bool, at: datetime) -> list[ItemLine]:
    keys, today = [row.pk for row in rows], timezone.localdate(at)
    agencies: dict[int, list[tuple[int, str]]] = defaultdict(list)
    shares = Share.objects.filter(cases.OPEN_SHARE, case__in=[row.case_id for row in rows])
    for case, agency, name in shares.order_by("agency__name").values_list("case_id", "agency_id", "agency__name"):
        agencies[case].append((agency, name))
    people: dict[int, list[tuple[str, str]]] = defaultdict(list)
    inside = CasePerson.objects.filter(case__in=[row.case_id for row in rows], removed_at=None)
    for case, name, party in inside.order_by("pk").values_list("case_id", "person__name", "party"):
        people[case].append((name, party))
    sections = open_sections(actor, [row.case for row in rows])
    research, actions = defaultdict(list), defaultdict(list)
    for asked in (
        ResearchRequest.objects.filter(item__in=keys).select_related("agency", "note").order_by("agency__name")
    ):
        research[asked.item_id].append(_research(asked, actor, sections[asked.case_id], today=today))
    for row in ItemAction.objects.filter(item__in=keys).select_related("task__agency", "case"):
        actions[row.item_id].append(_action(row, today=today))
    room, leave = _rooms(meeting, [row.case_id for row in rows]) if may_run else ({}, {})
    found, number = [], 0
    for row in rows:
        number = number + 1 if row.sort == Sort.CASE else 0
        process: Process = process_for(row.case)
        names = dict(agencies[row.case_id])
        found.append(
            ItemLine(
                item=row, number=number, case=row.case.ref, state=process.states[row.case.state].title,
                first=row.first, people=tuple(_people(process, people[row.case_id])),
                agencies=tuple(agencies[row.case_id]), research=tuple(research[row.pk]),
                shared=tuple((names.get(int(key), "An agency that had it"), text) for key, text in row.shared.items()),
                actions=tuple(actions[row.pk]), room=room.get(row.case_id, ()), leave=leave.get(row.case_id, ()),
            )
        )  # fmt: skip
    return found


def _people(process: Process, found: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Name and what they are in the case."""
    return ((name, process.parties[party].title if party in process.parties else party) for name, party in found)


def _rooms(meeting: Meeting, keys: list[int]) -> tuple[Mapping[int, tuple[str, ...]], Mapping[int, tuple[str, ...]]]:
    """For each case, who of those who hold a seat may be there, and who leaves; one query for each of them.

    Nobody is told why somebody leaves: a wall, another agency, and no share look the same.
    """
    day = timezone.localdate(meeting.starts_at)
    seats = Seat.objects.filter(seats_on(day), group_id=meeting.group_id, person__isnull=False)
    people = {seat.person_id: seat.person.name for seat in seats.select_related("person").order_by("person__name")}
    actors = actors_in(meeting.partnership_id, on=day)
    room, leave = defaultdict(list), defaultdict(list)
    base = Case.objects.filter(pk__in=keys)
    for user, name in people.items():
        actor = actors.get(user)
        open_to = set(cases.VIEW.rows(actor, base).values_list("pk", flat=True)) if actor else set()
        for key in keys:
            (room if key in open_to else leave)[key].append(name)
    return {key: tuple(room[key]) for key in keys}, {key: tuple(leave[key]) for key in keys}


def _research(asked: ResearchRequest, actor: Actor, sections: frozenset[str], *, today: date) -> ResearchLine:
    note = asked.note if asked.note and asked.note.section in sections else None
    looks = {
        Answer.KNOWN: "complete", Answer.NOTHING_KNOWN: "complete", Answer.NOT_IN_TIME: "off_track",
    }.get(asked.answer, "late" if asked.due_on < today else "waiting_evidence")  # fmt: skip
    return ResearchLine(
        ref=asked.ref, agency=asked.agency.name, due_on=asked.due_on, late=not asked.answer and asked.due_on < today,
        word=asked.get_answer_display() if asked.answer else "", looks=looks, text=note.text if note else "",
        kept=asked.note_id is not None and note is None,
        may_answer=asked.agency_id == actor.agency_id and asked.answer in ("", Answer.NOT_IN_TIME),
    )  # fmt: skip


def _action(row: ItemAction, *, today: date) -> ActionLine:
    task = row.task
    word, looks = "Open", "on_track"
    if task.done_at:
        word, looks = "Done", "complete"
    elif task.not_done:
        word, looks = "Not done by its agency", "off_track"
    elif task.overtaken_at:
        word, looks = "Overtaken by events", "stopped"
    elif task.due_on < today:
        word, looks = "Overdue", "late"
    return ActionLine(row.case.ref, task.ref, task.title, task.agency.name, task.due_on, word, looks, task.outcome)


def waiting_cases(actor: Actor, meeting: Meeting) -> QuerySet[Case]:
    """Cases somebody runs that could be put on the agenda, the longest waiting first."""
    rows = Case.objects.none()
    for key in Conference.objects.filter(group_id=meeting.group_id, until_on=None).values_list("kind", flat=True):
        kind = kind_of(key)
        step = kind.newest.conference if kind else None
        if step is None:
            continue
        moves = [move for move in kind.newest.moves if move.key == step.lists]
        states = {state for move in moves for state in (*move.from_states, move.to)}
        on_one = CaseItem.objects.filter(
            case=OuterRef("pk"), taken_off_at=None, heard_at=None, meeting__cancelled_on=None
        )  # one that was cancelled keeps its cases, so that whoever has them finds it cancelled in her diary
        rows = cases.RUN.rows(actor, Case.objects.filter(kind=key, state__in=states)).exclude(Exists(on_one))
    return rows.order_by("since", "pk")
