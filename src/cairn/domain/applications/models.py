"""The tables of the public forms. No role may touch them: the functions of migration 0002 do, as their owner."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, SECRET, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.SECRET, Sensitivity.ABOUT_PERSON


class OpenForm(models.Model):
    """A public form that is open for one area, with who answers the helpline."""

    retention = "While the area uses the form."
    sensitivity = dict.fromkeys(
        ("partnership_id", "kind", "area", "helpline", "invented", "is_open", "local"), Sensitivity.PUBLIC
    )

    partnership_id = models.BigIntegerField()
    kind = models.SlugField(max_length=40)
    area = models.CharField(max_length=120)
    helpline = models.CharField(max_length=120)
    invented = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    local = models.JSONField(null=True, help_text="What the area set, as the form tells it: from which day, and what.")

    class Meta:
        db_table = "applications_open_form"
        constraints = [models.UniqueConstraint(fields=["partnership_id", "kind"], name="one_form_for_an_area")]


class Application(models.Model):
    """What one resident types, sends and later looks at; found by the digest of a code or of a browser's key."""

    retention = "A draft 28 days after it was last saved; what was sent until a case is made, its progress 400 days."
    sensitivity = {
        **dict.fromkeys(("code", "key"), SECRET),
        **dict.fromkeys(("answers", "progress"), ABOUT_PERSON),
        **dict.fromkeys(
            ("form_id", "key_until", "version", "began_at", "expires_at", "sent_at", "taken_at", "stopped"), PARTNERSHIP
        ),
    }

    form = models.ForeignKey(OpenForm, on_delete=models.PROTECT, related_name="+")
    code = models.BinaryField(unique=True, help_text="The digest of the code.")
    key = models.BinaryField(null=True, unique=True, help_text="The digest of the key of the browser that has it open.")
    key_until = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    progress = models.JSONField(
        null=True, help_text="What the applicant sees of it, as the staff process put it there."
    )
    stopped = models.BooleanField(default=False, help_text="Its code opens nothing any more.")

    class Meta:
        db_table = "applications_application"
        indexes = [
            models.Index(fields=["form"], condition=Q(sent_at__isnull=False, taken_at=None), name="application_waits"),
            models.Index(fields=["expires_at"], name="application_expires"),
        ]


class Attempt(models.Model):
    """How often somebody tried something lately, for the limits of the public forms."""

    retention = "A day."
    sensitivity = {"what": PARTNERSHIP, "who": SECRET, "began_at": PARTNERSHIP, "number": PARTNERSHIP}

    what = models.CharField(max_length=12)
    who = models.BinaryField(help_text="A salted digest of the address; the row called salt holds the salt.")
    began_at = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        db_table = "applications_attempt"
        constraints = [models.UniqueConstraint(fields=["what", "who"], name="one_count_of_attempts")]
