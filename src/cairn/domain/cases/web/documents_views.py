"""Screens of documents: add one, take a copy with the reader's name on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from cairn.domain.cases.policies import STEP, VIEW
from cairn.domain.cases.queries.documents import document_for, documents_of
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.web.frame import PARTS, CaseHere, Part, case_here
from cairn.domain.cases.web.notes_forms import KEPT
from cairn.domain.cases.web.writing_frame import WritingForm, back, form_page, section_choices
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.files.copies import CARRIES
from cairn.foundation.files.serving import serve_file
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.days import moment_in_words
from cairn.foundation.ui.forms import ChoiceRadios

PURPOSE = "document of a case"


class DocumentForm(WritingForm):
    """A document to add."""

    title = forms.CharField(
        label="What is it?",
        max_length=200,
        help_text="Such as: letter of the school. Leave names out.",
        error_messages={"required": "Say what it is"},
    )
    file = KeptFileField(label="File")
    section = forms.ChoiceField(label="Which part of the case does it belong to?", widget=ChoiceRadios)
    only_agency = forms.ChoiceField(label="Who reads it?", choices=KEPT, widget=ChoiceRadios)

    def __init__(self, *args: Any, sections: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = sections or []
        self.fields["file"].help_text += f" {CARRIES}"


@screen(STEP, writes=True)
def add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Add a document to a section."""
    case = case_here(request, ref, STEP)
    form = DocumentForm(
        typed(request), request.FILES or None, sections=section_choices(case), initial={"only_agency": "no"}
    )

    def do() -> None:
        facts = {**form.cleaned_data, "only_agency": form.cleaned_data["only_agency"] == "yes"}
        add_document(by=request.actor, at=case.at, case=case.case, **facts)

    if done(request, form, do):
        return back(request, "The document is added.", ref)
    return form_page(request, case, form, heading="Add a document", button="Add the document")


@screen(VIEW)
def show(request: HttpRequest, ref: str, document: str) -> HttpResponse:
    """A copy of a document, recorded as a read, that says who took it and when."""
    case = case_here(request, ref)
    found = document_for(case.case, document, sections=case.sections)
    return serve_file(
        request, found.file, at=case.at, purpose=PURPOSE, subject=case.case.audit_subject(),
        reader=f"{request.user.name}, {moment_in_words(case.at)}",
    )  # fmt: skip


def documents_part(case: CaseHere) -> Part:
    """The documents on the case's page."""
    lines = [
        {"document": row, "section": case.process.sections[row.section].title}
        for row in documents_of(case.case, sections=case.sections)
    ]
    may_write = case.decides(STEP).allowed
    return Part("documents", "Documents", "cases/documents_part.html", {"lines": lines, "may_write": may_write})


PARTS.append((50, documents_part))
