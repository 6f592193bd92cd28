"""What the screens of notes, tasks, documents and checklists share: the way back to the case, and one form's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.domain.cases.web.frame import CaseHere
from cairn.foundation.access.screens import Page
from cairn.foundation.access.taking_in import RefusedForm, here

CASE_PAGE = "cases:case"


class WritingForm(RefusedForm):
    """A form in a case."""

    def unfinished(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors, self.cleaned_data = ErrorDict(), {}


def section_choices(case: CaseHere) -> list[tuple[str, str]]:
    """The sections open to the writer, in the order of the process."""
    return [(key, section.title) for key, section in case.process.sections.items() if key in case.sections]


def back(request: HttpRequest, words: str, ref: str) -> HttpResponse:
    """Go to the case and say what was done."""
    messages.success(request, words)
    return redirect(here(request, CASE_PAGE, ref=ref))


def form_page(
    request: HttpRequest, case: CaseHere, form: WritingForm, *, heading: str, button: str,
    template: str = "accounts/form_page.html", **more: Any,
) -> Page:  # fmt: skip
    """The page of one form.

    Args:
        heading, button: what the page is for, and what its button does.
        template: what draws it, where that is more than boxes and a button.
    """
    name = f"Case {case.case.ref}"
    context = {
        "form": form, "heading": heading, "button": button, "caption": name, "back_words": name,
        "back_url": here(request, CASE_PAGE, ref=case.case.ref), **more,
    }  # fmt: skip
    return Page(template, context)
