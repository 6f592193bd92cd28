"""An action: its permanent reference, what it is for, who does it, and by when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q

from cairn.domain.plans.models.plan import KEPT, ActionPlan
from cairn.domain.plans.models.words import LANGUAGE, words_of
from cairn.domain.plans.terms import Characteristic, Confidence, Origin, PledgeKind, Stated
from cairn.domain.strategies.models import Commitment
from cairn.domain.voice.models import Issue
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, JOIN, Sensitivity

PARTNERSHIP, PUBLIC = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC


class Action(Owned):
    """One thing a partner does to keep a promise.

    The reference is permanent. Nothing is deleted: an action is completed, stopped with a
    reason, or carried forward to a linked successor in the next year's plan.
    """

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "plan_id", "commitment_id", "title", "detail", "origin", "origin_note",
             "issue_id", "lead_id", "owner_id", "starts_on", "due_on", "first_due_on", "update_every", "rural",
             "characteristics", "stated", "confidence", "last_update_at", "completed_on", "stopped_on",
             "carried_from_id", "version", "proposed_by_id", "words"),
            PARTNERSHIP,
        ),
        "public_wording": PUBLIC, "stop_reason": PUBLIC,
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="actions")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    public_wording = models.TextField(blank=True, help_text="One plain sentence for residents.")
    origin = models.CharField(max_length=20, choices=Origin.choices)
    origin_note = models.TextField(blank=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    lead = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    first_due_on = models.DateField(help_text="The date first agreed; never changed.")
    due_on = models.DateField(help_text="The date now; every earlier one is kept in DateChange.")
    update_every = models.PositiveSmallIntegerField(default=90, help_text="Days.")
    rural = models.TextField(blank=True)
    characteristics = ArrayField(
        models.CharField(max_length=30, choices=Characteristic.choices), default=list, blank=True
    )
    stated = models.CharField(max_length=20, choices=Stated.choices, default=Stated.NOT_STARTED)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    last_update_at = models.DateTimeField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    stop_reason = models.TextField(blank=True)
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each edit, so that two editors notice.")
    words = words_of(
        SearchVector("title", weight="A", config=LANGUAGE)
        + SearchVector("detail", "public_wording", "origin_note", "rural", "stop_reason", weight="B", config=LANGUAGE)
    )

    class Meta:
        db_table = "plans_action"
        indexes = [
            models.Index(fields=["partnership", "plan", "due_on"], name="action_by_plan"),
            models.Index(fields=["partnership", "commitment"], name="action_by_commitment"),
            models.Index(fields=["partnership", "lead", "due_on"], name="action_by_lead"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="action_due_after_it_starts"),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | Q(stopped_on__isnull=True), name="action_ends_one_way"
            ),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True) | ~Q(stop_reason=""), name="action_stops_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(origin="survivors") | Q(issue__isnull=False), name="survivors_origin_names_the_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def audit_subject(self) -> tuple[str, str]:
        return "action", self.ref


class OfAction(Owned):
    """A part of an action; its changes show in the action's history."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return "action", self.action.ref


class AlsoServes(OfAction):
    """A further commitment an action serves."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "action_id", "commitment_id"), PARTNERSHIP)

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="also_serves")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="also_served_by")

    class Meta:
        db_table = "plans_also_serves"
        constraints = [models.UniqueConstraint(fields=["action", "commitment"], name="also_serves_once")]


class Supporter(OfAction):
    """An agency that helps with an action."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "action_id", "agency_id"), PARTNERSHIP)

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="supporters")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "plans_supporter"
        constraints = [models.UniqueConstraint(fields=["action", "agency"], name="supporter_once")]


class Pledge(OfAction):
    """What a partner can commit to an action: people, money or time, and when it lapses."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "action_id", "agency_id", "kind", "what", "amount", "from_on", "lapses_on", "ended_on"),
        PARTNERSHIP,
    )

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="pledges")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PledgeKind.choices)
    what = models.CharField(max_length=200)
    amount = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    lapses_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="Withdrawn before it lapsed.")

    class Meta:
        db_table = "plans_pledge"
        ordering = ["lapses_on", "pk"]


class Milestone(OfAction):
    """A step on the way, with a date."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "action_id", "title", "due_on", "done_on", "dropped_on", "place"), PARTNERSHIP
    )

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    place = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "plans_milestone"
        ordering = ["place", "pk"]


class DateChange(OfAction):
    """A due date that moved: from, to, why, and who agreed. Never changed."""

    fence = HISTORY
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "action_id", "milestone_id", "from_on", "to_on", "by_id", "on"), PARTNERSHIP
        ),
        "reason": PUBLIC,
    }

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="date_changes")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="date_changes"
    )
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.TextField(help_text="Residents may read it.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        db_table = "plans_date_change"
        ordering = ["on", "pk"]
