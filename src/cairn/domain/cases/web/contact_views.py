"""How somebody in a case is safely reached, and the places that may hold what is no longer right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.domain.cases.contact_policies import REACH
from cairn.domain.cases.models import Address, CasePerson
from cairn.domain.cases.queries.contact import (
    address_lines,
    addresses_open_to,
    mark_of_addresses,
    open_checks,
    plan_open_to,
    reach_page,
)
from cairn.domain.cases.services.contact import (
    change_address,
    close_check,
    correct_address,
    open_address,
    open_contact,
    record_plan,
    require_reach,
)
from cairn.domain.cases.web.case_page import keeps_ways_apart
from cairn.domain.cases.web.frame import CaseHere, case_here
from cairn.domain.cases.web.people_forms import (
    AddressForm,
    ContactPlanForm,
    CorrectAddressForm,
    LookedAtForm,
    ReachPurposeForm,
)
from cairn.domain.cases.web.people_views import member, to_case
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.ui.days import day_in_words


@screen(REACH, writes=True)
def contact(request: HttpRequest, ref: str, person: str) -> Page:
    """Asked first what for. Then: safe or not, ways, times, and what to do; where they live is opened apart."""
    here, row = _reached(request, ref, person)
    form = ReachPurposeForm(typed(request))
    context: dict[str, Any] = {"form": form, "case": here.case, "row": row, "said_apart": keeps_ways_apart(here)}
    if request.method == "POST" and form.is_valid():
        said = {"by": request.actor, "at": here.at, "case": here.case, "purpose": form.cleaned_data["purpose"]}
        open_contact(person=row.person, **said)
        context |= {"page": reach_page(request.actor, row.person, at=here.at), "purpose": said["purpose"]}
        wanted = addresses_open_to(request.actor, row.person).filter(ref=request.POST.get("address", "")).first()
        if wanted is not None:
            context["address"] = open_address(address=wanted, **said)
            context["corrections"] = list(wanted.corrections.select_related("by"))
    return Page("cases/people_contact.html", context)


@screen(REACH, writes=True)
def plan(request: HttpRequest, ref: str, person: str) -> Page | HttpResponse:
    """Write down how somebody is reached. The form shows what was said last, so that opening it is recorded."""
    here, row = _reached(request, ref, person)
    last, others = plan_open_to(request.actor, row.person), _others(here, row)
    now = ContactPlanForm.begin_with(last, must_not_learn=_must_not_learn(here, row))
    form = ContactPlanForm(typed(request), initial=now, others=others)
    if request.method != "POST":
        open_contact(by=request.actor, at=here.at, case=here.case, person=row.person, purpose="check")
    elif form.is_valid():
        facts = form.facts()
        try:
            record_plan(by=request.actor, at=here.at, case=here.case, person=row.person, **facts)
            messages.success(request, "How they are reached is saved. What was said before is kept.")
            return _next(request, here)
        except SavedMeanwhile as refusal:
            open_contact(by=request.actor, at=here.at, case=here.case, person=row.person, purpose="check")
            last = plan_open_to(request.actor, row.person)  # as it stands, though it was saved a moment ago
            form.stand_against(refusal, form.begin_with(last, must_not_learn=_must_not_learn(here, row)))
        except Refused as refusal:
            form.refuse(refusal)
    lead = "As they said it themselves, to somebody they are in touch with. What nobody asked is not safe."
    return _form(here, row, form, heading="How to reach them safely", save="Save", lead=lead)


@screen(REACH, writes=True)
def address(request: HttpRequest, ref: str, person: str) -> Page | HttpResponse:
    """A new address, the end of an old one, or both. It shows no address that is recorded."""
    here, row = _reached(request, ref, person)
    if corrects := request.GET.get("corrects", ""):
        return _correct(request, here, row, corrects)
    lines = [line for line in address_lines(request.actor, row.person, at=here.at) if line.is_current]
    leaves = {line.ref: _unsaid(number, line) for number, line in enumerate(lines, start=1)}
    mark = mark_of_addresses(request.actor, row.person)
    now = {"letters": "unknown", "safe_from": _must_not_learn(here, row), "seen": mark}
    form = AddressForm(typed(request), initial=now, others=_others(here, row), leaves=leaves)
    if request.method == "POST" and form.is_valid():
        try:
            change_address(by=request.actor, at=here.at, case=here.case, person=row.person, **form.cleaned_data)
            messages.success(request, "The address is saved.")
            return _next(request, here)
        except SavedMeanwhile as refusal:
            now_here = [line for line in address_lines(request.actor, row.person, at=here.at) if line.is_current]
            form.stand_against(refusal, {"current": len(now_here)})
        except Refused as refusal:
            form.refuse(refusal)
    elif request.method == "POST" and form["seen"].data not in (None, "", str(mark)):
        # What she chose as left may be gone, so that the form alone refuses it: she is told all the same.
        form.stand_against(SavedMeanwhile(theirs=(), version=mark), {"current": len(lines)})
    lead = (
        "When they leave an address, every place in Cairn that may hold it is listed to be looked at. "
        "Until that is done, nothing is sent to them."
    )
    return _form(here, row, form, heading="Change where they live", save="Save", lead=lead)


def _correct(request: HttpRequest, here: CaseHere, row: CasePerson, ref: str) -> Page | HttpResponse:
    """Put a slip of the pen right. The form begins with the address, so that opening it is recorded."""
    held = addresses_open_to(request.actor, row.person).filter(ref=ref).first()
    if held is None:
        raise Http404("There is nothing here for you to see.")
    said = {"by": request.actor, "at": here.at, "case": here.case}
    if request.method != "POST":
        held = open_address(address=held, purpose="check", **said)
    now = {"lines": held.lines, "postcode": held.postcode, "seen": held.corrections.count()}
    form = CorrectAddressForm(typed(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            correct_address(person=row.person, ref=ref, **said, **form.cleaned_data)
            messages.success(request, "The address is put right. What stood there before is kept.")
            return to_case(request, here)
        except SavedMeanwhile as refusal:
            held.refresh_from_db()  # as it stands, though it was saved a moment ago
            open_address(address=held, purpose="check", **said)
            form.stand_against(refusal, {"lines": held.lines, "postcode": held.postcode, "why": _why_last(held)})
        except Refused as refusal:
            form.refuse(refusal)
    lead = (
        "For a slip of the pen alone: nobody has moved, so no place is listed to be looked at. "
        "If they live somewhere else now, change where they live instead."
    )
    return _form(here, row, form, heading="Put an address right", save="Save", lead=lead)


def _why_last(held: Address) -> str:
    last = held.corrections.order_by("at", "pk").last()
    return last.why if last is not None else ""


@screen(REACH, writes=True)
def checks(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """The places of one case that may hold an old address or number, one of them at a time."""
    here = case_here(request, ref, REACH)
    lines = open_checks(here.case)
    form = LookedAtForm(typed(request), places=[(line.number, f"{line.place} ({line.person})") for line in lines])
    if request.method == "POST" and form.is_valid():
        try:
            close_check(by=request.actor, at=here.at, case=here.case, **form.cleaned_data)
            messages.success(request, "Saved. That place has been looked at.")
            return _next(request, here)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/people_checks.html", {"form": form, "case": here.case, "lines": lines})


def _reached(request: HttpRequest, ref: str, person: str) -> tuple[CaseHere, CasePerson]:
    here, row = member(request, ref, person, REACH)
    require_reach(by=request.actor, case=here.case, person=row.person)
    return here, row


def _next(request: HttpRequest, here: CaseHere) -> HttpResponse:
    """To the places that are to be looked at while there are any; else to the case."""
    if open_checks(here.case):
        return redirect("cases:address-checks", partnership=request.partnership.slug, ref=here.case.ref)
    return to_case(request, here)


def _form(here: CaseHere, row: CasePerson, form: Any, *, heading: str, save: str, lead: str) -> Page:
    context = {
        "form": form,
        "case": here.case,
        "about": row.person.name,
        "heading": heading,
        "save": save,
        "lead": lead,
    }
    return Page("cases/people_form.html", context)


def _others(here: CaseHere, row: CasePerson) -> list[tuple[str, str]]:
    rows = CasePerson.objects.filter(case=here.case, removed_at__isnull=True).select_related("person")
    return [(each.person.ref, each.person.name) for each in rows if each.pk != row.pk]


def _must_not_learn(here: CaseHere, row: CasePerson) -> list[str]:
    hidden = [key for key, party in here.process.parties.items() if party.must_not_learn]
    rows = CasePerson.objects.filter(case=here.case, removed_at__isnull=True, party__in=hidden).exclude(pk=row.pk)
    return list(rows.values_list("person__ref", flat=True))


def _unsaid(number: int, line: Any) -> str:
    """Words for an address that do not say where it is."""
    since = f", since {day_in_words(line.since)}" if line.since else ""
    return f"Yes, address {number}{', a refuge' if line.is_refuge else ''}{since}"
