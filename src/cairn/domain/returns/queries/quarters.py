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
from cairn.kernel.case_returns.tallying import Hit, Told, hits, part_of, unanswered
from cairn.kernel.case_returns.terms import Figure, Meetings, Split
from cairn.kernel.periods import Period

UNKNOWN = ""
NOT_KNOWN = "Number of residents not known"
TOGETHER = "The quarter"
BETWEEN = "Between meetings"
_CALLED = None  # stands for every meeting that was called for one case: its day would tell of that case
_Days = Counter[date | None]


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
        columns: a planned meeting each, those called between them together, then the quarter.
        meetings: how many planned ones there were.
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

    @property
    def calls_meetings(self) -> bool:
        """Whether what was heard at meetings called for one case stands by itself."""
        return BETWEEN in self.columns


def quarter_page(partnership: Partnership, kind: Kind, quarter: Period, *, exact: bool, today: date) -> QuarterPage:
    """The return of one quarter. It is the same for everybody who reads the same copy."""
    rules = kind.returns.meetings
    columns, lines, meetings, small = (), (), 0, 0
    if rules is not None:
        small = int(kind.newest.numbers[rules.small].value)
        counted = _Counted(partnership.pk, kind, quarter)
        meetings = len(counted.days)
        columns = (*counted.columns, TOGETHER) if exact else (TOGETHER,)
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
    """Every row of a return over the cases of a quarter, by the meeting."""

    def __init__(self, partnership_id: int, kind: Kind, quarter: Period) -> None:
        self.returns, self.rules = kind.returns, kind.returns.meetings
        self.within = {"first": quarter.start, "last": quarter.end}
        keys = (self.rules.each, *self.rules.rows, *self.rules.beside)
        self.figures = {key: self.returns.figures[key] for key in keys}
        events = {name for figure in self.figures.values() for name in figure.events}
        self.told = all_told(partnership_id, kind.key, events, **self.within)
        self.by_day = {key: self._by_day(figure) for key, figure in self.figures.items()}
        self.days = sorted(self.by_day[self.rules.each].keys() - {_CALLED})
        self.places: tuple[date | None, ...] = (*self.days, _CALLED) if _calls_meetings(kind) else tuple(self.days)
        self.columns = tuple(BETWEEN if place is _CALLED else day_in_words(place) for place in self.places)
        self.splits = [split for split in self.returns.splits if split.figure == self.rules.each]

    def _by_day(self, figure: Figure) -> _Days:
        return _added((case, hit) for case in self.told for hit in hits(figure, case, **self.within))

    def _of_split(self, split: Split) -> dict[str, _Days]:
        parts: dict[str, _Days] = {key: Counter() for key in (*split.groups, UNKNOWN)}
        for case in self.told:
            for hit in hits(self.figures[split.figure], case, **self.within):
                parts[part_of(split, case, hit)][_place(case, hit)] += hit.number
        return parts

    def lines(self) -> list[Line]:
        """As they are, noughts too."""
        found = []
        for key in (self.rules.each, *self.rules.beside, *self.rules.rows):
            figure = self.figures[key]
            found.append(Line(figure.title, self._cells(self.by_day[key])))
            told = ((case, hit) for case in self.told for hit in unanswered(figure, case, **self.within))
            if missing := _added(told):
                found.append(Line(f"{figure.title}: not recorded", self._cells(missing)))
        for split in self.splits:
            for key, days in self._of_split(split).items():
                found.append(Line(split.groups.get(key, split.unknown), self._cells(days), split.title))
        return found

    def _cells(self, days: _Days) -> tuple[str, ...]:
        return (*(str(days[place]) for place in self.places), str(days.total()))

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


def _calls_meetings(kind: Kind) -> bool:
    """Whether a meeting can be called for one case of this kind."""
    step = kind.newest.conference
    return step is not None and bool(step.urgent)


def _place(case: Told, hit: Hit) -> date | None:
    """The meeting something was counted at: its day, or that it was called for this case."""
    step = case.process.conference
    puts = (step.lists, step.urgent) if step is not None and step.urgent else ()
    put = next((event.name for event in reversed(case.events[: hit.place]) if event.name in puts), "")
    return _CALLED if put and put == step.urgent else hit.day


def _added(pairs: Iterable[tuple[Told, Hit]]) -> _Days:
    found: _Days = Counter()
    for case, hit in pairs:
        found[_place(case, hit)] += hit.number
    return found
