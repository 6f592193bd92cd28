"""A case: a reference, the process it follows, and its history. What it stands at is read from the history."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cairn.domain.cases import fences
from cairn.domain.cases.terms import Consent, LawfulBasis, ShareAnswer, ShareAs
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "As the schedule of its kind says; reviewed each year after it ends."


class Case(Owned):
    """One case of one kind. It keeps the version of the process, and the local values, it was opened under.

    ``state`` to ``due_on`` repeat what the history says, so that lists can be asked for by them. They are
    written with each event and looked at again each night (services.refreshing); pages ask the history.
    """

    fence = fences.CASE
    retention = KEPT
    sensitivity = dict.fromkeys(
        ("partnership_id", "ref", "kind", "version_from", "digest", "local", "opened_at", "opened_by_id",
         "restricted", "state", "since", "is_over", "due_on", "due_clock", "events_count"),
        PARTNERSHIP,
    )  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=60)
    version_from = models.DateField(help_text="The first day of the version of its process.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file of that version.")
    local = models.JSONField(default=dict, help_text="What the locality had set when it was opened.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    restricted = models.BooleanField(default=False, help_text="Open only to people named on it.")
    state = models.CharField(max_length=60)
    since = models.DateTimeField()
    is_over = models.BooleanField(default=False)
    due_on = models.DateField(null=True, help_text="The nearest day on which something of it is due.")
    due_clock = models.CharField(max_length=60, blank=True)
    events_count = models.PositiveIntegerField(default=0, help_text="So that two people who write at once notice.")

    class Meta:
        db_table = "cases_case"
        indexes = [
            # In the order of the list, to its last column, so that a page of it is read and nothing sorted.
            models.Index(fields=["partnership", "is_over", "due_on", "-opened_at", "id"], name="case_in_order"),
            models.Index(fields=["partnership", "kind", "state"], name="case_by_state"),
            models.Index(fields=["partnership", "-opened_at"], name="case_by_opening"),
        ]

    def __str__(self) -> str:
        return self.ref

    def audit_subject(self) -> tuple[str, str]:
        return "case", self.ref


class OfCase(Owned):
    """A part of a case; its changes show in the case's history."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.case.audit_subject()


class CaseEvent(OfCase):
    """One thing that happened, as kernel.processes.history has it. Never overwritten; corrected by another."""

    fence = fences.of_case("cases_event", append_only=True)
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "at", "name", "role", "by_id", "agency_id", "clock", "corrects"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("of", "details", "reason", "working"), ABOUT_PERSON),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    ref = models.CharField(max_length=12)
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    clock = models.CharField(max_length=60, blank=True)
    of = models.CharField(max_length=200, blank=True)
    corrects = models.CharField(max_length=12, blank=True)
    working = models.JSONField(
        default=dict, help_text="Of a decision: each threshold it rests on, as it was shown to whoever decided."
    )

    class Meta:
        db_table = "cases_event"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["partnership", "name", "at"], name="event_by_name")]
        constraints = [models.UniqueConstraint(fields=["case", "ref"], name="one_event_per_reference")]


class Share(OfCase):
    """One agency's access to one case: which sections, what for, on what basis, until when."""

    fence = fences.SHARE
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "agency_id", "standing", "sections", "basis", "consent", "answer",
             "offered_at", "offered_by_id", "answered_at", "answered_by_id", "until_on", "ended_at", "ended_by_id"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("purpose", "without_consent_because", "declined_because", "ended_because"), ABOUT_PERSON),
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shares")
    ref = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=ShareAs.choices, default=ShareAs.PARTNER)
    sections = ArrayField(models.CharField(max_length=60), default=list, help_text="Keys of the process; none is all.")
    purpose = models.TextField(blank=True)
    basis = models.CharField(max_length=30, choices=LawfulBasis.choices, blank=True)
    consent = models.CharField(max_length=20, choices=Consent.choices, blank=True)
    without_consent_because = models.TextField(blank=True)
    answer = models.CharField(max_length=20, choices=ShareAnswer.choices, default=ShareAnswer.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    declined_because = models.TextField(blank=True)
    until_on = models.DateField(null=True, help_text="The last day; none while the case is open.")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        db_table = "cases_share"
        ordering = ["offered_at", "pk"]
        indexes = [
            # Holds all that is asked of an open share, so that the table itself is not read.
            models.Index(
                fields=["agency", "case"],
                include=["partnership", "standing", "answer", "until_on", "ended_at"],
                condition=Q(ended_at__isnull=True, answer=ShareAnswer.ACCEPTED),
                name="open_share_by_agency",
            ),
            models.Index(
                fields=["agency", "until_on"],
                condition=Q(ended_at__isnull=True, answer=ShareAnswer.OFFERED),
                name="offered_to_agency",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"],
                condition=Q(ended_at__isnull=True) & ~Q(answer="declined"),
                name="one_share_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(standing="lead", ended_at__isnull=True), name="one_lead_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=("lead", "opened")) | (~Q(purpose="") & ~Q(basis="")),
                name="a_share_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(declined_because=""), name="a_declined_share_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_because=""), name="an_ended_share_says_why"
            ),
        ]

    def is_open(self, at: datetime) -> bool:
        """Whether the agency has the case at a moment."""
        from cairn.kernel.uk_time import day_of

        begun = self.answer == ShareAnswer.ACCEPTED and self.ended_at is None
        return begun and (self.until_on is None or self.until_on >= day_of(at))


class CaseMember(OfCase):
    """Somebody named on a case; in a restricted case nobody else opens it."""

    fence = fences.of_case("cases_member")
    sensitivity = dict.fromkeys(("partnership_id", "case_id", "user_id", "from_on", "until_on"), PARTNERSHIP)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="The last day.")

    class Meta:
        db_table = "cases_member"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(until_on__isnull=True), name="named_on_a_case_once"
            )
        ]


class Post(Owned):
    """Somebody named for a role in all cases of a kind, such as who runs the conference, between two days.

    One that was withdrawn before it began ends the day before it begins: no day is in it, so nothing that asks who
    holds a role today, here or in the database, can take it for one that stands.
    """

    retention = "Seven years after it ends, for accountability."
    sensitivity = dict.fromkeys(
        ("partnership_id", "kind", "role", "user_id", "from_on", "until_on", "withdrawn_at"), PARTNERSHIP
    )

    kind = models.CharField(max_length=60)
    role = models.CharField(max_length=60, help_text="A role of the kind's process.")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="The last day.")
    withdrawn_at = models.DateTimeField(null=True, help_text="When it was withdrawn, before it began.")

    class Meta:
        db_table = "cases_post"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "role", "user"],
                condition=Q(until_on__isnull=True),
                name="one_open_post_per_role",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")) | Q(withdrawn_at__isnull=False),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(until_on__lt=F("from_on")), name="no_day_in_a_withdrawn_post"
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "person", str(self.user_id)


class LocalRules(Owned):
    """What the partnership set for a kind from a day on, within the limits of its process. Later rows replace."""

    fence = HISTORY
    retention = "As long as a case was opened under it."
    sensitivity = dict.fromkeys(("partnership_id", "kind", "from_on", "values", "why", "by_id", "at"), PARTNERSHIP)

    kind = models.CharField(max_length=60)
    from_on = models.DateField()
    values = models.JSONField(default=dict, help_text="Key of what the process opens, to the value set.")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_local_rules"
        ordering = ["from_on", "pk"]

    def audit_subject(self) -> tuple[str, str]:
        return "local rules", self.kind
