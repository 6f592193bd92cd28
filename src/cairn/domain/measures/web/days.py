"""A day in an address: 2026-04-01."""

from __future__ import annotations

from datetime import date


class DayConverter:
    """Takes a real day and nothing else."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; one that does not exist, or lies where the calendar ends, is no address."""
        day = date.fromisoformat(value)
        if not date.min.year < day.year < date.max.year:
            raise ValueError(value)
        return day

    def to_url(self, value: date | str) -> str:
        """As 2026-04-01."""
        return value if isinstance(value, str) else value.isoformat()
