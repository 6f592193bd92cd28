"""What a board pack or an annual report holds: one document for one audience, as plain frozen values.

The page and the PDF are both drawn from it, and from nothing else, so the same document is the same file
for ever. It is kept as JSON; the form only grows, as that of ``document``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

from cairn.domain.publishing.figures import LeavingMeasure

REPORT_FORMAT = "cairn-report/1"


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from, and the day they are as of (ISO date, or "" where nothing has been sent in)."""

    name: str
    as_of: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that is read first, and what it counts."""

    number: str
    words: str
    source: Source


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``aside`` sets it apart."""

    kind: ClassVar[str] = "text"

    text: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    kind: ClassVar[str] = "points"

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Numbers side by side."""

    kind: ClassVar[str] = "key_figures"

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``status`` is the key of the status that one of its cells says in words."""

    cells: tuple[str, ...]
    status: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``status_at`` is the column drawn as a status; ``widths`` are shares of the page.

    Args:
        withheld, rounded: how many of its numbers are; ``rule`` says by which rule.
    """

    kind: ClassVar[str] = "table"

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    source: Source
    status_at: int = -1
    widths: tuple[int, ...] = ()
    withheld: int = 0
    rounded: int = 0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the grid of risks."""

    count: int
    band: str


@dataclass(frozen=True, slots=True)
class Heat:
    """The grid of risks: from the likeliest row down, by impact."""

    kind: ClassVar[str] = "heat"

    caption: str
    impacts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with a name: an agenda item, a commitment, a decision.

    Args:
        status, status_word: the key of a status and its word, or "".
        about: one line under the name.
        facts: words and what they say, such as ("Decision", "…").
        lists: words and what stands under them, one under the other.
        ref: of what it tells, where that can be withdrawn on its own; "" in documents older than this field.
    """

    title: str
    status: str = ""
    status_word: str = ""
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """Things with names, one under the other."""

    kind: ClassVar[str] = "entries"

    items: tuple[Entry, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Charts:
    """Measures, each drawn with its chart and its words; their figures stand in a table at the end."""

    kind: ClassVar[str] = "charts"

    measures: tuple[LeavingMeasure, ...]


Block = Text | Points | KeyFigures | Table | Heat | Entries | Charts


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading; ``lead`` says what it is for."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """One copy of a report.

    Args:
        of: "board_pack" or "annual_report".
        title: neutral, since it is the name of the page; ``subtitle`` may say what it is about.
        audience: one of ``kernel.disclosure.Audience``; ``copy_words`` names the copy and ``rule`` says
            what it withholds.
        as_at: the day everything in it is of.
        invented: it holds demonstration data.
    """

    of: str
    title: str
    subtitle: str
    area: str
    partnership: str
    audience: str
    copy_words: str
    rule: str
    as_at: str
    invented: bool
    sections: tuple[Section, ...]

    def as_document(self) -> dict[str, Any]:
        """The JSON that is kept."""
        return {"format": REPORT_FORMAT, **plain(self)}

    @property
    def mark(self) -> str:
        """SHA-256 of the JSON: the same where the same is read."""
        return mark_of(self.as_document())

    @property
    def measures(self) -> tuple[LeavingMeasure, ...]:
        """Every measure in it, once, in order."""
        found: dict[str, LeavingMeasure] = {}
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Charts):
                    found |= {one.ref: one for one in block.measures if one.ref not in found}
        return tuple(found.values())

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source it names, once, by name."""
        found = {_source_of(measure) for measure in self.measures}
        found |= {one for section in self.sections for block in section.blocks for one in _sources(block)}
        return tuple(sorted(found, key=lambda one: (one.name, one.as_of)))

    @property
    def withheld(self) -> tuple[LeavingMeasure | Table, ...]:
        """Measures and tables of which a figure is withheld or rounded in this copy."""
        tables = (block for section in self.sections for block in section.blocks if isinstance(block, Table))
        return tuple(one for one in (*self.measures, *tables) if one.withheld or one.rounded)


def mark_of(document: dict[str, Any]) -> str:
    """SHA-256 of a document's JSON."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Frozen values as JSON; a block says of which kind it is."""
    if isinstance(value, LeavingMeasure):
        return plain(value.as_document())
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if is_dataclass(value):
        named = {"kind": value.kind} if isinstance(getattr(type(value), "kind", None), str) else {}
        return {**named, **{field.name: plain(getattr(value, field.name)) for field in fields(value)}}
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def _source_of(measure: LeavingMeasure) -> Source:
    return Source(measure.source, measure.as_of)


def _sources(block: Block) -> Iterator[Source]:
    if isinstance(block, Table | Heat | Entries):
        yield block.source
    elif isinstance(block, KeyFigures):
        yield from (one.source for one in block.items)
