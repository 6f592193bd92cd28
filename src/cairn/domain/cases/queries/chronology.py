"""What happened in a case, from every agency, in one order: as far as it is open to whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cairn.domain.cases.models import Case, CaseDocument, CaseEvent, Note, Share, Task
from cairn.domain.cases.queries.telling import tellings
from cairn.domain.cases.queries.wording import Wording, stands_apart
from cairn.domain.cases.terms import ShareAnswer, ShareAs
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.processes.process import BUILT_IN, CORRECT, EXTEND, PAUSE, RESUME, Detail, Process
from cairn.kernel.uk_time import day_of, start_of

MOST = 2000  # of each sort; a case with more shows its newest
NOTE, EVENT, TASK, DOCUMENT, SHARE = "note", "event", "task", "document", "share"
SORTS = {NOTE: "Note", EVENT: "Step", TASK: "Task", DOCUMENT: "Document", SHARE: "Sharing"}
_INTERRUPTS = {
    PAUSE: "A clock was paused",
    RESUME: "A clock runs again",
    EXTEND: "A clock was extended",
    CORRECT: "Something was corrected",
}
KEPT_TO_US = "Kept to your agency."


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the order of a case.

    Args:
        on: the day it is about; ``at`` when it was written down.
        sort: one of ``SORTS``.
        agency: number of the agency that wrote it; None for Cairn itself.
        text: paragraphs.
        ref: of the document, for its address; "" for anything else.
    """

    on: date
    at: datetime
    sort: str
    title: str
    by: str
    agency: int | None
    text: tuple[str, ...] = ()
    ref: str = ""


def chronology(
    case: Case,
    process: Process,
    *,
    at: datetime,
    sections: frozenset[str],
    limited: bool,
    agency: int | None = None,
    newest_first: bool = True,
    tasks: QuerySet[Task] | None = None,
    words: Wording | None = None,
) -> list[Entry]:
    """Everything that is open to the reader. Five queries, whatever the case holds.

    What other agencies keep to themselves is not read at all: the database leaves it out.

    Args:
        at: a share whose last day is over by then is said to be over; nobody writes that down.
        sections: the sections open to whoever reads.
        limited: her agency has some sections only.
        agency: what one agency wrote; None for all.
        tasks: those that may be read; left out, those of the open sections.
        words: how agencies and people are called; left out, answers stand as they are kept.
    """
    if tasks is None:
        tasks = Task.objects.filter(case=case, section__in=[*sections, ""])
    found = [
        *_notes(case, process, sections),
        *_events(case, process, sections, limited=limited, words=words),
        *_tasks(tasks),
        *_documents(case, process, sections),
        *_shares(case, at=at),
    ]
    if agency is not None:
        found = [entry for entry in found if entry.agency == agency]
    return sorted(found, key=lambda entry: (entry.on, entry.at), reverse=newest_first)


def notes_of(case: Case, *, sections: frozenset[str], most: int) -> list[Note]:
    """The newest notes open to the reader, each with those that correct it; three queries."""
    rows = Note.objects.filter(case=case, section__in=sections, corrects=None).select_related("agency", "by")
    return list(rows.order_by("-happened_on", "-at", "-pk").prefetch_related("corrected_by__by")[:most])


def _notes(case: Case, process: Process, sections: frozenset[str]) -> Iterator[Entry]:
    rows = Note.objects.filter(case=case, section__in=sections).select_related("agency", "by", "corrects")
    for note in rows.order_by("-at", "-pk")[:MOST]:
        title = f"Note, {process.sections[note.section].title.lower()}"
        if note.corrects is not None:
            title = f"Correction of the note about {day_in_words(note.corrects.happened_on)}"
        text = (note.text, KEPT_TO_US) if note.only_agency else (note.text,)
        yield Entry(note.happened_on, note.at, NOTE, title, _by(note.by, note.agency), note.agency_id, text)


def _events(
    case: Case, process: Process, sections: frozenset[str], *, limited: bool, words: Wording | None
) -> Iterator[Entry]:  # fmt: skip
    titles = {move.key: move.title for move in process.moves}
    titles |= {key: happening.title for key, happening in process.happenings.items()}
    rows = CaseEvent.objects.filter(case=case).select_related("agency", "by").order_by("-at", "-pk")[:MOST]
    for told in tellings(rows, process, sections=sections, limited=limited):
        event = told.row
        text = [
            f"{process.details[name].title}: {_answer(process.details[name], value, words)}"
            for name, value in told.details.items()
            if value not in (None, "", ())
        ]
        if told.reason:
            text.append(told.reason)
        title = _INTERRUPTS[event.name] if event.name in BUILT_IN else titles.get(event.name, event.name)
        yield Entry(day_of(event.at), event.at, EVENT, title, _by(event.by, event.agency), event.agency_id, tuple(text))


