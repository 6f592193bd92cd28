"""Dates and times as Cairn writes them: 3 March 2026, 3 March 2026 at 2:15pm."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_in_words(value: date | datetime | str | None) -> str:
    """Write a day the GOV.UK way.

    Args:
        value: a date, a moment (an aware one is read on the local calendar), either of them in ISO
            form as a published file holds it, or nothing.

    Returns:
        ``3 March 2026``, or an empty string for nothing.

    Raises:
        ValueError: for a string that is no ISO date.
    """
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment_in_words(value: datetime | str | None) -> str:
    """Write a moment the GOV.UK way.

    Args:
        value: a moment (an aware one is read in the local time zone), the same in ISO form, or nothing.

    Returns:
        ``3 March 2026 at 2:15pm``, with midday and midnight as words, or an empty string.
    """
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{day_in_words(value)} at {_clock(value)}"


def _clock(value: datetime) -> str:
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    hour = value.hour % 12 or 12
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{hour}{minutes}{'am' if value.hour < 12 else 'pm'}"
