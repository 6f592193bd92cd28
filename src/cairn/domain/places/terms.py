"""Small values of places: kinds of area, how one lies in another, and what a look-up of a code finds."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from cairn.kernel.open_data.codes import IN_USE, NAMES, PLURALS, Kind
from cairn.kernel.open_data.facts import EVERYBODY, FEMALE, MALE

__all__ = ["EVERYBODY", "FEMALE", "IN_USE", "MALE", "NAMES", "PLURALS", "AreaKind", "CodeCheck", "Kind", "Relation",
           "Sex"]  # fmt: skip


class AreaKind(TextChoices):
    """What an area is."""

    LSOA = "lsoa", "LSOA"
    MSOA = "msoa", "MSOA"
    WARD = "ward", "Ward"
    AUTHORITY = "authority", "Local authority"


class Relation(TextChoices):
    """How one area lies in another, or what it became."""

    WITHIN = "within", "Lies within"
    BEST_FIT = "best fit", "Lies mostly within"
    PART = "part", "Lies partly within"
    BECAME = "became", "Became"


class Sex(TextChoices):
    """Whose residents are counted, in the words of the Census."""

    EVERYBODY = EVERYBODY, "Everybody"
    FEMALE = FEMALE, "Female"
    MALE = MALE, "Male"


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What is known of a code.

    Args:
        code: as asked.
        known: the area stands in the boundaries asked for.
        name: of the area, where it is known.
        problem: what is wrong, in a sentence; "" when nothing is, or when nothing can be said.
        certain: False where no list of such areas is loaded, so that only the shape could be checked.
    """

    code: str
    known: bool
    name: str = ""
    problem: str = ""
    certain: bool = True
