"""Which group hears which kind of case, and who looked on at a meeting."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.models import Group, Meeting
from cairn.domain.boards.models.meeting import OfMeeting, of_meeting
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "Twelve years from the end of the group."


class Conference(Owned):
    """A group that hears all cases of one kind, between two days."""

    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "ref", "group_id", "kind", "from_on", "until_on"), PARTNERSHIP)

    ref = models.CharField(max_length=12, unique=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, help_text="Of cases: a folder of casetypes.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="The last day.")

    class Meta:
        db_table = "conferences_conference"
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind"], condition=Q(until_on__isnull=True), name="one_conference_per_kind"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(until_on__isnull=True), name="one_conference_per_group"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="conference_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"Conference {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return self.group.audit_subject()


class Observer(OfMeeting):
    """Somebody who looked on at a meeting without a seat, and whether they signed that they keep it to themselves."""

    fence = of_meeting("conferences_observer")
    retention = "Twelve years from the meeting."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "meeting_id", "signed_on", "by_id"), PARTNERSHIP),
        **dict.fromkeys(("name", "works_for"), ABOUT_PERSON),
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="observers")
    name = models.CharField(max_length=120)
    works_for = models.CharField(max_length=160)
    signed_on = models.DateField(null=True, help_text="The day on which they signed the confidentiality statement.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "conferences_observer"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="one_observer_of_a_name")]
