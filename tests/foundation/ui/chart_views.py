"""Views of every sort of chart, with the data that make trouble: long names, ties, gaps, breaks close together."""

from __future__ import annotations

from datetime import date

from cairn.foundation.ui import charts
from cairn.kernel.chart_scales import Every
from cairn.kernel.chart_words import Change, Figure, Good, Series, read
from cairn.kernel.comparison_words import breakdown_caption, share_of
from cairn.kernel.funnels import Kind, funnel, wilson

WOBBLE = (3, -2, 1, -4, 2, 0, -1, 4, -3, 1, 2, -2)  # what chance does, always the same
WARDS = (
    "Amber Scar", "Birch & Granite Moor", "Cliff End", "Dale Head with Tarn Howe", "Elm Ridge", "Fell Foot",
    "Gorse Hill", "Heron Crag", "Iris Stone", "Juniper Pike", "Kestrel Knott", "Larch Gill",
)  # fmt: skip


def months(many: int, *, year: int = 2021, month: int = 4) -> list[date]:
    """First days, one month after another."""
    return [date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1) for n in range(many)]


def series(values, *, good=Good.DOWN, provisional=(), **options) -> Series:
    """A monthly series."""
    figures = tuple(
        Figure(on=on, value=value, provisional=n in provisional)
        for n, (on, value) in enumerate(zip(months(len(values)), values, strict=True))
    )
    return Series(figures=figures, every=Every.MONTH, good=good, **options)


def five_years() -> list[float | None]:
    """Sixty months with a shift, a gap and a value outside."""
    values: list[float | None] = [70.0 + WOBBLE[n % 12] for n in range(60)]
    values[30:40] = [81.5 + WOBBLE[n % 12] / 4 for n in range(10)]
    values[44], values[50] = None, 99.0
    return values


def control(**options) -> charts.ControlView:
    """A control chart of sixty points with everything on it."""
    changes = (
        Change(index=24, words="Counting rules changed for stalking and coercive control"),
        Change(index=46, words="Pilot began", new_limits=False),
        Change(index=48, words="A second provider joined", new_limits=False),
    )
    reading = read(series(five_years(), target=84, changes=changes, provisional={58, 59}))
    words = {"key": "control", "title": "First contact within 48 hours", "unit": "%", "ceiling": 100.0, **options}
    return charts.control_view(reading, **words)


