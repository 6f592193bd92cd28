"""Screens of reports: the list, making one, how far it has come, and each copy to read, take and publish."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone

from cairn.domain.boards.api import meeting_for
from cairn.domain.plans.api import ActionPlan
from cairn.domain.plans.api import policies as plans
from cairn.domain.publishing.api import drawn_report
from cairn.domain.reports import policies, tasks
from cairn.domain.reports.models import Report, ReportCopy
from cairn.domain.reports.queries import showing
from cairn.domain.reports.services import asking, publishing
from cairn.domain.reports.terms import ReportKind
from cairn.domain.reports.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.queries import known_names
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.serving import as_download
from cairn.foundation.ui.forms import PlainForm
from cairn.foundation.ui.whole_pages import stylesheet

PAPERS = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}


@screen(policies.LIST)
def reports(request: HttpRequest) -> Page:
    """Every report, newest first."""
    policies.LIST.require(request.actor, request.partnership)
    context = {
        "lines": showing.report_lines(request.actor),
        "may_make": policies.MAKE.decide(request.actor, request.partnership).allowed,
    }
    return Page("reports/list.html", context)


@screen(policies.MAKE, writes=True)
def make(request: HttpRequest) -> Page | HttpResponse:
    """Choose a meeting or a year, see what its report will hold, and ask for it."""
    policies.MAKE.require(request.actor, request.partnership)
    subjects = showing.subjects(request.actor, at=timezone.now())
    form = forms.MakeForm(typed(request), subjects=subjects, initial={"subject": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = _asked(request, form.cleaned_data["subject"])
            return redirect("reports:report", partnership=request.partnership.slug, ref=made.ref)
        except Refused as refusal:
            form.refuse(refusal)
    kinds = [(kind.label, kind.value, showing.copies_of(kind)) for kind in ReportKind]
    return Page("reports/make.html", {"form": form, "kinds": kinds, "any": any(found for _kind, found in subjects)})


def _asked(request: HttpRequest, subject: str) -> Report:
    """The report, asked for and in the queue."""
    kind, _, key = subject.partition("/")
    by, at = request.actor, timezone.now()
    if kind == "meeting":
        made = asking.ask_for_board_pack(by=by, at=at, meeting=meeting_for(by, key))
    else:
        rows = ActionPlan.objects.select_related("strategy__partnership")
        made = asking.ask_for_annual_report(by=by, at=at, plan=plans.VIEW_PLAN.one(by, rows, pk=int(key)))
    tasks.queue(made)
    return made


@screen(policies.VIEW)
def report(request: HttpRequest, ref: str) -> Page:
    """One report: how far it has come, its copies, what each withholds, and whether it is public."""
    may_make = policies.MAKE.decide(request.actor, request.partnership).allowed
    return Page("reports/report.html", {"page": showing.report_page(request.actor, ref, may_make=may_make)})


@screen(policies.VIEW_COPY)
def paper(request: HttpRequest, ref: str, audience: str, paper: str) -> HttpResponse:
    """Take a copy as a PDF, or as a page that is one file; that it was taken is recorded."""
    if paper not in PAPERS:
        raise Http404("A report can be taken as pdf or html.")
    found = showing.copy_for_reading(request.actor, ref, audience)
    content = bytes(found.pdf) if paper == "pdf" else page_of(found)
    record_read(
        by=request.actor, at=timezone.now(), action="files.export", subject=found.audit_subject(),
        purpose=f"Took the {found.get_audience_display().lower()} as {paper.upper()}, mark {found.mark[:12]}",
    )  # fmt: skip
    name = f"{found.report.get_kind_display().lower().replace(' ', '-')}-{found.report.as_at}-{audience}.{paper}"
    return as_download(content, media_type=PAPERS[paper], name=name)


def page_of(copy: ReportCopy) -> bytes:
    """A copy as a page that is one file and fetches nothing."""
    part = drawn_report(showing.document_of(copy))
    return render_to_string("reports/file.html", {"part": part, "sheet": stylesheet()}).encode()


# ---- a copy, and what residents may see of it


@screen(policies.VIEW_COPY, writes=True)
def copy(request: HttpRequest, ref: str, audience: str) -> Page | HttpResponse:
    """Read a copy. The public one is proposed, checked, published and withdrawn here, under what is read."""
    found = showing.copy_for_reading(request.actor, ref, audience)
    page = showing.copy_page(request.actor, found)
    do, filled = request.POST.get("do", ""), typed(request)
    asked = {
        name: kind(filled if filled is not None and filled.get("do") == name else None, **_known(request, kind))
        for name, kind in FORMS.items()
    }
    if request.method == "POST":
        policies.PROPOSE.require(request.actor, found.report) if do in ("propose", "withdraw", "take-back") else None
        if said := _carried_out(request, page, do, asked):
            messages.success(request, said)
            return redirect("reports:copy", partnership=request.partnership.slug, ref=ref, audience=audience)
    context = {
        "page": page,
        "part": page.part,
        "public_address": settings.PUBLIC_SITE_ADDRESS,
        **{name: form for name, form in asked.items()},
    }
    return Page("reports/copy.html", {**context, "send_back": asked["return"]})


FORMS: dict[str, type[PlainForm]] = {
    "propose": forms.ProposeForm, "return": forms.ReturnForm, "withdraw": forms.WithdrawForm,
}  # fmt: skip


def _known(request: HttpRequest, kind: type[PlainForm]) -> dict[str, Any]:
    looks_twice = request.method == "POST" and issubclass(kind, forms.SecondLook)
    return {"known": known_names(request.partnership)} if looks_twice else {}


def _carried_out(request: HttpRequest, page: showing.CopyPage, do: str, asked: dict[str, Any]) -> str:
    """What was done, in words; empty where it was refused and a form says why."""
    by, at, form = request.actor, timezone.now(), asked.get(do, asked["return"])
    if do in asked and not getattr(form, "ready", form.is_valid()):
        return ""
    try:
        match do:
            case "propose":
                publishing.propose(by=by, at=at, report=page.report, note=form.cleaned_data["note"])
                return "It is sent. Residents see it when a second person has checked it."
            case "publish" if page.release:
                publishing.publish(by=by, at=at, release=page.release)
                return "The report is published."
            case "return" if page.release:
                publishing.send_back(by=by, at=at, release=page.release, reason=form.cleaned_data["reason"])
                return "It is sent back, with your reason."
            case "take-back" if page.release:
                publishing.take_back(by=by, at=at, release=page.release)
                return "It is taken back. Nothing was published."
            case "withdraw" if page.release:
                publishing.withdraw(by=by, at=at, release=page.release, reason=form.cleaned_data["reason"])
                return "The report is withdrawn. It is kept, with your reason."
    except Refused as refusal:
        form.refuse(refusal)
    return ""
