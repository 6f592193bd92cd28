"""A control chart: points in order of time, their mean and limits, and a shape on every special one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Every, axis, date_ticks

from . import looks
from .frame import (
    NARROW,
    WIDE,
    Box,
    KeyEntry,
    Size,
    box_for,
    closed,
    foot_ticks,
    room_for_ticks,
    side_ticks,
    spread,
    ticks_fit,
    wrapped,
)
from .series_view import ControlPoint, ControlView
from .svg import element, line, mark, path_of, text, titled, width_of


@dataclass(frozen=True, kw_only=True)
class PlacedChart:
    """Where everything of one drawing stands."""

    view: ControlView
    size: Size
    box: Box
    xs: list[float]

    def before(self, index: int) -> float:
        """Half a step before a point, or the left end."""
        return self.box.left if index == 0 else (self.xs[index - 1] + self.xs[index]) / 2

    def after(self, index: int) -> float:
        """Half a step behind a point, or the right end."""
        return self.box.right if index == len(self.xs) - 1 else self.before(index + 1)


def control_chart(view: ControlView, *, narrow: bool = False) -> SafeString:
    """Draw it, once for its size; a page shows both and the style sheet hides one.

    Raises:
        ValueError: a key that cannot be an id, no points, or a look nobody has drawn.
    """
    if not view.points:
        raise ValueError("A chart needs a period to begin with, even one without a figure.")
    size = NARROW if narrow else WIDE
    # Without limits nothing holds the eye back from the steps, so such a chart begins at nothing.
    limited = any(one.upper is not None for one in view.stretches)
    up = axis(all_values(view), most=5 if narrow else 6, from_nothing=None if limited else True)
    above = wrapped(_above(view), room=size.width, size=size.type)
    top = size.type * (1.3 * len(above) + 0.6 + (1.4 if view.breaks else 0))
    right = size.width - _room_for_labels(view, size)
    box = box_for(up, left=room_for_ticks(up, size, view.suffix) + 2, top=top, right=right, height=size.plot)
    plan = PlacedChart(view=view, size=size, box=box, xs=across(len(view.points), box))
    parts = [text(words, 0, size.type * (1 + 1.3 * row), fill=looks.QUIET) for row, words in enumerate(above)]
    parts += [band(plan), *side_ticks(up, box, size, view.suffix), *_ticks(plan)]
    breaks, notes = _breaks(plan)
    parts += [*breaks, *lines(plan), *_labels(plan), *joined(plan), *marks(plan)]
    y = box.bottom + (2.2 if view.every is Every.YEAR else 3.4) * size.type
    return closed(view, size, parts, key_of(view), top=y, notes=[*_lines_in_words(view, size), *notes])


def _above(view: ControlView) -> str:
    """What stands above the axis."""
    unit = "" if view.suffix else view.unit
    return " · ".join(one for one in (unit[:1].upper() + unit[1:], view.invented) if one)


def all_values(view: ControlView) -> list[float]:
    values = [point.value for point in view.points if point.value is not None]
    for one in view.stretches:
        values += [value for value in (one.centre, view.within(one.lower), view.within(one.upper)) if value is not None]
    values += [value for value, _words in view.aims]
    return values or [0.0, 1.0]


def across(many: int, box: Box) -> list[float]:
    if many == 1:
        return [(box.left + box.right) / 2]
    inset = min(12.0, max(5.0, (box.right - box.left) / many / 2))
    step = (box.right - box.left - 2 * inset) / (many - 1)
    return [box.left + inset + step * place for place in range(many)]


def _ticks(plan: PlacedChart) -> list[str]:
    days = [point.on for point in plan.view.points]
    for most in range(max(1, int((plan.box.right - plan.box.left) / (2.6 * plan.size.type))), 0, -1):
        ticks = date_ticks(days, plan.view.every, most=most)
        if ticks_fit(ticks, plan.xs, plan.size):
            break
    return foot_ticks(ticks, plan.xs, plan.box, plan.size)


# ---- lines


def band(plan: PlacedChart) -> str:
    parts = []
    for one in plan.view.stretches:
        lower, upper = plan.view.within(one.lower), plan.view.within(one.upper)
        if lower is not None and upper is not None:
            x, y = plan.before(one.first), plan.box.up(upper)
            width, height = plan.after(one.last) - x, plan.box.up(lower) - y
            parts.append(
                element("rect", x=x, y=y, width=width, height=height, fill=looks.BAND, class_="cairn-chart__band")
            )
    return "".join(parts)


def lines(plan: PlacedChart) -> list[str]:
    parts = []
    view, up = plan.view, plan.box.up
    for one in view.stretches:
        if one.upper is None or one.centre is None:
            continue
        x1, x2 = plan.before(one.first), plan.after(one.last)
        limits = [view.within(one.lower), view.within(one.upper)]
        drawn = line(x1, up(one.centre), x2, up(one.centre), stroke=looks.QUIET, stroke_width="1.6")
        for limit in limits:
            drawn += line(x1, up(limit), x2, up(limit), stroke=looks.QUIET, stroke_width="1.3",
                          stroke_dasharray="2 4" if one.trial else "6 4")  # fmt: skip
        words = f"Mean {view.words(one.centre)}, limits {' to '.join(view.words(limit) for limit in limits)}"
        parts.append(titled(words, drawn, class_="cairn-chart__limits"))
    for value, words in view.aims:
        x1, x2, y = plan.box.left, plan.box.right, up(value)
        drawn = line(x1, y, x2, y, stroke=looks.TARGET, stroke_width="1.8", stroke_dasharray="12 3 2 3")
        parts.append(titled(f"{words} {view.words(value)}", drawn, class_="cairn-chart__target"))
    return parts


def _named_lines(view: ControlView) -> list[tuple[float, str, str]]:
    """The lines that reach the right end: value, word, colour."""
    found = []
    last = view.stretches[-1] if view.stretches else None
    if last and last.upper is not None:
        trial = "Trial limit" if last.trial else ""
        found = [
            (view.within(last.upper), trial or "Upper limit", looks.QUIET),
            (last.centre, "Mean", looks.INK),
            (view.within(last.lower), trial or "Lower limit", looks.QUIET),
        ]
    return [*found, *((value, words, looks.TARGET) for value, words in view.aims)]


def _terse(view: ControlView, size: Size) -> bool:
    """Whether the lines are named by a word alone, because there is no room for more."""
    wide = (f"{word} {view.words(value)}" for value, word, _ in _named_lines(view))
    return size is NARROW or any(width_of(one, size.type, bold=True) > 0.3 * size.width for one in wide)


def _label(view: ControlView, size: Size, value: float, word: str) -> str:
    if not _terse(view, size):
        return f"{word} {view.words(value)}"
    short = word.removesuffix(" limit")
    return short if width_of(short, size.type, bold=True) <= 0.25 * size.width else short.split()[0][:10]


def _room_for_labels(view: ControlView, size: Size) -> float:
    labels = [_label(view, size, value, word) for value, word, _ in _named_lines(view)]
    return max((width_of(one, size.type, bold=True) for one in labels), default=0) + (0.5 * size.type if labels else 2)


def _labels(plan: PlacedChart) -> list[str]:
    size, box = plan.size, plan.box
    named = sorted(_named_lines(plan.view), key=lambda one: -one[0])
    wanted = [box.up(value) + 0.33 * size.type for value, _, _ in named]
    placed = spread(wanted, gap=1.15 * size.type, low=box.top + 0.2 * size.type, high=box.bottom + 0.3 * size.type)
    return [
        text(_label(plan.view, size, value, word), box.right + 0.4 * size.type, y,
             fill=colour, font_weight="bold" if colour != looks.QUIET else None)
        for (value, word, colour), y in zip(named, placed, strict=True)
    ]  # fmt: skip


def _lines_in_words(view: ControlView, size: Size) -> list[str]:
    """The values of the lines, under a drawing with no room for them beside each."""
    named = {word: view.words(value) for value, word, _ in _named_lines(view)}
    if not named or not _terse(view, size):
        return []
    said = []
    if "Mean" in named:
        last = view.stretches[-1]
        trial = "trial limits" if last.trial else "limits"
        limits = [view.words(view.within(value)) for value in (last.lower, last.upper)]
        said = [f"Mean {named['Mean']}", f"{trial} {' to '.join(limits)}"]
    for value, words in view.aims:
        said.append(f"{words[:1].lower() + words[1:] if said else words} {view.words(value)}")
    return [", ".join(said)]


# ---- recorded changes


def _breaks(plan: PlacedChart) -> tuple[list[str], list[str]]:
    """Upright lines with their words above; letters and notes below where the words would collide."""
    size, box, shown = plan.size, plan.box, sorted(plan.view.breaks, key=lambda one: one.index)
    xs = [plan.before(one.index) for one in shown]
    words, notes = [one.words for one in shown], []
    middles = _middles(words, xs, size)
    if any(after - before < _apart(size, *pair) for before, after, *pair in _neighbours(middles, words)) or any(
        width_of(one, size.type) > size.width for one in words
    ):
        words = [chr(ord("A") + place % 26) for place in range(len(shown))]
        notes = [f"{words[place]}: {one.words}, {plan.view.points[one.index].name}" for place, one in enumerate(shown)]
        middles = spread(xs, gap=1.1 * size.type, low=0.5 * size.type, high=size.width - 0.5 * size.type)
    parts = []
    for one, x, middle, label in zip(shown, xs, middles, words, strict=True):
        drawn = line(x, box.top - 0.5 * size.type, x, box.bottom,
                     stroke=looks.BREAK, stroke_width="1.5", stroke_dasharray="1 3")  # fmt: skip
        drawn += text(label, middle, box.top - 0.8 * size.type, text_anchor="middle", fill=looks.BREAK)
        name = f"{one.words}, {plan.view.points[one.index].name}"
        parts.append(titled(name, drawn, class_="cairn-chart__break"))
    return parts, notes


def _middles(words: Sequence[str], xs: Sequence[float], size: Size) -> list[float]:
    halves = [width_of(one, size.type) / 2 for one in words]
    return [min(max(x, half), size.width - half) for x, half in zip(xs, halves, strict=True)]


def _neighbours(middles: Sequence[float], words: Sequence[str]) -> zip:
    return zip(middles, middles[1:], words, words[1:], strict=False)


def _apart(size: Size, left: str, right: str) -> float:
    return (width_of(left, size.type) + width_of(right, size.type)) / 2 + size.type


# ---- points


def joined(plan: PlacedChart) -> list[str]:
    """The line from point to point; broken at gaps, dashed to what is provisional."""
    points, solid, dashed = plan.view.points, [], []
    run: list[tuple[float, float]] = []
    for index, point in enumerate(points):
        if point.value is None:
            run = []
            continue
        place = (plan.xs[index], plan.box.up(point.value))
        if run and point.provisional:
            dashed.append([run[-1], place])
            run = [place]
            continue
        if not run or points[index - 1].provisional:
            if run:
                dashed.append([run[-1], place])
            run = [place]
            solid.append(run)
            continue
        run.append(place)
    look = {"fill": "none", "stroke": looks.LINE, "stroke_width": "1.6", "stroke_linejoin": "round"}
    return [
        *(element("path", d=path_of(run), **look) for run in solid if len(run) > 1),
        *(element("path", d=path_of(run), stroke_dasharray="3 3", **look) for run in dashed),
    ]


def marks(plan: PlacedChart, *, every: bool = True) -> list[str]:
    """The points; with ``every`` False only the special ones, the newest and those that no line reaches."""
    points, size = plan.view.points, plan.size
    step = (plan.box.right - plan.box.left) / len(points)
    small = min(0.27 * size.type, max(1.9, 0.36 * step))
    large = min(0.4 * size.type, max(3.2, 0.5 * step))
    newest = max((index for index, point in enumerate(points) if point.value is not None), default=0)
    parts = []
    for index, point in enumerate(points):
        if point.value is None:
            continue
        look = looks.look_of(point.look)
        special = point.look != "usual"
        if not every and not special and index != newest and not _alone(points, index):
            continue
        radius = large if special else small * (1.25 if point.provisional else 1)
        place = (plan.xs[index], plan.box.up(point.value))
        drawn = mark(look, *place, radius, side=point.side, hollow=point.provisional)
        if not every or (not special and size is NARROW):
            parts.append(drawn)
            continue
        says = f"{point.name}: {plan.view.words(point.value)}"
        says += f", {point.why}" if point.why else ""
        says += ", provisional" if point.provisional else ""
        parts.append(titled(says, drawn, class_=f"cairn-chart__point cairn-chart__point--{point.look}"))
    return parts


def _alone(points: Sequence[ControlPoint], index: int) -> bool:
    return all(one.value is None for one in [*points[max(0, index - 1) : index], *points[index + 1 : index + 2]])


def key_of(view: ControlView) -> list[KeyEntry]:
    seen = {point.look for point in view.points if point.value is not None}
    entries = [
        KeyEntry(words=look.word, look=key) for key, look in looks.LOOKS.items() if key in seen and seen != {"usual"}
    ]
    if any(point.provisional and point.value is not None for point in view.points):
        entries.append(KeyEntry(words="Provisional", look="usual", hollow=True))
    return entries
