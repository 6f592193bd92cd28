"""People on the case page, and the forms that add, change, remove and relate them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases.contact_policies import REACH
from cairn.domain.cases.models import AddressCheck, CasePerson
from cairn.domain.cases.policies import CHANGE_PEOPLE, STEP
from cairn.domain.cases.queries.people import mark_of, may_be_added, people_of, same_people, ties_of
from cairn.domain.cases.services.people import FACTS, add_person, change_person, end_relation, relate, remove_person
from cairn.domain.cases.web.frame import PARTS, CaseHere, Part, case_here
from cairn.domain.cases.web.people_drawing import drawing_of
from cairn.domain.cases.web.people_forms import SOMEBODY_NEW, AddPersonForm, PersonForm, RelateForm, RemovePersonForm
from cairn.domain.cases.web.people_known import ASK, KNOWN_ELSEWHERE, asks_elsewhere, known_elsewhere
from cairn.foundation.access.evenly import answer_on_the_beat
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.kernel.same_person.births import read_born
from cairn.kernel.same_person.finding import Born

FORM = "cases/people_form.html"


def people_part(here: CaseHere) -> Part:
    """Who is in the case: names, what they are, how they are tied; no address and no number."""
    people, ties = people_of(here.actor, here.people, process=here.process), ties_of(here.case)
    may_reach = here.decides(REACH).allowed
    return Part(
        "people",
        "People in this case",
        "cases/people_part.html",
        {
            "people": people,
            "ties": ties,
            "drawing": drawing_of(people, ties) if len(people) > 1 else None,
            "may_write": here.decides(STEP).allowed,
            "may_change": here.decides(CHANGE_PEOPLE).allowed,
            "may_reach": may_reach,
            "to_look_at": may_reach and AddressCheck.objects.filter(case=here.case, done_at__isnull=True).count(),
        },
    )


PARTS.append((20, people_part))


@screen(STEP, writes=True)
def add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Add somebody. Who may be the same person in another open case is asked about before anything is saved."""
    here = case_here(request, ref, STEP)
    parties = here.process.parties.values()
    if request.method == "POST":
        answer_on_the_beat(request)  # whoever may be the same person is looked for, hidden or not
    if asks_elsewhere(request):
        return _asked(request, here, AddPersonForm(initial=request.POST.dict(), parties=parties))
    given = typed(request)
    like = _like(here, given) if given is not None else ()
    asks_name = bool(given and "somebody_else" in given)
    begins = {"party": request.GET.get("party", "")}  # where a step sent her that needs somebody as this
    form = AddPersonForm(given, initial=begins, parties=parties, like=like, asks_name=asks_name)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        chosen = facts.pop("known", SOMEBODY_NEW)
        known = None if chosen == SOMEBODY_NEW else may_be_added(request.actor).filter(ref=chosen).first()
        try:
            add_person(by=request.actor, at=here.at, case=here.case, known=known, **facts)
            messages.success(request, "The person is added to the case.")
            return to_case(request, here)
        except Refused as refusal:
            if refusal.field == "somebody_else" and not asks_name:
                form = AddPersonForm(given, parties=parties, like=like, asks_name=True)
                form.full_clean()
            form.refuse(refusal)
    return Page(FORM, _adding(here, form))


def _asked(request: HttpRequest, here: CaseHere, form: AddPersonForm) -> Page:
    """The same form with what was typed, and above it whether they are known elsewhere. Nothing is saved."""
    return Page(FORM, {**_adding(here, form), "asked": True, "known": known_elsewhere(request, at=here.at)})


def _adding(here: CaseHere, form: AddPersonForm) -> dict[str, Any]:
    page = _form_page(here, form, heading="Add somebody to the case", save="Add this person")
    return {**page, "ask_known": ASK if KNOWN_ELSEWHERE else ""}


@screen(CHANGE_PEOPLE, writes=True)
def change(request: HttpRequest, ref: str, person: str) -> Page | HttpResponse:
    """Say anew who somebody is and what they are in the case."""
    here, row = member(request, ref, person, CHANGE_PEOPLE)
    if request.method == "POST":
        answer_on_the_beat(request)
    now = _known_of(row)
    form = PersonForm(typed(request), initial=now, parties=here.process.parties.values())
    if request.method == "POST" and form.is_valid():
        try:
            change_person(by=request.actor, at=here.at, row=row, **form.facts())
            messages.success(request, "What is known of them is saved.")
            return to_case(request, here)
        except SavedMeanwhile as refusal:
            _, row = member(request, ref, person, CHANGE_PEOPLE)  # as it stands, though it was saved a moment ago
            form.stand_against(refusal, _known_of(row))
        except Refused as refusal:
            form.refuse(refusal)
    return Page(FORM, _form_page(here, form, heading="Change what is known of somebody", save="Save"))


