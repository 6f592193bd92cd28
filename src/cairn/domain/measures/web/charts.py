"""Charts of a measure's page: everyone over time, and the groups of one breakdown now and over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.breakdowns import Breakdown, GroupFigure
from cairn.domain.measures.queries.measure_page import MeasurePage, Series, by_sort
from cairn.domain.measures.queries.overview import Doing
from cairn.domain.measures.queries.readings import read_series
from cairn.domain.measures.terms import STANDS_ALONE, Dimension, Unit
from cairn.domain.places.api import AreaLine, map_of
from cairn.domain.publishing.api import each_over_time, invented_words, of_one_sort, unit_of
from cairn.foundation.ui.charts import (
    BarRow,
    BarView,
    ControlView,
    EquityView,
    FunnelView,
    MultiplesView,
    control_view,
    equity_view,
    funnel_view,
)
from cairn.kernel.chart_words import Good, Reading
from cairn.kernel.comparison_words import breakdown_caption, share_of
from cairn.kernel.funnels import Kind, Limits, funnel, poisson_interval, wilson
from cairn.kernel.open_data.codes import PLURALS

MOST_SMALL = 16  # small charts over time; of more groups nobody sees which differs, and the map and the funnel say it
FEWEST_IN_FUNNEL = 3
_COMPARED = {Dimension.PLACE: "areas", Dimension.AGENCY: "agencies"}  # breakdowns whose groups differ in size


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart, and the sentence about its denominators that stands under it."""

    view: Any
    source: str = ""


def page_charts(page: MeasurePage) -> dict[str, Any]:
    """The charts a page shows, real figures before invented ones; none where there are none, or too few events."""
    measure = page.measure
    if not page.series or measure.rare:
        return {"charts": [], "by_group": []}
    target = float(page.target.value) if page.target and page.target.value is not None else None
    drawn = list(_of_breakdown(measure, page.breakdown, invented_words(page.invented))) if page.breakdown else []
    charts, sorts = [], by_sort(page.series)
    for is_invented, (everyone, *groups) in sorts:
        invented = invented_words(is_invented)
        captioned = partial(of_one_sort, invented=is_invented) if len(sorts) > 1 else lambda view: view
        view = _view(measure, everyone, key="everyone", title=measure.name, target=target, invented=invented)
        charts.append(captioned(view))
        if 0 < len(groups) <= MOST_SMALL:
            drawn.append(Drawn(captioned(_multiples(measure, groups, page.breakdown, invented))))
    return {"charts": charts, "by_group": drawn}


# ---- over time


def _multiples(measure: Measure, groups: list[Series], breakdown: Breakdown | None, invented: str) -> MultiplesView:
    areas = breakdown.areas if breakdown else {}
    names = [areas[one.category].name if one.category in areas else one.category for one in groups]
    return each_over_time(
        (
            _view(measure, one, key=f"group-{place}", title=name, target=None, invented=invented)
            for place, (one, name) in enumerate(zip(groups, names, strict=True))
        ),
        key="over-time",
        title="Each group over time",
        invented=bool(invented),
    )


def _view(
    measure: Measure, series: Series, *, key: str, title: str, target: float | None, invented: str
) -> ControlView:
    reading = read_series(measure, series, target=target)
    return _drawn(measure, reading, key=key, title=title, invented=invented)


def small_view(measure: Measure, doing: Doing) -> ControlView | None:
    """What a list shows of a measure over time; None where nothing can be drawn."""
    if doing.reading is None:
        return None
    return _drawn(measure, doing.reading, key="small", title=measure.name, invented="")


def _drawn(measure: Measure, reading: Reading, *, key: str, title: str, invented: str) -> ControlView:
    return control_view(
        reading,
        key=key,
        title=title,
        unit=unit_words(measure),
        ceiling=100.0 if measure.unit == Unit.PERCENT and measure.proportion else None,
        places=measure.places,
        invented=invented,
    )


def unit_words(measure: Measure) -> str:
    """What stands above an axis: “%”, or the unit within a sentence."""
    return unit_of(measure.unit, measure.get_unit_display().lower())


# ---- the newest figures, group by group


def _of_breakdown(measure: Measure, found: Breakdown, invented: str) -> Iterator[Drawn]:
    if len(found.groups) < 2:
        return
    if found.dimension == Dimension.PLACE:
        for view in _maps(measure, found, invented):
            yield Drawn(view, found.out_of)
    if found.dimension in _COMPARED:
        for view in _funnels(measure, found, invented):
            yield Drawn(view, found.out_of)
    yield Drawn(_bars(measure, found, invented), found.out_of)
    if found.shares and (view := _equity(measure, found, invented)):
        yield Drawn(view, found.shares_say)


def _unit(measure: Measure, found: Breakdown) -> str:
    return found.unit if found.unit not in Unit.values else unit_words(measure)


