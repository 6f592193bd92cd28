"""A person behind agencies' records, the links that say which are theirs, and what a record is found by."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cairn.domain.hub.fences import LINKS, PERSON, RECORD
from cairn.domain.hub.models.run import LinkingRun
from cairn.domain.hub.terms import Standing
from cairn.domain.records.models import Feed, SourceRecord
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "As long as the agreements its records came under, and one year more."


class HubPerson(Owned):
    """Somebody behind one record or several. All there is to say of them stands in the records."""

    fence = PERSON
    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "ref", "made_at"), PARTNERSHIP)

    ref = models.CharField(max_length=13, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "hub_person"

    def audit_subject(self) -> tuple[str, str]:
        return "person behind records", self.ref


class AgencyRecord(Owned):
    """One person as one agency knows them, in whichever extract they came last: by the agency's own reference.

    Rows of later extracts repeat the reference. A row without one is known by itself, and by nothing else.
    """

    fence = RECORD
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "agency_id", "feed_id", "row_id"), PARTNERSHIP),
        "key": ABOUT_PERSON,
    }

    # The row's, whose keys the database checks.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    key = models.CharField(max_length=80, help_text="The agency's own reference; empty where there is none.")
    row = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "hub_agency_record"
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], condition=~Q(key=""), name="hub_record_once"),
            models.UniqueConstraint(fields=["row"], condition=Q(key=""), name="hub_row_once"),
            models.CheckConstraint(condition=Q(key="", row__isnull=False) | (~Q(key="") & Q(row=None)),
                                   name="hub_record_by_key_or_row"),
        ]  # fmt: skip

    def audit_subject(self) -> tuple[str, str]:
        return "feed", self.feed.ref


class Link(Owned):
    """From a moment on, a record is of a person. Never changed: of a record's links the newest counts.

    Args:
        chance: from 0 to 1, by the matcher, that the record is this person's; None where somebody decided.
        why: a sentence that holds no name, number or address.
        made_by: None where the matcher did.
    """

    fence = LINKS
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "record_id", "person_id", "standing", "chance", "made_by_id", "made_at", "run_id"),
            PARTNERSHIP,
        ),
        "why": ABOUT_PERSON,
    }  # fmt: skip

    record = models.ForeignKey(AgencyRecord, on_delete=models.PROTECT, related_name="links", db_index=False)
    person = models.ForeignKey(HubPerson, on_delete=models.PROTECT, related_name="links")
    standing = models.CharField(max_length=10, choices=Standing.choices)
    chance = models.FloatField(null=True)
    why = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    run = models.ForeignKey(LinkingRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "hub_link"
        ordering = ["pk"]
        indexes = [models.Index(fields=["record", "id"], name="hub_link_newest")]

    def audit_subject(self) -> tuple[str, str]:
        return self.person.audit_subject()


class RecordKeys(Owned):
    """The keys of one row as it was received: whoever shares one may be the same person.

    The keys are digests of parts of names, births, numbers and postcodes. They are made anew when the method of linking
    changes, and never else.

    Args:
        method: ``kernel.linkage.METHOD`` when they were made; 0 for those of before it was kept.
    """

    fence = LINKS
    retention = "As long as the row."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "row_id", "record_id", "method"), PARTNERSHIP),
        "keys": Sensitivity.ABOUT_PERSON,
    }

    row = models.OneToOneField(SourceRecord, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    record = models.ForeignKey(AgencyRecord, on_delete=models.PROTECT, related_name="+", db_index=False)
    keys = ArrayField(models.BigIntegerField())
    method = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "hub_record_keys"
        indexes = [GinIndex(fields=["keys"], name="hub_by_key")]

    def audit_subject(self) -> tuple[str, str]:
        return self.row.audit_subject()
