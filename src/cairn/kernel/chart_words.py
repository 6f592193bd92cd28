"""What a control chart says, in plain words, by rule: the same reading always gets the same words.

A reading is a series with its charts (one for each stretch between recorded changes), what its newest
figure says by the direction that is good, and the sentences for people. Nothing is called a change that
chance explains (domain/strategy.md C3), and a figure that is good only at first, or good only beside
another, says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cairn.kernel.chart_scales import Every, number_words, period_name
from cairn.kernel.control_charts import (
    FEWEST,
    Assurance,
    Better,
    Chart,
    Point,
    Rule,
    Variation,
    assurance,
    control_charts,
)


class Good(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    UP_AT_FIRST = "up_at_first"  # more reports, while most harm is still hidden
    BAND = "band"  # within two values
    ONE = "one"  # a ratio of two shares: the nearer to 1 the fairer
    CONTEXT = "context"  # neither way


class Direction(StrEnum):
    """What a special value is, once the direction that is good is known."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was reported for one period; ``value`` is None where nothing was."""

    on: date
    value: float | None
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something recorded that changes what the figures mean.

    Attributes:
        index: place of the first figure after it, from 0.
        words: what changed, without a full stop.
        new_limits: whether the limits begin anew there; they never do elsewhere.
    """

    index: int
    words: str
    new_limits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A measure over time, all in one unit.

    Attributes:
        figures: in order of time, one for each period, missing ones too.
        target: set by the partnership, or None.
        band: lowest and highest value that are good, for ``Good.BAND``; about 1 for ``Good.ONE`` if agreed.
        screen: leave out outlying moving ranges once (off by default, as in the NHS spreadsheet).
        held: of each stretch, how many values its limits rest on for good; None lets new ones move them.
        rolling: each figure holds most of the one before, such as the last 12 months told every quarter.
            Neighbours are then alike by themselves, so a run of them is no signal; only the limits are.
    """

    figures: tuple[Figure, ...]
    every: Every
    good: Good
    target: float | None = None
    band: tuple[float, float] | None = None
    changes: tuple[Change, ...] = ()
    screen: bool = False
    held: int | None = None
    rolling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A series, its charts, and what may be said of it.

    Attributes:
        charts: one for each stretch, in order of time.
        variation: of the newest figure.
        side: 1 when it is high or rising, -1 when low or falling, 0 when nothing is special.
        assurance: of the newest stretch; None without limits, a target or a band.
        sentences: the caption, one after another.
    """

    series: Series
    charts: tuple[Chart, ...]
    variation: Variation
    side: int
    assurance: Assurance | None
    sentences: tuple[str, ...]

    @property
    def caption(self) -> str:
        """All that is said, as one paragraph."""
        return " ".join(self.sentences)

    @property
    def newest(self) -> Chart:
        """The stretch that the newest figure is in."""
        return self.charts[-1]

    @property
    def variation_words(self) -> str:
        """A few words beside the icon."""
        return _variation_words(self.variation, self.side)

    @property
    def assurance_words(self) -> str:
        """A few words beside the icon; none without one."""
        what = "band" if self.series.good in (Good.BAND, Good.ONE) else "target"
        return {
            None: "",
            Assurance.PASSES: f"Will meet the {what}",
            Assurance.FAILS: f"Will miss the {what}",
            Assurance.HIT_OR_MISS: f"Hits and misses the {what}",
        }[self.assurance]

    def name_of(self, index: int) -> str:
        """The period at a place in the series."""
        return period_name(self.series.figures[index].on, self.series.every)

    def chart_of(self, index: int) -> Chart:
        """The stretch that a place in the series is in."""
        return next(chart for chart in reversed(self.charts) if chart.points[0].index <= index)


def read(series: Series) -> Reading:
    """Read a series.

    Raises:
        ValueError: no figures, a value that is not a number, a change outside the series, a band whose
            ends are the wrong way round, or limits held while on trial.
    """
    if not series.figures:
        raise ValueError("A chart needs a period to begin with, even one without a figure.")
    if series.band and series.band[0] > series.band[1]:
        raise ValueError("The lower end of the band is above the upper one.")
    if any(not 0 <= change.index < len(series.figures) for change in series.changes):
        raise ValueError("A recorded change lies outside the series.")
    starts = sorted({change.index for change in series.changes if change.new_limits} - {0})
    values = [figure.value for figure in series.figures]
    rules = (Rule.OUTSIDE,) if series.rolling else tuple(Rule)
    charts = tuple(control_charts(values, changes=starts, screen=series.screen, held=series.held, rules=rules))
    newest = charts[-1]
    point = _newest(newest)
    variation, side = _variation(series, newest, point)
    found = _assurance(series, newest)
    said = (
        _what_happened(series, charts),
        _what_it_means(series, variation, side),
        *_cautions(series, newest),
        _whether_met(series, newest, found),
    )
    return Reading(
        series=series,
        charts=charts,
        variation=variation,
        side=side,
        assurance=found,
        sentences=tuple(sentence for sentence in said if sentence),
    )


def direction_of(series: Series, chart: Chart, point: Point) -> Direction | None:
    """What one value is; None where chance explains it."""
    if not point.rules or point.value is None:
        return None
    better = _better(series, chart, point)
    if better is Better.NEITHER:
        return Direction.NEITHER
    return Direction.IMPROVEMENT if (point.side > 0) == (better is Better.HIGHER) else Direction.CONCERN


def rule_words(rule: Rule, side: int) -> str:
    """Why a value is special, in a few words."""
    high = side > 0
    return {
        Rule.OUTSIDE: f"{'above the upper' if high else 'below the lower'} limit",
        Rule.TREND: f"one of seven or more that {'rise' if high else 'fall'}",
        Rule.TWO_OF_THREE: f"two of three close to the {'upper' if high else 'lower'} limit",
        Rule.SHIFT: f"one of seven or more {'above' if high else 'below'} the mean",
    }[rule]


# ---- what is good


def _newest(chart: Chart) -> Point | None:
    return next((point for point in reversed(chart.points) if point.value is not None), None)


def _band(series: Series) -> tuple[float, float] | None:
    if series.good is Good.ONE:
        return series.band or (1.0, 1.0)
    return series.band if series.good is Good.BAND else None


def _better(series: Series, chart: Chart, point: Point) -> Better:
    """Which way is good for this value: of a band, the way that it went if that was towards it."""
    if series.good in (Good.UP, Good.UP_AT_FIRST):
        return Better.HIGHER
    if series.good is Good.DOWN:
        return Better.LOWER
    band = _band(series)
    if band is None or chart.centre is None or point.value is None:
        return Better.NEITHER
    before, now = (max(band[0] - value, value - band[1], 0.0) for value in (chart.centre, point.value))
    if before == now:
        return Better.NEITHER
    return Better.HIGHER if (now < before) == (point.side > 0) else Better.LOWER


def _variation(series: Series, chart: Chart, point: Point | None) -> tuple[Variation, int]:
    if chart.upper is None or point is None:
        return Variation.TOO_FEW, 0
    if not point.rules:
        return Variation.COMMON_CAUSE, 0
    found = {
        Direction.IMPROVEMENT: Variation.IMPROVEMENT,
        Direction.CONCERN: Variation.CONCERN,
        Direction.NEITHER: Variation.HIGHER if point.side > 0 else Variation.LOWER,
    }
    return found[direction_of(series, chart, point) or Direction.NEITHER], point.side


def _variation_words(variation: Variation, side: int) -> str:
    went = "higher" if side > 0 else "lower"
    return {
        Variation.IMPROVEMENT: f"Improvement: {went} than chance explains",
        Variation.CONCERN: f"Concern: {went} than chance explains",
        Variation.HIGHER: "Higher than chance explains",
        Variation.LOWER: "Lower than chance explains",
        Variation.COMMON_CAUSE: "No change beyond chance",
        Variation.TOO_FEW: "Too few points to say",
    }[variation]


def _assurance(series: Series, chart: Chart) -> Assurance | None:
    if series.good in (Good.BAND, Good.ONE):
        if series.band is None or chart.lower is None or chart.upper is None:
            return None
        if series.band[0] <= chart.lower and chart.upper <= series.band[1]:
            return Assurance.PASSES
        apart = chart.upper < series.band[0] or chart.lower > series.band[1]
        return Assurance.FAILS if apart else Assurance.HIT_OR_MISS
    better = {Good.DOWN: Better.LOWER, Good.CONTEXT: Better.NEITHER}.get(series.good, Better.HIGHER)
    return assurance(chart, better, series.target)


# ---- sentences


def _what_happened(series: Series, charts: tuple[Chart, ...]) -> str:
    chart = charts[-1]
    point = _newest(chart)
    since = f" since the change in {_name(series, chart.points[0].index)}" if len(charts) > 1 else ""
    reported = sum(one.value is not None for one in chart.points)
    if point is None:
        return f"No figures yet{since}."
    if chart.upper is None:
        if reported < FEWEST:
            return f"Too few points to say{since} ({reported} of {FEWEST})."
        return f"Too many gaps to say{since}."
    if point.rules:
        return f"{_special(series, chart, point)}; not explained by chance."
    return _quiet(series, chart, point)


def _special(series: Series, chart: Chart, point: Point) -> str:
    high, rule = point.side > 0, point.rules[0]
    if rule is Rule.TREND:
        start = point.index - chart.points[0].index
        places = chart.points
        while start and Rule.TREND in places[start - 1].rules and places[start - 1].side == point.side:
            start -= 1
        return f"{'Rising' if high else 'Falling'} since {_name(series, places[start].index)}"
    usual = f"{'Higher' if high else 'Lower'} than usual"
    first = _same_since(chart, point)
    if rule is Rule.TWO_OF_THREE and first == point.index:
        return f"{usual} in two of the last three {series.every}s"
    if first == point.index:
        return f"{usual} in {_name(series, first)}"
    return f"{usual} since {_name(series, first)}"


def _same_since(chart: Chart, point: Point) -> int:
    """The first of the special values on the same side that lead up to this one without a break."""
    first = point.index
    for one in reversed(chart.points[: point.index - chart.points[0].index]):
        if not one.rules or one.side != point.side:
            break
        first = one.index
    return first


def _quiet(series: Series, chart: Chart, point: Point) -> str:
    last = next((one for one in reversed(chart.points) if one.rules), None)
    first = chart.points[0].index if last is None else last.index + 1
    many = point.index - first + 1
    over = f"the last {many} {series.every}s" if many > 1 else _name(series, point.index)
    before = ""
    if last is not None:
        went = "higher" if last.side > 0 else "lower"
        before = f" The last figure {went} than chance explains was for {_name(series, last.index)}."
    return f"No change beyond chance in {over}.{before}"


def _what_it_means(series: Series, variation: Variation, side: int) -> str:
    if not side:
        return ""
    if series.good is Good.UP_AT_FIRST:
        return (
            "More reports are good at first, while much harm is hidden; read them beside a measure of harm."
            if side > 0
            else "Fewer reports can mean less trust, or less harm; read them beside a measure of harm."
        )
    if series.good is Good.CONTEXT:
        return "This is neither good nor bad by itself."
    goal = {Good.BAND: "the agreed band", Good.ONE: "1, where shares are equal"}.get(series.good)
    if variation is Variation.IMPROVEMENT:
        return f"This is an improvement: nearer to {goal}." if goal else "This is an improvement."
    if variation is Variation.CONCERN:
        return f"This is a concern: further from {goal}." if goal else "This is a concern."
    return "This is neither an improvement nor a concern."


def _cautions(series: Series, chart: Chart) -> tuple[str, ...]:
    said = []
    if series.rolling and chart.upper is not None:
        said.append(
            "Each figure holds most of the one before, so runs and trends are not counted as signals,"
            " and the limits are narrower than they look."
        )
    if chart.trial:
        reported = sum(one.value is not None for one in chart.points)
        said.append(f"The limits are on trial: they rest on {reported} points and will still move.")
    provisional = [place for place, figure in enumerate(series.figures) if figure.provisional]
    if len(provisional) == 1:
        said.append(f"The figure for {_name(series, provisional[0])} is provisional.")
    elif provisional:
        newest = provisional == list(range(len(series.figures) - len(provisional), len(series.figures)))
        said.append(f"{'The newest' if newest else 'Of the figures,'} {len(provisional)} are provisional.")
    missing = sum(figure.value is None for figure in series.figures)
    if missing and missing < len(series.figures):
        what = f"One {series.every} has" if missing == 1 else f"{missing} {series.every}s have"
        said.append(f"{what} no figure; a gap is not a zero.")
    return tuple(said)


def _whether_met(series: Series, chart: Chart, found: Assurance | None) -> str:
    if found is None:
        if series.target is not None and chart.upper is None and series.good is not Good.CONTEXT:
            return "It is too early to say whether the target will be met."
        return ""
    if series.good in (Good.BAND, Good.ONE):
        low, high = (number_words(end) for end in series.band or (1.0, 1.0))
        return {
            Assurance.PASSES: f"The process will stay between {low} and {high} unless something changes.",
            Assurance.FAILS: f"The process will stay outside {low} to {high} unless something changes.",
            Assurance.HIT_OR_MISS: f"The process will be in and out of the band from {low} to {high}.",
        }[found]
    return {
        Assurance.PASSES: "The process will keep meeting the target unless something changes.",
        Assurance.FAILS: "The process will keep missing the target unless something changes.",
        Assurance.HIT_OR_MISS: "The process will hit and miss the target.",
    }[found]


def _name(series: Series, index: int) -> str:
    return period_name(series.figures[index].on, series.every)
