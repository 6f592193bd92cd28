"""Risks to commitments, and how each was assessed over time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.strategies.models import Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, JOIN, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP
KEPT = "Twelve years from the end of the strategy."


class Risk(Owned):
    """One thing that could keep a promise from being kept."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "title", "detail", "agency_id", "owner_id", "raised_on", "raised_by_id",
         "closed_on", "closed_why"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.TextField(blank=True)

    class Meta:
        db_table = "risks_risk"
        indexes = [models.Index(fields=["partnership", "closed_on"], name="risk_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_why=""), name="risk_closed_with_reason"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "risk", self.ref


class Threatens(Owned):
    """A commitment that a risk threatens."""

    fence = JOIN
    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "risk_id", "commitment_id"), PARTNERSHIP)

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="threatens")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="threatened_by")

    class Meta:
        db_table = "risks_threatens"
        constraints = [models.UniqueConstraint(fields=["risk", "commitment"], name="threatens_once")]

    def audit_subject(self) -> tuple[str, str]:
        return self.risk.audit_subject()


class Assessment(Owned):
    """How likely and how grave a risk was on one day, and what was done against it. Never changed."""

    fence = HISTORY
    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "risk_id", "likelihood", "impact", "mitigation", "why", "by_id", "assessed_at"), PARTNERSHIP
    )

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    likelihood = models.PositiveSmallIntegerField(help_text="1 (rare) to 5 (almost certain).")
    impact = models.PositiveSmallIntegerField(help_text="1 (negligible) to 5 (catastrophic).")
    mitigation = models.TextField(help_text="What is done against it.")
    why = models.TextField(blank=True, help_text="Why it was assessed anew.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField()

    class Meta:
        db_table = "risks_assessment"
        ordering = ["assessed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="assessment_on_the_grid"
            )
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.risk.audit_subject()
