"""Files of people and of decided pairs, as ``cairn analyse link`` and ``explain`` read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cairn.commands.csv_lines import Chunk, EveryColumn, rows_in_chunks
from cairn.commands.csv_tables import BadTable, is_parquet, listed, parquet_table
from cairn.commands.workbook_files import is_workbook

Table = dict[str, Sequence[str]]
_NAMELESS = "\x00"  # begins the place of a column without a heading
_YES, _NO = {"1", "1.0", "true", "yes", "y", "same", "match"}, {"0", "0.0", "false", "no", "n", "different"}
_NO_HEADING = {"1", "1.0", "0", "0.0", "true", "false", "yes", "no"}
_SAYS = ("same", "match", "is_match", "decision", "label", "clerical_match_score")


@dataclass
class PeopleFile:
    """A file of people.

    Attributes:
        key: its column of identifiers.
        table: its columns, as text.
        notes: in sentences, how it was read.
    """

    key: str
    table: Table = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_people(path: Path, key: str, told: Mapping[str, str], *, alone: bool = True) -> PeopleFile:
    """A file's columns, each different text once; of one that is not compared only its beginning.

    Args:
        key: the column of identifiers, all of which are kept.
        told: column names by meaning.
        alone: what a column means is seen from the beginning of this file. Of two, it is seen from both together, and
            what looks as if it said nothing in one of them may be compared.

    Raises:
        BadTable: in words, for a file that cannot be used.
    """
    from cairn.kernel.linkage import Beginning, Cells

    file = PeopleFile(key)
    for part in [parquet_table(path)] if is_parquet(path) else in_parts(path, key, file.notes):
        if not file.table:
            if key not in part:
                raise BadTable(f"There is no column “{key}”. The columns are {listed(list(part))}.")
            passed_over = _ignored(part, told, key, alone=alone)
            for name in part:
                file.table[name] = [] if name == key else Beginning(()) if name in passed_over else Cells()
        for name, cells in part.items():
            file.table[name].extend(cells)
    return file


def _ignored(part: Table, told: Mapping[str, str], key: str, *, alone: bool) -> set[str]:
    """Columns that the linking passes over; where it refuses what it is told, in its own words, none."""
    from cairn.kernel.linkage import Meaning, understood

    if not alone:
        means = {name: meaning for meaning, names in told.items() for name in names.split("+")}
        return {name for name, meaning in means.items() if meaning == Meaning.IGNORED}
    try:
        return {column.name for column in understood(part, told, key) if column.meaning is Meaning.IGNORED}
    except ValueError:
        return set()


class _Heads(EveryColumn):
    """Every column; one without a heading too, which a second row of headings may name."""

    def settle(self, names: list[str]) -> None:
        for at, name in enumerate(names):
            if not name.strip():
                names[at] = f"{_NAMELESS}{at}"
        super().settle(names)


def in_parts(path: Path, key: str, notes: list[str]) -> Iterator[dict[str, list[str]]]:
    """The columns of a CSV file or a workbook, some rows after the others; every part has every column.

    A second row of headings is joined to the first: the lower names the column, the upper where the lower says nothing
    or says the same of two.

    Args:
        key: a column that must be there, in either row of headings.
        notes: what was found out on the way is added.

    Raises:
        BadTable: for a file without rows, a row with too many cells, or headings that are not there or stand twice.
    """
    heads: dict[str, str] | None = None
    seen = False
    for chunk in rows_in_chunks(path, _Heads(() if is_workbook(path) else (key,)), notes):
        if chunk.bad:
            row, why = chunk.bad[0]
            raise BadTable(f"Row {row}: {why}")
        if heads is None:
            heads = _joined(chunk, key, notes)
            if key not in heads.values():
                raise BadTable(f"There is no column “{key}”. The columns are {listed(list(heads.values())) or 'none'}.")
        if chunk.rows:
            seen = True
            yield {new: chunk.cells[old] for old, new in heads.items()}
    if not seen:
        raise BadTable("There are no rows under the heads.")


def _joined(chunk: Chunk, key: str, notes: list[str]) -> dict[str, str]:
    """What each column is called, by what it is called in the first row of headings; a second one is taken out."""
    heads = {name: name for name in chunk.cells if not name.startswith(_NAMELESS)}
    if not chunk.rows:
        return heads
    nameless = [
        str(place) for place, (name, cells) in enumerate(chunk.cells.items(), 1) if name not in heads and any(cells)
    ]
    second = {name: cells[0].strip() for name, cells in chunk.cells.items()}
    if not _heads_too(second, key):
        if nameless:
            many = "Columns" if len(nameless) > 1 else "Column"
            notes.append(f"{many} {', '.join(nameless)} of the file: not read, for there is no heading.")
        return heads
    notes.append(f"Row {chunk.rows[0]} is a second row of headings.")
    for cells in (chunk.rows, *chunk.cells.values()):
        del cells[0]
    if all(cell[:1] + cell[-1:] == "()" for cell in second.values() if cell):
        return heads
    below = [cell for cell in second.values() if cell]
    for name, cell in second.items():
        if cell:
            heads[name] = f"{heads.get(name, '')} {cell}".strip() if below.count(cell) > 1 else cell
    return {name: heads[name] for name in chunk.cells if name in heads}


def _heads_too(row: Mapping[str, str], key: str) -> bool:
    """Whether a row under the headings is one of headings itself: explanations in brackets, or what columns are called.

    A record is told from it by its identifier: a row of headings has none, or the heading of that column.
    """
    from cairn.kernel.linkage import meaning_of

    cells = [cell for cell in row.values() if cell]
    if len(cells) < 2:
        return False
    if all(cell[0] + cell[-1] == "()" for cell in cells):
        return True
    if any(sign.isdigit() for cell in cells for sign in cell) or len(set(cells)) < len(cells) - 1:
        return False
    known = sum(meaning_of(cell) is not None or cell == key for cell in cells)
    return (row.get(key, "") in ("", key) or key in cells) and known >= 2 and known * 2 >= len(cells)


def read_columns(path: Path) -> Table:
    """A small CSV or Parquet file, or a workbook, as columns of text.

    Raises:
        BadTable: in words, for a file that cannot be used.
    """
    if is_parquet(path):
        return parquet_table(path)
    table: dict[str, list[str]] = {}
    for chunk in rows_in_chunks(path, EveryColumn(()), []):
        if chunk.bad:
            row, why = chunk.bad[0]
            raise BadTable(f"Row {row}: {why}")
        for name, cells in chunk.cells.items():
            table.setdefault(name, []).extend(cells)
    return table


def read_pairs(path: Path, key: str) -> list[tuple[str, str, bool]]:
    """Pairs somebody has decided, in the order of the file.

    The identifiers stand in the columns KEY_l and KEY_r, or any two that end so, but for ``source_dataset``; else in
    the first two of the others. What was decided stands in a column of a usual name, such as ``same`` or Splink's
    ``clerical_match_score``, else in the last. A file may begin with its first pair, without headings.

    Raises:
        BadTable: in words, for a file that cannot be used.
    """
    try:
        table = read_columns(path)
    except BadTable as refusal:
        raise BadTable(f"The pairs in {path.name} cannot be read: {refusal}") from None
    names = list(table)
    if len(names) < 3:
        raise BadTable(
            f"The pairs in {path.name} need three columns under a row of headings: two identifiers, and 1 for one"
            " person or 0."
        )
    says = next((name for word in _SAYS for name in names if name.strip().lower() == word), names[-1])
    one, other = _sides([name for name in names if name != says], key)
    rows = list(enumerate(zip(table[one], table[other], table[says], strict=True), 2))
    if names[-1].strip().lower() in _NO_HEADING:
        rows = [(1, tuple(names[:2] + names[-1:])), *rows]
    out = []
    for line, (left, right, said) in rows:
        if (low := said.strip().lower()) not in _YES | _NO:
            raise BadTable(f"Row {line}, {says}: “{said[:40]}” is neither 1 for one person nor 0.")
        out.append((left, right, low in _YES))
    return out


def _sides(names: Sequence[str], key: str) -> tuple[str, str]:
    """The columns of the two identifiers."""
    lefts = [name[:-2] for name in names if name.endswith("_l") and f"{name[:-2]}_r" in names]
    lefts = [name for name in lefts if name != "source_dataset"]
    both = key if key in lefts else lefts[0] if lefts else None
    return (names[0], names[1]) if both is None else (f"{both}_l", f"{both}_r")
