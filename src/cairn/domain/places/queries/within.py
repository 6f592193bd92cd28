"""In which of some areas points lie, asked in the database by the boundaries that are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cairn.domain.places.models import Boundary, Dataset
from cairn.domain.places.queries.areas import AreaLine, edition
from cairn.domain.places.terms import IN_USE
from cairn.kernel.open_data.boundaries import Ring, polygons_of

# PostgreSQL takes what differs by less than a millionth for the same, products of two lengths too: in whole degrees, a
# point a hundred metres off a short line would be on it, and in the areas on both its sides.
_UNIT = 1e-5


@dataclass(frozen=True, slots=True)
class Drawn:
    """The boundaries of some areas of one kind, each of them.

    Args:
        codes, rings: of each ring its area, and the ring as PostgreSQL writes a polygon: longitude, then latitude, each
            in units of ``_UNIT``.
        says: the licence sentences that stand beside what is made of them.
        thinned: some are thinned for drawing, so that a point near one may lie on its other side.
    """

    codes: tuple[str, ...]
    rings: tuple[str, ...]
    says: str
    thinned: bool


def drawn(areas: Sequence[AreaLine]) -> Drawn | None:
    """The boundaries of areas of one kind; of two of the same area the full line. None where one is missing."""
    if not areas:
        return None
    found = _drawn(edition(), areas[0].kind, tuple(sorted(area.code for area in areas)))
    return found if {area.code for area in areas} <= set(found.codes) else None


def lying_in(boundaries: Drawn, points: str) -> tuple[str, tuple[list[str], list[str]]]:
    """In which area each point lies, as SQL that gives ``x``, ``y`` and ``code``; one that lies in none is left out.

    A point is in an area that an odd number of its rings go round: so a hole is outside, and an island inside. One
    that lies on a line between two areas is in the one whose code comes first.

    Args:
        points: SQL that gives each point once, as ``x`` (longitude) and ``y`` (latitude) in degrees of WGS84.

    Returns:
        The SQL, and the parameters that stand after those of ``points``.
    """
    sql = f"""
        WITH point AS MATERIALIZED ({points}), ring AS MATERIALIZED (
            SELECT code, shape::polygon AS shape, box(shape::polygon) AS round
            FROM unnest(%s::text[], %s::text[]) AS given (code, shape)
        )
        SELECT x, y, min(code) AS code FROM (
            SELECT p.x, p.y, r.code FROM (SELECT x, y, point(x / {_UNIT}, y / {_UNIT}) AS at FROM point) p
            JOIN ring r ON r.round @> p.at AND r.shape @> p.at
            GROUP BY p.x, p.y, r.code HAVING mod(count(*), 2) = 1
        ) AS inside GROUP BY x, y
        """
    return sql, (list(boundaries.codes), list(boundaries.rings))


def point_of_postcode(column: str) -> str:
    """SQL of the rows of a postcode that is loaded: ``longitude`` and ``latitude``, at most one row; none otherwise.

    Args:
        column: the column that holds the postcode, as the post writes it.
    """
    return (
        "SELECT c.longitude, c.latitude FROM places_postcode c JOIN places_dataset d ON d.id = c.dataset_id"
        f" WHERE c.code = {column} AND d.superseded_at IS NULL ORDER BY c.id DESC LIMIT 1"
    )


@lru_cache(maxsize=8)  # boundaries change when a file is loaded, and then the edition does
def _drawn(_edition: tuple[int, int], kind: str, codes: tuple[str, ...]) -> Drawn:
    rows = Boundary.objects.filter(area__code__in=codes, area__year=IN_USE[kind], dataset__superseded_at__isnull=True)
    rows = rows.order_by("area__code", "is_thinned", "-pk").distinct("area__code")
    found: list[tuple[str, str]] = []
    used, thinned = set(), False
    for code, shape, dataset, light in rows.values_list("area__code", "geometry", "dataset_id", "is_thinned"):
        rings = [ring for polygon in polygons_of(shape) for ring in polygon]
        found += [(code, _polygon(ring)) for ring in rings]
        used.add(dataset)
        thinned = thinned or light
    says = " ".join(one.licence_sentence for one in Dataset.objects.filter(pk__in=used).order_by("key"))
    return Drawn(tuple(code for code, _ in found), tuple(ring for _, ring in found), says, thinned)


def _polygon(ring: Ring) -> str:
    return f"({','.join(f'({point[0] / _UNIT},{point[1] / _UNIT})' for point in ring)})"
