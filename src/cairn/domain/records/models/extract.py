"""A file as it came, what its columns mean, and how far it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cairn.domain.records.fences import as_received
from cairn.domain.records.models.feed import Agreement, Feed
from cairn.domain.records.terms import Stage
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "That it came: seven years after the feed ends, for accountability."


class Meanings(Owned):
    """What the columns of a feed's files mean, as somebody said on one day. The newest is proposed for the next file.

    Args:
        titles: the headings, in order.
        mapping: heading to the key of a field; columns that are not read are left out.
        orders: key of a field to the order of its dates, where these stand in figures alone.
    """

    fence = HISTORY
    retention = KEPT
    # A heading is a heading; but where a file has none, its first row may be taken for them.
    sensitivity = {
        **dict.fromkeys(("partnership_id", "feed_id", "orders", "by_id", "made_at"), PARTNERSHIP),
        **dict.fromkeys(("titles", "mapping"), ABOUT_PERSON),
    }

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="meanings")
    titles = models.JSONField()
    mapping = models.JSONField()
    orders = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "records_meanings"
        ordering = ["-pk"]

    def audit_subject(self) -> tuple[str, str]:
        return self.feed.audit_subject()


class Extract(Owned):
    """One file of a feed, from its arrival on. What is in it stands in other tables; here are counts and marks only.

    An extract is in force until a later one takes its place; its rows stay, and are no longer looked at.
    """

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "feed_id", "agreement_id", "agency_id", "by_id", "came_at", "sha256", "size",
             "kind", "stage", "problem", "meanings_id", "corrects_id", "replaced_by_id", "loaded_at",
             "cleared_on", "rules"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("name", "layout"), ABOUT_PERSON),
        **dict.fromkeys(("counts", "quality"), Sensitivity.FEW_PEOPLE),
    }  # fmt: skip

    ref = models.CharField(max_length=13, unique=True)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="extracts")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="extracts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    came_at = models.DateTimeField()
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    layout = models.JSONField(default=dict, help_text="How the file is written: sheet, heading rows, columns.")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    problem = models.TextField(blank=True, help_text="Why the last step was not done.")
    meanings = models.ForeignKey(Meanings, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    counts = models.JSONField(default=dict, help_text="What the check found: rows, and what is odd by rule.")
    quality = models.JSONField(default=dict, help_text="Completeness, timeliness, duplicates, and drift.")
    cleared_on = models.DateField(null=True, help_text="When the file and its rows were cleared: their time was over.")
    loaded_at = models.DateTimeField(null=True, help_text="When its rows went in.")
    rules = models.PositiveSmallIntegerField(
        default=0, help_text="kernel.records.reading.RULES by which its incidents were read last."
    )

    class Meta:
        db_table = "records_extract"
        ordering = ["-came_at", "-pk"]
        indexes = [models.Index(fields=["feed", "stage"], name="extract_by_stage")]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "sha256"],
                condition=~Q(stage__in=("given_up", "replaced")),  # a replaced file may come again
                name="one_extract_of_a_file",
            )
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "extract", self.ref


class ExtractPart(Owned):
    """A part of a file as it came, byte for byte; or of the rows given back, each with its reason."""

    FILE: ClassVar[str] = "file"
    GIVEN_BACK: ClassVar[str] = "given back"
    fence = as_received("records_extract_part", files=True)
    retention = "As long as the agreement and one year more."
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "agency_id", "feed_id", "extract_id", "what", "attempt", "place"), PARTNERSHIP
        ),
        "content": Sensitivity.SECRET,
    }  # fmt: skip

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="parts")
    what = models.CharField(max_length=12)
    attempt = models.PositiveIntegerField(default=0, help_text="Of rows given back: the key of the meanings used.")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "records_extract_part"
        ordering = ["place"]
        indexes = [models.Index(fields=["extract", "what", "place"], name="parts_of_a_extract")]

    def audit_subject(self) -> tuple[str, str]:
        return self.extract.audit_subject()
