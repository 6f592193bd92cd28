"""An analysis: what it is called, what it asks, and with whom it is shared."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cairn.domain.analysis import fences
from cairn.domain.analysis.terms import By, Heading, Window
from cairn.domain.strategies.models import Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "Twelve years from the day its figures were last taken, as the needs assessment it is part of; then cleared."


class Analysis(Owned):
    """One question of the needs assessment, whose figures are taken again and again."""

    fence = fences.ANALYSIS
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "heading", "owner_id", "commitment_id", "made_at", "version"), PARTNERSHIP
        ),
        # Typed freely while it was kept to its analyst; whoever sees it later reads no earlier text in its history.
        **dict.fromkeys(("title", "says"), ABOUT_PERSON),
    }

    ref = models.CharField(max_length=13, unique=True)
    title = models.CharField(max_length=160)
    heading = models.CharField(max_length=10, choices=Heading.choices)
    says = models.TextField(blank=True, help_text="What the figures say, in the analyst's words.")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")

    class Meta:
        db_table = "analysis_analysis"
        ordering = ["heading", "title", "pk"]
        indexes = [models.Index(fields=["partnership", "owner"], name="analysis_by_owner")]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "analysis", self.ref


class OfAnalysis(Owned):
    """A part of an analysis; its changes show in the history of the analysis."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.analysis.audit_subject()


class Question(OfAnalysis):
    """What an analysis asked from one day on: who is counted, over which months, where, by what. Never changed."""

    fence = fences.of_analysis("analysis_question")
    sensitivity = dict.fromkeys(
        ("partnership_id", "analysis_id", "number", "counts", "first_on", "last_on", "place", "place_name", "by",
         "asked_by_id", "asked_at"),
        PARTNERSHIP,
    )  # fmt: skip

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    counts = models.CharField(max_length=20, help_text="Key of a source: what is counted.")
    first_on = models.DateField()
    last_on = models.DateField()
    place = models.CharField(
        max_length=9, blank=True, help_text="Code of a ward or authority; empty for the whole partnership."
    )
    place_name = models.CharField(max_length=120, blank=True, help_text="As it was called then.")
    by = ArrayField(models.CharField(max_length=12, choices=By.choices), help_text="One or two.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "analysis_question"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="one_question_of_a_number"),
            models.CheckConstraint(condition=Q(last_on__gt=F("first_on")), name="question_ends_after_it_begins"),
        ]

    @property
    def window(self) -> Window:
        """The months."""
        return Window(self.first_on, self.last_on)


class SharedAnalysis(OfAnalysis):
    """That an analysis is, or was, shared with one agency; with everybody of the partnership where none is named."""

    fence = fences.of_analysis("analysis_shared", append_only=False)
    sensitivity = dict.fromkeys(
        ("partnership_id", "analysis_id", "agency_id", "from_at", "by_id", "ended_at", "ended_by_id"), PARTNERSHIP
    )

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="shared")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "analysis_shared"
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "agency"], condition=Q(ended_at=None), nulls_distinct=False,
                name="shared_once_with_an_agency",
            )
        ]  # fmt: skip
