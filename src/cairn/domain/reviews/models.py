"""The review of a plan's year: a conclusion about every commitment, and what it rests on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.models import Decision
from cairn.domain.plans.models import ActionPlan
from cairn.domain.reviews.terms import Ending, Kind, Verdict
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, THIS_AGENCY, THIS_PARTNERSHIP, Fence, Sensitivity
from cairn.foundation.files.models import StoredFile

PARTNERSHIP, PUBLIC, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC, Sensitivity.ABOUT_PERSON
KEPT = "For ever: what it concluded was published."


class AnnualReview(Owned):
    """The review of one year of a strategy. Open until the board agrees it, and then history."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "strategy_id", "plan_id", "opened_on", "opened_by_id", "agreed_on", "agreed_by_id",
         "decision_id", "note"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="reviews")
    plan = models.OneToOneField(ActionPlan, on_delete=models.PROTECT, related_name="review")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="By which the board agreed it; empty where a second person did.",
    )  # fmt: skip
    note = models.TextField(blank=True, help_text="At which meeting, or what else to know of the agreement.")

    class Meta:
        db_table = "reviews_annual_review"
        indexes = [models.Index(fields=["partnership", "strategy"], name="review_by_strategy")]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, decision__isnull=True) | Q(agreed_on__gte=F("opened_on")),
                name="review_agreed_after_it_is_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"Annual review {self.ref}"

    @property
    def is_agreed(self) -> bool:
        """The board, or a second person, has agreed it."""
        return self.agreed_on is not None

    def audit_subject(self) -> tuple[str, str]:
        return "review", self.ref


class Conclusion(Owned):
    """What somebody concluded about one commitment, and why. Never changed: the newest counts."""

    fence = HISTORY
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "review_id", "commitment_id", "by_id", "at"), PARTNERSHIP),
        **dict.fromkeys(("verdict", "ending", "merged_into_id", "words", "why"), PUBLIC),
    }

    review = models.ForeignKey(AnnualReview, on_delete=models.PROTECT, related_name="conclusions")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="conclusions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    merged_into = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(blank=True, help_text="The proposed words, or what changes.")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "reviews_conclusion"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["partnership", "review", "commitment"], name="conclusion_by_commitment")]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="conclusion_says_why"),
            models.CheckConstraint(condition=~Q(verdict="change") | ~Q(words=""), name="change_says_what_changes"),
            models.CheckConstraint(
                condition=Q(verdict="close") & ~Q(ending="") | ~Q(verdict="close") & Q(ending=""),
                name="closing_says_how_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(ending="merged", merged_into__isnull=False)
                | ~Q(ending="merged") & Q(merged_into__isnull=True),
                name="merged_into_a_commitment",
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.review.audit_subject()


class CitedEvidence(Owned):
    """One thing that a conclusion rests on: a record of Cairn, a file, or something held elsewhere.

    A file can be kept to the agency that added it, and then only that agency sees this.
    """

    fence = Fence(
        reads=f"partnership_id = {THIS_PARTNERSHIP} AND (NOT only_agency OR agency_id = {THIS_AGENCY})",
        append_only=True,
    )
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "conclusion_id", "kind", "cited", "file_id", "only_agency", "agency_id"), PARTNERSHIP
        ),
        "title": ABOUT_PERSON,
    }

    conclusion = models.ForeignKey(Conclusion, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    cited = models.CharField(max_length=12, blank=True, help_text="Reference of the record; references are for ever.")
    title = models.TextField(help_text="As it was called that day, or where it is held.")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    only_agency = models.BooleanField(default=False, help_text="Kept to the agency that added the file.")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="That added the file."
    )

    class Meta:
        db_table = "reviews_cited_evidence"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="elsewhere", cited="") | ~Q(kind="elsewhere") & ~Q(cited=""),
                name="cited_evidence_is_what_it_says",
            ),
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False, agency__isnull=False)
                | ~Q(kind="file") & Q(file__isnull=True, agency__isnull=True, only_agency=False),
                name="cited_file_is_there",
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.conclusion.audit_subject()
