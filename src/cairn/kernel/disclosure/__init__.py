"""Disclosure control: what may be shown of a table of counts so that nobody in it can be worked out."""

from cairn.kernel.disclosure.breakdowns import (
    EVERYONE,
    SOME,
    WHOLE,
    Circumstances,
    Counted,
    Figure,
    Group,
    Kept,
    Range,
    protect_breakdowns,
    ranges_of,
)
from cairn.kernel.disclosure.cubes import TOTAL, Cube, Key
from cairn.kernel.disclosure.protecting import CannotProtect, Protected, protect
from cairn.kernel.disclosure.rules import PARTNERS, PUBLIC, Audience, Rule, Shown, Why

__all__ = [
    "EVERYONE",
    "PARTNERS",
    "PUBLIC",
    "SOME",
    "TOTAL",
    "WHOLE",
    "Audience",
    "CannotProtect",
    "Circumstances",
    "Counted",
    "Cube",
    "Figure",
    "Group",
    "Kept",
    "Key",
    "Protected",
    "Range",
    "Rule",
    "Shown",
    "Why",
    "protect",
    "protect_breakdowns",
    "ranges_of",
]
