"""A funnel plot: places of different size, between limits that narrow as a place grows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Axis, Scale, axis, number_words, places_for

from . import looks
from .frame import NARROW, WIDE, Box, KeyEntry, Size, box_for, closed, room_for_ticks, side_ticks, wrapped
from .svg import element, line, mark, path_of, text, titled, width_of


@dataclass(frozen=True, kw_only=True)
class FunnelPlace:
    """One place.

    Attributes:
        size: its denominator.
        look: one of ``looks.LOOKS``; everything but ``usual`` is named in the drawing.
        stands: in words, such as “outside the 99.8% limits”.
        detail: such as “120 of 4,300”.
    """

    name: str
    size: float
    value: float
    look: str = "usual"
    side: int = 0
    stands: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class FunnelCurve:
    """The limits at one size: the 95% pair and the 99.8% pair."""

    size: float
    low95: float
    high95: float
    low998: float
    high998: float


@dataclass(frozen=True, kw_only=True)
class FunnelView:
    """All that is drawn.

    Attributes:
        unit: of the value; “%” stands at each number.
        size_words: what the size is: “Residents, 2024”.
        baseline: the value of all together.
        curves: in order of size.
    """

    key: str
    title: str
    caption: str
    places: tuple[FunnelPlace, ...]
    curves: tuple[FunnelCurve, ...]
    baseline: float
    unit: str = ""
    size_words: str = ""
    baseline_words: str = "All"
    decimals: int | None = None
    invented: str = ""

    @cached_property
    def decided(self) -> int:
        """The decimals that all values are given."""
        return places_for([one.value for one in self.places]) if self.decimals is None else self.decimals

    def words(self, value: float) -> str:
        """A value as people read it."""
        return number_words(value, places=self.decided) + ("%" if self.unit == "%" else "")

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return ("Place", "Value", self.size_words or "Size", "Note")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table, as given."""
        return tuple(
            (one.name, self.words(one.value), number_words(one.size, places=0 if one.size >= 100 else None),
             "; ".join(words for words in (one.stands, one.detail) if words))
            for one in self.places
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Plan:
    view: FunnelView
    size: Size
    box: Box
    along: Scale

    def place(self, one: FunnelPlace) -> tuple[float, float]:
        return self.along(one.size), self.box.up(one.value)


def funnel_plot(view: FunnelView, *, narrow: bool = False) -> SafeString:
    """Draw it.

    Raises:
        ValueError: no places, or a key that cannot be an id.
    """
    if not view.places:
        raise ValueError("There is no place to compare.")
    size = NARROW if narrow else WIDE
    suffix = "%" if view.unit == "%" else ""
    up = axis([view.baseline, *(one.value for one in view.places), *_reach(view)], most=5 if narrow else 6)
    across = axis([one.size for one in view.places], most=4 if narrow else 7, from_nothing=True)
    above = wrapped(" · ".join(_above(view)), room=size.width, size=size.type)
    end = width_of(across.words(across.high), size.type) / 2 + 2
    box = box_for(up, left=room_for_ticks(up, size, suffix) + 2, top=size.type * (1.3 * len(above) + 0.6),
                  right=size.width - end, height=size.plot * 1.15)  # fmt: skip
    plan = _Plan(view=view, size=size, box=box, along=Scale(across.low, across.high, box.left, box.right))
    parts = [text(words, 0, size.type * (1 + 1.3 * row), fill=looks.QUIET) for row, words in enumerate(above)]
    parts += [*side_ticks(up, box, size, suffix), *_foot(plan, across), *_curves(plan)]
    labels, notes = _labels(plan)
    parts += [*_marks(plan), *labels]
    y = box.bottom + (1.5 if not view.size_words else 3.2) * size.type
    return closed(view, size, parts, _key(view), top=y, notes=notes)


def _above(view: FunnelView) -> list[str]:
    unit = "" if view.unit == "%" else view.unit[:1].upper() + view.unit[1:]
    return [one for one in (unit, view.invented) if one]


def _reach(view: FunnelView) -> list[float]:
    """Limits the axis must hold: those at the smallest place, and not the trumpet left of it."""
    least = min(one.size for one in view.places)
    near = [curve for curve in view.curves if curve.size >= least][:1]
    return [value for curve in near for value in (curve.low998, curve.high998)]


def _foot(plan: _Plan, across: Axis) -> list[str]:
    size, box, parts = plan.size, plan.box, []
    for tick in across.ticks:
        x = plan.along(tick)
        parts.append(line(x, box.bottom, x, box.bottom + 5, stroke=looks.AXIS))
        parts.append(text(across.words(tick), x, box.bottom + 5 + size.type, text_anchor="middle", fill=looks.QUIET))
    if plan.view.size_words:
        middle = (box.left + box.right) / 2
        parts.append(
            text(plan.view.size_words, middle, box.bottom + 5 + 2.3 * size.type, text_anchor="middle", fill=looks.QUIET)
        )
    return parts


def _curves(plan: _Plan) -> list[str]:
    box, parts = plan.box, []
    for name, words, dash in (("998", "99.8% limits", "6 4"), ("95", "95% limits", "2 3")):
        for end in ("low", "high"):
            run: list[tuple[float, float]] = []
            for curve in plan.view.curves:
                y = box.up(getattr(curve, f"{end}{name}"))
                if box.top - 0.5 <= y <= box.bottom + 0.5 and curve.size <= plan.along.high:
                    run.append((plan.along(curve.size), y))
            if len(run) > 1:
                drawn = element(
                    "path", d=path_of(run), fill="none", stroke=looks.QUIET, stroke_width="1.5", stroke_dasharray=dash
                )
                parts.append(titled(words, drawn, class_="cairn-chart__limits"))
    y = box.up(plan.view.baseline)
    parts.append(titled(
        f"{plan.view.baseline_words} {plan.view.words(plan.view.baseline)}",
        line(box.left, y, box.right, y, stroke=looks.QUIET, stroke_width="1.6"),
    ))  # fmt: skip
    return parts


def _marks(plan: _Plan) -> list[str]:
    parts = []
    for one in sorted(plan.view.places, key=lambda one: one.look != "usual"):
        radius = (0.3 if one.look == "usual" else 0.4) * plan.size.type
        drawn = mark(looks.look_of(one.look), *plan.place(one), radius, side=one.side)
        says = f"{one.name}: {plan.view.words(one.value)}" + (f", {one.stands}" if one.stands else "")
        parts.append(titled(says, drawn, class_=f"cairn-chart__point cairn-chart__point--{one.look}"))
    return parts


def _labels(plan: _Plan) -> tuple[list[str], list[str]]:
    """The names of special places beside them; on a phone letters, with the names below."""
    special = [one for one in plan.view.places if one.look != "usual"]
    size, taken, parts, notes = plan.size, [], [], []
    for one in plan.view.places:
        x, y = plan.place(one)
        taken.append((x - 6, y - 6, x + 6, y + 6))
    lines = _in_the_way(plan)
    for place, one in enumerate(special):
        letter = chr(ord("A") + place % 26)
        words = letter if size is NARROW else one.name
        width = width_of(words, size.type)
        # Clear of the lines if that can be; a label over a line is better than none.
        spot = _spot(plan, plan.place(one), width, [*taken, *lines]) or _spot(plan, plan.place(one), width, taken)
        if spot is None:
            continue
        x, y, box = spot
        taken.append(box)
        parts.append(text(words, x, y, paint_order="stroke", stroke=looks.PAPER, stroke_width="5"))
        notes += [f"{letter}: {one.name}, {plan.view.words(one.value)}"] if size is NARROW else []
    return parts, notes


def _in_the_way(plan: _Plan) -> list[tuple[float, float, float, float]]:
    """Boxes round the lines."""
    y = plan.box.up(plan.view.baseline)
    found = [(plan.box.left, y - 1, plan.box.right, y + 1)]
    for a, b in pairwise(plan.view.curves):
        for end in ("low95", "high95", "low998", "high998"):
            ys = sorted(plan.box.up(getattr(curve, end)) for curve in (a, b))
            found.append((plan.along(a.size), ys[0] - 1, plan.along(b.size), ys[1] + 1))
    return found


def _spot(plan: _Plan, place: tuple[float, float], width: float, taken: list) -> tuple[float, float, tuple] | None:
    """Where a label has room: right, left, above or below its mark."""
    size, (x, y) = plan.size.type, place
    for left, base in (
        (x + 0.7 * size, y + 0.33 * size),
        (x - 0.7 * size - width, y + 0.33 * size),
        (x - width / 2, y - 0.75 * size),
        (x - width / 2, y + 1.45 * size),
        (x + 0.6 * size, y - 0.5 * size),
        (x + 0.6 * size, y + 1.2 * size),
        (x - 0.6 * size - width, y - 0.5 * size),
        (x - 0.6 * size - width, y + 1.2 * size),
    ):
        box = (left, base - 0.8 * size, left + width, base + 0.25 * size)
        inside = (
            box[0] >= plan.box.left
            and box[2] <= plan.size.width
            and box[1] >= plan.box.top - size
            and box[3] <= plan.box.bottom
        )
        if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            return left, base, box
    return None


def _key(view: FunnelView) -> list[KeyEntry]:
    seen = {one.look for one in view.places}
    words = {"usual": "Within the limits", "second_look": "Outside the 95% limits only"}
    entries = [
        KeyEntry(words=words.get(key, look.word), look=key)
        for key, look in looks.LOOKS.items()
        if key in seen and seen != {"usual"}
    ]
    entries.append(KeyEntry(words=f"{view.baseline_words} {view.words(view.baseline)}", dash="none"))
    return [*entries, KeyEntry(words="95% limits", dash="2 3"), KeyEntry(words="99.8% limits", dash="6 4")]