def _decimals(measure: Measure, found: Breakdown) -> int:
    """A count held against residents is no whole number any more."""
    return measure.places if found.unit in Unit.values else max(1, measure.places)


def _bars(measure: Measure, found: Breakdown, invented: str) -> BarView:
    limits = {one.category: _interval(measure, found, one) for one in found.groups}
    whole = None if found.whole is None else float(found.whole)
    return BarView(
        key="groups",
        title=f"{found.label}, {found.period}",
        caption=breakdown_caption([(one.name, limits[one.category]) for one in found.groups], whole)
        or f"The figure of each group for {found.period}.",
        groups=tuple(
            BarRow(
                name=one.name,
                value=None if one.value is None else float(one.value),
                low=limit.lower if (limit := limits[one.category]) else None,
                high=limit.upper if limit else None,
                detail=_detail(one),
            )
            for one in found.groups
        ),
        unit=_unit(measure, found),
        whole=whole,
        places=_decimals(measure, found),
        ceiling=100.0 if measure.unit == Unit.PERCENT and measure.proportion else None,
        invented=invented,
    )


def _detail(one: GroupFigure) -> str:
    if one.denominator is None:
        return ""
    return f"{_plain(one.numerator)} of {_plain(one.denominator)}"


def _plain(number: Decimal) -> str:
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.1f}"


def _interval(measure: Measure, found: Breakdown, one: GroupFigure) -> Limits | None:
    """Wilson's interval of a share, Byar's or the exact one of a count or a rate; none of what stands alone."""
    top, bottom = float(one.numerator), None if one.denominator is None else float(one.denominator)
    if measure.unit == Unit.COUNT and not bottom:
        return poisson_interval(top, confidence=0.95)
    if not bottom or measure.unit == Unit.RATIO:
        return None
    if measure.proportion:
        limit, per = wilson(min(1.0, top / bottom), bottom, confidence=0.95), float(found.factor)
    else:
        limit, per = poisson_interval(top, confidence=0.95), found.factor / bottom
    return Limits(limit.lower * per, limit.upper * per)


def _by_kind(found: Breakdown) -> dict[Any, list[GroupFigure]]:
    """Groups that can be compared: places of one kind, or all."""
    kinds: dict[Any, list[GroupFigure]] = {}
    for one in found.groups:
        area = found.areas.get(one.category)
        if area is not None or found.dimension != Dimension.PLACE:
            kinds.setdefault(area.kind if area else "", []).append(one)
    return kinds


def _funnels(measure: Measure, found: Breakdown, invented: str) -> Iterator[FunnelView]:
    if measure.unit == Unit.RATIO:
        return
    kind = Kind.PROPORTION if measure.proportion else Kind.RATE
    for what, groups in _by_kind(found).items():
        rows = [(one.name, float(one.numerator), float(one.denominator)) for one in groups if one.denominator]
        if len(rows) < FEWEST_IN_FUNNEL:
            continue
        things = PLURALS[what] if what else _COMPARED[Dimension(found.dimension)]
        yield funnel_view(
            funnel(rows, kind),
            key=f"funnel-{what or 'groups'}",
            title=f"By size: {things}, {found.period}",
            unit=_unit(measure, found),
            per=float(found.factor),
            good=Good(measure.good),
            size_words="Out of how many" if found.unit in Unit.values else "Residents",
            things=things,
            decimals=_decimals(measure, found),
            invented=invented,
        )


def _maps(measure: Measure, found: Breakdown, invented: str) -> Iterator[Any]:
    for what, groups in _by_kind(found).items():
        values = {one.category: float(one.value) for one in groups if one.value is not None}
        if len(values) < 2:
            continue
        areas: list[AreaLine] = sorted((found.areas[code] for code in values), key=lambda area: area.name)
        yield map_of(
            areas,
            values,
            key=f"map-{what}",
            title=f"On the map: {PLURALS[what]}, {found.period}",
            unit=_unit(measure, found),
            places=_decimals(measure, found),
            details={one.category: _detail(one) for one in groups},
            invented=invented,
        )


def _equity(measure: Measure, found: Breakdown, invented: str) -> EquityView | None:
    """Of a part of a whole, those who are the whole are who is reached; else those who are counted."""
    reached = {
        one.category: one.denominator if measure.proportion else one.numerator
        for one in found.groups
        if one.category in found.shares
    }
    of, residents = sum(reached.values()), sum(one.count for one in found.shares.values())
    if not of or measure.unit in (Unit.RATIO, *STANDS_ALONE):
        return None
    shares = [
        share_of(category, int(number), int(of), float(found.shares[category].count / residents))
        for category, number in reached.items()
    ]
    return equity_view(
        shares,
        key="equity",
        title=f"Who is reached, and who lives here: {found.label.lower()}, {found.period}",
        clients_words="Of those reached" if measure.proportion else "Of those counted",
        residents_words="Of residents",
        invented=invented,
    )
