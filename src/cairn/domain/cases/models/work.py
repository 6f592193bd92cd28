"""What agencies write and do in a case: files, notes, tasks, documents, and forms half filled in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.cases import fences
from cairn.domain.cases.models.case import Case, OfCase
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, Sensitivity
from cairn.foundation.files.models import KeptFile

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class CaseFile(OfCase, KeptFile):
    """The file of a document, or what shows that a task is done; fenced as the case is, and not only here."""

    fence = fences.kept_to_agency("cases_file")
    sensitivity = {**KeptFile.sensitivity, "case_id": PARTNERSHIP}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")

    class Meta:
        db_table = "cases_file"


class Note(OfCase):
    """Something written down by one agency, for all who have the case or for itself alone."""

    fence = fences.kept_to_agency("cases_note")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "at", "happened_on", "by_id", "agency_id", "only_agency", "section",
             "corrects_id"),
            PARTNERSHIP,
        ),
        "text": ABOUT_PERSON,
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    ref = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField()
    happened_on = models.DateField(help_text="The day it is about.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    only_agency = models.BooleanField(default=False, help_text="Kept to the agency that wrote it.")
    section = models.CharField(max_length=60, help_text="A section of the process, which is shared as a whole.")
    text = models.TextField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        db_table = "cases_note"
        ordering = ["at", "pk"]


class Task(OfCase):
    """Something one agency does in a case by a day."""

    fence = fences.of_case("cases_task")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "agency_id", "owner_id", "due_on", "made_at", "made_by_id", "done_at",
             "done_by_id", "overtaken_at", "not_done", "file_id", "noted_overdue_at", "section", "version"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("title", "outcome"), ABOUT_PERSON),
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    ref = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=300)
    section = models.CharField(
        max_length=60, blank=True, help_text="A section of the process; empty, the first, of tasks of long ago."
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    overtaken_at = models.DateTimeField(null=True, help_text="Ended without being done; the outcome says why.")
    not_done = models.BooleanField(default=False, help_text="The agency did not do it: no event overtook it.")
    outcome = models.TextField(blank=True)
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, null=True, related_name="+", help_text="Evidence.")
    noted_overdue_at = models.DateTimeField(
        null=True, help_text="When it was first found overdue, for its present day."
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "cases_task"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["partnership", "agency", "due_on"],
                condition=Q(done_at__isnull=True, overtaken_at__isnull=True),
                name="open_task_by_agency",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(done_at__isnull=True) & Q(overtaken_at__isnull=True)) | ~Q(outcome=""),
                name="an_ended_task_says_how",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(overtaken_at__isnull=True), name="done_or_overtaken"
            ),
            models.CheckConstraint(
                condition=Q(not_done=False) | Q(overtaken_at__isnull=False), name="not_done_only_once_it_ended"
            ),
        ]


class CaseDocument(OfCase):
    """A file in a case."""

    fence = fences.kept_to_agency("cases_document")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "ref", "file_id", "section", "at", "by_id", "agency_id", "only_agency"),
            PARTNERSHIP,
        ),
        "title": ABOUT_PERSON,
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    ref = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    only_agency = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_document"
        ordering = ["at", "pk"]


class ChecklistSheet(OfCase):
    """One checklist, answered on one day. A later one stands beside an earlier; none is overwritten."""

    fence = fences.of_case("cases_checklist_sheet", append_only=True)
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "case_id", "person_id", "checklist", "version", "at", "by_id", "agency_id"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(("score", "answers", "judgement"), ABOUT_PERSON),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checklists")
    person = models.ForeignKey("cases.Person", on_delete=models.PROTECT, null=True, related_name="+")
    checklist = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict, help_text="Key of the question to answer, source and note.")
    score = models.PositiveSmallIntegerField()
    judgement = models.TextField(blank=True)

    class Meta:
        db_table = "cases_checklist_sheet"
        ordering = ["at", "pk"]


class LoadedChecklist(Owned):
    """One version of an instrument that a partnership is entitled to and loaded, as its file was written."""

    fence = HISTORY
    retention = "As long as a case was asked by it."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "key", "version", "title", "sha256", "at", "by_id"), PARTNERSHIP),
        "text": Sensitivity.SECRET,  # licensed: the audit holds no copy
    }

    key = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    text = models.TextField(help_text="The whole file, in the form cairn-checklist/1.")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_loaded_checklist"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key", "version"], name="one_text_per_checklist_version")
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "checklist", self.key


class HalfForm(Owned):
    """A form somebody has begun and means to finish; hers alone, and gone when it is sent."""

    fence = fences.OWN
    retention = "Thirty days after it was last saved."
    sensitivity = {
        **dict.fromkeys(("partnership_id", "user_id", "ref", "case_id", "kind", "form", "saved_at"), PARTNERSHIP),
        "typed": ABOUT_PERSON,
    }

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    form = models.CharField(max_length=60)
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "cases_half_form"
        ordering = ["-saved_at", "-pk"]

    def audit_subject(self) -> tuple[str, str]:
        return "half form", self.ref
