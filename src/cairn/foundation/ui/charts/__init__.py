"""Charts drawn on the server: frozen views in, safe SVG out.

They know how things look and nothing of what they mean; ``readings.py`` gives what the kernel worked out
its look. Every view has ``key``, ``title``, ``caption``, ``heads`` and ``rows`` (the table that says the same).
"""

from .control import control_chart
from .curve import CurvePoint, CurveView, survival_curve
from .funnel import FunnelCurve, FunnelPlace, FunnelView, funnel_plot
from .icons import Icon, icon
from .maps import Area, AreaMapView, Tile, TileMapView, area_map, tile_map
from .multiples import MultiplesView, small_multiples
from .readings import control_view, equity_view, funnel_view
from .rows import BarRow, BarView, EquityRow, EquityView, bar_chart, equity_chart
from .series_view import Break, ControlPoint, ControlView, Stretch
from .spark import spark

#: Which function draws which view, each in both sizes.
PENS = {
    AreaMapView: area_map,
    BarView: bar_chart,
    ControlView: control_chart,
    CurveView: survival_curve,
    EquityView: equity_chart,
    FunnelView: funnel_plot,
    MultiplesView: small_multiples,
    TileMapView: tile_map,
}

__all__ = [
    "PENS",
    "Area",
    "AreaMapView",
    "BarRow",
    "BarView",
    "Break",
    "ControlPoint",
    "ControlView",
    "CurvePoint",
    "CurveView",
    "EquityRow",
    "EquityView",
    "FunnelCurve",
    "FunnelPlace",
    "FunnelView",
    "Icon",
    "MultiplesView",
    "Stretch",
    "Tile",
    "TileMapView",
    "area_map",
    "bar_chart",
    "control_chart",
    "control_view",
    "equity_chart",
    "equity_view",
    "funnel_plot",
    "funnel_view",
    "icon",
    "small_multiples",
    "spark",
    "survival_curve",
    "tile_map",
]
