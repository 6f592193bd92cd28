"""From what the kernel read in a series to what is drawn: one look for each meaning, and its words."""

from __future__ import annotations

from cairn.kernel.chart_words import Reading, direction_of, rule_words
from cairn.kernel.control_charts import Variation

from .control import Break, ControlPoint, ControlView, Stretch
from .icons import Icon

_LOOKS = {
    Variation.IMPROVEMENT: "improvement",
    Variation.CONCERN: "concern",
    Variation.HIGHER: "neither",
    Variation.LOWER: "neither",
    Variation.COMMON_CAUSE: "usual",
    Variation.TOO_FEW: "none",
}


def control_view(
    reading: Reading,
    *,
    key: str,
    title: str,
    unit: str = "",
    floor: float | None = 0.0,
    ceiling: float | None = None,
    places: int | None = None,
    target_words: str = "Target",
    invented: str = "",
) -> ControlView:
    """What a control chart of a reading looks like.

    Args:
        key: names the chart on its page: a letter, then letters, digits, - and _.
        title: what is measured.
        unit: such as “per 1,000 residents”, or “%”, which then stands at each number.
        floor, ceiling: where no value can be beyond; limits are drawn at them, and tested as they are.
            A percentage has a ceiling of 100.
        places: decimals of values in words; None suits each.
        invented: words for figures that are not real, drawn into the chart.
    """
    series = reading.series
    return ControlView(
        key=key,
        title=title,
        caption=reading.caption,
        every=series.every,
        unit=unit,
        points=_points(reading),
        stretches=tuple(
            Stretch(
                first=chart.points[0].index,
                last=chart.points[-1].index,
                centre=chart.centre if chart.upper is not None else None,
                lower=chart.lower,
                upper=chart.upper,
                trial=chart.trial,
            )
            for chart in reading.charts
        ),
        target=series.target,
        target_words=target_words,
        breaks=tuple(Break(index=change.index, words=change.words) for change in series.changes),
        floor=floor,
        ceiling=ceiling,
        places=places,
        variation=Icon(
            kind="variation", look=_LOOKS[reading.variation], side=reading.side, words=reading.variation_words
        ),
        assurance=reading.assurance
        and Icon(kind="assurance", look=reading.assurance.value, words=reading.assurance_words),
        invented=invented,
    )


def _points(reading: Reading) -> tuple[ControlPoint, ...]:
    found = []
    for chart in reading.charts:
        for point in chart.points:
            figure = reading.series.figures[point.index]
            direction = direction_of(reading.series, chart, point)
            found.append(
                ControlPoint(
                    on=figure.on,
                    name=reading.name_of(point.index),
                    value=point.value,
                    look=direction.value if direction else "usual",
                    side=point.side,
                    why=rule_words(point.rules[0], point.side) if point.rules else "",
                    provisional=figure.provisional,
                )
            )
    return tuple(found)
