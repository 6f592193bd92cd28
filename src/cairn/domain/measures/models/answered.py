"""What a system was answered, so that the same request sent twice is done once."""

from __future__ import annotations

from django.db import models

from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import JOIN, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class Answered(Owned):
    """The first answer to a request that carried an Idempotency-Key, of one agency's systems.

    Kept for seven days, within which a system tries again; then the row is taken away.
    """

    fence = JOIN
    retention = "Seven days."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "agency_id", "key_id", "at", "status"), PARTNERSHIP),
        **dict.fromkeys(("name", "asked", "answer"), Sensitivity.SECRET),
    }

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Whose system asked.")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+", help_text="With which key.")
    name = models.CharField(max_length=64, help_text="Digest of the Idempotency-Key.")
    asked = models.CharField(max_length=64, help_text="Digest of the request it stands for.")
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "measures_answered"
        constraints = [models.UniqueConstraint(fields=["partnership", "agency", "name"], name="one_answer_a_name")]

    def audit_subject(self) -> tuple[str, str]:
        return "key", self.key.ref
