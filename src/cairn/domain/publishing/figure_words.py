"""The figures of a measure that has left, in words and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from cairn.domain.publishing.charts import SORTS, dimension_words
from cairn.domain.publishing.figures import NO_FIGURE, LeavingFigure, LeavingMeasure
from cairn.kernel.chart_scales import number_words
from cairn.kernel.disclosure import Why
from cairn.kernel.tables import Cell, Column

_BEHIND = {"percent": "%", "count": "", "ratio": "", "score": ""}
EVERYONE = "everyone"
COLUMNS = (
    Column("Measure", 12), Column("Name", 40), Column("Period starts", 16), Column("Period ends", 16),
    Column("Broken down by", 20), Column("Group", 24), Column("Numerator", 14), Column("Denominator", 14),
    Column("Figure", 12), Column("Unit", 14), Column("Reason", 44), Column("Provisional", 12),
    Column("Source", 30), Column("As of", 14), Column("Invented", 10),
)  # fmt: skip


def value_words(measure: LeavingMeasure, value: float | None) -> str:
    """A value with its unit; "" for none."""
    if value is None:
        return ""
    return number_words(value, places=measure.places) + _BEHIND.get(measure.unit, f" {measure.unit_words}")


def figure_words(measure: LeavingMeasure, figure: LeavingFigure | None) -> str:
    """One figure as a few words, such as “76.0% (40 of 55)”; or why there is none."""
    if figure is None or figure.why == NO_FIGURE:
        return "No figure yet"
    if figure.value is None:
        return "Withheld" if figure.why == Why.WITHHELD else "Nothing to count"
    said = value_words(measure, figure.value)
    if figure.numerator is not None and figure.denominator is not None:
        return f"{said} ({number_words(figure.numerator)} of {number_words(figure.denominator)})"
    return said


def why_words(figure: LeavingFigure, *, mixed: bool = False) -> str:
    """What stands beside a figure: withheld, rounded, missing or provisional.

    Args:
        mixed: others of the measure are of the other sort, so that it says whether it is invented.
    """
    sort = SORTS[figure.invented] if mixed and figure.why != NO_FIGURE else ""
    return ", ".join(filter(None, (figure.why, "provisional" if figure.provisional else "", sort)))


def figure_rows(measure: LeavingMeasure) -> Iterator[list[Cell]]:
    """Every figure under ``COLUMNS``: everyone first, then each group, oldest first."""
    mixed = measure.mixed
    for series in measure.series:
        for one in series.figures:
            yield [
                measure.ref, measure.name, one.start, one.end,
                dimension_words(series.dimension) if series.dimension else EVERYONE, series.category or EVERYONE,
                one.numerator, one.denominator, one.value, measure.unit_words, one.why, one.provisional,
                measure.source, measure.as_of, one.invented if mixed else measure.invented,
            ]  # fmt: skip
