"""Charts of a measure that has left, drawn by rule from what left and nothing else.

A mean or a limit over a figure that was withheld would tell of it, so nothing in here knows any other figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from cairn.domain.publishing.figures import LeavingMeasure, LeavingSeries
from cairn.foundation.ui.charts import BarRow, BarView, ControlView, MultiplesView, control_view
from cairn.kernel import chart_words
from cairn.kernel.chart_scales import Every, number_words
from cairn.kernel.disclosure import Why

_INVENTED = "Invented for demonstration"
SORTS = {False: "real", True: "invented"}
View = TypeVar("View", ControlView, MultiplesView, BarView)
_UNITS = {"percent": "%", "count": "number"}


@dataclass(frozen=True, slots=True)
class MeasureCharts:
    """The charts of one measure.

    Args:
        everyone: the control chart; None without figures, or of too few events.
        multiples: one for each dimension. ``bars``: the newest figures of each.
    """

    everyone: ControlView | None
    multiples: tuple[MultiplesView, ...]
    bars: tuple[BarView, ...]


def charts_of(measure: LeavingMeasure, *, over_time: Collection[str] | None = None) -> tuple[MeasureCharts, ...]:
    """Every chart of a measure, for the public site, the board pack and the annual report.

    Their keys begin with the measure's reference, so that many can stand on one page.

    Args:
        over_time: dimensions whose groups are drawn over time; None for all of them.

    Returns:
        One of each; or two where some figures are real and some invented, as they never share a chart: the real first.
    """
    drawn = [(part, _charts_of(part, over_time)) for part in measure.alike()]
    return tuple(_of_one_sort(charts, part.invented) if measure.mixed else charts for part, charts in drawn)


def of_one_sort(view: View, *, invented: bool) -> View:
    """A chart of some of a measure's figures: real ones, or invented ones. It says which in its title and caption."""
    which = SORTS[invented]
    found = replace(
        view,
        key=f"{view.key}-{which}",
        title=f"{view.title}: {which} figures",
        caption=f"{view.caption} {read_from(invented=invented)}",
    )
    if isinstance(found, MultiplesView):
        return replace(found, panels=tuple(replace(one, key=f"{one.key}-{which}") for one in found.panels))
    return found


def read_from(*, invented: bool) -> str:
    """What stands by words or a chart that hold one sort of a measure's figures only."""
    return f"Read from the {SORTS[invented]} figures only."


def _of_one_sort(charts: MeasureCharts, invented: bool) -> MeasureCharts:
    return MeasureCharts(
        everyone=of_one_sort(charts.everyone, invented=invented) if charts.everyone else None,
        multiples=tuple(of_one_sort(one, invented=invented) for one in charts.multiples),
        bars=tuple(of_one_sort(one, invented=invented) for one in charts.bars),
    )


def _charts_of(measure: LeavingMeasure, over_time: Collection[str] | None) -> MeasureCharts:
    everyone = measure.everyone
    by_dimension: dict[str, list[LeavingSeries]] = defaultdict(list)
    for one in measure.series:
        if one.dimension:
            by_dimension[one.dimension].append(one)
    drawn = everyone is not None and not measure.rare
    return MeasureCharts(
        everyone=control_of(measure, everyone) if everyone is not None and drawn else None,
        multiples=tuple(
            _multiples(measure, name, groups)
            for name, groups in by_dimension.items()
            if drawn and name in (over_time or by_dimension) and any(map(_has_values, groups))
        ),
        bars=tuple(_bars(measure, *one) for one in by_dimension.items()),
    )


def control_of(measure: LeavingMeasure, series: LeavingSeries, *, key: str = "") -> ControlView:
    """The control chart of everyone, or of one group: the same words for the same figures, always."""
    whole = not series.dimension
    reading = chart_words.read(
        chart_words.Series(
            figures=tuple(
                chart_words.Figure(on=date.fromisoformat(one.start), value=one.value, provisional=one.provisional)
                for one in series.figures
            ),
            every=Every(measure.frequency),
            good=chart_words.Good(measure.good),
            target=measure.target if whole else None,
            band=measure.band,
            changes=_changes(measure, series),
            rolling=measure.rolling,
        )
    )
    values = [one.value for one in series.figures if one.value is not None]
    view = control_view(
        reading,
        key=key or measure.ref,
        title=measure.name if whole else series.category,
        unit=unit_of(measure.unit, measure.unit_words),
        ceiling=100.0 if measure.unit == "percent" and all(value <= 100 for value in values) else None,
        places=measure.places,
        invented=invented_words(measure.invented),
    )
    return _with_caution(view, series)


