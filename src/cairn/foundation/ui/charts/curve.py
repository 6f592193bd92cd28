"""A curve over days since something began: shares that step from day to day, between the limits of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Axis, Scale, axis, number_words

from . import looks
from .frame import NARROW, WIDE, Box, KeyEntry, Size, box_for, closed, room_for_ticks, side_ticks
from .svg import element, line, mark, path_of, text, titled


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """One day of a curve.

    Attributes:
        day: days since the beginning, above 0.
        value: the share after that day, in percent; None where it is withheld.
        low, high: its limits; None where there are none.
        detail: such as “12 of 40 by then, 20 still followed”.
        withheld: why there is no value, in words.
    """

    day: int
    value: float | None
    low: float | None = None
    high: float | None = None
    detail: str = ""
    withheld: str = ""


@dataclass(frozen=True, kw_only=True)
class CurveView:
    """All that is drawn.

    Attributes:
        points: in order of days; the curve begins at 100% on day 0.
        value_words: what the share is of: “Without a further incident”.
        day_words: what the days are counted from: “Days since the first incident”.
    """

    key: str
    title: str
    caption: str
    points: tuple[CurvePoint, ...]
    value_words: str
    day_words: str

    @staticmethod
    def words(value: float | None) -> str:
        """A share as people read it."""
        return "" if value is None else f"{number_words(value, places=1)}%"

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return (self.day_words, self.value_words, "95% interval", "Note")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table, as given."""
        return tuple(
            (
                str(one.day), self.words(one.value) or one.withheld,
                "" if one.low is None or one.high is None else f"{self.words(one.low)} to {self.words(one.high)}",
                one.detail,
            )
            for one in self.points
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Plan:
    view: CurveView
    size: Size
    box: Box
    along: Scale
    across: Axis


def survival_curve(view: CurveView, *, narrow: bool = False) -> SafeString:
    """Draw it. Where a value is withheld the curve is broken, and begins again after it.

    Raises:
        ValueError: no point.
    """
    if not view.points:
        raise ValueError("A curve needs a day to be drawn to.")
    size = NARROW if narrow else WIDE
    upward = axis([0.0, 100.0], most=6)
    across = axis([0.0, float(view.points[-1].day)], most=5 if narrow else 8, from_nothing=True)
    box = box_for(
        upward, left=room_for_ticks(upward, size, "%"), top=0.6 * size.type, right=size.width - 1.2 * size.type,
        height=size.plot,
    )  # fmt: skip
    along = Scale(across.low, across.high, box.left, box.right)
    plan = _Plan(view=view, size=size, box=box, along=along, across=across)
    parts = [*side_ticks(upward, box, size, "%"), *_band(plan), *_steps(plan), *_marks(plan), *_foot(plan)]
    banded = any(one.low is not None for one in view.points)
    entries = [KeyEntry(words=view.value_words, look="second_look")]
    entries += [KeyEntry(words="95% interval", swatch=looks.BAND)] if banded else []
    return closed(view, size, parts, entries, top=box.bottom + 5 + 3.2 * size.type, notes=())


def _runs(view: CurveView) -> list[list[CurvePoint]]:
    """Points one after another that have a value; the first run begins on day 0, where everybody is still there."""
    runs: list[list[CurvePoint]] = [[CurvePoint(day=0, value=100.0, low=100.0, high=100.0)]]
    for one in view.points:
        if one.value is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if run]


def _steps(plan: _Plan) -> list[str]:
    parts = []
    for run in _runs(plan.view):
        way: list[tuple[float, float]] = []
        for one in run:
            x, y = plan.along(one.day), plan.box.up(one.value or 0.0)
            way += [(x, way[-1][1]), (x, y)] if way else [(x, y)]
        if len(way) > 1:
            parts.append(element("path", d=path_of(way), fill="none", stroke=looks.LINE, stroke_width="2"))
    return parts


def _band(plan: _Plan) -> list[str]:
    parts = []
    for run in _runs(plan.view):
        known = [one for one in run if one.low is not None and one.high is not None]
        if len(known) < 2:
            continue
        upper: list[tuple[float, float]] = []
        lower: list[tuple[float, float]] = []
        for one in known:
            x = plan.along(one.day)
            for way, value in ((upper, one.high), (lower, one.low)):
                y = plan.box.up(value or 0.0)
                way += [(x, way[-1][1]), (x, y)] if way else [(x, y)]
        parts.append(element("path", d=path_of([*upper, *reversed(lower)]) + "Z", fill=looks.BAND))
    return parts


def _marks(plan: _Plan) -> list[str]:
    parts = []
    for one in plan.view.points:
        if one.value is None:
            continue
        drawn = mark(looks.look_of("second_look"), plan.along(one.day), plan.box.up(one.value), 0.24 * plan.size.type)
        says = f"Day {one.day}: {plan.view.words(one.value)}" + (f", {one.detail}" if one.detail else "")
        parts.append(titled(says, drawn, class_="cairn-chart__point"))
    return parts


def _foot(plan: _Plan) -> list[str]:
    size, box, parts = plan.size, plan.box, []
    for tick in plan.across.ticks:
        x = plan.along(tick)
        parts.append(line(x, box.bottom, x, box.bottom + 5, stroke=looks.AXIS))
        parts.append(
            text(plan.across.words(tick), x, box.bottom + 5 + size.type, text_anchor="middle", fill=looks.QUIET)
        )
    middle = (box.left + box.right) / 2
    parts.append(
        text(plan.view.day_words, middle, box.bottom + 5 + 2.3 * size.type, text_anchor="middle", fill=looks.QUIET)
    )
    return parts
