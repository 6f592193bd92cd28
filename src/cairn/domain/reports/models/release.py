"""A public copy on its way out: proposed by one person, checked by a second, published, withdrawn with a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.models import Decision
from cairn.domain.reports.models.report import KEPT, PARTNERSHIP, Report
from cairn.domain.reports.terms import Outcome
from cairn.foundation.access.proposals import Checked
from cairn.foundation.accounts.models import User


class ReportRelease(Checked):
    """One proposal to make the public copy of a report public. Nothing becomes public without one."""

    retention = KEPT
    sensitivity = {
        **Checked.OF_CHECKED,
        **dict.fromkeys(("report_id", "withdrawn_by_id", "withdrawn_at", "withdrawn_with_id"), PARTNERSHIP),
    }

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="releases")
    mark = models.CharField(max_length=64, help_text="Of the public copy that was proposed.")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_with = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The decision told in it that was withdrawn, where that took it down.",
    )  # fmt: skip

    class Meta:
        db_table = "reports_release"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(outcome__in=("", "released")), name="one_open_release_of_a_report"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=("released", "returned", "withdrawn"))
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("proposed_by"))),
                name="report_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=("returned", "withdrawn")) | ~Q(reason=""), name="report_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Release of {self.report}"

    def audit_subject(self) -> tuple[str, str]:
        return self.report.audit_subject()
