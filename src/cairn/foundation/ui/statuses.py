"""The statuses a promise or an action can show: a word, a shape and a colour for each.

One list for the web page, the bar, the key and the PDF, so that they cannot drift apart.
Colour is never the only signal: every status has its own shape (legible in greyscale) and its word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, kw_only=True)
class Status:
    """How one status looks.

    Attributes:
        key: the value the domain uses, such as ``at_risk``.
        word: what people read.
        meaning: one sentence for the key under a figure.
        mark: the inside of a 16 by 16 SVG, drawn in ``currentColor``.
        ink: colour of word and shape, ``#rrggbb``; at least 4.5 to 1 on ``tint`` and on white.
        tint: pale background behind the word.
        solid: whether a bar is filled with ``ink`` (white on it) or with ``tint`` (ink on it).
            Neighbours differ in lightness, so that a bar can be read without colour.
    """

    key: str
    word: str
    meaning: str
    mark: str
    ink: str
    tint: str
    solid: bool = False

    def svg(self) -> str:
        """The shape as a whole SVG file in its own ink, for places without a style sheet (PDF)."""
        inside = self.mark.replace("currentColor", self.ink)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{inside}</svg>'


def _filled(path: str) -> str:
    return f'<path fill="currentColor" fill-rule="evenodd" d="{path}"/>'


def _drawn(path: str, width: str = "2") -> str:
    return f'<path fill="none" stroke="currentColor" stroke-width="{width}" stroke-linejoin="round" d="{path}"/>'


#: In the order a bar and a key show them: done first, then moving, then what needs attention.
STATUSES: tuple[Status, ...] = (
    Status(
        key="complete",
        word="Complete",
        meaning="Done, with evidence accepted by another agency.",
        mark=_drawn("M1.5 8.5 6 13 14.5 3.5", "3"),
        ink="#17473e",
        tint="#d3e6de",
        solid=True,
    ),
    Status(
        key="on_track",
        word="On track",
        meaning="Going as planned.",
        mark=_filled("M1 5.2h6.5V1.5L15 8l-7.5 6.5v-3.7H1z"),
        ink="#14603f",
        tint="#def1e5",
    ),
    Status(
        key="waiting_evidence",
        word="Evidence outstanding",
        meaning="Evidence is still to be offered, or waits for another agency to judge it.",
        mark=_drawn("M3 1.5h6.5L13 5v9.5H3z") + _filled("M5.5 9h1.6v1.6H5.5zM9 9h1.6v1.6H9z"),
        ink="#0d4f79",
        tint="#dcebf7",
    ),
    Status(
        key="not_started",
        word="Not started",
        meaning="Agreed, but work has not begun.",
        mark=_drawn("M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z"),
        ink="#4a5753",
        tint="#eceeec",
    ),
    Status(
        key="at_risk",
        word="At risk",
        meaning="It may miss its date or its purpose.",
        mark=_drawn("M8 2 14.6 14H1.4z") + _filled("M7.1 6h1.8v4H7.1zM7.1 11h1.8v1.7H7.1z"),
        ink="#744500",
        tint="#fdecc8",
    ),
    Status(
        key="off_track",
        word="Off track",
        meaning="It will miss its date or its purpose unless something changes.",
        mark=_filled("M.8 2h14.4L8 14.8z"),
        ink="#96361a",
        tint="#fbe3da",
        solid=True,
    ),
    Status(
        key="late",
        word="Late",
        meaning="The due date has passed and it is not complete.",
        mark=_filled("M8 .8a7.2 7.2 0 1 0 0 14.4A7.2 7.2 0 0 0 8 .8zM7 3.5h2v4.1l3 1.9-1.1 1.7L7 8.7z"),
        ink="#a3161c",
        tint="#fbdedd",
        solid=True,
    ),
    Status(
        key="blocked",
        word="Blocked",
        meaning="It cannot move until somebody else acts.",
        mark=_filled("M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5zM4 6.8v2.4h8V6.8z"),
        ink="#5b2a6e",
        tint="#eee2f3",
        solid=True,
    ),
    Status(
        key="disputed",
        word="Disputed",
        meaning="The owner says one thing and the record says another.",
        mark=_drawn("M8 1.5 14.5 8 8 14.5 1.5 8z") + _filled("M8 1.5v13L1.5 8z"),
        ink="#7a1f5c",
        tint="#f7e0ef",
    ),
    Status(
        key="stale",
        word="Update overdue",
        meaning="Nobody has said how it is going for longer than agreed.",
        mark=_filled("M2.5.8h11v2.4L9.7 8l3.8 4.8v2.4h-11v-2.4L6.3 8 2.5 3.2z"),
        ink="#694826",
        tint="#f2e8da",
    ),
    Status(
        key="stopped",
        word="Stopped",
        meaning="The partnership agreed to stop it, with a reason.",
        mark=_filled("M2 2h12v12H2z"),
        ink="#30383b",
        tint="#dfe3e3",
        solid=True,
    ),
    Status(
        key="no_action",
        word="Nothing hangs from this yet",
        meaning="The promise is published, but no action in the plan serves it.",
        mark=(
            '<rect x="2" y="2" width="12" height="12" fill="none" stroke="currentColor" '
            'stroke-width="2" stroke-dasharray="3 2"/>'
        ),
        ink="#17211f",
        tint="#ffffff",
    ),
)

_BY_KEY = {status.key: status for status in STATUSES}
ORDER = {status.key: place for place, status in enumerate(STATUSES)}


class UnknownStatus(LookupError):
    """A status nobody has drawn."""


def status_for(value: str | Enum | Status) -> Status:
    """Find how a status looks.

    Args:
        value: its key, an enumeration member whose value is the key, or a Status.

    Raises:
        UnknownStatus: when no status has that key; the message lists those that exist.
    """
    if isinstance(value, Status):
        return value
    key = str(value.value if isinstance(value, Enum) else value)
    try:
        return _BY_KEY[key]
    except KeyError:
        known = ", ".join(_BY_KEY)
        raise UnknownStatus(f"No status is drawn for “{key}”. There are: {known}.") from None
