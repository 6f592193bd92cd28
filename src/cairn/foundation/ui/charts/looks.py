"""How the parts of a chart look: colours, and a shape for each meaning, so that colour is never the only signal.

The four meanings have the colours of NHS England's "Making data count". Those are pale on white, so
every mark has a dark edge of its own as well (3 to 1 at the least), and prints in grey by its shape.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#17211f"
QUIET = "#4a5753"
RULE = "#dde2de"  # grid
AXIS = "#7c8783"
BAND = "#eef3f1"  # between the limits
LINE = "#8b948f"  # from point to point
TARGET = "#a3161c"
BREAK = "#17473e"
FILL = "#17654f"
PAPER = "#ffffff"
TYPEFACE = "'Source Sans 3','Cairn Sans','Helvetica Neue',Arial,sans-serif"


class UnknownLook(ValueError):
    """A look nobody has drawn."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one sort of point looks.

    Attributes:
        word: in the key.
        fill, edge: colours, ``#rrggbb``; the edge is at least 3 to 1 on white.
        shape: circle, diamond, triangle or square.
    """

    word: str
    fill: str
    edge: str
    shape: str


LOOKS = {
    "usual": Look(word="Within chance", fill="#a6a6a6", edge="#5c6663", shape="circle"),
    "second_look": Look(word="Worth a second look", fill="#5c6663", edge="#17211f", shape="circle"),
    "improvement": Look(word="Improvement", fill="#00b0f0", edge="#00476b", shape="diamond"),
    "concern": Look(word="Concern", fill="#e46c0a", edge="#7a3200", shape="triangle"),
    "neither": Look(word="Unusual, neither good nor bad", fill="#490092", edge="#2a0055", shape="square"),
}

#: Five classes of a map from low to high, told apart in grey, and the ink that is read on each.
CLASSES = ("#eef5f1", "#c3ddd1", "#84b8a4", "#33755f", "#17473e")
CLASS_INKS = (INK, INK, INK, PAPER, PAPER)


def look_of(key: str) -> Look:
    """Find a look.

    Raises:
        UnknownLook: for a key nobody has drawn.
    """
    try:
        return LOOKS[key]
    except KeyError:
        raise UnknownLook(f"There is no look called “{key}”.") from None
