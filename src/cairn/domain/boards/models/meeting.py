"""A meeting of a group: its agenda, papers, who came, and what was said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.boards.fences import MEETING, of_meeting
from cairn.domain.boards.models.group import Group, Seat
from cairn.domain.boards.terms import AgendaKind, Came
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity
from cairn.foundation.files.models import StoredFile

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "Twelve years from the meeting."


class Meeting(Owned):
    """One meeting of a group. Once its minutes are agreed it is closed, and then history."""

    fence = MEETING
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "group_id", "starts_at", "ends_at", "place", "cancelled_on", "closed_at",
             "quorum", "version", "called"),
            PARTNERSHIP,
        ),
        "cancel_reason": ABOUT_PERSON,  # of one that was called about a case
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, verbose_name="minutes agreed")
    quorum = models.PositiveSmallIntegerField(null=True, blank=True, help_text="As it was when the meeting closed.")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each move, so that diaries notice.")
    called = models.BooleanField(
        default=False,
        help_text="Called about one case, between the planned ones; its own pages are those where cases are heard.",
    )

    class Meta:
        db_table = "boards_meeting"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["partnership", "group", "starts_at"], name="meeting_by_group")]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "starts_at"],
                condition=Q(called=False, cancelled_on__isnull=True),
                name="one_meeting_at_a_time",
            ),  # whoever plans one must not learn by a refusal that one was called for that moment
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | ~Q(cancel_reason=""), name="meeting_cancelled_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | Q(closed_at__isnull=True), name="meeting_closed_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"Meeting {self.ref}"

    def audit_subject(self) -> tuple[str, str]:
        return "meeting", self.ref


class OfMeeting(Owned):
    """A part of a meeting; its changes show in the meeting's history."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.meeting.audit_subject()


class AgendaItem(OfMeeting):
    """One item of an agenda: what it shows, what was said about it, and what was decided."""

    fence = of_meeting("boards_agenda_item")
    sensitivity = {
        **dict.fromkeys(("partnership_id", "meeting_id", "kind", "place", "shown_on", "version"), PARTNERSHIP),
        **dict.fromkeys(("title", "shown", "note", "decided"), ABOUT_PERSON),
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20, choices=AgendaKind.choices)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    shown = models.JSONField(default=list, blank=True, help_text="What was due, as it stood when it was looked up.")
    shown_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "boards_agenda_item"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                condition=Q(kind__in=("exceptions", "matters", "voice", "equality", "risks")),
                name="one_standing_item_of_a_kind",
            )
        ]


class Paper(OfMeeting):
    """A file put before a meeting."""

    fence = of_meeting("boards_paper", append_only=True)
    sensitivity = {
        **dict.fromkeys(("partnership_id", "meeting_id", "item_id", "file_id", "added_on"), PARTNERSHIP),
        "title": ABOUT_PERSON,
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta:
        db_table = "boards_paper"
        ordering = ["pk"]


class Attendance(OfMeeting):
    """Whether somebody came from a seat."""

    fence = of_meeting("boards_attendance")
    sensitivity = dict.fromkeys(("partnership_id", "meeting_id", "seat_id", "came", "sent_on"), PARTNERSHIP)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    came = models.CharField(max_length=20, choices=Came.choices)
    sent_on = models.DateField(null=True, blank=True, help_text="The day on which somebody absent sent information.")

    class Meta:
        db_table = "boards_attendance"
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="one_attendance_per_seat")]