def _tasks(tasks: QuerySet[Task]) -> Iterator[Entry]:
    rows = tasks.select_related("agency", "owner", "made_by__agency", "done_by__agency")
    for task in rows.order_by("-made_at", "-pk")[:MOST]:
        whose = f"For {task.agency.name}{f', {task.owner.name}' if task.owner else ''}, by {day_in_words(task.due_on)}."
        giver = task.made_by.agency if task.made_by else None
        made = _by(task.made_by, giver)
        yield Entry(day_of(task.made_at), task.made_at, TASK, f"Task: {task.title}", made, task.agency_id, (whose,))
        ended_at = task.done_at or task.overtaken_at
        if ended_at is not None:
            how = "done" if task.done_at else "not done by its agency" if task.not_done else "overtaken by events"
            title = f"Task {how}: {task.title}"
            ender = _by(task.done_by, task.done_by.agency if task.done_by else None)
            yield Entry(day_of(ended_at), ended_at, TASK, title, ender, task.agency_id, (task.outcome,))


def _documents(case: Case, process: Process, sections: frozenset[str]) -> Iterator[Entry]:
    rows = CaseDocument.objects.filter(case=case, section__in=sections).select_related("agency", "by")
    for document in rows.order_by("-at", "-pk")[:MOST]:
        title = f"Document: {document.title}"
        text = (process.sections[document.section].title, *((KEPT_TO_US,) if document.only_agency else ()))
        by = _by(document.by, document.agency)
        yield Entry(day_of(document.at), document.at, DOCUMENT, title, by, document.agency_id, text, ref=document.ref)


def _shares(case: Case, *, at: datetime) -> Iterator[Entry]:
    rows = Share.objects.filter(case=case).select_related("agency", "offered_by__agency", "ended_by__agency")
    for share in rows.order_by("-offered_at", "-pk")[:MOST]:
        name, whose = share.agency.name, share.agency_id
        by = _by(share.offered_by, share.offered_by.agency if share.offered_by else None)
        offered = {
            ShareAs.LEAD: f"{name} leads the case",
            ShareAs.OPENED: f"{name} opened the case",
        }.get(share.standing, f"Offered to {name}")
        yield Entry(timezone.localdate(share.offered_at), share.offered_at, SHARE, offered, by, whose)
        if share.standing == ShareAs.PARTNER and share.answered_at is not None:
            answer = "declined" if share.answer == ShareAnswer.DECLINED else "accepted"
            title = f"{name} {answer} the share"
            yield Entry(day_of(share.answered_at), share.answered_at, SHARE, title, name, whose)
        yield from _end_of(share, at=at)


def _end_of(share: Share, *, at: datetime) -> Iterator[Entry]:
    """How a share came to its end: its last day passed, which nobody does, or somebody ended it before."""
    name, whose, had = share.agency.name, share.agency_id, share.answer == ShareAnswer.ACCEPTED
    until, ended_at = share.until_on, share.ended_at
    if until is not None and until < day_of(ended_at or at) and share.answer != ShareAnswer.DECLINED:
        title = f"The share of {name} ended: its last day passed"
        if not had:
            title = f"{name} never answered: the last day of what it was offered passed"
        yield Entry(until, start_of(until + timedelta(days=1)), SHARE, title, "", whose)
    elif ended_at is not None:
        title = f"The share of {name} ended" if had else f"What {name} was offered was taken back"
        by = _by(share.ended_by, share.ended_by.agency if share.ended_by else None)
        yield Entry(day_of(ended_at), ended_at, SHARE, title, by, whose)


def _by(person: object, agency: object) -> str:
    if person is None:
        return getattr(agency, "name", "Cairn")
    return f"{person.name}, {agency.name}" if agency is not None else person.name


def _answer(detail: Detail, value: object, words: Wording | None) -> str:
    """An answer; how and where people are reached stands on no page."""
    if stands_apart(detail):
        return "kept apart"
    return words.of(detail, value) if words is not None else _said(value)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day_in_words(day_of(value) if isinstance(value, datetime) else value)
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    words = str(value)
    return {"yes": "Yes", "no": "No", "unknown": "Not known"}.get(words, words.replace("_", " "))
