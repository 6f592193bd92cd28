"""Screens of the watch: the work list, one row, and the forms by which something is done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.watch import policies
from cairn.domain.watch.models import HandOver, WatchRow
from cairn.domain.watch.queries import choices, lines, row_page
from cairn.domain.watch.queries.rules import rules_of, settings_of
from cairn.domain.watch.services import drafting, handing_over, settings, working
from cairn.domain.watch.terms import CONFERENCE
from cairn.domain.watch.web import forms
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import record_read


@screen(policies.LIST)
def watch(request: HttpRequest) -> Page:
    """Who had an incident reported lately, and what is owed: late first, then due soonest."""
    policies.LIST.require(request.actor, request.partnership)
    form = forms.FilterForm(request.GET)
    found = lines.watch_list(
        request.actor, which=form.chosen(), page=request.GET.get("page", ""), at=timezone.now()
    )  # fmt: skip
    return Page("watch/list.html", {"found": found, "filter": form, "rules": rules_of(request.partnership.pk)})


@screen(policies.VIEW)
def row(request: HttpRequest, ref: str) -> Page:
    """One row: what was reported, what was done, and what is owed. That it was opened is recorded."""
    page = row_page.watch_page(request.actor, ref, at=timezone.now())
    _record(request, page.row, "Opened the row")
    return Page("watch/row.html", {"page": page, "row": page.row, "line": page.line})


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that can be done about a row.

    Args:
        policy: who may.
        heading, button: of its form.
        do: from the request, the row and the form to where to go next; None for the row.
        done: what is said afterwards.
    """

    policy: Policy
    heading: str
    button: str
    do: Callable[[HttpRequest, WatchRow, Any], HttpResponse | None]
    done: str


@screen(policies.VIEW, writes=True)
def act(request: HttpRequest, ref: str, act: str) -> Page | HttpResponse:
    """The form of one thing that can be done about a row."""
    found = policies.VIEW.one(request.actor, WatchRow.objects.select_related("leader", "lead_agency"), ref=ref)
    if act not in DOING:
        raise Http404("There is nothing here for you to see.")
    doing = DOING[act]
    doing.policy.require(request.actor, found)
    form = forms.FORMS[act](typed(request), row=found, choices=_choices(request, found, act))
    if request.method == "POST" and form.is_valid():
        try:
            there = doing.do(request, found, form.cleaned_data)
            messages.success(request, doing.done)
            return there or redirect("watch:row", partnership=request.partnership.slug, ref=found.ref)
        except Refused as refusal:
            form.refuse(refusal)
    _record(request, found, f"Opened a form of the row: {doing.heading.rstrip('?').lower()}")
    [line] = lines.lines_of(request.actor, [found], at=timezone.now())
    context = {"form": form, "heading": doing.heading, "button": doing.button, "line": line, "act": act,
               "caption": f"The 30-day watch, row {found.ref}", "back_words": f"Row {found.ref}",
               "back_url": here(request, "watch:row", ref=found.ref)}  # fmt: skip
    return Page("watch/act.html", context)


