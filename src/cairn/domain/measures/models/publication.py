"""What left of measures: for whom, when, where it can be read, and which figures it was made from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cairn.domain.measures.models.measure import KEPT
from cairn.domain.measures.terms import Copy
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class Publication(Owned):
    """One edition, report or copy with figures of measures. Later ones are checked against it. Never changed."""

    fence = HISTORY
    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "audience", "kind", "title", "reference", "at", "by_id", "measures", "submissions"),
        PARTNERSHIP,
    )

    audience = models.CharField(max_length=10, help_text="Who it was for; what was withheld follows from it.")
    kind = models.CharField(max_length=10, choices=Copy.choices)
    title = models.CharField(max_length=240)
    reference = models.CharField(max_length=120, blank=True, help_text="Of the edition or report; what it is at.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    measures = models.JSONField(
        default=list, help_text="What it showed and no earlier one for this audience did, as publishing.figures has it."
    )
    submissions = ArrayField(models.BigIntegerField(), default=list, help_text="The figures it was made from.")

    class Meta:
        db_table = "measures_publication"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["partnership", "at"], name="publication_by_day")]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "publication", f"{self.kind}:{self.reference}"
