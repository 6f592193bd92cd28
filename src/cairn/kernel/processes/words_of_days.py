"""Days and moments as people read them."""

from __future__ import annotations

from datetime import date, datetime

from cairn.kernel.processes.terms import Unit
from cairn.kernel.so_many import so_many
from cairn.kernel.uk_time import local

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def in_words(day: date | datetime) -> str:
    """3 March 2026, or 3 March 2026 at 14:05 for a moment."""
    if isinstance(day, datetime):
        wall = local(day)
        return f"{in_words(wall.date())} at {wall:%H:%M}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_of(unit: Unit, number: int) -> str:
    """So many of the days a clock counts: 1 working day, or 5 days."""
    return so_many(number, "working day" if unit is Unit.WORKING_DAYS else "day")
