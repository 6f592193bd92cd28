"""Screens of tasks: give one, change it, say how it ended, and those of one's agency."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.cases.models import Task
from cairn.domain.cases.policies import LIST, RUN, STEP, VIEW
from cairn.domain.cases.queries.task_choices import CanOwn, agencies_with, who_can_own
from cairn.domain.cases.queries.tasks import general_section, line_of, section_of, tasks_of, tasks_of_agency, tasks_open
from cairn.domain.cases.services.tasks import change_task, end_task, give_task
from cairn.domain.cases.web.documents_views import PURPOSE
from cairn.domain.cases.web.frame import PARTS, CaseHere, Part, case_here
from cairn.domain.cases.web.tasks_forms import EndForm, TaskForm
from cairn.domain.cases.web.writing_frame import back, form_page
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.serving import serve_file
from cairn.foundation.ui.days import day_in_words, moment_in_words
from cairn.kernel.working_days import add_working_days

A_PAGE = 50
FORM = "cases/writing_task.html"


@screen(LIST)
def tasks(request: HttpRequest) -> Page:
    """Open tasks of the reader's agency, the overdue ones first; what is not open to her does not count."""
    LIST.require(request.actor, request.partnership)
    at = timezone.now()
    record_read(
        by=request.actor, at=at, action="cases.read_tasks", subject=request.partnership.audit_subject(),
        purpose="tasks of my agency",
    )  # fmt: skip
    page = Paginator(tasks_of_agency(request.actor, at=at), A_PAGE).get_page(request.GET.get("page"))
    return Page("cases/tasks.html", {"page": page, "lines": [line_of(row, at=at) for row in page]})


@screen(STEP, writes=True)
def add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Give a task to an agency that has the case."""
    case = case_here(request, ref, STEP)
    form = _form(request, case)
    if done(request, form, lambda: give_task(by=request.actor, at=case.at, case=case.case, **form.facts())):
        return back(request, "The task is given.", ref)
    return form_page(request, case, form, heading="Give a task", button="Give the task", template=FORM)


@screen(STEP, writes=True)
def change(request: HttpRequest, ref: str, task: str) -> Page | HttpResponse:
    """Change an open task, or hand it on."""
    case = case_here(request, ref, STEP)
    row = _open_task(case, task)
    form = _form(request, case, row)

    def do() -> None:
        seen = form.cleaned_data["seen"] or 0
        change_task(by=request.actor, at=case.at, task=row, seen=seen, **form.facts())

    if done(request, form, do):
        return back(request, "The task is changed.", ref)
    return form_page(request, case, form, heading="Change a task", button="Save the task", template=FORM)


@screen(STEP, writes=True)
def end(request: HttpRequest, ref: str, task: str) -> Page | HttpResponse:
    """Say that a task is done, or that events overtook it."""
    case = case_here(request, ref, STEP)
    row = _open_task(case, task)
    form = EndForm(typed(request), request.FILES or None, initial={"how": "done", "seen": row.version})

    def do() -> None:
        found = form.cleaned_data
        end_task(by=request.actor, at=case.at, task=row, seen=found["seen"], outcome=found["outcome"],
                 overtaken=found["how"] == "overtaken", not_done=found["how"] == "not_done",
                 file=found["file"])  # fmt: skip

    if done(request, form, do):
        return back(request, "How it ended is saved.", ref)
    return form_page(
        request,
        case,
        form,
        heading="How did it end?",
        button="Save",
        template=FORM,
        lead=f"{row.title}.",
    )


@screen(VIEW)
def evidence(request: HttpRequest, ref: str, task: str) -> HttpResponse:
    """The evidence of a task, recorded as a read, with the reader's name on the copy."""
    case = case_here(request, ref)
    row = _tasks(case).filter(ref=task, file__isnull=False).select_related("file").first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    return serve_file(
        request, row.file, at=case.at, purpose=PURPOSE, subject=case.case.audit_subject(),
        reader=f"{request.user.name}, {moment_in_words(case.at)}",
    )  # fmt: skip


def tasks_part(case: CaseHere) -> Part:
    """The tasks on the case's page."""
    may_write = case.decides(STEP).allowed
    lines = tasks_of(_tasks(case), at=case.at)
    have = {share.agency_id for share in case.shares if share.is_open(case.at)}
    left = {line.ref for line in lines if not line.ended and line.task.agency_id not in have}
    return Part("tasks", "Tasks", "cases/tasks_part.html", {"lines": lines, "left": left, "may_write": may_write})


PARTS.append((30, tasks_part))


def _form(request: HttpRequest, case: CaseHere, row: Task | None = None) -> TaskForm:
    today = timezone.localdate(case.at)
    now = {"title": row.title, "agency": row.agency_id, "owner": row.owner_id, "due_on": row.due_on,
           "seen": row.version, "section": section_of(row)} if row else {}  # fmt: skip
    now = now or {"section": general_section(case.process)}
    sections = [(key, each.title) for key, each in case.process.sections.items() if key in case.had]
    return TaskForm(
        typed(request), initial=now, sections=sections, agencies=agencies_with(case.case),
        people=_owners(case, row, on=today), runs=case.decides(RUN).allowed,
        hint=f"Ten working days from today is {day_in_words(add_working_days(today, 10))}.",
    )  # fmt: skip


def _owners(case: CaseHere, row: Task | None, *, on: date) -> list[CanOwn]:
    """Who can be chosen; and who has the task now, as everybody reads."""
    found = who_can_own(case.case, reader=case.actor, on=on)
    if row is None or row.owner is None or row.owner_id in {each.user_id for each in found}:
        return found
    return [*found, CanOwn(row.owner_id, row.agency_id, row.owner.name, row.agency.name)]


def _tasks(case: CaseHere) -> QuerySet[Task]:
    return tasks_open(case.actor, case.case, case.process, sections=case.had)


def _open_task(case: CaseHere, ref: str) -> Task:
    row = _tasks(case).filter(ref=ref).select_related("agency", "owner", "case").first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    return row
