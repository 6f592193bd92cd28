"""A decision, with the fields councils publish, and what happened to it afterwards."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.models.meeting import Meeting
from cairn.domain.boards.terms import CALL_IN_DAYS, Maker
from cairn.domain.strategies.models import Commitment
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import JOIN, Sensitivity

PARTNERSHIP, PUBLIC = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC
KEPT = "For ever: it was published."


class Decision(Owned):
    """One decision. A draft may be changed; once published it never is: a later one supersedes it."""

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "ref", "meeting_id", "version"), PARTNERSHIP),
        **dict.fromkeys(
            ("title", "maker", "maker_name", "key", "purpose", "parts", "reasons", "alternatives", "wards",
             "consultees", "conflicts", "decided_on", "notice_on", "published_on", "call_in_days", "supersedes_id"),
            PUBLIC,
        ),
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    title = models.CharField(max_length=200)
    maker = models.CharField(max_length=20, choices=Maker.choices)
    maker_name = models.CharField(max_length=160, blank=True, help_text="Which cabinet, post or board; no person.")
    key = models.BooleanField(default=False)
    purpose = models.TextField()
    parts = ArrayField(models.TextField(), help_text="What was decided, in lettered parts.")
    reasons = models.TextField()
    alternatives = models.TextField(blank=True, help_text="Considered and rejected, and why.")
    wards = models.TextField(blank=True)
    consultees = models.TextField(blank=True)
    conflicts = models.TextField(blank=True, help_text="Interests declared.")
    decided_on = models.DateField()
    notice_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    call_in_days = models.PositiveSmallIntegerField(default=CALL_IN_DAYS)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")

    class Meta:
        db_table = "boards_decision"
        ordering = ["-decided_on", "-pk"]
        indexes = [models.Index(fields=["partnership", "decided_on"], name="decision_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(published_on__gte=F("decided_on")),
                name="decision_published_after_it_is_taken",
            ),
            models.CheckConstraint(
                condition=Q(notice_on__isnull=True) | Q(notice_on__lte=F("decided_on")), name="notice_before_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def audit_subject(self) -> tuple[str, str]:
        return "decision", self.ref


class OfDecision(Owned):
    """A part of a decision; its changes show in the decision's history."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.decision.audit_subject()


class DecisionCommitment(OfDecision):
    """A commitment that a decision is about."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "decision_id", "commitment_id"), PUBLIC)

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="commitments")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "boards_decision_commitment"
        constraints = [
            models.UniqueConstraint(fields=["decision", "commitment"], name="decision_names_commitment_once")
        ]


class CallIn(OfDecision):
    """A committee called a decision in: it takes no effect until that is settled."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "decision_id", "called_on", "called_by", "why", "ended_on", "stands", "outcome"), PUBLIC
    )

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="call_ins")
    called_on = models.DateField()
    called_by = models.CharField(max_length=160, help_text="The committee.")
    why = models.TextField()
    ended_on = models.DateField(null=True, blank=True)
    stands = models.BooleanField(default=True)
    outcome = models.TextField(blank=True)

    class Meta:
        db_table = "boards_call_in"
        ordering = ["called_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(ended_on__isnull=True), name="one_open_call_in_per_decision"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(outcome=""), name="call_in_settled_with_an_outcome"
            ),
        ]
