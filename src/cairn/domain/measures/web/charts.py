"""Charts of a measure's page: the control chart of everyone, and small ones of each group."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.measure_page import MeasurePage, Series
from cairn.domain.measures.queries.reading import read_series
from cairn.domain.measures.terms import Unit, dimension_in_words
from cairn.foundation.ui.charts import ControlView, MultiplesView, control_view

_UNITS = {Unit.PERCENT: "%", Unit.COUNT: "number"}
INVENTED = "Invented for demonstration"  # figures whose note begins so are marked in the drawing


def charts_of(page: MeasurePage) -> dict[str, Any]:
    """The charts a page shows; none where there are no figures, or too few events for one."""
    measure = page.measure
    if not page.series or measure.rare:
        return {"chart": None, "multiples": []}
    target = float(page.target.value) if page.target and page.target.value is not None else None
    invented = INVENTED if any(row.note.startswith("Invented") for row in page.history) else ""
    everyone, *groups = page.series
    chart = _view(measure, everyone, key="everyone", title=measure.name, target=target, invented=invented)
    by_dimension: dict[str, list[ControlView]] = defaultdict(list)
    for place, one in enumerate(groups):
        small = _view(measure, one, key=f"group-{place}", title=one.category, target=None, invented=invented)
        by_dimension[one.dimension].append(small)
    return {
        "chart": chart,
        "multiples": [
            MultiplesView(
                key=f"by-{dimension}",
                title=f"By {dimension_in_words(dimension).lower()}",
                caption="Each group over the same periods, on one scale.",
                panels=tuple(panels),
                invented=invented,
            )
            for dimension, panels in by_dimension.items()
        ],
    }


def _view(
    measure: Measure, series: Series, *, key: str, title: str, target: float | None, invented: str
) -> ControlView:
    reading = read_series(measure, series, target=target)
    return control_view(
        reading,
        key=key,
        title=title,
        unit=_UNITS.get(Unit(measure.unit), measure.get_unit_display().lower()),
        ceiling=100.0 if measure.unit == Unit.PERCENT and measure.proportion else None,
        places=measure.places,
        invented=invented,
    )
