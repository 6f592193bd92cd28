"""A workbook on its way into a plan, and what is remembered of the workbooks of a partnership."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.plans.models.plan import ActionPlan
from cairn.domain.plans.terms import WorkbookState
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import IN_PARTNERSHIP, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class WorkbookImport(Owned):
    """One workbook somebody brought, from its upload until it is loaded or given up.

    The file itself is not kept: only what stands in its cells, and only until then.
    """

    fence = IN_PARTNERSHIP
    retention = (
        "What stands in the cells: until it is loaded or given up, thirty days at most. That it came: ten years."
    )
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "plan_id", "by_id", "uploaded_at", "sha256", "table", "mapping", "state", "ended_at",
             "outcome"),
            PARTNERSHIP,
        ),
        "name": ABOUT_PERSON, "cells": Sensitivity.SECRET, "answers": ABOUT_PERSON,
    }  # fmt: skip

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    cells = models.BinaryField(null=True, help_text="The sheets, packed (kernel.workbooks.grid).")
    table = models.PositiveSmallIntegerField(null=True, help_text="Which of the tables found; none chosen yet.")
    mapping = models.JSONField(default=dict, help_text="Place of a column to the field it is about.")
    answers = models.JSONField(default=dict, help_text="What is written to what is meant.")
    state = models.CharField(max_length=10, choices=WorkbookState.choices, default=WorkbookState.OPEN)
    ended_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict, help_text="What was loaded: counts, and the references by row.")

    class Meta:
        db_table = "plans_workbook_import"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "by"], condition=Q(state="open"), name="one_open_workbook_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state="open", cells__isnull=False, ended_at__isnull=True)
                | (~Q(state="open") & Q(cells__isnull=True, ended_at__isnull=False)),
                name="workbook_is_emptied_when_it_ends",
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.plan.audit_subject()


class WorkbookLayout(Owned):
    """What the columns under certain headings were about the last time, in this partnership."""

    retention = "As long as the partnership."
    sensitivity = dict.fromkeys(("partnership_id", "fingerprint", "mapping"), PARTNERSHIP)

    fingerprint = models.CharField(max_length=32)
    mapping = models.JSONField()

    class Meta:
        db_table = "plans_workbook_layout"
        constraints = [models.UniqueConstraint(fields=["partnership", "fingerprint"], name="one_layout_a_fingerprint")]

    def audit_subject(self) -> tuple[str, str]:
        return "workbook layout", self.fingerprint


class WorkbookName(Owned):
    """What a name or initials in workbooks mean in this partnership, once somebody has said so."""

    retention = "As long as the partnership."
    sensitivity = {"partnership_id": PARTNERSHIP, "said": ABOUT_PERSON, "means": PARTNERSHIP}

    said = models.CharField(max_length=300, help_text="Kind and text, as kernel.workbooks.candidates writes them.")
    means = models.CharField(max_length=40)

    class Meta:
        db_table = "plans_workbook_name"
        constraints = [models.UniqueConstraint(fields=["partnership", "said"], name="one_meaning_a_name")]

    def audit_subject(self) -> tuple[str, str]:
        return "workbook name", str(self.pk)
