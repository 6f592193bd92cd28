"""What a partnership agreed on about its watch, version by version."""

from __future__ import annotations

from django.db import models

from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity
from cairn.kernel.repeats.watch import WatchRules


class WatchSettings(Owned):
    """One version of the days of the watch, and why. The newest is in force; rows say under which they stand."""

    fence = HISTORY
    retention = "As long as the partnership."
    sensitivity = dict.fromkeys(
        ("partnership_id", "version", "window", "contested_within", "contact_within", "try_again_after", "incidents",
         "why", "by_id", "made_at"),
        Sensitivity.PARTNERSHIP,
    )  # fmt: skip

    version = models.PositiveSmallIntegerField()
    window = models.PositiveSmallIntegerField(help_text="Days after a report in which a row stays open.")
    contested_within = models.PositiveSmallIntegerField(help_text="Days between two records that say the opposite.")
    contact_within = models.PositiveSmallIntegerField(help_text="Days after a report until contact is owed.")
    try_again_after = models.PositiveSmallIntegerField(help_text="Days after a try that came to nothing.")
    incidents = models.PositiveSmallIntegerField(help_text="Days with an incident in a year that draft a referral.")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "watch_settings"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="watch_version_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="watch_settings_with_a_reason"),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "rules of the watch", str(self.version)

    def rules(self) -> WatchRules:
        """As the kernel asks them."""
        return WatchRules(
            version=str(self.version), window=self.window, contested_within=self.contested_within,
            contact_within=self.contact_within, try_again_after=self.try_again_after, incidents=self.incidents,
        )  # fmt: skip
