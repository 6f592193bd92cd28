"""Propose what each column is about, by its heading and by what stands in it; remember it by a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cairn.kernel.references import is_sound
from cairn.kernel.workbooks.days import read_day
from cairn.kernel.workbooks.fields import Field, Kind
from cairn.kernel.workbooks.finding import ColumnFound, Table
from cairn.kernel.workbooks.grid import Cell
from cairn.kernel.workbooks.matching import plain_words
from cairn.kernel.workbooks.ratings import read_rating

LOOK_AT = 50  # rows of which the content is judged
_WHOLE, _LAST_PART, _BEGINS, _HOLDS = 100, 90, 60, 40


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column may be about, with the reason in words; ``field`` is "" where nothing fits."""

    place: int
    field: str
    because: str


def heads_of(fields: Sequence[Field]) -> frozenset[str]:
    """Every word that heads a column of these fields, as it is compared."""
    return frozenset(plain_words(head) for field in fields for head in field.heads)


def fingerprint(columns: Sequence[ColumnFound]) -> str:
    """A short mark of the headings of a table, in order: the same for the same form filled in again."""
    said = "\n".join(plain_words(column.title) for column in columns)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def propose(table: Table, fields: Sequence[Field]) -> tuple[Proposal, ...]:
    """One proposal for each column, in order. A field that holds one column is given to the best of them."""
    contents = [_Content(tuple(line.cells[place] for line in table.lines[:LOOK_AT])) for place in _places(table)]
    wanted = []
    for place, column in enumerate(table.columns):
        for order, field in enumerate(fields):
            score, because = _score(column.title, field, contents[place])
            if score > 0:
                wanted.append((-score, order, place, field, because))
    taken: dict[int, Proposal] = {}
    used: set[str] = set()
    for *_rank, place, field, because in sorted(wanted, key=lambda one: one[:3]):
        if place not in taken and (field.several or field.key not in used):
            taken[place] = Proposal(place, field.key, because)
            used.add(field.key)
    return tuple(taken.get(place, Proposal(place, "", "")) for place in _places(table))


def columns_by_field(mapping: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """From column to field, the other way round."""
    found: dict[str, list[int]] = {}
    for place, field in sorted(mapping.items()):
        if field:
            found.setdefault(field, []).append(place)
    return {field: tuple(places) for field, places in found.items()}


def _places(table: Table) -> range:
    return range(len(table.columns))


class _Content:
    """What share of a column's cells can be read as what."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.some = [cell for cell in cells if cell.text]
        self.days = self._share(lambda cell: read_day(cell.value).day is not None)
        self.ratings = max(
            self._share(lambda cell: bool(read_rating(cell).rating)),
            sum(bool(read_rating(cell).rating) for cell in cells if not cell.text) / len(cells) if cells else 0,
        )
        self.references = self._share(lambda cell: is_sound(cell.text))
        self.coloured = not self.some and self.ratings >= 0.5
        self.long = self._share(lambda cell: len(cell.text) > 40)

    def _share(self, test) -> float:
        return sum(test(cell) for cell in self.some) / len(self.some) if self.some else 0.0


def _score(title: str, field: Field, content: _Content) -> tuple[int, str]:
    by_head, because = _by_heading(title, field)
    by_content = _by_content(field, content)
    if by_head:
        return by_head + by_content, because
    if by_content >= 50:
        return by_content - 20, _READS[field.kind]
    return 0, ""


_READS = {
    Kind.DAY: "What stands in it are dates.",
    Kind.RATING: "What stands in it are ratings, or colours of them.",
    Kind.REFERENCE: "What stands in it are references of Cairn.",
}


def _by_heading(title: str, field: Field) -> tuple[int, str]:
    whole = plain_words(title)
    last = plain_words(title.rpartition(": ")[2])
    for rank, head in enumerate(field.heads):
        said = plain_words(head)
        if said == whole:
            return _WHOLE - min(rank, 15), f"Its heading says “{head}”."
    for rank, head in enumerate(field.heads):
        if plain_words(head) == last:
            return _LAST_PART - min(rank, 15), f"Its heading says “{head}”."
    best = (0, "")
    for rank, head in enumerate(field.heads):
        said = plain_words(head)
        if len(said) < 3:
            continue
        if whole.startswith(f"{said} ") or whole.endswith(f" {said}"):
            best = max(best, (_BEGINS - min(rank, 15) + len(said) // 2, f"Its heading holds “{head}”."))
        elif f" {said} " in f" {whole} ":
            best = max(best, (_HOLDS - min(rank, 15), f"Its heading holds “{head}”."))
    return best


def _by_content(field: Field, content: _Content) -> int:
    if field.kind is Kind.DAY:
        if content.some and content.days < 0.2 and content.long > 0.3:
            return -60
        return 50 if content.days >= 0.6 and field.key == "due_on" else (30 if content.days >= 0.6 else 0)
    if field.kind is Kind.RATING:
        return 60 if content.coloured else (50 if content.ratings >= 0.6 else (-50 if content.long > 0.3 else 0))
    if field.kind is Kind.REFERENCE:
        return 60 if content.references >= 0.5 else (-80 if content.long > 0.3 else 0)
    if field.kind in (Kind.PERSON, Kind.AGENCY) and content.long > 0.5:
        return -60
    if field.key == "title" and content.days >= 0.6:
        return -60
    return 0
