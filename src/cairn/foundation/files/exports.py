"""Tables as spreadsheets: every copy that leaves is recorded, and no cell of it can run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.utils import timezone

from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.serving import as_download
from cairn.kernel.actors import Actor
from cairn.kernel.neutral_words import telling_words
from cairn.kernel.tables import (
    Cell,
    Column,
    checked_row,
    clean_text,
    columns_of,
    csv_text,
    is_finite,
    would_run,
)

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROWEST, WIDEST = 10, 60  # characters
MOST_ROWS = 100_000


def csv_response(
    *,
    by: Actor,
    at: datetime,
    name: str,
    columns: Iterable[Column | str],
    rows: Iterable[Sequence[Any]],
    purpose: str,
) -> HttpResponse:
    """A table as CSV (kernel.tables says how it is written), recorded as read.

    Args:
        by: who takes the copy; the caller has already kept the rows to what the actor may see.
        at: when.
        name: a few neutral words with hyphens, such as ``actions-2026-27``.
        columns, rows: headings and cells; a moment is shown in local time.
        purpose: what for, in the audit.
    """
    headings, cells = columns_of(columns), _local(rows)
    content = csv_text(headings, cells).encode()
    _record(by=by, at=at, name=name, form="CSV", count=len(cells), purpose=purpose)
    return as_download(content, media_type=CSV_TYPE, name=f"{neutral_name(name)}.csv")


def xlsx_response(
    *,
    by: Actor,
    at: datetime,
    name: str,
    columns: Iterable[Column | str],
    rows: Iterable[Sequence[Any]],
    purpose: str,
) -> HttpResponse:
    """A table as an Excel workbook, recorded as read. Arguments as for ``csv_response``.

    Text is stored as text, with the mark that keeps it so when somebody edits the cell. Days are real
    days. The heading row stays in view and can filter.
    """
    headings, cells = columns_of(columns), _local(rows)
    content = workbook(headings, cells)
    _record(by=by, at=at, name=name, form="XLSX", count=len(cells), purpose=purpose)
    return as_download(content, media_type=XLSX_TYPE, name=f"{neutral_name(name)}.xlsx")


def table_response(form: str, **table: Any) -> HttpResponse:
    """``csv_response`` or ``xlsx_response`` by the ending in an address.

    Raises:
        Http404: for any other ending.
    """
    known = {"csv": csv_response, "xlsx": xlsx_response}
    if form not in known:
        raise Http404("A table can be taken as csv or xlsx.")
    return known[form](**table)


def workbook(columns: Iterable[Column | str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with a heading row, as an .xlsx file.

    Args:
        columns: the headings.
        rows: cells; moments without a time zone.
    """
    headings, cells = columns_of(columns), list(rows)
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        # A fixed day instead of now: the same table makes the same file, and says nothing of who made it.
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 (Excel knows no time zones)
        sheet = book.add_worksheet("Table")
        style = _Styles(book)
        for place, column in enumerate(headings):
            sheet.write_string(0, place, clean_text(column.title), style.heading)
            sheet.set_column(place, place, _width(column, place, cells))
        for number, row in enumerate(cells, start=1):
            for place, value in enumerate(checked_row(row, headings)):
                _write(sheet, number, place, value, style)
        sheet.freeze_panes(1, 0)
        if cells:
            sheet.autofilter(0, 0, len(cells), len(headings) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return file.getvalue()


def neutral_name(name: str) -> str:
    """A file name, without its ending, that can lie in anybody's downloads, where others may look.

    Only small letters, figures and hyphens; words that say what the work is about are left out.
    """
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word and not telling_words(word)]
    return "-".join(words)[:60].strip("-") or "table"


class _Styles:
    """How the cells of a workbook look."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.risky = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.risky.set_quote_prefix()  # what an apostrophe typed before the text would do
        self.day = book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"})
        self.moment = book.add_format({"num_format": "d mmmm yyyy hh:mm", "valign": "top", "align": "left"})
        self.number = book.add_format({"valign": "top"})


def _write(sheet: Any, number: int, place: int, value: Cell, style: _Styles) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(number, place, "Yes" if value else "No", style.text)
    elif isinstance(value, int | float | Decimal):
        if is_finite(value):
            sheet.write_number(number, place, value, style.number)
    elif isinstance(value, datetime):
        sheet.write_datetime(number, place, value, style.moment)
    elif isinstance(value, date):
        sheet.write_datetime(number, place, value, style.day)
    elif isinstance(value, str):
        text = clean_text(value)
        sheet.write_string(number, place, text, style.risky if would_run(text) else style.text)
    else:
        raise TypeError(f"A table holds text, numbers, days and moments, not {type(value).__name__}.")


def _width(column: Column, place: int, cells: list[Sequence[Cell]]) -> int:
    if column.width:
        return column.width
    lines = [line for row in cells[:200] for line in str(row[place] or "").split("\n")]
    longest = max((len(line) for line in [column.title, *lines]), default=0)
    return max(NARROWEST, min(WIDEST, longest + 2))


def _local(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """The rows with every moment in local time, without its zone, as a spreadsheet wants it."""
    found = [[_local_value(value) for value in row] for row in rows]
    if len(found) > MOST_ROWS:
        raise ValueError(f"A table of more than {MOST_ROWS} rows must be narrowed first.")
    return found


def _local_value(value: Any) -> Any:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value


def _record(*, by: Actor, at: datetime, name: str, form: str, count: int, purpose: str) -> None:
    rows = f"{count} {'row' if count == 1 else 'rows'} as {form}"
    record_read(
        by=by,
        at=at,
        action="files.export",
        subject=("table", neutral_name(name)),
        purpose=f"{purpose} ({rows})",
    )
