"""Postcodes, addresses, telephone numbers and the like, in the one form in which they are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from cairn.kernel.not_known import says_unknown
from cairn.kernel.same_person.reaching import SHORT_FORMS

# The forms of BS 7666: A9 9AA, A99 9AA, A9A 9AA, AA9 9AA, AA99 9AA, AA9A 9AA; and GIR 0AA.
_POSTCODE = re.compile(r"(GIR|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPSTUW]?)([0-9][ABD-HJLNP-UW-Z]{2})")
_STANDS_FOR_NONE = frozenset(("ZZ993VZ", "ZZ993WZ", "ZZ993CZ", "ZZ993GZ", "ZZ11ZZ", "AA11AA", "XX11XX", "ZZ999ZZ"))
_FIGURE_END = re.compile(r"\.0\s*$")  # of what a spreadsheet took for a number
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}")


@lru_cache(maxsize=65_536)
def read_postcode(text: str) -> str:
    """A postcode as the post writes it, such as CA1 1AA; "" where nothing is known.

    The letters O and I, and the figures 0 and 1, are put right where only the other can stand.

    Raises:
        ValueError: with the end of a sentence.
    """
    if says_unknown(text):
        return ""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    if plain in _STANDS_FOR_NONE:
        return ""
    found = _POSTCODE.fullmatch(plain) or _POSTCODE.fullmatch(_put_right(plain))
    if not found:
        raise ValueError("is not a postcode")
    return f"{found[1]} {found[2]}"


def _put_right(plain: str) -> str:
    """The last three are a figure and two letters; the second or third of the others is a figure."""
    if not 5 <= len(plain) <= 7:
        return plain
    first, figure, last = plain[:-3], plain[-3], plain[-2:]
    figures, letters = str.maketrans("OILS", "0115"), str.maketrans("015", "OIS")
    first = first[0].translate(letters) + first[1:]
    if len(first) > 1 and not any(sign.isdigit() for sign in first[1:]):
        first = first[:-1] + first[-1].translate(figures)
    return first + figure.translate(figures) + last.translate(letters)


def plain_address(parts: tuple[str, ...]) -> str:
    """An address in small letters on one line, with everyday short forms written out; "" where nothing is known."""
    words: list[str] = []
    for part in parts:
        if not says_unknown(part):
            words += re.sub(r"[^\w'/-]+", " ", part.lower()).split()
    # The first word is a name or a number: "St Bees Road" is no "street bees road".
    ends = [place and words[place - 1].isalpha() or word in ("apt", "flt") for place, word in enumerate(words)]
    return " ".join(SHORT_FORMS.get(word, word) if end else word for word, end in zip(words, ends, strict=True))


@lru_cache(maxsize=65_536)
def read_phone(text: str) -> str:
    """A telephone number with its country, such as +447700900123; "" where nothing is known.

    A number that a spreadsheet took for a figure has lost its nought; it is given back. One that kept its nought after
    the country loses it.

    Raises:
        ValueError: with the end of a sentence.
    """
    if says_unknown(text):
        return ""
    first = re.split(r"[/;,]|\bor\b|ext", text.lower())[0]
    plain = re.sub(r"[^\d+]", "", _FIGURE_END.sub("", first).replace("(0)", ""))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if plain.startswith("44") and len(plain) == (13 if plain[2] == "0" else 12):
        plain = "+" + plain
    if plain.startswith("+440"):
        plain = "+44" + plain[4:]
    if plain.startswith("0") and len(plain) in (10, 11):
        return "+44" + plain[1:]
    if len(plain) == 10 and plain[0] in "1237":
        return "+44" + plain
    if plain.startswith("+") and 9 <= len(plain) <= 16:
        return plain
    raise ValueError("is not a telephone number")


def read_email(text: str) -> str:
    """An address of e-mail in small letters; "" where nothing is known.

    Raises:
        ValueError: with the end of a sentence.
    """
    plain = text.strip().lower()
    if says_unknown(plain):
        return ""
    if not _EMAIL.fullmatch(plain):
        raise ValueError("is not an e-mail address")
    return plain


def read_nhs(text: str) -> str:
    """An NHS number as ten figures; "" where nothing is known. Its last figure checks the others (modulus 11).

    Source: NHS Data Dictionary, NHS NUMBER.

    Raises:
        ValueError: with the end of a sentence.
    """
    if says_unknown(text):
        return ""
    plain = re.sub(r"[\s-]", "", text)
    if len(plain) != 10 or not plain.isdecimal():
        raise ValueError("is not an NHS number")
    check = 11 - sum(int(figure) * weight for figure, weight in zip(plain, range(10, 1, -1), strict=False)) % 11
    if check == 10 or check % 11 != int(plain[9]):
        raise ValueError("is not an NHS number: its last figure does not fit the others")
    return plain
