"""One case on the agenda of one meeting: what agencies sent about it, what was said, and what they undertook.

The history of the case is the truth of what happened to it; these rows join it to the meeting. The database
shows them to whoever has the case and to nobody else.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.boards.models import Meeting
from cairn.domain.cases.fences import of_case
from cairn.domain.cases.models import Case, Note, Task
from cairn.domain.cases.models.case import OfCase
from cairn.domain.conferences.terms import Answer, Sort
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class CaseItem(OfCase):
    """A case on an agenda. ``place`` is set where somebody ordered by hand; else children come first."""

    fence = of_case("conferences_case_item")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "meeting_id", "ref", "sort", "place", "added_at", "added_by_id", "heard_at",
             "taken_off_at", "version"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("shared", "risk"), ABOUT_PERSON),
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="case_items")
    ref = models.CharField(max_length=12, unique=True)
    sort = models.CharField(max_length=10, choices=Sort.choices, default=Sort.CASE)
    place = models.PositiveSmallIntegerField(null=True, help_text="By hand; none is the order of the rules.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    heard_at = models.DateTimeField(null=True)
    taken_off_at = models.DateTimeField(null=True)
    shared = models.JSONField(default=dict, help_text="Number of the agency to what it said.")
    risk = models.TextField(blank=True, help_text="The chair's summary of the risk.")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each save, so that two typists notice.")

    class Meta:
        db_table = "conferences_case_item"
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], condition=Q(taken_off_at__isnull=True), name="on_an_agenda_once"
            )
        ]


class ResearchRequest(OfCase):
    """One agency asked what it knows for one item, and what it answered; the words are a note in the case."""

    fence = of_case("conferences_research")
    sensitivity = dict.fromkeys(
        ("partnership_id", "case_id", "item_id", "ref", "agency_id", "asked_at", "asked_by_id", "due_on", "answer",
         "answered_at", "answered_by_id", "note_id"),
        PARTNERSHIP,
    )  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(CaseItem, on_delete=models.PROTECT, related_name="research")
    ref = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    answer = models.CharField(max_length=20, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "conferences_research"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["partnership", "agency", "due_on"], condition=Q(answer=""), name="open_research_by_agency"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["item", "agency"], name="asked_once_for_an_item")]

    def __str__(self) -> str:
        return f"Research {self.ref}"


class ItemAction(OfCase):
    """Something an agency undertook at a meeting: the task of the case by which it is chased until it ends."""

    fence = of_case("conferences_action")
    sensitivity = {
        **dict.fromkeys(("partnership_id", "case_id", "item_id", "task_id", "agreed_at"), PARTNERSHIP),
        "name": ABOUT_PERSON,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(CaseItem, on_delete=models.PROTECT, related_name="actions")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="conference_action")
    name = models.CharField(max_length=300, help_text="As the history of the case names it.")
    agreed_at = models.DateTimeField()

    class Meta:
        db_table = "conferences_action"
        ordering = ["agreed_at", "pk"]
