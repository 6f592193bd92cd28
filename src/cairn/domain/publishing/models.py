"""Editions: what was published, exactly as it was, once and for all. The public site reads only these."""

from __future__ import annotations

from django.db import models

from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import THIS_PARTNERSHIP, Fence, Sensitivity

PUBLIC = Sensitivity.PUBLIC


class Published(Guarded):
    """One publication of one thing. The newest is shown; a withdrawn one hides the thing.

    The partnership is a number, not a key: this context stands below every other, and its
    process on the public site has no right to read the partnership's row.
    """

    fence = Fence(reads=f"partnership_id = {THIS_PARTNERSHIP}", append_only=True, public=True)
    retention = "For ever: it was public."
    OF_EVERY = dict.fromkeys(
        ("partnership_id", "number", "title", "area", "published_at", "withdrawn", "note", "document", "invented"),
        PUBLIC,
    )

    partnership_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=120)
    published_at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="What is new in this edition, for residents.")
    document = models.JSONField(help_text="The whole page, as publishing.document describes it.")
    invented = models.BooleanField(default=False, help_text="Actions and updates are demonstration data.")

    class Meta:
        abstract = True


class Edition(Published):
    """One publication of one strategy's account."""

    sensitivity = {
        **Published.OF_EVERY,
        **dict.fromkeys(("slug", "starts_on", "ends_on", "plan_year", "made_up", "counts", "measures"), PUBLIC),
    }

    slug = models.SlugField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    measures = models.JSONField(
        default=dict, blank=True, help_text="Reference to measure with all its groups, apart so that pages stay quick."
    )
    # Taken from the document when it is published, so that lists need not fetch it.
    plan_year = models.CharField(max_length=12, blank=True, help_text="The published plan it follows, or nothing.")
    made_up = models.BooleanField(default=False, help_text="The promises are demonstration data as well.")
    counts = models.JSONField(default=dict, blank=True, help_text="How many promises stand where.")

    class Meta:
        db_table = "publishing_edition"
        indexes = [models.Index("slug", models.F("number").desc(), name="edition_newest")]
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="edition_number")]

    def audit_subject(self) -> tuple[str, str]:
        return "edition", f"{self.slug}/{self.number}"


class DecisionEdition(Published):
    """One publication of one decision's record."""

    sensitivity = {**Published.OF_EVERY, **dict.fromkeys(("ref", "decided_on", "key"), PUBLIC)}

    ref = models.CharField(max_length=12, help_text="Of the decision, as boards names it.")
    # Taken from the document when it is published, so that the list need not fetch it.
    decided_on = models.DateField()
    key = models.BooleanField(default=False)

    class Meta:
        db_table = "publishing_decision"
        indexes = [models.Index("ref", models.F("number").desc(), name="decision_edition_newest")]
        constraints = [models.UniqueConstraint(fields=["ref", "number"], name="decision_edition_number")]

    def audit_subject(self) -> tuple[str, str]:
        return "decision", self.ref


class NoticeEdition(Published):
    """One publication of the notice of one key decision that is to be taken."""

    sensitivity = {**Published.OF_EVERY, **dict.fromkeys(("ref", "due_on", "noticed_on"), PUBLIC)}

    ref = models.CharField(max_length=12, help_text="Of the planned decision, as boards names it.")
    # Taken from the document when it is published, so that the list can be put in order.
    due_on = models.DateField()
    noticed_on = models.DateField(help_text="When its notice was first published: the 28 clear days run from it.")

    class Meta:
        db_table = "publishing_notice"
        indexes = [models.Index("ref", models.F("number").desc(), name="notice_edition_newest")]
        constraints = [models.UniqueConstraint(fields=["ref", "number"], name="notice_edition_number")]

    def audit_subject(self) -> tuple[str, str]:
        return "planned decision", self.ref


class CountsEdition(Published):
    """One publication of the counts of one authority and year that a law asks for."""

    sensitivity = {**Published.OF_EVERY, **dict.fromkeys(("slug", "starts_on", "ends_on"), PUBLIC)}

    slug = models.SlugField(max_length=160, help_text="Of the subject, the area and the year.")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "publishing_counts"
        indexes = [models.Index("slug", models.F("number").desc(), name="counts_edition_newest")]
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="counts_edition_number")]

    def audit_subject(self) -> tuple[str, str]:
        return "yearly counts", f"{self.slug}/{self.number}"


class ReportEdition(Published):
    """One publication of one annual report: its document, and the PDF that was drawn from it."""

    sensitivity = {**Published.OF_EVERY, **dict.fromkeys(("slug", "year", "pdf"), PUBLIC)}

    slug = models.SlugField(max_length=100)
    year = models.CharField(max_length=12, help_text="As it is said: 2026-27.")
    pdf = models.BinaryField()

    class Meta:
        db_table = "publishing_report"
        indexes = [models.Index("slug", models.F("number").desc(), name="report_edition_newest")]
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="report_edition_number")]

    def audit_subject(self) -> tuple[str, str]:
        return "report edition", f"{self.slug}/{self.number}"


#: The tables the public site's role may read: these, and no others.
PUBLIC_TABLES = tuple(
    sorted(model._meta.db_table for model in (Edition, DecisionEdition, NoticeEdition, ReportEdition, CountsEdition))
)
