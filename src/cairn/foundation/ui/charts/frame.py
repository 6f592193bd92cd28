"""What charts share: two sizes, the frame with its ticks, labels that make room for each other, the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Axis, Scale, Tick

from . import looks
from .svg import drawing, element, line, mark, number, text, width_of


@dataclass(frozen=True, kw_only=True)
class Size:
    """A size that a chart is drawn in. Type stays legible because a phone gets the narrow one.

    Attributes:
        name: class of the drawing, and end of its ids.
        width: in its own units, near what it is shown at.
        type: size of its text in the same units.
        plot: height of the part with the data.
    """

    name: str
    width: float
    type: float
    plot: float


WIDE = Size(name="wide", width=720, type=15, plot=250)
NARROW = Size(name="narrow", width=300, type=13, plot=190)


@dataclass(frozen=True, kw_only=True)
class Box:
    """The part of a drawing with the data, and its scale upwards."""

    left: float
    top: float
    right: float
    bottom: float
    up: Scale


def box_for(axis: Axis, *, left: float, top: float, right: float, height: float) -> Box:
    """A box with the axis up its side."""
    bottom = top + height
    return Box(left=left, top=top, right=right, bottom=bottom, up=Scale(axis.low, axis.high, bottom, top))


def room_for_ticks(axis: Axis, size: Size, suffix: str = "") -> float:
    """How much room the tick labels take left of the box."""
    return max(width_of(axis.words(tick) + suffix, size.type) for tick in axis.ticks) + 0.6 * size.type


def side_ticks(axis: Axis, box: Box, size: Size, suffix: str = "") -> list[str]:
    """Fine lines across and their numbers."""
    parts = []
    for tick in axis.ticks:
        y = box.up(tick)
        parts.append(line(box.left, y, box.right, y, stroke=looks.AXIS if tick == axis.low else looks.RULE))
        parts.append(
            text(axis.words(tick) + suffix, box.left - 0.5 * size.type, y + 0.33 * size.type,
                 text_anchor="end", fill=looks.QUIET)
        )  # fmt: skip
    return parts


def foot_ticks(ticks: Sequence[Tick], places: Sequence[float], box: Box, size: Size) -> list[str]:
    """The names of periods under the box, and the year below where it changes."""
    parts = []
    for tick in ticks:
        x = places[tick.index]
        parts.append(line(x, box.bottom, x, box.bottom + 5, stroke=looks.AXIS))
        middle, _half = _label_of(tick, x, size)
        attributes = {"text_anchor": "middle", "fill": looks.QUIET}
        parts.append(text(tick.name, middle, box.bottom + 5 + size.type, **attributes))
        if tick.year:
            parts.append(text(tick.year, middle, box.bottom + 5 + 2.15 * size.type, **attributes))
    return parts


def ticks_fit(ticks: Sequence[Tick], places: Sequence[float], size: Size) -> bool:
    """Whether the names stand apart."""
    spans = [_label_of(tick, places[tick.index], size) for tick in ticks]
    return all(left + half + 4 <= right - other for (left, half), (right, other) in pairwise(spans))


def _label_of(tick: Tick, x: float, size: Size) -> tuple[float, float]:
    """The middle of a label that stays inside the drawing, and half its width."""
    half = max(width_of(tick.name, size.type), width_of(tick.year, size.type)) / 2
    return min(max(x, half), size.width - half), half


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move labels as little as it takes to stand a gap apart within two ends; order is kept."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    clusters: list[list] = []  # the sum of where each would have its first one stand, and who is in it
    for n in order:
        clusters.append([wanted[n], [n]])
        while len(clusters) > 1:
            before, last = clusters[-2], clusters[-1]
            first_before = before[0] / len(before[1])
            if first_before + gap * len(before[1]) <= last[0] / len(last[1]):
                break
            wished = before[0] + last[0] - gap * len(before[1]) * len(last[1])
            clusters[-2:] = [[wished, before[1] + last[1]]]
    found = [0.0] * len(wanted)
    for wished, members in clusters:
        for step, n in enumerate(members):
            found[n] = wished / len(members) + gap * step
    floor = low
    for n in order:
        found[n] = max(found[n], floor)
        floor = found[n] + gap
    ceiling = high
    for n in reversed(order):
        found[n] = min(found[n], ceiling)
        ceiling = found[n] - gap
    return found


@dataclass(frozen=True, kw_only=True)
class KeyEntry:
    """One entry of a key: a mark or a swatch, and words."""

    words: str
    look: str = ""
    hollow: bool = False
    swatch: str = ""  # a colour, or the address of a pattern: url(#…)
    whisker: bool = False
    upright: bool = False
    dash: str = ""  # of a line, such as “6 4”; “none” for an unbroken one

    @property
    def drawn(self) -> bool:
        """Whether something stands before the words."""
        return bool(self.look or self.swatch or self.whisker or self.upright or self.dash)


def key_lines(entries: Sequence[KeyEntry], *, left: float, top: float, size: Size) -> tuple[list[str], float]:
    """The key under a chart, wrapped; and how high it is."""
    parts, x, y, radius = [], left, top + size.type, 0.36 * size.type
    for entry in entries:
        lead = (1.9 if entry.dash else 1.2) * size.type if entry.drawn else 0.0
        across = lead + width_of(entry.words, size.type)
        if x > left and x + across > size.width:
            x, y = left, y + 1.5 * size.type
        middle = y - 0.33 * size.type
        if entry.look:
            parts.append(mark(looks.look_of(entry.look), x + radius * 1.3, middle, radius, hollow=entry.hollow))
        elif entry.swatch:
            box = {"x": x, "y": middle - 0.45 * size.type, "width": 0.9 * size.type, "height": 0.9 * size.type}
            parts.append(element("rect", fill=entry.swatch, stroke=looks.AXIS, **box))
        elif entry.whisker:
            end = x + 0.9 * size.type
            ends = "".join(f"M{number(one)} {number(middle - 4)}v8" for one in (x, end))
            way = f"M{number(x)} {number(middle)}H{number(end)}{ends}"
            parts.append(element("path", d=way, fill="none", stroke=looks.INK, stroke_width="1.6"))
        elif entry.upright:
            parts.append(line(x + 6, middle - 7, x + 6, middle + 7, stroke=looks.INK, stroke_width="3.5"))
        elif entry.dash:
            parts.append(line(x, middle, x + 1.6 * size.type, middle, stroke=looks.QUIET, stroke_width="1.6",
                              stroke_dasharray=None if entry.dash == "none" else entry.dash))  # fmt: skip
        parts.append(text(entry.words, x + lead, y, fill=looks.QUIET))
        x += across + 1.2 * size.type
    return parts, (y - top + 0.5 * size.type if entries else 0.0)


def wrapped(words: str, *, room: float, size: float) -> list[str]:
    """Words in lines no wider than the room; a single long word stands alone."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class Titled(Protocol):
    """What every view of a chart has."""

    key: str
    title: str
    caption: str


def closed(
    view: Titled, size: Size, parts: Sequence[str], entries: Sequence[KeyEntry], *, top: float, notes: Iterable[str]
) -> SafeString:
    """The drawing, with its key from ``top`` down and its notes below the key.

    Args:
        parts: what stands above.
        notes: in words, each in as many lines as it needs.
    """
    keyed, high = key_lines(entries, left=0, top=top, size=size)
    y, below = top + high, []
    for note in notes:
        for words in wrapped(note, room=size.width, size=size.type):
            y += 1.3 * size.type
            below.append(text(words, 0, y - 0.2 * size.type, fill=looks.QUIET))
    return drawing(
        [*parts, *below, *keyed], key=f"{view.key}-{size.name}", title=view.title, description=view.caption,
        width=size.width, height=y + 0.3 * size.type, size=size.type, kind=size.name,
    )  # fmt: skip
