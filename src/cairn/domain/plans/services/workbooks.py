"""Bring a workbook: upload it, say what its columns and names mean, load it in one go, or give it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, WorkbookImport, WorkbookLayout, WorkbookName
from cairn.domain.plans.queries.workbook_before import WORDS
from cairn.domain.plans.queries.workbook_rows import (
    HEADS,
    Preview,
    PreviewRow,
    RowKind,
    is_own_copy,
    preview,
    proposed_mapping,
    tables_of,
)
from cairn.domain.plans.services.actions import move_date
from cairn.domain.plans.services.holding import hold
from cairn.domain.plans.services.many_actions import Edit, add_actions, edit_actions, of_row
from cairn.domain.plans.terms import PlanState
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.foundation.files.bringing import (
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
from cairn.kernel.workbooks.fields import ACTION_FIELDS
from cairn.kernel.workbooks.finding import tables_in
from cairn.kernel.workbooks.grid import packed

MOST_ROWS = 2000  # of one table; loaded in one transaction, so that somebody can wait for it
NO_TABLE = (
    "No table was found in the file. A table has a row of headings, such as Action, Lead and Due date, and rows"
    " under it."
)
CHANGED = "Something changed in the plan since you looked at these rows. Look at them again, then load them."


def upload_workbook(*, by: Actor, at: datetime, plan: ActionPlan, name: str, content: bytes) -> WorkbookImport:
    """Take a workbook in. One that the same person brought earlier and did not finish is given up for it.

    Args:
        by: somebody who may add or change actions.
        at: when.
        plan: the plan it is for.
        name: of the file, as the browser sent it.
        content: the whole file.

    Raises:
        FileRefused: when the file breaks a rule; nothing of it is kept.
        Refused: when no table is found in it.
    """
    policies.BRING.require(by, plan)
    file = read_file(name=name, content=content)
    tables = tables_in(file.sheets, heads=HEADS)
    if not tables:
        raise Refused(NO_TABLE, field="file")
    with command("plans.upload_workbook", by=by, at=at):
        for earlier in WorkbookImport.objects.filter(plan=plan, by_id=by.user_id, state=WorkbookState.OPEN):
            end_workbook(earlier, WorkbookState.GIVEN_UP, at=at)
        workbook = WorkbookImport(
            partnership_id=plan.partnership_id, plan=plan, by_id=by.user_id, uploaded_at=at, name=file.name,
            sha256=file.sha256, cells=packed(file.sheets),
        )  # fmt: skip
        if len(tables) == 1 and is_own_copy(tables[0]):
            workbook.table, workbook.mapping = 0, plain(proposed_mapping(tables[0]))
        workbook.save()
    return workbook


def map_workbook(
    *, by: Actor, at: datetime, workbook: WorkbookImport, table: int, mapping: Mapping[int, str]
) -> WorkbookImport:
    """Say which table is meant and what its columns are about; remembered for the partnership.

    Args:
        table: place of the table among those found.
        mapping: place of a column to the key of a field; left out, or "", for columns that are not read.

    Raises:
        Refused: naming the column as ``column_<place>``.
    """
    policies.BRING.require(by, workbook.plan)
    tables = tables_of(_held(by, workbook))
    if not 0 <= table < len(tables):
        raise Refused("Choose one of the tables found in the workbook.", field="table")
    chosen = {place: about for place, about in mapping.items() if about}
    if len(tables[table].lines) > MOST_ROWS:
        raise Refused(f"The table has more than {MOST_ROWS} rows. Load it in parts.", field="table")
    if "title" not in check_mapping(tables[table], chosen, ACTION_FIELDS):
        raise Refused("Say which column holds what is to be done: choose “Action” for it.")
    with command("plans.map_workbook", by=by, at=at):
        workbook.table, workbook.mapping = table, plain(chosen)
        workbook.save()
        remember_layout(WorkbookLayout, by=by, table=tables[table], mapping=workbook.mapping)
        note_looked_at(workbook, at=at)
    return workbook


def answer_workbook(*, by: Actor, at: datetime, workbook: WorkbookImport, answers: Mapping[str, str]) -> None:
    """Say what names in the workbook mean, once for each; names are remembered for the partnership.

    Args:
        answers: ``Question.key`` to the key of a person, agency or commitment, or "-" for nobody.

    Raises:
        Refused: when nothing was chosen.
    """
    policies.BRING.require(by, workbook.plan)
    given = {said: means for said, means in answers.items() if means}
    if not given:
        raise Refused("Choose what at least one of them means.")
    _held(by, workbook)
    with command("plans.answer_workbook", by=by, at=at):
        workbook.answers = {**workbook.answers, **given}
        workbook.save()
        known = {row.said: row for row in WorkbookName.objects.filter(partnership_id=by.partnership_id)}
        for said, means in given.items():
            text = said.partition(":")[2]
            if not text or text.startswith("led by ") or len(said) > 300:
                continue  # an answer for rows that name nobody is about this workbook only
            row = known.get(said) or WorkbookName(partnership_id=by.partnership_id, said=said)
            row.means = means
            row.save()
        note_looked_at(workbook, at=at)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: how many actions were added and changed, and how many rows were left."""

    added: int
    changed: int
    left: int


