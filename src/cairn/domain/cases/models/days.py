"""The days of a partnership: when nobody works there, and when its schools are shut."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.cases.terms import DaysAs
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity


class LocalDays(Owned):
    """Days in a row that clocks count otherwise here: closed besides bank holidays, or a school holiday.

    Nothing is overwritten: what was wrong is withdrawn, with the reason, and set anew.
    """

    retention = "As long as a case whose clocks were counted by it."
    sensitivity = dict.fromkeys(
        ("partnership_id", "sort", "name", "first_on", "last_on", "set_at", "set_by_id", "withdrawn_at",
         "withdrawn_by_id", "withdrawn_because", "moved", "looked_at"),
        Sensitivity.PARTNERSHIP,
    )  # fmt: skip

    sort = models.CharField(max_length=20, choices=DaysAs.choices)
    name = models.CharField(max_length=80)
    first_on = models.DateField()
    last_on = models.DateField(help_text="The last day, in it.")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)
    looked_at = models.DateTimeField(null=True, help_text="When open cases were last looked at because of it.")
    moved = models.PositiveIntegerField(null=True, help_text="In how many open cases what is due moved then.")

    class Meta:
        db_table = "cases_local_days"
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="local_days_end_after_they_begin"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""), name="withdrawn_days_say_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["partnership", "first_on"], condition=Q(withdrawn_at__isnull=True), name="local_days_in_force"
            )
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "local days", str(self.pk)
