"""Every measure of repeats over one period, as it was counted last."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import JOIN, Sensitivity

PARTNERSHIP, FEW_PEOPLE = Sensitivity.PARTNERSHIP, Sensitivity.FEW_PEOPLE


class RepeatsCount(Owned):
    """Measures of repeats over some whole months; counted anew each night while it is looked at, and then left.

    Attributes:
        first_on, last_on: the period: whole months, a year at most.
        victims, days: how many different people harmed make a suspect serial, and within how many days.
        asked_by: None where Cairn itself counts it for everybody.
        asked_at: when somebody last asked for it.
        counted_at: None until it is counted.
        as_of: the last day the records reach, by the day of the report; None where there are none.
        figures: as ``counting_repeats.counted`` gives.
    """

    fence = JOIN
    retention = "Thirteen months after somebody last asked for it."
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "first_on", "last_on", "victims", "days", "asked_by_id", "asked_at",
             "counted_at", "as_of"),
            PARTNERSHIP,
        ),
        "figures": FEW_PEOPLE,
    }  # fmt: skip

    ref = models.CharField(max_length=13, unique=True)
    first_on = models.DateField()
    last_on = models.DateField()
    victims = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    as_of = models.DateField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        db_table = "measures_repeats_count"
        ordering = ["-last_on", "-first_on", "victims", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "first_on", "last_on", "victims", "days"], name="repeats_counted_once"
            ),
            models.CheckConstraint(condition=Q(first_on__lt=F("last_on")), name="repeats_of_a_period"),
        ]

    @property
    def period(self) -> tuple[date, date]:
        """The first day and the last."""
        return self.first_on, self.last_on

    def audit_subject(self) -> tuple[str, str]:
        return "repeats count", self.ref
