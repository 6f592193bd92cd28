"""Screens of what cases are counted for: the kinds, one kind, one quarter of it, and its table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases.api import Kind, kind_of, kinds, kinds_run_by
from cairn.domain.measures.api import policies as measures
from cairn.domain.returns import policies
from cairn.domain.returns.queries.also import cases_of
from cairn.domain.returns.queries.kinds_page import kind_page, measures_of
from cairn.domain.returns.queries.quarters import QuarterPage, quarter_page
from cairn.domain.returns.queries.times import RouteLine
from cairn.domain.returns.services import running
from cairn.domain.returns.web.forms import LayoutForm, StaffForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.exports import table_response
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.case_returns.small_numbers import NOT_SHOWN
from cairn.kernel.periods import Period, period_of

QUARTERS = 8


@screen(policies.VIEW)
def kinds_counted(request: HttpRequest) -> Page:
    """Every kind that is counted, and the measures its cases fill."""
    policies.VIEW.require(request.actor, request.partnership)
    counted = [kind for kind in kinds().values() if kind.returns]
    context = {
        "kinds": [(kind, here(request, "returns:kind", casetype=kind.key), measures_of(request.actor, kind))
                  for kind in counted],
        "may_see_counts": policies.VIEW_COUNTS.decide(request.actor, request.partnership).allowed,
        "may_open_measures": measures.LIST.decide(request.actor, request.partnership).allowed,
    }  # fmt: skip
    return Page("returns/list.html", context)


@screen(policies.VIEW, writes=True)
def kind(request: HttpRequest, casetype: str) -> Page | HttpResponse:
    """One kind: its quarters, its volumes, and what whoever runs it says for them."""
    found = _kind(request, casetype)
    filled = typed(request)
    do = filled.get("do", "") if filled is not None else ""
    posts = [(one.key, one.title) for one in found.returns.staff]
    staff, layout = (
        StaffForm(filled if do == "staff" else None, posts=posts),
        LayoutForm(filled if do == "layout" else None),
    )
    call = {"by": request.actor, "at": timezone.now(), "kind": casetype}
    if do == "staff" and done(request, staff, lambda: running.enter_staffing(**call, **staff.cleaned_data)):
        return _back(request, "The staffing is kept. Earlier entries stay.", casetype)

    def say() -> None:
        running.confirm_layout(**call, **{**layout.cleaned_data, "holds": layout.cleaned_data["holds"] == "yes"})

    if do == "layout" and done(request, layout, say):
        return _back(request, "What you said of the layout is kept.", casetype)
    today = timezone.localdate()
    page = kind_page(request.actor, request.partnership, found, today=today)
    quarters = [
        (str(one), one.end >= today, here(request, "returns:quarter", casetype=casetype, quarter=one.start.isoformat()))
        for one in _quarters(today)
    ]
    return Page("returns/kind.html", {"page": page, "quarters": quarters, "staff": staff, "layout": layout})


@screen(policies.VIEW)
def also(request: HttpRequest, casetype: str, figure: str) -> Page:
    """The cases behind a figure that is told on the page of its kind alone, of those open to the reader; recorded."""
    kind, today = _kind(request, casetype), timezone.localdate()
    found = cases_of(request.actor, kind, figure, today=today)
    if found is None:
        raise Http404("There is nothing here for you to see.")
    one, refs = found
    record_read(by=request.actor, at=timezone.now(), action="returns.open_also",
                subject=request.partnership.audit_subject(), purpose=f"{kind.key}: {one.key}")  # fmt: skip
    return Page("returns/also.html", {"kind": kind, "also": one, "refs": refs})


@screen(policies.VIEW)
def quarter(request: HttpRequest, casetype: str, quarter: str) -> Page:
    """The return of one quarter, and how long its cases took."""
    page = _quarter(request, casetype, quarter)
    tables = [
        (words, here(request, "returns:table", casetype=casetype, quarter=quarter, form=form))
        for form, words in (("xlsx", "Excel"), ("csv", "CSV"))
    ]
    return Page("returns/quarter.html", {"page": page, "tables": tables})


@screen(policies.VIEW)
def table(request: HttpRequest, casetype: str, quarter: str, form: str) -> HttpResponse:
    """The return of one quarter as a spreadsheet: what its reader sees on the screen, and no more."""
    page = _quarter(request, casetype, quarter)
    return table_response(
        form, by=request.actor, at=timezone.now(), name=f"return-{page.quarter.start.isoformat()}",
        columns=["Field", *page.columns] if page.lines else _times_columns(page),
        rows=list(_rows(page)), purpose="Took a copy of a quarter's return",
    )  # fmt: skip


def _rows(page: QuarterPage) -> list[list[Any]]:
    """Each field, then what a reader of the copy must know."""
    if not page.lines:
        stages = max(len(one.days) for one in page.times.routes)
        return [list(_times_row(one, stages)) for one in page.times.routes]
    blank = [""] * (len(page.columns) - 1)
    rows = [[f"{one.group}: {one.title}" if one.group else one.title, *one.cells] for one in page.lines]
    if page.layout.confirmed:
        said = f"Layout confirmed on {day_in_words(timezone.localdate(page.layout.word.at))}"
    else:
        said = "Layout unconfirmed"
    rows.append([said, page.layout.word.says if page.layout.word else page.layout.doubt, *blank])
    rows.append(["Missing quarters", page.rules.missing, *blank])
    return rows


def _times_columns(page: QuarterPage) -> list[str]:
    """The outcomes, then the days of each stage, then the reasons."""
    days = next((one.days for one in page.times.routes if one.days), ())
    return [
        "Route", "Began", *page.times.headings,
        *(f"{one.title}: {what}" for one in days for what in ("days, median", "days, longest")),
        "Why clocks stood still", "Why limits were extended", "Why cases ended otherwise",
    ]  # fmt: skip


def _times_row(one: RouteLine, stages: int) -> Iterator[str]:
    yield from (one.title, one.began, *one.cells)
    if not one.days:
        yield from (NOT_SHOWN,) * (2 * stages)
    for days in one.days:
        yield from (days.median, days.longest)
    for reasons in (one.pauses, one.extensions):
        yield "; ".join(f"{title} ({number})" for title, number in reasons)
    yield "; ".join(
        f"{ending.title}, {title.lower()} ({number})" for ending in one.endings for title, number in ending.reasons
    )


def _kind(request: HttpRequest, casetype: str) -> Kind:
    policies.VIEW.require(request.actor, request.partnership)
    found = kind_of(casetype)
    if found is None or found.returns is None:
        raise Http404("There is nothing here for you to see.")
    return found


def _quarter(request: HttpRequest, casetype: str, said: str) -> QuarterPage:
    found = _kind(request, casetype)
    today = timezone.localdate()
    period = _period(said, today)
    page = quarter_page(request.partnership, found, period, exact=casetype in kinds_run_by(request.actor), today=today)
    if not page.lines and page.times is None:
        raise Http404("There is nothing here for you to see.")
    return page


def _period(said: str, today: date) -> Period:
    """The quarter of an address: its first day. One ahead, or no whole one, is no address."""
    try:
        found = period_of(date.fromisoformat(said), "quarter")
    except ValueError as wrong:
        raise Http404("There is nothing here for you to see.") from wrong
    if found.start.isoformat() != said or found.start > today:
        raise Http404("There is nothing here for you to see.")
    return found


def _quarters(today: date) -> list[Period]:
    """The quarter under way and those before it, newest first."""
    found = [period_of(today, "quarter")]
    while len(found) < QUARTERS:
        found.append(period_of(date.fromordinal(found[-1].start.toordinal() - 1), "quarter"))
    return found


def _back(request: HttpRequest, said: str, casetype: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(here(request, "returns:kind", casetype=casetype))