def unit_of(unit: str, words: str) -> str:
    """The unit as charts write it: “%” behind each number, other words above.

    Args:
        unit: one of the units of measures, such as "percent".
        words: the same as people read it.
    """
    return _UNITS.get(unit, words)


def each_over_time(
    panels: Iterable[ControlView], *, key: str, title: str, invented: bool, left_out: Sequence[str] = ()
) -> MultiplesView:
    """Small charts of the groups of one dimension.

    Args:
        left_out: groups of which no figure is shown.
    """
    caption = "Each group over the same periods, on one scale."
    return MultiplesView(
        key=key,
        title=title,
        caption=f"{caption} No figure is shown of: {', '.join(left_out)}." if left_out else caption,
        panels=tuple(panels),
        invented=invented_words(invented),
    )


def invented_words(invented: bool) -> str:
    """What is drawn into a chart of figures that are not real."""
    return _INVENTED if invented else ""


def dimension_words(key: str) -> str:
    """What a dimension is called."""
    return key.replace("-", " ")


def _changes(measure: LeavingMeasure, series: LeavingSeries) -> tuple[chart_words.Change, ...]:
    found = {}
    for one in measure.breaks:
        place = next((place for place, figure in enumerate(series.figures) if figure.end >= one.on), 0)
        if place:
            found[place] = chart_words.Change(index=place, words=one.words.rstrip("."))
    return tuple(found[place] for place in sorted(found))


def _with_caution(view: ControlView, series: LeavingSeries) -> ControlView:
    withheld = sum(one.why == Why.WITHHELD for one in series.figures)
    if not withheld:
        return view
    said = "One figure is" if withheld == 1 else f"{withheld} figures are"
    return replace(view, caption=f"{view.caption} {said} {Why.WITHHELD}.")


def _has_values(series: LeavingSeries) -> bool:
    return any(one.value is not None for one in series.figures)


def _multiples(measure: LeavingMeasure, dimension: str, groups: list[LeavingSeries]) -> MultiplesView:
    """The groups that have a figure; the caption names the others."""
    key = f"{measure.ref}-by-{dimension}"
    drawn = [one for one in groups if _has_values(one)]
    return each_over_time(
        (control_of(measure, one, key=f"{key}-{place}") for place, one in enumerate(drawn)),
        key=key,
        title=f"By {dimension_words(dimension)}",
        invented=measure.invented,
        left_out=[one.category for one in groups if not _has_values(one)],
    )


def _bars(measure: LeavingMeasure, dimension: str, groups: list[LeavingSeries]) -> BarView:
    """The newest period that any group has figures for."""
    length = len(groups[0].figures)
    newest = next(
        (
            place
            for place in reversed(range(length))
            if any(
                group.figures[place].value is not None or group.figures[place].why == Why.WITHHELD for group in groups
            )
        ),
        length - 1,
    )
    whole = measure.everyone.figures[newest] if measure.everyone else None
    figures = [(group.category, group.figures[newest]) for group in groups]
    withheld = sum(figure.why == Why.WITHHELD for _, figure in figures)
    words = f"{groups[0].figures[newest].words}."
    if withheld:
        said = "One figure is" if withheld == 1 else f"{withheld} figures are"
        words = f"{words} {said} {Why.WITHHELD}."
    values = [figure.value for _, figure in figures if figure.value is not None]
    return BarView(
        key=f"{measure.ref}-now-{dimension}",
        title=f"By {dimension_words(dimension)}, {groups[0].figures[newest].words}",
        caption=words,
        groups=tuple(
            BarRow(
                name=name,
                value=figure.value,
                detail=_out_of(figure.numerator, figure.denominator),
                withheld="Withheld" if figure.why == Why.WITHHELD else "",
            )
            for name, figure in figures
        ),
        unit=unit_of(measure.unit, measure.unit_words),
        whole=whole.value if whole and measure.unit != "count" else None,
        places=measure.places,
        ceiling=100.0 if measure.unit == "percent" and all(value <= 100 for value in values) else None,
        invented=invented_words(measure.invented),
    )


def _out_of(top: float | None, bottom: float | None) -> str:
    return f"{number_words(top)} of {number_words(bottom)}" if top is not None and bottom is not None else ""
