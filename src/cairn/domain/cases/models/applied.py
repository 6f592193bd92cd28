"""Public forms that are open for a partnership, and what was sent by them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cairn.domain.cases import fences
from cairn.domain.cases.models.case import KEPT, Case
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Fence, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class PublicForm(Owned):
    """The public form of one kind of case, open in a partnership or not, with the number residents may call."""

    retention = "While the partnership uses it."
    sensitivity = {
        **dict.fromkeys(("kind", "area", "helpline", "is_open"), Sensitivity.PUBLIC),
        **dict.fromkeys(("partnership_id", "set_at", "set_by_id"), PARTNERSHIP),
    }

    kind = models.CharField(max_length=60)
    area = models.CharField(max_length=120)
    helpline = models.CharField(max_length=120)
    is_open = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_public_form"
        constraints = [models.UniqueConstraint(fields=["partnership", "kind"], name="one_public_form_of_a_kind")]

    def audit_subject(self) -> tuple[str, str]:
        return "public form", self.kind


class SentApplication(Owned):
    """What a resident sent by a public form: waiting and why, or the case it became and what its applicant sees.

    What it says is not here. Until a case was made of it, it waits where the public forms put it.
    """

    fence = Fence(
        reads=(
            f"{fences.HERE} AND (cases_sent_application.case_id IS NULL"
            f" OR {fences.opens('cases_sent_application.case_id')})"
        )
    )
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "number", "kind", "sent_at", "tried_at", "problem", "case_id", "entries", "seen_state",
             "released_state", "released_at", "released_by_id", "stopped_at"),
            PARTNERSHIP,
        ),
        "words": ABOUT_PERSON,
    }  # fmt: skip

    number = models.BigIntegerField(unique=True, help_text="Of the application, where the public forms keep it.")
    kind = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, help_text="Why no case was made of it yet; nothing of what it says.")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="application")
    entries = ArrayField(models.CharField(max_length=12), default=list, help_text="The events its entries became.")
    seen_state = models.CharField(max_length=60, blank=True, help_text="The state its applicant was last told of.")
    released_state = models.CharField(max_length=60, blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, help_text="What somebody added for the applicant.")
    stopped_at = models.DateTimeField(null=True, help_text="When its code was stopped.")

    class Meta:
        db_table = "cases_sent_application"
        ordering = ["sent_at", "pk"]

    def audit_subject(self) -> tuple[str, str]:
        return self.case.audit_subject() if self.case_id else ("application", str(self.number))
