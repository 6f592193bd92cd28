"""Two files under each other, column by column of one meaning, whatever each calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from cairn.kernel.linkage.cells import LOOKED_AT, Cells
from cairn.kernel.linkage.columns import PARTS_ELSEWHERE, PARTS_OF_BIRTH, SAID, Column, Meaning, understood
from cairn.kernel.linkage.linking import CannotLink, identifiers
from cairn.kernel.linkage.reading import whole_births
from cairn.kernel.linkage.tidying import general, plain

Table = Mapping[str, Sequence[str]]
KEY = "identifier"
_MANY_WORDS = 50  # different words from which a column is known by them
_SHARED = 0.5  # share of words from which two columns say the same
_LONGER = 2.0  # times as many words in a value, from which they do not
_PARTS = (Meaning.GIVEN, Meaning.OTHER, Meaning.FAMILY)
_WHOLE, _BORN = "whole name", "date of birth"
_VAGUE = {
    Meaning.PLACE,
    Meaning.ATTRIBUTE,
    Meaning.IGNORED,
}  # belong by their headings, or as somebody says


@dataclass
class Stacked:
    """Two tables as one, for ``link``.

    Attributes:
        table: columns both tables have, under the headings of the first; and identifiers such as ``1:A7`` for record A7
            of the first table and ``2:A7`` for that of the second.
        key: the column of identifiers.
        source: 0 for records of the first table, 1 for those of the second.
        told: what columns mean, for ``link``.
        why: how the meaning was seen of those that the tables call by different names.
        called: heading in the first table to that in the second, where they differ.
        alone: columns that only one of them has, each with which: 1 or 2. They cannot be compared.
    """

    table: dict[str, Sequence[str]]
    key: str
    source: np.ndarray
    told: dict[str, str]
    why: dict[str, str]
    called: dict[str, str]
    alone: dict[str, int]


def stacked(one: Table, other: Table, *, keys: tuple[str, str], told: Mapping[str, str] | None = None) -> Stacked:
    """Put the columns of two tables under each other that mean the same.

    Columns of one heading belong together, whatever its capitals and signs; then those of one meaning. A whole name or
    date of birth in the one and its parts in the other are both read as the whole. Columns of unknown meaning belong
    together only where their headings say so, where their texts have most words in common, or where ``told`` names one
    of each: ``{"attribute": "town+city"}``.

    Args:
        one, other: columns by name, values as text as they were written.
        keys: the column of identifiers of each.
        told: column names by meaning, of either table, parted by "+".

    Raises:
        CannotLink: in words, for identifiers that are missing or stand twice, or tables that have nothing in common.
    """
    names = {name for words in (told or {}).values() for name in words.split("+")}
    if missing := sorted(names - set(one) - set(other)):
        raise CannotLink(f"There is no column “{missing[0]}”. {_listed(one, other)}")
    ids = [
        [f"{side}:{each}" for each in _bare(identifiers(table, key, f" of file {side}"))]
        for side, (table, key) in enumerate(zip((one, other), keys, strict=True), 1)
    ]
    sides = [_Side.of(each, key, told or {}) for each, key in zip((one, other), keys, strict=True)]
    sides = _with_whole_births(*_with_whole_names(*sides))
    headed = _pairs(*sides)
    by_words = _by_their_words(*sides, headed)
    pairs = {name: right for name in sides[0].columns if (right := headed.get(name, by_words.get(name)))}
    if not any(_filled(sides[0].table[left]) and _filled(sides[1].table[right]) for left, right in pairs.items()):
        raise CannotLink(
            f"The two files have no column in common. {_listed(one, other)} Say which are the same with --map, such as "
            "--map given=FORENAME+FIRST_NAME."
        )
    out = Stacked({}, KEY, np.repeat([0, 1], [len(each) for each in ids]), {}, {}, {}, {})
    for left, right in pairs.items():
        out.table[left] = Cells(chain(sides[0].table[left], sides[1].table[right]))
        if left != right:
            out.called[left] = right
        meant = _meant(sides[0].columns[left], sides[1].columns[right])
        if left in by_words:
            meant = Column(left, meant.meaning, f"its words are those of “{right}” in the second file")
        if left != right or meant.why == SAID:  # what bears one name is seen from the values of both together
            out.told[meant.meaning] = "+".join(filter(None, (out.told.get(meant.meaning), left)))
            out.why[left] = meant.why
    out.alone |= {name: 1 for name in sides[0].columns if name not in pairs}
    out.alone |= {name: 2 for name in sides[1].columns if name not in pairs.values()}
    while out.key in out.table:
        out.key += "_"
    out.table[out.key] = [*ids[0], *ids[1]]
    return out


def _bare(ids: list[str]) -> list[str]:
    """Identifiers without spaces round them, where they are still each once."""
    bare = [each.strip() for each in ids]
    return bare if len(set(bare)) == len(bare) else ids


def _meant(one: Column, other: Column) -> Column:
    """What two columns that belong together mean: what somebody said of either, else what is more than an attribute."""
    return min((one, other), key=lambda column: (column.why != SAID, column.meaning in _VAGUE))


@dataclass
class _Side:
    """One of the tables with what its columns mean."""

    table: dict[str, Sequence[str]]
    columns: dict[str, Column]
    key: str
    told: dict[str, str]

    @classmethod
    def of(cls, table: Table, key: str, told: Mapping[str, str]) -> _Side:
        own = {meaning: [name for name in words.split("+") if name in table] for meaning, words in told.items()}
        said = {meaning: "+".join(names) for meaning, names in own.items() if names}
        try:
            columns = {column.name: column for column in understood(table, said, key)}
        except ValueError as error:
            raise CannotLink(str(error)) from None
        return cls({name: cells for name, cells in table.items() if name != key}, columns, key, said)

    def named(self, meaning: Meaning) -> list[str]:
        return [name for name, column in self.columns.items() if column.meaning is meaning]

    @property
    def in_parts(self) -> bool:
        return bool(self.named(Meaning.GIVEN) and self.named(Meaning.FAMILY))

    def whole(self, heading: str) -> _Side:
        """The same with whole names for their parts: of a column that is there beside them, or put together."""
        parts = [name for meaning in _PARTS for name in self.named(meaning)]
        beside = [name for name, column in self.columns.items() if column.why == PARTS_ELSEWHERE]
        heading = beside[0] if beside else heading if heading not in self.table else _WHOLE
        table = {name: cells for name, cells in self.table.items() if name not in parts}
        if not beside:
            table[heading] = [" ".join(words) for words in zip(*(self.table[name] for name in parts), strict=True)]
        columns = {name: column for name, column in self.columns.items() if name not in parts}
        columns[heading] = Column(heading, Meaning.FULL, "put together, as the other file has whole names")
        return _Side(table, columns, self.key, self.told)

    def born(self, heading: str) -> _Side:
        """The same with dates of birth for their parts."""
        parts = {meaning: name for meaning in PARTS_OF_BIRTH for name in self.named(meaning)}
        heading = heading if heading not in self.table else _BORN
        table = {name: cells for name, cells in self.table.items() if name not in parts.values()}
        cells = {meaning: self.table[name] for meaning, name in parts.items()}
        table[heading] = whole_births(cells, len(self.table[parts[Meaning.BORN_YEAR]]))
        columns = {name: column for name, column in self.columns.items() if name not in parts.values()}
        columns[heading] = Column(heading, Meaning.BORN, "put together, as the other file has whole dates")
        return _Side(table, columns, self.key, self.told)


def _with_whole_names(one: _Side, other: _Side) -> tuple[_Side, _Side]:
    """Where one table has whole names and the other their parts, both with whole names."""
    if one.in_parts and not other.in_parts and other.named(Meaning.FULL):
        return one.whole(other.named(Meaning.FULL)[0]), other
    if other.in_parts and not one.in_parts and one.named(Meaning.FULL):
        return one, other.whole(one.named(Meaning.FULL)[0])
    return one, other


def _with_whole_births(one: _Side, other: _Side) -> tuple[_Side, _Side]:
    """Where one table has dates of birth and the other their parts, both with dates."""
    if one.named(Meaning.BORN_YEAR) and (names := other.named(Meaning.BORN)):
        return one.born(names[0]), other
    if other.named(Meaning.BORN_YEAR) and (names := one.named(Meaning.BORN)):
        return one, other.born(names[0])
    return one, other


def _pairs(one: _Side, other: _Side) -> dict[str, str]:
    """Columns of the first and of the second that belong together by their headings or by what they mean."""
    pairs = {name: name for name in one.columns if name in other.columns}
    free = {_plain(name): name for name in other.columns if name not in pairs}
    for name in one.columns:
        if name not in pairs and (found := free.pop(_plain(name), None)):
            pairs[name] = found
    for meaning in Meaning:
        left, right = (
            [
                name
                for name in side.named(meaning)
                if name not in taken and (meaning not in _VAGUE or side.columns[name].why == SAID)
            ]
            for side, taken in ((one, pairs.keys()), (other, set(pairs.values())))
        )
        pairs |= dict(zip(left, right, strict=False))
    return pairs


def _by_their_words(one: _Side, other: _Side, pairs: Mapping[str, str]) -> dict[str, str]:
    """Columns of text left over that say the same under headings of their own, such as a title and a name.

    They share most of their words, have about as many in a value, and fit no other that is left as well. So ``title``
    in the one list of goods and ``name`` in the other are compared, without which next to nothing would be.
    """
    left, right = (
        {name: words for name, column in side.columns.items() if name not in taken and column.why != SAID
         and column.meaning in {Meaning.ATTRIBUTE, Meaning.FULL} and (words := _Words.of(side.table[name]))}
        for side, taken in ((one, pairs.keys()), (other, set(pairs.values())))
    )  # fmt: skip
    fits = sorted(((mine.like(theirs), name, its) for name, mine in left.items() for its, theirs in right.items()),
                  reverse=True)  # fmt: skip
    out: dict[str, str] = {}
    for fit, name, its in fits:
        if fit >= _SHARED and name not in out and its not in out.values():
            out[name] = its
    return out


@dataclass(frozen=True)
class _Words:
    """The different words of a column, and how many a value has."""

    every: frozenset[str]
    each: float

    @classmethod
    def of(cls, cells: Sequence[str]) -> _Words | None:
        """None for a column of too few words to be known by them, or of numbers."""
        said = [words for cell in islice(cells, LOOKED_AT) if (words := general(str(cell)).split())]
        every = frozenset(word for words in said for word in words if word.isalpha() and len(word) > 2)
        numbers = sum(not any(map(str.isalpha, words)) for words in said)
        if len(every) < _MANY_WORDS or numbers > 0.5 * len(said):
            return None
        return cls(every, sum(map(len, said)) / len(said))

    def like(self, other: _Words) -> float:
        """The share of the words of the one that has fewer that the other has too; 0 where their values are unlike."""
        if max(self.each, other.each) > _LONGER * min(self.each, other.each):
            return 0.0
        return len(self.every & other.every) / min(len(self.every), len(other.every))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", plain(name)) or name


def _filled(cells: Iterable[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _listed(one: Iterable[str], other: Iterable[str]) -> str:
    return f"The first has: {', '.join(one)}; the second: {', '.join(other)}."
