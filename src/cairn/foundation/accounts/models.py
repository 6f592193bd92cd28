"""People who sign in, the roles they hold, and what was being typed when a session ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Owned, Partnership
from cairn.foundation.audit.commands import command, current_command, described_changes
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import THIS_PARTNERSHIP, THIS_USER, Fence, Sensitivity
from cairn.kernel.actors import Actor

PARTNERSHIP = Sensitivity.PARTNERSHIP


class UserManager(BaseUserManager):
    """Finds people by e-mail address; accounts are made by services.people.add_person."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account. Works for one agency; holds roles per partnership.

    The sign-in library saves people too (password changes, last sign-in), so a save outside a
    command opens one in the person's own name instead of being refused.
    """

    retention: ClassVar[str] = "Until two years after the last role ends; then name and e-mail are erased."
    sensitivity: ClassVar[dict[str, Sensitivity]] = {
        "password": Sensitivity.SECRET,
        "email": Sensitivity.CONTACT,
        "name": Sensitivity.CONTACT,
        "agency_id": PARTNERSHIP,
        "is_active": PARTNERSHIP,
        "is_demo": PARTNERSHIP,
        "last_login": PARTNERSHIP,
        "sessions_from": PARTNERSHIP,
    }

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False, help_text="Invented; may be signed in without a password in demo mode."
    )
    sessions_from = models.DateTimeField(null=True, help_text="Sessions begun earlier are over: sign-out everywhere.")

    objects = UserManager()

    class Meta:
        db_table = "accounts_user"
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[Any]) -> Self:
        names, values = list(field_names), list(values)
        instance = super().from_db(db, names, values)
        instance._loaded = dict(zip(names, values, strict=True))
        return instance

    def audit_subject(self) -> tuple[str, str]:
        """People are referred to by number: names never enter the audit."""
        return "person", str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        adding = self._state.adding
        before = {} if adding else getattr(self, "_loaded", {})
        if (opened := current_command()) is not None:
            super().save(*args, **kwargs)
            self._note(opened, before, adding)
            return
        own = Actor(user_id=self.pk, partnership_id=0, agency_id=self.agency_id, roles=frozenset())
        with command("accounts.change_own_account", by=own, at=timezone.now()) as opened:
            super().save(*args, **kwargs)
            self._note(opened, before, True)

    def _note(self, opened: Any, before: dict[str, Any], always: bool) -> None:
        after = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if not field.primary_key and field.attname not in self.get_deferred_fields()
        }
        changes = described_changes(before, after, self.sensitivity)
        if changes or always:
            opened.note(subject=self.audit_subject(), changes=changes, row=(self._meta.db_table, self.pk))
        self._loaded = after


class Grant(Owned):
    """One role, held by one person in one partnership, between two days."""

    fence = Fence(
        reads=f"partnership_id = {THIS_PARTNERSHIP} OR user_id = {THIS_USER}",
        writes=f"partnership_id = {THIS_PARTNERSHIP}",
    )
    retention = "Seven years after it ends, for accountability."
    sensitivity = {
        "partnership_id": PARTNERSHIP,
        "user_id": PARTNERSHIP,
        "role": PARTNERSHIP,
        "from_on": PARTNERSHIP,
        "until_on": PARTNERSHIP,
        "reason": PARTNERSHIP,
        "given_by_id": PARTNERSHIP,
        "waits": PARTNERSHIP,
        "confirmed_by_id": PARTNERSHIP,
        "confirmed_at": PARTNERSHIP,
    }

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=Role.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="The last day the role is held.")
    reason = models.TextField(blank=True)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="Nobody: at the server."
    )
    waits = models.BooleanField(default=False, help_text="Nothing may be done in it yet.")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_grant"
        indexes = [models.Index(fields=["user", "partnership"], name="grant_by_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partnership", "role"],
                condition=Q(until_on__isnull=True),
                name="one_open_grant_per_role",
            ),
            models.CheckConstraint(
                # One day before its first means: taken away on the day it was given, and never held again.
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on") - timedelta(days=1)),
                name="grant_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("user")) & (Q(given_by__isnull=True) | ~Q(confirmed_by=F("given_by")))),
                name="grant_confirmed_by_a_third",
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "person", str(self.user_id)


class StartCode(Guarded):
    """A one-time code that lets a person set a password; only its digest is kept."""

    fence = Fence(reads=None, deletable=True)
    retention = "Two years after it ended: who let whom in."
    sensitivity = {
        "user_id": PARTNERSHIP,
        "digest": Sensitivity.SECRET,
        "issued_at": PARTNERSHIP,
        "issued_by_id": PARTNERSHIP,
        "expires_at": PARTNERSHIP,
        "used_at": PARTNERSHIP,
        "withdrawn_at": PARTNERSHIP,
        "without_factor": PARTNERSHIP,
    }

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="start_codes")
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed digest of the code.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="Nobody: at the server."
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="A newer code took its place.")
    without_factor = models.BooleanField(
        default=False, help_text="The account had no second factor when it was used: whoever used it holds the account."
    )

    class Meta:
        db_table = "accounts_start_code"

    def audit_subject(self) -> tuple[str, str]:
        return "person", str(self.user_id)


class ApiKey(Owned):
    """A key with which one agency's system acts in a partnership; only its digest is kept. It ends by itself.

    Each use is recorded, and the newest record says when it was last used.
    """

    retention = "Seven years after it ends, for accountability."
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "agency_id", "system", "scopes", "issued_at", "issued_by_id", "expires_on",
             "revoked_at", "revoked_because"),
            PARTNERSHIP,
        ),
        "digest": Sensitivity.SECRET,
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Whose system it is.")
    system = models.CharField(max_length=80, help_text="Which system of the agency.")
    scopes = models.JSONField(help_text="What it may do (accounts.terms.Scope).")
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed digest of the key.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    expires_on = models.DateField(help_text="The last day it is good for.")
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(blank=True)

    class Meta:
        db_table = "accounts_api_key"
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""), name="key_is_revoked_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.system}"

    def audit_subject(self) -> tuple[str, str]:
        return "key", self.ref


class KeptDraft(models.Model):
    """What somebody was typing when the session ended; given back once, after signing in again."""

    retention: ClassVar[str] = "Two hours."
    sensitivity: ClassVar[dict[str, Sensitivity]] = {
        "code_digest": Sensitivity.SECRET,
        "path": PARTNERSHIP,
        "sealed": Sensitivity.SECRET,
        "kept_at": PARTNERSHIP,
        "user_id": PARTNERSHIP,
    }

    code_digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=400)
    sealed = models.TextField(help_text="The typed fields, encrypted with the installation's key.")
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_kept_draft"


__all__ = ["ApiKey", "Grant", "KeptDraft", "Partnership", "StartCode", "User"]
