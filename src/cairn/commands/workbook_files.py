"""Excel workbooks for ``cairn analyse``, read as agencies' extracts are: under title rows, and merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ENDINGS = {".xlsx", ".xlsm", ".xls"}
NO_WORKBOOK = "This is not an Excel workbook, whatever its name says. Save it as XLSX, or name it for what it is."
OLD_OR_LOCKED = "This workbook is old, or locked with a password. Save a copy as XLSX or CSV, without a password."
SAID = {"NOT_WHAT_IT_SAYS": NO_WORKBOOK, "OLD_OFFICE": OLD_OR_LOCKED, "LOCKED": OLD_OR_LOCKED}  # by the rule


class NotATable(ValueError):
    """A workbook cannot be read as a table; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The table of a workbook.

    Args:
        titles: place and heading of each column.
        rows: number in the sheet and cells of each row under the headings.
        notes: what the reader must know.
    """

    titles: tuple[tuple[int, str], ...]
    rows: Iterator[tuple[int, list[str]]]
    notes: tuple[str, ...]

    @property
    def places(self) -> dict[str, int]:
        """Heading to the place of its column."""
        return {title: place for place, title in self.titles}


def is_workbook(path: Path) -> bool:
    """Whether a file's name says that it is an Excel workbook."""
    return path.suffix.lower() in ENDINGS


def read_table(path: Path, *, words: Iterable[str], fits: Callable[[Sequence[str]], bool]) -> SheetRead:
    """The table of a workbook: the first whose headings fit, or else that of the most rows.

    Args:
        words: what its columns may be called, besides what columns of people and incidents usually are.
        fits: whether headings are those that are needed.

    Raises:
        NotATable: it is locked, damaged, too large or of another kind, or no headings are found in it.
    """
    from cairn.foundation.files.checking import check_content
    from cairn.foundation.files.sheets import MOST_LONG_ROWS, read_sheets
    from cairn.foundation.files.terms import FileRefused
    from cairn.kernel.records.meanings import FIELDS
    from cairn.kernel.workbooks.mapping import heads_of
    from cairn.kernel.workbooks.matching import plain_words
    from cairn.kernel.workbooks.rows import first_table, rows_below, titles_of

    content = path.read_bytes()
    try:
        kind = check_content(name=path.name, content=content)
        sheets = read_sheets(content, kind=kind.extension, most_rows=MOST_LONG_ROWS)
    except FileRefused as refusal:
        raise NotATable(SAID.get(refusal.rule.name, refusal.sentence)) from None
    heads = frozenset(plain_words(word) for word in words).union(*(heads_of(fields) for fields in FIELDS.values()))
    found = [(sheet, table, titles_of(table)) for sheet in sheets if (table := first_table(sheet, heads)) is not None]
    if not found:
        raise NotATable("No row of headings was found in any of its sheets.")
    found.sort(key=lambda one: (one[1].hidden, not fits([title for _, title in one[2]]), -len(one[1].lines)))
    sheet, table, titles = found[0]
    notes = [f"The sheet “{sheet.name}” was read, whose headings stand in row {table.heading_rows[-1]}."]
    if table.since_1904:
        notes.append("This workbook counts days from 1904. Days that stand there as mere numbers are read from 1900.")
    return SheetRead(titles, rows_below(sheet, table.heading_rows[-1]), tuple(notes))
