"""A report somebody asked for, and its copies: one document for each audience, kept exactly as it was made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.boards.models import Meeting
from cairn.domain.plans.models import ActionPlan
from cairn.domain.reports.terms import COPY_WORDS, ReportKind, ReportState
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity
from cairn.kernel.disclosure import Audience

PARTNERSHIP, ABOUT_PERSON, SECRET = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON, Sensitivity.SECRET
KEPT = "Twelve years from the day it was made; what was published, for ever."


class Report(Owned):
    """A board pack of one meeting, or an annual report of one strategy's plan, as of one day."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "kind", "meeting_id", "plan_id", "title", "as_at", "asked_by_id", "asked_at", "state",
         "step", "steps", "doing", "failed_why", "ended_at"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20, choices=ReportKind.choices)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    as_at = models.DateField(help_text="The day everything in it is of.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.ASKED)
    step = models.PositiveSmallIntegerField(default=0, help_text="Parts made so far.")
    steps = models.PositiveSmallIntegerField(default=0, help_text="Parts to make.")
    doing = models.CharField(max_length=120, blank=True, help_text="What is being made now.")
    failed_why = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "reports_report"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["partnership", "-asked_at"], name="report_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="board_pack", meeting__isnull=False, plan__isnull=True)
                | Q(kind="annual_report", meeting__isnull=True, plan__isnull=False),
                name="report_has_its_subject",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failed_why=""), name="report_fails_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "report", self.ref


class ReportCopy(Owned):
    """One copy of a report. Never changed: the page and the file are drawn from its document."""

    fence = HISTORY
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "report_id", "audience", "mark", "pdf_sha256", "made_at"), PARTNERSHIP),
        "document": ABOUT_PERSON, "pdf": SECRET,
    }  # fmt: skip

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="copies")
    audience = models.CharField(max_length=10, choices=[(one.value, COPY_WORDS[one]) for one in Audience])
    document = models.JSONField(help_text="As publishing.report_document describes it.")
    mark = models.CharField(max_length=64, help_text="SHA-256 of the document.")
    pdf = models.BinaryField(help_text="Drawn from the document; drawn anew it is the same.")
    pdf_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "reports_copy"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "audience"], name="one_copy_for_an_audience")]

    def __str__(self) -> str:
        return f"{self.get_audience_display()} of {self.report.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.report.audit_subject()
