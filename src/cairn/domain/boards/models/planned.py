"""A decision that is to be taken: what councils put into their forward plan, with the notice it needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.boards.models.decision import Decision
from cairn.domain.boards.models.meeting import Meeting
from cairn.domain.boards.terms import Maker
from cairn.foundation.access.proposals import Proposal
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity

PUBLIC, PARTNERSHIP = Sensitivity.PUBLIC, Sensitivity.PARTNERSHIP


class PlannedDecision(Owned):
    """One decision ahead. It ends as the decision that was taken, or is dropped with a reason."""

    retention = "Twelve years from the day it was due."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "ref", "meeting_id", "decision_id", "version"), PARTNERSHIP),
        **dict.fromkeys(
            ("title", "maker", "maker_name", "key", "due_on", "notice_on", "papers", "contact", "dropped_on",
             "dropped_because"),
            PUBLIC,
        ),
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    maker = models.CharField(max_length=20, choices=Maker.choices)
    maker_name = models.CharField(max_length=160, blank=True, help_text="Which cabinet, post or board; no person.")
    key = models.BooleanField(default=False)
    due_on = models.DateField(help_text="The day, or the first day of the period, on which it is to be taken.")
    notice_on = models.DateField(null=True, blank=True)
    papers = models.TextField(blank=True, help_text="What will be put before whoever decides, one on each line.")
    contact = models.CharField(max_length=160, blank=True, help_text="A post and how to reach it; no person.")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="planned")
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")

    class Meta:
        db_table = "boards_planned_decision"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_because=""), name="planned_dropped_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | Q(decision__isnull=True), name="planned_taken_or_dropped"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "planned decision", self.ref


class NoticeRelease(Proposal):
    """The notice of one key decision ahead as it was proposed for residents. None becomes public without one."""

    retention = PlannedDecision.retention
    sensitivity = {**Proposal.OF_PROPOSAL, "planned_id": PARTNERSHIP}

    planned = models.ForeignKey(PlannedDecision, on_delete=models.PROTECT, related_name="releases")

    class Meta:
        db_table = "boards_notice_release"
        constraints = [
            models.UniqueConstraint(fields=["planned"], condition=Q(outcome=""), name="one_open_notice_release"),
            *Proposal.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Release {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.planned.audit_subject()
