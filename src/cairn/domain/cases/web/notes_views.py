"""Screens of notes and of the chronology, and their part of the case's page."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases.caring import look_again, while_typing
from cairn.domain.cases.models import Note, Share
from cairn.domain.cases.policies import STEP, VIEW
from cairn.domain.cases.queries.chronology import SORTS, chronology, notes_of
from cairn.domain.cases.queries.tasks import tasks_open
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.terms import NOTE_FORM
from cairn.domain.cases.web import half
from cairn.domain.cases.web.case_page import wording_of
from cairn.domain.cases.web.frame import PARTS, CaseHere, Part, case_here
from cairn.domain.cases.web.notes_forms import NoteForm, OrderForm
from cairn.domain.cases.web.writing_frame import back, form_page, section_choices
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.audit.commands import record_read
from cairn.kernel.caring_words import Prompt

A_PAGE = 50
ON_THE_CASE = 5


@screen(VIEW)
def show(request: HttpRequest, ref: str) -> Page:
    """The chronology, across agencies; reading it is recorded."""
    case = case_here(request, ref)
    record_read(
        by=request.actor, at=case.at, action="cases.read_chronology", subject=case.case.audit_subject(),
        purpose="chronology of a case",
    )  # fmt: skip
    had = Share.objects.filter(case=case.case).order_by("agency__name")
    agencies = dict.fromkeys(had.values_list("agency_id", "agency__name"))
    form = OrderForm(request.GET, agencies=agencies)
    form.is_valid()
    agency = form.cleaned_data.get("agency")
    entries = chronology(
        case.case, case.process, at=case.at, sections=case.sections, limited=case.limited,
        agency=int(agency) if agency else None,
        newest_first=form.cleaned_data.get("order") != "oldest",
        tasks=tasks_open(case.actor, case.case, case.process, sections=case.had), words=wording_of(case),
    )  # fmt: skip
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": case,
        "form": form,
        "page": page,
        "items": [_item(request, case, entry) for entry in page],
        "may_write": STEP.decide(request.actor, case.case).allowed,
    }
    return Page("cases/notes_chronology.html", context)


@screen(STEP, writes=True)
def add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Write a note, or correct one. "Check the words" looks at them and saves nothing."""
    case = case_here(request, ref, STEP)
    begun = half.half_of(request, kind=case.case.kind, form=NOTE_FORM, case=case.case)
    sent, unfinished = half.filled(request, begun)
    wanted = half.asked_to(request)
    if wanted == half.THROW_AWAY:
        half.drop(request, begun, sent=False)
        return back(request, "The note is thrown away.", ref)
    if wanted == half.SAVE:
        half.save(request, begun, kind=case.case.kind, form=NOTE_FORM, case=case.case)
        messages.success(request, "What you typed is saved. Finish it from the top of this list.")
        return redirect("cases:cases", partnership=request.partnership.slug)
    corrects = (sent or request.GET).get("corrects", "")
    mine = Note.objects.filter(case=case.case, agency_id=request.actor.agency_id, section__in=case.sections)
    earlier = mine.filter(ref=corrects).first()
    given = {"happened_on": earlier.happened_on, "text": earlier.text, "corrects": earlier.ref} if earlier else {}
    given = given or {"happened_on": timezone.localdate(case.at), "only_agency": "no"}
    form = NoteForm(sent, initial=given, sections=section_choices(case), correcting=earlier is not None)
    if unfinished:
        form.unfinished()
    checks = request.method == "POST" and "check" in request.POST
    prompts = look_again(request.POST.get("text", "")) if checks else []
    if not checks and done(
        request, form, lambda: write_note(by=request.actor, at=case.at, case=case.case, **form.facts())
    ):
        half.drop(request, begun, sent=True)
        return back(request, "The note is saved.", ref)
    return form_page(
        request, case, form, template="cases/writing_note.html", button="Save the note", checked=checks,
        earlier=earlier, heading="Correct a note" if earlier else "Write a note", words=while_typing(), half=begun,
        prompts=[_prompt(each) for each in prompts],
    )  # fmt: skip


def notes_part(case: CaseHere) -> Part:
    """The newest notes on the case's page."""
    rows = notes_of(case.case, sections=case.sections, most=ON_THE_CASE)
    lines = [
        {
            "ref": note.ref,
            "note": note,
            "section": case.process.sections[note.section].title,
            "corrected_by": list(note.corrected_by.all()),
            "own": note.agency_id is not None and note.agency_id == case.actor.agency_id,
        }
        for note in rows
    ]
    may_write = case.decides(STEP).allowed
    return Part("notes", "Notes", "cases/notes_part.html", {"lines": lines, "may_write": may_write})


PARTS.append((40, notes_part))


def _item(request: HttpRequest, case: CaseHere, entry) -> dict[str, object]:
    address = here(request, "cases:document", ref=case.case.ref, document=entry.ref) if entry.ref else ""
    sort = SORTS[entry.sort]
    title = entry.title if entry.title.startswith(sort) else f"{sort}: {entry.title}"
    return {"title": title, "on": entry.on, "by": entry.by, "text": list(entry.text), "url": address}


def _prompt(prompt: Prompt) -> dict[str, object]:
    return {"words": prompt.words, "instead": prompt.wording.instead, "why": prompt.wording.why}
