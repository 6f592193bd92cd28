"""Bring a workbook into a plan: choose it, say what its columns and names mean, look at every row, load it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.queries import workbook_page as pages
from cairn.domain.plans.queries.plan_page import head_of, plan_for
from cairn.domain.plans.queries.workbook_rows import Preview, RowKind, preview, tables_of
from cairn.domain.plans.services import workbooks
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.web.forms.workbook import LoadForm, NamesForm
from cairn.domain.plans.web.plan_frame import framed
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.queries import known_names
from cairn.foundation.files.columns import ColumnsForm, TableForm, WorkbookForm, place_asked
from cairn.foundation.files.exports import table_response
from cairn.foundation.files.terms import FileRefused
from cairn.kernel.tables import Column
from cairn.kernel.workbooks.fields import ACTION_FIELDS

PAGE_SIZE = 50
PROBLEM_COLUMNS = (
    Column("Row", 8), Column("Reference", 12), Column("Action", 40), Column("Column", 20), Column("What is wrong", 60),
)  # fmt: skip


@screen(policies.BRING, writes=True)
def upload(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Choose a file, carry on with one, or give it up."""
    plan = _plan(request, ref)
    workbook = pages.open_workbook(request.actor, plan)
    form = WorkbookForm(typed(request), request.FILES or None)
    if request.method == "POST" and "give_up" in request.POST:
        if workbook is not None:
            workbooks.give_up_workbook(by=request.actor, at=timezone.now(), workbook=workbook)
            messages.success(request, "The workbook is forgotten. Nothing of it was loaded.")
        return redirect(here(request, "plans:workbook", ref=ref))
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            workbook = workbooks.upload_workbook(
                by=request.actor, at=timezone.now(), plan=plan, name=file.name, content=file.content
            )
            return redirect(here(request, _next(workbook.table is not None), ref=ref))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        except Refused as refusal:
            form.refuse(refusal)
    mapped = workbook is not None and workbook.table is not None
    context = {
        "form": form, "workbook": workbook, "loaded": pages.last_loaded(request.actor, plan),
        "carry_on": (here(request, _next(mapped), ref=ref), f"Carry on with its {'rows' if mapped else 'columns'}"),
        "cancel_url": here(request, "plans:plan", ref=ref),
    }  # fmt: skip
    return Page("plans/workbook/upload.html", framed(request, head_of(request.actor, plan), **context))


def _next(mapped: bool) -> str:
    return "plans:workbook-rows" if mapped else "plans:workbook-columns"


