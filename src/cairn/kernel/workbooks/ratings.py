"""Ratings as partners give them: words, letters, or the colour of the cell.

The meanings follow the two conventions seen most: green no issue, amber issues, red significant issues (Kensington
and Chelsea), with blue for complete and grey for not started (Bracknell Forest).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cairn.kernel.workbooks.grid import Cell

RED, AMBER_RED, AMBER, AMBER_GREEN, GREEN, BLUE, GREY = (
    "red", "amber_red", "amber", "amber_green", "green", "blue", "grey",
)  # fmt: skip
WORDS = {
    RED: "Red", AMBER_RED: "Amber to red", AMBER: "Amber", AMBER_GREEN: "Amber to green", GREEN: "Green",
    BLUE: "Blue", GREY: "Grey",
}  # fmt: skip
MEANS = {
    RED: "off track", AMBER_RED: "at risk", AMBER: "at risk", AMBER_GREEN: "on track, with some risk",
    GREEN: "on track", BLUE: "complete", GREY: "not started",
}  # fmt: skip

_SAID = {
    RED: ("r", "red", "off track", "off-track", "overdue", "late", "delayed", "missed", "significant issues",
          "not met"),
    AMBER_RED: ("ar", "a/r", "r/a", "amber red", "red amber"),
    AMBER: ("a", "amber", "yellow", "y", "at risk", "some issues", "behind", "slipping", "partly", "orange"),
    AMBER_GREEN: ("ag", "a/g", "g/a", "amber green", "green amber"),
    GREEN: ("g", "green", "on track", "on-track", "on target", "in progress", "underway", "under way", "progressing",
            "started"),
    BLUE: ("b", "blue", "complete", "completed", "done", "closed", "achieved", "delivered", "finished"),
    GREY: ("grey", "gray", "not started", "not yet started", "not due", "to start", "pending", "n", "white", "planned"),
}  # fmt: skip
_RATING = {word: rating for rating, words in _SAID.items() for word in words}


@dataclass(frozen=True, slots=True)
class Rating:
    """What a cell says of how it goes.

    Args:
        rating: one of the seven, or "" where nothing is said.
        by_colour: taken from the colour of the cell, since no word stands there.
        problem: why the words could not be read, as a sentence.
    """

    rating: str = ""
    by_colour: bool = False
    problem: str = ""


def read_rating(cell: Cell) -> Rating:
    """Read a rating; a word in the cell goes before its colour."""
    plain = re.sub(r"\s+", " ", cell.text.lower().replace("-", " ").replace("–", " ")).strip(" .")
    plain = plain.replace("rag rating", "").replace("rag", "").strip(" :")
    if plain:
        found = _RATING.get(plain) or _RATING.get(plain.replace(" ", "-")) or _RATING.get(_joined(plain))
        if found:
            return Rating(found)
        first = re.match(r"(red|amber|green|blue|grey)\b", plain)
        if first and not re.search(r"red|amber|green|blue|grey", plain[first.end() :]):
            return Rating(first[1])
        shown = rating_of_colour(cell.colour)
        if shown and len(plain) <= 3 and not plain.isalpha():
            return Rating(shown, by_colour=True)
        return Rating(problem=f"“{cell.text[:60]}” is no rating we know. Write red, amber, green, blue or grey.")
    shown = rating_of_colour(cell.colour)
    return Rating(shown, by_colour=bool(shown))


def _joined(plain: str) -> str:
    return " ".join(part for part in re.split(r"[\s/]+", plain) if part not in ("to", "and", "status"))


def rating_of_colour(colour: str) -> str:
    """The nearest of red, amber, green, blue and grey by hue and strength; "" for white, black and none.

    Args:
        colour: six hexadecimal figures, ``rrggbb``.
    """
    if not re.fullmatch(r"[0-9a-fA-F]{6}", colour or ""):
        return ""
    hue, strength, light = hue_of(colour)
    if light > 0.96 or light < 0.08:
        return ""
    if strength < 0.15:
        return GREY
    if hue < 18 or hue >= 335:
        return RED
    if hue < 68:
        return AMBER
    if hue < 172:
        return GREEN
    return BLUE if hue < 260 else ""


def hue_of(colour: str) -> tuple[float, float, float]:
    """Hue in degrees, saturation and lightness from 0 to 1 (the usual HSL of an sRGB colour)."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    most, least = max(red, green, blue), min(red, green, blue)
    light, spread = (most + least) / 2, most - least
    if not spread:
        return 0.0, 0.0, light
    strength = spread / (1 - abs(2 * light - 1))
    if most == red:
        hue = ((green - blue) / spread) % 6
    elif most == green:
        hue = (blue - red) / spread + 2
    else:
        hue = (red - green) / spread + 4
    return hue * 60, strength, light
