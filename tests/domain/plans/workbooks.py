"""What tests of workbooks share: copies of a plan, changed as somebody would, and brought back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl

from cairn.domain.plans.models import WorkbookImport
from cairn.domain.plans.queries.plan_export import COLUMNS, export_rows
from cairn.domain.plans.queries.plan_page import plan_cards
from cairn.domain.plans.queries.workbook_rows import Preview, preview, proposed_mapping, tables_of
from cairn.domain.plans.services import workbooks
from cairn.foundation.files.exports import workbook as as_workbook
from cairn.kernel.tables import csv_text
from tests import strangers


def copy_of(world, plan, *, by: str = "manager", form: str = "xlsx") -> bytes:
    """A copy of the plan, as the export makes it."""
    actor = world.acts(by)
    rows = export_rows(actor, plan_cards(actor, plan, today=world.today))
    return as_workbook(COLUMNS, rows) if form == "xlsx" else csv_text(COLUMNS, rows).encode()


def changed(content: bytes, change: Callable[[Any, dict[str, int]], None]) -> bytes:
    """The copy with something done to its sheet; ``change`` gets the sheet and heading to column."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    change(sheet, {cell.value: cell.column for cell in sheet[1]})
    return strangers.saved(book)


def set_cells(content: bytes, ref: str, **values: Any) -> bytes:
    """The copy with cells of one action's row changed; headings are given with _ for a space."""

    def change(sheet, columns) -> None:
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, columns["Reference"]).value == ref:
                for heading, value in values.items():
                    sheet.cell(row, columns[heading.replace("_", " ")]).value = value

    return changed(content, change)


def bring(world, plan, content: bytes, *, by: str = "manager", name: str = "plan.xlsx") -> WorkbookImport:
    """Upload a file; a stranger's is mapped as proposed."""
    actor = world.acts(by)
    found = workbooks.upload_workbook(by=actor, at=world.at, plan=plan, name=name, content=content)
    if found.table is None:
        mapping = proposed_mapping(tables_of(found)[0])
        workbooks.map_workbook(by=actor, at=world.at, workbook=found, table=0, mapping=mapping)
    return found


def look(world, plan, brought: WorkbookImport, *, by: str = "manager") -> Preview:
    """What loading it would do."""
    return preview(world.acts(by), plan, brought, today=world.today)


def load(world, plan, brought: WorkbookImport, *, by: str = "manager", **facts: Any) -> workbooks.Loaded:
    """Load it, as it was just shown."""
    mark = look(world, plan, brought, by=by).mark
    return workbooks.load_workbook(by=world.acts(by), at=world.at, workbook=brought, seen=mark, **facts)
