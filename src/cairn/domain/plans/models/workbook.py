"""A workbook on its way into a plan, and what is remembered of the workbooks of a partnership."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.plans.models.plan import ActionPlan
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity
from cairn.foundation.files.brought import EMPTIED_WHEN_IT_ENDS, BroughtLayout, BroughtWorkbook

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class WorkbookImport(BroughtWorkbook):
    """One workbook somebody brought into a plan, from its upload until it is loaded or given up."""

    sensitivity = {**BroughtWorkbook.brought_sensitivity, "plan_id": PARTNERSHIP}

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "plans_workbook_import"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "by"], condition=Q(state="open"), name="one_open_workbook_of_a_person"
            ),
            models.CheckConstraint(condition=EMPTIED_WHEN_IT_ENDS, name="workbook_is_emptied_when_it_ends"),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.plan.audit_subject()


class WorkbookLayout(BroughtLayout):
    """What the columns of an action plan under certain headings were about the last time, in this partnership."""

    class Meta:
        db_table = "plans_workbook_layout"
        constraints = [models.UniqueConstraint(fields=["partnership", "fingerprint"], name="one_layout_a_fingerprint")]


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
