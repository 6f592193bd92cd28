"""Bring figures in a workbook: take a copy, choose a file, say what its columns are, look at every row, load it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import FiguresImport
from cairn.domain.measures.queries import workbook_page as pages
from cairn.domain.measures.queries.workbook_copy import copy_rows
from cairn.domain.measures.queries.workbook_rows import COPY_COLUMNS, tables_of
from cairn.domain.measures.services import bringing
from cairn.domain.measures.services.checking import Checked, checked_of
from cairn.domain.measures.terms import Stage
from cairn.domain.measures.web.forms.bringing import FigureColumnsForm, LoadFiguresForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.policies import VIEW_KEYS
from cairn.foundation.files.columns import TableForm, WorkbookForm, place_asked
from cairn.foundation.files.exports import table_response
from cairn.foundation.files.terms import FileRefused

PAGE_SIZE = 50


@screen(policies.BRING)
def copy(request: HttpRequest, form: str) -> HttpResponse:
    """Figures to fill in: a row for each measure, period and group that is due or has figures."""
    policies.BRING.require(request.actor, request.partnership)
    due_only = request.GET.get("show") == "due"
    rows = copy_rows(
        request.actor, today=timezone.localdate(), measure=request.GET.get("measure", "")[:12], due_only=due_only
    )
    return table_response(
        form, by=request.actor, at=timezone.now(), name="figures-to-send" if due_only else "figures",
        columns=COPY_COLUMNS, rows=rows, purpose="Took a copy of figures to fill in",
    )  # fmt: skip


@screen(policies.BRING, writes=True)
def upload(request: HttpRequest) -> Page | HttpResponse:
    """Choose a file, carry on with one, or give it up; and what came of the last."""
    policies.BRING.require(request.actor, request.partnership)
    workbook = pages.open_import(request.actor)
    form = WorkbookForm(typed(request), request.FILES or None)
    if request.method == "POST" and "give_up" in request.POST:
        if workbook is not None:
            bringing.give_up_figures(by=request.actor, at=timezone.now(), workbook=workbook)
            messages.success(request, "The workbook is forgotten. Nothing of it was loaded.")
        return redirect(_here(request, "bring"))
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            workbook = bringing.upload_figures(
                by=request.actor, at=timezone.now(), partnership=request.partnership, name=file.name,
                content=file.content,
            )  # fmt: skip
            return redirect(_here(request, _next(workbook)))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        except Refused as refusal:
            form.refuse(refusal)
    mapped = workbook is not None and workbook.table is not None
    context = {
        "form": form, "workbook": workbook, "loaded": pages.last_loaded(request.actor),
        "carry_on": (_here(request, _next(workbook)), f"Carry on with its {'rows' if mapped else 'columns'}"),
        "cancel_url": _here(request, "measures"),
        "may_see_keys": VIEW_KEYS.decide(request.actor, request.partnership).allowed,
    }  # fmt: skip
    return Page("measures/bring/upload.html", context)


@screen(policies.BRING, writes=True)
def columns(request: HttpRequest) -> Page | HttpResponse:
    """Say which table holds the figures and what its columns are."""
    policies.BRING.require(request.actor, request.partnership)
    workbook = pages.open_import(request.actor)
    if workbook is None:
        return redirect(_here(request, "bring"))
    tables = tables_of(workbook)
    asked = request.POST if request.method == "POST" else request.GET
    place = place_asked(asked.get("table", ""), len(tables), workbook.table or 0)
    shown = pages.columns_of(request.actor, workbook, tables, place)
    form = FigureColumnsForm(
        typed(request), columns=shown, measures=pages.measures_to_load(request.actor),
        measure=workbook.answers.get("measure", ""),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            bringing.map_figures(
                by=request.actor, at=timezone.now(), workbook=workbook, table=place, mapping=form.mapping(),
                measure=form.cleaned_data["measure"],
            )  # fmt: skip
            return redirect(_here(request, "bring-rows"))
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form, "table": tables[place], "place": place, "several": len(tables) > 1,
        "tables": TableForm({"table": str(place)}, tables=tables), "start_url": _here(request, "bring"),
    }  # fmt: skip
    return Page("measures/bring/columns.html", context)


@screen(policies.BRING, writes=True)
def rows(request: HttpRequest) -> Page | HttpResponse:
    """What loading would do, row by row, with what is wrong; and the way to load them."""
    policies.BRING.require(request.actor, request.partnership)
    workbook = pages.open_import(request.actor)
    if workbook is None or workbook.table is None:
        return redirect(_here(request, "bring"))
    if request.method == "POST" and "look_again" in request.POST:
        return _look_again(request, workbook)
    if workbook.stage != Stage.CHECKED:
        return Page("measures/bring/busy.html", {"workbook": workbook})
    checked = checked_of(workbook)
    form = LoadFiguresForm(typed(request), initial={"seen": checked.mark})
    if request.method == "POST" and form.is_valid():
        try:
            loaded = bringing.load_brought(
                by=request.actor, at=timezone.now(), workbook=workbook, **form.cleaned_data
            )  # fmt: skip
            if loaded is not None:
                messages.success(request, "The figures are loaded. Somebody else approves them.")
            return redirect(_here(request, "bring" if loaded is not None else "bring-rows"))
        except Refused as refusal:
            form.refuse(refusal)
    return _rows_page(request, workbook, checked, form)


def _rows_page(request: HttpRequest, workbook: FiguresImport, checked: Checked, form: LoadFiguresForm) -> Page:
    show = request.GET.get("show", "")
    page = Paginator(pages.chosen(checked, show), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form, "checked": checked, "page": page, "show": show, "counts": pages.counted(checked),
        "lines": pages.lines_shown(request.actor, page.object_list), "name": workbook.name,
        "problem": workbook.problem, "loads": pages.loads(checked), "stopped": checked.counts.get("stopped", 0),
        "doubted": checked.counts.get("doubted", 0), "corrections": checked.periods.get("correction", 0),
        "unchanged": checked.counts.get("unchanged", 0),
        "periods": sum(checked.periods.get(kind, 0) for kind in ("new", "again", "correction")),
    }  # fmt: skip
    return Page("measures/bring/rows.html", context)


def _look_again(request: HttpRequest, workbook: FiguresImport) -> HttpResponse:
    try:
        bringing.look_again(by=request.actor, at=timezone.now(), workbook=workbook)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_here(request, "bring-rows"))


@screen(policies.BRING)
def given_back(request: HttpRequest, form: str) -> HttpResponse:
    """The rows that cannot be, or were not, loaded, with what is wrong, as a file to mend and bring again."""
    policies.BRING.require(request.actor, request.partnership)
    workbook = pages.open_import(request.actor) or pages.last_loaded(request.actor)
    checked = checked_of(workbook) if workbook is not None else None
    if checked is None:
        return redirect(_here(request, "bring"))
    return table_response(
        form, by=request.actor, at=timezone.now(), name="rows-to-mend", columns=pages.GIVEN_BACK_COLUMNS,
        rows=pages.given_back(request.actor, checked), purpose="Rows of a workbook of figures that are not loaded",
    )  # fmt: skip


def _next(workbook: FiguresImport | None) -> str:
    return "bring-rows" if workbook is not None and workbook.table is not None else "bring-columns"


def _here(request: HttpRequest, name: str) -> str:
    return reverse(f"measures:{name}", kwargs={"partnership": request.partnership.slug})
