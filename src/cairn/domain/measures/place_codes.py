"""Whether a place code names a place, in the boundaries of the right year: asked of places."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cairn.domain.places.api import Kind, known_code
from cairn.kernel.open_data.codes import IN_USE, NAMES, kind_of, with_article


def place_checker() -> Callable[[str], str]:
    """From a place code to what is wrong with it, "" when nothing is.

    One checker serves one act, such as a file that is loaded: what it asked once it does not ask again.
    """
    return cache(_problem)


def _problem(code: str) -> str:
    kind = kind_of(code)
    if kind is None:
        return f"“{code}” is not a place code. Codes look like E05015180."
    found = known_code(code, kind)
    if found.problem or found.certain or kind not in (Kind.WARD, Kind.AUTHORITY):
        return found.problem
    return (
        f"There is no {NAMES[kind]} {code} in the gazetteer of {IN_USE[kind]}. Look whether it is "
        f"{with_article(kind)} of another year's boundaries, or have that year's open data loaded."
    )
