"""What the figures of a measure say: its chart read by rule, and its caption with its icon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.listing import MeasureLine, lines_of
from cairn.domain.measures.queries.measure_page import Series, series_of
from cairn.domain.measures.services.linking import target_on
from cairn.foundation.ui.charts import Icon, control_view
from cairn.kernel import chart_words
from cairn.kernel.chart_scales import Every


@dataclass(frozen=True, slots=True)
class Said:
    """A measure in a sentence or two.

    Attributes:
        line: the measure as lists show it.
        caption: what its figures say, by rule; "" where there are none, or too few events for a chart.
        icon: of the variation of its newest figure, or None.
    """

    line: MeasureLine
    caption: str
    icon: Icon | None


def read_series(measure: Measure, series: Series, *, target: float | None) -> chart_words.Reading:
    """Read one series of a measure as its chart does."""
    figures = tuple(
        chart_words.Figure(on=period.start, value=None if value is None else float(value), provisional=provisional)
        for period, value, provisional in zip(series.periods, series.values, series.provisional, strict=True)
    )
    band = None
    if measure.band_low is not None and measure.band_high is not None:
        band = (float(measure.band_low), float(measure.band_high))
    return chart_words.read(
        chart_words.Series(
            figures=figures,
            every=Every(measure.frequency),
            good=chart_words.Good(measure.good),
            target=target,
            band=band,
            changes=tuple(
                chart_words.Change(index=place, words=words.rstrip("."))
                for place, words in zip(series.changes, series.breaks, strict=True)
            ),
        )
    )


def what_they_say(measures: Iterable[Measure], *, today: date) -> list[Said]:
    """What each of a few measures says; the caller has asked whether they may be seen."""
    rows = {row.ref: row for row in measures}
    lines = lines_of(Measure.objects.filter(ref__in=list(rows)), today=today) if rows else []
    return [_said(rows[line.ref], line, today) for line in lines]


def _said(measure: Measure, line: MeasureLine, today: date) -> Said:
    everyone = None if measure.rare else next(iter(series_of(measure)), None)
    if everyone is None:
        return Said(line, "", None)
    found = target_on(tuple(measure.targets.all()), today)
    target = float(found.value) if found and found.value is not None else None
    reading = read_series(measure, everyone, target=target)
    return Said(line, reading.caption, control_view(reading, key="said", title=measure.name).variation)
