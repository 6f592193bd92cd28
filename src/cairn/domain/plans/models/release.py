"""What somebody proposes to show residents, and what a second person said of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.plans.models.plan import KEPT
from cairn.domain.strategies.models import Strategy
from cairn.foundation.access.proposals import Proposal
from cairn.foundation.audit.terms import Sensitivity


class Release(Proposal):
    """One strategy's account as it was proposed for residents. Nothing becomes public without one."""

    retention = KEPT
    sensitivity = {**Proposal.OF_PROPOSAL, "strategy_id": Sensitivity.PARTNERSHIP}

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="releases")

    class Meta:
        db_table = "plans_release"
        constraints = [
            models.UniqueConstraint(fields=["strategy"], condition=Q(outcome=""), name="one_open_release"),
            *Proposal.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Release {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.strategy.audit_subject()
