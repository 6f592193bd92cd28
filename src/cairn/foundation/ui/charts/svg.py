"""The pen: elements of SVG as safe text, with attributes on every mark and never a style of its own.

A drawing stands alone: in a page classes only refine it, and in a PDF (Typst reads no style sheet) it
looks the same. Coordinates are rounded to a tenth, which nobody sees and which keeps a drawing small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from . import looks

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NEEDS_CARE = re.compile("[&<>\"'\x00-\x1f\ufffe\uffff\ud800-\udfff]")
# Widths of Source Sans 3 in hundredths of its size, rounded up: what is left out is 55.
_WIDTHS = {
    **dict.fromkeys(" ijl'|", 26), **dict.fromkeys(".,:;!I()[]/ft-", 33), **dict.fromkeys("rsczJ–", 46),
    **dict.fromkeys("0123456789", 52), **dict.fromkeys("mMWwQ%@—", 88), **dict.fromkeys("ABCDGHKNOPRUVXYZ&", 66),
}  # fmt: skip


def number(value: float) -> str:
    """A coordinate, as short as it can be."""
    tenths = round(value * 10)
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{rest}' if rest else ''}"


def words_of(text: object) -> str:
    """Text as it may stand inside an element or an attribute."""
    text = str(text)
    return escape(_UNDRAWABLE.sub("", text), quote=True) if _NEEDS_CARE.search(text) else text


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is drawn, rather too much than too little."""
    return sum(_WIDTHS.get(letter, 55) for letter in text) * size * (0.0108 if bold else 0.0102)


@cache
def _name_of(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def element(name: str, inside: str = "", /, **attributes: object) -> str:
    """One element. ``text_anchor`` becomes text-anchor, ``class_`` class; None leaves an attribute out.

    Args:
        inside: markup already made by this module.
    """
    written = "".join(
        f' {_name_of(key)}="{number(value) if isinstance(value, float) else words_of(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(words: object, x: float, y: float, **attributes: object) -> str:
    """A line of text with its baseline at y."""
    return element("text", words_of(words), x=float(x), y=float(y), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    """A straight line."""
    return element("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", fill="none", **attributes)


def path_of(places: Sequence[tuple[float, float]]) -> str:
    """The data of a line through places."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def titled(title: str, inside: str, **attributes: object) -> str:
    """A group with words that show where a pointer rests."""
    return element("g", f"<title>{words_of(title)}</title>{inside}", **attributes)


def shape(kind: str, x: float, y: float, radius: float, *, side: int = 1, **attributes: object) -> str:
    """A mark round a place; a triangle points down where side is below 0.

    Raises:
        ValueError: for a shape nobody has drawn.
    """
    if kind == "circle":
        return element("circle", cx=float(x), cy=float(y), r=float(radius), **attributes)
    r = radius
    corners = {
        "diamond": [(0, -1.25 * r), (1.25 * r, 0), (0, 1.25 * r), (-1.25 * r, 0)],
        "square": [(-r, -r), (r, -r), (r, r), (-r, r)],
        "triangle": [(0, -1.25 * r), (1.2 * r, 0.9 * r), (-1.2 * r, 0.9 * r)],
    }.get(kind)
    if corners is None:
        raise ValueError(f"There is no shape called “{kind}”.")
    turn = -1 if kind == "triangle" and side < 0 else 1
    return element("path", d=path_of([(x + dx, y + turn * dy) for dx, dy in corners]) + "Z", **attributes)


def mark(look: looks.Look, x: float, y: float, radius: float, *, side: int = 1, hollow: bool = False) -> str:
    """A point as its look has it; hollow while it is provisional."""
    return shape(
        look.shape, x, y, radius, side=side,
        fill=looks.PAPER if hollow else look.fill, stroke=look.edge, stroke_width=1.8 if hollow else 1.2,
    )  # fmt: skip


def hatch(key: str) -> str:
    """A pattern for what is withheld; fill with ``url(#key)``."""
    lines = element("path", d="M0 0H8V8H0Z", fill=looks.PAPER) + element(
        "path", d="M-2 2L2 -2M0 8L8 0M6 10L10 6", fill="none", stroke=looks.AXIS, stroke_width="1.5"
    )
    return element("defs", element("pattern", lines, id=key, width="8", height="8", patternUnits="userSpaceOnUse"))


def drawing(
    parts: Iterable[str], *, key: str, title: str, description: str, width: float, height: float, size: float, kind: str
) -> SafeString:
    """The whole drawing.

    Args:
        key: begins the ids of title and description; its own on the page.
        size: of its type, in its own units.
        kind: the class that refines it, after ``cairn-chart--``.

    Raises:
        ValueError: for a key that cannot be an id.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"“{key}” cannot name a chart: begin with a letter, then letters, digits, - or _.")
    head = f'<title id="{key}-title">{words_of(title)}</title><desc id="{key}-desc">{words_of(description)}</desc>'
    return mark_safe(  # every part was made by this module, which escapes what it is given
        element(
            "svg", head + "".join(parts), xmlns="http://www.w3.org/2000/svg", class_=f"cairn-chart cairn-chart--{kind}",
            viewBox=f"0 0 {number(width)} {number(height)}", width=float(width), height=float(height), role="img",
            aria_labelledby=f"{key}-title {key}-desc", font_family=looks.TYPEFACE, font_size=float(size),
            fill=looks.INK, focusable="false",
        )
    )  # fmt: skip
