"""Names as people write them: accents, spacing, order, short forms and initials set aside."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from cairn.kernel.same_person.known_names import FORMS

_TITLES = {
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "rev",
    "sir",
    "dame",
    "cllr",
    "councillor",
    "pc",
    "dc",
    "ds",
    "di",
}
_PARTICLES = {
    "al",
    "el",
    "ul",
    "ibn",
    "bin",
    "bint",
    "abu",
    "umm",
    "mc",
    "mac",
    "o",
    "de",
    "du",
    "van",
    "von",
    "der",
    "da",
}
_LETTERS = {"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
LONGEST_KEY = 80  # letters
_MOST = 2  # letters that may differ in a long name


class Likeness(IntEnum):
    """How alike two names are, with what it adds to a match."""

    NONE = 0
    FAMILY_NAME_ONLY = 10
    INITIAL = 18
    ONE_LETTER = 25
    SHORT_FORM = 32
    OTHER_ORDER = 36
    SPACING = 38
    SAME = 40


SENTENCES = {
    Likeness.FAMILY_NAME_ONLY: "The family name is the same.",
    Likeness.INITIAL: "The family name is the same, and one given name is an initial of the other.",
    Likeness.ONE_LETTER: "The names differ by a letter or two.",
    Likeness.SHORT_FORM: "One given name is a short form, or another spelling, of the other.",
    Likeness.OTHER_ORDER: "The names are the same in another order, or with one left out.",
    Likeness.SPACING: "The names are the same but for spaces, hyphens or apostrophes.",
    Likeness.SAME: "The names are the same.",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts: small letters without accents or titles."""

    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        """Without any space."""
        return "".join(self.parts)


def read_name(text: str) -> Name:
    """A name as it can be compared; "Family, Given" is turned round."""
    family, comma, given = text.partition(",")
    folded = _plain(f"{given} {family}" if comma else text)
    words = [word for word in re.split(r"[\s\-.]+", folded) if word and word not in _TITLES]
    return Name(_with_particles(words))


def words_of(text: str) -> frozenset[str]:
    """The words a name is found by: its parts, and what stands in them word for word (al-Hassan is also Hassan)."""
    plain = {word for word in re.split(r"[\s\-.,]+", _plain(text)) if len(word) > 1 and word not in _TITLES}
    return frozenset(plain | {part for part in read_name(text).parts if len(part) > 1}) - _PARTICLES


def pair_of(one: str, other: str) -> str:
    """Two words of one name as one key, whichever comes first; apart from every single word."""
    return f"+{' '.join(sorted((one, other)))}"[:LONGEST_KEY]


def keys_of(text: str) -> frozenset[str]:
    """What a name is kept to be found by: its words, and each two of them together."""
    words = {word[:LONGEST_KEY] for word in words_of(text)}
    return frozenset(words) | {pair_of(one, other) for one, other in combinations(sorted(words), 2)}


def forms_of(word: str) -> frozenset[str]:
    """Short forms and other spellings of a given name, as it is kept to be found by."""
    return FORMS.get(word, frozenset())


def likeness(first: Name, second: Name) -> Likeness:
    """The strongest way in which two names are alike."""
    if not first.parts or not second.parts:
        return Likeness.NONE
    if first.parts == second.parts:
        return Likeness.SAME
    if first.joined == second.joined:
        return Likeness.SPACING
    if _one_in_another(first, second):
        return Likeness.OTHER_ORDER
    return _by_parts(first, second)


def misspelled(first: Name, second: Name) -> bool:
    """Whether each part of a name is that of the other, or another spelling of it, or mistyped in a letter or two.

    Closer than ``Likeness.ONE_LETTER``, by which Susan Bell is like Susan Hill: long names may differ in two letters.
    """
    if len(first.parts) != len(second.parts) or not first.parts:
        return False
    return all(_same_given(a, b) or _close(a, b) for a, b in zip(first.parts, second.parts, strict=True))


def _one_in_another(first: Name, second: Name) -> bool:
    """The same parts in another order, or one with a middle name or a second family name more."""
    a, b = set(first.parts), set(second.parts)
    return len(a & b) >= 2 and (a <= b or b <= a)


def _by_parts(first: Name, second: Name) -> Likeness:
    best = Likeness.NONE
    forward, other = first.parts, second.parts
    for a, b in ((forward, other), (forward[::-1], other), (forward, other[::-1])):
        best = max(best, _given_and_family(a, b))
    if best < Likeness.ONE_LETTER and first.joined and _close(first.joined, second.joined):
        return Likeness.ONE_LETTER
    return best


def _given_and_family(a: tuple[str, ...], b: tuple[str, ...]) -> Likeness:
    """Two names whose last parts are their family names: how alike the first parts are."""
    if a[-1] != b[-1]:
        return Likeness.ONE_LETTER if _close(a[-1], b[-1]) and _same_given(a[0], b[0]) else Likeness.NONE
    if len(a[-1]) == 1:
        return Likeness.NONE
    if len(a) == 1 or len(b) == 1:
        return Likeness.FAMILY_NAME_ONLY
    if _same_given(a[0], b[0]):
        return Likeness.SHORT_FORM
    if 1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0]:
        return Likeness.INITIAL
    return Likeness.ONE_LETTER if _close(a[0], b[0]) else Likeness.FAMILY_NAME_ONLY


def _same_given(a: str, b: str) -> bool:
    return a == b or b in FORMS.get(a, ())


def _close(a: str, b: str) -> bool:
    """One letter in a name of five, two in one of nine: wrong, missing, or two of them swapped."""
    allowed = 0 if min(len(a), len(b)) < 5 else 1 if min(len(a), len(b)) < 9 else _MOST
    if a == b or abs(len(a) - len(b)) > allowed or len(set(a) ^ set(b)) > 2 * allowed:
        return False  # what puts one letter right changes no more than two of those that only one of them has
    return _differences(a, b) <= allowed


def _differences(a: str, b: str) -> int:
    """Letters to put right, with neighbours that are swapped as one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        above, row = row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]


def _plain(text: str) -> str:
    folded = text.casefold()
    spelled = "".join(_LETTERS.get(letter, letter) for letter in folded)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(letter))
    return re.sub(r"[^\w\s.\-]|_", "", bare)


def _with_particles(words: list[str]) -> tuple[str, ...]:
    """Al Hassan, al-Hassan and Alhassan are one; so are Mc Donald and McDonald."""
    parts: list[str] = []
    held = ""
    for place, word in enumerate(words):
        if word in _PARTICLES and place < len(words) - 1 and (place or len(words) > 2):
            held += word
            continue
        parts.append(held + word)
        held = ""
    return tuple(parts)
