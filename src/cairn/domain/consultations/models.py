"""A consultation: what was asked, who answered, what they said by theme, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.consultations.terms import Dimension, How, Outcome
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import JOIN, Sensitivity

PARTNERSHIP, PUBLIC, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC, Sensitivity.ABOUT_PERSON
FEW_PEOPLE = Sensitivity.FEW_PEOPLE  # who sees it exactly: policies.COUNT
KEPT = "Twelve years from the end of the strategy."


class Consultation(Owned):
    """Something the public or partners were asked about a strategy. Who said what is not kept."""

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "ref", "strategy_id", "added_by_id", "version"), PARTNERSHIP),
        **dict.fromkeys(("title", "asked", "of_whom", "how", "opens_on", "closes_on"), PUBLIC),
        "answered": FEW_PEOPLE,
    }

    ref = models.CharField(max_length=12, unique=True)
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="consultations")
    title = models.CharField(max_length=160)
    asked = models.TextField(help_text="The questions.")
    of_whom = models.TextField()
    how = models.CharField(max_length=10, choices=How.choices)
    opens_on = models.DateField()
    closes_on = models.DateField()
    answered = models.PositiveIntegerField(null=True, blank=True, help_text="How many answered; empty until counted.")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")

    class Meta:
        db_table = "consultations_consultation"
        ordering = ["-opens_on", "-pk"]
        indexes = [models.Index(fields=["partnership", "strategy"], name="consultation_by_strategy")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="consultation_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "consultation", self.ref


class AnswerCount(Owned):
    """How many of one group answered, as people described themselves."""

    fence = JOIN
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "consultation_id", "dimension", "category"), PARTNERSHIP),
        "count": FEW_PEOPLE,
    }

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="counts")
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    category = models.CharField(max_length=80)
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "consultations_answer_count"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "dimension", "category"], name="group_counted_once")
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.consultation.audit_subject()


class ConsultationTheme(Owned):
    """Something several people said, in the partnership's words, and what came of it."""

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "consultation_id", "place", "version"), PARTNERSHIP),
        **dict.fromkeys(("title", "outcome", "because"), PUBLIC),
        "said": ABOUT_PERSON,
        "mentions": FEW_PEOPLE,
    }

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="themes")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    said = models.TextField(help_text="Paraphrased, so that nobody can be recognised.")
    mentions = models.PositiveIntegerField(null=True, blank=True, help_text="How many answers said so.")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    because = models.TextField(blank=True, help_text="What changed because of it, or why nothing did.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "consultations_theme"
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome="waiting") | ~Q(because=""), name="theme_outcome_says_why"),
            models.UniqueConstraint(fields=["consultation", "title"], name="theme_told_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return self.consultation.audit_subject()


class ThemeCommitment(Owned):
    """A commitment in which it shows what came of a theme."""

    fence = JOIN
    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "theme_id", "commitment_id"), PUBLIC)

    theme = models.ForeignKey(ConsultationTheme, on_delete=models.PROTECT, related_name="commitments")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="consulted_on")

    class Meta:
        db_table = "consultations_theme_commitment"
        constraints = [models.UniqueConstraint(fields=["theme", "commitment"], name="theme_names_commitment_once")]

    def audit_subject(self) -> tuple[str, str]:
        return self.theme.audit_subject()
