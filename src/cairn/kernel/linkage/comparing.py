"""How alike two records are, column by column: each pair gets a level, from exactly alike and rare to different.

A level has the bits of evidence one would expect of it before seeing the file; they only start the learning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cpdist

from cairn.kernel.linkage import tidying
from cairn.kernel.linkage.attributes import LONG, NUMBER, SHORT, WORDS, Attribute, between, told_apart, words_alike
from cairn.kernel.linkage.reading import Records
from cairn.kernel.linkage.tidying import Texts
from cairn.kernel.same_person.known_names import FORMS

STEPS = (4, 32, 256)  # records that share a value: what agrees is rare, less rare, common, everywhere
_ALONE = 2000  # pairs that one thread compares sooner than several
_NEAR = (
    (0.0005, "nearly the same", 9),
    (0.002, "very near", 7),
    (0.01, "near", 4.5),
    (0.04, "not far off", 2.5),
    (0.15, "in the same region", 0.5),
)  # fmt: skip
_ALIKE = {
    SHORT: (),
    LONG: ((0.85, "very alike", 6), (0.65, "rather alike", 1)),
    WORDS: (
        (0.9, "nearly the same", 10),
        (0.75, "very alike", 8),
        (0.6, "alike", 6),
        (0.45, "rather alike", 3.5),
        (0.3, "a little alike", 1),
        (0.15, "hardly alike", -0.5),
    ),
}

_LEAST = 0.1  # bits of any agreement: it is one, however common
_VERY_ALIKE = 0.75
_TOLD_APART = 0.45  # how alike several words are, from which their numbers tell them apart


@dataclass(frozen=True)
class Level:
    """One way two values can stand to each other.

    Attributes:
        says: in words; "" where nothing can be said.
        bits: evidence expected, above 0 for one person.
    """

    says: str
    bits: float


@dataclass
class Compared:
    """One column, or some that belong together, over all pairs.

    Attributes:
        name: of the column.
        levels: what the numbers mean; 0 is always "not known of both".
        found: the level of each pair.
        place: whether it is of unknown meaning but for saying where somebody lives.
    """

    name: str
    levels: list[Level]
    found: np.ndarray
    place: bool = False


def similarity(first: Texts, second: Texts, one: np.ndarray, other: np.ndarray, scorer: object) -> np.ndarray:
    """Between 0 and 1 for pairs of codes."""
    if not len(one):
        return np.empty(0, dtype=np.float32)
    workers = -1 if len(one) > _ALONE else 1
    return cpdist(
        first.values[one].tolist(), second.values[other].tolist(), scorer=scorer, dtype=np.float32, workers=workers
    )


def compare(records: Records, first: np.ndarray, second: np.ndarray) -> list[Compared]:
    """Every comparison that the file allows, for pairs of rows."""
    texts, made = records.texts, []
    if "given" in texts:
        made.append(_given(records, first, second))
    if "family" in texts:
        made.append(_family(records, first, second))
    if "other_names" in texts:
        made.append(_other_names(records, first, second))
    if records.born is not None:
        made.append(_born(records, first, second))
    if "sex" in texts:
        made.append(_sex(records, first, second))
    if "address" in texts:
        made.append(_address(texts["address"], first, second))
    if "postcode" in texts:
        made.append(_postcode(texts["postcode"], first, second))
    if "phone" in texts:
        made.append(_phone(texts["phone"], first, second))
    if "email" in texts:
        made.append(_email(texts["email"], first, second))
    for name, attribute in records.attributes.items():
        # Of two files each thing has one partner at most, so the likest counts; a column alone says all there is.
        own_words = records.source is None and len(texts) + (records.born is not None) > 1
        made.append(_attribute(name, texts[name], first, second, records.size, attribute, own_words=own_words))
        made[-1].place = name in records.places
    return made


def _shared(
    column: Texts, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Codes of both, whether both are known, and whether they are equal."""
    one, other = column.codes[first], column.codes[second]
    known = (one >= 0) & (other >= 0)
    return one, other, known, known & (one == other)


