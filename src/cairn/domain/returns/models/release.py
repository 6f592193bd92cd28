"""The counts of one authority and year on their way to residents: proposed by one person, checked by a second."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.foundation.access.proposals import Proposal
from cairn.foundation.audit.terms import Sensitivity

KEPT = "Twelve years from the day it was proposed; what was published, for ever."


class CountsRelease(Proposal):
    """A proposal to publish the counts of a year; no count becomes public without one."""

    retention = KEPT
    sensitivity = {**Proposal.OF_PROPOSAL, **dict.fromkeys(("casetype", "slug"), Sensitivity.PARTNERSHIP)}

    casetype = models.CharField(max_length=60, help_text="The kind of case.")
    slug = models.SlugField(max_length=160, help_text="Of the subject, the area and the year.")

    class Meta(Proposal.Meta):
        db_table = "returns_counts_release"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "slug"], condition=Q(outcome=""), name="one_open_counts_release"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document['title']}, {self.document['area']}"

    def audit_subject(self) -> tuple[str, str]:
        return "yearly counts", self.slug
