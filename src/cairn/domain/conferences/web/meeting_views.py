"""Screens of meetings that hear cases: which there are, one with its agenda, listing, who came, and the PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.boards.api import Group, chairs_of, line_of, quorum_of
from cairn.domain.boards.models import Attendance, Meeting
from cairn.domain.cases.api import Case
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import CaseItem, Conference, Observer
from cairn.domain.conferences.queries import agenda as queries
from cairn.domain.conferences.queries import waiting
from cairn.domain.conferences.queries.pack import PAPERS, drawn
from cairn.domain.conferences.queries.seats import without
from cairn.domain.conferences.services import agenda, attendance, planning
from cairn.domain.conferences.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.serving import as_download
from cairn.foundation.ui.days import day_in_words, moment_in_words
from cairn.foundation.ui.pdf import render_pdf

A_PAGE, MOST_WAITING = 50, 100
PDF = "application/pdf"


@screen(policies.LIST, writes=True)
def conferences(request: HttpRequest) -> Page | HttpResponse:
    """The groups that hear cases, and what the reader's agency was asked; who runs a kind says which group hears it."""
    policies.LIST.require(request.actor, request.partnership)
    at = timezone.now()
    may_set_up = policies.SET_UP.decide(request.actor, request.partnership).allowed
    if request.method == "POST":
        policies.SET_UP.require(request.actor, request.partnership)
    kinds = waiting.kinds_to_choose(request.actor) if may_set_up else []
    form = forms.SetUpForm(typed(request), kinds=kinds, groups=waiting.groups_to_choose(request.actor))

    def do() -> None:
        group = Group.objects.get(pk=form.cleaned_data["group"])
        planning.hear_kind(by=request.actor, at=at, group=group, kind=form.cleaned_data["kind"])

    if done(request, form, do):
        return _back(request, "The group hears these cases from today on.", "conferences:conferences")
    page = Paginator(waiting.asked_of(request.actor), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    context = {
        "found": waiting.conferences_of(request.actor, at=at), "page": page, "today": timezone.localdate(at),
        "form": form if kinds else None,
    }  # fmt: skip
    return Page("conferences/list.html", context)


@screen(policies.PLAN, writes=True)
def plan(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Plan a meeting of a group that hears cases."""
    policies.LIST.require(request.actor, request.partnership)
    row = policies.PLAN.one(request.actor, Conference.objects.select_related("group"), ref=ref)
    form = forms.PlanForm(typed(request))
    made: list[Meeting] = []

    def do() -> None:
        made.append(planning.plan_meeting(by=request.actor, at=timezone.now(), conference=row, **form.times()))

    if done(request, form, do):
        return _back(request, "The meeting is planned.", "conferences:meeting", ref=made[0].ref)
    return _form_page(
        request, form, heading="Plan a meeting", caption=row.group.name, button="Plan the meeting",
        back=here(request, "conferences:conferences"),
    )  # fmt: skip


@screen(policies.VIEW_MEETING)
def meeting(request: HttpRequest, ref: str) -> Page:
    """One meeting, with what of its agenda is open to the reader; that she opened it is recorded."""
    row, at = queries.meeting_for(request.actor, ref), timezone.now()
    record_read(
        by=request.actor, at=at, action="conferences.read_agenda", subject=row.audit_subject(),
        purpose="agenda of a meeting",
    )  # fmt: skip
    chairs = chairs_of(row)
    context = {
        **_named(row, at), "page": queries.agenda_of(request.actor, row, at=at), "chairs": _came(row, chairs),
        "may_change": policies.CHANGE_CALLED.decide(request.actor, row).allowed,
        "quorum": quorum_of(row, chairs), "observers": list(Observer.objects.filter(meeting=row)),
    }  # fmt: skip
    return Page("conferences/meeting.html", context)


@screen(policies.RUN, writes=True)
def build(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put cases on the agenda, order them, bring it up to date, and write down that it went out."""
    row, at = _run(request, ref), timezone.now()
    page = queries.agenda_of(request.actor, row, at=at)
    cases = [] if row.called else list(queries.waiting_cases(request.actor, row)[:MOST_WAITING])
    choices = [(case.ref, f"{case.ref}, waiting since {day_in_words(case.since)}") for case in cases]
    places = [(line.case, line.number) for line in page.items]
    begins = {"cases": request.GET.getlist("case")}  # from whose page she comes to list it
    form = forms.AgendaForm(typed(request), initial=begins, waiting=choices, places=places)
    if request.method == "POST" and form.is_valid():
        chosen = [case for case in cases if case.ref in form.cleaned_data["cases"]]
        if agenda.closes_when_looked_at(chosen, by=request.actor, at=at):
            return redirect(here(request, "conferences:agenda", ref=ref))
        try:
            with transaction.atomic():
                said = _built(request, row, form, {case.ref: case for case in cases}, page, at)
            return _back(request, said, "conferences:agenda", ref=ref)
        except Refused as refusal:
            form.refuse(refusal)
    missing = without(request.actor, row, page.items)
    lines = [(line, form[f"place_{line.case}"], missing.get(line.case, ())) for line in page.items]
    return Page("conferences/agenda.html", {**_named(row, at), "page": page, "form": form, "lines": lines})


@screen(policies.RUN, writes=True)
def who_came(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say who came from each seat, who sent information instead, and who looks on."""
    row, at = _run(request, ref), timezone.now()
    observes = request.POST.get("do") == "observer"
    sent = dict(Attendance.objects.filter(meeting=row).values_list("seat_id", "sent_on"))
    given = typed(request)
    form = forms.AttendanceForm(None if observes else given, chairs=chairs_of(row), sent=sent)
    looks_on = forms.ObserverForm(given if observes else None)
    if observes:
        ready = done(request, looks_on, lambda: attendance.add_observer(
            by=request.actor, at=at, meeting=row, **looks_on.cleaned_data
        ))  # fmt: skip
    else:
        ready = done(request, form, lambda: attendance.say_who_came(
            by=request.actor, at=at, meeting=row, came=form.came(), sent_on=form.sent_on()
        ))  # fmt: skip
    if ready:
        return _back(request, "That is saved.", "conferences:attendance", ref=ref)
    context = {
        **_named(row, at), "form": form, "observer": looks_on, "statement": queries.statement_of(row),
        "observers": list(Observer.objects.filter(meeting=row)), "quorum": quorum_of(row, chairs_of(row)),
    }  # fmt: skip
    return Page("conferences/attendance.html", context)


@screen(policies.VIEW_MEETING)
def paper(request: HttpRequest, ref: str, pack: str) -> HttpResponse:
    """The agenda or the minutes as a PDF with the reader's name on each page; recorded in each case that is in it."""
    row, at = queries.meeting_for(request.actor, ref), timezone.now()
    if pack not in PAPERS:
        raise Http404("There is nothing here for you to see.")
    page = queries.agenda_of(request.actor, row, at=at)
    for subject in (row, *(line.item.case for line in page.items)):
        record_read(
            by=request.actor, at=at, action="conferences.take_pack", subject=subject.audit_subject(),
            purpose=f"{pack} of meeting {row.ref}",
        )  # fmt: skip
    data = drawn(page, row, pack=pack, reader=f"{request.user.name}, {moment_in_words(at)}")
    content = render_pdf(
        template="conference", data=data, title=f"{PAPERS[pack]} of meeting {row.ref}", at=at.replace(microsecond=0)
    )
    return as_download(content, media_type=PDF, name=f"{pack}-{row.ref}.pdf")


# ---- what the screens above share


def _run(request: HttpRequest, ref: str) -> Meeting:
    row = queries.meeting_for(request.actor, ref)
    policies.RUN.require(request.actor, row)
    return row


def _built(
    request: HttpRequest,
    row: Meeting,
    form: forms.AgendaForm,
    cases: dict[str, Case],
    page: queries.AgendaPage,
    at: Any,
) -> str:
    """Do what the button that was pressed asks for, and say so."""
    by, wanted = request.actor, request.POST.get("do", "")
    refs = {line.case: line.item.ref for line in page.items}
    if wanted == "list":
        chosen = form.cleaned_data["cases"]
        if not chosen:
            raise Refused("Choose the cases to put on the agenda.", field="cases")
        for ref in chosen:
            agenda.list_case(by=by, at=at, meeting=row, case=cases[ref])
        return f"{len(chosen)} on the agenda now, and their agencies are asked."
    if wanted in ("order", "rules"):
        order = [refs[ref] for ref in form.order() if ref in refs] if wanted == "order" else []
        agenda.order_items(by=by, at=at, meeting=row, refs=order)
        return "The order is changed."
    if wanted == "sent":
        return f"Written in {agenda.send_agenda(by=by, at=at, meeting=row)} cases: the agenda went out."
    if wanted == "minutes":
        return f"Written in {agenda.send_minutes(by=by, at=at, meeting=row)} cases: the minutes went out."
    if wanted.startswith("off_"):
        items = {line.item.ref: line.item for line in (*page.items, *page.notices)}
        item: CaseItem | None = items.get(wanted.removeprefix("off_"))
        if item is None:
            raise Refused("That is not on this agenda any more.")
        agenda.take_off(by=by, at=at, item=item)
        return "It is off the agenda."
    changed = agenda.bring_up_to_date(by=by, at=at, meeting=row)
    return f"The agenda is up to date: {changed} changed." if changed else "The agenda was up to date already."


def _named(row: Meeting, at: Any) -> dict[str, Any]:
    begun = timezone.localdate(at) >= timezone.localdate(row.starts_at)
    return {"meeting": row, "line": line_of(row, at=at), "group": row.group.name, "has_begun": begun}


def _came(row: Meeting, chairs: Any) -> list[dict[str, Any]]:
    sent = dict(Attendance.objects.filter(meeting=row).values_list("seat_id", "sent_on"))
    return [{"chair": chair, "sent_on": sent.get(chair.pk)} for chair in chairs]


def _back(request: HttpRequest, words: str, name: str, **kwargs: Any) -> HttpResponse:
    messages.success(request, words)
    return redirect(here(request, name, **kwargs))


def _form_page(
    request: HttpRequest, form: forms.RefusedForm, *, heading: str, caption: str, button: str, back: str, **more: Any
) -> Page:
    context = {"form": form, "heading": heading, "caption": caption, "button": button, "back_url": back, **more}
    return Page("accounts/form_page.html", context)
