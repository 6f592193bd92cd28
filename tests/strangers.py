"""Workbooks as strangers make them: other partnerships' action plans, in six shapes seen in the wild."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from openpyxl.styles import PatternFill


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _book(name: str = "Action plan") -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    return book, sheet


def filled(cell: Any, colour: str) -> None:
    """Give a cell a fill."""
    cell.fill = PatternFill("solid", start_color=colour, end_color=colour)


def titles_and_merged_theme() -> bytes:
    """Two title rows, a blank one, a theme column merged down, repeated headings, a total and a note."""
    book, sheet = _book()
    sheet["A1"] = "Daleshire Community Safety Partnership"
    sheet.merge_cells("A1:F1")
    sheet["A2"] = "Domestic abuse delivery plan 2026/27"
    sheet.append([])
    sheet.append(["Theme", "Ref", "Action required", "Lead agency", "Lead officer", "By when"])
    sheet.append(["CP1", "1.1", "Teach healthy relationships in year 9", "Police", "Heron Granite", "31/3/27"])
    sheet.append([None, "1.2", "Train school governors", "Council", "JS", "Mar-27"])
    sheet.merge_cells("A5:A6")
    sheet.append(["Theme", "Ref", "Action required", "Lead agency", "Lead officer", "By when"])
    sheet.append(["CS1", "2.1", "Open a safe space in each town", "Council", "Hazel Quartz", "Q4 2026/27"])
    sheet.append(["Total", None, 3])
    sheet.append([])
    sheet.append(["Agreed by the board in June; the next review is in a year."])
    sheet.row_dimensions[6].hidden = True
    return saved(book)


def two_heading_rows() -> bytes:
    """Group headings merged over two columns each; one heading merged down."""
    book, sheet = _book()
    sheet.append(["Action", "Commitment", "Who", None, "Dates", None])
    sheet.append([None, None, "Lead agency", "Lead officer", "Start", "End"])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
        sheet.merge_cells(area)
    sheet.append(["Publish the pathway", "CP2", "Council", "Hazel Quartz", date(2026, 5, 1), date(2026, 12, 31)])
    sheet.append(["Train 200 staff", "CP2", "Health", "Rowan Gritstone", "1 June 2026", "end of March 2027"])
    return saved(book)


def ratings_as_colours() -> bytes:
    """The RAG column holds colours and no words."""
    book, sheet = _book()
    sheet.append(["Action", "Lead", "Target date", "RAG"])
    for number, colour in enumerate(("FF0000", "FFC000", "00B050", "0070C0", "BFBFBF"), start=1):
        sheet.append([f"Action number {number}", "Council", date(2027, 1, number), None])
        filled(sheet.cell(number + 1, 4), colour)
    return saved(book)


def mixed_days() -> bytes:
    """Dates as real dates, as numbers, and as text in many forms."""
    book, sheet = _book()
    sheet.append(["Action", "Due date"])
    for number, day in enumerate(
        (date(2026, 3, 31), 46112, "31/3/26", "31 March 2026", "Mar-26", "Q4 2025/26", "end of March 2026", "ongoing",
         "3/31/26"),
        start=1,
    ):  # fmt: skip
        sheet.append([f"Action {number}", day])
    return saved(book)


def several_sheets() -> bytes:
    """A cover, the plan, and last year's plan on a hidden sheet; a hidden column."""
    book, sheet = _book("Cover")
    sheet["A1"] = "Version 4, for the board"
    plan = book.create_sheet("2026-27")
    plan.append(["Ref", "Action", "Confidential", "Owner", "Due"])
    plan.append([1, "Publish the pathway", "x", "LM", "31/12/2026"])
    plan.append([2, "Audit ten cases", "y", "H. Quartz", "31/01/2027"])
    plan.column_dimensions["C"].hidden = True
    old = book.create_sheet("2025-26")
    old.append(["Ref", "Action", "Owner", "Due"])
    old.append([1, "Old action", "LM", "31/12/2025"])
    old.sheet_state = "hidden"
    return saved(book)


def csv_from_excel() -> bytes:
    """CSV as a Windows program in a country with semicolons writes it."""
    rows = [
        ["Priority", "Action", "Organisation", "Timescale", "Status"],
        ["CP1", "Café talks for parents – first term", "Council", "Dec-26", "On track"],
        ["CS1", "Rewrite the “safe space” guide; print it", "Fellshire Constabulary", "ongoing", "Amber-Green"],
    ]
    lines = [";".join(f'"{cell}"' if ";" in cell else cell for cell in row) for row in rows]
    return "\r\n".join(lines).encode("cp1252")


def many(rows: int, line: Callable[[int], list[Any]], headings: list[str]) -> bytes:
    """A long plan."""
    book, sheet = _book()
    sheet.append(headings)
    for number in range(rows):
        sheet.append(line(number))
    return saved(book)
