"""Whether a place code names a place: a slot for the context that keeps places and their boundaries.

Measures asks every function in ``PLACE_CHECKS``; the first that finds something wrong is believed.
What is there from the start knows the authorities and wards of the shipped gazetteer, of 2025.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

_GAZETTEER = ("authorities.csv", "wards.csv")
# Kinds of area by the first three signs of an ONS code: what the gazetteer holds, and could be missing from.
_KINDS = {"E05": "ward", "E06": "authority"}
_CODE = re.compile(r"[EWSNK]\d{8}")


def gazetteer_problem(code: str) -> str:
    """What is wrong with a code, in words to follow a row's name; "" when nothing is."""
    if not _CODE.fullmatch(code):
        return f"“{code}” is not a place code. Codes look like E05015180."
    if code[:3] in _KINDS and code not in _known():
        return (
            f"there is no {_KINDS[code[:3]]} {code} in the gazetteer of 2025. "
            "Look whether the code belongs to another year's boundaries."
        )
    return ""


#: From a code to what is wrong with it, "" when nothing is. The places context adds or replaces here.
PLACE_CHECKS: list[Callable[[str], str]] = [gazetteer_problem]


def place_problem(code: str) -> str:
    """The first thing any of the checks finds wrong with a place code; "" when nothing is."""
    return next((said for check in PLACE_CHECKS if (said := check(code))), "")


@cache
def _known() -> frozenset[str]:
    folder = files("cairn") / "content" / "gazetteer"
    texts = [(folder / name).read_text(encoding="utf-8") for name in _GAZETTEER]
    return frozenset(row["code"] for text in texts for row in csv.DictReader(text.splitlines()))
