"""The checklists a case can be asked by, and what was answered: nothing here knows which kind of case it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.http import Http404

from cairn.domain.cases.models import Case, ChecklistSheet, LoadedChecklist
from cairn.kernel.checklists import Answer, Checklist, Question, Score, read_checklist, score
from cairn.kernel.processes.history import Event
from cairn.kernel.processes.process import Happening, Move, Process
from cairn.kernel.processes.terms import Check, Method


class UnsoundChecklist(RuntimeError):
    """A shipped checklist must not be used; the message says what to put right."""


@cache
def shipped() -> Sequence[Checklist]:
    """The checklists of the repository: a demonstration in our own words."""
    found = []
    for path in sorted((files("cairn") / "content" / "checklists").iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".toml"):
            continue
        file = read_checklist(path.read_text(encoding="utf-8"))
        if file.problems:
            lines = "; ".join(f"line {problem.line}: {problem.says}" for problem in file.problems)
            raise UnsoundChecklist(f"{path.name}: {lines}")
        found.append(file.checklist())
    return tuple(found)


def versions(partnership_id: int) -> Mapping[tuple[str, str], Checklist]:
    """Every checklist of a partnership by key and version, those that were loaded after those shipped."""
    loaded = LoadedChecklist.objects.filter(partnership_id=partnership_id).order_by("at", "pk")
    texts = [read_checklist(row.text).checklist() for row in loaded]
    return {(each.key, each.version): each for each in (*shipped(), *texts)}


def in_force(partnership_id: int, *, on: date) -> list[Checklist]:
    """The newest version of each checklist that has begun; the partnership's own first, a demonstration last."""
    newest: dict[str, Checklist] = {}
    for each in versions(partnership_id).values():
        if each.valid_from <= on and (each.key not in newest or each.valid_from >= newest[each.key].valid_from):
            newest[each.key] = each
    return sorted(newest.values(), key=lambda each: (each.demonstration, each.title))


def score_fields(process: Process) -> frozenset[str]:
    """The details a threshold of the process counts from: what the score of a checklist goes into."""
    return frozenset(
        threshold.field
        for threshold in process.thresholds.values()
        if threshold.method is Method.NUMBER_AT_LEAST and threshold.field in process.details
    )


def score_events(process: Process) -> list[tuple[Happening, str]]:
    """The events of the process that take such a score, each with the detail it goes into."""
    fields = score_fields(process)
    return [
        (happening, name)
        for happening in process.happenings.values()
        for name in (*happening.requires, *happening.accepts)
        if name in fields
    ]


def line_field(process: Process, happening: Happening, field: str) -> str:
    """The detail of an event that says whether a score reached the line of its own checklist; "" where it has none."""
    found = (each.reached for each in process.thresholds.values() if each.field == field and each.reached)
    return next((name for name in found if name in (*happening.requires, *happening.accepts)), "")


NOT_COUNTED = (
    "A checklist was answered in this case, and nothing of it counts yet. Open it under “Checklists”, record what it "
    "came to, and then decide."
)


def decides_by_score(process: Process, step: Move | Happening) -> bool:
    """Whether a step says that a threshold is not met which counts from what a checklist comes to."""
    fields = score_fields(process)
    said = (guard.of for guard in step.guards if guard.check is Check.THRESHOLD_NOT_MET)
    return any(not fields.isdisjoint(_read_by(process, key)) for key in said)


def _read_by(process: Process, key: str) -> Iterator[str]:
    """The details a threshold counts from, those of its parts too."""
    threshold = process.thresholds[key]
    yield threshold.field
    for part in threshold.parts:
        yield from _read_by(process, part)


def not_recorded(case: Case, process: Process, history: Iterable[Event]) -> frozenset[int]:
    """The numbers of sheets since which no event of the case took their score, or a higher one. One query.

    Nothing of them counts; what was recorded since and says more, whoever recorded it had them before her.

    Args:
        history: of the case.
    """
    fields = {happening.key: name for happening, name in score_events(process)}
    took = [(event.at, event.details.get(fields[event.name])) for event in history if event.name in fields]
    rows = ChecklistSheet.objects.filter(case=case).values_list("pk", "at", "score") if fields else ()
    return frozenset(
        key for key, at, came_to in rows
        if not any(at <= then and given is not None and given >= came_to for then, given in took)
    )  # fmt: skip


def may_read_sheets(process: Process, sections: frozenset[str]) -> bool:
    """Whether checklists are open to somebody: all sections in which the process keeps a score must be.

    A process that keeps none says nothing of where its checklists belong: they are for whoever has it whole.
    """
    kept_in = {process.details[name].section for name in score_fields(process)}
    return (kept_in or {key for key, each in process.sections.items() if not each.never_shared}) <= sections


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a sheet, with what was said."""

    question: Question
    answer: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One checklist as it was answered, worked out by the version it was asked by, where Cairn still has that."""

    sheet: ChecklistSheet
    checklist: Checklist | None
    person: str
    score: Score | None
    answers: tuple[Answered, ...] = ()
    look_at: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Of the checklist, or that it is gone."""
        return self.checklist.title if self.checklist else f"A checklist Cairn no longer has ({self.sheet.checklist})"

    @property
    def says(self) -> str:
        """What it came to, in a sentence."""
        return self.score.says() if self.score else f"{self.sheet.score}. Its questions are no longer here."


ANSWERS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Not known"}
NOT_ASKED = "Not asked"


def sheets_of(case: Case) -> list[SheetPage]:
    """Every checklist answered in a case, the newest first; two queries."""
    rows = ChecklistSheet.objects.filter(case=case).select_related("agency", "by", "person").order_by("-at", "-pk")
    known = versions(case.partnership_id)
    return [_page(row, known.get((row.checklist, row.version))) for row in rows]


def sheet_for(case: Case, key: int) -> tuple[SheetPage, list[SheetPage]]:
    """One sheet, and the others of its case.

    Raises:
        Http404: where the case has none of that number.
    """
    pages = sheets_of(case)
    found = next((page for page in pages if page.sheet.pk == key), None)
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found, [page for page in pages if page is not found]


def _page(sheet: ChecklistSheet, checklist: Checklist | None) -> SheetPage:
    person = sheet.person.name if sheet.person else ""
    if checklist is None:
        return SheetPage(sheet, None, person, None)
    given = {key: Answer(row["answer"]) for key, row in sheet.answers.items()}
    rows = tuple(
        Answered(
            question,
            ANSWERS.get(given.get(question.key), NOT_ASKED),
            sheet.answers.get(question.key, {}).get("source", ""),
            sheet.answers.get(question.key, {}).get("note", ""),
        )
        for question in checklist.questions
    )
    worked = score(checklist, given)
    look_at = tuple(each.asks for each in checklist.questions if each.key in worked.alone)
    return SheetPage(sheet, checklist, person, worked, rows, look_at)
