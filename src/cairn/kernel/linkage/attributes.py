"""Columns of unknown meaning: what sort of values they have, and how alike two of them are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import numpy as np
from rapidfuzz.fuzz import ratio, token_sort_ratio
from rapidfuzz.process import cpdist

from cairn.kernel.linkage import tidying
from cairn.kernel.linkage.cells import LOOKED_AT
from cairn.kernel.linkage.tidying import Texts

SHORT, LONG, WORDS, NUMBER = "short", "long", "words", "number"
MOST_WORDS = 16  # of one value; the rarest are kept
_RARE, _PAIRED = 4, 5  # of its rarest words, how many are keys, and how many are keys two by two
_LONG = 3  # signs a value has on average, above which it can be alike without being the same
_SEVERAL = 2.2  # words a value has on average, above which it is compared word by word
_GRID = 2001
_OWN = 1.0  # natural logarithm of one by the share of values that have a word, from which it tells things apart
_SHORT_WORD = 2  # letters up to which a word may be part of another by chance
_SLIP = 75.0  # how alike a word and its slip are, of a hundred
_AMOUNT = re.compile(r"[£$€]?\s*-?\d{1,3}(,\d{3})+(\.\d+)?|[£$€]?\s*-?\d{1,6}(\.\d+)?|[£$€]?\s*-?\d+\.\d+")


@dataclass
class Attribute:
    """A column whose meaning is not known.

    Attributes:
        sort: short codes, one long word, several words, or numbers and days.
        words: of several words, how many values have each that more than one has.
        values: how many different values there are.
        scale: of numbers, some of them from the least to the greatest, as many between any two.
    """

    sort: str
    words: dict[str, int] = field(default_factory=dict)
    values: int = 0
    scale: list[float] = field(default_factory=list)


def is_number(values: Sequence[object]) -> bool:
    """Whether a column holds amounts or days, which may be near each other without being the same."""
    some = [text for text in (str(value or "").strip() for value in values[:LOOKED_AT]) if text][:2000]
    if not some or len(set(some)) < 12:
        return False
    return sum(bool(_AMOUNT.fullmatch(text)) or bool(tidying.read_date(text)[2]) for text in some) > 0.9 * len(some)


def number(text: str) -> str:
    """An amount, or a day as a number of days."""
    text = text.strip()
    if _AMOUNT.fullmatch(text):
        return f"{float(re.sub('[^0-9.-]', '', text)):g}"
    year, month, day = tidying.read_date(text)
    try:
        return str(date(year, month, day).toordinal())
    except ValueError:
        return ""


def described(made: Texts, numbers: bool) -> Attribute:
    """What sort of values a column has."""
    texts = made.values[:2000].tolist()
    if numbers:
        every = np.repeat(made.values.astype(float), made.counts)
        return Attribute(NUMBER, scale=np.quantile(every, np.linspace(0, 1, min(_GRID, len(every)))).tolist())
    if float(np.mean([len(text) for text in texts])) <= _LONG:
        return Attribute(SHORT)
    if float(np.mean([text.count(" ") + 1 for text in texts])) < _SEVERAL:
        return Attribute(LONG)
    often = Counter(word for text in made.values.tolist() for word in set(text.split()))
    return Attribute(WORDS, {word: count for word, count in often.items() if count > 1}, len(made.values))


def _rare_words(made: Texts, attribute: Attribute) -> tuple[list[list[str]], dict[str, float]]:
    """The words of each value, the rarest first, and what each is worth."""
    worth = {word: float(np.log(max(attribute.values, 2) / count)) for word, count in attribute.words.items()}
    most = float(np.log(max(attribute.values, 2)))
    texts = [
        sorted(set(text.split()), key=lambda word: (-worth.get(word, most), word)) for text in made.values.tolist()
    ]
    return texts, {**{word: most for words in texts for word in words}, **worth}


def word_keys(made: Texts, attribute: Attribute) -> tuple[np.ndarray, np.ndarray]:
    """Keys by the rarest words of a value that others have too, alone and two by two; and the rows that have them."""
    texts, _ = _rare_words(made, attribute)
    numbers: dict[object, int] = {}
    owner, keys = [], []
    for value, words in enumerate(texts):
        rare = [word for word in words if word in attribute.words][:_PAIRED]
        for key in [*rare[:_RARE], *(tuple(sorted(pair)) for pair in combinations(rare, 2))]:
            owner.append(value)
            keys.append(numbers.setdefault(key, len(numbers)))
    order = np.argsort(made.codes, kind="stable")
    starts = np.searchsorted(made.codes[order], np.arange(len(made.values) + 1))
    owners = np.array(owner, dtype=np.int64)
    many = (starts[1:] - starts[:-1])[owners] if len(owners) else np.empty(0, dtype=np.int64)
    place = (
        np.repeat(starts[owners] - np.r_[0, np.cumsum(many)[:-1]], many) + np.arange(many.sum()) if len(many) else many
    )
    return np.repeat(np.array(keys, dtype=np.int64), many), order[place]


def words_alike(made: Texts, attribute: Attribute, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How much of what two values say they both say, from 0 to 1; rare words say more, and their order nothing."""
    texts, worth = _rare_words(made, attribute)
    numbers = {word: at for at, word in enumerate(worth)}
    table = np.full((len(texts), MOST_WORDS), -1, dtype=np.int32)
    for at, words in enumerate(texts):
        kept = [numbers[word] for word in words[:MOST_WORDS]]
        table[at, : len(kept)] = kept
    value = np.append(np.array(list(worth.values()), dtype=np.float32), np.float32(0))[table]
    whole = value.sum(axis=1)
    out = np.empty(len(one), dtype=np.float32)
    for start in range(0, len(one), 100_000):
        left, right = one[start : start + 100_000], other[start : start + 100_000]
        shared = np.zeros(len(left), dtype=np.float32)
        for at in range(MOST_WORDS):
            word = table[left, at]
            shared += np.where((word >= 0) & (table[right] == word[:, None]).any(axis=1), value[left, at], 0)
        out[start : start + 100_000] = 2 * shared / np.maximum(whole[left] + whole[right], 1e-6)
    workers = -1 if len(one) > 2000 else 1
    spelt = cpdist(
        made.values[one].tolist(),
        made.values[other].tolist(),
        scorer=token_sort_ratio,
        dtype=np.float32,
        workers=workers,
    )
    return np.maximum(out, np.where(spelt > 80, spelt / 100 - 0.02, 0))


