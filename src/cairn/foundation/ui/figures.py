"""Figures drawn on the server: a stacked bar of counts by status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .statuses import ORDER, Status, status_for

#: A part narrower than this share of the bar carries no number; the key beside the bar does.
NARROWEST_LABELLED = 5.0
#: A part narrower than this has no room on a phone for its shape beside the number.
NARROWEST_MARKED = 15.0


@dataclass(frozen=True, kw_only=True)
class BarPart:
    """One stretch of the bar. ``start``, ``width`` and ``middle`` are percentages of its length."""

    status: Status
    word: str
    count: int
    start: float
    width: float
    middle: float
    labelled: bool
    marked: bool


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A stacked bar: its parts from left to right, and a sentence that says the same."""

    parts: tuple[BarPart, ...]
    total: int
    sentence: str


def bar_of(counts: Mapping | Iterable[tuple]) -> Bar:
    """Lay out a stacked bar.

    Args:
        counts: status to count, or pairs (status, count), or triples (status, count, word) where the
            page uses another word. Zero counts are left out. Order does not matter: done comes first.

    Raises:
        UnknownStatus: for a status nobody has drawn.
        ValueError: for a count below zero.
    """
    rows = counts.items() if isinstance(counts, Mapping) else counts
    wanted = []
    for status, count, *word in rows:
        if count < 0:
            raise ValueError(f"A count cannot be below zero; {status} is {count}.")
        found = status_for(status)
        if count:
            wanted.append((found, int(count), word[0] if word else found.word))
    wanted.sort(key=lambda row: ORDER[row[0].key])
    total = sum(count for _status, count, _word in wanted)
    parts, start = [], 0.0
    for status, count, word in wanted:
        width = 100 * count / total
        parts.append(
            BarPart(
                status=status,
                word=word,
                count=count,
                start=round(start, 3),
                width=round(width, 3),
                middle=round(start + width / 2, 3),
                labelled=width >= NARROWEST_LABELLED,
                marked=width >= NARROWEST_MARKED,
            )
        )
        start += width
    sentence = ", ".join(f"{part.count} {part.word.lower()}" for part in parts) or "Nothing to count yet"
    return Bar(parts=tuple(parts), total=total, sentence=f"{total} in all: {sentence}" if parts else sentence)
