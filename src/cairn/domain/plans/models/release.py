"""What somebody proposes to show residents, and what a second person said of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.plans.models.plan import KEPT
from cairn.domain.plans.terms import Outcome
from cairn.domain.strategies.models import Strategy
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class Release(Owned):
    """One strategy's account as it was proposed for residents. Nothing becomes public without one."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "strategy_id", "document", "mark", "note", "proposed_by_id", "proposed_at",
         "outcome", "checked_by_id", "checked_at", "reason", "edition"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="releases")
    document = models.JSONField(help_text="The whole page as proposed, as publishing.document describes it.")
    mark = models.CharField(max_length=24, help_text="Of the document: tells whether anything differs since.")
    note = models.TextField(help_text="What is new, for residents.")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was returned or taken back.")
    edition = models.PositiveIntegerField(null=True, blank=True, help_text="The edition it became.")

    class Meta:
        db_table = "plans_release"
        constraints = [
            models.UniqueConstraint(fields=["strategy"], condition=Q(outcome=""), name="one_open_release"),
            models.CheckConstraint(
                condition=~Q(outcome__in=(Outcome.RELEASED, Outcome.RETURNED))
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("proposed_by"))),
                name="release_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RELEASED) | Q(edition__isnull=False), name="release_names_its_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.strategy.audit_subject()
