"""What agencies sent: people as one record each, incidents, and who had what part in them.

Each row keeps what was received, under the agency's own headings, beside what it is understood to say.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Collate

from cairn.domain.records.fences import BETWEEN_AGENCIES, as_received
from cairn.domain.records.models.extract import Extract
from cairn.domain.records.models.feed import Feed
from cairn.domain.records.terms import Part
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
ADDRESS, CONTACT, LOCATION = Sensitivity.ADDRESS, Sensitivity.CONTACT, Sensitivity.LOCATION
KEPT = "As long as the agreement and one year more."
GIVEN, FAMILY = Collate("given", "C"), Collate("family", "C")  # as the indexes have them
_FROM = ("partnership_id", "agency_id", "feed_id", "extract_id", "row")


def told_at() -> models.Case:
    """The moment of an incident's report; of the incident, where no report is dated.

    Written as CASE, as its index has it: row-level security takes COALESCE for something that might tell, and would
    let no range of it reach an index.
    """
    return models.Case(models.When(reported__isnull=True, then="happened"), default="reported")


class Received(Owned):
    """One row of an extract."""

    retention = KEPT

    # Both are the extract's, whose keys the database checks: checked again for each of millions of rows, they would
    # take longer than everything else.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.PositiveIntegerField(help_text="Its number in the file.")
    key = models.CharField(max_length=80, help_text="The agency's own reference.")
    received = models.JSONField(help_text="Heading to what stood there, of the columns that are read.")
    notes = models.JSONField(default=list, help_text="What was odd: the field and a rule that names nobody.")

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.extract.audit_subject()


class SourceRecord(Received):
    """One person as one agency knows her, in one extract; never merged with another, never changed."""

    fence = as_received("records_source_record")
    sensitivity = {
        **dict.fromkeys((*_FROM, "notes", "born_precision"), PARTNERSHIP),
        **dict.fromkeys(
            ("key", "received", "given", "family", "other_names", "born", "sex", "nhs"), ABOUT_PERSON
        ),
        **dict.fromkeys(("postcode", "address"), ADDRESS),
        **dict.fromkeys(("phone", "email"), CONTACT),
    }  # fmt: skip

    given = models.CharField(max_length=300)
    family = models.CharField(max_length=300)
    other_names = models.CharField(max_length=300)
    born = models.DateField(null=True)
    born_precision = models.CharField(max_length=10, help_text="kernel.records.days.Precision.")
    sex = models.CharField(max_length=10)
    postcode = models.CharField(max_length=8)
    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=20)
    email = models.CharField(max_length=300)
    nhs = models.CharField(max_length=10)

    class Meta:
        db_table = "records_source_record"
        indexes = [
            models.Index(fields=["extract", "row"], name="record_by_row"),
            models.Index(fields=["feed", "key"], name="record_by_key"),
            # What a practitioner types: the beginning of a name in the order of bytes, which is also the order of the
            # answer; row-level security lets no other comparison of texts reach an index.
            models.Index("agency", FAMILY, GIVEN, "id", name="record_by_family"),
            models.Index("agency", GIVEN, FAMILY, "id", name="record_by_given"),
            models.Index(fields=["agency", "born"], name="record_by_birth"),
            models.Index(fields=["agency", "postcode"], name="record_by_postcode"),
        ]


class Incident(Received):
    """One incident as one agency recorded it; a place alone, where nobody in it is named."""

    fence = as_received("records_incident")
    sensitivity = {
        **dict.fromkeys(
            (*_FROM, "notes", "happened", "has_time", "happened_precision", "reported", "kind", "group",
             "relationship", "harm", "place_only"),
            PARTNERSHIP,
        ),
        # A strand of hate tells of somebody's faith, or of whom she loves.
        **dict.fromkeys(("key", "crime_number", "received", "counts_as"), ABOUT_PERSON),
        **dict.fromkeys(("postcode", "address"), ADDRESS),
        **dict.fromkeys(("easting", "northing", "latitude", "longitude"), LOCATION),
    }  # fmt: skip

    crime_number = models.CharField(max_length=80, help_text="Figures and capital letters alone, to be compared.")
    happened = models.DateTimeField()
    has_time = models.BooleanField()
    happened_precision = models.CharField(max_length=10)
    reported = models.DateTimeField(null=True)
    kind = models.CharField(max_length=300, help_text="As the agency says.")
    group = models.CharField(max_length=20, help_text="kernel.records.incidents.Offence.")
    relationship = models.CharField(max_length=20, help_text="kernel.records.incidents.Relationship.")
    harm = models.CharField(max_length=200, help_text="kernel.records.incidents.Harm, apart by spaces.")
    counts_as = models.CharField(max_length=200, help_text="kernel.records.incidents.CountsAs, apart by spaces.")
    postcode = models.CharField(max_length=8)
    address = models.CharField(max_length=300)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place_only = models.BooleanField()

    class Meta:
        db_table = "records_incident"
        indexes = [
            models.Index(fields=["extract", "row"], name="incident_by_row"),
            models.Index(fields=["feed", "key"], name="incident_by_key"),
            models.Index(fields=["partnership", "happened"], name="incident_by_day"),
            # Page by page through what was told of in a month, out of millions: the day of the report where it is said.
            models.Index("feed", told_at(), "id", name="incident_by_moment"),
            models.Index(
                fields=["partnership", "happened"], condition=~models.Q(counts_as=""), name="incident_that_counts"
            ),
            models.Index(
                fields=["partnership", "crime_number"], condition=~models.Q(crime_number=""), name="incident_by_crime"
            ),
        ]


class IncidentRole(Owned):
    """What one person had to do with one incident, as the agency says. The person's record, where one is given."""

    fence = as_received("records_incident_role", of="feed_id")
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "agency_id", "feed_id", "incident_id", "part", "record_id"), PARTNERSHIP
        ),
        **dict.fromkeys(("key", "sex"), ABOUT_PERSON),
    }  # fmt: skip

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="roles")
    part = models.CharField(max_length=10, choices=Part.choices)
    key = models.CharField(max_length=80, help_text="The agency's own reference of the person; empty where unknown.")
    sex = models.CharField(max_length=10, help_text="As said of this incident, also of somebody who has no record.")
    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, null=True, related_name="roles")

    class Meta:
        db_table = "records_incident_role"
        indexes = [models.Index(fields=["feed", "key"], name="role_by_person")]

    def audit_subject(self) -> tuple[str, str]:
        return "incident", str(self.incident_id)


class SameIncident(Owned):
    """Two agencies recorded the same incident: linked, never merged. The first is the one that came first."""

    fence = BETWEEN_AGENCIES
    retention = KEPT
    sensitivity = dict.fromkeys(("partnership_id", "first_id", "second_id", "because", "made_at"), PARTNERSHIP)

    first = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=20, help_text="crime_number: both bear the same one.")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "records_same_incident"
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="same_incident_once")]

    def audit_subject(self) -> tuple[str, str]:
        return "incident", str(self.first_id)