def _known_of(row: CasePerson) -> dict[str, Any]:
    """What the boxes begin with."""
    now = {name: getattr(row.person, name) for name in ("name", "born_day", "born_month", "born_year", *FACTS)}
    other_names = "\n".join(row.person.other_names)
    return {**now, "other_names": other_names, "party": row.party, "note": row.note, "seen": mark_of(row)}


@screen(CHANGE_PEOPLE, writes=True)
def remove(request: HttpRequest, ref: str, person: str) -> Page | HttpResponse:
    """Take somebody out of the case with a reason."""
    here, row = member(request, ref, person, CHANGE_PEOPLE)
    form = RemovePersonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            remove_person(by=request.actor, at=here.at, row=row, why=form.cleaned_data["why"])
            messages.success(request, "The person is taken out of the case. What was written stays in its history.")
            return to_case(request, here)
        except Refused as refusal:
            form.refuse(refusal)
    lead = (
        f"{row.person.name} is taken out of the case. Their ties in it end, and its history keeps that they were in it."
    )
    return Page(FORM, _form_page(here, form, heading="Take somebody out of the case", save="Take them out", lead=lead))


@screen(STEP, writes=True)
def tie(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say what one person is to another."""
    here = case_here(request, ref, STEP)
    if request.method == "POST" and "end" in request.POST:
        return _end_tie(request, here)
    rows = {row.person.ref: row.person for row in _rows(here)}
    form = RelateForm(typed(request), people=[(key, each.name) for key, each in rows.items()])
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        facts |= {name: rows[facts[name]] for name in ("first", "second")}
        try:
            relate(by=request.actor, at=here.at, case=here.case, **facts)
            messages.success(request, "What they are to each other is saved.")
            return to_case(request, here)
        except Refused as refusal:
            form.refuse(refusal)
    lead = "Read it as one sentence, such as: Wren is a parent of Linnet."
    page = _form_page(here, form, heading="Relate two people", save="Save", lead=lead)
    return Page(FORM, {**page, "ties": ties_of(here.case), "ends": CHANGE_PEOPLE.decide(request.actor, here.case)})


def _end_tie(request: HttpRequest, here: CaseHere) -> HttpResponse:
    given = request.POST["end"]
    try:
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
        end_relation(by=request.actor, at=here.at, case=here.case, number=number)
        messages.success(request, "It is recorded no more. The history keeps that it was.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return to_case(request, here)


# ---- what the screens of people and of contact share


def member(request: HttpRequest, ref: str, person: str, policy: Policy) -> tuple[CaseHere, CasePerson]:
    """Somebody in the case of an address; whoever is not in it is not found, wherever else they are."""
    here = case_here(request, ref, policy)
    row = _rows(here).filter(person__ref=person).first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    row.case = here.case
    return here, row


def to_case(request: HttpRequest, here: CaseHere) -> HttpResponse:
    """Back to the case's page."""
    return redirect("cases:case", partnership=request.partnership.slug, ref=here.case.ref)


def _rows(here: CaseHere) -> Any:
    return CasePerson.objects.filter(case=here.case, removed_at__isnull=True).select_related("person")


def _form_page(here: CaseHere, form: Any, *, heading: str, save: str, lead: str = "") -> dict[str, Any]:
    return {"form": form, "case": here.case, "heading": heading, "save": save, "lead": lead}


def _like(here: CaseHere, given: Any) -> Any:
    """Proposed from what was typed; a birth that cannot be is said by the form, and nothing is compared with it."""
    name = given.get("name", "").strip()
    return same_people(here.actor, name=name, born=_born(here, given), apart_from=here.case) if name else ()


def _born(here: CaseHere, given: Any) -> Born | None:
    try:
        parts = [int(text) if (text := given.get(f"born_{part}", "")) else None for part in ("year", "month", "day")]
        return read_born(*parts, today=timezone.localdate(here.at))
    except ValueError:
        return None
