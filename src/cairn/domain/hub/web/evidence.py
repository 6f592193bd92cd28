"""What each column says of two records: a row each, with a small bar, to the left for two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from cairn.foundation.ui.charts import looks
from cairn.foundation.ui.charts.svg import element

_HALF, _HIGH, _MOST = 60.0, 14.0, 12.0  # half the width, the height, and the bits that fill a half
_STRONG, _CLEAR = 5, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """One column.

    Attributes:
        strength: in words, so that the bar need not be seen.
    """

    says: str
    strength: str
    bar: SafeString


def evidence_of(reasons: Iterable[Sequence]) -> list[Evidence]:
    """Rows of the chart, the strongest first, from (column, what it says, bits)."""
    return [Evidence(says[:1].upper() + says[1:], _strength(bits), _bar(bits)) for _column, says, bits in reasons]


def _strength(bits: float) -> str:
    how = "Strongly" if abs(bits) >= _STRONG else "Clearly" if abs(bits) >= _CLEAR else "Slightly"
    return f"{how} for {'one person' if bits > 0 else 'two people'}"


def _bar(bits: float) -> SafeString:
    wide = min(abs(bits), _MOST) / _MOST * _HALF
    start, fill = (_HALF, looks.FILL) if bits > 0 else (_HALF - wide, looks.TARGET)
    bar = element("rect", x=start, y=2.0, width=wide, height=_HIGH - 4, fill=fill)
    axis = element("rect", x=_HALF - 0.5, y=0.0, width=1.0, height=_HIGH, fill=looks.AXIS)
    drawn = element(
        "svg", bar + axis, class_="cairn-evidence", viewBox=f"0 0 {2 * _HALF:.0f} {_HIGH:.0f}", width=120, height=14,
        focusable="false", aria_hidden="true",
    )  # fmt: skip
    return mark_safe(drawn)  # numbers and our own words alone
