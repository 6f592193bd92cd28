"""Screens of checklists: load one, answer one in a case, and record its score as an event."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases.models import CasePerson, ChecklistSheet
from cairn.domain.cases.policies import LOAD_CHECKLIST, STEP, VIEW
from cairn.domain.cases.queries.checklists import (
    SheetPage,
    in_force,
    line_field,
    may_read_sheets,
    not_recorded,
    score_events,
    sheet_for,
    sheets_of,
    versions,
)
from cairn.domain.cases.services.checklists import answer_checklist, load_checklist, record_score
from cairn.domain.cases.web.checklists_forms import AnswerForm, LoadForm, ScoreForm
from cairn.domain.cases.web.frame import PARTS, CaseHere, Part, case_here
from cairn.domain.cases.web.writing_frame import CASE_PAGE, back, form_page
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.audit.commands import record_read
from cairn.kernel.processes.process import Happening

KEPT = "The checklist is kept. Record below what it came to: until then nothing of it counts."


@screen(LOAD_CHECKLIST, writes=True)
def checklists(request: HttpRequest) -> Page | HttpResponse:
    """The checklists of the partnership, and a form that loads one."""
    LOAD_CHECKLIST.require(request.actor, request.partnership)
    form = LoadForm(typed(request), request.FILES or None)

    def do() -> None:
        content = form.cleaned_data["file"].read()
        load_checklist(by=request.actor, at=timezone.now(), content=content)

    if done(request, form, do):
        messages.success(request, "The checklist is loaded.")
        return redirect(here(request, "cases:checklists"))
    found = sorted(versions(request.partnership.pk).values(), key=lambda each: (each.title, each.valid_from))
    return Page("cases/checklists.html", {"form": form, "checklists": found})


@screen(STEP, writes=True)
def add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Answer a checklist; where there are several, choose one first."""
    case = _opened(request, ref, STEP)
    offered = {each.key: each for each in in_force(case.case.partnership_id, on=timezone.localdate(case.at))}
    sent = typed(request)
    key = (sent or request.GET).get("checklist", next(iter(offered)))
    if key not in offered:
        raise Http404("There is nothing here for you to see.")
    people = CasePerson.objects.filter(case=case.case, removed_at=None).values_list("person_id", "person__name")
    form = AnswerForm(sent, checklist=offered[key], people=people)
    made: list[ChecklistSheet] = []

    def do() -> None:
        made.append(
            answer_checklist(by=request.actor, at=case.at, case=case.case, checklist=offered[key], **form.facts())
        )

    if done(request, form, do):
        messages.success(request, KEPT if _open_events(case) else "The checklist is kept.")
        return redirect(here(request, "cases:checklist-sheet", ref=ref, sheet=made[0].pk))
    others = [each for each in offered.values() if each.key != key]
    return form_page(
        request, case, form, heading=offered[key].title, button="Keep the answers",
        template="cases/writing_checklist.html", checklist=offered[key], others=others,
    )  # fmt: skip


@screen(VIEW, writes=True)
def sheet(request: HttpRequest, ref: str, sheet: int) -> Page | HttpResponse:
    """One checklist as it was answered, with the others beside it, and the event that may take its score."""
    case = _opened(request, ref, VIEW)
    page, others = sheet_for(case.case, sheet)
    forms = _score_forms(request, case, page)
    for form in forms:
        sends = request.method == "POST" and request.POST.get("event") == form.happening.key
        if sends and done(request, form, lambda form=form: _record(request, case, page, form)):
            return back(request, f"Recorded: {form.happening.title}.", ref)
    record_read(
        by=request.actor, at=case.at, action="cases.read_checklist", subject=case.case.audit_subject(),
        purpose="checklist of a case",
    )  # fmt: skip
    return Page(
        "cases/checklist_sheet.html",
        {"here": case, "page": page, "others": others, "forms": forms, "back_url": here(request, CASE_PAGE, ref=ref)},
    )


def checklists_part(case: CaseHere) -> Part | None:
    """The checklists on the case's page; nothing where their section is not open."""
    if not may_read_sheets(case.process, case.sections):
        return None
    may_write = case.decides(STEP).allowed
    sheets = sheets_of(case.case)
    waits = not_recorded(case.case, case.process, case.standing.events) if sheets else frozenset()
    context = {"sheets": [(one, one.sheet.pk in waits) for one in sheets], "may_write": may_write}
    return Part("checklists", "Checklists", "cases/checklists_part.html", context)


PARTS.append((35, checklists_part))


def _opened(request: HttpRequest, ref: str, policy: Policy) -> CaseHere:
    case = case_here(request, ref, policy)
    if not may_read_sheets(case.process, case.sections):
        raise Http404("There is nothing here for you to see.")
    return case


def _score_forms(request: HttpRequest, case: CaseHere, page: SheetPage) -> list[ScoreForm]:
    """A form for each event that takes the score and that the reader's roles may record now."""
    if not STEP.decide(request.actor, case.case).allowed:
        return []
    words = f"{page.title}, version {page.sheet.version}"
    found = []
    for happening, field in _open_events(case):
        sent = typed(request)
        mine = sent if sent is not None and sent.get("event") == happening.key else None
        found.append(
            ScoreForm(
                mine, process=case.process, happening=happening, field=field, instrument=words,
                line=line_field(case.process, happening, field), seen=case.case.events_count,
                auto_id=f"{happening.key}_%s",
            )
        )  # fmt: skip
    return found


def _open_events(case: CaseHere) -> list[tuple[Happening, str]]:
    """The events that take a score and that the reader's roles may record as the case stands, each with its detail."""
    return [
        (happening, field)
        for happening, field in score_events(case.process)
        if not case.roles.isdisjoint(happening.who)
        and (not happening.during or case.standing.state in happening.during)
    ]


def _record(request: HttpRequest, case: CaseHere, page: SheetPage, form: ScoreForm) -> None:
    record_score(
        by=request.actor, at=case.at, case=case.case, sheet=page.sheet, name=form.happening.key,
        details=form.details(), reason=form.cleaned_data.get("reason", ""), seen=form.cleaned_data["seen"],
    )  # fmt: skip
