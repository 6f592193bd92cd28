"""People in cases: who they are, what they are in each case, to whom they are tied, how they are safely reached."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cairn.domain.cases import fences
from cairn.domain.cases.models.case import KEPT, Case, OfCase
from cairn.domain.cases.terms import Relation
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import Sensitivity
from cairn.kernel.same_person.names import LONGEST_KEY

PARTNERSHIP, CONTACT, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.CONTACT, Sensitivity.ABOUT_PERSON
ADDRESS = Sensitivity.ADDRESS


class Person(Owned):
    """Somebody in at least one case. What they are (harmed, causing harm, a child) is said in each case alone."""

    fence = fences.PERSON
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "ref", "first_case_id", "entered_at"), PARTNERSHIP),
        **dict.fromkeys(
            ("name", "other_names", "born_year", "born_month", "born_day", "sex", "ethnicity", "disability",
             "orientation", "language", "interpreter"),
            CONTACT,
        ),
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    first_case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    name = models.CharField(max_length=160)
    other_names = ArrayField(models.CharField(max_length=160), default=list, help_text="Earlier, aliases, spellings.")
    born_year = models.PositiveSmallIntegerField(null=True)
    born_month = models.PositiveSmallIntegerField(null=True)
    born_day = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=40, blank=True)
    ethnicity = models.CharField(max_length=80, blank=True)
    disability = models.CharField(max_length=80, blank=True)
    orientation = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=60, blank=True)
    interpreter = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_person"
        indexes = [models.Index(fields=["partnership", "born_year", "born_month", "born_day"], name="person_by_birth")]

    def __str__(self) -> str:
        return self.ref

    def audit_subject(self) -> tuple[str, str]:
        return "person in cases", self.ref


class NameKey(Owned):
    """One word of a name a person is known by, or two of them together, in small letters, to be found by.

    Behind row-level security only what cannot leak may use an index: equality of texts can, a search by
    likeness cannot.
    """

    fence = fences.of_person("cases_name_key", deletable=True)
    retention = KEPT
    sensitivity = {"partnership_id": PARTNERSHIP, "person_id": PARTNERSHIP, "word": CONTACT}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="keys")
    word = models.CharField(max_length=LONGEST_KEY, db_collation="C")

    class Meta:
        db_table = "cases_name_key"
        indexes = [models.Index(fields=["partnership", "word"], include=["person"], name="person_by_word")]
        constraints = [models.UniqueConstraint(fields=["person", "word"], name="one_key_per_word")]

    def audit_subject(self) -> tuple[str, str]:
        return self.person.audit_subject()


class CasePerson(OfCase):
    """What one person is in one case; the same person may be something else in another."""

    fence = fences.of_case("cases_case_person")
    sensitivity = {
        **dict.fromkeys(("partnership_id", "case_id", "person_id", "party", "added_at", "removed_at"), PARTNERSHIP),
        **dict.fromkeys(("note", "removed_because"), ABOUT_PERSON),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="in_cases")
    party = models.CharField(max_length=60, help_text="A party of the kind's process.")
    note = models.TextField(blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_because = models.TextField(blank=True)

    class Meta:
        db_table = "cases_case_person"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(removed_at__isnull=True), name="in_a_case_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_because=""), name="removed_with_a_reason"
            ),
        ]


class Relationship(OfCase):
    """What one person is to another, as it was recorded in one case."""

    fence = fences.of_case("cases_relationship")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "first_id", "second_id", "relation", "recorded_at", "ended_at"), PARTNERSHIP
        ),
        "note": ABOUT_PERSON,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="relationships")
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=30, choices=Relation.choices)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_relationship"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="related_to_somebody_else"),
            models.UniqueConstraint(
                fields=["case", "first", "second", "relation"],
                condition=Q(ended_at__isnull=True),
                name="one_relationship_of_a_sort",
            ),
        ]


class OfPerson(Owned):
    """Something about a person, known wherever the person is."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.person.audit_subject()


