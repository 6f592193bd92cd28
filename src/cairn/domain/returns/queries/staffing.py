"""How posts were staffed: the newest word of each day, and its average over a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from cairn.domain.returns.models import Staffing

CENT = Decimal("0.01")


def staffing_of(partnership_id: int, kind: str, post: str) -> list[Staffing]:
    """Every word about a post, the oldest day first; of two about one day the later said holds."""
    rows = Staffing.objects.filter(partnership_id=partnership_id, kind=kind, post=post).select_related("by")
    return list({row.from_on: row for row in rows.order_by("from_on", "at", "pk")}.values())


def staff_on(rows: Sequence[Staffing], day: date) -> Decimal | None:
    """Full-time equivalents on a day; None before the first word."""
    held = [row.fte for row in rows if row.from_on <= day]
    return held[-1] if held else None


def average_staff(partnership_id: int, kind: str, post: str, *, first: date, last: date) -> Decimal | None:
    """Full-time equivalents on average over the days of a time; None where some day has no word, or nobody was there.

    Args:
        first, last: days, both in it.
    """
    rows = staffing_of(partnership_id, kind, post)
    if staff_on(rows, first) is None:
        return None
    turns = [first, *(row.from_on for row in rows if first < row.from_on <= last), last + timedelta(days=1)]
    days = sum(
        (staff_on(rows, begins) * (ends - begins).days for begins, ends in zip(turns, turns[1:], strict=False)),
        Decimal(0),
    )
    return (days / ((last - first).days + 1)).quantize(Decimal("0.0001")) or None
