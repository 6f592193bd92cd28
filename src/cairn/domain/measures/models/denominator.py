"""How many residents there are, where somebody entered it with its source. The newest counts; none is changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.measures.models.measure import Measure, OfMeasure
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.terms import HISTORY, Sensitivity


class Denominator(OfMeasure):
    """A number of residents: of the whole area, of one group of it, or of one place."""

    fence = HISTORY
    sensitivity = dict.fromkeys(
        ("partnership_id", "measure_id", "dimension", "category", "place", "value", "source", "vintage",
         "is_estimate", "by_id", "at"),
        Sensitivity.PARTNERSHIP,
    )  # fmt: skip

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="denominators")
    dimension = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=9, blank=True, help_text="Code of a place; empty for the whole area.")
    value = models.DecimalField(max_digits=16, decimal_places=4)
    source = models.TextField(help_text="Where the number stands.")
    vintage = models.CharField(max_length=80, help_text="The time it is of.")
    is_estimate = models.BooleanField(help_text="It was not counted.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "measures_denominator"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="denominator_above_nothing"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(vintage=""), name="denominator_says_its_source"),
            models.CheckConstraint(
                condition=Q(dimension="", category="") | (~Q(dimension="") & ~Q(category="") & Q(place="")),
                name="denominator_of_a_place_or_a_group",
            ),
        ]

    @property
    def row(self) -> tuple[str, str]:
        """Of which row of the measure's figures: everyone, a place, or a group."""
        return ("place", self.place) if self.place else (self.dimension, self.category)