def told_apart(made: Texts, attribute: Attribute, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether each of two values has a word of its own, which is no slip or short form of any the other has.

    Words that hardly tell anything, and words in one value only that might be slips, are none.
    """
    worth = {word: np.log(max(attribute.values, 2) / count) for word, count in attribute.words.items()}
    words, joined = [text.split() for text in made.values.tolist()], [text.replace(" ", "") for text in made.values]
    key = one.astype(np.int64) * len(words) + other
    different, back = np.unique(key, return_inverse=True)

    def own(left: int, right: int) -> bool:
        there = set(words[right])
        return any(
            worth.get(word, _OWN) >= _OWN and not _there(word, there, joined[right])
            for word in words[left]
            if word not in there
        )

    sides = [divmod(pair, len(words)) for pair in different.tolist()]
    apart = np.array([own(left, right) and own(right, left) for left, right in sides], dtype=bool)
    return apart[back]


def _there(word: str, words: set[str], joined: str) -> bool:
    """Whether some words say one more, in a longer or shorter form, with a slip or parted otherwise."""
    if len(word) > _SHORT_WORD and word in joined:
        return True
    figures = any(sign.isdigit() for sign in word)
    return any(_forms_of_one(word, each, figures=figures) for each in words)


def _forms_of_one(word: str, other: str, *, figures: bool) -> bool:
    if figures:
        return len(other) > _SHORT_WORD and other in word
    short, long = sorted((word, other), key=len)
    if short[0] == long[0] and (rest := iter(long)) and all(sign in rest for sign in short):
        return True
    return ratio(word, other) > _SLIP


def places_of(made: Texts, attribute: Attribute) -> np.ndarray:
    """For each different value the share of all values below it."""
    values = made.values.astype(float) if len(made.values) and made.values[0] != "" else np.zeros(len(made.values))
    return np.interp(values, attribute.scale, np.linspace(0, 1, len(attribute.scale)))


def between(made: Texts, attribute: Attribute, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Which share of all values lies between two."""
    places = places_of(made, attribute)
    return np.abs(places[one] - places[other])
