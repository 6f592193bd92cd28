"""Match what is written to one of some candidates: by name, short name, initials. Never a guess between two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SMALL_WORDS = frozenset(("the", "of", "and", "for", "to", "a"))
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "cllr", "councillor", "pc", "sgt",
                     "insp", "supt", "dci", "di", "ds", "dc"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be meant.

    Args:
        key: what is kept when it is meant.
        name: its full name, as people are shown it.
        also: other names it is known by.
    """

    key: str
    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: the key of the one that fits, or the names of those between which nobody can tell."""

    key: str = ""
    between: tuple[str, ...] = ()


def plain_words(text: str) -> str:
    """Text as it is compared: small letters, no marks, "and" for "&", single spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", text.lower().replace("&", " and ").replace("'", "")).split())


def initials_of(name: str) -> frozenset[str]:
    """The initials of a name, with and without its small words: "Isle of Wight Council" gives iowc and iwc."""
    words = plain_words(name).split()
    long, short = "".join(word[0] for word in words), "".join(word[0] for word in words if word not in _SMALL_WORDS)
    return frozenset((long, short)) - {""}


class Matcher:
    """Candidates, ready to be compared with many texts.

    Args:
        candidates: what may be meant.
        people: they are persons: a first name or surname alone will do where only one person bears it.
    """

    def __init__(self, candidates: Iterable[Candidate], *, people: bool = False) -> None:
        self.names: dict[str, str] = {}
        self._by: tuple[dict[str, set[str]], ...] = ({}, {}, {})
        self._people = people
        for one in candidates:
            self.names[one.key] = one.name
            self._add(one)

    def _add(self, one: Candidate) -> None:
        exact, initials, parts = self._by
        for name in (one.name, *one.also):
            exact.setdefault(self._plain(name), set()).add(one.key)
        for short in initials_of(one.name):
            initials.setdefault(short, set()).add(one.key)
        if self._people:
            for word in plain_words(one.name).split():
                parts.setdefault(word, set()).add(one.key)

    def _plain(self, text: str) -> str:
        words = plain_words(text).split()
        left_out = _TITLES if self._people else frozenset(("the",))
        return " ".join(word for word in words if word not in left_out)

    def match(self, text: str) -> Match:
        """The candidate meant by a text; none, or the names of several, where nobody can tell."""
        plain = self._plain(text)
        if not plain:
            return Match()
        exact, initials, parts = self._by
        for found in (exact.get(plain), initials.get(plain.replace(" ", "")), parts.get(plain), self._turned(plain)):
            if found:
                if len(found) == 1:
                    return Match(next(iter(found)))
                return Match(between=tuple(sorted(self.names[key] for key in found)))
        return Match()

    def _turned(self, plain: str) -> set[str] | None:
        """A person written surname first, or with an initial: "Slate Juniper", "J Slate"."""
        if not self._people:
            return None
        words = plain.split()
        if len(words) != 2:
            return None
        exact, _initials, parts = self._by
        if found := exact.get(" ".join(reversed(words))):
            return found
        for letter, word in (words, reversed(words)):
            if len(letter) == 1 and word in parts:
                return {key for key in parts[word] if plain_words(self.names[key]).startswith(letter)}
        return None


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a cell that names several, apart by lines, semicolons, commas, slashes or plus signs."""
    parts = (part.strip(" .•-") for part in re.split(r"[\n;,/+]|\s&\s", text))
    return tuple(dict.fromkeys(part for part in parts if part))
