"""Which person in an incident a column is about, and what of her: "Suspect", "Surname of victim", "PERP_DOB".

The words are those of police, housing, courts, MARACs and support services for the two sides of an incident, in our own
selection. A heading that names a side alone says nothing more: what stands in the column tells names from references.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cairn.kernel.not_known import says_unknown
from cairn.kernel.records.guessing import ENOUGH, guess, hold_days
from cairn.kernel.records.incidents import Relationship, relationship
from cairn.kernel.records.names import whole_name

# The longest first, so that "injured party" is not read as somebody else's "party".
SIDES: dict[str, tuple[str, ...]] = {
    "victim": (
        "victim survivor", "person harmed", "harmed person", "injured party", "injured person", "aggrieved person",
        "aggrieved party", "person at risk", "aggrieved", "complainant", "survivor", "victims", "victim", "vict",
        "vic", "ip", "i p",
    ),
    "suspect": (
        "person causing harm", "person posing risk", "person responsible", "perpetrators", "perpetrator", "offenders",
        "offender", "suspects", "suspect", "defendant", "aggressor", "assailant", "accused", "arrested person",
        "abuser", "harmer", "susp", "perp",
    ),
}  # fmt: skip
FACTS: dict[str, tuple[str, ...]] = {
    "key": ("id", "ref", "reference", "number", "no", "nominal", "nominal id", "nominal ref", "nominal reference",
            "nominal number", "person id", "person ref", "person reference", "person number", "party id", "unique id",
            "unique reference", "urn", "uid", "local id", "system id"),
    "name": ("name", "names", "full name", "whole name", "person name", "name in full", "nominal name"),
    "given": ("given name", "given names", "given", "forename", "forenames", "fore name", "first name", "first names",
              "firstname", "christian name", "fname"),
    "family": ("family name", "family", "surname", "last name", "lastname", "second name", "sname", "lname"),
    "born": ("date of birth", "dob", "d o b", "born", "birth date", "birthdate", "dateofbirth", "date born"),
    "sex": ("sex", "gender"),
    "postcode": ("postcode", "post code", "home postcode", "pcode", "address postcode", "current postcode"),
    "address": ("address", "home address", "full address", "current address", "last known address"),
    "phone": ("phone", "telephone", "mobile", "tel", "phone number", "telephone number", "mobile number", "tel no",
              "mobile no", "phone no", "contact number", "contact no"),
}  # fmt: skip
# What else a column about one side may hold that is not about who she is; any other says nothing that is read.
OF_THE_EVENT = frozenset(("relationship", "harm", "counts_as", "reported", "kind"))
_SMALL = frozenset(("the", "of", "s", "for"))
_ABOUT = {
    " ".join(word for word in fact.split() if word not in _SMALL): key for key, facts in FACTS.items() for fact in facts
}
_WORDS = {"key": "reference", "name": "name", "given": "given name", "family": "family name", "born": "date of birth",
          "sex": "sex", "postcode": "postcode", "address": "address", "phone": "telephone"}  # fmt: skip
_BEFORE = frozenset(("alleged", "named", "main", "primary", "principal", "potential", "suspected", "known", "dv", "da"))
_SIGNS = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WEB_ADDRESS = re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f:]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of a person.

    Args:
        side: ``victim`` or ``suspect``; "" where it names neither, or both.
        number: 1, or which of several of a side it is about.
        fact: a key of ``FACTS``; "" where the side stands alone, None where it is something else.
    """

    side: str = ""
    number: int = 1
    fact: str | None = None


