"""A recommendation of scrutiny or a review: what was said to it, what came of it, and whether that holds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.terms import ReceivedFrom, Reply, TestResult
from cairn.domain.plans.models import Action
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, JOIN, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "Twelve years from the day it was received."


class Recommendation(Owned):
    """One recommendation. Nothing takes it off the list; it is answered, acted on and tested again."""

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "source", "body", "number", "received_on", "due_on", "reply", "replied_on",
             "replied_by_id"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("text", "reasons"), ABOUT_PERSON),
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    source = models.CharField(max_length=20, choices=ReceivedFrom.choices)
    body = models.CharField(max_length=200, help_text="Which committee or review, and of when.")
    number = models.CharField(max_length=20, blank=True, help_text="Its number in the report.")
    text = models.TextField()
    received_on = models.DateField()
    due_on = models.DateField(help_text="By when an answer is due.")
    reply = models.CharField(max_length=20, choices=Reply.choices, blank=True)
    reasons = models.TextField(blank=True)
    replied_on = models.DateField(null=True, blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "boards_recommendation"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="answer_due_after_it_is_received"),
            models.CheckConstraint(
                condition=Q(reply="", replied_on__isnull=True) | (~Q(reply="") & Q(replied_on__isnull=False)),
                name="recommendation_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(reply__in=("", "accepted")) | ~Q(reasons=""), name="no_or_partly_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return "recommendation", self.ref


class OfRecommendation(Owned):
    """A part of a recommendation; its changes show in the recommendation's history."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.recommendation.audit_subject()


class RecommendationAction(OfRecommendation):
    """An action of a plan that came of a recommendation."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "recommendation_id", "action_id"), PARTNERSHIP)

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="actions")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "boards_recommendation_action"
        constraints = [models.UniqueConstraint(fields=["recommendation", "action"], name="action_tied_once")]


class RecommendationTest(OfRecommendation):
    """Somebody looked again whether what was recommended is done and holds. Never changed."""

    __test__ = False  # not a test of ours

    fence = HISTORY
    sensitivity = {
        **dict.fromkeys(("partnership_id", "recommendation_id", "tested_on", "result", "by_id"), PARTNERSHIP),
        "found": ABOUT_PERSON,
    }

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="tests")
    tested_on = models.DateField()
    result = models.CharField(max_length=20, choices=TestResult.choices)
    found = models.TextField(help_text="How it was tested, and what was found.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "boards_recommendation_test"
        ordering = ["tested_on", "pk"]
