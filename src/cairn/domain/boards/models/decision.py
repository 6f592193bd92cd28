"""A decision, with the fields councils publish, and what happened to it afterwards."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.models.meeting import Meeting
from cairn.domain.boards.terms import CALL_IN_DAYS, KeyReason, Maker, Resolution
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.proposals import Proposal
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import HISTORY, JOIN, Sensitivity
from cairn.foundation.files.models import StoredFile

PARTNERSHIP, PUBLIC = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC
KEPT = "For ever: it was published."


class Decision(Owned):
    """One decision. A draft may be changed; once published it never is: a later one supersedes it."""

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "ref", "meeting_id", "version"), PARTNERSHIP),
        **dict.fromkeys(
            ("title", "maker", "maker_name", "key", "purpose", "parts", "reasons", "alternatives", "wards",
             "consultees", "conflicts", "decided_on", "notice_on", "published_on", "call_in_days", "supersedes_id",
             "resolution", "key_reason", "budget", "equality", "rural", "background", "contact", "author", "lead",
             "call_in_body"),
            PUBLIC,
        ),
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    title = models.CharField(max_length=200)
    maker = models.CharField(max_length=20, choices=Maker.choices)
    maker_name = models.CharField(max_length=160, blank=True, help_text="Which cabinet, post or board; no person.")
    resolution = models.CharField(max_length=20, choices=Resolution.choices, default=Resolution.APPROVED)
    key = models.BooleanField(default=False)
    key_reason = models.CharField(max_length=20, choices=KeyReason.choices, blank=True)
    purpose = models.TextField()
    parts = ArrayField(models.TextField(), help_text="What was decided, in lettered parts.")
    reasons = models.TextField()
    alternatives = models.TextField(blank=True, help_text="Considered and rejected, and why.")
    wards = models.TextField(blank=True)
    consultees = models.TextField(blank=True)
    conflicts = models.TextField(blank=True, help_text="Interests declared.")
    budget = models.TextField(blank=True, help_text="What it costs or saves, and who pays.")
    equality = models.TextField(blank=True, help_text="Effect on people with protected characteristics.")
    rural = models.TextField(blank=True, help_text="Effect on rural places.")
    background = models.TextField(blank=True, help_text="Background papers, one on each line.")
    lead = models.CharField(max_length=160, blank=True, help_text="Member or director, by post; no person.")
    author = models.CharField(max_length=160, blank=True, help_text="Of the report, by post; no person.")
    contact = models.CharField(max_length=160, blank=True, help_text="A post and how to reach it; no person.")
    call_in_body = models.CharField(max_length=160, blank=True, help_text="The committee that may call it in.")
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


class DecisionDocument(OfDecision):
    """A file that stood behind a decision, such as the report. Never changed."""

    fence = HISTORY
    sensitivity = {
        **dict.fromkeys(("partnership_id", "decision_id", "file_id", "added_on"), PARTNERSHIP), "title": PUBLIC,
    }  # fmt: skip

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta:
        db_table = "boards_decision_document"
        ordering = ["pk"]


class DecisionRelease(Proposal):
    """One decision's record as it was proposed for residents. None of it becomes public without one."""

    retention = KEPT
    sensitivity = {**Proposal.OF_PROPOSAL, "decision_id": PARTNERSHIP}

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="releases")

    class Meta:
        db_table = "boards_decision_release"
        constraints = [
            models.UniqueConstraint(fields=["decision"], condition=Q(outcome=""), name="one_open_decision_release"),
            *Proposal.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"Release {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.decision.audit_subject()


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
