"""Issues survivors raised: what was asked, of whom, and the answer. Never a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.voice.terms import Answer, Through
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "Ten years; the words are reviewed each year and may be erased."


class Issue(Owned):
    """One thing survivors asked for, paraphrased so that nobody can be recognised."""

    retention = KEPT
    sensitivity = {
        "partnership_id": PARTNERSHIP,
        "ref": PARTNERSHIP,
        "topic": ABOUT_PERSON,
        "asked": ABOUT_PERSON,
        "raised_on": PARTNERSHIP,
        "through": PARTNERSHIP,
        "public_wording": Sensitivity.PUBLIC,
    }

    ref = models.CharField(max_length=12, unique=True)
    topic = models.CharField(max_length=120)
    asked = models.TextField()
    raised_on = models.DateField(help_text="Shown as a month, so that nobody can be traced by the day.")
    through = models.CharField(max_length=20, choices=Through.choices)
    public_wording = models.TextField(blank=True)

    class Meta:
        db_table = "voice_issue"
        indexes = [models.Index(fields=["partnership", "raised_on"], name="issue_by_day")]

    def __str__(self) -> str:
        return self.topic

    def audit_subject(self) -> tuple[str, str]:
        return "issue", self.ref


class Ask(Owned):
    """The issue, taken to one agency."""

    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "issue_id", "agency_id", "asked_on"), PARTNERSHIP)

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="asks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()

    class Meta:
        db_table = "voice_ask"
        constraints = [models.UniqueConstraint(fields=["issue", "agency"], name="issue_asked_once_of_each")]

    def audit_subject(self) -> tuple[str, str]:
        return self.issue.audit_subject()


class Reply(Owned):
    """What the agency answered. A later reply follows an earlier one; none is overwritten."""

    fence = HISTORY
    retention = KEPT
    sensitivity = {
        "partnership_id": PARTNERSHIP,
        "ask_id": PARTNERSHIP,
        "answer": PARTNERSHIP,
        "text": ABOUT_PERSON,
        "why": ABOUT_PERSON,
        "answered_on": PARTNERSHIP,
        "by_id": PARTNERSHIP,
    }

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=20, choices=Answer.choices)
    text = models.TextField()
    why = models.TextField(blank=True)
    answered_on = models.DateField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "voice_reply"
        ordering = ["answered_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(answer="cannot") | ~Q(why=""), name="cannot_says_why")]

    def audit_subject(self) -> tuple[str, str]:
        return self.ask.audit_subject()
