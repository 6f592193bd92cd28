"""Whether a text holds an address, a number or a name: a postcode, a first line, a telephone, words with a capital."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from cairn.kernel.same_person.names import words_of
from cairn.kernel.same_person.reaching import address, e_mail, phone

SHORTEST = 3  # letters of a name that is looked for
_NUMBER = re.compile(r"\+?\d[\d\s().\-]{6,}\d")


def holds_address(text: str, *, lines: str, postcode: str = "") -> bool:
    """Whether a text has the postcode, or the words of the first line: "12 High St" is "12, High Street".

    A first line of one word, such as a town, is too little to look for.
    """
    code = re.sub(r"\s", "", postcode).upper()
    if code and code in re.sub(r"\s", "", text).upper():
        return True
    first = address(next((line for line in lines.splitlines() if line.strip()), "").split(",")[0])
    if len(first) < 2:
        return False
    # An abbreviation is only spelled out behind another word, so the text is read in the same way.
    return f" {' '.join(first)} " in f" {' '.join(address(f'at {text}'))} "


def holds_phone(text: str, number: str) -> bool:
    """Whether a text has a telephone number, however it is spaced."""
    wanted = phone(number)
    return bool(wanted) and wanted in {phone(found) for found in _NUMBER.findall(text)}


def holds_e_mail(text: str, wanted: str) -> bool:
    """Whether a text has an e-mail address."""
    return bool(e_mail(wanted)) and wanted.strip().casefold() in text.casefold()


def names_held(text: str, names: Iterable[str], *, spared: Collection[str] = ()) -> tuple[str, ...]:
    """The words of a text that are of some people's names, as written: with a capital, for a stone is not Mr Stone.

    Args:
        names: as people are known.
        spared: words in small letters that are everyday ones too, such as a month; they count beside another alone.
    """
    wanted = {word for name in names for word in words_of(name) if len(word) >= SHORTEST}
    found = dict.fromkeys(word for word in _with_capital(text) if not wanted.isdisjoint(words_of(word)))
    return tuple(found) if any(word.casefold() not in spared for word in found) or len(found) > 1 else ()


def _with_capital(text: str) -> Iterator[str]:
    """Words that begin with a capital, with an apostrophe in them whole and in parts, and without the s of whose."""
    for word in re.split(r"[\s/]+", text):
        plain = re.sub(r"['’]s?$", "", word.strip('.,;:!?()“”"-'))
        yield from (part for part in dict.fromkeys((plain, *re.split("['’]", plain))) if part[:1].isupper())
