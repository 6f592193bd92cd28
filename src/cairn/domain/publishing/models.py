"""Editions: what was published, exactly as it was, once and for all. The public site reads only this."""

from __future__ import annotations

from django.db import models

from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import THIS_PARTNERSHIP, Fence, Sensitivity

PUBLIC = Sensitivity.PUBLIC


class Edition(Guarded):
    """One publication of one strategy's account. The newest is shown; a withdrawn one hides the strategy.

    The partnership is a number, not a key: this context stands below every other, and its
    process on the public site has no right to read the partnership's row.
    """

    fence = Fence(reads=f"partnership_id = {THIS_PARTNERSHIP}", append_only=True, public=True)
    retention = "For ever: it was public."
    sensitivity = {
        "partnership_id": PUBLIC, "slug": PUBLIC, "number": PUBLIC, "title": PUBLIC, "area": PUBLIC,
        "starts_on": PUBLIC, "ends_on": PUBLIC, "published_at": PUBLIC, "withdrawn": PUBLIC, "note": PUBLIC,
        "document": PUBLIC, "plan_year": PUBLIC, "invented": PUBLIC, "made_up": PUBLIC,
        "counts": PUBLIC, "measures": PUBLIC,
    }  # fmt: skip

    partnership_id = models.BigIntegerField()
    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    published_at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="What is new in this edition, for residents.")
    document = models.JSONField(
        help_text="The whole page, as publishing.document describes it; of measures, the figures of everyone only."
    )
    measures = models.JSONField(
        default=dict, blank=True, help_text="Reference to measure with all its groups, apart so that pages stay quick."
    )
    # Taken from the document when it is published, so that lists need not fetch it.
    plan_year = models.CharField(max_length=12, blank=True, help_text="The published plan it follows, or nothing.")
    invented = models.BooleanField(default=False, help_text="Actions and updates are demonstration data.")
    made_up = models.BooleanField(default=False, help_text="The promises are demonstration data as well.")
    counts = models.JSONField(default=dict, blank=True, help_text="How many promises stand where.")

    class Meta:
        db_table = "publishing_edition"
        indexes = [models.Index("slug", models.F("number").desc(), name="edition_newest")]
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="edition_number")]

    def audit_subject(self) -> tuple[str, str]:
        return "edition", f"{self.slug}/{self.number}"
