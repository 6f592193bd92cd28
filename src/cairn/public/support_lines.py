"""Where to get help. Facts from public pages; each is to be confirmed with its owner before live use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One support line.

    Args:
        number: as it is dialled, with spaces for reading.
        whom: whom it is for.
        note: hours or area.
    """

    name: str
    number: str
    whom: str
    note: str = ""

    @property
    def dial(self) -> str:
        """The number for a tel: link."""
        return self.number.replace(" ", "")


EMERGENCY = Line("Emergency", "999", "anyone in immediate danger", "Cannot speak? On a mobile, listen, then press 55.")
LINES = (
    Line("National Domestic Abuse Helpline", "0808 2000 247", "women, and friends and family", "free, day and night"),
    Line("Men's Advice Line", "0808 801 0327", "men who are being abused"),
    Line("Galop", "0800 999 5428", "lesbian, gay, bisexual and transgender people"),
    Line("Respect Phoneline", "0808 802 4040", "people worried about how they treat a partner"),
    Line("Samaritans", "116 123", "anyone who needs to talk", "free, day and night"),
    Line("Victim Support", "0808 168 9111", "anyone affected by crime", "free, day and night"),
    Line("Police, not an emergency", "101", "anyone"),
)
