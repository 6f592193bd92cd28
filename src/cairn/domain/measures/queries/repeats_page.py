"""The measures of repeats of one period as somebody may read them: each with its definition, beside what was reported.

Small figures are withheld as those of measures are (docs/adr/0017): from whoever may not open what is counted. A curve
is withheld on days on which so few had a further incident since the day before it that is shown; and where a single
month would be left out, which the total would tell, the next smallest is left out with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cairn.domain.measures import policies
from cairn.domain.measures.computed import Opened
from cairn.domain.measures.counting_repeats import LEAST_FOLLOWED, LOOKBACK, WINDOW
from cairn.domain.measures.models import Measure, RepeatsCount
from cairn.domain.measures.queries.small import are_few
from cairn.domain.measures.rules_of_records import opened_extracts
from cairn.domain.measures.services.repeats import WINDOWS, standing_question
from cairn.domain.watch.api import WatchRow, rows_of_agency, spells_that_count
from cairn.domain.watch.api import policies as watched
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.ui.days import MONTHS
from cairn.kernel.actors import Actor
from cairn.kernel.chart_scales import number_words
from cairn.kernel.disclosure import PARTNERS
from cairn.kernel.periods import Period
from cairn.kernel.repeats.definitions import Definition, first_repeat, repeat_by_dyad, repeat_people, serial

WITHHELD = "Withheld"  # the page says once why
MOST = 20  # rows, or files, that a page names
LOOKED_AT = 500  # rows of her agency, the newest: of hundreds of thousands a page cannot ask
RULES = ("da-repeat-within-30-days", "da-repeat-people-harmed", "da-incidents-and-crimes", "da-crimes")
UNITS = {"dyad": "the same two people", "victim": "a person harmed", "suspect": "a suspect"}
SMALL_SAYS = (
    f"Counts of 1 to {PARTNERS.threshold - 1} are withheld so that nobody can be identified, and so is a share of which"
    " so few are counted, or are not. Whoever may open what is counted, and the partnership manager, read them as they"
    " are."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure.

    Attributes:
        top, bottom: what is counted and out of what, in words; "Withheld" where they are small.
        share: in words; "" where nothing can be counted.
        value: of the share, in percent, for a spreadsheet; None where it is not told.
        interval: between which shares the truth may lie because links are uncertain, in words.
        notes: what must stand beside it.
    """

    definition: Definition
    top: str
    bottom: str
    share: str
    value: float | None = None
    interval: str = ""
    low: float | None = None
    high: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month: what was reported in it, and what of its events was followed by another."""

    name: str
    reported: str
    top: str
    bottom: str
    share: str
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveDay:
    """One day of a curve; ``share`` is None where it is withheld."""

    day: int
    share: float | None
    low: float | None
    high: float | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTo:
    """Time to the first further incident of one unit."""

    unit: str
    definition: Definition
    observed: str
    repeated: str
    median: str
    few: bool
    days: tuple[CurveDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatsPage:
    """The measures of one period.

    Attributes:
        row: what was asked, and when it was counted last.
        exact: small figures are told as they are.
        counted: they were counted; else a job is at it.
        nothing: no report of the police is of the period.
        reported: how many incidents were reported in the period, in words.
        provisional_from: the first day whose events are too recent to be told as repeated or not.
        left_out, contested: what a measure of two people cannot use, in words.
        by_name: how many suspects are known by a name alone, in words; "" where none is.
        others: every period that was counted, for a list.
    """

    row: RepeatsCount
    exact: bool
    others: tuple[RepeatsCount, ...]
    from_on: date | None = None
    reported: str = ""
    provisional_from: date | None = None
    lines: tuple[Line, ...] = ()
    times: tuple[TimeTo, ...] = ()
    months: tuple[MonthLine, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    contested: str = ""
    by_name: str = ""
    may_ask: bool = False
    rows: tuple[Opened, ...] = ()
    files: tuple[Opened, ...] = ()
    more_rows: bool = False
    more_files: bool = False
    measures: tuple[tuple[str, str], ...] = ()

    @property
    def counted(self) -> bool:
        return self.row.counted_at is not None

    @property
    def nothing(self) -> bool:
        return not self.lines


def newest_count(actor: Actor, *, today: date) -> RepeatsCount | None:
    """What everybody reads first: the last twelve months; else the newest that is counted; None where nothing is."""
    asked = standing_question(today)
    rows = policies.VIEW_REPEATS.rows(actor)
    standing = rows.filter(first_on=asked.first, last_on=asked.last, victims=asked.victims, days=asked.days).first()
    return standing or rows.exclude(counted_at=None).first() or rows.first()


def repeats_page(actor: Actor, row: RepeatsCount, *, opens: bool = True) -> RepeatsPage:
    """The measures of one period.

    Args:
        row: one the actor may see.
        opens: say what it opens to, too.
    """
    exact = policies.READ_SMALL_REPEATS.decide(actor, row).allowed
    here = Partnership.objects.get(pk=row.partnership_id)
    page = RepeatsPage(
        row=row, exact=exact, others=tuple(policies.VIEW_REPEATS.rows(actor)[:MOST]),
        may_ask=policies.ASK_REPEATS.decide(actor, here).allowed,
    )  # fmt: skip
    if _anything(row.figures):
        page = _with_figures(page, _Words(exact), row.figures)
    return _opening(page, actor) if opens else page


def _anything(figures: Mapping[str, Any]) -> bool:
    """Whether anything was reported in the period, or happened in it."""
    return bool(figures.get("reported") or figures.get("curves", {}).get("victim", {}).get("observed"))


@dataclass(frozen=True, slots=True)
class _Words:
    """How numbers are told to somebody."""

    exact: bool

    def small(self, *counts: int) -> bool:
        return not self.exact and are_few(*counts)

    def number(self, count: int) -> str:
        return WITHHELD if self.small(count) else f"{count:,}"

    def pair(self, top: int, bottom: int) -> tuple[str, str, str, float | None]:
        """What is counted, out of what, the share in words and in percent."""
        if self.small(top, bottom, bottom - top):
            return WITHHELD, WITHHELD, WITHHELD, None
        if not bottom:
            return "0", "0", "", None
        value = 100 * top / bottom
        return f"{top:,}", f"{bottom:,}", percent(value), value


def percent(value: float) -> str:
    """A share as people read it."""
    return f"{number_words(value, places=1)}%"


def _with_figures(page: RepeatsPage, words: _Words, figures: Mapping[str, Any]) -> RepeatsPage:
    row = page.row
    last = min(row.last_on, row.as_of)
    provisional = row.as_of - timedelta(days=WINDOW - 1)
    lines = [_again(words, figures)]
    for key, definition in (
        ("victims", repeat_people("victim", LOOKBACK)), ("suspects", repeat_people("suspect", LOOKBACK)),
        ("serial", serial(row.victims, row.days)),
    ):  # fmt: skip
        top, bottom, share, value = words.pair(figures[key]["numerator"], figures[key]["denominator"])
        lines.append(Line(definition=definition, top=top, bottom=bottom, share=share, value=value))
    return replace(
        page, from_on=date.fromisoformat(figures["from_on"]), reported=words.number(figures["reported"]),
        provisional_from=max(provisional, row.first_on) if provisional <= last else None, lines=tuple(lines),
        times=tuple(_time_to(words, unit, figures["curves"][unit]) for unit in UNITS),
        months=tuple(_months(words, figures["months"])),
        left_out=tuple((why, words.number(many)) for why, many in figures["left_out"].items() if many),
        contested=words.number(figures["contested"]) if figures["contested"] else "",
        by_name=words.number(figures["by_name"]) if figures.get("by_name") else "",
    )  # fmt: skip


def _again(words: _Words, figures: Mapping[str, Any]) -> Line:
    """Repeats of the same two people, with the interval that uncertain links leave."""
    again, links = figures["again"], figures["interval"]
    top, bottom, share, value = words.pair(again["numerator"], again["denominator"])
    recent, so_far = again["provisional"], again["so_far"]
    notes = []
    if recent:
        many = "Some are" if words.small(recent) else f"{recent:,} more {'is' if recent == 1 else 'are'}"
        had = "" if words.small(so_far, recent - so_far) else f"; {so_far:,} had a further incident so far"
        notes.append(f"{many} too recent to count{had}. They are provisional.")
    line = Line(definition=repeat_by_dyad(WINDOW), top=top, bottom=bottom, share=share, value=value, notes=tuple(notes))
    if value is None or links["rate"] is None:
        return line
    low, high = 100 * links["lower"], 100 * links["upper"]
    if not links["uncertain"]:
        says = "None: no reference here may be of somebody who has another one too."
    else:
        says = f"{percent(low)} to {percent(high)}; {percent(100 * links['rate'])} if every likely link is right."
    return replace(line, interval=says, low=low, high=high)


def _time_to(words: _Words, unit: str, curve: Mapping[str, Any]) -> TimeTo:
    observed, repeated = curve["observed"], curve["repeated"]
    small = words.small(observed, repeated, observed - repeated)
    median = WITHHELD if small else "" if curve["median"] is None else f"{curve['median']:,}"
    return TimeTo(
        unit=unit, definition=_of_period(unit), observed=words.number(observed),
        repeated=WITHHELD if small else f"{repeated:,}", median=median,
        few=not small and curve.get("few", False), days=tuple(_days(words, observed, curve["points"])),
    )  # fmt: skip


def _of_period(unit: str) -> Definition:
    """As the kernel has it, told of a period and not of a file."""
    return replace(
        first_repeat(unit), name=f"Time to a further incident of {UNITS[unit]}",
        denominator=f"every {'dyad' if unit == 'dyad' else unit} with an incident in the period; those without a"
        " further one are followed until its end",
        window="from the first incident in the period to its end, or to the last day the records reach",
        label="The first incident in the period need not be the first there was.",
    )  # fmt: skip


def _days(words: _Words, observed: int, points: Sequence[Mapping[str, Any]]) -> list[CurveDay]:
    found, before = [], 0
    for one in points:
        repeated = one["repeated"]
        if words.small(repeated, repeated - before, observed - repeated):
            found.append(CurveDay(day=one["day"], share=None, low=None, high=None, detail=""))
            continue
        before = repeated
        followed = "" if words.small(one["followed"]) else f", {one['followed']:,} still followed without one"
        found.append(CurveDay(
            day=one["day"], share=100 * one["share"], low=_percent(one["lower"]), high=_percent(one["upper"]),
            detail=f"{repeated:,} of {observed:,} had one by then{followed}",
        ))  # fmt: skip
    return found


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _months(words: _Words, months: Sequence[Mapping[str, Any]]) -> list[MonthLine]:
    no_volume = _not_told(words, [(one["reported"],) for one in months])
    no_repeats = _not_told(
        words, [(one["numerator"], one["denominator"], one["denominator"] - one["numerator"]) for one in months]
    )
    found = []
    for place, one in enumerate(months):
        top, bottom, share, _value = _Words(True).pair(one["numerator"], one["denominator"])
        if place in no_repeats:
            top = bottom = share = WITHHELD
        found.append(MonthLine(
            month_words(one["month"]), WITHHELD if place in no_volume else f"{one['reported']:,}", top, bottom, share,
            one["provisional"] > 0,
        ))  # fmt: skip
    return found


def _not_told(words: _Words, counts: Sequence[tuple[int, ...]]) -> set[int]:
    """Places of months that are withheld: the small ones, and where that is a single one the next smallest too."""
    small = {place for place, these in enumerate(counts) if words.small(*these)}
    others = [place for place, these in enumerate(counts) if place not in small and these[0]]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda place: counts[place][0]))
    return small


def month_words(month: str) -> str:
    """March 2026, from 2026-03."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def period_words(row: RepeatsCount) -> str:
    """The months of a period."""
    first, last = month_words(f"{row.first_on:%Y-%m}"), month_words(f"{row.last_on:%Y-%m}")
    return first if first == last else f"{first} to {last}"


