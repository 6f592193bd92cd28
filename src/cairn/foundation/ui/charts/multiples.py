"""Small multiples: the same chart for many places, small and side by side, on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Axis, axis

from . import looks
from .control import ControlView, PlacedChart, across, all_values, band, joined, key_of, lines, marks
from .frame import NARROW, WIDE, Size, box_for, closed, wrapped
from .svg import line, text, titled, width_of


@dataclass(frozen=True, kw_only=True)
class MultiplesView:
    """Charts of the same measure.

    Attributes:
        panels: each with its place as title; all of them over the same periods.
        same_scale: False gives each its own, which compares shapes and not heights.
    """

    key: str
    title: str
    caption: str
    panels: tuple[ControlView, ...]
    same_scale: bool = True
    invented: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return ("Place", "Newest period", "Value", "Mean", "What it says")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table."""
        return tuple(_row(panel) for panel in self.panels)


def _row(panel: ControlView) -> tuple[str, ...]:
    newest = next((point for point in reversed(panel.points) if point.value is not None), None)
    if newest is None:
        return (panel.title, "", "No figure", "", "")
    mean = panel.words(panel.stretches[-1].centre) if panel.stretches else ""
    says = panel.variation.words if panel.variation else ""
    return (panel.title, newest.name, panel.words(newest.value), mean, says)


def small_multiples(view: MultiplesView, *, narrow: bool = False) -> SafeString:
    """Draw all panels in one drawing.

    Raises:
        ValueError: no panels, or a key that cannot be an id.
    """
    if not view.panels:
        raise ValueError("Small multiples need at least one place.")
    size = NARROW if narrow else WIDE
    columns, gap, plot = (2, 14.0, 64.0) if narrow else (4, 20.0, 72.0)
    columns = min(columns, len(view.panels)) if len(view.panels) > 1 else 2
    width = (size.width - gap * (columns - 1)) / columns
    shared = axis([value for panel in view.panels for value in all_values(panel)], most=3) if view.same_scale else None
    titles = [wrapped(panel.title, room=width, size=size.type * 1.08) for panel in view.panels]
    parts, y = [], 0.0
    for first in range(0, len(view.panels), columns):
        row = range(first, min(first + columns, len(view.panels)))
        heads = max(len(titles[n]) for n in row)
        for place, n in enumerate(row):
            left = place * (width + gap)
            parts += [
                text(words, left, y + size.type * (1 + 1.2 * at), font_weight="bold")
                for at, words in enumerate(titles[n], heads - len(titles[n]))
            ]
            parts += _panel(view.panels[n], shared, size, left=left, top=y + (1.2 * heads + 1.7) * size.type,
                            width=width, plot=plot)  # fmt: skip
        y += (1.2 * heads + 1.7 + 2.3) * size.type + plot
    return closed(view, size, parts, _key(view), top=y - 0.4 * size.type, notes=[_note(view), view.invented])


def _note(view: MultiplesView) -> str:
    unit = view.panels[0].unit
    unit = f"{unit[:1].upper()}{unit[1:]}. " if unit and not view.panels[0].suffix else ""
    shared = "All on one scale." if view.same_scale else "Each on a scale of its own: compare shapes, not heights."
    return unit + shared


def _key(view: MultiplesView) -> list:
    entries = [entry for panel in view.panels for entry in key_of(panel)]
    return list(dict.fromkeys(entries))


def _panel(
    view: ControlView, shared: Axis | None, size: Size, *, left: float, top: float, width: float, plot: float
) -> list[str]:
    limited = any(one.upper is not None for one in view.stretches)
    up = shared or axis(all_values(view), most=3, from_nothing=None if limited else True)
    box = box_for(up, left=left, top=top, right=left + width, height=plot)
    plan = PlacedChart(view=view, size=size, box=box, xs=across(len(view.points), box))
    parts = [
        line(left, top, left + width, top, stroke=looks.RULE),
        band(plan),
        line(left, box.bottom, left + width, box.bottom, stroke=looks.AXIS),
        *lines(plan),
        *joined(plan),
        *marks(plan, every=False),
    ]
    newest = next((point for point in reversed(view.points) if point.value is not None), None)
    when = "now" if newest is view.points[-1] else "last"
    said = f"{when} {view.words(newest.value)}" if newest else "No figures"
    high = up.words(up.high) + view.suffix
    room = width - size.type - width_of(said, size.type, bold=True)
    if width_of(high, size.type) > room and newest:  # long numbers: the newest first, then the scale
        said = view.words(newest.value)
        room = width - size.type - width_of(said, size.type, bold=True)
    if width_of(high, size.type) <= room:
        parts.append(text(high, left, top - 0.3 * size.type, fill=looks.QUIET))
    parts.append(text(said, left + width, top - 0.3 * size.type, text_anchor="end", font_weight="bold"))
    first, last = view.points[0].on.year, view.points[-1].on.year
    parts.append(text(first, left, box.bottom + 1.15 * size.type, fill=looks.QUIET))
    if last != first and width > 3 * width_of("2026", size.type):
        parts.append(text(last, left + width, box.bottom + 1.15 * size.type, text_anchor="end", fill=looks.QUIET))
    return [titled(f"{view.title}: {view.caption}", "".join(parts), class_="cairn-chart__panel")]
