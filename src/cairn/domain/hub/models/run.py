"""A linking of all records, what it learned, and the keys by which a new record is found."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from cairn.domain.hub.fences import LINKS
from cairn.domain.records.models import SourceRecord
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


class RecordKeys(Owned):
    """The keys of one row as it was received: whoever shares one may be the same person.

    The keys are digests of parts of names, births, numbers and postcodes; a row's never change.
    """

    fence = LINKS
    retention = "As long as the row."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "row_id"), PARTNERSHIP),
        "keys": Sensitivity.ABOUT_PERSON,
    }

    row = models.OneToOneField(SourceRecord, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "hub_record_keys"
        indexes = [GinIndex(fields=["keys"], name="hub_by_key")]

    def audit_subject(self) -> tuple[str, str]:
        return self.row.audit_subject()
