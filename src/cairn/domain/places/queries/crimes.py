"""Street-level crimes by month; a month nobody published is missing, not zero."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cairn.domain.places.models import Area, StreetCrime
from cairn.domain.places.queries.areas import in_force
from cairn.domain.places.terms import IN_USE, Kind
from cairn.kernel.open_data.police import KEY

CAVEAT = (
    "Records that police published, counted by the LSOA each states; those without a place are in no area. A record is"
    " one crime or incident, and says nothing of people."
)


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """Counts by month with their source; None for a month that is not loaded for every force concerned."""

    months: tuple[tuple[date, int | None], ...]
    licence: str
    says: str

    @property
    def total(self) -> int:
        """Of the months that are there."""
        return sum(count for _, count in self.months if count is not None)


def street_crimes_by_month(
    authority_codes: Collection[str], category: str = "", months: Iterable[date] = ()
) -> MonthCounts:
    """How many rows of police open data lie in authorities, month by month.

    Args:
        authority_codes: of the authorities in use.
        category: as police.uk writes it, such as ``Burglary``; "" for all.
        months: first days; every month that is loaded when left out.

    Returns:
        The counts. Exact duplicates count each, since each is an incident.
    """
    rows = StreetCrime.objects.filter(dataset__superseded_at__isnull=True, lsoa_code__in=_lsoas(authority_codes))
    forces = _forces(authority_codes)
    covered = _covered(forces)
    wanted = sorted(set(months) or covered)
    if category:
        rows = rows.filter(category=category)
    counts = dict(rows.values_list("month").annotate(count=Count("pk")).order_by())
    sources = in_force().filter(key=KEY, part__in=forces).order_by("part", "vintage")
    first = sources.first()
    said = f"Police open data of {_listed(forces)}. {first.attribution} {CAVEAT}" if first else ""
    return MonthCounts(
        tuple((month, counts.get(month, 0) if month in covered else None) for month in wanted),
        first.licence if first else "",
        said,
    )


def crimes_by_lsoa(authority_codes: Collection[str]) -> dict[str, int]:
    """LSOA code to the rows that state it, over all months that are loaded."""
    rows = StreetCrime.objects.filter(dataset__superseded_at__isnull=True, lsoa_code__in=_lsoas(authority_codes))
    return dict(rows.values_list("lsoa_code").annotate(count=Count("pk")).order_by())


def _lsoas(authority_codes: Collection[str]):
    areas = Area.objects.filter(authority_code__in=authority_codes, kind=Kind.LSOA, year=IN_USE[Kind.LSOA])
    return areas.values("code")


def _forces(authority_codes: Collection[str]) -> list[str]:
    """The force of each authority: whose rows there are most of."""
    rows = StreetCrime.objects.filter(dataset__superseded_at__isnull=True)
    found = set()
    for authority in authority_codes:
        there = rows.filter(lsoa_code__in=_lsoas([authority])).values_list("reported_by").annotate(count=Count("pk"))
        if most := there.order_by("-count", "reported_by").first():
            found.add(most[0])
    return sorted(found)


def _covered(forces: Collection[str]) -> set[date]:
    """Months for which every one of the forces is loaded."""
    months: dict[str, set[str]] = {}
    for part, vintage in in_force().filter(key=KEY, part__in=forces).values_list("part", "vintage"):
        months.setdefault(part, set()).add(vintage)
    shared = set.intersection(*months.values()) if months and len(months) == len(forces) else set()
    return {date(int(month[:4]), int(month[5:]), 1) for month in shared}


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
