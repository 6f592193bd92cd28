"""A year's action plan, the steps it took, and what partners were asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.plans.terms import PlanState, RequestKind
from cairn.domain.strategies.models import Strategy
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP
KEPT = "Twelve years from the end of the strategy."


class ActionPlan(Owned):
    """What all partners agreed to do about one strategy in one year."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "strategy_id", "ref", "year", "starts_on", "ends_on", "state", "follows_id"), PARTNERSHIP
    )

    ref = models.CharField(max_length=12, unique=True)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="plans")
    year = models.CharField(max_length=12, help_text="As it is said: 2026-27.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        db_table = "plans_plan"
        constraints = [
            models.UniqueConstraint(fields=["strategy", "year"], name="one_plan_a_year"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"Action plan {self.year}"

    def audit_subject(self) -> tuple[str, str]:
        return "plan", self.ref


class PlanStep(Owned):
    """One step of a plan from one state to the next, with who and when. Never changed."""

    fence = HISTORY
    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "plan_id", "state", "on", "by_id", "note", "recorded_at"), PARTNERSHIP
    )

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=PlanState.choices)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "plans_plan_step"
        ordering = ["recorded_at", "pk"]

    def audit_subject(self) -> tuple[str, str]:
        return self.plan.audit_subject()


class Request(Owned):
    """Something one partner asks of another: actions for the year, an update, evidence."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "kind", "plan_id", "action_id", "from_agency_id", "to_agency_id", "asked_by_id",
         "asked_at", "text", "due_on", "answered_at", "answered_by_id", "answer"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20, choices=RequestKind.choices)
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="requests")
    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "plans_request"
        indexes = [models.Index(fields=["partnership", "to_agency", "due_on"], name="request_by_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="request_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"Request {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return "request", self.ref
