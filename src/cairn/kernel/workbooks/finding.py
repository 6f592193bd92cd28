"""Find the tables in a stranger's sheet, whatever stands above, between and below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from cairn.kernel.workbooks.grid import EMPTY, Cell, Row, Sheet, letter_of
from cairn.kernel.workbooks.matching import plain_words

LOOK_DOWN = 60  # rows among which the first heading row is looked for
LONGEST_HEADING = 120
BAND = "Heading above"
_TOTAL = re.compile(r"^(grand |sub ?-?|overall )?totals?\b.{0,25}$", re.IGNORECASE)
_HEADS_ROWS = re.compile(
    r"^(theme|priority|objective|aim|strand|outcome|section|pillar|part|work ?stream|goal)\b"
    r"|^[A-Z]{0,3}\d+\s*[.:)-]\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column of a table: its heading (rows joined), where it stands, and whether it is hidden."""

    title: str
    place: int
    hidden: bool = False

    @property
    def letter(self) -> str:
        """The letters over it; "" for the column of headings that stand across rows."""
        return letter_of(self.place) if self.place >= 0 else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number in the sheet, and a cell for each column."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no row of the table, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet.

    Args:
        sheet: the name of its sheet.
        heading_rows: numbers of the rows its headings stand in.
        columns, lines: what it holds.
        left_out: rows passed over, with the reason.
        hidden: its sheet is hidden.
        since_1904: which days its serial numbers count from.
    """

    sheet: str
    heading_rows: tuple[int, ...]
    columns: tuple[ColumnFound, ...]
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...] = ()
    hidden: bool = False
    since_1904: bool = False


def tables_in(sheets: Iterable[Sheet], *, heads: frozenset[str], totals: bool = False) -> tuple[Table, ...]:
    """Every table of a workbook, those of sheets in view first.

    Args:
        sheets: the workbook.
        heads: words that columns are headed with, as ``plain_words`` writes them.
        totals: rows of totals are rows too, as in tables of figures.
    """
    found = [table for sheet in sheets for table in _tables(sheet, heads, totals)]
    return tuple(sorted(found, key=lambda table: table.hidden))


def _tables(sheet: Sheet, heads: frozenset[str], totals: bool) -> list[Table]:
    rows = [row for row in sheet.rows if any(cell.text for cell in row.cells)]
    start = _first_heading(rows, heads)
    if start is None:
        return []
    found = []
    while start is not None:
        above, below = _heading_block(rows, start, heads)
        later = _next_heading(rows, below + 1, heads, rows[start])
        found.append(_table(sheet, rows[above : below + 1], rows[below + 1 : later], totals))
        start = later
    return [table for table in found if table.lines]


# ---- headings


def _heading_score(row: Row, heads: frozenset[str]) -> int:
    texts = [cell.text for cell in row.cells if cell.text]
    if len(texts) < 2 or any(len(text) > LONGEST_HEADING for text in texts):
        return 0
    if any(not isinstance(cell.value, str) for cell in row.cells if cell.text) or len(set(texts)) < len(texts) - 1:
        return 0
    known = sum(plain_words(text) in heads for text in texts)
    return 10 * known + min(len(texts), 9)


def _first_heading(rows: Sequence[Row], heads: frozenset[str]) -> int | None:
    """The row that looks most like headings; of equals the first. A table without any known word needs three."""
    scores = [
        (max(_heading_score(row, heads), 10 * _named_below(row, below, heads)), -place)
        for place, (row, below) in enumerate(zip_longest(rows[:LOOK_DOWN], rows[1 : LOOK_DOWN + 1]))
    ]
    best = max(scores, default=(0, 0))
    if best[0] < 3:
        return None
    strong = [-place for score, place in scores if score >= 20]
    return min(strong) if strong else -best[1]


def _next_heading(rows: Sequence[Row], begin: int, heads: frozenset[str], first: Row) -> int | None:
    """Where another table with other headings begins: at least two known words, after a gap in the rows."""
    said = _said(first)
    for place in range(begin, len(rows)):
        gap = rows[place].number - rows[place - 1].number > 1 if place else False
        if gap and _heading_score(rows[place], heads) >= 20 and _said(rows[place]) != said:
            return place
    return None


def _said(row: Row) -> tuple[str, ...]:
    return tuple(plain_words(cell.text) for cell in row.cells if cell.text)


def _heading_block(rows: Sequence[Row], start: int, heads: frozenset[str]) -> tuple[int, int]:
    """The first and last heading row: group headings above, and what stands under headings of several columns."""
    above, below = start, start
    if start and rows[start].number - rows[start - 1].number == 1 and _groups(rows[start - 1], rows[start]):
        above = start - 1
    if start + 1 < len(rows) and (
        _goes_on(rows[start], rows[start + 1]) or _named_below(rows[start], rows[start + 1], heads)
    ):
        below = start + 1
    return above, below


def _groups(upper: Row, lower: Row) -> bool:
    """The upper row heads groups of the lower row's columns."""
    named = [place for place, cell in enumerate(upper.cells) if cell.text]
    if len(named) < 2 or any(len(upper.at(place).text) > LONGEST_HEADING for place in named):
        return False
    covered = any(cell.merged[1] and lower.at(place).text for place, cell in enumerate(upper.cells))
    fills = any(not lower.at(place).text for place in named)
    return covered or (fills and len(named) < sum(bool(cell.text) for cell in lower.cells))


