"""Numbers and percentages as partners write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cairn.kernel.workbooks.grid import Value, text_of

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_NOTHING = re.compile(r"-+|n/?a|none|nil return|not (available|applicable|recorded)|\.+|\*|:|z|c", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says of how many, or of what share (in per cent).

    Args:
        value: the number, or None.
        unsure: it could be meant otherwise; as a sentence.
        problem: why it could not be read, as a sentence.
    """

    value: float | None = None
    unsure: str = ""
    problem: str = ""


def read_number(value: Value) -> Amount:
    """A number; thousands may be parted by commas, and a pound sign may stand before it."""
    if isinstance(value, bool) or (value is not None and not isinstance(value, int | float | str)):
        return Amount(problem=f"“{text_of(value)}” is not a number.")
    if isinstance(value, int | float):
        return Amount(float(value))
    text = text_of(value)
    if not text or _NOTHING.fullmatch(text):
        return Amount()
    plain = text.removeprefix("£").replace(" ", "")
    if _NUMBER.fullmatch(plain):
        return Amount(float(plain.replace(",", "")))
    return Amount(problem=f"“{text[:40]}” is not a number.")


def read_percentage(value: Value) -> Amount:
    """A share in per cent: "45%", "45 per cent", 45, or 0.45 as a spreadsheet holds 45%.

    A number between 0 and 1 without a sign is taken as a share of one, and said to be unsure.
    """
    if isinstance(value, str):
        text = text_of(value)
        plain = re.sub(r"\s*(%|per ?cent|pct)\.?$", "", text, flags=re.IGNORECASE)
        found = read_number(plain)
        if found.value is None or plain != text:
            return Amount(found.value, problem=found.problem and f"“{text[:40]}” is not a percentage.")
    else:
        found = read_number(value)
    if found.value is not None and 0 < abs(found.value) <= 1:
        share = round(found.value * 100, 10)
        return Amount(share, unsure=f"{text_of(value)} was read as {text_of(share)}%.")
    return found
