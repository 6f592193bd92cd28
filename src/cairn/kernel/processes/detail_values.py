"""What a typed detail may hold, and how its values are compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from cairn.kernel.processes.process import Detail, LeftOut
from cairn.kernel.processes.terms import FieldKind
from cairn.kernel.uk_time import day_of

_YES_NO = {FieldKind.YES_NO: ("yes", "no"), FieldKind.YES_NO_UNKNOWN: ("yes", "no", "unknown")}
_YEARS = (1900, 2199)  # days are counted on and back from any date
_EXPECTED = {
    FieldKind.DATE: "a date, such as 2026-03-03", FieldKind.MOMENT: "a date and time, such as 2026-03-03T14:05:00",
    FieldKind.NUMBER: "a number",
}  # fmt: skip


def value_fault(detail: Detail, value: Any, *, at: datetime) -> str | None:
    """What is wrong with a value, as the end of a sentence; None when nothing is.

    Args:
        at: when it is written down: a date that may not lie ahead is judged by it.
    """
    if detail.kind in (FieldKind.DATE, FieldKind.MOMENT):
        return _date_fault(detail, value, at)
    if detail.kind is FieldKind.NUMBER:
        return _number_fault(detail, value)
    if allowed := _YES_NO.get(detail.kind) or (detail.kind is FieldKind.CHOICE and detail.options):
        return None if written(value) in allowed else f"must be one of {', '.join(allowed)}; this is {value!r}"
    if detail.kind is FieldKind.CHOICES:
        chosen = value if isinstance(value, list | tuple) else [value]
        wrong = [item for item in chosen if item not in detail.options]
        return f"must be out of {', '.join(detail.options)}; this is {wrong[0]!r}" if wrong else None
    return None if isinstance(value, str) else "must be a text"


def _number_fault(detail: Detail, value: Any) -> str | None:
    if not (type(value) is int or (type(value) is float and isfinite(value))):
        return f"must be {_EXPECTED[detail.kind]}"
    if detail.lowest is not None and value < detail.lowest:
        return f"cannot be below {detail.lowest}; this is {value}"
    if detail.highest is not None and value > detail.highest:
        return f"cannot be above {detail.highest}; this is {value}"
    return None


def _date_fault(detail: Detail, value: Any, at: datetime) -> str | None:
    wanted = datetime if detail.kind is FieldKind.MOMENT else date
    if type(value) is not wanted:
        return f"must be {_EXPECTED[detail.kind]}"
    if not _YEARS[0] <= value.year <= _YEARS[1]:
        return f"must be in a year from {_YEARS[0]} to {_YEARS[1]}; this is {value.year}"
    if not detail.future and as_day(value) > day_of(at):
        return "lies in the future"
    return None


def is_given(value: Any) -> bool:
    """Whether there is anything: no, unknown and nought are answers."""
    return value not in (None, "", [], ())


def written(value: Any) -> str:
    """A value as process files write it: true is yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def is_one_of(value: Any, values: Collection[str]) -> bool:
    """Whether a value, or one of several chosen, is among those named."""
    if isinstance(value, list | tuple):
        return any(is_one_of(item, values) for item in value)
    return is_given(value) and written(value) in values


def leaves_out(left: LeftOut, value: Any) -> bool:
    """Whether a report or an event with this answer is not counted."""
    return is_one_of(value, left.values) or (left.unanswered and not is_given(value))


def same_words(value: Any) -> str:
    """What an answer is told apart by: "Party on  20 Feb" and "party on 20 feb" are one."""
    return " ".join(written(value).casefold().split())


def as_day(value: date | datetime) -> date:
    """The day of a date or a moment."""
    return day_of(value) if isinstance(value, datetime) else value


def day_given(details: Mapping[str, Any], name: str) -> date | None:
    """The day in a detail, or None where there is none."""
    value = details.get(name)
    return as_day(value) if isinstance(value, date) else None