def serial_words(row: RepeatsCount) -> str:
    """When a suspect is called serial."""
    return f"{row.victims} or more people harmed in {WINDOWS.get(row.days, f'{row.days} days')}"


def about_of(row: RepeatsCount) -> str:
    """What was asked, in one line."""
    return f"{period_words(row)}; serial: {serial_words(row)}"


# ---- what it opens to


def _opening(page: RepeatsPage, actor: Actor) -> RepeatsPage:
    """Rows of the watch with more than one event, and files, that are open to the reader; and measures to follow."""
    row = page.row
    until = row.last_on + timedelta(days=WINDOW)  # what began in the period is followed for so long
    spells = spells_that_count(row.partnership_id).filter(opened_on__range=(row.first_on, until))
    newest = list(rows_of_agency(actor)[:LOOKED_AT])
    again = WatchRow.objects.filter(pk__in=spells.filter(row__in=newest).values("row"), events__gt=1)
    rows = list(watched.VIEW.rows(actor, again).order_by("-newest_on", "ref").values_list("ref", flat=True)[: MOST + 1])
    files = opened_extracts(actor, Period(row.first_on, row.last_on, ""))
    measures = policies.VIEW.rows(actor, Measure.objects.filter(computed__in=RULES, ended_on=None)).order_by("name")
    return replace(
        page, more_rows=len(rows) > MOST, more_files=len(files) > MOST, files=tuple(files[:MOST]),
        rows=tuple(Opened(ref, "Row of the watch", "watch:row", (("ref", ref),)) for ref in rows[:MOST]),
        measures=tuple(measures.values_list("name", "ref")),
    )  # fmt: skip


