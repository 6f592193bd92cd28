"""Examples of what a partnership sets: closed days, school holidays, and values that a process leaves to it.

The days are like those of many English councils and are nobody's own. Each says so by its name.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from cairn.domain.cases.api import calendar_of, set_days, set_local_values
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import system_actor
from cairn.kernel.processes.calendars import EVERYWHERE

EXAMPLE = "(an example)"
HOLIDAYS = (
    ("Autumn half-term", date(2025, 10, 27), date(2025, 10, 31)),
    ("Christmas holidays", date(2025, 12, 22), date(2026, 1, 2)),
    ("Spring half-term", date(2026, 2, 16), date(2026, 2, 20)),
    ("Easter holidays", date(2026, 3, 30), date(2026, 4, 10)),
    ("Summer half-term", date(2026, 5, 25), date(2026, 5, 29)),
    ("Summer holidays", date(2026, 7, 22), date(2026, 9, 1)),
    ("Autumn half-term", date(2026, 10, 26), date(2026, 10, 30)),
    ("Christmas holidays", date(2026, 12, 21), date(2027, 1, 1)),
    ("Spring half-term", date(2027, 2, 15), date(2027, 2, 19)),
    ("Easter holidays", date(2027, 3, 26), date(2027, 4, 9)),
    ("Summer half-term", date(2027, 5, 31), date(2027, 6, 4)),
    ("Summer holidays", date(2027, 7, 22), date(2027, 9, 1)),
)
CLOSED = (
    ("Offices closed after Christmas", date(2025, 12, 29), date(2025, 12, 31)),
    ("Offices closed after Christmas", date(2026, 12, 29), date(2026, 12, 31)),
)
WITHIN = 3  # years: what is longer ago, or further ahead, nobody may set
KIND, VALUES, TO_COME = "marac", {"minutes_days": 8}, {"minutes_days": 8, "agenda_days": 7}
SOON = timedelta(days=21)


def load_days(partnership: Partnership, *, at: datetime) -> None:
    """Set the examples in one partnership; nothing where days are set already.

    Ask inside a transaction with the scope of its system actor.
    """
    if calendar_of(partnership.pk) != EVERYWHERE:
        return
    by = system_actor(partnership.pk)
    for sort, rows in (("school_holiday", HOLIDAYS), ("closed", CLOSED)):
        for name, first, last in rows:
            if abs(first.year - at.year) <= WITHIN:
                set_days(by=by, at=at, sort=sort, name=f"{name} {EXAMPLE}", first_on=first, last_on=last)
    today = timezone.localdate(at)
    why = "An example of the demonstration: no board agreed it."
    set_local_values(by=by, at=at, kind=KIND, values=VALUES, from_on=today, why=why)
    set_local_values(by=by, at=at, kind=KIND, values=TO_COME, from_on=today + SOON, why=why)
