"""A control chart as small as a line of text: its shape and its special points; the words stand beside it."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from cairn.kernel.chart_scales import axis

from . import looks
from .control import PlacedChart, across, all_values, band, joined, marks
from .frame import Size, box_for
from .series_view import ControlView
from .svg import element, line

_SIZE = Size(name="spark", width=160, type=11, plot=40)


def spark(view: ControlView) -> SafeString:
    """Draw it, 160 by 48. It is silent: what it says stands in words beside it.

    Raises:
        ValueError: no points, or a look nobody has drawn.
    """
    if not view.points:
        raise ValueError("A chart needs a period to begin with, even one without a figure.")
    box = box_for(axis(all_values(view), most=3), left=4, top=4, right=_SIZE.width - 6, height=_SIZE.plot)
    plan = PlacedChart(view=view, size=_SIZE, box=box, xs=across(len(view.points), box))
    parts = [band(plan), line(box.left, box.bottom, box.right, box.bottom, stroke=looks.RULE)]
    for one in view.stretches:
        if one.upper is not None and one.centre is not None:
            y = box.up(one.centre)
            parts.append(line(plan.before(one.first), y, plan.after(one.last), y, stroke=looks.AXIS))
    for value, _words in view.aims:
        look = {"stroke": looks.TARGET, "stroke_dasharray": "6 3"}
        parts.append(line(box.left, box.up(value), box.right, box.up(value), **look))
    parts += [*joined(plan), *marks(plan, every=False)]
    return mark_safe(  # made by svg.py, which escapes what it is given
        element(
            "svg", "".join(parts), xmlns="http://www.w3.org/2000/svg", class_="cairn-icon cairn-spark",
            viewBox=f"0 0 {_SIZE.width:g} 48", width="160", height="48", aria_hidden="true", focusable="false",
        )
    )  # fmt: skip