def load_workbook(
    *, by: Actor, at: datetime, workbook: WorkbookImport, seen: str, reason: str = "", leave_out: bool = False
) -> Loaded:
    """Load every new and changed row through the services of plans, all of them or none.

    Args:
        seen: ``Preview.mark`` of what the person was shown.
        reason: why actions are added late or dates move; kept with each. A row's own reason goes before it.
        leave_out: load the others although some rows cannot be.

    Raises:
        Refused: when rows stand in the way, a reason is missing, or the plan has changed since; nothing is loaded.
        Forbidden: when a row does what the actor may not.
    """
    plan = workbook.plan
    policies.BRING.require(by, hold(plan))
    _held(by, workbook)
    today = timezone.localdate(at)
    found = preview(by, plan, workbook, today=today)
    _check_ready(found, plan, seen=seen, reason=reason, leave_out=leave_out)
    references: dict[str, str] = {}
    with command("plans.load_workbook", by=by, at=at, reason=reason):
        new = {row.number: row.facts for row in found.rows if row.kind is RowKind.NEW and row.facts is not None}
        for number, action in add_actions(by=by, at=at, plan=plan, facts=new, reason=reason).items():
            references[str(number)] = action.ref
        changed = [row for row in found.rows if row.kind is RowKind.CHANGED and row.loads]
        _change(changed, by=by, at=at, reason=reason)
        references |= {str(row.number): row.ref for row in changed}
        added = len(new)
        loaded = Loaded(added, len(references) - added, found.counts.get(RowKind.STOPPED, 0))
        workbook.outcome = {
            "added": loaded.added, "changed": loaded.changed, "left": loaded.left, "conflicts": found.conflicts,
            "unchanged": found.counts.get(RowKind.UNCHANGED, 0), "references": references,
        }  # fmt: skip
        end_workbook(workbook, WorkbookState.LOADED, at=at)
    return loaded


def _check_ready(found: Preview, plan: ActionPlan, *, seen: str, reason: str, leave_out: bool) -> None:
    if seen != found.mark:
        raise Refused(CHANGED)
    stopped = found.counts.get(RowKind.STOPPED, 0)
    if stopped and not leave_out:
        says = f"{so_many(stopped, 'row')} cannot be loaded. Put that right, or say that the others are loaded without."
        raise Refused(says, field="leave_out")
    new = found.counts.get(RowKind.NEW, 0)
    if not new and not any(row.loads for row in found.rows if row.kind is RowKind.CHANGED):
        raise Refused("There is nothing to load: no row is new, and none changes anything.")
    if reason.strip():
        return
    if new and plan.state in (PlanState.AGREED, PlanState.PUBLISHED):
        raise Refused("The plan is agreed. Say why actions are added now.", field="reason")
    if found.moves_dates:
        raise Refused("Say why dates move. It is kept beside every earlier date.", field="reason")


def _change(rows: Sequence[PreviewRow], *, by: Actor, at: datetime, reason: str) -> None:
    """Write what rows change: words, owners and partners together, and then each date with its reason."""
    wanted = {row.number: {change.field: change.new for change in row.loads} for row in rows}
    keys = {int(key) for values in wanted.values() for key in values.get("supporting", ())}
    agencies = Agency.objects.in_bulk(keys) if keys else {}
    edits = {
        row.number: Edit(row.ref, changes, supporting, row.move_reason or reason)
        for row in rows
        for changes, supporting in [_edit(wanted[row.number], agencies)]
        if changes or supporting is not None
    }
    if edits:
        edit_actions(by=by, at=at, edits=edits)
    moves = [row for row in rows if "due_on" in wanted[row.number]]
    here = Action.objects.filter(partnership_id=by.partnership_id, ref__in=[row.ref for row in moves])
    actions = {action.ref: action for action in here.select_related("plan")} if moves else {}
    for row in moves:
        with of_row(row.number):
            move_date(
                by=by, at=at, action=actions[row.ref], to_on=wanted[row.number]["due_on"],
                reason=row.move_reason or reason,
            )  # fmt: skip


def _edit(values: Mapping[str, Any], agencies: Mapping[int, Agency]) -> tuple[dict[str, Any], list[Agency] | None]:
    """The fields that change, and the agencies that support it from now on, or None."""
    changes: dict[str, Any] = {name: values[name] for name in WORDS if name in values}
    if "owner" in values:
        changes["owner_id"] = int(values["owner"])
    supporting = [agencies[int(key)] for key in values["supporting"]] if "supporting" in values else None
    return changes, supporting


def give_up_workbook(*, by: Actor, at: datetime, workbook: WorkbookImport) -> None:
    """Forget a workbook; nothing of it was loaded."""
    policies.BRING.require(by, workbook.plan)
    _held(by, workbook)
    with command("plans.give_up_workbook", by=by, at=at):
        end_workbook(workbook, WorkbookState.GIVEN_UP, at=at)


def clear_workbooks(*, at: datetime) -> int:
    """Empty what was brought thirty days ago and neither loaded nor given up; how many, in all partnerships."""
    return clear_old(WorkbookImport, at=at, action="plans.clear_workbooks", also=lambda _actor: 0)


def _held(by: Actor, workbook: WorkbookImport) -> WorkbookImport:
    """The workbook, locked, while it is open and the actor's own."""
    hold(workbook)
    if workbook.state != WorkbookState.OPEN or workbook.by_id != by.user_id:
        raise Refused("This workbook is no longer open. Choose the file again.")
    return workbook
