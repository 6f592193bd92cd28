"""What the screens of a workbook show: its columns with what stands in them, its questions, its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cairn.domain.plans.models import ActionPlan, WorkbookImport, WorkbookLayout
from cairn.domain.plans.queries.workbook_rows import (
    Preview,
    PreviewRow,
    RowKind,
    answer_choices,
    field_title,
    led_by_of,
    proposed_mapping,
)
from cairn.foundation.files.bringing import known_mapping
from cairn.foundation.files.brought import WorkbookState
from cairn.foundation.files.columns import ColumnShown, columns_shown
from cairn.kernel.actors import Actor
from cairn.kernel.workbooks.candidates import Question
from cairn.kernel.workbooks.fields import ACTION_FIELDS
from cairn.kernel.workbooks.finding import Table

SHOWS = {
    "": "All rows",
    "new": "New",
    "changed": "Changed",
    "unchanged": "Nothing changes",
    "stopped": "Cannot be loaded",
    "warned": "With something to know",
    "conflicts": "Changed meanwhile",
}
LOOKS = {
    RowKind.NEW: ("on_track", "New"),
    RowKind.CHANGED: ("waiting_evidence", "Changed"),
    RowKind.UNCHANGED: ("not_started", "Nothing changes"),
    RowKind.STOPPED: ("off_track", "Cannot be loaded"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One name to explain: what is written, in how many rows, between whom nobody can tell, what may be meant."""

    key: str
    kind: str
    text: str
    rows: str
    between: str
    choices: tuple[tuple[str, str], ...]


def open_workbook(actor: Actor, plan: ActionPlan) -> WorkbookImport | None:
    """The workbook the actor is bringing into a plan, or None."""
    rows = WorkbookImport.objects.filter(plan=plan, by_id=actor.user_id, state=WorkbookState.OPEN)
    return rows.select_related("plan__strategy").first()


def last_loaded(actor: Actor, plan: ActionPlan) -> WorkbookImport | None:
    """The workbook the actor loaded last into a plan, or None."""
    rows = WorkbookImport.objects.filter(plan=plan, by_id=actor.user_id, state=WorkbookState.LOADED)
    return rows.order_by("-ended_at").first()


def columns_of(actor: Actor, workbook: WorkbookImport, tables: Sequence[Table], place: int) -> list[ColumnShown]:
    """The columns of a table, each with what it is taken for: as said before, remembered, or proposed."""
    mapping, because = known_mapping(WorkbookLayout, actor, workbook, tables, place)
    mapping = mapping or proposed_mapping(tables[place])
    return columns_shown(tables[place], ACTION_FIELDS, mapping=mapping, because=because)


def questions_shown(found: Preview) -> list[Asked]:
    """The names to explain, with what may be meant."""
    return [
        Asked(
            key=question.key,
            kind=_KINDS[question.key.partition(":")[0]],
            text=_said(question, found),
            rows=_rows_in_words(numbers),
            between=" or ".join(question.between),
            choices=tuple(answer_choices(question, found.cast)),
        )
        for question, numbers in found.questions
    ]


_KINDS = {"person": "Owner", "agency": "Agency", "promise": "Commitment"}
_NAMED_NONE = {"agency": "No lead is named", "promise": "No commitment is named", "person": "Nobody is named"}


def _said(question: Question, found: Preview) -> str:
    if key := led_by_of(question):
        return f"Nobody is named; {found.cast.agencies[key].name} leads"
    return f"“{question.text}”" if question.text else _NAMED_NONE[question.key.partition(":")[0]]


def _rows_in_words(numbers: Sequence[int]) -> str:
    first = ", ".join(str(number) for number in numbers[:5])
    if len(numbers) == 1:
        return f"Row {first}"
    return f"{len(numbers)} rows: {first}{' ...' if len(numbers) > 5 else ''}"


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of the preview, with its look and its problems under the titles of their fields."""

    row: PreviewRow
    looks: str
    word: str
    changes: tuple[tuple[str, str, str, bool], ...]
    problems: tuple[tuple[str, str, bool], ...]
    waits: bool


def rows_shown(rows: Sequence[PreviewRow]) -> list[RowShown]:
    """Rows as the page shows them."""
    return [_shown(row) for row in rows]


def _shown(row: PreviewRow) -> RowShown:
    looks, word = LOOKS[row.kind]
    stops = any(problem.stops for problem in row.problems)
    return RowShown(
        row=row,
        looks=looks,
        word=word,
        changes=tuple((field_title(one.field), one.old_shown, one.new_shown, one.conflict) for one in row.changes),
        problems=tuple((field_title(one.field), one.sentence, one.stops) for one in row.problems),
        waits=row.kind is RowKind.STOPPED and not stops,
    )


def chosen(found: Preview, show: str) -> list[PreviewRow]:
    """The rows of one kind; all where nothing, or nothing known, is asked for."""
    if show == "warned":
        return [row for row in found.rows if row.kind is not RowKind.STOPPED and row.problems]
    if show == "conflicts":
        return [row for row in found.rows if row.conflicts]
    if show in set(RowKind):
        return [row for row in found.rows if row.kind == show]
    return list(found.rows)


def counted(found: Preview) -> list[tuple[str, str, int]]:
    """(what to show, in words, how many rows) for each kind that has any."""
    return [(show, words, len(chosen(found, show))) for show, words in SHOWS.items() if chosen(found, show)]


def row_problems(found: Preview) -> list[list[object]]:
    """Each problem of a row that cannot be loaded, for a file: row, reference, action, column, what is wrong."""
    lines: list[list[object]] = []
    for row in chosen(found, RowKind.STOPPED):
        said = [(field_title(one.field), one.sentence) for one in row.problems if one.stops]
        for about, sentence in said or [("Names", "Somebody or something it names is not known yet.")]:
            lines.append([row.number, row.ref, row.title, about, sentence])
    return lines
