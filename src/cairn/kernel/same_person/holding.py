"""Whether a text still holds an address or a number that is no longer right: a postcode, a first line, a telephone."""

from __future__ import annotations

import re

from cairn.kernel.same_person.reaching import address, e_mail, phone

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
