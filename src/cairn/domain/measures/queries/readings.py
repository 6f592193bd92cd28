"""What the kernel reads in a measure's figures over time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.measure_page import Series
from cairn.kernel.chart_scales import Every
from cairn.kernel.chart_words import Change, Figure, Good, Reading, read
from cairn.kernel.chart_words import Series as Figures


def reading_of(
    measure: Measure,
    figures: Iterable[tuple[date, float | None, bool]],
    *,
    changes: Iterable[tuple[int, str]] = (),
    target: float | None = None,
) -> Reading:
    """Read a series of a measure by its own rules: which way is good, its band, whether it looks back.

    Args:
        figures: first day of each period, the figure (None where missing), whether it is provisional.
        changes: place and words of each change of recording.
        target: in the unit of the measure.
    """
    band = None
    if measure.band_low is not None and measure.band_high is not None:
        band = (float(measure.band_low), float(measure.band_high))
    return read(
        Figures(
            figures=tuple(Figure(on=on, value=value, provisional=provisional) for on, value, provisional in figures),
            every=Every(measure.frequency),
            good=Good(measure.good),
            target=target,
            band=band,
            changes=tuple(Change(index=place, words=words.rstrip(".")) for place, words in changes),
            rolling=measure.rolling,
        )
    )


def read_series(measure: Measure, series: Series, *, target: float | None) -> Reading:
    """Read one series of a measure as its chart does."""
    rows = zip(series.periods, series.values, series.provisional, strict=True)
    return reading_of(
        measure,
        ((period.start, None if value is None else float(value), provisional) for period, value, provisional in rows),
        changes=zip(series.changes, series.breaks, strict=True),
        target=target,
    )
