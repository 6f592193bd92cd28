"""Meetings as an iCalendar file (RFC 5545), which every diary reads.

Moments are written in UTC, so that no time zone need be described. Lines end in CRLF and are folded at
75 octets (section 3.1); text is escaped as section 3.3.11 asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75  # octets of a line, its end left out
PRODUCT = "-//Cairn//Boards//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting in a diary.

    Args:
        uid: the same for ever, and nobody else's; diaries know the event by it.
        starts_at, ends_at: with a time zone.
        summary: what the diary shows; whoever looks over a shoulder reads it.
        url: where more stands, or "".
        description: a sentence or two, or "".
        location: where, or "".
        revision: goes up with each change, so that diaries take the newer one.
        cancelled: it will not take place.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    url: str = ""
    description: str = ""
    location: str = ""
    revision: int = 0
    cancelled: bool = False


def calendar_text(events: Iterable[Event], *, name: str, at: datetime) -> str:
    """A whole calendar.

    Args:
        events: in the order they shall stand.
        name: what diaries call it; "" for none.
        at: the moment it is written, with a time zone.

    Raises:
        ValueError: for a moment without a time zone, an event that ends before it starts, or a line
            break or control character in a uid or address.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if name:
        lines.append(f"X-WR-CALNAME:{escaped(name)}")
    for event in events:
        lines += _event_lines(event, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line break escaped, other control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(letter for letter in text if letter == "\t" or ord(letter) >= 32 and ord(letter) != 127)


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never inside a character; each further piece begins with a space."""
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, taken, room = [], 0, LONGEST
    for letter in line:
        size = len(letter.encode(errors="surrogatepass"))
        if taken + size > room:
            yield "".join(piece)
            piece, taken, room = [], 0, LONGEST - 1  # the space counts
        piece.append(letter)
        taken += size
    yield "".join(piece)


def _event_lines(event: Event, at: datetime) -> list[str]:
    if event.ends_at < event.starts_at:
        raise ValueError(f"The event {event.uid} ends before it starts.")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_plain(event.uid)}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SEQUENCE:{event.revision}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        f"SUMMARY:{escaped(event.summary)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{escaped(event.description)}")
    if event.location:
        lines.append(f"LOCATION:{escaped(event.location)}")
    if event.url:
        lines.append(f"URL:{_plain(event.url)}")
    return [*lines, "CLASS:PRIVATE", "END:VEVENT"]


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("A moment in a calendar needs a time zone.")
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(value: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise ValueError("A uid or address in a calendar holds no line break.")
    return value
