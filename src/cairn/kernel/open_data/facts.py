"""What the readers of open data give back: plain facts, and the rows that could not be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.kernel.open_data.codes import Kind

EVERYBODY, FEMALE, MALE = "all", "female", "male"


class NotReadable(ValueError):
    """The file as a whole cannot be used; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that was not used: its line in the file (the first is 1), and why."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class AreaFact:
    """An area by its code, as it stood in the boundaries of one year."""

    code: str
    name: str
    kind: Kind
    year: int
    authority_code: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class LinkFact:
    """One area lies in another, wholly or in part, or became another.

    Args:
        share: of the first that lies in the second, from 0 to 1.
        relation: ``within``, ``best fit``, ``part`` or ``became``.
    """

    code: str
    year: int
    parent_code: str
    parent_year: int
    relation: str
    share: float = 1.0
    line: int = 0


@dataclass(frozen=True, slots=True)
class BoundaryFact:
    """The line round an area: a GeoJSON geometry, and a point inside or near its middle."""

    code: str
    year: int
    geometry: dict[str, Any]
    longitude: float
    latitude: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class PopulationFact:
    """How many people of one sex, age band and group live in an area; ``age_high`` None has no upper end."""

    code: str
    year: int
    sex: str
    age_low: int
    age_high: int | None
    count: int
    group: str = ""
    authority_code: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class DeprivationFact:
    """How deprived an area is in one domain; rank 1 and decile 1 are the most deprived of England."""

    code: str
    year: int
    domain: str
    rank: int
    decile: int | None
    score: float | None
    authority_code: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class CrimeFact:
    """One row of a street-level file: a place and a month, never a person."""

    month: date
    crime_id: str
    reported_by: str
    falls_within: str
    longitude: float | None
    latitude: float | None
    location: str
    lsoa_code: str
    category: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PostcodeFact:
    """A postcode as the post writes it, and the point that stands for all its addresses."""

    code: str
    longitude: float
    latitude: float
    line: int = 0


@dataclass(slots=True)
class Contents:
    """Everything one file holds.

    Args:
        key: which data set of the catalogue it is.
        part: what tells it from others of that data set, such as a force; "" for a file that is the whole.
        vintage: the time the figures are of, where the file itself says it; "" leaves it to the catalogue.
        rows: rows of the file that were used.
        unused: columns that are left alone, in words.
    """

    key: str
    part: str = ""
    vintage: str = ""
    rows: int = 0
    areas: list[AreaFact] = field(default_factory=list)
    links: list[LinkFact] = field(default_factory=list)
    boundaries: list[BoundaryFact] = field(default_factory=list)
    populations: list[PopulationFact] = field(default_factory=list)
    deprivations: list[DeprivationFact] = field(default_factory=list)
    crimes: list[CrimeFact] = field(default_factory=list)
    postcodes: list[PostcodeFact] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unused: Sequence[str] = ()
