"""Bring a workbook of figures: upload it, say what its columns are, have it checked, load it, or give it up.

A long table is checked and loaded by a job; what somebody is shown is always what a check found, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cairn.domain.measures import policies
from cairn.domain.measures.models import FiguresImport, FiguresLayout
from cairn.domain.measures.queries.workbook_rows import (
    figure_rows,
    figure_tables,
    is_own_copy,
    proposed_mapping,
    tables_of,
)
from cairn.domain.measures.services.answering import forget_answers
from cairn.domain.measures.services.arriving import LOADS, Kind, examine_rows
from cairn.domain.measures.services.checking import (
    Checked,
    checked_of,
    checked_rows,
    mark_of,
    packed_check,
    packed_rows,
    unpacked_rows,
)
from cairn.domain.measures.services.loading import LOADED_FROM_A_FILE, Loaded, take_in
from cairn.domain.measures.terms import Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.files.bringing import (
    KEPT_FOR,
    check_mapping,
    clear_old,
    end_workbook,
    note_looked_at,
    plain,
    read_file,
    remember_layout,
)
from cairn.foundation.files.brought import WorkbookState
from cairn.kernel.actors import Actor
from cairn.kernel.so_many import so_many
from cairn.kernel.workbooks.fields import FIGURE_FIELDS
from cairn.kernel.workbooks.finding import Table
from cairn.kernel.workbooks.grid import packed

MOST_ROWS = 120_000
AT_ONCE = 2_000  # rows that somebody can wait for; more are a job's
NO_TABLE = (
    "No table of figures was found in the file. A table has a row of headings, such as Measure, Period and Numerator,"
    " and rows under it."
)
CHANGED = "Something changed in Cairn since you looked at these rows. Look at them again, then load them."
SAY_WHY_CORRECTED = "Some of these figures are approved already. Say why they are corrected: readers see the reason."
NOTHING = "There is nothing to load: no figure is new, and none changes anything."


def upload_figures(*, by: Actor, at: datetime, partnership: Partnership, name: str, content: bytes) -> FiguresImport:
    """Take a workbook in. One that the same person brought earlier and did not finish is given up for it.

    Raises:
        FileRefused: when the file breaks a rule; nothing of it is kept.
        Refused: when no table is found in it.
    """
    policies.BRING.require(by, partnership)
    file = read_file(name=name, content=content, most_rows=MOST_ROWS)
    tables = figure_tables(file.sheets)
    if not tables:
        raise Refused(NO_TABLE, field="file")
    with command("measures.upload_figures", by=by, at=at):
        for earlier in FiguresImport.objects.filter(by_id=by.user_id, state=WorkbookState.OPEN):
            end_workbook(earlier, WorkbookState.GIVEN_UP, at=at)
        workbook = FiguresImport(
            partnership_id=by.partnership_id, by_id=by.user_id, uploaded_at=at, name=file.name, sha256=file.sha256,
            cells=packed(file.sheets),
        )  # fmt: skip
        workbook.save()
    if len(tables) == 1 and is_own_copy(tables[0]):
        own = proposed_mapping(tables[0])
        _map(workbook, tables, by=by, at=at, place=0, mapping={key: about for key, about in own.items() if about})
    return workbook


def map_figures(
    *, by: Actor, at: datetime, workbook: FiguresImport, table: int, mapping: Mapping[int, str], measure: str = ""
) -> FiguresImport:
    """Say which table is meant and what its columns are; remembered for the partnership. Its rows are then checked.

    Args:
        table: place of the table among those found.
        mapping: place of a column to the key of a field; "" for columns that are not read.
        measure: the measure all rows are about, where no column names it.

    Raises:
        Refused: naming the column as ``column_<place>``.
    """
    _held(by, workbook)
    tables = tables_of(workbook)
    if not 0 <= table < len(tables):
        raise Refused("Choose one of the tables found in the workbook.", field="table")
    chosen = {place: about for place, about in mapping.items() if about}
    used = check_mapping(tables[table], chosen, FIGURE_FIELDS)
    if "measure" not in used and not measure:
        raise Refused("Say which column names the measure, or choose the measure all rows are about.", field="measure")
    if missing := {"starts_on", "numerator"} - used:
        what = "the period: choose “First day of the period”" if "starts_on" in missing else "how many: “Numerator”"
        raise Refused(f"Say which column holds {what} for it.")
    with command("measures.map_figures", by=by, at=at):
        remember_layout(FiguresLayout, by=by, table=tables[table], mapping=plain(chosen))
        note_looked_at(workbook, at=at)
    _map(workbook, tables, by=by, at=at, place=table, mapping=chosen, measure=measure if "measure" not in used else "")
    return workbook


def _map(
    workbook: FiguresImport, tables: Sequence[Table], *, by: Actor, at: datetime, place: int,
    mapping: Mapping[int, str], measure: str = "",
) -> None:  # fmt: skip
    workbook.table, workbook.mapping, workbook.answers = place, plain(mapping), {"measure": measure} if measure else {}
    workbook.rows, workbook.checked, workbook.problem, workbook.asked = None, None, "", {}
    workbook.stage = Stage.CHECKING
    with command("measures.check_figures", by=by, at=at):
        workbook.save()
        note_looked_at(workbook, at=at)
    if len(tables[place].lines) <= AT_ONCE:
        check_brought(by=by, at=at, workbook=workbook)
    else:
        _defer("measures.check_brought", by, workbook, at)


def _defer(task: str, by: Actor, workbook: FiguresImport, at: datetime) -> None:
    from procrastinate.contrib.django import app

    app.configure_task(task).defer(
        partnership=by.partnership_id, user=by.user_id, workbook=workbook.pk, at=at.isoformat()
    )


def check_brought(*, by: Actor, at: datetime, workbook: FiguresImport) -> Checked:
    """Read the rows as mapped, check them against Cairn, and keep what was found."""
    _held(by, workbook, busy=True)
    if workbook.rows is None:
        table = tables_of(workbook)[workbook.table or 0]
        mapping = {int(place): about for place, about in workbook.mapping.items()}
        rows, lost = figure_rows(by, table, mapping, measure=workbook.answers.get("measure", ""))
        workbook.rows = packed_rows(rows, lost)
    else:
        rows, lost = unpacked_rows(workbook.rows)
    examination = examine_rows(by=by, at=at, rows=rows)
    checked = checked_rows(examination, lost)
    with command("measures.check_figures", by=by, at=at):
        workbook.checked, workbook.stage = packed_check(checked), Stage.CHECKED
        workbook.save()
    return checked


def load_brought(
    *, by: Actor, at: datetime, workbook: FiguresImport, seen: str, reason: str = "", confirmed: str = "",
    leave_out: bool = False,
) -> Loaded | None:  # fmt: skip
    """Load the sound rows in one act, or ask a job to where they are many.

    Args:
        seen: ``Checked.mark`` of what the person was shown.
        reason: why approved figures are corrected.
        confirmed: why figures that look wrong are right; without it they are given back.
        leave_out: load the sound rows and give the others back as a file.

    Returns:
        What was loaded; None where a job does it.

    Raises:
        Refused: rows stand in the way, a reason is missing, or something changed meanwhile; nothing is loaded.
    """
    _held(by, workbook)
    checked = checked_of(workbook)
    if checked is None or workbook.stage != Stage.CHECKED:
        raise Refused("The rows are not checked yet. Look again in a moment.")
    _ready(checked, seen=seen, reason=reason, confirmed=confirmed, leave_out=leave_out)
    with transaction.atomic():
        with command("measures.load_brought", by=by, at=at):
            workbook.asked = {"reason": reason.strip(), "confirmed": confirmed.strip(), "seen": seen}
            workbook.stage, workbook.problem = Stage.LOADING, ""
            workbook.save()
        if sum(checked.counts.values()) <= AT_ONCE:
            return load_now(by=by, at=at, workbook=workbook)
        _defer("measures.load_brought", by, workbook, at)
    return None


def _ready(checked: Checked, *, seen: str, reason: str, confirmed: str, leave_out: bool) -> None:
    if seen != checked.mark:
        raise Refused(CHANGED)
    doubted = checked.counts.get(Kind.DOUBTED, 0)
    left = checked.counts.get(Kind.STOPPED, 0) + (0 if confirmed.strip() else doubted)
    if left and not leave_out:
        says = f"{so_many(left, 'row')} cannot be loaded. Put that right, or say that the others are loaded without."
        raise Refused(says, field="leave_out")
    if not any(checked.counts.get(kind) for kind in LOADS) and not (doubted and confirmed.strip()):
        raise Refused(NOTHING)
    if checked.counts.get(Kind.CORRECTION) and not reason.strip():
        raise Refused(SAY_WHY_CORRECTED, field="reason")


def load_now(*, by: Actor, at: datetime, workbook: FiguresImport) -> Loaded:
    """Load what was asked for, having checked it again: all of it, or nothing.

    Raises:
        Refused: something changed since it was shown.
    """
    _held(by, workbook, busy=True)
    rows, lost = unpacked_rows(workbook.rows or b"")
    with transaction.atomic():
        examination = examine_rows(by=by, at=at, rows=rows)
        if mark_of(examination) != workbook.asked["seen"]:
            raise Refused(CHANGED)
        if workbook.asked["confirmed"]:
            examination = examine_rows(by=by, at=at, rows=rows, confirmed=workbook.asked["confirmed"])
        loaded = take_in(
            examination, by=by, at=at, digest=workbook.sha256, reason=workbook.asked["reason"],
            source=LOADED_FROM_A_FILE,
        )  # fmt: skip
        left = checked_rows(examination, lost)
        with command("measures.load_brought", by=by, at=at):
            workbook.outcome = {
                "figures": loaded.figures, "periods": loaded.periods, "corrected": loaded.corrected,
                "unchanged": loaded.unchanged, "left": left.counts.get(Kind.STOPPED, 0) + left.counts.get("doubted", 0),
            }  # fmt: skip
            given_back = Checked(tuple(left.of(Kind.STOPPED, Kind.DOUBTED)), left.counts, left.periods, left.mark)
            workbook.checked = packed_check(given_back)
            end_workbook(workbook, WorkbookState.LOADED, at=at, keep=("checked",))
    return loaded


def say_problem(*, by: Actor, at: datetime, workbook: FiguresImport, sentence: str) -> None:
    """A job could not do what was asked: say why, and check the rows anew so that somebody can look at them."""
    with command("measures.load_brought", by=by, at=at):
        workbook.stage, workbook.problem = Stage.CHECKING, sentence
        workbook.save()
    check_brought(by=by, at=at, workbook=workbook)


def look_again(*, by: Actor, at: datetime, workbook: FiguresImport) -> None:
    """Check the rows anew, after something changed in Cairn."""
    _held(by, workbook)
    with command("measures.check_figures", by=by, at=at):
        workbook.stage = Stage.CHECKING
        workbook.save()
        note_looked_at(workbook, at=at)
    if len(unpacked_rows(workbook.rows or b"")[0]) <= AT_ONCE:
        check_brought(by=by, at=at, workbook=workbook)
    else:
        _defer("measures.check_brought", by, workbook, at)


def give_up_figures(*, by: Actor, at: datetime, workbook: FiguresImport) -> None:
    """Forget a workbook; nothing of it was loaded."""
    _held(by, workbook, busy=True)
    with command("measures.give_up_figures", by=by, at=at):
        end_workbook(workbook, WorkbookState.GIVEN_UP, at=at)


def clear_brought(*, at: datetime) -> int:
    """Empty what was brought, or given back, thirty days ago, and forget old answers; how many, in all partnerships."""

    def rows_given_back(actor: Actor) -> int:
        rows = FiguresImport.objects.filter(partnership_id=actor.partnership_id, ended_at__lt=at - KEPT_FOR)
        old = list(rows.exclude(checked=None))
        if old:
            with command("measures.clear_brought", by=actor, at=at):
                for workbook in old:
                    workbook.checked = None
                    workbook.save()
        return len(old)

    def too_old(actor: Actor) -> int:
        return rows_given_back(actor) + forget_answers(by=actor, at=at)

    return clear_old(FiguresImport, at=at, action="measures.clear_brought", also=too_old)


def _held(by: Actor, workbook: FiguresImport, *, busy: bool = False) -> None:
    """The workbook, locked, while it is open and the actor's own; and nothing is done with it, unless ``busy``."""
    policies.BRING.require(by, Partnership.objects.get(pk=by.partnership_id))
    workbook.refresh_from_db(from_queryset=FiguresImport.objects.select_for_update(of=("self",)))
    if workbook.state != WorkbookState.OPEN or workbook.by_id != by.user_id:
        raise Refused("This workbook is no longer open. Choose the file again.")
    if not busy and workbook.stage in (Stage.CHECKING, Stage.LOADING):
        raise Refused("Cairn is at work on this workbook. Look again in a moment.")
