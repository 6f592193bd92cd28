"""A workbook's rows against the plan: what is new, what changed since the copy, what cannot be loaded and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cairn.domain.plans.models import ActionPlan, WorkbookImport
from cairn.domain.plans.queries.workbook_changes import Change, Existing, changed_row
from cairn.domain.plans.queries.workbook_names import Cast, cast_of
from cairn.domain.plans.queries.workbook_new import NewRows, Rights
from cairn.domain.plans.services.actions import ActionFacts
from cairn.kernel.actors import Actor
from cairn.kernel.references import is_sound
from cairn.kernel.workbooks.candidates import NOBODY, Problem, Question, RowRead, read_rows
from cairn.kernel.workbooks.fields import ACTION_FIELDS
from cairn.kernel.workbooks.finding import LeftOut, Table, tables_in
from cairn.kernel.workbooks.grid import unpacked
from cairn.kernel.workbooks.mapping import heads_of, propose

HEADS = heads_of(ACTION_FIELDS)
TITLES = {field.key: field.title for field in ACTION_FIELDS}
# The headings of our own copy that come back; by these it is known again.
OWN_COPY = {
    "Reference": "reference", "Version": "version", "Commitment": "commitment", "Action": "title", "Detail": "detail",
    "Public wording": "public_wording", "Origin, exactly": "origin_note", "Lead agency": "lead", "Owner": "owner",
    "Supporting agencies": "supporting", "Starts": "starts_on", "Due now": "due_on", "Rural need": "rural",
}  # fmt: skip


class RowKind(StrEnum):
    """What loading would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    STOPPED = "stopped"


@dataclass(frozen=True)
class PreviewRow:
    """One row as the preview shows it, with what loading it would take.

    Args:
        number: as the spreadsheet counts.
        ref: of the action it is about, or of the one it repeats; "" for a new one.
        says: what happens with it, as a sentence where that needs one.
        changes: field by field; those marked as conflicts are not loaded.
        facts: of a new action.
        move_reason: why its date moves, where the row says so itself.
    """

    number: int
    kind: RowKind
    title: str
    ref: str = ""
    hidden: bool = False
    says: str = ""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    facts: ActionFacts | None = None
    move_reason: str = ""

    @property
    def conflicts(self) -> int:
        """How many of its changes meet a change made in Cairn meanwhile."""
        return sum(change.conflict for change in self.changes)

    @property
    def loads(self) -> tuple[Change, ...]:
        """The changes that would be loaded."""
        return tuple(change for change in self.changes if not change.conflict)


@dataclass(frozen=True)
class Preview:
    """Every row of a workbook against its plan.

    Args:
        questions: names nobody could match, each with the rows it stands in.
        missing: how many open actions of the plan the workbook does not hold; None where it holds none.
        left_out: rows of the sheet that are no rows of the table.
    """

    table: Table
    rows: tuple[PreviewRow, ...]
    questions: tuple[tuple[Question, tuple[int, ...]], ...]
    cast: Cast
    missing: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    counts: Mapping[RowKind, int] = field(default_factory=dict)

    @property
    def conflicts(self) -> int:
        """How many rows hold a conflict."""
        return sum(bool(row.conflicts) for row in self.rows)

    @property
    def warned(self) -> int:
        """How many rows can be loaded and have something to know first."""
        return sum(row.kind is not RowKind.STOPPED and bool(row.problems) for row in self.rows)

    @property
    def moves_dates(self) -> bool:
        """A due date would move without a reason in its row."""
        return any(change.field == "due_on" for row in self.rows if not row.move_reason for change in row.loads)

    @property
    def mark(self) -> str:
        """A short mark of what loading would do, to see later whether that has become something else."""
        said = repr([(row.number, row.kind.value, row.ref, row.changes, row.facts) for row in self.rows])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def tables_of(workbook: WorkbookImport) -> tuple[Table, ...]:
    """The tables found in a workbook that is still open."""
    return tables_in(unpacked(bytes(workbook.cells or b"")), heads=HEADS)


def proposed_mapping(table: Table) -> dict[int, str]:
    """What each column is probably about: as in our own copy, where it is one; else by heading and content."""
    if is_own_copy(table):
        return {place: OWN_COPY.get(column.title, "") for place, column in enumerate(table.columns)}
    return {one.place: one.field for one in propose(table, ACTION_FIELDS)}


def is_own_copy(table: Table) -> bool:
    """The table is a copy taken from Cairn."""
    return {"Reference", "Version", "Action", "Due now"} <= {column.title for column in table.columns}


