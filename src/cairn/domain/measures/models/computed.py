"""What a rule made of the records: the figure, and all that is needed to make it again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cairn.domain.measures.models.measure import KEPT
from cairn.domain.measures.models.observation import Submission
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity


class ComputedResult(Owned):
    """The provenance of computed figures: rule, version, the fields it read, as of when, and the records behind it."""

    fence = HISTORY
    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "submission_id", "rule", "rule_version", "query", "reads", "as_of", "numerator_refs",
         "denominator_refs", "contributing"),
        Sensitivity.PARTNERSHIP,
    )  # fmt: skip

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="computed")
    rule = models.CharField(max_length=80)
    rule_version = models.PositiveSmallIntegerField()
    query = models.CharField(max_length=160, help_text="The function that made it.")
    reads = ArrayField(models.CharField(max_length=120), help_text="Fields it reads: app.Model.field.")
    as_of = models.DateTimeField(help_text="The records as they stood then.")
    numerator_refs = ArrayField(models.CharField(max_length=120), default=list)
    denominator_refs = ArrayField(models.CharField(max_length=120), default=list)
    contributing = ArrayField(models.CharField(max_length=40), default=list, help_text="The records behind it.")

    class Meta:
        db_table = "measures_computed_result"

    def audit_subject(self) -> tuple[str, str]:
        return self.submission.audit_subject()
