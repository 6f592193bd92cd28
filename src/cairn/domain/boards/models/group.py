"""A group that meets, and the seats at its table."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.terms import Cycle, GroupKind, Interest
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP
KEPT = "Twelve years from the end of the group."


class Group(Owned):
    """A board, delivery group, sub-group or committee, with its terms of reference."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "name", "kind", "terms", "terms_agreed_on", "cycle", "quorum", "reports_to_id",
         "districts", "ended_on", "followed_by_id", "version"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=30, choices=GroupKind.choices)
    terms = models.TextField(blank=True, verbose_name="terms of reference")
    terms_agreed_on = models.DateField(null=True, blank=True)
    cycle = models.CharField(max_length=20, choices=Cycle.choices)
    quorum = models.PositiveSmallIntegerField(default=0, help_text="Seats that must be there; 0 where none is set.")
    reports_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="below")
    districts = models.BooleanField(default=False, help_text="The area has district councils.")
    ended_on = models.DateField(null=True, blank=True)
    followed_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="follows",
        help_text="Takes over what is still open once this group has ended.",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")

    class Meta:
        db_table = "boards_group"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="one_group_of_a_name"),
            models.CheckConstraint(
                condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("pk")), name="group_not_below_itself"
            ),
            models.CheckConstraint(
                condition=Q(followed_by__isnull=True) | Q(ended_on__isnull=False), name="group_followed_once_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def audit_subject(self) -> tuple[str, str]:
        return "group", self.ref


class Seat(Owned):
    """A place at a group's table: an agency, the interest it speaks for, and who holds it between two days."""

    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "group_id", "agency_id", "interest", "chairs", "person_id", "from_on", "until_on"),
        PARTNERSHIP,
    )

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    interest = models.CharField(max_length=20, choices=Interest.choices)
    chairs = models.BooleanField(default=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day.")

    class Meta:
        db_table = "boards_seat"
        ordering = ["-chairs", "interest", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="seat_ends_after_it_begins"
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.group.audit_subject()
