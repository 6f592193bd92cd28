"""Disclosure control: what may be shown of a table of counts so that nobody in it can be worked out."""

from cairn.kernel.disclosure.cubes import TOTAL, Cube, Key
from cairn.kernel.disclosure.protecting import CannotProtect, Protected, protect
from cairn.kernel.disclosure.rules import PARTNERS, PUBLIC, Audience, Rule, Shown, Why

__all__ = [
    "PARTNERS",
    "PUBLIC",
    "TOTAL",
    "Audience",
    "CannotProtect",
    "Cube",
    "Key",
    "Protected",
    "Rule",
    "Shown",
    "Why",
    "protect",
]
