"""Contested roles: two people, each of whom is reported as harmed by the other within a few days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cairn.kernel.uk_time import day_of

if TYPE_CHECKING:
    from cairn.kernel.repeats.watch import Report


@dataclass(frozen=True, slots=True)
class Contest:
    """Reports that say the opposite of each other, and none besides: what was reported of a party before says nothing.

    Attributes:
        ours_first: when this party was reported first, in the newest run of such reports.
        theirs_first: when the other party was, in the same.
        newest: the day of the newest of the reports.
    """

    ours_first: datetime
    theirs_first: datetime
    newest: date


def contest_between(ours: Sequence[Report], theirs: Sequence[Report], *, within: int, window: int) -> Contest | None:
    """The contest of two parties; None where no two reports say the opposite.

    Args:
        ours: reports that name this party as harmed by the other.
        theirs: those that name the other as harmed by this one.
        within: days between what two reports tell of, at most.
        window: days after which a further such report is another contest.
    """
    opposed = [(one, other) for one in ours for other in theirs if abs((one.happened - other.happened).days) <= within]
    if not opposed:
        return None
    run = _newest_run(opposed, window)
    return Contest(
        ours_first=min(one.reported for one, _ in run),
        theirs_first=min(other.reported for _, other in run),
        newest=max(day_of(max(one.reported, other.reported)) for one, other in opposed),
    )


def _newest_run(opposed: Sequence[tuple[Report, Report]], window: int) -> list[tuple[Report, Report]]:
    """Of opposing reports, the newest that follow each other within some days of what happened."""
    by_day = sorted(opposed, key=_later_day, reverse=True)
    run = by_day[:1]
    for two in by_day[1:]:
        if (_later_day(run[-1]) - _later_day(two)).days > window:
            break
        run.append(two)
    return run


def _later_day(two: tuple[Report, Report]) -> date:
    return max(one.happened for one in two)
