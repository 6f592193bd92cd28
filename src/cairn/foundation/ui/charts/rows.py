"""Charts of groups, a row for each: bars with intervals, and shares of clients against shares of residents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Axis, Scale, axis, number_words, places_for

from . import looks
from .frame import NARROW, WIDE, KeyEntry, Size, closed, wrapped
from .svg import element, hatch, line, mark, text, titled, width_of


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """One group.

    Attributes:
        value: None where there is nothing to show; ``withheld`` then says why.
        low, high: the ends of its interval, or None.
        detail: such as “12 of 40”.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    detail: str = ""
    withheld: str = ""


@dataclass(frozen=True, kw_only=True)
class BarView:
    """A breakdown.

    Attributes:
        unit: “%” stands at each number; other words above the chart.
        whole: the value of all together, drawn as an upright line.
        interval_words: what the whiskers are.
    """

    key: str
    title: str
    caption: str
    groups: tuple[BarRow, ...]
    unit: str = ""
    whole: float | None = None
    whole_words: str = "All"
    places: int | None = None
    ceiling: float | None = None
    interval_words: str = "95% interval"
    invented: str = ""

    @cached_property
    def decided(self) -> int:
        """The decimals that all values are given."""
        if self.places is not None:
            return self.places
        return places_for([one.value for one in self.groups if one.value is not None] + [self.whole or 0])

    def words(self, value: float | None) -> str:
        """A value as people read it."""
        return "" if value is None else number_words(value, places=self.decided) + ("%" if self.unit == "%" else "")

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return ("Group", "Value", "Interval from", "Interval to", "Note")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table."""
        shown = [
            (one.name, self.words(one.value) or "Not shown", self.words(one.low), self.words(one.high),
             one.withheld or one.detail)
            for one in self.groups
        ]  # fmt: skip
        return tuple(shown) if self.whole is None else (*shown, (self.whole_words, self.words(self.whole), "", "", ""))


@dataclass(frozen=True, kw_only=True)
class EquityRow:
    """One group: its share of clients with an interval, and its share of residents; all of them 0 to 1.

    Attributes:
        look: one of ``looks.LOOKS``.
        verdict: the comparison in words.
    """

    name: str
    share: float | None
    low: float | None
    high: float | None
    residents: float
    look: str = "usual"
    verdict: str = ""
    detail: str = ""
    withheld: str = ""


@dataclass(frozen=True, kw_only=True)
class EquityView:
    """Shares of clients against shares of residents."""

    key: str
    title: str
    caption: str
    groups: tuple[EquityRow, ...]
    clients_words: str = "Clients"
    residents_words: str = "Residents"
    invented: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return ("Group", f"{self.clients_words}, share", "95% interval", f"{self.residents_words}, share", "Note")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table."""
        return tuple(
            (
                one.name,
                "Not shown" if one.share is None else percent(one.share),
                "" if one.low is None or one.high is None else f"{percent(one.low)} to {percent(one.high)}",
                percent(one.residents),
                one.withheld or "; ".join(words for words in (one.verdict, one.detail) if words),
            )
            for one in self.groups
        )