class ContactPlan(OfPerson):
    """How a person may be reached safely, as it was said on one day. A later row replaces; none is overwritten."""

    fence = fences.of_person("cases_contact_plan", append_only=True)
    sensitivity = {
        **dict.fromkeys(("partnership_id", "person_id", "case_id", "at", "by_id", "agency_id"), PARTNERSHIP),
        **dict.fromkeys(
            ("safe", "ways", "times", "never_leave_message", "code_word", "phones", "e_mails", "unsafe_people", "note"),
            CONTACT,
        ),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_plans")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", help_text="In which it was recorded.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    safe = models.CharField(max_length=10, default="unknown")
    ways = models.JSONField(default=dict, help_text="Channel to yes, no or unknown.")
    times = models.JSONField(default=list, help_text="Each with days (0 Monday), begins and ends.")
    never_leave_message = models.BooleanField(default=True)
    code_word = models.CharField(max_length=60, blank=True)
    phones = ArrayField(models.CharField(max_length=30), default=list)
    e_mails = ArrayField(models.CharField(max_length=120), default=list)
    unsafe_people = ArrayField(models.CharField(max_length=12), default=list, help_text="References of people.")
    note = models.TextField(blank=True)

    class Meta:
        db_table = "cases_contact_plan"
        ordering = ["at", "pk"]


class Address(OfPerson):
    """One place a person lives or is written to: a field of its own, each opening of which is recorded."""

    fence = fences.of_person("cases_address")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "person_id", "case_id", "ref", "recorded_at", "by_id"), PARTNERSHIP
        ),
        **dict.fromkeys(("lines", "postcode"), ADDRESS),
        **dict.fromkeys(("letters", "lived_in_by", "safe_from", "from_on", "until_on", "is_refuge"), CONTACT),
    }  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", help_text="In which it was recorded.")
    ref = models.CharField(max_length=12, unique=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.TextField()
    postcode = models.CharField(max_length=8, blank=True)
    letters = models.CharField(max_length=10, default="unknown")
    lived_in_by = ArrayField(models.CharField(max_length=12), default=list, help_text="References of people.")
    safe_from = ArrayField(models.CharField(max_length=12), default=list, help_text="References of people.")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    is_refuge = models.BooleanField(default=False, help_text="Safe accommodation: the area is withheld everywhere.")

    class Meta:
        db_table = "cases_address"
        ordering = ["recorded_at", "pk"]


class AddressCorrection(OfPerson):
    """What stood in an address before a slip of the pen was put right, and why; nobody lived at it."""

    fence = fences.of_person("cases_address_correction", append_only=True)
    sensitivity = {
        **dict.fromkeys(("partnership_id", "person_id", "address_id", "at", "by_id"), PARTNERSHIP),
        **dict.fromkeys(("lines", "postcode"), ADDRESS),
        "why": ABOUT_PERSON,
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.TextField(help_text="As it stood before.")
    postcode = models.CharField(max_length=8, blank=True, help_text="As it stood before.")
    why = models.TextField()

    class Meta:
        db_table = "cases_address_correction"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="an_address_is_corrected_with_a_reason")]


class AddressCheck(OfCase):
    """One place in a case that may hold an address or a number which is no longer right, looked at or still to be.

    It belongs to the case the place is in, not to the person: whoever has another case of the same person
    must not learn of this one from it.
    """

    fence = fences.of_case("cases_address_check")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "person_id", "case_id", "old_id", "old_plan_id", "place", "place_ref", "opened_at",
             "done_at", "done_by_id"),
            PARTNERSHIP,
        ),
        "found": ABOUT_PERSON,
    }  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="address_checks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", help_text="That the place is in.")
    old = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="+")
    old_plan = models.ForeignKey(
        ContactPlan, on_delete=models.PROTECT, null=True, related_name="+", help_text="With the number that changed."
    )
    place = models.CharField(max_length=120, help_text="What holds it, in words that tell nothing of it.")
    place_ref = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    found = models.TextField(blank=True)

    class Meta:
        db_table = "cases_address_check"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old__isnull=True) ^ Q(old_plan__isnull=True), name="a_check_is_of_one_thing_that_changed"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(found=""), name="a_check_says_what_was_found"
            ),
        ]
