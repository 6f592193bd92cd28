"""A workbook of figures on its way in, and what is remembered of the workbooks of a partnership."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.measures.terms import Stage
from cairn.foundation.audit.terms import Sensitivity
from cairn.foundation.files.brought import EMPTIED_WHEN_IT_ENDS, BroughtLayout, BroughtWorkbook

PARTNERSHIP = Sensitivity.PARTNERSHIP


class FiguresImport(BroughtWorkbook):
    """One workbook of figures somebody brought, from its upload until it is loaded or given up.

    Rows that were given back stay for thirty days, so that they can be taken as a file and mended.
    """

    emptied = ("cells", "rows", "checked")
    sensitivity = {
        **BroughtWorkbook.brought_sensitivity,
        **dict.fromkeys(("stage", "asked", "problem"), PARTNERSHIP),
        **dict.fromkeys(("rows", "checked"), Sensitivity.SECRET),
    }

    rows = models.BinaryField(null=True, help_text="The rows as they were read, packed.")
    checked = models.BinaryField(null=True, help_text="What loading each row would do, packed; then those given back.")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.UPLOADED)
    asked = models.JSONField(default=dict, help_text="How it is to be loaded: the reason, and what is left out.")
    problem = models.TextField(blank=True, help_text="Why the last step was not done.")

    class Meta:
        db_table = "measures_figures_import"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "by"], condition=Q(state="open"), name="one_open_figures_import_of_a_person"
            ),
            models.CheckConstraint(condition=EMPTIED_WHEN_IT_ENDS, name="figures_import_is_emptied_when_it_ends"),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "figures workbook", str(self.pk)


class FiguresLayout(BroughtLayout):
    """What the columns of a table of figures under certain headings were about the last time, in this partnership."""

    class Meta:
        db_table = "measures_figures_layout"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "fingerprint"], name="one_figures_layout_a_fingerprint")
        ]