@screen(policies.BRING, writes=True)
def columns(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say which table is the plan and what its columns are about."""
    plan = _plan(request, ref)
    workbook = pages.open_workbook(request.actor, plan)
    if workbook is None:
        return redirect(here(request, "plans:workbook", ref=ref))
    tables = tables_of(workbook)
    asked = request.POST if request.method == "POST" else request.GET
    place = place_asked(asked.get("table", ""), len(tables), workbook.table or 0)
    shown = pages.columns_of(request.actor, workbook, tables, place)
    form = ColumnsForm(typed(request), columns=shown, fields=ACTION_FIELDS)
    if request.method == "POST" and form.is_valid():
        try:
            workbooks.map_workbook(
                by=request.actor, at=timezone.now(), workbook=workbook, table=place, mapping=form.mapping()
            )
            asks = preview(request.actor, plan, workbook, today=timezone.localdate()).questions
            return redirect(here(request, "plans:workbook-names" if asks else "plans:workbook-rows", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form, "table": tables[place], "place": place, "several": len(tables) > 1,
        "tables": TableForm({"table": str(place)}, tables=tables),
        "start_url": here(request, "plans:workbook", ref=ref),
    }  # fmt: skip
    return Page("plans/workbook/columns.html", framed(request, head_of(request.actor, plan), **context))


@screen(policies.BRING, writes=True)
def names(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say once what each name that could not be matched means."""
    plan = _plan(request, ref)
    workbook = pages.open_workbook(request.actor, plan)
    if workbook is None or workbook.table is None:
        return redirect(here(request, "plans:workbook", ref=ref))
    asked = pages.questions_shown(preview(request.actor, plan, workbook, today=timezone.localdate()))
    form = NamesForm(typed(request), asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            workbooks.answer_workbook(by=request.actor, at=timezone.now(), workbook=workbook, answers=form.answers())
            asks = preview(request.actor, plan, workbook, today=timezone.localdate()).questions
            return redirect(here(request, "plans:workbook-names" if asks else "plans:workbook-rows", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
    return Page("plans/workbook/names.html", framed(request, head_of(request.actor, plan), form=form, asked=asked))


@screen(policies.BRING, writes=True)
def rows(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Every row: new, changed, unchanged or not to be loaded; and the way to load them."""
    plan = _plan(request, ref)
    workbook = pages.open_workbook(request.actor, plan)
    if workbook is None or workbook.table is None:
        return redirect(here(request, "plans:workbook", ref=ref))
    found = preview(request.actor, plan, workbook, today=timezone.localdate())
    form = LoadForm(typed(request), initial={"seen": found.mark}, known=known_names(request.partnership))
    if request.method == "POST" and form.ready:
        try:
            workbooks.load_workbook(by=request.actor, at=timezone.now(), workbook=workbook, **form.cleaned_data)
            messages.success(request, "The workbook is loaded.")
            return redirect(here(request, "plans:workbook-result", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
            form.data = {**form.data.dict(), "seen": found.mark}
    show = request.GET.get("show", "")
    page = Paginator(pages.chosen(found, show), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form, "found": found, "page": page, "rows": pages.rows_shown(page.object_list), "show": show,
        "counts": pages.counted(found), "name": workbook.name, **_about(plan, found),
    }  # fmt: skip
    return Page("plans/workbook/rows.html", framed(request, head_of(request.actor, plan), **context))


def _about(plan: ActionPlan, found: Preview) -> dict[str, object]:
    new, stopped = found.counts.get(RowKind.NEW, 0), found.counts.get(RowKind.STOPPED, 0)
    changed = sum(bool(row.loads) for row in found.rows if row.kind is RowKind.CHANGED)
    agreed = plan.state in (PlanState.AGREED, PlanState.PUBLISHED)
    return {
        "new": new, "changed": changed, "stopped": stopped, "loads": new + changed,
        "needs_reason": found.moves_dates or (bool(new) and agreed),
    }  # fmt: skip


@screen(policies.BRING)
def problems(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """The rows that cannot be loaded, with what is wrong, as a file."""
    plan = _plan(request, ref)
    workbook = pages.open_workbook(request.actor, plan)
    if workbook is None or workbook.table is None:
        return redirect(here(request, "plans:workbook", ref=ref))
    found = preview(request.actor, plan, workbook, today=timezone.localdate())
    return table_response(
        form, by=request.actor, at=timezone.now(), name=f"rows-to-mend-{plan.ref}", columns=PROBLEM_COLUMNS,
        rows=pages.row_problems(found), purpose="Rows of a workbook that cannot be loaded",
    )  # fmt: skip


@screen(policies.BRING)
def result(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """What loading did."""
    plan = _plan(request, ref)
    loaded = pages.last_loaded(request.actor, plan)
    if loaded is None:
        return redirect(here(request, "plans:workbook", ref=ref))
    references = sorted(((int(row), action) for row, action in loaded.outcome["references"].items()))
    page = Paginator(references, 2 * PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"loaded": loaded, "outcome": loaded.outcome, "page": page}
    return Page("plans/workbook/result.html", framed(request, head_of(request.actor, plan), **context))


def _plan(request: HttpRequest, ref: str) -> ActionPlan:
    plan = plan_for(request.actor, ref)
    policies.BRING.require(request.actor, plan)
    return plan
