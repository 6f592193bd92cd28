"""What residents read of one measure, and of the measures under a promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cairn.domain.publishing.api import (
    LeavingMeasure,
    MeasureCharts,
    PublicCommitment,
    charts_of,
    dimension_words,
    figure_words,
    published_measure,
    value_words,
    why_words,
)
from cairn.foundation.ui.charts import ControlView
from cairn.public.opened import Opened


@dataclass(frozen=True)
class MeasureCard:
    """One measure under a promise.

    Args:
        latest: its newest figure in words. ``period``: what it is of. ``why``: withheld, rounded or provisional.
        charts: over time; none where there is none to draw, two where some figures are real and some invented.
    """

    measure: LeavingMeasure
    latest: str
    period: str
    why: str
    charts: tuple[ControlView, ...]


@dataclass(frozen=True)
class FigureRow:
    """One period of everyone."""

    period: str
    numerator: float | None
    denominator: float | None
    words: str
    why: str


@dataclass(frozen=True)
class MeasurePage:
    """Everything the page of one measure shows.

    Args:
        promises, changes: what it shows.
        charts: of real figures first; two where there are invented ones too.
        figures: of everyone, newest first.
        beside: reference and name of what it must be read beside.
        dimensions: key and words of each breakdown, and whether its groups are drawn over time.
    """

    of: Opened
    card: MeasureCard
    charts: tuple[MeasureCharts, ...]
    promises: tuple[PublicCommitment, ...]
    changes: tuple[str, ...]
    figures: tuple[FigureRow, ...]
    beside: tuple[tuple[str, str], ...]
    dimensions: tuple[tuple[str, str, bool], ...]
    target: str

    @property
    def measure(self) -> LeavingMeasure:
        """The measure."""
        return self.card.measure


def cards_of(of: Opened, refs: Iterable[str], *, charts: bool = True) -> tuple[MeasureCard, ...]:
    """The measures with these references, as they stand under a promise."""
    return tuple(card_of(one, charts=charts) for ref in refs if (one := of.account.measure(ref)) is not None)


def card_of(measure: LeavingMeasure, *, charts: bool = True) -> MeasureCard:
    """One measure under a promise."""
    latest = measure.latest
    return MeasureCard(
        measure=measure,
        latest=figure_words(measure, latest),
        period=latest.words if latest else "",
        why=why_words(latest, mixed=measure.mixed) if latest else "",
        charts=tuple(one.everyone for one in charts_of(measure) if one.everyone) if charts else (),
    )


def measure_page(of: Opened, ref: str, *, by: str = "") -> MeasurePage | None:
    """Lay out one measure, or None when the strategy has none of that reference; one query more.

    Args:
        by: the dimension whose groups are drawn over time; the first where it has no such one.
    """
    measure = published_measure(of.edition, ref)
    if measure is None:
        return None
    themes = of.account.themes
    dimensions = list(dict.fromkeys(one.dimension for one in measure.series if one.dimension))
    over_time = by if by in dimensions else next(iter(dimensions), "")
    charts = charts_of(measure, over_time=[over_time])
    return MeasurePage(
        of=of,
        card=card_of(measure, charts=False),
        charts=charts,
        promises=tuple(one for theme in themes for one in theme.commitments if ref in one.measures),
        changes=tuple(
            change
            for theme in themes
            for change, refs in zip(theme.changes, theme.measured, strict=False)
            if ref in refs
        ),
        figures=tuple(_rows(measure)),
        dimensions=tuple((one, dimension_words(one), one == over_time) for one in dimensions),
        target=value_words(measure, measure.target),
        beside=tuple((one.ref, one.name) for other in measure.read_with if (one := of.account.measure(other))),
    )


def _rows(measure: LeavingMeasure) -> Iterator[FigureRow]:
    figures, mixed = measure.everyone.figures if measure.everyone else (), measure.mixed
    for one in reversed(figures):
        words, why = figure_words(measure, one), why_words(one, mixed=mixed)
        yield FigureRow(one.words, one.numerator, one.denominator, words, why)