def percent(share: float) -> str:
    """A share as people read it: whole from ten per cent on."""
    return number_words(100 * share, places=0 if share >= 0.0995 or share == 0 else 1) + "%"


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Where the rows stand."""

    size: Size
    left: float
    right: float
    top: float
    across: Scale
    names: list[list[str]]

    @property
    def stacked(self) -> bool:
        """Whether names stand above their bars."""
        return self.size is NARROW

    def heights(self) -> list[float]:
        """How high each row is."""
        if self.stacked:
            return [(1.25 * len(name) + 1.6) * self.size.type for name in self.names]
        return [max(2.3, 1.2 * len(name) + 0.9) * self.size.type for name in self.names]

    def middles(self) -> list[float]:
        """The middle of each bar."""
        y, found = self.top, []
        for name, height in zip(self.names, self.heights(), strict=True):
            found.append(
                y + 1.25 * len(name) * self.size.type + 0.55 * self.size.type if self.stacked else y + height / 2
            )
            y += height
        return found

    @property
    def bottom(self) -> float:
        """Under the last row."""
        return self.top + sum(self.heights())


def bar_chart(view: BarView, *, narrow: bool = False) -> SafeString:
    """Draw bars with their intervals.

    Raises:
        ValueError: no groups, or a key that cannot be an id.
    """
    size = NARROW if narrow else WIDE
    values = [one for row in view.groups for one in (row.value, row.low, row.high) if one is not None]
    scale = _axis_for([*values, *([view.whole] if view.whole is not None else [])], size)
    shown = [view.words(row.value) for row in view.groups]
    rows = _laid_out([row.name for row in view.groups], shown, scale, size, head=view.whole is not None)
    parts = [_hatched(view.key, size)] if any(row.withheld for row in view.groups) else []
    parts += _upright(rows, scale, lambda tick: scale.words(tick) + ("%" if view.unit == "%" else ""))
    for row, middle, value in zip(view.groups, rows.middles(), shown, strict=True):
        parts.append(_bar(view, rows, row, middle))
        parts.append(_value(rows, middle, value, withheld=bool(row.withheld)))
    if view.whole is not None:
        parts += _whole(rows, rows.across(view.whole), f"{view.whole_words} {view.words(view.whole)}")
    entries = (
        [KeyEntry(words=view.interval_words, whisker=True)] if any(row.low is not None for row in view.groups) else []
    )
    if any(row.withheld for row in view.groups):
        entries.append(KeyEntry(words="Withheld", swatch=f"url(#{view.key}-{size.name}-hatch)"))
    note = "" if view.unit in ("", "%") else view.unit[:1].upper() + view.unit[1:]
    return _drawn(view, rows, parts, entries, [note, view.invented])


def equity_chart(view: EquityView, *, narrow: bool = False) -> SafeString:
    """Draw each group's share of clients with its interval against its share of residents.

    Raises:
        ValueError: no groups, or a key that cannot be an id.
    """
    size = NARROW if narrow else WIDE
    values = [100 * one for row in view.groups for one in (row.share, row.high, row.residents) if one is not None]
    scale = _axis_for(values, size)
    shown = ["" if row.share is None else f"{percent(row.share)} / {percent(row.residents)}" for row in view.groups]
    rows = _laid_out([row.name for row in view.groups], shown, scale, size, head=True)
    head = f"{view.clients_words} / {view.residents_words.lower()}"
    parts = [_hatched(view.key, size)] if any(row.withheld for row in view.groups) else []
    parts += _upright(rows, scale, lambda tick: f"{scale.words(tick)}%")
    for row, middle, value in zip(view.groups, rows.middles(), shown, strict=True):
        parts.append(_against(rows, row, middle, f"url(#{view.key}-{size.name}-hatch)"))
        parts.append(_value(rows, middle, value, withheld=bool(row.withheld)))
    parts.append(text(head, size.width, size.type, text_anchor="end", fill=looks.QUIET))
    seen = {row.look for row in view.groups if row.share is not None}
    words = {"usual": "within chance", "concern": "reached less", "neither": "reached more"}
    entries = [
        KeyEntry(words=f"{view.clients_words}, {words.get(key, key)}", look=key) for key in looks.LOOKS if key in seen
    ]
    entries += [KeyEntry(words="95% interval", whisker=True), KeyEntry(words=view.residents_words, upright=True)]
    return _drawn(view, rows, parts, entries, [view.invented])


# ---- how it is laid out


def _axis_for(values: list[float], size: Size) -> Axis:
    """An axis with no more numbers than there is room for under the bars."""
    for most in (5, 4, 3, 2):
        found = axis(values or [0, 1], most=most, from_nothing=True)
        if sum(width_of(found.words(tick) + "%", size.type) + size.type for tick in found.ticks) < 0.55 * size.width:
            break
    return found


def _laid_out(names: list[str], shown: list[str], scale: Axis, size: Size, *, head: bool = False) -> _Rows:
    if not names:
        raise ValueError("A chart of groups needs at least one group.")
    beside = max(width_of(one, size.type) for one in [*shown, "Withheld"] if one) + 0.8 * size.type
    last = width_of(scale.words(scale.high) + "%", size.type) / 2
    if size is NARROW:
        left, right = 2.0, size.width - max(last, 4)
        lines = [wrapped(name, room=size.width - beside - size.type, size=size.type) for name in names]
    else:
        lines = [wrapped(name, room=0.32 * size.width, size=size.type) for name in names]
        left = max(width_of(one, size.type) for name in lines for one in name) + 0.9 * size.type
        right = size.width - max(beside, last)
    top = (1.6 if head else 0.3) * size.type
    return _Rows(
        size=size, left=left, right=right, top=top, across=Scale(scale.low, scale.high, left, right), names=lines
    )


def _upright(rows: _Rows, scale: Axis, words: Callable[[float], str]) -> list[str]:
    size, parts = rows.size, []
    for tick in scale.ticks:
        x = rows.across(tick)
        parts.append(line(x, rows.top, x, rows.bottom, stroke=looks.AXIS if tick == scale.low else looks.RULE))
        half = width_of(words(tick), size.type) / 2
        middle = min(max(x, half), size.width - half)
        parts.append(text(words(tick), middle, rows.bottom + 1.2 * size.type, text_anchor="middle", fill=looks.QUIET))
    for name, middle in zip(rows.names, rows.middles(), strict=True):
        for place, words_ in enumerate(name):
            if rows.stacked:
                y = middle - 0.55 * size.type - 1.25 * size.type * (len(name) - place - 1) - 0.35 * size.type
                parts.append(text(words_, 0, y, paint_order="stroke", stroke=looks.PAPER, stroke_width="4"))
            else:
                y = middle + 0.33 * size.type + 1.2 * size.type * (place - (len(name) - 1) / 2)
                parts.append(text(words_, rows.left - 0.5 * size.type, y, text_anchor="end"))
    return parts


def _value(rows: _Rows, middle: float, words: str, *, withheld: bool) -> str:
    size = rows.size
    words = "Withheld" if withheld else words or "No figure"
    colour = looks.QUIET if withheld else looks.INK
    if rows.stacked:
        return text(words, size.width, middle - 0.9 * size.type, text_anchor="end", fill=colour, font_weight="bold",
                    paint_order="stroke", stroke=looks.PAPER, stroke_width="4")  # fmt: skip
    return text(words, size.width, middle + 0.33 * size.type, text_anchor="end", fill=colour, font_weight="bold")


def _bar(view: BarView, rows: _Rows, row: BarRow, middle: float) -> str:
    high = 0.8 * rows.size.type
    says = ", ".join(one for one in (row.name, view.words(row.value), row.detail, row.withheld) if one)
    box = {"x": rows.left, "y": middle - high / 2, "height": high}
    if row.value is None:
        fill = f"url(#{view.key}-{rows.size.name}-hatch)" if row.withheld else "none"
        return titled(says, element("rect", width=0.18 * (rows.right - rows.left), fill=fill, stroke=looks.AXIS,
                                    stroke_dasharray="3 3", **box))  # fmt: skip
    drawn = element("rect", width=max(1.0, rows.across(row.value) - rows.left), fill="#9cc5b4", stroke="#17473e", **box)
    return titled(says, drawn + _whisker(rows, row.low, row.high, middle))


def _whisker(rows: _Rows, low: float | None, high: float | None, middle: float) -> str:
    if low is None or high is None:
        return ""
    x1, x2, cap = rows.across(low), rows.across(high), 0.28 * rows.size.type
    drawn = line(x1, middle, x2, middle, stroke=looks.INK, stroke_width="1.6")
    return drawn + "".join(
        line(x, middle - cap, x, middle + cap, stroke=looks.INK, stroke_width="1.6") for x in (x1, x2)
    )


def _against(rows: _Rows, row: EquityRow, middle: float, hatched: str) -> str:
    size = rows.size
    x, tall = rows.across(100 * row.residents), 0.75 * size.type
    drawn = line(x, middle - tall, x, middle + tall, stroke=looks.INK, stroke_width="3.5")
    says = f"{row.name}: {percent(row.residents)} of residents"
    if row.share is None:
        box = {"x": rows.left, "y": middle - 0.4 * size.type, "height": 0.8 * size.type}
        drawn = element("rect", width=0.18 * (rows.right - rows.left), fill=hatched if row.withheld else "none",
                        stroke=looks.AXIS, stroke_dasharray="3 3", **box) + drawn  # fmt: skip
        return titled(f"{says}, {row.withheld or 'no figure for clients'}", drawn)
    ends = (None, None) if row.low is None or row.high is None else (100 * row.low, 100 * row.high)
    drawn += _whisker(rows, *ends, middle)
    drawn += mark(looks.look_of(row.look), rows.across(100 * row.share), middle, 0.36 * size.type,
                  side=1 if row.share >= row.residents else -1)  # fmt: skip
    says += f", {percent(row.share)} of clients" + (f"; {row.verdict}" if row.verdict else "")
    return titled(says, drawn, class_=f"cairn-chart__point cairn-chart__point--{row.look}")


def _whole(rows: _Rows, x: float, words: str) -> list[str]:
    """The line of all together; where names stand above their bars it crosses the bars and not the names."""
    size = rows.size
    half = width_of(words, size.type, bold=True) / 2
    middle = min(max(x, half), size.width - half)
    reach = 0.75 * size.type
    ends = (
        [(y - reach, y + reach) for y in rows.middles()]
        if rows.stacked
        else [(rows.top - 0.3 * size.type, rows.bottom)]
    )
    look = {"stroke": looks.TARGET, "stroke_width": "1.8", "stroke_dasharray": None if rows.stacked else "6 4"}
    drawn = "".join(line(x, top, x, bottom, **look) for top, bottom in ends)
    label = text(
        words, middle, rows.top - 0.55 * size.type, text_anchor="middle", fill=looks.TARGET, font_weight="bold"
    )
    return [titled(words, drawn, class_="cairn-chart__whole"), label]


def _hatched(key: str, size: Size) -> str:
    return hatch(f"{key}-{size.name}-hatch")


def _drawn(
    view: BarView | EquityView, rows: _Rows, parts: list[str], entries: list[KeyEntry], notes: list[str]
) -> SafeString:
    size = rows.size
    return closed(view, size, parts, entries, top=rows.bottom + 1.7 * size.type, notes=notes)