def read_heading(title: str) -> Heading:
    """Which side of an incident a heading is about, and what of that person.

    Args:
        title: as it stands in the file; underscores, capitals within a word and possessives are seen through.
    """
    signs = _SIGNS.findall(_HUMP.sub(" ", title.replace("_", " ")).lower())
    number = next((int(sign) for sign in signs if sign.isdecimal() and len(sign) < 3), 1)
    text = " ".join(sign for sign in signs if not sign.isdecimal() and sign not in _SMALL)
    sides = {side: words for side, words in ((side, _held(text, words)) for side, words in SIDES.items()) if words}
    if len(sides) != 1:
        return Heading(fact=_ABOUT.get(text))
    ((side, words),) = sides.items()
    left = [word for word in f" {text} ".replace(f" {words} ", " ", 1).split() if word not in _BEFORE]
    return Heading(side, number, _ABOUT.get(" ".join(left)) if left else "")


def propose_people(
    titles: Sequence[str], values: Mapping[int, Sequence[str]], allowed: Collection[str]
) -> dict[int, tuple[str | None, str]]:
    """What the columns are taken for that name one side of an incident; "" for those that are not to be read.

    Args:
        titles: the headings, in order.
        values: place of a column to what stands first in it.
        allowed: keys of the fields that may be taken in.

    Returns:
        Place to the key of a field and why, in words: of every column that names one side, and of no other. None for
        the field leaves it to the ordinary words of headings, of which only ``OF_THE_EVENT`` can be meant.
    """
    found: dict[int, tuple[str | None, str]] = {}
    read = {place: read_heading(title) for place, title in enumerate(titles)}
    taken: set[str] = set()
    # A heading that says what it holds comes before one that only names the side.
    for place, heading in sorted(read.items(), key=lambda one: (not one[1].fact, one[0])):
        if heading.side:
            found[place] = _meant(heading, values.get(place, ()), allowed, taken)
            taken.add(found[place][0] or "")
    return found


def _meant(
    heading: Heading, values: Sequence[str], allowed: Collection[str], taken: Collection[str]
) -> tuple[str | None, str]:
    if heading.number != 1:
        return "", ""  # a row holds one person of each side; a second victim is another row
    side = heading.side
    free = {key for key in allowed if key.startswith(f"{side}_") and key not in taken}
    if heading.fact is None:
        # Days and numbers of a side may be anything: when she was called, how many came before.
        about, because = guess(values, {key.removeprefix(f"{side}_") for key in free} - {"born", "key"})
        return (f"{side}_{about}", because) if about else (None, "")
    if heading.fact:
        field = f"{side}_{heading.fact}"
        fits = field in free and _fits(heading.fact, values)
        return (field, f"Its heading says whose {_WORDS[heading.fact]} it is.") if fits else ("", "")
    if hold_names(values) and f"{side}_name" in free:
        return f"{side}_name", "Its heading names one side, and what stands in it are names."
    if hold_references(values) and f"{side}_key" in free:
        return f"{side}_key", "Its heading names one side, and what stands in it are references."
    return "", ""


def hold_names(values: Sequence[str]) -> bool:
    """Whether most of what stands in a column are whole names, and not kinds of people such as "ex partner"."""
    some = [text for text in values if not says_unknown(text)]
    names = [text for text in some if not _figures(text) and all((whole_name(text).given, whole_name(text).family))]
    kinds = [text for text in names if relationship(text) not in ("", Relationship.KNOWN)]
    return bool(some) and len(names) >= ENOUGH * len(some) and len(kinds) * 2 < len(names)


def hold_references(values: Sequence[str]) -> bool:
    """Whether most of what stands in a column are references: a short mark with figures, and no bare count."""
    some = [text for text in values if not says_unknown(text)]
    marks = [text for text in some if _figures(text) and len(text) > 1 and len(text.split()) <= 2]
    return bool(some) and len(marks) >= ENOUGH * len(some)


def _figures(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _fits(fact: str, values: Sequence[str]) -> bool:
    if fact == "born":
        return hold_days(values)
    some = [text for text in values if not says_unknown(text)]
    # The IP address of a computer is not where the injured party lives.
    return not (fact == "address" and some and all(_WEB_ADDRESS.fullmatch(text.strip()) for text in some))


def _held(text: str, words: Sequence[str]) -> str:
    return next((one for one in words if f" {one} " in f" {text} "), "")
