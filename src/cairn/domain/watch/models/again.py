"""That an agency reported abuse between the two people of a case within the window of a repeat: proposed, answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.cases.models import Case
from cairn.domain.records.models import Feed
from cairn.domain.watch import fences
from cairn.domain.watch.terms import Again
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class ReportedAgain(Owned):
    """One incident of an agency's records that may be a repeat of a case. It holds the pointer, and no content.

    Its record stands under its own reference, not under that of the case: the history of the case is read by partners
    who may not learn which agency reported.

    Attributes:
        last_on, until_on: the last referral before it, and the last day on which it is a repeat.
        event: of an incident that several agencies surely reported, the same for each; so it is answered once.
    """

    fence = fences.REPORTED_AGAIN
    retention = "As long as the case it is about."
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "case_id", "agency_id", "feed_id", "incident", "event", "happened_on",
             "reported_on", "last_on", "until_on", "proposed_at", "answer", "answered_at", "answered_by_id"),
            PARTNERSHIP,
        ),
        "why": Sensitivity.ABOUT_PERSON,
    }  # fmt: skip

    ref = models.CharField(max_length=13, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+")
    incident = models.BigIntegerField(help_text="Its key. What stands in it is for the agency that reported it.")
    event = models.BigIntegerField(null=True, help_text="The incident that stands for all reports of one event.")
    happened_on = models.DateField()
    reported_on = models.DateField()
    last_on = models.DateField(help_text="The day of the last referral before it.")
    until_on = models.DateField(help_text="The last day on which something further is a repeat.")
    proposed_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Again.choices, default=Again.PROPOSED)
    why = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "watch_reported_again"
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "incident"], name="one_proposal_of_an_incident"),
            models.CheckConstraint(condition=~Q(answer="dismissed") | ~Q(why=""), name="dismissed_with_a_reason"),
        ]
        indexes = [models.Index(fields=["partnership"], condition=Q(answer="proposed"), name="again_to_answer")]

    def audit_subject(self) -> tuple[str, str]:
        return "reported again", self.ref