def _goes_on(upper: Row, lower: Row) -> bool:
    """The lower row is headed by the upper one: it names the columns under a merged heading."""
    if lower.number - upper.number != 1:
        return False
    down = any(cell.merged[0] for cell in lower.cells)
    under = [place for place, cell in enumerate(upper.cells) if cell.merged[1] and lower.at(place).text]
    texts = [cell for cell in lower.cells if cell.text]
    short = bool(texts) and all(isinstance(cell.value, str) and len(cell.text) <= 40 for cell in texts)
    beside = [place for place, cell in enumerate(lower.cells) if cell.text and not cell.merged[0]]
    only_under = all(upper.at(place).merged[1] or _spans(upper, place) for place in beside)
    return short and bool(under) and (down or only_under)


def _named_below(upper: Row, lower: Row | None, heads: frozenset[str]) -> int:
    """How many known words name columns in the lower row, where the upper one heads groups of them and nothing says so.

    A text file keeps no merged cells: each group's heading stands over its first column, and the rest is empty.
    """
    if lower is None or lower.number - upper.number != 1 or _merged_anywhere(upper):
        return 0
    names = {place: cell for place, cell in enumerate(lower.cells) if cell.text}
    groups = [place for place, cell in enumerate(upper.cells) if cell.text]
    short = all(isinstance(cell.value, str) and len(cell.text) <= 40 for cell in names.values())
    if len(groups) < 2 or not short or not set(groups) <= names.keys():
        return 0
    grouped = [place for place in names if place > groups[0] and place not in groups]
    if len(grouped) < len(groups) - 1 or len({upper.at(place).text for place in groups}) < len(groups):
        return 0
    known = sum(plain_words(cell.text) in heads for cell in names.values())
    return known if known > 1 else 0


def _spans(row: Row, place: int) -> bool:
    return row.at(place + 1).merged[1] > 0


def _titles(block: Sequence[Row], width: int) -> list[str]:
    titles = []
    for place in range(width):
        parts: list[str] = []
        for number, row in enumerate(block):
            text = _heading_text(row, place, last=number == len(block) - 1, block=block)
            if text and text not in parts:
                parts.append(text)
        titles.append(": ".join(" ".join(part.split()) for part in parts))
    return titles


def _heading_text(row: Row, place: int, *, last: bool, block: Sequence[Row]) -> str:
    cell = row.at(place)
    if cell.text:
        return cell.text
    if cell.merged[1] and not cell.merged[0]:
        return row.at(place - cell.merged[1]).text
    if not last and not cell.merged[0] and block[-1].at(place).text:
        # A group's heading stands over its first column only: it heads those to the right as well.
        before = [at for at in range(place) if row.at(at).text]
        return row.at(before[-1]).text if before and not _merged_anywhere(row) and _grouped(block, before[-1]) else ""
    return ""


def _merged_anywhere(row: Row) -> bool:
    return any(cell.merged[1] for cell in row.cells)


def _grouped(block: Sequence[Row], place: int) -> bool:
    return bool(block[-1].at(place).text)


# ---- rows


