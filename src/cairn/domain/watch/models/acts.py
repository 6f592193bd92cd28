"""What was done about a row of the watch: contacts, decisions, and one agency asking another to lead."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cairn.domain.cases.models import Person
from cairn.domain.watch import fences
from cairn.domain.watch.models.row import ABOUT_PERSON, PARTNERSHIP, OfRow, WatchRow
from cairn.domain.watch.terms import Answer, Consent, Contacted, Decided
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency


class WatchContact(OfRow):
    """One contact with the person harmed, or one that was tried or offered. Never changed."""

    fence = fences.of_row("watch_contact")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "row_id", "kind", "on", "about_all", "by_id", "agency_id", "at"), PARTNERSHIP
        ),
        "note": ABOUT_PERSON,
    }  # fmt: skip

    row = models.ForeignKey(WatchRow, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Contacted.choices)
    on = models.DateField()
    about_all = models.BooleanField(help_text="About everybody who harms them, not about this suspect alone.")
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "watch_contact"
        ordering = ["on", "pk"]


class WatchDecision(OfRow):
    """What a named practitioner decided about a row, and why. Never changed; the newest of its kind counts.

    Attributes:
        leader: who leads, for a lead.
        victims: marks of those whose rows may open, for contested roles.
        refer, consent, without_consent: of a referral to the conference.
        draft: reference of the half-finished form that was prepared; whoever decided alone has it.
        person, of_victim: who in cases the person harmed, or the suspect, is.
    """

    PERSON = "person"
    UNSENT = "unsent"  # the draft of a referral went without having been sent; the decision is owed again
    fence = fences.of_row("watch_decision")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "row_id", "kind", "by_id", "agency_id", "at", "leader_id", "refer", "consent",
             "person_id", "of_victim", "draft"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("why", "without_consent", "victims"), ABOUT_PERSON),
    }  # fmt: skip

    row = models.ForeignKey(WatchRow, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=[
        *Decided.choices, (PERSON, "Who in cases they are"), (UNSENT, "A referral was not sent"),
    ])  # fmt: skip
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    leader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    victims = ArrayField(models.CharField(max_length=160), default=list)
    refer = models.BooleanField(null=True)
    consent = models.CharField(max_length=20, choices=Consent.choices, blank=True)
    without_consent = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    of_victim = models.BooleanField(default=True)
    draft = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "watch_decision"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="watch_decision_says_why"),
            models.CheckConstraint(condition=~Q(kind="lead") | Q(leader__isnull=False), name="a_lead_names_somebody"),
            models.CheckConstraint(
                condition=~Q(kind="referral") | Q(refer__isnull=False), name="a_referral_is_decided"
            ),
        ]


class HandOver(OfRow):
    """One agency asks another to lead. Until it has accepted, it sees that it is asked, and not the row."""

    fence = fences.HAND_OVER
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "row_id", "ref", "from_agency_id", "to_agency_id", "asked_by_id", "asked_at", "answer",
             "answered_by_id", "answered_at"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("why", "answer_why"), ABOUT_PERSON),
    }  # fmt: skip

    row = models.ForeignKey(WatchRow, on_delete=models.PROTECT, related_name="hand_overs")
    ref = models.CharField(max_length=13, unique=True)
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answer_why = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "watch_hand_over"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["row"], condition=Q(answer=""), name="one_agency_asked_at_a_time"),
            models.CheckConstraint(condition=~Q(answer="declined") | ~Q(answer_why=""), name="declined_with_a_reason"),
        ]
