"""Names as agencies write them, in the form in which they are kept beside: parts apart, spaces and capitals settled."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cairn.kernel.not_known import says_no_name

_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "dame", "lady", "lord", "master"))
_SUFFIXES = frozenset(("jr", "jnr", "junior", "snr", "sr", "senior", "ii", "iii"))
_MARKS = re.compile(r"[\"*?_#|<>\[\]{}()\\]+|\d+")
_JOINED = frozenset(("van", "von", "de", "der", "du", "da", "di", "la", "le", "al", "el", "bin", "ibn", "st", "mac",
                     "mc", "ap", "ab"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts, in small letters; empty where it is not known."""

    given: str = ""
    family: str = ""


@lru_cache(maxsize=131_072)
def plain_name(text: str) -> str:
    """One part of a name: small letters, one space, no titles, figures or marks; "" where it says it is unknown.

    Accents, hyphens and apostrophes stay: they are part of the name, and linkage sets them aside itself.
    """
    if says_no_name(text):
        return ""
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").replace("`", "'").lower()
    words = [word.strip(".,;:'-") for word in _MARKS.sub(" ", folded).split()]
    kept = [word for word in words if word and word not in _TITLES and word not in _SUFFIXES]
    found = " ".join(kept)
    return "" if says_no_name(found) else found


@lru_cache(maxsize=131_072)
def whole_name(text: str) -> PersonName:
    """A whole name taken apart: "Slate, Juniper" and "Juniper Slate" are one; SLATE Juniper is read by its capitals."""
    if says_no_name(text):
        return PersonName()
    before, comma, after = text.partition(",")
    if comma and plain_name(after):
        return PersonName(plain_name(after), plain_name(before))
    words = [word for word in text.split() if plain_name(word)]
    if len(words) > 1:
        loud = [word for word in words if len(word) > 1 and word.isupper()]
        if loud and len(loud) < len(words) and words[: len(loud)] == loud:
            return PersonName(plain_name(" ".join(words[len(loud) :])), plain_name(" ".join(loud)))
    if len(words) < 2:
        return PersonName("", plain_name(text))
    at = len(words) - 1
    while at > 1 and words[at - 1].lower().strip(".'") in _JOINED:
        at -= 1
    return PersonName(plain_name(" ".join(words[:at])), plain_name(" ".join(words[at:])))


_SEX = {"f": "female", "female": "female", "woman": "female", "girl": "female", "w": "female",
        "m": "male", "male": "male", "man": "male", "boy": "male",
        "o": "other", "other": "other", "non binary": "other", "nonbinary": "other", "x": "other"}  # fmt: skip


def plain_sex(text: str) -> str:
    """As written, in one of three words; "" where nothing is known or the word is another."""
    return _SEX.get(" ".join(text.lower().replace("-", " ").split()), "")