def _other_numbers(column: Texts, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Whether both values have numbers and none in common: what is alike is told apart by its numbers."""
    codes = column.derived(tidying.numbers)
    one, other = codes.codes[first], codes.codes[second]
    apart = (one >= 0) & (other >= 0) & (one != other)
    maybe = np.flatnonzero(apart)
    words = [set(text.split()) for text in codes.values.tolist()]
    apart[maybe] = [
        words[x].isdisjoint(words[y]) for x, y in zip(one[maybe].tolist(), other[maybe].tolist(), strict=True)
    ]
    return apart


def _rarity(column: Texts, codes: np.ndarray) -> np.ndarray:
    """0 for rare to 3 for everywhere."""
    return np.searchsorted(STEPS, np.where(codes >= 0, column.counts[codes], 0), side="left")


def _exact(name: str, bits: tuple[float, ...]) -> list[Level]:
    how = ("and rare", "and not common", "and common", "and very common")
    return [Level(f"the {name} is the same, {each}", worth) for each, worth in zip(how, bits, strict=True)]


def _forms(values: Texts) -> tuple[np.ndarray, list[frozenset[str]]]:
    """For each value the number of its set of short and long forms."""
    numbers: dict[frozenset[str], int] = {}
    of = [
        numbers.setdefault(FORMS.get(text.split(" ")[0], frozenset()), len(numbers)) for text in values.values.tolist()
    ]
    return np.array(of), list(numbers)


def _same_forms(column: Texts, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether one is a short or other form of the other's first word."""
    of, sets = _forms(column)
    firsts = np.array([text.split(" ")[0] for text in column.values.tolist()], dtype=object)
    alike = firsts[one] == firsts[other]
    filled = np.array([bool(each) for each in sets])
    maybe = np.flatnonzero(~alike & filled[of[one]] & filled[of[other]])
    # The sets are small and few: each pair of values is looked up once.
    key = one[maybe].astype(np.int64) * len(column.values) + other[maybe]
    different, back = np.unique(key, return_inverse=True)
    size = len(column.values)
    hit = np.array([firsts[pair % size] in sets[of[pair // size]] for pair in different.tolist()], dtype=bool)
    alike[maybe] = hit[back] if len(different) else False
    return alike


def _given(records: Records, first: np.ndarray, second: np.ndarray) -> Compared:
    column = records.texts["given"]
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("given name", (8, 6.5, 5.5, 4.5)),
        Level("one given name is a form of the other, or part of it", 4.5),
        Level("the given names are very alike", 4.5),
        Level("the given names are rather alike", 1.5),
        Level("one given name is the other's first letter", 2),
        Level("given and family name have changed places", 8),
        Level("one's given name is the other's second name", 3),
        Level("the given names are different", -5),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    found[known] = 11
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    a, b = one[rest], other[rest]
    alike = similarity(column, column, a, b, JaroWinkler.normalized_similarity)
    level = np.where(alike >= 0.92, 6, np.where(alike >= 0.8, 7, 11))
    initials = np.array([text[:1] for text in column.values.tolist()], dtype=object)
    short = np.array([len(text) == 1 for text in column.values.tolist()])
    level = np.where((short[a] | short[b]) & (initials[a] == initials[b]), 8, level)
    level = np.where(_same_forms(column, a, b), 5, level)
    if "other_names" in records.texts:
        middle = _cross(column, records.texts["other_names"], first[rest], second[rest])
        level = np.where((level == 11) & middle, 10, level)
    if "family" in records.texts:
        swapped = _cross(column, records.texts["family"], first[rest], second[rest], both=True)
        level = np.where(swapped, 9, level)
    found[rest] = level
    return Compared("given", levels, found)


def _cross(one: Texts, other: Texts, first: np.ndarray, second: np.ndarray, *, both: bool = False) -> np.ndarray:
    """Whether the one column of a record is the other column of the other record; ``both`` ways, roughly, or either."""
    numbers = {text: at for at, text in enumerate(one.values.tolist())}
    again = np.array([numbers.get(text, -2) for text in other.values.tolist()])
    codes = np.where(other.codes >= 0, again[other.codes], -2)
    there, back = one.codes[first] == codes[second], one.codes[second] == codes[first]
    if not both:
        return there | back
    near = there | back
    doubt = np.flatnonzero(near & ~(there & back))
    lefts = np.where(there[doubt], second[doubt], first[doubt])
    rights = np.where(there[doubt], first[doubt], second[doubt])
    known = (one.codes[lefts] >= 0) & (other.codes[rights] >= 0)
    alike = np.zeros(len(doubt), dtype=bool)
    alike[known] = (
        similarity(one, other, one.codes[lefts][known], other.codes[rights][known], JaroWinkler.normalized_similarity)
        > 0.85
    )
    near[doubt] = alike
    return near


def _family(records: Records, first: np.ndarray, second: np.ndarray) -> Compared:
    column = records.texts["family"]
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("family name", (11, 9, 7, 5.5)),
        Level("one family name is part of the other", 7),
        Level("the family names are very alike", 6.5),
        Level("the family names are rather alike", 2.5),
        Level("the family names are different", -3),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    a, b = one[rest], other[rest]
    alike = similarity(column, column, a, b, JaroWinkler.normalized_similarity)
    edits = similarity(column, column, a, b, Levenshtein.normalized_similarity)
    level = np.where((alike >= 0.92) & (edits >= 0.74), 6, np.where(edits >= 0.65, 7, 8))
    many = np.array([" " in text for text in column.values.tolist()])
    doubles = np.flatnonzero(many[a] | many[b])
    words = [frozenset(text.split()) for text in column.values.tolist()]
    part = [bool(words[x] & words[y]) for x, y in zip(a[doubles].tolist(), b[doubles].tolist(), strict=True)]
    level[doubles[np.array(part, dtype=bool)]] = 5
    found[rest] = level
    if "given" in records.texts:
        found[rest[_cross(records.texts["given"], column, first[rest], second[rest], both=True)]] = 0
    return Compared("family", levels, found)


def _other_names(records: Records, first: np.ndarray, second: np.ndarray) -> Compared:
    column = records.texts["other_names"]
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("second name", (6, 5, 4, 3)),
        Level("the second names begin alike", 1.5),
        Level("the second names are very alike", 4),
        Level("the second names are different", -2.5),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    lengths = np.array([len(text) for text in column.values.tolist()])
    found[same] = np.where(lengths[one[same]] > 1, 1 + _rarity(column, one[same]), 5)
    rest = np.flatnonzero(known & ~same)
    a, b = one[rest], other[rest]
    alike = similarity(column, column, a, b, JaroWinkler.normalized_similarity)
    initials = np.array([text[:1] for text in column.values.tolist()], dtype=object)
    short = (np.minimum(lengths[a], lengths[b]) == 1) & (initials[a] == initials[b])
    found[rest] = np.where(short, 5, np.where(alike > 0.88, 6, 7))
    return Compared("other_names", levels, found)


def _born(records: Records, first: np.ndarray, second: np.ndarray) -> Compared:
    born = records.born
    levels = [
        Level("", 0),
        Level("the date of birth is the same", 12),
        Level("both dates of birth are 1 January of one year", 5),
        Level("the date of birth has day and month exchanged", 8),
        Level("the years of birth agree, one day is made up", 4),
        Level("the date of birth differs in the day", 4),
        Level("the date of birth differs in the month", 4),
        Level("the date of birth differs in one digit of the year", 5),
        Level("only the day and month of birth agree", 2),
        Level("only the year of birth agrees", 0.5),
        Level("the dates of birth are a few years apart", -3.5),
        Level("the dates of birth are many years apart", -8),
    ]
    y1, y2, m1, m2, d1, d2 = (part[rows] for part in (born.year, born.month, born.day) for rows in (first, second))
    known = (y1 > 0) & (y2 > 0)
    year, month, day = y1 == y2, m1 == m2, d1 == d2
    vague = born.default[first] | born.default[second] | (d1 == 0) | (d2 == 0)
    apart = np.abs(y1 - y2)
    digits = sum((y1 // power % 10 != y2 // power % 10).astype(np.int8) for power in (1, 10, 100, 1000))
    conditions = [
        ~known,
        year & month & day & ~vague,
        year & month & day,
        year & (m1 == d2) & (d1 == m2),
        year & vague,
        year & month,
        year & day,
        month & day & ~vague & ((digits == 1) | (apart == 1)),
        month & day & ~vague,
        year,
        apart < 12,
    ]
    numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    return Compared("born", levels, np.select(conditions, numbers, default=11).astype(np.uint8))


def _sex(records: Records, first: np.ndarray, second: np.ndarray) -> Compared:
    _, _, known, same = _shared(records.texts["sex"], first, second)
    levels = [Level("", 0), Level("the sex is the same", 1), Level("the sex is different", -4)]
    return Compared("sex", levels, np.where(same, 1, np.where(known, 2, 0)).astype(np.uint8))


def _address(column: Texts, first: np.ndarray, second: np.ndarray) -> Compared:
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("address", (11, 9, 7, 5)),
        Level("number and street are the same", 10),
        Level("the addresses are very alike", 8),
        Level("the addresses are rather alike", 2),
        Level("the addresses are different", -1),
        Level("the addresses are alike, with other numbers", 1),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    a, b = one[rest], other[rest]
    homes = column.derived(tidying.house)
    at_home = (homes.codes[first[rest]] >= 0) & (homes.codes[first[rest]] == homes.codes[second[rest]])
    alike = similarity(column, column, a, b, Levenshtein.normalized_similarity)
    level = np.where(alike >= 0.88, 6, np.where(alike >= 0.7, 7, 8))
    level[at_home] = 5
    near = np.flatnonzero((level == 6) | (level == 7))
    level[near[_other_numbers(column, first[rest[near]], second[rest[near]])]] = 9
    found[rest] = level
    return Compared("address", levels, found)


def _postcode(column: Texts, first: np.ndarray, second: np.ndarray) -> Compared:
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("postcode", (11, 9, 7, 5)),
        Level("the postcode differs in one sign", 6),
        Level("the postal district is the same", 1.5),
        Level("the postcode is different", -1),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    a, b = one[rest], other[rest]
    edits = similarity(column, column, a, b, Levenshtein.normalized_similarity)
    district = column.derived(tidying.district).codes
    near = district[first[rest]] == district[second[rest]]
    found[rest] = np.where(edits >= 0.74, 5, np.where(near, 6, 7))
    return Compared("postcode", levels, found)


def _phone(column: Texts, first: np.ndarray, second: np.ndarray) -> Compared:
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("telephone number", (11, 8, 5, 2)),
        Level("the telephone numbers differ in one digit", 8),
        Level("the telephone numbers are different", -0.7),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    edits = similarity(column, column, one[rest], other[rest], Levenshtein.normalized_similarity)
    found[rest] = np.where(edits >= 0.8, 5, 6)
    return Compared("phone", levels, found)


def _email(column: Texts, first: np.ndarray, second: np.ndarray) -> Compared:
    one, other, known, same = _shared(column, first, second)
    levels = [
        Level("", 0),
        *_exact("e-mail address", (14, 10, 6, 2)),
        Level("the e-mail addresses are the same before the @", 9),
        Level("the e-mail addresses are very alike", 7),
        Level("the e-mail addresses are different", -1),
        Level("the e-mail addresses are alike, with other numbers", 0),
    ]
    found = np.zeros(len(first), dtype=np.uint8)
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    before = column.derived(tidying.before_at)
    names_same = before.codes[first[rest]] == before.codes[second[rest]]
    edits = similarity(column, column, one[rest], other[rest], Levenshtein.normalized_similarity)
    level = np.where(names_same, 5, np.where(edits >= 0.85, 6, 7))
    near = np.flatnonzero(~names_same & (edits >= 0.7))
    level[near[_other_numbers(before, first[rest[near]], second[rest[near]])]] = 8
    found[rest] = level
    return Compared("email", levels, found)


def _attribute(
    name: str, column: Texts, first: np.ndarray, second: np.ndarray, size: int, attribute: Attribute, *, own_words: bool
) -> Compared:  # fmt: skip
    one, other, known, same = _shared(column, first, second)
    # What half of all people share says little; what two share says much.
    worth = [float(np.clip(np.log2(size / count) - 1, _LEAST, 11)) for count in (3, 18, 128, max(1024, size / 4))]
    steps = _NEAR if attribute.sort == NUMBER else _ALIKE[attribute.sort]
    levels = [Level("", 0), *_exact(name, tuple(worth))]
    levels += [Level(f"the {name} is {says}", min(worth[0], bits)) for _, says, bits in steps]
    levels.append(Level(f"the {name} is different", -1.5))
    if attribute.sort == WORDS:
        levels.append(Level(f"the {name} is alike, with other numbers", -1))
        levels.append(Level(f"the {name} is very alike, but each has a word of its own", 0))
        levels.append(Level(f"the {name} is alike, but each has a word of its own", -0.5))
    found = np.zeros(len(first), dtype=np.uint8)
    found[same] = 1 + _rarity(column, one[same])
    rest = np.flatnonzero(known & ~same)
    a, b = one[rest], other[rest]
    if not steps:
        found[rest] = 5
    elif attribute.sort == NUMBER:
        found[rest] = 5 + np.searchsorted([step for step, _, _ in steps], between(column, attribute, a, b), side="left")
    else:
        if attribute.sort == LONG:
            alike = similarity(column, column, a, b, Levenshtein.normalized_similarity)
        else:
            alike = words_alike(column, attribute, a, b)
        found[rest] = 5 + np.searchsorted([-step for step, _, _ in steps], -alike, side="left")
        if attribute.sort == WORDS:
            near = np.flatnonzero(alike >= _TOLD_APART)
            if own_words:
                own = near[told_apart(column, attribute, a[near], b[near])]
                found[rest[own]] = len(levels) - np.where(alike[own] >= _VERY_ALIKE, 2, 1)
            near = rest[near]
            found[near[_other_numbers(column, first[near], second[near])]] = len(levels) - 3
    return Compared(name, levels, found)
