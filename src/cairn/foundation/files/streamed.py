"""Read a long CSV part by part: neither the file nor its table is ever whole in memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from cairn.foundation.files.checking import check_file, check_text_part
from cairn.foundation.files.sheets import MOST_COLUMNS, delimiter_of
from cairn.foundation.files.terms import FileRefused, Rule
from cairn.kernel.tables import NEUTRAL, would_run

PART = 1024 * 1024  # bytes
LONGEST_CELL = 131_072  # characters; a quotation mark that is never closed ends here
MOST_LINES = 21  # of a row at the end; one cell of more is no cell to whoever reads rows (kernel.records.reading)
LOOK_AT = 20_000  # characters by which the sign between columns is told
# As Excel's "Unicode text" and some databases begin what they write.
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = "The text of the file cannot be read. Save it again as CSV in UTF-8."


def parts_of(content: bytes) -> Iterator[bytes]:
    """A file in hand, part by part."""
    for start in range(0, len(content), PART):
        yield content[start : start + PART]


def checked_parts(name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a CSV as they go by, each looked at as ``check_file`` looks at a whole one.

    Raises:
        FileRefused: as soon as a rule is broken.
    """
    reader: _InUtf8 | None = None
    for part in parts:
        first, reader = reader is None, reader or _InUtf8(part)
        text = reader.text(part)
        if first:
            begin = text[:LOOK_AT]
            check_file(name=name, content=begin[: begin.rfind(b"\n") + 1] or begin)
        check_text_part(text, "CSV")
        yield part
    if reader is None:
        check_file(name=name, content=b"")


def in_utf8(content: bytes) -> bytes:
    """A text, or the beginning of one, as UTF-8 where it says that it is UTF-16; else as it is.

    Raises:
        FileRefused: when it is not what it says.
    """
    return _InUtf8(content).text(content)


class _InUtf8:
    """Parts of a text as UTF-8, where the first says that it is UTF-16; else as they are."""

    def __init__(self, first: bytes) -> None:
        self._reader = codecs.getincrementaldecoder("utf-16")() if first.startswith(UTF_16) else None

    def text(self, part: bytes) -> bytes:
        try:
            return part if self._reader is None else self._reader.decode(part).encode()
        except UnicodeDecodeError as problem:
            raise FileRefused(Rule.DAMAGED, _NO_TEXT) from problem


def encoding_of(parts: Iterable[bytes]) -> str:
    """``utf-16`` where it says so, ``utf-8-sig`` where all of it is that, else ``cp1252``.

    Raises:
        FileRefused: when it is none of them.
    """
    parts = iter(parts)
    first = next(parts, b"")
    names = ("utf-16",) if first.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    readers = {name: codecs.getincrementaldecoder(name)() for name in names}
    for part in chain((first,), parts):
        readers = {name: reader for name, reader in readers.items() if _reads(reader, part)}
        if not readers:
            break
    found = [name for name, reader in readers.items() if _reads(reader, b"", final=True)]
    if not found:
        raise FileRefused(Rule.DAMAGED, _NO_TEXT)
    return found[0]


def _reads(reader: codecs.IncrementalDecoder, part: bytes, *, final: bool = False) -> bool:
    try:
        reader.decode(part, final)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_in(parts: Iterable[bytes], *, encoding: str) -> str:
    """The sign between the columns, told from the beginning."""
    text = _Text(parts)
    return delimiter_of(io.TextIOWrapper(text, encoding=encoding, errors="replace", newline="").read(LOOK_AT))


def csv_rows(parts: Iterable[bytes], *, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds anything, with its number from 1.

    Raises:
        FileRefused: when it stops being a table, naming the row.
    """
    page = io.TextIOWrapper(io.BufferedReader(_Text(parts), PART), encoding=encoding, newline="")
    number, last = 0, _LastLines(page)
    csv.field_size_limit(LONGEST_CELL)
    try:
        for number, row in enumerate(csv.reader(last, delimiter=delimiter), 1):
            last.begin()
            if len(row) > MOST_COLUMNS:
                raise FileRefused(Rule.TOO_LARGE, f"Row {number} has more than {MOST_COLUMNS} columns.")
            if any(row):
                yield number, [_plain(value) if value[:1] == NEUTRAL else value for value in row]
    except csv.Error as problem:
        raise _no_table_from(number + 1) from problem
    if last.opened_and_not_closed(delimiter):
        raise _no_table_from(number)  # what follows it was taken for part of one cell


def _no_table_from(number: int) -> FileRefused:
    return FileRefused(
        Rule.DAMAGED, f"The CSV cannot be read as a table from row {number} on. A quotation mark may be missing there."
    )


class _LastLines:
    """Lines of a text without what no database holds; remembers those of the row that was read last."""

    def __init__(self, page: Iterable[str]) -> None:
        self._page = iter(page)
        self._lines: list[str] = []
        self._of_row: list[str] = []

    def __iter__(self) -> _LastLines:
        return self

    def __next__(self) -> str:
        line = next(self._page).replace("\0", "")
        self._lines.append(line)
        return line

    def begin(self) -> None:
        """A row was read: the lines that follow are the next one's."""
        self._lines, self._of_row = [], self._lines

    def opened_and_not_closed(self, delimiter: str) -> bool:
        """Whether a quotation mark of the last row is still open at the end of the file.

        Not asked of a row of very many lines, which whoever reads the rows gives back with its reason.
        """
        if len(self._of_row) > MOST_LINES:
            return False
        try:
            list(csv.reader(self._of_row, delimiter=delimiter, strict=True))
        except csv.Error as problem:
            return "end of data" in str(problem)
        return False


def _plain(value: str) -> str:
    """The text without the apostrophe that our own copies put before what would run (kernel.tables)."""
    return value[1:] if would_run(value[1:]) else value


class _Text(io.RawIOBase):
    """Parts as one stream of bytes."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        super().__init__()
        self._parts, self._left = iter(parts), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._left:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._left = bytes(part)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
