"""A table made ready for comparing: every column tidied and numbered, by its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cairn.kernel.linkage import tidying
from cairn.kernel.linkage.attributes import NUMBER, Attribute, described, is_number, number
from cairn.kernel.linkage.cells import Cells
from cairn.kernel.linkage.columns import PARTS_OF_BIRTH, Column, Meaning
from cairn.kernel.linkage.tidying import Dates, Texts
from cairn.kernel.same_person.known_names import FORMS


@dataclass
class Records:
    """What is compared; a meaning the file does not have is not there.

    Attributes:
        size: number of records.
        texts: tidied values by meaning, and by name for attributes of unknown meaning.
        born: dates of birth.
        attributes: the columns of unknown meaning that are used, and what sort of values they have.
        source: for two files, 0 or 1 for each record.
        places: the attributes that say where somebody lives, such as a town.
    """

    size: int
    texts: dict[str, Texts] = field(default_factory=dict)
    born: Dates | None = None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    source: np.ndarray | None = None
    places: set[str] = field(default_factory=set)


_TIDY = {
    Meaning.GIVEN: tidying.name,
    Meaning.FAMILY: tidying.name,
    Meaning.OTHER: tidying.name,
    Meaning.SEX: tidying.sex,
    Meaning.ADDRESS: tidying.address,
    Meaning.POSTCODE: tidying.postcode,
    Meaning.PHONE: tidying.phone,
    Meaning.EMAIL: tidying.e_mail,
}
_MOSTLY_SAME = 0.95


def read(
    table: Mapping[str, Sequence[object]], columns: Sequence[Column], *, months_first: bool | None = None,
    attributes: Mapping[str, Attribute] | None = None, done_with: Callable[[str], object] = lambda name: None,
) -> Records:  # fmt: skip
    """Tidy every column that is used.

    Args:
        table: columns by name.
        columns: what they mean.
        months_first, attributes: as another table was read; without them they are seen from this one.
        done_with: told the name of each column that is not looked at again.
    """
    records = Records(len(next(iter(table.values()))))
    births: dict[Meaning, Sequence[object]] = {}
    for column in columns:
        values = table[column.name]
        if column.meaning is Meaning.BORN:
            records.born = tidying.dates(values, months_first)
        elif column.meaning in PARTS_OF_BIRTH:
            births[column.meaning] = values
        elif column.meaning is Meaning.FULL:
            _whole_names(records, values)
        elif column.meaning in {Meaning.ATTRIBUTE, Meaning.PLACE}:
            known = (attributes or {}).get(column.name)
            numbers = known.sort == NUMBER if known else attributes is None and is_number(values)
            made = tidying.texts(values, number if numbers else tidying.general)
            _attribute(records, column.name, made, attributes, numbers)
            if column.meaning is Meaning.PLACE:
                records.places.add(column.name)
        elif column.meaning in _TIDY:
            made = tidying.texts(values, _TIDY[column.meaning])
            if column.meaning.value in records.texts:
                _attribute(records, column.name, made, attributes)
            else:
                records.texts[column.meaning.value] = made
        done_with(column.name)
    if births:
        records.born = tidying.dates(whole_births(births, records.size), months_first)
    return records


def whole_births(parts: Mapping[Meaning, Sequence[object]], size: int) -> Cells:
    """Dates of birth as text from columns of their parts; noughts for what is not known, nothing without a year."""
    every = [parts.get(meaning) or [""] * size for meaning in PARTS_OF_BIRTH]
    rows = zip(*every, strict=True)
    return Cells(_birth(*(str(value or "").strip().removesuffix(".0") for value in row)) for row in rows)


def _birth(year: str, month: str, day: str) -> str:
    month, day = (part if part.isdecimal() else "0" for part in (month, day))  # "NA" among them
    return f"{year}-{month}-{day}" if len(year) == 4 else ""


def _attribute(
    records: Records, name: str, made: Texts, kept: Mapping[str, Attribute] | None, numbers: bool = False
) -> None:  # fmt: skip
    """Keep a column of unknown meaning unless it cannot tell anybody from anybody."""
    known = int((made.codes >= 0).sum())
    useless = known < 0.01 * records.size or made.counts.max(initial=0) > _MOSTLY_SAME * known
    if useless if kept is None else name not in kept:
        return
    records.texts[name] = made
    records.attributes[name] = described(made, numbers) if kept is None else kept[name]


def _whole_names(records: Records, values: Sequence[object]) -> None:
    """First word and last word; what stands before a comma is the family name."""

    def parted(value: object) -> tuple[str, str, str]:
        before, comma, after = str(value or "").partition(",")
        words = tidying.name(f"{after} {before}" if comma else before).split()
        if comma and tidying.name(before):
            count = len(tidying.name(before).split())
            words = [*words[:-count], " ".join(words[-count:])]
        if len(words) < 2:
            return "", " ".join(words), ""
        return words[0], words[-1], " ".join(words[1:-1])

    parts = {value: parted(value) for value in set(values)}
    for at, meaning in enumerate((Meaning.GIVEN, Meaning.FAMILY, Meaning.OTHER)):
        if meaning.value not in records.texts:
            made = tidying.texts([parts[value][at] for value in values], str)
            if meaning is not Meaning.OTHER or made.counts.sum():
                records.texts[meaning.value] = made


def pet_form(name: str) -> str:
    """One name for all forms of a given name, for finding candidates: the first of its forms by the alphabet."""
    first = name.split(" ")[0]
    return min(FORMS.get(first, (first,)))


def number_of(text: str) -> str:
    found = re.search(r"\d+", text)
    return found.group() if found else ""
