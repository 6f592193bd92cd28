"""Who is kept from a case, who broke the glass, and the ties people declared."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cairn.domain.cases import fences
from cairn.domain.cases.models.case import KEPT, Case, OfCase
from cairn.domain.cases.terms import Tie
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, CONTACT, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.CONTACT, Sensitivity.ABOUT_PERSON


class Conflict(OfCase):
    """What was decided about one staff account and one case: shut out, or cleared. The person is never asked."""

    fence = fences.CONFLICT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "user_id", "shut_out", "tie", "decided_at", "decided_by_id"), PARTNERSHIP
        ),
        "why": ABOUT_PERSON,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shut_out = models.BooleanField()
    tie = models.CharField(max_length=20, choices=Tie.choices, blank=True)
    why = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_conflict"
        indexes = [models.Index(fields=["user"], condition=Q(shut_out=True), name="conflict_by_user")]
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="one_decision_per_account")]


class DeclaredTie(Owned):
    """A tie somebody on the staff declared in general: never about a case, and nobody is asked about one."""

    fence = fences.OWN
    retention = "While the person has an account."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "user_id", "tie", "declared_at"), PARTNERSHIP),
        **dict.fromkeys(("name", "born_on", "phones", "address"), CONTACT),
    }

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tie = models.CharField(max_length=20, choices=Tie.choices)
    name = models.CharField(max_length=160, help_text="Of themselves, or of who they are tied to.")
    born_on = models.DateField(null=True)
    phones = ArrayField(models.CharField(max_length=30), default=list)
    address = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "cases_declared_tie"
        ordering = ["declared_at", "pk"]

    def audit_subject(self) -> tuple[str, str]:
        return "person", str(self.user_id)


class TiesStated(Owned):
    """One person's word that every tie she knows of is declared. The newest counts."""

    fence = fences.OWN_WORD
    retention = "As long as the account."
    sensitivity = dict.fromkeys(("partnership_id", "user_id", "at"), PARTNERSHIP)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_ties_stated"
        ordering = ["at", "pk"]

    def audit_subject(self) -> tuple[str, str]:
        return "person", str(self.user_id)


class BreakGlass(OfCase):
    """One person's opening of a case that was not open to them: why, for three hours, and what came of the review."""

    fence = fences.GLASS
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "user_id", "opened_at", "until_at", "ended_at", "told_id",
             "reviewed_at", "reviewed_by_id", "was_right"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("reason", "review"), ABOUT_PERSON),
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="glass")
    ref = models.CharField(max_length=12, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who reviews it.")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    was_right = models.BooleanField(null=True)
    review = models.TextField(blank=True)

    class Meta:
        db_table = "cases_break_glass"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=models.F("opened_at")), name="glass_ends_after_it_breaks"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | (Q(was_right__isnull=False) & ~Q(review="")),
                name="a_review_of_glass_says_what",
            ),
        ]
