"""The icons of variation and assurance: a letter and a small picture, with their words beside them.

Drawn anew after the idea of NHS England's "Making data count": H and L say which way, P and F whether a
target will be passed or failed; a question mark says that chance decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from . import looks
from .svg import element, line, path_of, text

_EDGE = 22.0


@dataclass(frozen=True, kw_only=True)
class Icon:
    """One icon.

    Attributes:
        kind: ``variation`` or ``assurance``.
        look: for variation one of ``looks.LOOKS`` or ``none``; for assurance ``passes``, ``fails``,
            ``hit_or_miss``.
        words: beside it; the icon itself is silent.
        side: for variation, 1 for high and -1 for low.
    """

    kind: str
    look: str
    words: str
    side: int = 0


def icon(wanted: Icon) -> SafeString:
    """Draw an icon, 44 by 44.

    Raises:
        ValueError: for a kind or look nobody has drawn.
    """
    if wanted.kind == "variation":
        inside = _variation(wanted)
    elif wanted.kind == "assurance":
        inside = _assurance(wanted)
    else:
        raise ValueError(f"There is no icon called “{wanted.kind}”.")
    return mark_safe(  # made by svg.py, which escapes what it is given
        element(
            "svg", inside, xmlns="http://www.w3.org/2000/svg", class_=f"cairn-icon cairn-icon--{wanted.kind}",
            viewBox="0 0 44 44", width="44", height="44", aria_hidden="true", focusable="false",
            font_family=looks.TYPEFACE, font_size="17", font_weight="bold",
        )
    )  # fmt: skip


def _disc(edge: str, *, dashed: bool = False) -> str:
    return element("circle", cx=_EDGE, cy=_EDGE, r=20.0, fill=looks.PAPER, stroke=edge, stroke_width="3.5",
                   stroke_dasharray="5 4" if dashed else None)  # fmt: skip


def _dots(places: list[tuple[float, float]], fill: str, edge: str, special: int) -> str:
    drawn = element("path", d=path_of(places), fill="none", stroke=looks.LINE, stroke_width="1.2")
    for number, (x, y) in enumerate(places):
        last = number >= len(places) - special
        drawn += element("circle", cx=x, cy=y, r=2.7 if last else 2.1, fill=fill if last else looks.LOOKS["usual"].fill,
                         stroke=edge if last else looks.LOOKS["usual"].edge, stroke_width="0.8")  # fmt: skip
    return drawn


def _variation(wanted: Icon) -> str:
    if wanted.look == "none":
        return _disc(looks.AXIS, dashed=True) + text("…", 22, 26, text_anchor="middle", fill=looks.QUIET)
    look = looks.look_of(wanted.look)
    if wanted.look == "usual":
        wave = [(8.0, 22.0), (13.5, 17.0), (19.0, 26.0), (25.0, 18.0), (30.5, 26.5), (36.0, 21.0)]
        return _disc(look.edge) + _dots(wave, look.fill, look.edge, 0)
    up = wanted.side >= 0
    turn = -1 if up else 1
    wave = [
        (9.0, 22 - 8.0 * turn),
        (15.0, 22 - 11.0 * turn),
        (21.0, 22 - 5.0 * turn),
        (28.0, 22 + 4.0 * turn),
        (35.0, 22 + 8.0 * turn),
    ]
    letter = text("H" if up else "L", 15, 19 if up else 37, text_anchor="middle", fill=look.edge)
    return (
        _disc(look.fill)
        + element("circle", cx=_EDGE, cy=_EDGE, r=20.0, fill="none", stroke=look.edge, stroke_width="1")
        + (_dots(wave, look.fill, look.edge, 2) + letter)
    )


def _assurance(wanted: Icon) -> str:
    look = {"passes": "improvement", "fails": "concern", "hit_or_miss": "usual"}.get(wanted.look)
    if look is None:
        raise ValueError(f"There is no assurance called “{wanted.look}”.")
    colours = looks.look_of(look)
    letter = {"passes": "P", "fails": "F", "hit_or_miss": "?"}[wanted.look]
    # The target is dashed; the wave runs clear of it, or through it.
    target, wave = {"passes": (34.0, 26.0), "fails": (20.0, 30.0), "hit_or_miss": (28.0, 28.0)}[wanted.look]
    high = 2.2 if wanted.look != "hit_or_miss" else 4.0
    places = [
        (8.0, wave + high),
        (14.0, wave - high),
        (20.0, wave + high),
        (26.0, wave - high),
        (32.0, wave + high),
        (36.0, wave - high),
    ]
    return (
        _disc(colours.fill)
        + element("circle", cx=_EDGE, cy=_EDGE, r=20.0, fill="none", stroke=colours.edge, stroke_width="1")
        + line(6, target, 38, target, stroke=looks.TARGET, stroke_width="1.8", stroke_dasharray="4 2")
        + element(
            "path", d=path_of(places), fill="none", stroke=colours.edge, stroke_width="2", stroke_linejoin="round"
        )
        + text(letter, 22, 17, text_anchor="middle", fill=colours.edge)
    )