def preview(actor: Actor, plan: ActionPlan, workbook: WorkbookImport, *, today: date) -> Preview:
    """Read the workbook as mapped, and set it against the plan; a dozen queries for any number of rows."""
    cast = cast_of(actor, plan, workbook, today=today)
    table = tables_of(workbook)[workbook.table or 0]
    mapping = {int(place): about for place, about in workbook.mapping.items()}
    read = read_rows(table, mapping, ACTION_FIELDS, cast.known)
    rights = Rights.of(actor, plan)
    existing = Existing.of(actor, plan, read, today=today)
    new = NewRows(plan, cast, rights, existing.titles, today=today)
    rows, asked = [], {}
    seen: set[str] = set()
    for row in read:
        shown, questions = _row(row, existing, new, cast, seen)
        rows.append(shown)
        for question in questions:
            asked.setdefault(question.key, (question, []))[1].append(row.number)
    missing = len(existing.open_refs - seen) if seen else None
    return Preview(
        table=table,
        rows=tuple(rows),
        questions=tuple((question, tuple(numbers)) for question, numbers in asked.values()),
        cast=cast,
        missing=missing,
        left_out=table.left_out,
        counts=Counter(row.kind for row in rows),
    )


def _row(
    row: RowRead, existing: Existing, new: NewRows, cast: Cast, seen: set[str]
) -> tuple[PreviewRow, tuple[Question, ...]]:
    ref = str(row.values.get("reference", "")).upper()
    if not (ref.startswith("A-") and is_sound(ref)):
        return _new_row(row, new)
    if ref in seen:
        return _stopped(row, ref, "This reference stands in an earlier row too."), ()
    seen.add(ref)
    action = existing.actions.get(ref)
    if action is None:
        return _stopped(row, ref, f"{ref} is no action of this plan that you may see."), ()
    changes, problems = changed_row(row, action, existing, cast)
    questions = tuple(question for question in row.questions if existing.asks(question, row, action))
    kind = RowKind.CHANGED if changes else RowKind.UNCHANGED
    if questions or any(problem.stops for problem in problems):
        kind = RowKind.STOPPED
    shown = PreviewRow(
        row.number, kind, action.title, ref, row.hidden, changes=changes, problems=problems,
        move_reason=str(row.values.get("move_reason", "")),
    )  # fmt: skip
    return shown, questions


def _new_row(row: RowRead, new: NewRows) -> tuple[PreviewRow, tuple[Question, ...]]:
    built = new.row(row)
    title = built.facts.title if built.facts else str(row.values.get("title", "")) or "(no words)"
    if built.repeats:
        return PreviewRow(
            row.number, RowKind.UNCHANGED, title, built.repeats, row.hidden, says="It is in the plan already."
        ), ()
    stopped = built.facts is None or bool(built.questions) or any(problem.stops for problem in built.problems)
    kind = RowKind.STOPPED if stopped else RowKind.NEW
    shown = PreviewRow(row.number, kind, title[:200], hidden=row.hidden, problems=built.problems, facts=built.facts)
    return shown, built.questions


def _stopped(row: RowRead, ref: str, sentence: str) -> PreviewRow:
    title = str(row.values.get("title", ""))
    return PreviewRow(row.number, RowKind.STOPPED, title, ref, row.hidden, problems=(Problem("reference", sentence),))


def answer_choices(question: Question, cast: Cast) -> list[tuple[str, str]]:
    """What may be answered to a question about a name, with the key that is kept."""
    kind, _, text = question.key.partition(":")
    if kind == "person":
        led_by = led_by_of(question)
        rows = [row for row in cast.people.values() if not led_by or str(row.agency_id) == led_by]
        return [(str(row.pk), f"{row.name}, {row.agency.name}") for row in rows]
    if kind == "agency":
        return [(key, row.name) for key, row in cast.agencies.items()] + ([(NOBODY, "Leave it out")] if text else [])
    return [(key, f"{row.code}: {row.text}"[:120]) for key, row in cast.commitments.items()]


def led_by_of(question: Question) -> str:
    """The key of the agency that leads the rows which name no owner; "" for a question about a name."""
    key = question.text.removeprefix("led by ")
    return key if question.text.startswith("led by ") and key.isdigit() else ""


def field_title(key: str) -> str:
    """A field of a workbook, as people read it."""
    return TITLES.get(key, "The row")
