"""An address from which a calendar program fetches somebody's own meetings without signing in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import THIS_PARTNERSHIP, THIS_USER, Fence, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class DiaryAddress(Owned):
    """One person's secret address in one partnership. What is kept is a digest: nobody can read the address again."""

    # Her own, and for Cairn itself, which answers the calendar program and has nobody signed in.
    fence = Fence(reads=f"partnership_id = {THIS_PARTNERSHIP} AND ({THIS_USER} IS NULL OR user_id = {THIS_USER})")
    retention = "Two years from its end."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "ref", "user_id", "made_at", "ended_at"), PARTNERSHIP),
        "digest": Sensitivity.SECRET,
    }

    ref = models.CharField(max_length=12, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret, which is 256 random bits.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "boards_diary_address"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "user"], condition=Q(ended_at__isnull=True), name="one_diary_address_each"
            )
        ]

    def __str__(self) -> str:
        return f"Calendar address {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return "diary", self.ref
