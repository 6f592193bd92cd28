"""The return of one quarter: each meeting and all together for whoever runs the kind, else without small numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cairn.domain.cases.api import Kind, all_told
from cairn.domain.returns.queries.layouts import Layout, layout_of
from cairn.domain.returns.queries.times import TimesPage, times_page
from cairn.domain.returns.queries.volumes import residents_of
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.case_returns.small_numbers import kept_small
from cairn.kernel.case_returns.tallying import hits, part_of, unanswered
from cairn.kernel.case_returns.terms import Figure, Meetings, Split
from cairn.kernel.periods import Period

UNKNOWN = ""
NOT_KNOWN = "Number of residents not known"
TOGETHER = "The quarter"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the return: what it is, and what stands in each column."""

    title: str
    cells: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class QuarterPage:
    """The return of one kind and quarter.

    Args:
        exact: as it is; else the copy without small numbers, in which no meeting stands by itself.
        columns: a meeting each, then the quarter.
        meetings: how many there were.
        over: whether the quarter is.
        times: how long cases took, where the kind says so.
    """

    kind: Kind
    quarter: Period
    exact: bool
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    meetings: int
    over: bool
    layout: Layout | None
    small: int
    times: TimesPage | None

    @property
    def rules(self) -> Meetings | None:
        """What the kind says of its return."""
        return self.kind.returns.meetings


def quarter_page(partnership: Partnership, kind: Kind, quarter: Period, *, exact: bool, today: date) -> QuarterPage:
    """The return of one quarter. It is the same for everybody who reads the same copy."""
    rules = kind.returns.meetings
    columns, lines, meetings, small = (), (), 0, 0
    if rules is not None:
        small = int(kind.newest.numbers[rules.small].value)
        counted = _Counted(partnership.pk, kind, quarter)
        meetings = len(counted.days)
        columns = (*(day_in_words(day) for day in counted.days), TOGETHER) if exact else (TOGETHER,)
        lines = (
            *(counted.lines() if exact else counted.kept(small)),
            *_recommended(partnership, kind, quarter, columns),
        )
    return QuarterPage(
        kind=kind, quarter=quarter, exact=exact, columns=columns, lines=lines, meetings=meetings,
        over=quarter.end < today, layout=layout_of(partnership.pk, kind) if rules else None, small=small,
        times=times_page(partnership.pk, kind, quarter, exact=exact, today=today) if kind.returns.times else None,
    )  # fmt: skip


def _recommended(partnership: Partnership, kind: Kind, quarter: Period, columns: Sequence[str]) -> Iterator[Line]:
    """How many cases practice recommends for a quarter: of residents, so it tells nothing of a case."""
    for volume in kind.returns.volumes:
        if volume.figure == kind.returns.meetings.each and volume.residents:
            count, _ = residents_of(partnership, kind, volume, on=quarter.end)
            value = Decimal(str(kind.newest.numbers[volume.number].value))
            said = str((value * count / volume.per / 4).quantize(Decimal("0.1"))) if count else NOT_KNOWN
            yield Line("Recommended cases", (*[""] * (len(columns) - 1), said))


class _Counted:
    """Every row of a return over the cases of a quarter, by the day of the meeting."""

    def __init__(self, partnership_id: int, kind: Kind, quarter: Period) -> None:
        self.returns, self.rules = kind.returns, kind.returns.meetings
        self.within = {"first": quarter.start, "last": quarter.end}
        keys = (self.rules.each, *self.rules.rows, *self.rules.beside)
        self.figures = {key: self.returns.figures[key] for key in keys}
        events = {name for figure in self.figures.values() for name in figure.events}
        self.told = all_told(partnership_id, kind.key, events, **self.within)
        self.by_day = {key: self._by_day(figure) for key, figure in self.figures.items()}
        self.days = sorted(self.by_day[self.rules.each])
        self.splits = [split for split in self.returns.splits if split.figure == self.rules.each]

    def _by_day(self, figure: Figure) -> Counter[date]:
        return _added((hit.day, hit.number) for case in self.told for hit in hits(figure, case, **self.within))

    def _of_split(self, split: Split) -> dict[str, Counter[date]]:
        parts: dict[str, Counter[date]] = {key: Counter() for key in (*split.groups, UNKNOWN)}
        for case in self.told:
            for hit in hits(self.figures[split.figure], case, **self.within):
                parts[part_of(split, case, hit)][hit.day] += hit.number
        return parts

    def lines(self) -> list[Line]:
        """As they are, noughts too."""
        found = []
        for key in (self.rules.each, *self.rules.beside, *self.rules.rows):
            figure = self.figures[key]
            found.append(Line(figure.title, self._cells(self.by_day[key])))
            told = (hit for case in self.told for hit in unanswered(figure, case, **self.within))
            if missing := _added((hit.day, hit.number) for hit in told):
                found.append(Line(f"{figure.title}: not recorded", self._cells(missing)))
        for split in self.splits:
            for key, days in self._of_split(split).items():
                found.append(Line(split.groups.get(key, split.unknown), self._cells(days), split.title))
        return found

    def _cells(self, days: Counter[date]) -> tuple[str, ...]:
        return (*(str(days[day]) for day in self.days), str(days.total()))

    def kept(self, limit: int) -> list[Line]:
        """Of the quarter alone, without small numbers: a meeting by itself would give them away."""
        each, rows, beside = self.rules.each, self.rules.rows, self.rules.beside
        totals = {key: days.total() for key, days in self.by_day.items()}
        splits = [{key: days.total() for key, days in self._of_split(split).items()} for split in self.splits]
        whole, parts, kept, people = kept_small(
            totals[each], {key: totals[key] for key in rows}, splits, {key: totals[key] for key in beside}, limit
        )
        shown: Mapping[str, str] = {each: whole, **people, **parts}
        found = [Line(self.figures[key].title, (shown[key],)) for key in (each, *beside, *rows)]
        for split, said in zip(self.splits, kept, strict=True):
            found += [Line(split.groups.get(key, split.unknown), (word,), split.title) for key, word in said.items()]
        return found


def _added(pairs: Iterable[tuple[date, int]]) -> Counter[date]:
    found: Counter[date] = Counter()
    for day, number in pairs:
        found[day] += number
    return found
