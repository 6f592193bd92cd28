"""One row of the watch as lists show it, worked out of incidents, contacts and decisions by one service."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cairn.domain.cases.models import Person
from cairn.domain.watch import fences
from cairn.domain.watch.terms import Contacted, Standing
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
KEPT = "As long as the agreements of the feeds it rests on, and one year more."


class WatchRow(Owned):
    """One victim and one suspect, or one victim whose suspect is not known: what was reported, done and is owed.

    Nothing here is written by hand: ``services.refreshing`` works each row out anew whenever something it rests on
    changes. The reference stays, whatever happens to the row.

    Attributes:
        victim, suspect: marks of ``people``; no names. ``suspect`` is "" where nobody is known.
        victim_name, suspect_name: as every agency calls them; "" where they differ (``ToldTo``).
        reports: the incidents of the last year: which agency reported each, and when. What it reported is ``ToldTo``.
        owed: what is owed and by when, the soonest first: pairs of words and day.
        kept_out: accounts that work with the other party while roles are contested.
        shut_out: accounts that may be one of the two people, or be tied to them.
        rules_met_on: the day of the report since which a referral to the conference is owed.
        set_aside: what it rested on is told in another row, or was taken back, so that it is not counted; it stays so
            once the row is cleared.
        rested_on: feeds whose incidents ever stood in it.
    """

    fence = fences.ROW
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "stands", "opened_on", "newest_on", "until_on", "due_on", "owed", "events",
             "leader_id", "lead_agency_id", "last_contact_on", "last_contact", "contested", "kept_out",
             "shut_out", "agencies", "rules_met_on", "version", "victim_person_id",
             "suspect_person_id", "set_aside", "rested_on"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("victim", "suspect", "why", "reports"), ABOUT_PERSON),
        **dict.fromkeys(("victim_name", "suspect_name"), Sensitivity.CONTACT),
    }  # fmt: skip

    ref = models.CharField(max_length=13, unique=True)
    victim = models.CharField(max_length=160, db_collation="C")
    suspect = models.CharField(max_length=160, blank=True, db_collation="C")
    victim_name = models.CharField(max_length=300, blank=True)
    suspect_name = models.CharField(max_length=300, blank=True)
    victim_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    suspect_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    stands = models.CharField(max_length=10, choices=Standing.choices)
    why = models.TextField()
    opened_on = models.DateField()
    newest_on = models.DateField("newest report")
    until_on = models.DateField(help_text="The last day of the window.")
    due_on = models.DateField(null=True)
    owed = models.JSONField(default=list)
    reports = models.JSONField(default=list)
    events = models.PositiveSmallIntegerField(default=0)
    leader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    last_contact_on = models.DateField("day of the last contact", null=True)
    last_contact = models.CharField(max_length=10, choices=Contacted.choices, blank=True)
    contested = models.BooleanField(default=False)
    agencies = ArrayField(models.BigIntegerField(), default=list, help_text="To whose practitioners it is open.")
    kept_out = ArrayField(models.BigIntegerField(), default=list)
    shut_out = ArrayField(models.BigIntegerField(), default=list)
    rules_met_on = models.DateField("day the rules for a referral were met", null=True)
    version = models.CharField(max_length=20)
    set_aside = models.BooleanField(default=False)
    rested_on = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "watch_row"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "victim", "suspect"], name="one_row_for_two_people"),
        ]
        indexes = [
            models.Index(fields=["partnership", "suspect"], condition=~Q(suspect=""), name="watch_by_suspect"),
            models.Index(fields=["partnership", "until_on"], condition=~Q(stands="closed"), name="watch_by_end"),
            models.Index(fields=["partnership", "due_on"], condition=Q(contested=True), name="watch_contested"),
            models.Index(fields=["partnership", "due_on"], condition=Q(rules_met_on__isnull=False),
                         name="watch_for_conference"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.ref

    def audit_subject(self) -> tuple[str, str]:
        return "row of the watch", self.ref


class OfRow(Owned):
    """Something about one row."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.row.audit_subject()


class OnList(OfRow):
    """That a row stands on the list of one agency, with what the list is ordered and filtered by."""

    fence = fences.ON_LIST
    sensitivity = dict.fromkeys(
        ("partnership_id", "row_id", "agency_id", "reported", "leads", "open", "due_on"), PARTNERSHIP
    )

    row = models.ForeignKey(WatchRow, on_delete=models.PROTECT, related_name="lists")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reported = models.BooleanField()
    leads = models.BooleanField()
    open = models.BooleanField()
    due_on = models.DateField(null=True)

    class Meta:
        db_table = "watch_on_list"
        constraints = [models.UniqueConstraint(fields=["row", "agency"], name="once_on_a_list")]
        indexes = [
            models.Index(fields=["agency", "due_on", "row"], condition=Q(open=True), name="list_of_an_agency"),
            models.Index(fields=["agency", "row"], name="on_list_of_agency"),
        ]


class ToldTo(OfRow):
    """What one agency may see of a row: its own reports in full, others' as their agreements or a hand-over allow.

    Attributes:
        victim_name, suspect_name: as this agency calls the two, or the agency that handed the row to it.
        reports: key of an incident to what was reported, of those it may see; ``opened`` where an agreement lets it.
    """

    fence = fences.TOLD_TO
    sensitivity = {
        **dict.fromkeys(("partnership_id", "row_id", "agency_id"), PARTNERSHIP),
        **dict.fromkeys(("victim_name", "suspect_name"), Sensitivity.CONTACT),
        "reports": ABOUT_PERSON,
    }

    row = models.ForeignKey(WatchRow, on_delete=models.PROTECT, related_name="told_to")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    victim_name = models.CharField(max_length=300, blank=True)
    suspect_name = models.CharField(max_length=300, blank=True)
    reports = models.JSONField(default=dict)

    class Meta:
        db_table = "watch_told_to"
        constraints = [models.UniqueConstraint(fields=["row", "agency"], name="told_once_to_an_agency")]


class WatchSpell(OfRow):
    """One run of reports that follow each other within the window: when contact was due, and when it was made."""

    fence = fences.of_row("watch_spell", append_only=False)
    sensitivity = dict.fromkeys(("partnership_id", "row_id", "opened_on", "due_on", "contacted_on"), PARTNERSHIP)

    row = models.ForeignKey(WatchRow, on_delete=models.PROTECT, related_name="spells")
    opened_on = models.DateField()
    due_on = models.DateField()
    contacted_on = models.DateField(null=True)

    class Meta:
        db_table = "watch_spell"
        ordering = ["opened_on"]
        constraints = [models.UniqueConstraint(fields=["row", "opened_on"], name="one_spell_from_a_day")]
        indexes = [models.Index(fields=["partnership", "opened_on"], name="spells_by_day")]
