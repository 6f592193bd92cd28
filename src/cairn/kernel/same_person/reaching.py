"""Telephone numbers, e-mail addresses and postal addresses of the United Kingdom in one form each."""

from __future__ import annotations

import re

# The form of a postcode: BS 7666.
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
SHORT_FORMS = {  # of words of an address
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "cl": "close",
    "dr": "drive", "drv": "drive", "ct": "court", "crt": "court", "cres": "crescent", "cr": "crescent",
    "gdns": "gardens", "gdn": "garden", "pl": "place", "sq": "square", "ter": "terrace", "terr": "terrace",
    "pk": "park", "gr": "grove", "grv": "grove", "wy": "way", "wlk": "walk", "est": "estate", "blvd": "boulevard",
    "hse": "house", "bldg": "building", "apt": "flat", "apartment": "flat", "flt": "flat", "unit": "flat",
    "grd": "ground", "gnd": "ground", "flr": "floor", "nr": "near", "n": "north", "s": "south", "e": "east",
    "w": "west", "upr": "upper", "lwr": "lower",
}  # fmt: skip


def phone(text: str) -> str:
    """Digits from the country's 44 on, or "" for what is no number: 017687 55555 and +44 (0)17687 55555 are one."""
    bare = re.sub(r"(?i)\s*(?:ext|x)\.?\s*\d+$", "", text.strip())
    abroad = bare.startswith(("+", "00"))
    digits = re.sub(r"\D", "", bare.replace("(0)", ""))
    digits = digits.removeprefix("00") if abroad else digits
    if not abroad and digits.startswith("0"):
        digits = "44" + digits[1:]
    return digits if 9 <= len(digits) <= 15 else ""


def e_mail(text: str) -> str:
    """In small letters, without what follows a plus sign; "" for what is none."""
    name, at, host = text.strip().casefold().partition("@")
    return f"{name.partition('+')[0]}@{host}" if at and name and "." in host else ""


def postcode(text: str) -> str:
    """The last postcode in a text, as AB1 2CD; "" where there is none."""
    found = _POSTCODE.findall(text.replace("\N{NO-BREAK SPACE}", " "))
    return f"{found[-1][0]} {found[-1][1]}".upper() if found else ""


def address(text: str) -> tuple[str, ...]:
    """The words of an address without its postcode, in one form: "12A High St." and "12a, High Street" are one."""
    bare = _POSTCODE.sub(" ", text.casefold())
    bare = re.sub(r"\bsaint\b", "st", bare)
    words = re.findall(r"[a-z]+|\d+[a-z]?", re.sub(r"(\d+)\s+([a-z])\b(?=[\s,])", r"\1\2", bare.replace("'", "")))
    return tuple(SHORT_FORMS.get(word, word) if place else word for place, word in enumerate(words))


def same_address(first: str, second: str) -> bool:
    """One place: the same numbers and postcode, or the same words where one has none."""
    one, other = address(first), address(second)
    if not one or not other:
        return False
    numbers = [[word for word in words if word[0].isdigit()] for words in (one, other)]
    codes = postcode(first), postcode(second)
    if all(codes):
        named = set(one) & set(other) - {"flat", "road", "street"}
        return codes[0] == codes[1] and numbers[0] == numbers[1] and bool(named)
    shorter, longer = sorted((set(one), set(other)), key=len)
    return numbers[0] == numbers[1] and bool(numbers[0]) and len(shorter) >= 3 and shorter <= longer
