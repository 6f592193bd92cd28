"""One plan: at a glance, its actions, and what the year before left."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.plan_carried import carried_page
from cairn.domain.plans.queries.plan_export import COLUMNS, export_rows
from cairn.domain.plans.queries.plan_filter import SORT_WORDS, choices, narrowed
from cairn.domain.plans.queries.plan_page import head_of, plan_cards, plan_for, plan_page
from cairn.domain.plans.web.forms.plan_filter import FilterForm
from cairn.domain.plans.web.plan_frame import framed
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.exports import table_response

PAGE_SIZE = 50


@screen(policies.VIEW_PLAN)
def show(request: HttpRequest, ref: str) -> Page:
    """The plan at a glance."""
    plan = plan_for(request.actor, ref)
    page = plan_page(request.actor, plan, today=timezone.localdate())
    return Page("plans/plan/show.html", framed(request, page.head, page=page))


@screen(policies.VIEW_PLAN)
def actions(request: HttpRequest, ref: str) -> Page:
    """The plan's actions: narrowed, in order, fifty at a time."""
    plan = plan_for(request.actor, ref)
    every = plan_cards(request.actor, plan, today=timezone.localdate())
    form = FilterForm(request.GET, choices=choices(every))
    wanted = form.wanted()
    found = narrowed(every, wanted)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "cards": page, "total": len(every), "sorts": _sorts(request, wanted.sort)}
    context["query"] = _kept(request)
    return Page("plans/plan/actions.html", framed(request, head_of(request.actor, plan), **context))


def _sorts(request: HttpRequest, current: str) -> list[tuple[str, str, bool]]:
    """(words, address, current) for each order."""
    found = []
    for name, words in SORT_WORDS.items():
        query = request.GET.copy()
        query["sort"] = name
        query.pop("page", None)
        found.append((words, f"?{query.urlencode()}", name == current))
    return found


def _kept(request: HttpRequest) -> str:
    """What narrows and orders the list now, for the address of a copy of it."""
    query = request.GET.copy()
    for name in set(query) - {*FilterForm.names(), "sort"}:
        query.pop(name)
    return query.urlencode()


@screen(policies.VIEW_PLAN)
def carried(request: HttpRequest, ref: str) -> Page:
    """What was not finished in the plan before, and where it went."""
    plan = plan_for(request.actor, ref)
    page = carried_page(request.actor, plan, today=timezone.localdate())
    return Page("plans/plan/carried.html", framed(request, page.head, page=page))


@screen(policies.EXPORT)
def export(request: HttpRequest, ref: str) -> HttpResponse:
    """The filtered list as a file, with every column; taking a copy is recorded."""
    plan = plan_for(request.actor, ref)
    policies.EXPORT.require(request.actor, plan)
    every = plan_cards(request.actor, plan, today=timezone.localdate())
    found = narrowed(every, FilterForm(request.GET, choices=choices(every)).wanted())
    record_read(
        by=request.actor, at=timezone.now(), action="plans.export", subject=plan.audit_subject(),
        purpose=f"A copy of {len(found)} of {len(every)} actions",
    )  # fmt: skip
    return table_response(
        request.GET.get("format", "csv"), by=request.actor, at=timezone.now(),
        name=f"action-plan-{plan.year}-{plan.ref}", columns=COLUMNS, rows=export_rows(request.actor, found),
        purpose="The action plan, to work with elsewhere",
    )  # fmt: skip