@screen(policies.ANSWER, writes=True)
def offer(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """A row one's agency is asked to lead: who asks, and why; no name."""
    asked = policies.ANSWER.one(request.actor, HandOver.objects.select_related("from_agency", "asked_by"), ref=ref)
    form = forms.AnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["accept"] == "yes"
        try:
            handing_over.answer_hand_over(
                by=request.actor, at=timezone.now(), asked=asked, accept=accept, why=form.cleaned_data["why"]
            )  # fmt: skip
            messages.success(request, "You lead this row." if accept else "Your answer is sent.")
            return redirect("watch:watch", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "heading": "Does your agency lead this row?", "button": "Answer", "asked": asked,
               "caption": "The 30-day watch", "back_words": "The 30-day watch",
               "back_url": here(request, "watch:watch")}  # fmt: skip
    return Page("watch/offer.html", context)


@screen(policies.SETTLE, writes=True)
def rules(request: HttpRequest) -> Page | HttpResponse:
    """What the partnership agreed on: days, and who agreed."""
    policies.SETTLE.require(request.actor, request.partnership)
    now = rules_of(request.partnership.pk)
    form = forms.RulesForm(typed(request), initial={name: getattr(now, name) for name in settings.LIMITS})
    if request.method == "POST" and form.is_valid():
        try:
            settings.settle_rules(
                by=request.actor, at=timezone.now(), partnership=request.partnership, **form.cleaned_data
            )
            messages.success(request, "The new rules are in force. Open rows go by them from now on.")
            return redirect("watch:rules", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "heading": "Rules of the 30-day watch", "button": "Put them in force",
               "last": settings_of(request.partnership.pk), "caption": "", "back_words": "Home",
               "back_url": here(request, "plans:home")}  # fmt: skip
    return Page("watch/rules.html", context)


# ---- what is done


def _record(request: HttpRequest, row: WatchRow, purpose: str) -> None:
    record_read(
        by=request.actor, at=timezone.now(), action="watch.open_row", subject=row.audit_subject(), purpose=purpose
    )


def _choices(request: HttpRequest, row: WatchRow, act: str) -> dict[str, list[tuple[str, str]]]:
    today = timezone.localdate()
    if act == "lead":
        return {"leader": choices.leaders(request.actor, today=today)}
    if act == "hand-over":
        return {"agency": choices.agencies(request.actor, today=today)}
    if act == "roles":
        [line] = lines.lines_of(request.actor, [row], at=timezone.now())
        return {"victims": [(party.side, party.called) for party in row_page.parties(line, row)]}
    return {"person": choices.people(request.actor, row, today=today)} if act == "person" else {}


def _contact(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> None:
    working.record_contact(by=request.actor, at=timezone.now(), row=row, **said)


def _lead(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> None:
    leader = User.objects.get(pk=said["leader"])
    working.take_lead(by=request.actor, at=timezone.now(), row=row, leader=leader, why=said["why"])


def _hand_over(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> None:
    agency = Agency.objects.get(pk=said["agency"])
    handing_over.ask_to_lead(by=request.actor, at=timezone.now(), row=row, agency=agency, why=said["why"])


def _take_back(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> None:
    handing_over.take_back_request(by=request.actor, at=timezone.now(), row=row, why=said["why"])


def _roles(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> HttpResponse:
    marks = [{"victim": row.victim, "suspect": row.suspect}[side] for side in said["victims"]]
    working.decide_roles(by=request.actor, at=timezone.now(), row=row, victims=marks, why=said["why"])
    return redirect("watch:watch", partnership=request.partnership.slug)


def _referral(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> HttpResponse | None:
    by, at = request.actor, timezone.now()
    if said["refer"] == "no":
        working.decide_referral(by=by, at=at, row=row, refer=False, why=said["why"])
        return None
    _decision, half = drafting.refer(
        by=by, at=at, row=row, why=said["why"], consent=said["consent"], without_consent=said["without_consent"]
    )
    address = here(request, "cases:open", casetype=CONFERENCE, opening=drafting.OPENING)
    return redirect(f"{address}?half={half.ref}")


def _person(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> HttpResponse:
    working.say_who(
        by=request.actor, at=timezone.now(), row=row, person=choices.person_named(request.actor, said["person"]),
        of_victim=said["side"] == "victim", why=said["why"],
    )  # fmt: skip
    return redirect("watch:watch", partnership=request.partnership.slug)


def _close(request: HttpRequest, row: WatchRow, said: dict[str, Any]) -> None:
    working.close_row(by=request.actor, at=timezone.now(), row=row, **said)


DOING: dict[str, Doing] = {
    "contact": Doing(policies.WORK, "Record a contact", "Record it", _contact, "The contact is recorded."),
    "lead": Doing(policies.WORK, "Who leads?", "Save", _lead, "It is written down who leads."),
    "hand-over": Doing(policies.WORK, "Ask another agency to lead", "Ask them", _hand_over,
                       "The agency is asked. Until it accepts, nothing changes."),
    "take-back": Doing(policies.WORK, "Take the request back", "Take it back", _take_back,
                       "The agency is asked no more."),
    "roles": Doing(policies.DECIDE_ROLES, "Decide about contested roles", "Decide", _roles,
                   "It is decided, and the reason is kept."),
    "referral": Doing(policies.WORK, "Decide about the referral to the conference", "Decide", _referral,
                      "It is decided, and the reason is kept."),
    "person": Doing(policies.WORK, "Say who they are in cases", "Save", _person,
                    "It is written down. Rules of contact and conflict walls of those cases hold here from now on."),
    "close": Doing(policies.WORK, "Close the row", "Close it", _close, "The row is closed."),
}  # fmt: skip
