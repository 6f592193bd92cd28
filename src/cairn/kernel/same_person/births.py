"""Dates of birth that are only partly known: whether one can be, in words, and who is certainly older."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from cairn.kernel.same_person.finding import Born

OLDEST = 120  # years; somebody born longer ago is a slip of the pen
MAJORITY = 18  # years
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def read_born(year: int | None, month: int | None = None, day: int | None = None, *, today: date) -> Born | None:
    """A date of birth as exactly as it was given; None where nothing was.

    Args:
        today: no birth lies after it.

    Raises:
        ValueError: with a sentence for whoever typed it.
    """
    if year is None:
        if month is None and day is None:
            return None
        raise ValueError("Give the year of birth too, or leave the day and the month out.")
    if day is not None and month is None:
        raise ValueError("Give the month of birth too, or leave the day out.")
    if month is not None and not 1 <= month <= 12:
        raise ValueError("The month of birth is a number from 1 to 12.")
    if not today.year - OLDEST <= year <= 9999:
        raise ValueError(f"The year of birth must be {today.year - OLDEST} or later, in four numbers.")
    if day is not None and month is not None and not 1 <= day <= monthrange(year, month)[1]:
        raise ValueError("The date of birth must be a real date.")
    born = Born(year, month, day)
    if earliest(born) > today:
        raise ValueError("The date of birth lies in the future.")
    return born


def earliest(born: Born) -> date:
    """The first day on which somebody can have been born."""
    return date(born.year, born.month or 1, born.day or 1)


def latest(born: Born) -> date:
    """The last day on which somebody can have been born."""
    month = born.month or 12
    return date(born.year, month, born.day or monthrange(born.year, month)[1])


def certainly_older(first: Born | None, second: Born | None) -> bool:
    """Whether the first was born before the second, or on the same day, however little is known of the days."""
    return first is not None and second is not None and latest(first) <= earliest(second)


def certainly_of_age(born: Born | None, *, on: date) -> bool:
    """Whether somebody was 18 or older on a day, however little is known of the birth: no child by the Children Act.

    Source: Children Act 1989, section 105 (1), and Family Law Reform Act 1969, section 9: on the birthday itself.
    Whoever was born on 29 February is of age on 1 March of a year without one.
    """
    if born is None:
        return False
    last = latest(born)
    return (last.year + MAJORITY, last.month, last.day) <= (on.year, on.month, on.day)


def in_words(born: Born | None) -> str:
    """As it is known: 3 March 1990, March 1990, 1990."""
    if born is None:
        return "Not known"
    month = f"{_MONTHS[born.month - 1]} " if born.month else ""
    return f"{f'{born.day} ' if born.day else ''}{month}{born.year}"