def funnel_of_wards() -> charts.FunnelView:
    """Wards of different size, two of them far outside."""
    rows = [(name, 18 * size // 1000 + WOBBLE[n], size) for n, name in enumerate(WARDS) for size in [1500 + 700 * n]]
    rows[3], rows[9] = (WARDS[3], 130, 3600), (WARDS[9], 40, 7800)
    return charts.funnel_view(
        funnel(rows, Kind.RATE), key="funnel", title="Reports by ward", unit="per 1,000 residents", per=1000,
        size_words="Residents, Census 2021", things="wards", good=Good.DOWN, invented="Invented for demonstration",
    )  # fmt: skip


def multiples() -> charts.MultiplesView:
    """A small chart for each ward."""
    panels = []
    for n, name in enumerate(WARDS):
        values = [20.0 + WOBBLE[(at + n) % 12] + (9 if n == 3 and at > 16 else 0) for at in range(24)]
        panels.append(charts.control_view(read(series(values)), key=f"p{n}", title=name, unit="per 1,000 residents"))
    return charts.MultiplesView(key="multiples", title="By ward", caption="One is higher.", panels=tuple(panels))


def bars() -> charts.BarView:
    """A breakdown with a withheld group."""
    rows = []
    for name, part, whole in (("White British", 700, 5000), ("Black, Black British, Caribbean or African", 9, 30)):
        interval = wilson(part / whole, whole, confidence=0.95)
        rows.append(
            charts.BarRow(name=name, value=100 * part / whole, low=100 * interval.lower, high=100 * interval.upper)
        )
    rows.append(charts.BarRow(name="Other ethnic group", value=None, withheld="Withheld: fewer than 8"))
    rows.append(charts.BarRow(name="Not known", value=None))
    caption = breakdown_caption([], 14.1, withheld=1)
    return charts.BarView(
        key="bars", title="Repeat referrals by ethnicity", caption=caption, groups=tuple(rows), unit="%", whole=14.1
    )


def equity() -> charts.EquityView:
    """Age groups, one reached less, one more, one withheld."""
    shares = [share_of("Aged 16 to 24", 60, 400, 0.12), share_of("Aged 25 to 44", 230, 400, 0.29),
              share_of("Aged 65 and over", 15, 400, 0.26)]  # fmt: skip
    hidden = {"Lesbian, gay, bisexual and other": (0.03, "Withheld: fewer than 8")}
    return charts.equity_view(shares, key="equity", title="Who is reached", withheld=hidden)


def square(x: float, y: float, edge: float = 0.1) -> tuple[tuple[float, float], ...]:
    """A closed ring, as GeoJSON has it."""
    return ((x, y), (x + edge, y), (x + edge, y + edge), (x, y + edge), (x, y))


def areas() -> charts.AreaMapView:
    """Twelve squares: one withheld, one without a figure, one with a hole, one too small to be drawn."""
    found = []
    for n, name in enumerate(WARDS):
        rings = (square(-3 + n % 4 * 0.1, 54 + n // 4 * 0.1, 1e-5 if n == 11 else 0.1),)
        if n == 5:
            rings += (square(-2.87, 54.13, 0.03),)
        found.append(
            charts.Area(code=f"E0{n}", name=name, rings=rings, value=None if n in (2, 7) else 4.5 + n * 2,
                        withheld="Withheld: fewer than 8" if n == 7 else "")
        )  # fmt: skip
    return charts.AreaMapView(
        key="areas", title="By area", caption="From 4.5 to 26.5.", areas=tuple(found), unit="per 1,000 residents",
        attribution="Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    )  # fmt: skip


def tiles() -> charts.TileMapView:
    """The same wards as tiles, six across."""
    return charts.TileMapView(
        key="tiles", title="By ward", caption="From 4.5 to 26.5.", unit="per 1,000 residents",
        tiles=tuple(
            charts.Tile(code=f"E0{n}", name=name, short=name[:3], column=1 + n % 6, row=n // 6,
                        value=None if n == 7 else 4.5 + n * 2, withheld="Withheld: fewer than 8" if n == 7 else "")
            for n, name in enumerate(WARDS)
        ),
    )  # fmt: skip


def curve() -> charts.CurveView:
    """A curve over a year with limits, one of whose days is withheld and one of which has no limits."""
    days = (7, 14, 30, 60, 90, 120, 180, 240, 300, 360)
    points = [
        charts.CurvePoint(day=day, value=96.0 - 6 * n, low=92.5 - 7 * n, high=98.5 - 5 * n, detail=f"{9 * n} by then")
        for n, day in enumerate(days)
    ]
    points[3] = charts.CurvePoint(day=60, value=None, withheld="Withheld")
    points[8] = charts.CurvePoint(day=300, value=44.0)
    return charts.CurveView(
        key="curve", title="Time to a further incident", caption="Half had one within 270 days.", points=tuple(points),
        value_words="Without a further incident", day_words="Days since the first incident",
    )  # fmt: skip


def every_view() -> list:
    """One of each sort, and the control chart in its harder forms."""
    short = read(series([12.0, 15.0, None, 9.0, 14.0]))
    years = Series(
        figures=tuple(Figure(on=date(2010 + n, 4, 1), value=1300.0 + 20 * WOBBLE[n % 12]) for n in range(16)),
        every=Every.YEAR,
        good=Good.BAND,
        band=(1200, 1400),
    )
    return [
        control(),
        charts.control_view(short, key="short", title="Referrals"),
        charts.control_view(read(years), key="years", title="Cases discussed", unit="cases for each year of the board"),
        charts.control_view(read(series([None, None])), key="none", title="Nothing yet"),
        funnel_of_wards(),
        curve(),
        multiples(),
        bars(),
        equity(),
        areas(),
        tiles(),
    ]
