"""What a case is to another case, to the files of agencies, and to other areas."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cairn.domain.cases import fences
from cairn.domain.cases.models.case import KEPT, Case, OfCase
from cairn.domain.cases.terms import HandOver, RepeatAnswer
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, CONTACT, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.CONTACT, Sensitivity.ABOUT_PERSON
LOCATION = Sensitivity.LOCATION


class Repeat(Owned):
    """That one case may be a repeat of an earlier one of the same people: proposed, then confirmed or not.

    Its record stands under its own reference, not under that of a case: whoever has one of the two cases
    must not learn from it that there is another.
    """

    fence = fences.REPEAT
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "case_id", "earlier_id", "last_on", "until_on", "referred_on", "proposed_at",
             "answer", "answered_at", "answered_by_id"),
            PARTNERSHIP,
        ),
        "why": ABOUT_PERSON,
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="repeats")
    earlier = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="repeated_by")
    last_on = models.DateField(help_text="The day of the last referral before this one.")
    until_on = models.DateField(help_text="The last day on which a further referral is a repeat.")
    referred_on = models.DateField(help_text="The day of the further referral.")
    proposed_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=RepeatAnswer.choices, default=RepeatAnswer.PROPOSED)
    why = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_repeat"
        ordering = ["-last_on", "pk"]
        indexes = [
            models.Index(fields=["partnership"], condition=Q(answer=RepeatAnswer.PROPOSED), name="repeat_to_answer")
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "earlier"], name="one_proposal_per_pair_of_cases"),
            models.CheckConstraint(condition=~Q(case=F("earlier")), name="no_case_repeats_itself"),
            models.CheckConstraint(
                condition=~Q(answer=RepeatAnswer.REFUSED) | ~Q(why=""), name="a_refused_repeat_says_why"
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "repeat", self.ref


class FileFlag(OfCase):
    """That one agency was asked to flag its own files of a case, and what it said of it."""

    fence = fences.FILE_FLAG
    sensitivity = dict.fromkeys(
        ("partnership_id", "case_id", "ref", "agency_id", "asked_at", "until_on", "flagged_on", "flagged_by_id",
         "off_asked_at", "unflagged_on", "unflagged_by_id"),
        PARTNERSHIP,
    )  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="file_flags")
    ref = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until_on = models.DateField(help_text="The last day on which the flag stands.")
    flagged_on = models.DateField(null=True)
    flagged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    off_asked_at = models.DateTimeField(null=True, help_text="When the agency was asked to take it off.")
    unflagged_on = models.DateField(null=True)
    unflagged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_file_flag"
        ordering = ["until_on", "pk"]
        indexes = [
            models.Index(fields=["agency"], condition=Q(unflagged_on__isnull=True), name="standing_flag_by_agency")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"], condition=Q(unflagged_on__isnull=True), name="one_standing_flag_per_agency"
            ),
            models.CheckConstraint(
                condition=Q(unflagged_on__isnull=True) | Q(off_asked_at__isnull=False),
                name="a_flag_comes_off_when_asked",
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        """Not the case: its agency may not have it any more, and the record is kept under it all the same."""
        return "file flag", self.ref


class TransferOut(Owned):
    """A case on its way to another area, as the person who sends it sees it; nobody else learns where it went."""

    fence = fences.TRANSFER_OUT
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "by_file", "sent_at", "sent_by_id", "answer", "answered_at",
             "expires_on"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("receiver", "receiver_id"), LOCATION),
        "because": ABOUT_PERSON,
        "token": Sensitivity.SECRET,
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers_out")
    ref = models.CharField(max_length=12, unique=True)
    token = models.CharField(max_length=32, unique=True, help_text="Known to the row on the other side alone.")
    by_file = models.BooleanField(help_text="As a sealed file, to another installation.")
    receiver = models.CharField(max_length=200)
    receiver_id = models.BigIntegerField(null=True, help_text="The partnership of this installation.")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True, help_text="The last day on which the file can be opened.")
    answer = models.CharField(max_length=20, choices=HandOver.choices, default=HandOver.WAITS)
    answered_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)

    class Meta:
        db_table = "cases_transfer_out"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answer=HandOver.WAITS), name="one_transfer_of_a_case_at_a_time"
            )
        ]

    def audit_subject(self) -> tuple[str, str]:
        """Its own: the history of the case tells nobody of it."""
        return "transfer", self.ref


class TransferIn(Owned):
    """A case from another area that waits to be accepted or returned; what came with it goes when it is answered."""

    fence = fences.TRANSFER_IN
    retention = "What came with it until it is answered; the rest as the case."
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "kind", "for_role", "by_file", "arrived_at", "shut_out", "answer", "answered_at",
             "answered_by_id", "case_id"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("sender", "sender_id"), LOCATION),
        **dict.fromkeys(("pack", "because"), ABOUT_PERSON),
        "contact": CONTACT,
        "token": Sensitivity.SECRET,
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    token = models.CharField(max_length=32, unique=True, help_text="So that a sealed file is taken in once.")
    kind = models.CharField(max_length=60)
    for_role = models.CharField(max_length=60, help_text="The role that answers it.")
    by_file = models.BooleanField()
    sender = models.CharField(max_length=200)
    sender_id = models.BigIntegerField(null=True, help_text="The partnership of this installation.")
    arrived_at = models.DateTimeField()
    pack = models.JSONField(default=dict)
    contact = models.JSONField(default=dict)
    shut_out = ArrayField(models.BigIntegerField(), default=list, help_text="Accounts that may be tied to somebody.")
    answer = models.CharField(max_length=20, choices=HandOver.choices, default=HandOver.WAITS)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    because = models.TextField(blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_transfer_in"
        ordering = ["arrived_at", "pk"]

    def audit_subject(self) -> tuple[str, str]:
        return "transfer", self.ref
