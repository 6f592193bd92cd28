"""One taking as people read it: a table with its totals, rates, and what the figures were the time before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cairn.domain.analysis.models import CountedExactly, Taking
from cairn.domain.analysis.tabulating import Figures, Key
from cairn.domain.analysis.terms import NOT_KNOWN, OUTSIDE, PLACES, By, is_provisional, month_in_words
from cairn.domain.analysis.where import all_by, taken_out, with_authorities
from cairn.kernel.disclosure import TOTAL, Cube

WITHHELD = "Withheld"
LEAVING = {WITHHELD: "withheld so that nobody can be identified"}
WITHOUT_PLACE = {NOT_KNOWN: "Place not known", OUTSIDE: "Outside the partnership's area"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table.

    Args:
        level: as it is kept; ``TOTAL`` in the last row.
        name: in words.
        note: such as provisional.
        figures: of each column, the total last; None where it is withheld, or nothing had been sent.
        whys: of each figure that is None, why; all are withheld where that is left out.
        rate: of the total, for each 1,000 residents; None where there is none.
        before: the total as it was taken the time before; ``WITHHELD`` or "" where there is none.
    """

    level: str
    name: str
    note: str
    figures: tuple[int | None, ...]
    rate: float | None = None
    before: str = ""
    whys: tuple[str, ...] = ()

    def why(self, column: int) -> str:
        """Why a figure is not there; "" where it is."""
        if self.figures[column] is not None:
            return ""
        return self.whys[column] if self.whys else WITHHELD

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in each column: the figure, or why there is none."""
        return tuple(_in_words(one, self.why(place)) for place, one in enumerate(self.figures))

    @property
    def total(self) -> int | None:
        """Of all columns."""
        return self.figures[-1]


@dataclass(frozen=True, slots=True)
class Table:
    """What a taking shows.

    Args:
        by: what its rows are, and its columns, in words; one or two.
        columns: the names of the columns; none where it is broken down once.
        lines: the rows; the total last.
        exact: as counted; otherwise under disclosure control.
        compared_on: the day of the taking it is compared with; None where there is none.
    """

    by: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    exact: bool
    rates: bool
    compared_on: date | None = None

    @property
    def groups(self) -> tuple[Line, ...]:
        """The rows without the total."""
        return self.lines[:-1]

    @property
    def whole(self) -> Line:
        """The total."""
        return self.lines[-1]

    @property
    def nothing(self) -> bool:
        """Nothing at all was counted."""
        return self.whole.total == 0 or bool(self.unsent)

    @property
    def unsent(self) -> str:
        """Why there is nothing to count in all these months; "" where there is."""
        why = self.whole.why(-1)
        return "" if why == WITHHELD else why


def table_of(taking: Taking, *, exact: CountedExactly | None = None, before: Taking | None = None) -> Table:
    """The table of a taking.

    Args:
        exact: what was counted, where the reader may see that; otherwise what may leave.
        before: the taking before of the same question, to compare with; of what may leave only.
    """
    by, levels = [By(one) for one in taking.question.by], taking.shown["levels"]
    names = taking.shown.get("names", {})
    read = _Read(taking, _exactly(taking, exact) if exact is not None else _shown(taking))
    earlier = _Read(before, _shown(before)) if before is not None and exact is None else None
    taken_on, length = timezone.localdate(taking.taken_at), len(by)
    lines = []
    for level in (*levels[0], TOTAL):
        keys = [(level,)] if length == 1 else [(level, other) for other in (*levels[1], TOTAL)]
        found = [read.figure(key) for key in keys]
        lines.append(
            Line(
                level, level_words(by[0], level, names), _note(by[0], level, taken_on),
                tuple(number for number, _why in found),
                _rate(found[-1][0], taking.residents.get("" if level == TOTAL else level)),
                "" if earlier is None else _in_words(*earlier.figure(keys[-1])), tuple(why for _number, why in found),
            )
        )  # fmt: skip
    return Table(
        by=tuple(one.label for one in by),
        columns=() if length == 1 else tuple(level_words(by[1], other, names) for other in levels[1]),
        lines=tuple(lines), exact=exact is not None, rates=any(line.rate is not None for line in lines),
        compared_on=None if earlier is None else timezone.localdate(before.taken_at),
    )  # fmt: skip


def level_words(by: By, level: str, names: Mapping[str, str]) -> str:
    """A level as people read it.

    Args:
        names: code of a place to its name.
    """
    if by in PLACES:
        return WITHOUT_PLACE.get(level, names.get(level, level))
    return month_in_words(level) if by is By.MONTH and level != TOTAL else level


def leaving_rows(taking: Taking) -> Iterator[list[object]]:
    """The cells of a taking under disclosure control, one on each row, totals among them: for a file."""
    by, levels, read = [By(one) for one in taking.question.by], taking.shown["levels"], _Read(taking, _shown(taking))
    taken_on, names = timezone.localdate(taking.taken_at), taking.shown.get("names", {})
    for level in (*levels[0], TOTAL):
        for other in ("",) if len(by) == 1 else (*levels[1], TOTAL):
            key = (level,) if len(by) == 1 else (level, other)
            number, why = read.figure(key)
            residents = taking.residents.get("" if level == TOTAL else level) if other in ("", TOTAL) else None
            yield [
                level_words(by[0], level, names), level_words(by[1], other, names) if len(by) > 1 else "", number,
                _rate(number, residents),
                LEAVING.get(why, why) if number is None else _note(by[0], level, taken_on),
            ]  # fmt: skip


class _Read:
    """The figures of a taking, each with why it is not there."""

    def __init__(self, taking: Taking, figures: Mapping[Key, int | None]) -> None:
        self.figures, self.by, self.months = figures, list(taking.question.by), set(taking.window.months)
        sent = taking.shown.get("sent")
        self.sent = None if sent is None else {name: set(months) for name, months in sent.items()}
        self.unsent = taking.shown.get("unsent", "")

    def figure(self, key: Key) -> tuple[int | None, str]:
        """A figure; or None and why. What is counted is never hidden by what had not been sent."""
        number = self.figures.get(key, 0)
        if number == 0 and not self._was_sent(key):
            return None, self.unsent
        return number, WITHHELD if number is None else ""

    def _was_sent(self, key: Key) -> bool:
        if self.sent is None:
            return True
        level = dict(zip(self.by, key, strict=True))
        agency, month = level.get(By.AGENCY, TOTAL), level.get(By.MONTH, TOTAL)
        months = self.months if month == TOTAL else {month}
        return bool(months & self.sent.get("" if agency == TOTAL or len(self.sent) == 1 else agency, set()))


def _shown(taking: Taking) -> Figures:
    return {tuple(key): figure for key, figure in taking.shown["figures"]}


def _exactly(taking: Taking, row: CountedExactly) -> Mapping[Key, int | None]:
    by, cells = taking.question.by, {tuple(key): number for key, number in row.cells}
    if "lies_in" not in taking.shown:
        return Cube(by, cells).values
    place, lies_in = taking.question.place, taking.shown["lies_in"]
    every = Cube(all_by(by, place), with_authorities(cells, lies_in)).values
    return taken_out(every, by, place, lies_in)


def _note(by: By, level: str, taken_on: date) -> str:
    return "provisional" if by is By.MONTH and level != TOTAL and is_provisional(level, taken_on=taken_on) else ""


def _rate(number: int | None, residents: int | None) -> float | None:
    return None if number is None or not residents else round(1000 * number / residents, 1)


def _in_words(number: int | None, why: str) -> str:
    return why if number is None else f"{number:,}"
