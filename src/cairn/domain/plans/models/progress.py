"""What was done and what shows it: updates, evidence and its reviews."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from cairn.domain.plans.models.action import OfAction
from cairn.domain.plans.models.words import LANGUAGE, words_of
from cairn.domain.plans.terms import Confidence, EvidenceKind, Stated
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.terms import HISTORY, THIS_AGENCY, THIS_PARTNERSHIP, Fence, Sensitivity
from cairn.foundation.files.models import StoredFile

PARTNERSHIP, PUBLIC = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC


class Update(OfAction):
    """What the owner says: done, what changed for people, confidence, next step. Never overwritten."""

    fence = HISTORY
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "action_id", "at", "by_id", "agency_id", "stated", "computed", "confidence", "done",
             "difference", "next_step", "corrective", "waiting_on", "words"),
            PARTNERSHIP,
        ),
        "public_wording": PUBLIC,
    }  # fmt: skip

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="updates")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    stated = models.CharField(max_length=20, choices=Stated.choices)
    computed = models.CharField(max_length=20, help_text="What the rules said at that moment.")
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    done = models.TextField()
    difference = models.TextField(blank=True, help_text="What changed for people.")
    next_step = models.TextField(blank=True)
    corrective = models.TextField(blank=True, help_text="What will be done to get back on track.")
    waiting_on = models.TextField(blank=True, help_text="Who or what blocks it.")
    public_wording = models.TextField(blank=True)
    words = words_of(
        SearchVector("done", "difference", "next_step", "corrective", "waiting_on", "public_wording", config=LANGUAGE)
    )

    class Meta:
        db_table = "plans_update"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["partnership", "action", "-at"], name="update_by_action")]
        constraints = [
            models.CheckConstraint(condition=~Q(stated="off_track") | ~Q(corrective=""), name="red_needs_corrective"),
            models.CheckConstraint(condition=~Q(stated="blocked") | ~Q(waiting_on=""), name="blocked_says_by_what"),
        ]


class Evidence(OfAction):
    """Something that shows it was done: a file, a link, or where a record is held."""

    fence = Fence(
        reads=f"partnership_id = {THIS_PARTNERSHIP} AND (NOT only_agency OR agency_id = {THIS_AGENCY})",
        append_only=True,
    )
    sensitivity = dict.fromkeys(
        ("partnership_id", "action_id", "update_id", "ref", "kind", "title", "file_id", "address", "record",
         "only_agency", "agency_id", "by_id", "at"),
        PARTNERSHIP,
    )  # fmt: skip

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(Update, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    ref = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.URLField(max_length=500, blank=True)
    record = models.TextField(blank=True, help_text="Which record, and where it is held.")
    only_agency = models.BooleanField(default=False, help_text="Kept to the agency that added it.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "plans_evidence"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False, address="", record="")
                | (Q(kind="link", file__isnull=True, record="") & ~Q(address=""))
                | (Q(kind="record", file__isnull=True, address="") & ~Q(record="")),
                name="evidence_is_what_it_says",
            )
        ]

    def sensitivity_of_row(self) -> Mapping[str, Sensitivity]:
        """What an agency keeps to itself is not written into the audit either, which knows no agencies."""
        if not self.only_agency:
            return self.sensitivity
        return {**self.sensitivity, **dict.fromkeys(("title", "address", "record"), Sensitivity.ABOUT_PERSON)}


class EvidenceReview(OfAction):
    """Accepted or refused, by somebody outside the owner's agency, and why. The newest counts."""

    fence = HISTORY
    sensitivity = dict.fromkeys(
        ("partnership_id", "action_id", "evidence_id", "accepted", "note", "by_id", "agency_id", "at"), PARTNERSHIP
    )

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="reviews")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="reviews")
    accepted = models.BooleanField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "plans_evidence_review"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(accepted=True) | ~Q(note=""), name="refusal_says_why")]
