"""Every free text of a case that may hold an old address or number, each in words that tell nothing of it.

Asked as Cairn itself. What one agency keeps to itself is left out: it is named to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cairn.domain.cases.models import (
    Case,
    CaseDocument,
    CaseEvent,
    CasePerson,
    ChecklistSheet,
    HalfForm,
    Note,
    Relationship,
    Share,
    Task,
    TransferOut,
)
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.terms import HandOver
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor, system_actor

# What went with it cannot be read any more, and which area it is stands in no row but its sender's.
ON_ITS_WAY = "What went to another area and is not answered yet: whoever sent it takes it back, and sends it again"
Holds = Callable[[str], bool]
Place = tuple[str, str]
# What other contexts wrote of a case, such as minutes: each gives section, title and text.
MORE_TEXTS: list[Callable[[Actor, Case], Iterable[tuple[str, str, str]]]] = []


def places_that_hold(case: Case, holds: Holds) -> Iterator[Place]:
    """What each place is, and its reference, "" where it has none.

    Args:
        holds: whether a text has what is looked for.
    """
    yield from _written(case, holds)
    yield from _of_people(case, holds)
    yield from _of_shares(case, holds)
    yield from _of_steps(case, holds)
    if TransferOut.objects.filter(case=case, answer=HandOver.WAITS).exists():
        yield ON_ITS_WAY, ""
    notes = set(Note.objects.filter(case=case).values_list("text", flat=True))  # research is a note too
    for provide in MORE_TEXTS:
        for _section, title, text in provide(system_actor(case.partnership_id), case):
            if text not in notes and holds(text):
                yield title, ""


def _written(case: Case, holds: Holds) -> Iterator[Place]:
    for note in Note.objects.filter(case=case, only_agency=False):
        if holds(note.text):
            yield f"A note of {day_in_words(note.at)}", note.ref
    for task in Task.objects.filter(case=case):
        if holds(f"{task.title}\n{task.outcome}"):
            yield f"A task due on {day_in_words(task.due_on)}", task.ref
    for document in CaseDocument.objects.filter(case=case, only_agency=False):
        if holds(document.title):
            yield f"The title of a document of {day_in_words(document.at)}", document.ref
        # What is in a file is not read: a scan has no words, and a look that misses one is worse than one too many.
        yield f"Inside a document of {day_in_words(document.at)}, which Cairn does not read", document.ref
    for half in HalfForm.objects.filter(case=case):
        if any(holds(text) for text in _texts(half.typed)):
            yield f"A form begun on {day_in_words(half.saved_at)} and not sent, which only its writer sees", half.ref
    for sheet in ChecklistSheet.objects.filter(case=case):
        if any(holds(text) for text in (sheet.judgement, *_texts(sheet.answers))):
            yield f"A checklist of {day_in_words(sheet.at)}", ""


def _of_people(case: Case, holds: Holds) -> Iterator[Place]:
    """Also of those who were taken out: what was said of them stays in the case. Nobody is named, as in the record."""
    parties = process_for(case).parties
    for row in CasePerson.objects.filter(case=case).select_related("person"):
        if any(holds(text) for text in (row.note, row.removed_because)):
            part = parties[row.party].title if row.party in parties else row.party
            yield f"What everybody with the case should know of: {part}", row.person.ref
    for tie in Relationship.objects.filter(case=case):
        if holds(tie.note):
            yield f"What two people are to each other, as recorded on {day_in_words(tie.recorded_at)}", ""


def _of_shares(case: Case, holds: Holds) -> Iterator[Place]:
    for share in Share.objects.filter(case=case).select_related("agency"):
        said = (share.purpose, share.without_consent_because, share.declined_because, share.ended_because)
        if any(holds(text) for text in said):
            yield f"The share of {share.agency.name}", share.ref


def _of_steps(case: Case, holds: Holds) -> Iterator[Place]:
    titles = _titles(case)
    for event in CaseEvent.objects.filter(case=case):
        if any(holds(text) for text in (event.reason, *_texts(event.details))):
            yield f"“{titles.get(event.name, event.name)}” of {day_in_words(event.at)}", event.ref


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _titles(case: Case) -> dict[str, str]:
    process = process_for(case)
    return {move.key: move.title for move in process.moves} | {
        key: each.title for key, each in process.happenings.items()
    }
