"""What other contexts may use of places: areas, codes, populations, police open data, and loading them."""

from cairn.domain.places import policies
from cairn.domain.places.catalogue import Address, addresses
from cairn.domain.places.models import Area, Dataset
from cairn.domain.places.queries.areas import (
    AreaLine,
    areas_in,
    areas_named,
    areas_of,
    attribution,
    edition,
    in_force,
    known_code,
)
from cairn.domain.places.queries.crimes import MonthCounts, street_crimes_by_month
from cairn.domain.places.queries.maps import map_of
from cairn.domain.places.queries.populations import (
    EVERY_AGE,
    NO_SOURCE,
    Ages,
    Denominator,
    NoDenominator,
    population,
    population_of_each,
)
from cairn.domain.places.queries.within import Drawn, drawn, lying_in, point_of_postcode
from cairn.domain.places.services.folders import NotUsed, in_order, load_folder
from cairn.domain.places.services.loading import CannotLoadOpenData, Outcome, load_file
from cairn.domain.places.terms import EVERYBODY, FEMALE, MALE, CodeCheck, Kind

__all__ = [
    "EVERYBODY",
    "EVERY_AGE",
    "FEMALE",
    "MALE",
    "NO_SOURCE",
    "Address",
    "Ages",
    "Area",
    "AreaLine",
    "CannotLoadOpenData",
    "CodeCheck",
    "Dataset",
    "Denominator",
    "Drawn",
    "Kind",
    "MonthCounts",
    "NoDenominator",
    "NotUsed",
    "Outcome",
    "addresses",
    "areas_in",
    "areas_named",
    "areas_of",
    "attribution",
    "drawn",
    "edition",
    "in_force",
    "in_order",
    "known_code",
    "load_file",
    "load_folder",
    "lying_in",
    "map_of",
    "point_of_postcode",
    "policies",
    "population",
    "population_of_each",
    "street_crimes_by_month",
]
