"""From what the kernel read in a series to what is drawn: one look for each meaning, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cairn.kernel.chart_words import Good, Reading, direction_of, rule_words
from cairn.kernel.comparison_words import Differs, Share, equity_caption, funnel_caption
from cairn.kernel.control_charts import Variation
from cairn.kernel.funnels import Funnel, Place, Stands, limits

from .funnel import FunnelCurve, FunnelPlace, FunnelView
from .icons import Icon
from .rows import EquityRow, EquityView
from .series_view import Break, ControlPoint, ControlView, Stretch

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
        band=series.band if series.good in (Good.BAND, Good.ONE) else None,
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


# ---- funnels

_STANDS = {
    Stands.WITHIN: "within the limits",
    Stands.ALERT: "outside the 95% limits only",
    Stands.ALARM: "outside the 99.8% limits",
}
_CURVE = 48  # sizes at which the limits are worked out


def funnel_view(
    found: Funnel,
    *,
    key: str,
    title: str,
    unit: str = "",
    per: float = 1.0,
    good: Good = Good.CONTEXT,
    size_words: str = "",
    baseline_words: str = "All",
    things: str = "areas",
    decimals: int | None = None,
    invented: str = "",
) -> FunnelView:
    """What a funnel plot looks like.

    Args:
        unit: such as “per 1,000 residents”, or “%”.
        per: what values are multiplied by: 1,000 for a rate per 1,000, 100 for a percentage.
        good: gives places beyond the wide limits the look of an improvement or a concern.
        size_words: what the denominator is, with its date: “Residents, mid-2024 estimate”.
        things: what the places are, in the caption.
    """
    return FunnelView(
        key=key,
        title=title,
        caption=funnel_caption(found, things=things),
        places=tuple(_funnel_place(one, found.baseline, per, good) for one in found.places),
        curves=_curves(found, per),
        baseline=found.baseline * per,
        unit=unit,
        size_words=size_words,
        baseline_words=baseline_words,
        decimals=decimals,
        invented=invented,
    )


def _funnel_place(one: Place, baseline: float, per: float, good: Good) -> FunnelPlace:
    side = 1 if one.value > baseline else -1
    look = "usual" if one.stands is Stands.WITHIN else "second_look"
    if one.stands is Stands.ALARM:
        better = {Good.UP: 1, Good.UP_AT_FIRST: 1, Good.DOWN: -1}.get(good, 0)
        look = "neither" if not better else "improvement" if better == side else "concern"
    return FunnelPlace(
        name=one.name,
        size=one.denominator,
        value=one.value * per,
        look=look,
        side=side,
        stands=_STANDS[one.stands],
        detail=f"{one.numerator:,.0f} of {one.denominator:,.0f}",
    )


def _curves(found: Funnel, per: float) -> tuple[FunnelCurve, ...]:
    sizes = [one.denominator for one in found.places]
    least, most = 0.6 * min(sizes), 1.08 * max(sizes)
    curves = []
    for step in range(_CURVE):
        size = least * (most / least) ** (step / (_CURVE - 1))  # close together where the limits bend most
        usual = limits(found.baseline, size, found.kind, confidence=0.95)
        wide = limits(found.baseline, size, found.kind, confidence=0.998)
        ends = (usual.lower, usual.upper, wide.lower, wide.upper)
        curves.append(FunnelCurve(**dict(zip(_ENDS, (end * per for end in ends), strict=True)), size=size))
    return tuple(curves)


_ENDS = ("low95", "high95", "low998", "high998")


# ---- equity

_DIFFERS = {
    Differs.LOWER: ("concern", "reached less than its share of residents"),
    Differs.ALIKE: ("usual", "no more than chance explains"),
    Differs.HIGHER: ("neither", "reached more than its share of residents"),
}


def equity_view(
    shares: Sequence[Share],
    *,
    key: str,
    title: str,
    withheld: Mapping[str, tuple[float, str]] | None = None,
    clients_words: str = "Clients",
    residents_words: str = "Residents",
    invented: str = "",
) -> EquityView:
    """What a comparison of shares looks like.

    Args:
        withheld: name of each group whose number is not shown, with its share of residents (0 to 1) and why.
    """
    rows = [
        EquityRow(
            name=one.name,
            share=one.share,
            low=one.interval.lower,
            high=one.interval.upper,
            residents=one.residents,
            look=_DIFFERS[one.differs][0],
            verdict=_DIFFERS[one.differs][1],
            detail=f"{one.clients:,} of {one.of:,}",
        )
        for one in shares
    ]
    rows += [
        EquityRow(name=name, share=None, low=None, high=None, residents=residents, withheld=why)
        for name, (residents, why) in (withheld or {}).items()
    ]
    return EquityView(
        key=key,
        title=title,
        caption=equity_caption(shares),
        groups=tuple(rows),
        clients_words=clients_words,
        residents_words=residents_words,
        invented=invented,
    )
