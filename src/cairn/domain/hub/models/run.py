"""A linking of all records, and what it learned."""

from __future__ import annotations

from django.db import models

from cairn.domain.hub.fences import LINKS
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class LinkingRun(Owned):
    """One linking of all records in force.

    Args:
        extracts: references of the files whose rows were in force.
        digest: of what it was given: records, decisions and seed. The same again need not be linked again.
        report: figures of ``kernel.linkage``, and what changed.
    """

    fence = HISTORY
    retention = "Seven years, to show how links were found."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "made_at", "extracts", "digest", "seed"), PARTNERSHIP),
        "report": Sensitivity.FEW_PEOPLE,
    }

    made_at = models.DateTimeField()
    extracts = models.JSONField()
    digest = models.CharField(max_length=64)
    seed = models.PositiveIntegerField()
    report = models.JSONField()

    class Meta:
        db_table = "hub_run"
        ordering = ["-pk"]

    def audit_subject(self) -> tuple[str, str]:
        return "linking", str(self.pk)


class LearnedModel(Owned):
    """What a run learned: by it a new record finds its person before the next run."""

    fence = LINKS
    retention = "As long as the run counts: the newest, and one year more."
    sensitivity = {**dict.fromkeys(("partnership_id", "run_id"), PARTNERSHIP), "values": Sensitivity.ABOUT_PERSON}

    run = models.OneToOneField(LinkingRun, on_delete=models.PROTECT, related_name="learned")
    values = models.JSONField()

    class Meta:
        db_table = "hub_model"

    def audit_subject(self) -> tuple[str, str]:
        return self.run.audit_subject()
