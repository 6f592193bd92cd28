"""Figures: what was sent in for one period, the steps it took, and each number of it.

A submission is the figures of one period, total and breakdowns together. While it is a draft it
holds what was typed, sound or not. Submitting writes its observations, which are never changed: a
correction is a further submission of the period, with its reason, that counts once it is approved.
Built for 1.6 million observations: a measure's series is its counting submissions (one index), and
their observations (the unique index of the second table).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q

from cairn.domain.measures.models.measure import KEPT, Measure
from cairn.domain.measures.terms import OPEN_STATES, SETTLED_STATES, Source, State
from cairn.foundation.accounts.models import ApiKey, User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, JOIN, Sensitivity
from cairn.kernel.observation_checks import value_of
from cairn.kernel.periods import Period

PARTNERSHIP = Sensitivity.PARTNERSHIP
_UNSETTLED = Q(state__in=[*OPEN_STATES, State.SUBMITTED])


class Submission(Owned):
    """The figures of one measure for one period, as sent in once; a correction is a further one."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "measure_id", "period_start", "period_end", "revision", "state", "counts", "provisional",
         "note", "confirmed", "evidence", "reason", "typed", "source", "submitted_by_id", "sent_by_key_id",
         "submitted_at"),
        PARTNERSHIP,
    )  # fmt: skip

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="submissions")
    period_start = models.DateField()
    period_end = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    counts = models.BooleanField(default=False, help_text="These are the period's figures: approved, not superseded.")
    provisional = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="What a reader of the figures should know.")
    confirmed = models.TextField(blank=True, help_text="Why figures that looked wrong are right.")
    evidence = models.TextField(blank=True, help_text="Where the figures come from: a link, a report, a system.")
    reason = models.TextField(blank=True, help_text="Why earlier figures are corrected.")
    typed = models.JSONField(default=list, blank=True, help_text="What stands in the form while it is a draft.")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.FORM)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_by_key = models.ForeignKey(
        ApiKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the system they came from.",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "measures_submission"
        ordering = ["period_start", "revision"]
        indexes = [
            models.Index(fields=["partnership", "state"], condition=_UNSETTLED, name="submission_unsettled"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["measure", "period_start", "revision"], name="submission_revision"),
            models.UniqueConstraint(
                fields=["measure", "period_start"], condition=Q(counts=True), name="one_submission_counts"
            ),
            models.UniqueConstraint(
                fields=["measure", "period_start"], condition=_UNSETTLED, name="one_submission_under_way"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="submission_period"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="correction_says_why"),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(state__in=SETTLED_STATES), name="only_approved_figures_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, revision {self.revision}" if self.revision > 1 else str(self.period)

    @property
    def period(self) -> Period:
        """The period it is about."""
        return Period(self.period_start, self.period_end, self.measure.frequency)

    @property
    def ref(self) -> str:
        """The measure's reference and the period's first day: what its page's address holds."""
        return f"{self.measure.ref}/{self.period_start.isoformat()}"

    def audit_subject(self) -> tuple[str, str]:
        return self.measure.audit_subject()


class SubmissionStep(Owned):
    """One step of a period's figures from one state to the next, with who, when and why. Never changed."""

    fence = HISTORY
    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "submission_id", "state", "at", "by_id", "note"), PARTNERSHIP)

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        db_table = "measures_submission_step"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(state="returned") | ~Q(note=""), name="return_says_why")]

    def audit_subject(self) -> tuple[str, str]:
        return self.submission.audit_subject()


class Observation(Owned):
    """One figure: numerator and denominator, for one period and group. Never changed.

    A database trigger refuses to change one, and to take one away once it is approved.
    """

    fence = JOIN
    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "submission_id", "dimension", "category", "numerator", "denominator", "nil"), PARTNERSHIP
    )

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="observations", db_index=False)
    dimension = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=80, blank=True)
    numerator = models.DecimalField(max_digits=16, decimal_places=4)
    denominator = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    nil = models.BooleanField(default=False, help_text="A nil return: there was nothing to count.")

    class Meta:
        db_table = "measures_observation"
        constraints = [
            models.UniqueConstraint(fields=["submission", "dimension", "category"], name="one_figure_a_group"),
            models.CheckConstraint(
                condition=Q(numerator__gte=0) & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                name="figures_are_not_negative",
            ),
            models.CheckConstraint(condition=Q(nil=False) | Q(numerator=0), name="nil_is_nothing"),
            models.CheckConstraint(
                condition=Q(dimension="", category="") | (~Q(dimension="") & ~Q(category="")),
                name="group_of_a_dimension",
            ),
        ]

    def sensitivity_of_row(self) -> Mapping[str, Sensitivity]:
        """What is computed from records or cases may count very few people; the record keeps a digest of it."""
        if self.submission.source != Source.COMPUTED:
            return self.sensitivity
        return {**self.sensitivity, **dict.fromkeys(("numerator", "denominator"), Sensitivity.FEW_PEOPLE)}

    def audit_subject(self) -> tuple[str, str]:
        return self.submission.audit_subject()

    def value(self, *, factor: int):
        """The figure as it is shown; None where there is nothing to divide by."""
        return value_of(self.numerator, self.denominator, factor=factor)
