"""What a column may mean when its heading does not say: told from what stands in it, and never from one cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from cairn.kernel.not_known import says_unknown
from cairn.kernel.records.contacts import read_email, read_nhs, read_phone, read_postcode
from cairn.kernel.records.days import Order, read_moment
from cairn.kernel.records.names import plain_sex

ENOUGH = 0.7  # of the cells that are filled
_FEWEST = 3


def _reads(read: Callable[[str], str]) -> Callable[[str], bool]:
    def found(text: str) -> bool:
        try:
            return bool(read(text))
        except ValueError:
            return False

    return found


def _is_day(text: str) -> bool:
    if text.isdecimal() and len(text) != 8:
        return False  # a number alone is a day only where the heading says so
    return _reads_as_day(text)


def _reads_as_day(text: str) -> bool:
    """In either order."""
    for order in Order:
        try:
            read_moment(text, order)
        except ValueError:
            continue
        return True
    return False


_LOOKS = (
    ("nhs", "NHS numbers", _reads(read_nhs)),
    ("email", "e-mail addresses", _reads(read_email)),
    ("postcode", "postcodes", _reads(read_postcode)),
    ("phone", "telephone numbers", _reads(read_phone)),
    ("sex", "sexes", _reads(plain_sex)),
    ("born", "days", _is_day),
    ("happened", "days", _is_day),
)


def hold_days(values: Sequence[str]) -> bool:
    """Whether any cell of a column that is filled can be read as a day; True where none is filled."""
    some = [text for text in values if not says_unknown(text)]
    return not some or any(_reads_as_day(text) for text in some)


def guess(values: Sequence[str], free: Collection[str]) -> tuple[str, str]:
    """The field that the values of a column look like, and why in words; "" where none does.

    Args:
        values: what stands first in the column.
        free: keys of fields that no other column is taken for.
    """
    some = [text for text in values if not says_unknown(text)]
    if len(some) < _FEWEST:
        return "", ""
    for key, says, looks in _LOOKS:
        if key in free and sum(looks(text) for text in some) >= ENOUGH * len(some):
            return key, f"What stands in it are {says}."
    return "", ""
