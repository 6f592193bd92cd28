"""Wards and local authorities as places of an analysis: which can be chosen, and how what lies in them hangs together.

A figure of a ward, of the authority it lies in and of the whole partnership are sums of each other. So whatever is
asked of a place is counted by every ward, and protected with all of them and with the authorities (``tabulating.py``);
only then is what was asked taken out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cairn.domain.analysis.tabulating import Figures, Key, protected
from cairn.domain.analysis.terms import NOT_KNOWN, OUTSIDE, PLACES, By, Window
from cairn.domain.places.api import AreaLine, Drawn, Kind, areas_of, drawn
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.disclosure import TOTAL

NO_AREA = (
    "Nothing says which local authorities this partnership covers, so nothing can be counted by place. Whoever runs"
    " this installation writes them down."
)
NO_BOUNDARIES = (
    "The boundaries of this partnership's wards are not loaded, so nothing can be counted by place. Whoever runs this"
    " installation loads them: cairn open-data load."
)


class NoPlaces(ValueError):
    """Nothing can be counted by place here; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Where:
    """The wards of a partnership, and the authorities they lie in.

    Args:
        wards, authorities: by name.
        boundaries: of the wards; by them a point is in one.
    """

    wards: tuple[AreaLine, ...]
    authorities: tuple[AreaLine, ...]
    boundaries: Drawn

    @property
    def names(self) -> dict[str, str]:
        """Code to name; of two wards of one name, with the authority each lies in."""
        called = {area.code: area.name for area in self.authorities}
        twice = [ward.name for ward in self.wards]
        return called | {
            ward.code: f"{ward.name} ({called.get(ward.authority_code, ward.code)})"
            if twice.count(ward.name) > 1 else ward.name
            for ward in self.wards
        }  # fmt: skip

    @property
    def lies_in(self) -> dict[str, str]:
        """Ward to authority; what lies in no ward lies in no authority either."""
        return {ward.code: ward.authority_code for ward in self.wards} | {NOT_KNOWN: NOT_KNOWN, OUTSIDE: OUTSIDE}

    def levels(self, place: str) -> dict[By, tuple[str, ...]]:
        """Wards and authorities in the order they are shown, of a place or of the whole partnership."""
        wards = tuple(ward.code for ward in self.wards if not place or ward.authority_code == place)
        return {By.WARD: wards, By.DISTRICT: tuple(area.code for area in self.authorities)}


def where_of(partnership_id: int) -> Where:
    """The places of a partnership.

    Raises:
        NoPlaces: nothing can be counted by place.
    """
    partnership = Partnership.objects.get(pk=partnership_id)
    wards = areas_of(partnership, Kind.WARD)
    if not wards:
        raise NoPlaces(NO_AREA)
    boundaries = drawn(wards)
    if boundaries is None:
        raise NoPlaces(NO_BOUNDARIES)
    return Where(wards, areas_of(partnership, Kind.AUTHORITY), boundaries)


def asks_where(by: Collection[str], place: str) -> bool:
    """Whether a question is about places."""
    return bool(place) or bool(PLACES & set(by))


def counted_by(by: Sequence[str], place: str) -> tuple[str, ...]:
    """By what it is counted: each ward stands first where the question is about places."""
    others = tuple(one for one in by if one not in PLACES)
    return (By.WARD.value, *others) if asks_where(by, place) else tuple(by)


def with_authorities(cells: Mapping[Key, int], lies_in: Mapping[str, str]) -> dict[Key, int]:
    """The same cells with the authority first, for the ward that stands first in them."""
    return {(lies_in.get(key[0], OUTSIDE), *key): number for key, number in cells.items()}


def protected_together(
    cells: Mapping[Key, int], by: Sequence[str], place: str, window: Window, lies_in: Mapping[str, str], **how: Any
) -> tuple[Figures, Figures]:
    """What may leave of a question about places.

    Args:
        cells: what was counted, by ``counted_by``.
        by, place, window: what was asked.
        lies_in: ward to authority.
        how: as of ``protected``.

    Returns:
        What was asked; and every figure it was protected with, which later tables have to know of.
    """
    together = protected(with_authorities(cells, lies_in), all_by(by, place), window, **how)
    return taken_out(together, by, place, lies_in), together


def all_by(by: Sequence[str], place: str) -> tuple[str, ...]:
    """By what it is protected: authorities, wards, and what stands beside them."""
    return (By.DISTRICT.value, *counted_by(by, place))


def taken_out(figures: Mapping[Key, int | None], by: Sequence[str], place: str, lies_in: Mapping[str, str]) -> Figures:
    """What was asked, out of figures by authority, ward and what stands beside them.

    Args:
        figures: by authority, ward and at most one more, totals among them.
        by: what was asked, in the order it is shown.
        place: code of a ward or an authority; "" for the whole partnership.

    Returns:
        Figures by what was asked; those of the place alone.
    """
    is_ward = place in lies_in and lies_in[place] != place
    found: Figures = {}
    for (authority, ward, *others), figure in figures.items():
        if By.WARD in by:
            fits = authority == (place or TOTAL) if ward == TOTAL else authority == TOTAL and (
                not place or lies_in.get(ward) == place
            )  # fmt: skip
        elif By.DISTRICT in by:
            fits = ward == TOTAL
        else:
            fits = (authority, ward) == ((TOTAL, place) if is_ward else (place, TOTAL))
        if fits:
            named = {By.WARD.value: ward, By.DISTRICT.value: authority}
            beside = iter(others)
            found[tuple(named[one] if one in named else next(beside) for one in by)] = figure
    return found
