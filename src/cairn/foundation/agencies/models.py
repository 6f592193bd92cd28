"""Partnerships, agencies, and who belongs where. One agency may serve several partnerships."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cairn.foundation.agencies.terms import AgencyKind, Standing
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import (
    IN_PARTNERSHIP,
    INSTALLATION,
    THIS_AGENCY,
    THIS_PARTNERSHIP,
    Fence,
    Sensitivity,
)

PUBLIC = Sensitivity.PUBLIC


class Partnership(Guarded):
    """A community safety partnership: the tenant everything else belongs to."""

    fence = INSTALLATION
    retention = "As long as the installation."
    sensitivity = {
        "slug": PUBLIC,
        "name": PUBLIC,
        "area": PUBLIC,
        "about": PUBLIC,
        "opened_on": PUBLIC,
        "authority_codes": PUBLIC,
        "source": PUBLIC,
    }

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    area = models.CharField(max_length=120, help_text="The place, as residents call it.")
    about = models.TextField(blank=True)
    opened_on = models.DateField(null=True)
    authority_codes = ArrayField(
        models.CharField(max_length=9), default=list, help_text="ONS codes, such as E06000063."
    )
    source = models.TextField(blank=True)

    class Meta:
        db_table = "agencies_partnership"

    def __str__(self) -> str:
        return self.name

    def audit_subject(self) -> tuple[str, str]:
        return "partnership", self.slug


class Agency(Guarded):
    """An organisation, or a board: whoever can be responsible for something."""

    fence = INSTALLATION
    retention = "As long as the installation."
    sensitivity = {"slug": PUBLIC, "name": PUBLIC, "short": PUBLIC, "kind": PUBLIC, "about": PUBLIC}

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    short = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    about = models.TextField(blank=True)

    class Meta:
        db_table = "agencies_agency"

    def __str__(self) -> str:
        return self.name

    def audit_subject(self) -> tuple[str, str]:
        return "agency", self.slug


class Owned(Guarded):
    """A row that belongs to one partnership and is invisible to every other."""

    fence = IN_PARTNERSHIP

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Membership(Owned):
    """An agency's place in a partnership, with dates. Each agency's people see where it belongs: they sign in first."""

    fence = Fence(
        reads=f"partnership_id = {THIS_PARTNERSHIP} OR agency_id = {THIS_AGENCY}",
        writes=f"partnership_id = {THIS_PARTNERSHIP}",
    )
    retention = "As long as the partnership."
    sensitivity = {
        "partnership_id": PUBLIC,
        "agency_id": PUBLIC,
        "standing": PUBLIC,
        "from_on": PUBLIC,
        "until_on": PUBLIC,
        "note": PUBLIC,
        "source": PUBLIC,
    }

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    standing = models.CharField(max_length=20, choices=Standing.choices)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        db_table = "agencies_membership"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "agency"], name="one_membership_per_agency"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "agency", self.agency.slug
