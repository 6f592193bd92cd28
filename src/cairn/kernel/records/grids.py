"""From the British National Grid to WGS84 and back, to about five metres.

Transverse Mercator on the Airy 1830 ellipsoid and a Helmert transformation of seven parameters, as in Ordnance
Survey, "A guide to coordinate systems in Great Britain" (v3.6), sections 6.6 and annexes B and C. The survey's own
grid of corrections (OSTN15) is finer; the places of incidents are not known that finely.
"""

from __future__ import annotations

from functools import lru_cache
from math import atan2, cos, degrees, radians, sin, sqrt, tan

# Each ellipsoid by its half axes in metres, and the square of its eccentricity.
_AIRY, _WGS84 = ((major, minor, 1 - (minor / major) ** 2) for major, minor in (
    (6_377_563.396, 6_356_256.909), (6_378_137.0, 6_356_752.314_1)
))  # fmt: skip
_SCALE, _EAST, _NORTH = 0.999_601_271_7, 400_000.0, -100_000.0
_ORIGIN_LATITUDE, _ORIGIN_LONGITUDE = radians(49.0), radians(-2.0)
# From WGS84 to OSGB36: metres, parts per million, seconds of arc; the way back has the other signs.
_THERE, _BACK = (
    (*(sign * metres for metres in (-446.448, 125.157, -542.060)), 1 + sign * 20.4894e-6,
     *(sign * radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421)))
    for sign in (1, -1)
)  # fmt: skip
# Of the arc of the meridian: the powers of n = (a - b) / (a + b), each with the sines it goes with.
_N = (_AIRY[0] - _AIRY[1]) / (_AIRY[0] + _AIRY[1])
_ARC = (
    1 + _N + 1.25 * _N**2 + 1.25 * _N**3, 3 * _N + 3 * _N**2 + 21 / 8 * _N**3, 15 / 8 * _N**2 + 15 / 8 * _N**3,
    35 / 24 * _N**3,
)  # fmt: skip
_LEVEL = 1e-13  # radians: a thousandth of a millimetre
EASTINGS, NORTHINGS = (0, 700_000), (0, 1_300_000)
# Wider than the grid, whose own bounds decide: a place is inside by both ways of writing it, or by neither.
LATITUDES, LONGITUDES = (49.0, 62.5), (-10.5, 5.0)


@lru_cache(maxsize=32_768)
def to_wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in degrees of a place on the National Grid.

    Args:
        easting, northing: metres from the false origin south-west of the Isles of Scilly.

    Raises:
        ValueError: when they lie outside Great Britain.
    """
    _check(easting, northing)
    latitude, longitude = _unproject(easting, northing)
    return _to_degrees(_moved(_cartesian(latitude, longitude, _AIRY), _BACK), _WGS84)


@lru_cache(maxsize=32_768)
def to_grid(latitude: float, longitude: float) -> tuple[float, float]:
    """Easting and northing in metres of a place given in degrees of WGS84.

    Raises:
        ValueError: when it lies outside Great Britain.
    """
    if not (LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]):
        raise ValueError("lies outside Great Britain")
    moved = _moved(_cartesian(radians(latitude), radians(longitude), _WGS84), _THERE)
    found = _to_degrees(moved, _AIRY)
    place = _project(radians(found[0]), radians(found[1]))
    _check(*place)
    return place


def _check(easting: float, northing: float) -> None:
    if not (EASTINGS[0] <= easting <= EASTINGS[1] and NORTHINGS[0] < northing <= NORTHINGS[1]):
        raise ValueError("lies outside Great Britain")


def _cartesian(latitude: float, longitude: float, ellipsoid: tuple[float, ...]) -> tuple[float, float, float]:
    major, _minor, square = ellipsoid
    radius = major / sqrt(1 - square * sin(latitude) ** 2)
    level = radius * cos(latitude)
    return level * cos(longitude), level * sin(longitude), radius * (1 - square) * sin(latitude)


def _to_degrees(place: tuple[float, float, float], ellipsoid: tuple[float, ...]) -> tuple[float, float]:
    x, y, z = place
    major, _minor, square = ellipsoid
    level = sqrt(x * x + y * y)
    latitude, before = atan2(z, level * (1 - square)), 0.0
    while abs(latitude - before) > _LEVEL:
        before, height = latitude, sin(latitude)
        latitude = atan2(z + square * major / sqrt(1 - square * height * height) * height, level)
    return degrees(latitude), degrees(atan2(y, x))


def _moved(place: tuple[float, float, float], by: tuple[float, ...]) -> tuple[float, float, float]:
    x, y, z = place
    dx, dy, dz, size, rx, ry, rz = by
    return dx + x * size - y * rz + z * ry, dy + x * rz + y * size - z * rx, dz - x * ry + y * rx + z * size


def _meridian(latitude: float) -> float:
    less, more = latitude - _ORIGIN_LATITUDE, latitude + _ORIGIN_LATITUDE
    return _AIRY[1] * _SCALE * (
        _ARC[0] * less - _ARC[1] * sin(less) * cos(more) + _ARC[2] * sin(2 * less) * cos(2 * more)
        - _ARC[3] * sin(3 * less) * cos(3 * more)
    )  # fmt: skip


def _radii(latitude: float) -> tuple[float, float, float]:
    """The radii of curvature across and along the meridian, and what they differ by (nu, rho, eta squared)."""
    square = _AIRY[2]
    part = 1 - square * sin(latitude) ** 2
    nu = _AIRY[0] * _SCALE / sqrt(part)
    rho = nu * (1 - square) / part
    return nu, rho, nu / rho - 1


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    nu, rho, eta2 = _radii(latitude)
    s, c, t2 = sin(latitude), cos(latitude), tan(latitude) ** 2
    east = longitude - _ORIGIN_LONGITUDE
    northing = (
        _meridian(latitude) + _NORTH
        + nu / 2 * s * c * east**2
        + nu / 24 * s * c**3 * (5 - t2 + 9 * eta2) * east**4
        + nu / 720 * s * c**5 * (61 - 58 * t2 + t2**2) * east**6
    )  # fmt: skip
    easting = (
        _EAST + nu * c * east
        + nu / 6 * c**3 * (nu / rho - t2) * east**3
        + nu / 120 * c**5 * (5 - 18 * t2 + t2**2 + 14 * eta2 - 58 * t2 * eta2) * east**5
    )  # fmt: skip
    return easting, northing


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    latitude = (northing - _NORTH) / (_AIRY[0] * _SCALE) + _ORIGIN_LATITUDE
    while abs(left := northing - _NORTH - _meridian(latitude)) > 1e-5:
        latitude += left / (_AIRY[0] * _SCALE)
    nu, rho, eta2 = _radii(latitude)
    t, c = tan(latitude), 1 / cos(latitude)
    t2, east = t * t, easting - _EAST
    found = (
        latitude
        - t / (2 * rho * nu) * east**2
        + t / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * east**4
        - t / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t2**2) * east**6
    )
    longitude = (
        _ORIGIN_LONGITUDE + c / nu * east
        - c / (6 * nu**3) * (nu / rho + 2 * t2) * east**3
        + c / (120 * nu**5) * (5 + 28 * t2 + 24 * t2**2) * east**5
        - c / (5040 * nu**7) * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3) * east**7
    )  # fmt: skip
    return found, longitude