def _table(sheet: Sheet, block: Sequence[Row], body: Sequence[Row], totals: bool) -> Table:
    width = max((len(row.cells) for row in (*block, *body)), default=0)
    titles = _titles(block, width)
    kept = [place for place in range(width) if titles[place] or any(row.at(place).text for row in body)]
    body, notes = _without_notes(body, kept)
    lines, left_out = _lines(body, kept, (tuple(titles[place] for place in kept), block[-1]), totals)
    columns = [
        ColumnFound(titles[place] or f"Column {letter_of(place)}", place, any(row.at(place).hidden for row in block))
        for place in kept
    ]
    if any(text for text, _line in lines):
        columns.append(ColumnFound(BAND, -1))
        lines = [(text, replace(line, cells=(*line.cells, Cell(text or None)))) for text, line in lines]
    return Table(
        sheet=sheet.name,
        heading_rows=tuple(row.number for row in block),
        columns=tuple(columns),
        lines=tuple(line for _text, line in lines),
        left_out=tuple(sorted([*left_out, *notes], key=lambda one: one.number)),
        hidden=sheet.hidden,
        since_1904=sheet.since_1904,
    )


def _lines(
    body: Sequence[Row], kept: Sequence[int], headed: tuple[tuple[str, ...], Row], totals: bool
) -> tuple[list[tuple[str, Line]], list[LeftOut]]:
    """Each row with the heading that stands across the sheet above it, and what is left out."""
    titles, last = headed
    heads = (tuple(map(plain_words, titles)), tuple(plain_words(last.at(place).text) for place in kept))
    filled: dict[int, Cell] = {}
    above, lines, left_out = "", [], []
    for row in body:
        cells = _filled_down(row, kept, filled)
        if _repeats(row, kept, heads):
            left_out.append(LeftOut(row.number, "The headings are repeated here."))
        elif not totals and any(_TOTAL.match(row.at(place).text) for place in kept[:3]):
            left_out.append(LeftOut(row.number, "A row of totals."))
        elif (text := _heads_rows(row, kept)) is not None:
            above = text
        elif any(cell.text or cell.note for cell in cells):
            lines.append((above, Line(row.number, tuple(cells), row.hidden)))
    return lines, left_out


def _repeats(row: Row, kept: Sequence[int], heads: Sequence[Sequence[str]]) -> bool:
    """The row says the headings again; the first cell settles it for nearly every row."""
    first = plain_words(row.at(kept[0]).text)  # a table has at least the columns of its headings
    if all(first != head[0] for head in heads):
        return False
    return tuple(plain_words(row.at(place).text) for place in kept) in heads


def _filled_down(row: Row, kept: Sequence[int], filled: dict[int, Cell]) -> list[Cell]:
    """The cells, or those whose merge covers them from above; a merge across is not filled, it says one thing once."""
    own, width, found = row.cells, len(row.cells), []
    for place in kept:
        cell = own[place] if place < width else EMPTY
        if cell.merged[0] and not cell.merged[1]:
            cell = filled.get(place, EMPTY)
        else:
            filled[place] = cell
        found.append(cell)
    return found


def _heads_rows(row: Row, kept: Sequence[int]) -> str | None:
    """The text of a row that heads those under it: merged across, or alone in the first column and worded so."""
    if len(kept) < 3:
        return None
    texts: list[int] = []
    for place in kept:
        if row.at(place).text:
            texts.append(place)
            if len(texts) > 1:
                return None
    if not texts or any(row.at(place).merged[0] for place in kept):
        return None
    cell = row.at(texts[0])
    if not isinstance(cell.value, str):
        return None
    text = " ".join(cell.text.split())
    across = any(row.at(place).merged[1] for place in kept)
    worded = texts[0] == kept[0] and (bool(_HEADS_ROWS.match(text)) or (text.isupper() and len(text) > 4))
    return text if across or worded else None


def _without_notes(body: Sequence[Row], kept: Sequence[int]) -> tuple[Sequence[Row], list[LeftOut]]:
    """The rows without the notes under the table: single texts, after a gap, with nothing but such behind them."""
    begin = len(body)
    place = len(body) - 1
    while place > 0 and len(kept) >= 3 and sum(bool(body[place].at(at).text) for at in kept) == 1:
        if body[place].number - body[place - 1].number > 1:
            begin = place
        place -= 1
    notes = []
    for row in body[begin:]:
        text = next(row.at(at).text for at in kept if row.at(at).text)
        notes.append(LeftOut(row.number, f"A note: {text[:80]}"))
    return body[:begin], notes
