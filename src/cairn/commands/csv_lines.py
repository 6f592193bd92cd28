"""CSV as agencies send it: any usual encoding, mixed even; commas, semicolons or tabs; title rows above the heads.

A workbook is read here too, and looks the same to whoever asks for its rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from cairn.commands.csv_tables import BadTable, listed, of_many_lines, records_in
from cairn.commands.workbook_files import NotATable, is_workbook, read_table

LOOKED_AT = 20  # lines within which the heads must stand
LOOKED_INTO = 1 << 16  # bytes, for how lines end
AT_A_TIME = 100_000
PARTERS = ",;\t|"
_BEGINNINGS = {
    b"PK\x03\x04": "a workbook",
    b"\xd0\xcf\x11\xe0": "a workbook, perhaps with a password",
    b"PAR1": "Parquet, and its name must end in .parquet",
}


class Heads:
    """Which column has which meaning: as somebody said, or by the names columns usually have."""

    def __init__(self, said: Mapping[str, str], called: Mapping[str, Sequence[str]], needed: Sequence[str]) -> None:
        if unknown := sorted(set(said) - set(called)):
            raise BadTable(f"“{unknown[0]}” is no meaning. Meanings are {', '.join(called)}.")
        self.said, self.called, self.needed = said, called, needed
        self.used: dict[str, str] = {}
        self.guessed: list[str] = []

    def fits(self, names: Sequence[str]) -> tuple[dict[str, str], list[str], list[str]]:
        """The column of each meaning, the meanings guessed, and what is missing: columns said, meanings needed."""
        plain = {_plain(name): name for name in reversed(names)}
        used, guessed, lacking = {}, [], []
        for meaning, usual in self.called.items():
            if meaning in self.said:
                name = self.said[meaning]
                if name and name not in names:
                    lacking.append(f"There is no column “{name}”.")
                elif name:
                    used[meaning] = name
            elif found := [plain[word] for word in usual if word in plain and plain[word] not in self.said.values()]:
                used[meaning] = found[0]
                guessed.append(meaning)
        lacking += [
            f"No column says “{meaning}”. Name it with --map {meaning}=COLUMN."
            for meaning in self.needed
            if meaning not in used and meaning not in self.said
        ]
        return used, guessed, lacking

    def settle(self, names: Sequence[str]) -> None:
        """Take these heads.

        Raises:
            BadTable: a column is missing or stands there twice.
        """
        names = [name.strip() for name in names]
        self.used, self.guessed, lacking = self.fits(names)
        if lacking:
            raise BadTable(f"{' '.join(lacking)} The columns are {listed(names) or 'none'}.")
        if twice := sorted({name for name in names if names.count(name) > 1} & set(self.used.values())):
            raise BadTable(f"The column {listed(twice)} stands there twice.")


class EveryColumn(Heads):
    """Every column by its own name; the heads are the first line that holds those that must be there."""

    def __init__(self, needed: Sequence[str]) -> None:
        super().__init__({}, {}, needed)

    def fits(self, names: Sequence[str]) -> tuple[dict[str, str], list[str], list[str]]:
        """As of ``Heads``; where nothing must be there, the first line with several names does."""
        lacking = [f"There is no column “{name}”." for name in self.needed if name not in names]
        if not self.needed and len(names) < 2:
            lacking = ["The first row holds no heads."]
        return {name: name for name in names if name}, [], lacking


def _plain(name: str) -> str:
    return " ".join(re.sub("[-_:]", " ", name.lower()).split())


@dataclass
class Chunk:
    """Some rows: their numbers, their cells by meaning, and rows that do not fit their heads."""

    rows: list[int] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=dict)
    bad: list[tuple[int, str]] = field(default_factory=list)
    last_row: int = 0


def rows_in_chunks(path: Path, heads: Heads, notes: list[str]) -> Iterator[Chunk]:
    """The rows under the heads by the line they end on, some at a time, so that a large file needs little memory.

    Args:
        path: the file.
        heads: is settled on the first line that has every column.
        notes: what was found out on the way is added.

    Raises:
        BadTable: this is no CSV and no workbook, or no line has the columns.
    """
    if is_workbook(path):
        yield from _of_workbook(path, heads, notes)
        return
    lines = _Lines(path)
    beginning = list(islice(lines, LOOKED_AT))
    parter, above = _heads_in(beginning, heads)
    if above:
        notes.append(f"{above} line{'s' if above > 1 else ''} above the heads passed over.")
    if parter != ",":
        notes.append(f"Cells are parted by {'tabs' if parter == chr(9) else parter}.")
    records = records_in(chain(beginning[above:], lines), parter, above=above)
    names = [name.strip() for name in next(records)[2]]
    heads.settle(names)
    wanted = [(meaning, names.index(name)) for meaning, name in heads.used.items()]
    chunk = _new(heads)
    row = above + 1
    for began, row, cells in records:
        if why := of_many_lines(began, row):
            chunk.bad.append((began, why))
        elif any(cells):
            _take(chunk, cells, row, wanted, len(names))
        if len(chunk.rows) + len(chunk.bad) >= AT_A_TIME:
            chunk.last_row = row
            yield chunk
            chunk = _new(heads)
    chunk.last_row = row
    yield chunk
    if lines.other:
        notes.append(
            f"Lines that are not UTF-8 were read as Windows-1252: {lines.other:,}, the first being {lines.first}."
        )


def _of_workbook(path: Path, heads: Heads, notes: list[str]) -> Iterator[Chunk]:
    words = [*heads.needed, *heads.said.values(), *chain(*heads.called.values())]
    try:
        sheet = read_table(path, words=words, fits=lambda names: not heads.fits(names)[2])
    except NotATable as refusal:
        raise BadTable(str(refusal)) from None
    heads.settle([title for _, title in sheet.titles])
    notes += sheet.notes
    wanted = [(meaning, sheet.places[name]) for meaning, name in heads.used.items()]
    chunk = _new(heads)
    for row, cells in sheet.rows:
        _take(chunk, cells, row, wanted, len(cells))
        chunk.last_row = row
        if len(chunk.rows) >= AT_A_TIME:
            yield chunk
            chunk = _new(heads)
    yield chunk


def _new(heads: Heads) -> Chunk:
    return Chunk(cells={meaning: [] for meaning in heads.used})


def _take(chunk: Chunk, cells: list[str], row: int, wanted: list[tuple[str, int]], width: int) -> None:
    if len(cells) > width and any(cells[width:]):
        chunk.bad.append((row, f"The row has {len(cells)} cells under {width} heads. Is a comma without quotes in it?"))
        return
    chunk.rows.append(row)
    for meaning, at in wanted:
        chunk.cells[meaning].append(cells[at] if at < len(cells) else "")


def _heads_in(beginning: list[str], heads: Heads) -> tuple[str, int]:
    """What parts the cells, and how many lines stand above the heads."""
    best, lines = (-1, 0, ""), []
    for parter in PARTERS:
        for above, line in enumerate(beginning):
            names = _names_in(line, parter)
            used, _, lacking = heads.fits(names)
            if used and not lacking:
                return parter, above
            if len(used) > best[0] or (len(used) == best[0] == 0 and len(names) > len(lines)):
                best, lines = (len(used), above, parter), names
    if not any(line.strip() for line in beginning):
        raise BadTable("There is nothing in the file.")
    _, _, lacking = heads.fits(lines)
    raise BadTable(f"{' '.join(lacking)} The columns are {listed(lines) or 'none'}.")


def _names_in(line: str, parter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=parter), [])]
    except csv.Error:  # a cell far too long, or ends of lines in the middle of it: no heads
        return []


class _Lines:
    """Lines of text, each decoded by itself: UTF-8, or else Windows-1252; or the whole by its mark at the beginning."""

    def __init__(self, path: Path) -> None:
        self.path, self.other, self.first = path, 0, 0
        self._lines = self._read()

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def _read(self) -> Iterator[str]:
        with self.path.open("rb") as raw:
            mark = raw.read(4)
        if what := _BEGINNINGS.get(mark):
            raise BadTable(f"This is not CSV but {what}. Save it as CSV UTF-8, or name it for what it is.")
        if mark[:2] in (b"\xff\xfe", b"\xfe\xff"):
            with self.path.open(encoding="utf-16", newline="") as text:
                yield from text
            return
        with self.path.open("rb") as raw:
            for number, line in enumerate(self._split(raw), 1):
                if b"\0" in line:
                    raise BadTable(f"Line {number} is not text. Save the file as CSV UTF-8 and try again.")
                yield self._decoded(line[3:] if number == 1 and line.startswith(b"\xef\xbb\xbf") else line, number)

    def _split(self, raw: BinaryIO) -> Iterator[bytes]:
        """The lines; where none ends as lines do now, by the mark that old Macs ended theirs with."""
        beginning = raw.read(LOOKED_INTO)
        raw.seek(0)
        if b"\n" in beginning or b"\r" not in beginning:
            return iter(raw)
        text = TextIOWrapper(raw, encoding="latin-1", newline="\r")
        return (line.replace("\r", "\n").encode("latin-1") for line in text)

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.other += 1
            self.first = self.first or number
            return line.decode("cp1252", errors="replace")
