"""What becomes of an action when its year ends."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.plans.models.action import Action, OfAction
from cairn.domain.plans.models.plan import ActionPlan
from cairn.domain.plans.terms import Becomes
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, PUBLIC = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC


class Disposition(OfAction):
    """Done, carried, changed or dropped, and why. Until it is confirmed it is a proposal, and nothing has happened."""

    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "action_id", "plan_id", "title", "due_on", "by_id", "confirmed_at", "version"),
            PARTNERSHIP,
        ),
        "kind": PUBLIC, "reason": PUBLIC,
    }  # fmt: skip

    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="disposition")
    plan = models.ForeignKey(
        ActionPlan, on_delete=models.PROTECT, related_name="+", help_text="The plan of the year that follows."
    )
    kind = models.CharField(max_length=10, choices=Becomes.choices)
    reason = models.TextField(blank=True)
    title = models.CharField(max_length=200, blank=True, help_text="The new words, where it is changed.")
    due_on = models.DateField(null=True, blank=True, help_text="The new due date, where it goes on.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")

    class Meta:
        db_table = "plans_disposition"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(reason=""), name="disposition_confirmed_with_a_reason"
            )
        ]
