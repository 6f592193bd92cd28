"""What whoever runs a kind says for its returns: how posts are staffed, and that a layout was checked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

KEPT = "Seven years after it was said."


class Said(Owned):
    """Something said of a kind on a day, by somebody; a later row replaces, none is changed."""

    fence = HISTORY
    retention = KEPT
    OF_EVERY = dict.fromkeys(("partnership_id", "kind", "by_id", "at"), Sensitivity.PARTNERSHIP)

    kind = models.CharField(max_length=60)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return "returns", self.kind


class Staffing(Said):
    """How many full-time equivalents a post has from a day on."""

    sensitivity = {**Said.OF_EVERY, **dict.fromkeys(("post", "from_on", "fte", "source"), Sensitivity.PARTNERSHIP)}

    post = models.CharField(max_length=60, help_text="A post of the kind's return.")
    from_on = models.DateField()
    fte = models.DecimalField(max_digits=6, decimal_places=2)
    source = models.CharField(max_length=300, help_text="Where the number comes from.")

    class Meta:
        db_table = "returns_staffing"
        ordering = ["from_on", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fte__gte=0), name="staffing_is_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="staffing_says_its_source"),
        ]


class LayoutConfirmed(Said):
    """That the layout of a kind's return was checked against what is asked for, or that it no longer holds."""

    sensitivity = {**Said.OF_EVERY, **dict.fromkeys(("holds", "says"), Sensitivity.PARTNERSHIP)}

    holds = models.BooleanField()
    says = models.TextField(help_text="Against what it was checked, or why it holds no longer.")

    class Meta:
        db_table = "returns_layout_confirmed"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(says=""), name="layout_says_against_what")]
