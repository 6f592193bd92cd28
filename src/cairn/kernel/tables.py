"""Tables for spreadsheets: cells that cannot run, and CSV that opens where partners open it.

A spreadsheet treats text that begins like a formula as a formula, so words typed by one person
could run on the machine of another (CWE-1236). The rule kept here follows OWASP's page on CSV
injection and ASVS 1.2.10, and is a little stricter than both.

Choices made for CSV, which has no standard that spreadsheets keep:

- UTF-8 **with** a byte order mark, because Excel for Windows otherwise reads it as Windows-1252
  and spoils every accent. Python reads it with ``encoding="utf-8-sig"``.
- RFC 4180: comma, CRLF, quotes doubled. Text is always quoted and numbers never are, so that a
  reader can tell them apart.
- Days as 2026-03-03 and moments as 2026-03-03 14:15: they sort, and every program knows them.
- Text that would run has an apostrophe put before it. That apostrophe shows. In a workbook
  (foundation.files.exports) nothing needs to be added, since a cell there can be marked as text.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | float | Decimal | date | datetime | bool | None

BYTE_ORDER_MARK = "\ufeff"
LONGEST_CELL = 32_767  # Excel's own limit, in UTF-16 code units as Excel counts
NEUTRAL = "'"

_STARTS_A_FORMULA = frozenset("=+-@|%")  # | and % begin commands in older programs
_MINUS_SIGNS = frozenset("\u2212\u2796\u2012\u2013\u2014\u2015")  # LibreOffice reads the first as minus
_CUT = " (cut here: a cell holds no more)"
_KEPT_CONTROLS = frozenset("\t\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Args:
        title: its heading, a sentence-case noun.
        width: characters wide in a workbook; 0 takes the width from what is in it.
    """

    title: str
    width: int = 0


def columns_of(columns: Iterable[Column | str]) -> tuple[Column, ...]:
    """Take headings as words or as columns.

    Raises:
        ValueError: when there is no column, or a heading is empty.
    """
    found = tuple(Column(one) if isinstance(one, str) else one for one in columns)
    if not found or not all(one.title.strip() for one in found):
        raise ValueError("A table needs at least one column, and every column a heading.")
    return found


def clean_text(value: str) -> str:
    """The same text without what a spreadsheet file cannot hold.

    Line ends become one kind. Control characters, lone surrogates and characters that XML forbids
    are left out: they show nothing and can hide what a cell begins with. Text longer than a cell
    holds is cut, and says so.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():  # nearly all text is, and then holds nothing of the kind
        text = "".join(letter for letter in text if letter in _KEPT_CONTROLS or _may_stand(letter))
    return text if _fits(text, LONGEST_CELL) else _cut(text, LONGEST_CELL - len(_CUT)) + _CUT


def would_run(text: str) -> bool:
    """True when a spreadsheet might take this text for a formula or a command.

    Looks past white space, quotation marks and invisible characters, and at full-width, small
    and raised forms of the signs (by Unicode's NFKC), since programs do the same.
    """
    if text[:1] in ("\t", "\r", "\n", "\0"):
        return True
    for letter in text:
        if letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me") or letter == '"':
            continue
        plain = unicodedata.normalize("NFKC", letter).lstrip()[:1]
        return plain in _STARTS_A_FORMULA or plain in _MINUS_SIGNS
    return False


def safe_cell(value: Cell) -> str | int | float | Decimal:
    """What may be written into a CSV cell.

    Args:
        value: text, a number, a day, a moment without a time zone (convert it first), a yes or
            no, or nothing.

    Returns:
        Numbers as they are, negative ones too: a number cannot be a formula. Everything else as
        text; text that would run begins with an apostrophe.

    Raises:
        TypeError: for anything else, or a moment with a time zone: whose clock would it show?
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float | Decimal):
        return value if is_finite(value) else ""
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise TypeError("Turn a moment into local time before it goes into a table.")
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = clean_text(value)
        return _neutral(text) if would_run(text) else text
    raise TypeError(f"A table holds text, numbers, days and moments, not {type(value).__name__}.")


def csv_text(columns: Iterable[Column | str], rows: Iterable[Sequence[Cell]]) -> str:
    """A whole table as CSV; encode it as UTF-8.

    Args:
        columns: the headings, in order.
        rows: one sequence of cells each, as long as the headings.

    Raises:
        ValueError: when a row is longer or shorter than the headings.
    """
    headings = columns_of(columns)
    page = io.StringIO()
    page.write(BYTE_ORDER_MARK)
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([safe_cell(column.title) for column in headings])
    for row in rows:
        writer.writerow([safe_cell(value) for value in checked_row(row, headings)])
    return page.getvalue()


def checked_row(row: Sequence[Cell], headings: Sequence[Column]) -> Sequence[Cell]:
    """The row, when it is as long as the headings.

    Raises:
        ValueError: when it is not.
    """
    if len(row) != len(headings):
        raise ValueError(f"A row has {len(row)} cells under {len(headings)} headings.")
    return row


def is_finite(value: int | float | Decimal) -> bool:
    """False for infinity and for what is not a number; neither can stand in a cell."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) or value - value == 0


def _neutral(text: str) -> str:
    return NEUTRAL + _cut(text, LONGEST_CELL - len(NEUTRAL))


def _fits(text: str, units: int) -> bool:
    return len(text) <= units // 2 or len(text.encode("utf-16-le")) <= units * 2


def _cut(text: str, units: int) -> str:
    """The beginning of a text; half a letter at the end is left out."""
    if _fits(text, units):
        return text
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", errors="ignore")


def _may_stand(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category not in ("Cc", "Cs") and ord(letter) & 0xFFFE != 0xFFFE
