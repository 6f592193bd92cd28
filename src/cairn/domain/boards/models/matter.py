"""Something a meeting asked to be done: it becomes a plan action, or stays on the agenda until it is closed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.boards.fences import of_meeting
from cairn.domain.boards.models.group import Group
from cairn.domain.boards.models.meeting import KEPT, AgendaItem, Meeting
from cairn.domain.plans.models import Action
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class Matter(Owned):
    """A matter arising. Nothing takes it off the next agenda but a reason."""

    fence = of_meeting("boards_matter")
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "group_id", "meeting_id", "item_id", "owner_id", "due_on", "action_id",
             "plan_said", "closed_on", "closed_by_id"),
            PARTNERSHIP,
        ),
        "text": ABOUT_PERSON, "closed_because": ABOUT_PERSON,
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="matters")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="matters")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="matters")
    text = models.CharField(max_length=200)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plan_said = models.TextField(blank=True, help_text="Why it is not an action of a plan.")
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.TextField(blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "boards_matter"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_because=""), name="matter_closed_with_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"Matter {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.meeting.audit_subject()
