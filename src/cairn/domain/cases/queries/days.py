"""The days of a partnership, as clocks count them and as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from cairn.domain.cases.models import LocalDays
from cairn.domain.cases.terms import DaysAs
from cairn.foundation.access.once import forget, once
from cairn.kernel.processes.calendars import EVERYWHERE, Calendar

MOST_WITHDRAWN = 50
FEW = 4  # a number of cases so small is told as such: who works in them might know which


@dataclass(frozen=True, slots=True)
class DaysLine:
    """Days that were set, with what that moved.

    Attributes:
        row: as it is kept.
        who: who set it, and for which agency.
        moved: in how many open cases what is due moved, in words; "" for those who are not told.
    """

    row: LocalDays
    who: str
    moved: str


def calendar_of(partnership_id: int) -> Calendar:
    """The days of a partnership, for every standing that is worked out; read once for a request or a batch."""
    return once(("cases.calendar", partnership_id), lambda: _read(partnership_id))


def forget_calendar(partnership_id: int) -> None:
    """The days were changed within this request or batch."""
    forget(("cases.calendar", partnership_id))


def calendar_from(days: Iterable[tuple[str, object, object]]) -> Calendar:
    """A calendar of (sort, first day, last day)."""
    closed, holidays = set(), []
    for sort, first, last in days:
        if sort == DaysAs.CLOSED:
            closed |= {first + timedelta(days=step) for step in range((last - first).days + 1)}
        else:
            holidays.append((first, last))
    return Calendar(frozenset(closed), tuple(holidays)) if closed or holidays else EVERYWHERE


def days_in_force(partnership_id: int, *, counted: bool) -> dict[str, list[DaysLine]]:
    """What is set and was not withdrawn, by sort.

    Args:
        counted: whether to tell in how many cases something moved.
    """
    found: dict[str, list[DaysLine]] = {sort: [] for sort in DaysAs.values}
    rows = LocalDays.objects.filter(partnership_id=partnership_id, withdrawn_at__isnull=True)
    for row in rows.select_related("set_by__agency"):
        found[row.sort].append(DaysLine(row, _who(row.set_by), moved_in_words(row) if counted else ""))
    return found


def days_withdrawn(partnership_id: int, *, counted: bool) -> list[DaysLine]:
    """What was withdrawn, the last first."""
    rows = LocalDays.objects.filter(partnership_id=partnership_id, withdrawn_at__isnull=False)
    newest = rows.select_related("withdrawn_by__agency").order_by("-withdrawn_at", "-pk")[:MOST_WITHDRAWN]
    return [DaysLine(row, _who(row.withdrawn_by), moved_in_words(row) if counted else "") for row in newest]


def moved_in_words(row: LocalDays) -> str:
    """What came of days that were set or withdrawn, for open cases."""
    if row.moved is None:
        return "Open cases are being looked at again. Until then lists say what was due before."
    if row.moved == 0:
        return "What is due moved in no open case."
    if row.moved <= FEW:
        return f"What is due moved in {FEW} open cases or fewer."
    return f"What is due moved in {row.moved:,} open cases."


def _who(user: object) -> str:
    if user is None:
        return "Cairn"
    return f"{user.name}, {user.agency.short}" if user.agency else user.name


def _read(partnership_id: int) -> Calendar:
    rows = LocalDays.objects.filter(partnership_id=partnership_id, withdrawn_at__isnull=True)
    return calendar_from(rows.values_list("sort", "first_on", "last_on"))
