"""A feed, and the agreements under which it flows."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cairn.domain.records.terms import Carries, Holding, InWatch, LawfulBasis, Pointer, Rhythm
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP
KEPT = "Seven years after the feed ends, for accountability."


class Feed(Owned):
    """What one agency sends, again and again, about people or about incidents."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "agency_id", "title", "holds", "ended_on", "ended_why", "asked_again_at",
         "folder_at", "folder_says"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=13, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    holds = models.CharField(max_length=10, choices=Holding.choices)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    asked_again_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When somebody asked to have its rows read again; none once they are.",
    )
    folder_at = models.DateTimeField(
        null=True, blank=True, help_text="When a file was last found in its folder of this machine."
    )
    folder_says = models.TextField(blank=True, help_text="Why a file there was not taken in; none where all were.")

    class Meta:
        db_table = "records_feed"
        constraints = [
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | ~Q(ended_why=""), name="feed_ended_with_reason")
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "feed", self.ref


class Agreement(Owned):
    """One version of what was agreed about a feed. A new version takes the place of the last, which stays."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "feed_id", "version", "purpose", "basis", "power", "fields", "rhythm", "carries",
         "starts_on", "ends_on", "pointer", "in_watch", "opened_to_analysts", "made_by_id", "made_at", "why",
         "superseded_at"),
        PARTNERSHIP,
    )  # fmt: skip

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    purpose = models.TextField()
    basis = models.CharField(max_length=20, choices=LawfulBasis.choices)
    power = models.CharField(max_length=200, help_text="The law that allows it, by name and section.")
    fields = ArrayField(models.CharField(max_length=40), help_text="What may be sent: keys of kernel.records.meanings.")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    carries = models.CharField(max_length=10, choices=Carries.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day on which a file is taken in.")
    pointer = models.CharField(max_length=10, choices=Pointer.choices)
    in_watch = models.CharField(
        max_length=10, choices=InWatch.choices, default=InWatch.ALONE,
        help_text="What other agencies may learn of an incident by a row of the watch in which theirs stand too.",
    )  # fmt: skip
    opened_to_analysts = models.BooleanField(help_text="Analysts see the rows as they came, not counts alone.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    why = models.TextField(blank=True, help_text="Why it was changed.")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "records_agreement"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["feed"], condition=Q(superseded_at__isnull=True), name="one_agreement_now_for_a_feed"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.feed.audit_subject()

    def in_force(self, on: date) -> bool:
        """Whether files are taken in on a day."""
        return self.starts_on <= on <= self.ends_on


class PointerAgency(Owned):
    """An agency whose practitioners may see that somebody is known, by one agreement."""

    fence = HISTORY
    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "agreement_id", "agency_id"), PARTNERSHIP)

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="pointed_to")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "records_pointer_agency"
        constraints = [models.UniqueConstraint(fields=["agreement", "agency"], name="pointed_to_once")]

    def audit_subject(self) -> tuple[str, str]:
        return self.agreement.audit_subject()
