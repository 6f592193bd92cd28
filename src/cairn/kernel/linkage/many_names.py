"""Which of some people are alike by name to which of many: what ``same_person.names`` says of each two, all at once.

In arrays, so that every name is compared with every other by the same steps, whatever the names are. The time it takes
goes by how many names there are, as one after another, and is a hundredth of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from cairn.kernel.same_person.known_names import FORMS
from cairn.kernel.same_person.names import read_name

_AT_ONCE = 128  # names of some, against all of many: what is in memory stays small


def alike(some: Sequence[Sequence[str]], many: Sequence[Sequence[str]]) -> np.ndarray:
    """Who is alike to whom by ``Likeness.INITIAL`` or more, in one of the names of each.

    Args:
        some, many: the names of each person, at least one.

    Returns:
        A row for each of ``some``, in it True or False for each of ``many``.
    """
    if not some or not many:
        return np.zeros((len(some), len(many)), dtype=bool)
    among, starts = _Names([name for names in many for name in names]), _starts(many)
    names = [name for names in some for name in names]
    parts = [_Names(names[at : at + _AT_ONCE]).alike_to(among, starts) for at in range(0, len(names), _AT_ONCE)]
    return np.logical_or.reduceat(np.concatenate(parts), _starts(some), axis=0)


def _starts(people: Sequence[Sequence[str]]) -> list[int]:
    """Where each person's names begin among all names."""
    return [0, *accumulate(map(len, people))][:-1]


class _Names:
    """Some names in their parts; their first and last words by number, so that each word is compared once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.parts = [read_name(text).parts for text in texts]
        self.joined = ["".join(parts) for parts in self.parts]
        self.numbers: dict[str, int] = {}
        self.first = self._numbered([parts[0] if parts else "" for parts in self.parts])
        self.last = self._numbered([parts[-1] if parts else "" for parts in self.parts])
        self.words = list(self.numbers)
        self.lengths = _lengths(self.words)
        self.many_parts = np.array([len(parts) > 1 for parts in self.parts])
        self.different = np.array([len(set(parts)) for parts in self.parts])

    def _numbered(self, words: Sequence[str]) -> np.ndarray:
        return np.array([self.numbers.setdefault(word, len(self.numbers)) for word in words])

    def alike_to(self, other: _Names, starts: Sequence[int]) -> np.ndarray:
        """As ``alike``, of each name and each person whose names start there in the other."""
        found = self._one_in_another(other) | self._by_ends(other)
        apart = _apart(self.joined, other.joined)
        found |= (apart == 0) | _close(apart, _lengths(self.joined), _lengths(other.joined))
        found &= (self.different > 0)[:, None] & (other.different > 0)
        return np.logical_or.reduceat(found, starts, axis=1)

    def _by_ends(self, other: _Names) -> np.ndarray:
        """As ``same_person.names._given_and_family``, whichever end of a name is the family's."""
        apart = _apart(self.words, other.words)
        same, close = apart == 0, _close(apart, self.lengths, other.lengths)
        named = same.copy()
        for at, word in enumerate(self.words):
            named[at, [other.numbers[form] for form in FORMS.get(word, ()) if form in other.numbers]] = True
        begins = np.array([word[:1] for word in self.words])[:, None] == [word[:1] for word in other.words]
        initial = begins & ((self.lengths == 1)[:, None] | (other.lengths == 1))
        family, given = same & (self.lengths > 1)[:, None], named | initial | close
        several = self.many_parts[:, None] & other.many_parts
        found = np.zeros(several.shape, dtype=bool)
        for families, givens in (
            ((self.last, other.last), (self.first, other.first)),
            ((self.first, other.last), (self.last, other.first)),
            ((self.last, other.first), (self.first, other.last)),
        ):
            ends, others = np.ix_(*families), np.ix_(*givens)
            found |= (close[ends] & named[others]) | (family[ends] & given[others] & several)
        return found

    def _one_in_another(self, other: _Names) -> np.ndarray:
        """As ``same_person.names._one_in_another``."""
        places = {word: at for at, word in enumerate({word for parts in self.parts for word in parts})}
        shared = _holding(self.parts, places) @ _holding(other.parts, places).T
        return (shared >= 2) & ((shared == self.different[:, None]) | (shared == other.different))


def _holding(names: Sequence[Sequence[str]], places: dict[str, int]) -> np.ndarray:
    """1 where a name has a word, in the place of the word."""
    out = np.zeros((len(names), len(places)), dtype=np.float32)
    for at, parts in enumerate(names):
        out[at, [places[word] for word in parts if word in places]] = 1
    return out


def _lengths(words: Sequence[str]) -> np.ndarray:
    return np.array([len(word) for word in words])


def _apart(some: Sequence[str], many: Sequence[str]) -> np.ndarray:
    """As ``same_person.names._differences``, of each two; above two it is three."""
    return cdist(some, many, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)


def _close(apart: np.ndarray, some: np.ndarray, many: np.ndarray) -> np.ndarray:
    """As ``same_person.names._close``, of words so far apart and of these lengths."""
    shorter = np.minimum(some[:, None], many)
    return (apart > 0) & (apart <= np.where(shorter < 5, 0, np.where(shorter < 9, 1, 2)))