def median_words(time: TimeTo) -> str:
    """After how many days half had a further incident."""
    if time.median == WITHHELD:
        return "Median: withheld"
    if time.few:
        return f"Median: not told, for fewer than {LEAST_FOLLOWED} were followed for so long"
    if not time.median:
        return "Median: fewer than half had a further incident in the time they were followed"
    return f"Median: {time.median} day{'' if time.median == '1' else 's'}"


def _cell(told: str) -> int | str:
    """A number as a number, where it is told."""
    return told if told in ("", WITHHELD) else int(told.replace(",", ""))


def table_rows(page: RepeatsPage) -> list[list[Any]]:
    """What a spreadsheet holds: a row for each figure, as it is told on the page."""
    of = period_words(page.row)
    by_report = "By the day of the report"
    rows: list[list[Any]] = [["Incidents reported", of, _cell(page.reported), "", None, None, None, "", by_report]]
    for one in page.lines:
        what = one.definition
        rows.append([
            what.name, of, _cell(one.top), _cell(one.bottom), one.value, one.low, one.high, " ".join(one.notes),
            f"{what.numerator}; out of {what.denominator}; {what.label}",
        ])  # fmt: skip
    for time in page.times:
        what = time.definition
        rows.append([
            what.name, of, _cell(time.repeated), _cell(time.observed), None, None, None, median_words(time),
            f"{what.denominator}; {what.label}",
        ])  # fmt: skip
        without = f"Without a further incident of {UNITS[time.unit]}"
        rows += [
            [without, f"Day {day.day}", "", "", day.share, day.low, day.high, day.detail or WITHHELD, ""]
            for day in time.days
        ]
    for month in page.months:
        note = "Provisional" if month.provisional else ""
        rows.append(["Incidents reported", month.name, _cell(month.reported), "", None, None, None, note, ""])
        rows.append(
            [
                f"Repeat within {WINDOW} days",
                month.name,
                _cell(month.top),
                _cell(month.bottom),
                None,
                None,
                None,
                note,
                "",
            ]
        )
    return rows
