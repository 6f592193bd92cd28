"""The audit's own tables: entries, and the seals that chain them. No foreign keys lead out."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One recorded write, read, sign-in or refusal; never changed, never deleted."""

    id = models.BigAutoField(primary_key=True)
    chain = models.BigIntegerField(help_text="The partnership, or 0 for the installation.")
    at = models.DateTimeField(help_text="When it was done, as the act says.")
    recorded_at = models.DateTimeField(db_default=Now(), help_text="When the database wrote it down.")
    command_id = models.UUIDField()
    action = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    user_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    roles = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=120)
    row_table = models.CharField(max_length=60, blank=True)
    row_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["chain", "subject_kind", "subject_ref", "id"], name="audit_by_subject"),
            models.Index(fields=["chain", "id"], name="audit_by_chain"),
            models.Index(fields=["chain", "user_id", "id"], name="audit_by_user"),
        ]


class Pending(models.Model):
    """An entry waiting to be sealed; a trigger adds it with the entry, sealing takes it away."""

    entry_id = models.BigIntegerField(primary_key=True)
    chain = models.BigIntegerField()

    class Meta:
        db_table = "audit_pending"
        indexes = [models.Index(fields=["chain", "entry_id"], name="audit_pending_by_chain")]


class Seal(models.Model):
    """One link: binds an entry to every entry sealed before it in its chain."""

    chain = models.BigIntegerField()
    place = models.BigIntegerField(help_text="1, 2, 3 ... within the chain, without gaps.")
    entry_id = models.BigIntegerField(unique=True)
    link = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_seal"
        constraints = [models.UniqueConstraint(fields=["chain", "place"], name="audit_seal_place")]


class Head(models.Model):
    """How long each chain is and how it ends, signed, so that cutting the end off is noticed."""

    chain = models.BigIntegerField(primary_key=True)
    place = models.BigIntegerField()
    signature = models.BinaryField(max_length=32)

    class Meta:
        db_table = "audit_head"
