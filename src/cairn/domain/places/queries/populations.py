"""How many people live in areas, by sex and age; or why no sourced number can be given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from cairn.domain.places import gazetteer
from cairn.domain.places.models import Area, Population
from cairn.domain.places.queries.areas import known_code
from cairn.domain.places.terms import EVERYBODY, FEMALE, IN_USE, NAMES, Kind
from cairn.kernel.open_data.codes import kind_of
from cairn.kernel.open_data.population import bands_covering

Ages = tuple[int, int | None]
EVERY_AGE: Ages = (0, None)
NO_SOURCE = "No sourced denominator exists"


@dataclass(frozen=True, slots=True)
class Denominator:
    """A number of people with where it comes from.

    Args:
        count: people.
        vintage: the time it is of.
        licence: the licence's name.
        says: the sentence that stands beside it: source, vintage, attribution.
        is_estimate: it was not counted.
        how: how it was put together, where it was.
        dataset: key of the data set; ``gazetteer`` for what ships with Cairn.
    """

    count: int
    vintage: str
    licence: str
    says: str
    is_estimate: bool
    how: str
    dataset: str

    exists = True


@dataclass(frozen=True, slots=True)
class NoDenominator:
    """No sourced number exists for what was asked; ``says`` why, and what to do."""

    says: str

    exists = False


_Found = tuple[Denominator, dict[str, int]]  # all together, and by code


def population(
    area_codes: Collection[str], sex: str = EVERYBODY, ages: Ages = EVERY_AGE, on: date | None = None, group: str = ""
) -> Denominator | NoDenominator:
    """How many people live in areas together.

    Args:
        area_codes: LSOAs, MSOAs, wards or authorities, all of one kind.
        sex: ``all``, ``female`` or ``male``.
        ages: (lowest, highest) in whole years; highest None for no upper end.
        on: the day the number is wanted for; of several sources that count, the nearest in time is taken.
        group: a breakdown and category as the Census file has them; "" for everybody.

    Returns:
        The number with its source. A count goes before an estimate. ``NoDenominator`` where no one source
        has the breakdown for every area: nothing is guessed and no two sources are mixed.
    """
    codes = sorted({code.strip().upper() for code in area_codes})
    kinds = {kind_of(code) for code in codes}
    if not codes or len(kinds) != 1 or None in kinds:
        return NoDenominator("Give codes of areas that are all of one kind.")
    [kind] = kinds
    if (found := _counted(codes, sex, ages, on, group)) is not None:
        return found[0]
    if kind is Kind.AUTHORITY and (found := _from_lsoas(codes, sex, ages, on, group)) is not None:
        return found
    if problem := next((check.problem for code in codes if (check := known_code(code, kind)).problem), ""):
        return NoDenominator(problem)
    if (found := _shipped(codes, kind, sex, ages, group)) is not None:
        return found
    return NoDenominator(
        f"{NO_SOURCE} for {_people(sex, ages, group)} by {NAMES[kind]}. Enter one with its source, or choose people"
        " whom a loaded source counts. See what is loaded: cairn open-data status."
    )


def population_of_each(
    area_codes: Collection[str], sex: str = EVERYBODY, ages: Ages = EVERY_AGE, on: date | None = None, group: str = ""
) -> dict[str, Denominator] | NoDenominator:
    """How many people live in each of some areas, by code: all of them from one source, so that they compare.

    Args:
        area_codes: as for ``population``; the others too.

    Returns:
        One number for each code, or ``NoDenominator`` where no one source has them all; a few queries,
        however many areas.
    """
    codes = sorted({code.strip().upper() for code in area_codes})
    kinds = {kind_of(code) for code in codes}
    if len(kinds) == 1 and (found := _counted(codes, sex, ages, on, group)) is not None:
        whole, by_code = found
        return {code: replace(whole, count=count) for code, count in by_code.items()}
    together = population(codes, sex, ages, on, group)
    if isinstance(together, NoDenominator):
        return together
    if together.dataset == "gazetteer":
        [kind] = kinds
        return {code: one for code in codes if (one := _shipped([code], kind, sex, ages, group)) is not None}
    each = {code: population([code], sex, ages, on, group) for code in codes}  # authorities, from their LSOAs
    return next((one for one in each.values() if isinstance(one, NoDenominator)), each)


def _rows(sex: str, group: str) -> QuerySet[Population]:
    return Population.objects.filter(sex=sex, group=group, dataset__superseded_at__isnull=True)


def _counted(codes: list[str], sex: str, ages: Ages, on: date | None, group: str) -> _Found | None:
    """From rows of the areas themselves."""
    rows = _rows(sex, group).filter(area__code__in=codes)
    return _best(rows, Q(), set(codes), "area__code", ages, on, how="")


def _from_lsoas(codes: list[str], sex: str, ages: Ages, on: date | None, group: str) -> Denominator | None:
    """An authority as the sum of its LSOAs, where every one of them is counted."""
    if Area.objects.filter(code__in=codes, year=IN_USE[Kind.AUTHORITY]).count() != len(codes):
        return None
    rows = _rows(sex, group).filter(area__authority_code__in=codes, area__kind=Kind.LSOA)
    found = _best(rows, Q(authority_code__in=codes), set(), "area__code", ages, on, how="Added up from its LSOAs.")
    return found[0] if found else None


def _best(
    rows: QuerySet[Population], all_of: Q, wanted: set[str], by: str, ages: Ages, on: date | None, *, how: str
) -> _Found | None:
    """The best single data set that has every area and every band wanted."""
    found: list[tuple[tuple, _Found]] = []
    sets: dict[int, dict[tuple[Ages, int], dict[str, int]]] = {}
    about: dict[int, Population] = {}
    for row in rows.select_related("dataset", "area"):
        bands = sets.setdefault(row.dataset_id, {})
        bands.setdefault(((row.age_low, row.age_high), row.area.year), {})[row.area.code] = row.count
        about[row.dataset_id] = row
    for pk, bands in sets.items():
        dataset, year = about[pk].dataset, about[pk].area.year
        need = wanted or set(Area.objects.filter(all_of, kind=Kind.LSOA, year=year).values_list("code", flat=True))
        there = [band for (band, _), counts in bands.items() if need <= counts.keys()]
        cover = bands_covering(ages, there)
        if not cover:
            continue
        by_code = {code: sum(bands[band, year][code] for band in cover) for code in need}
        away = abs((dataset.reference_on - on).days) if on and dataset.reference_on else 0
        found.append(
            ((dataset.is_estimate, away, len(cover), -(dataset.reference_on or date.min).toordinal()),
             (Denominator(sum(by_code.values()), dataset.vintage, dataset.licence, dataset.licence_sentence,
                          dataset.is_estimate, how, dataset.key), by_code))
        )  # fmt: skip
    return min(found, key=lambda one: one[0])[1] if found else None


def _shipped(codes: list[str], kind: Kind, sex: str, ages: Ages, group: str) -> Denominator | None:
    """Everybody in a ward or authority, from the gazetteer."""
    known = {Kind.WARD: gazetteer.wards, Kind.AUTHORITY: gazetteer.authorities}.get(kind, dict)()
    if (sex, ages, group) != (EVERYBODY, EVERY_AGE, "") or not all(code in known for code in codes):
        return None
    estimated = any(known[code].is_estimate for code in codes)
    title = "Residents by ward, estimated from Census 2021" if estimated else "Census 2021: usual residents"
    return Denominator(
        sum(known[code].residents for code in codes), gazetteer.VINTAGE, gazetteer.LICENCE,
        f"{title}, {gazetteer.VINTAGE}. {gazetteer.ATTRIBUTION}", estimated,
        "From the gazetteer that ships with Cairn.", "gazetteer",
    )  # fmt: skip


def _people(sex: str, ages: Ages, group: str) -> str:
    who = {EVERYBODY: "people", FEMALE: "women and girls"}.get(sex, "men and boys")
    low, high = ages
    aged = "" if ages == EVERY_AGE else f" aged {low} and over" if high is None else f" aged {low} to {high}"
    return f"{who}{aged}{f' ({group})' if group else ''}"
