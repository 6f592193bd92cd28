"""Which loaded area a row of a file is about, and what to say of a code that names none."""

from __future__ import annotations

from collections.abc import Iterable

from cairn.domain.places.models import Area, AreaLink
from cairn.domain.places.terms import Relation
from cairn.kernel.open_data.codes import NAMES, PLURALS, Kind, kind_of, with_article

Place = tuple[str, int]


class Gazetteer:
    """The areas that are loaded, by code and year; asked for once a file."""

    def __init__(self) -> None:
        rows = Area.objects.values_list("pk", "code", "year", "name", "kind", "authority_code")
        self._key: dict[Place, int] = {}
        self._years: dict[str, dict[int, str]] = {}
        self._sorts: set[tuple[str, int]] = set()
        self._authorities: set[str] = set()
        self._nowhere: set[Place] = set()
        for pk, code, year, name, kind, authority in rows:
            self._key[code, year] = pk
            self._years.setdefault(code, {})[year] = name
            if not authority:
                self._nowhere.add((code, year))
            self._sorts.add((kind, year))
            if kind == Kind.LSOA:
                self._authorities.add(authority)

    def key(self, code: str, year: int) -> int | None:
        """Primary key of an area, or None."""
        return self._key.get((code, year))

    def has_any(self, kind: Kind, year: int) -> bool:
        """True when areas of that kind and year are loaded at all."""
        return (kind.value, year) in self._sorts

    def covers(self, authority_code: str) -> bool:
        """True when the LSOAs of that authority are loaded, so that one that is missing does not exist."""
        return bool(authority_code) and authority_code in self._authorities

    def name(self, code: str, year: int) -> str:
        """The name of an area; "" where it is not known."""
        return self._years.get(code, {}).get(year, "")

    def lacks_authority(self, code: str, year: int) -> bool:
        """True for an area that is loaded without the authority it lies in, as boundaries of the ONS are."""
        return (code, year) in self._nowhere

    def stands_elsewhere(self, code: str) -> bool:
        """True when the code is known from another year's boundaries."""
        return code in self._years

    def problem(self, code: str, year: int) -> str:
        """Why no row can be about this code in that year's boundaries, in a sentence."""
        kind = kind_of(code)
        if kind is None:
            return f"“{code[:20]}” is not the code of an area."
        if years := sorted(self._years.get(code, {})):
            name = self._years[code][years[-1]]
            said = f"{code} ({name}) is {with_article(kind)} of {years[-1]}, not of {year}."
            return said + what_became(code, years[-1])
        return f"There is no {NAMES[kind]} {code} in the boundaries of {year} that are loaded here."


def what_became(code: str, year: int) -> str:
    """What the look-up says became of a code, as a sentence with a space before it; "" where it says nothing."""
    links = AreaLink.objects.filter(
        relation=Relation.BECAME, dataset__superseded_at__isnull=True
    ).order_by("-share", "pk")  # fmt: skip
    after = list(links.filter(area__code=code, area__year=year).values_list("parent__code", "parent__year"))
    if after:
        return f" It became {_listed(found for found, _ in after)} in {after[0][1]}."
    before = list(links.filter(parent__code=code, parent__year=year).values_list("area__code", "area__year"))
    if before:
        return f" It was made from {_listed(found for found, _ in before)} of {before[0][1]}."
    return ""


def none_loaded(kind: Kind, year: int) -> str:
    """The sentence for a file of figures about areas that are not loaded at all."""
    return (
        f"No {PLURALS[kind]} of {year} are loaded, so no row can be placed. Load their boundaries or their look-up"
        " first, or put them into the same folder."
    )


def _listed(codes: Iterable[str]) -> str:
    *before, last = codes
    return f"{', '.join(before)} and {last}" if before else last
