"""Run a plan: ask the partners for their actions, and take the next step."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.action_choices import agencies_that_answer
from cairn.domain.plans.queries.plan_page import bare_commitments, head_of, plan_cards, plan_for
from cairn.domain.plans.queries.plan_partners import partners_asked
from cairn.domain.plans.services.planning import ask_partners, move_plan
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.web.forms.plan_forms import AskForm, MoveForm
from cairn.domain.plans.web.plan_frame import framed
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency

ANSWER_WITHIN = timedelta(days=21)


@screen(policies.ASK, writes=True)
def ask(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Ask partners for their actions of the year; see who has answered."""
    today = timezone.localdate()
    plan = plan_for(request.actor, ref)
    policies.ASK.require(request.actor, plan)
    asked = partners_asked(request.actor, plan, plan_cards(request.actor, plan, today=today), today=today)
    form = _ask_form(request, plan, asked, today)
    if request.method == "POST" and form.is_valid():
        try:
            sent = ask_partners(
                by=request.actor, at=timezone.now(), plan=plan,
                agencies=Agency.objects.filter(pk__in=form.chosen()).order_by("name"),
                text=form.cleaned_data["text"], due_on=form.cleaned_data["due_on"],
            )  # fmt: skip
            messages.success(request, _asked_words(len(sent)))
            return redirect(here(request, "plans:ask", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
    open_to_asking = plan.state in (PlanState.DRAFT, PlanState.WITH_PARTNERS)
    context = {"form": form, "asked": asked, "open_to_asking": open_to_asking}
    return Page("plans/plan/ask.html", framed(request, head_of(request.actor, plan), **context))


def _ask_form(request: HttpRequest, plan, asked, today: date) -> AskForm:
    words = (
        f"Please add what your agency will do in {plan.year} for each commitment it shares in. "
        "Say who leads, by when, and what will show that it was done. "
        "If a commitment has nothing from you this year, answer with the reason."
    )
    answers = agencies_that_answer(plan.partnership_id, today=today)
    own = request.actor.agency_id
    # Colleagues answer for one's own agency as for any other, so it may be asked; but only when it is chosen by hand.
    proposed = [row for row in asked.rows if row.agency_id in answers and row.agency_id != own]
    return AskForm(
        typed(request),
        partners=[(row.agency_id, row.name) for row in asked.rows if not row.is_waiting],
        silent={row.agency_id for row in asked.rows} - answers,
        again=bool(asked.asked),
        today=today,
        # At first all who can answer are ticked; afterwards whoever was left out or has answered is chosen by hand.
        initial={
            "agencies": [] if asked.asked else [str(row.agency_id) for row in proposed],
            "text": words,
            "due_on": today + ANSWER_WITHIN,
        },
    )


def _asked_words(number: int) -> str:
    if not number:
        return "Everybody you chose is already asked and has not answered yet. Nothing was sent twice."
    return f"{number} {'partner is' if number == 1 else 'partners are'} asked."


@screen(policies.MOVE_PLAN, writes=True)
def move(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Take the plan to its next step, with a note."""
    today = timezone.localdate()
    plan = plan_for(request.actor, ref)
    policies.MOVE_PLAN.require(request.actor, plan)
    head = head_of(request.actor, plan)
    # What is next now need not be what the person was shown: the form says which step it is about.
    to = request.POST.get("to", "") if request.method == "POST" else head.next_state
    step = to if to in PlanState.values else head.next_state
    form = MoveForm(typed(request), to=step, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            move_plan(by=request.actor, at=timezone.now(), plan=plan, to=to, **form.cleaned_data)
            messages.success(request, f"The plan is now: {PlanState(to).label.lower()}.")
            return redirect(here(request, "plans:plan", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
            head = head_of(request.actor, plan)
    cards = plan_cards(request.actor, plan, today=today)
    context = {
        "form": form,
        "step": PlanState(step) if step else None,
        "asked": partners_asked(request.actor, plan, cards, today=today),
        "bare": bare_commitments(request.actor, plan, cards),
        "actions": len(cards),
    }
    return Page("plans/plan/move.html", framed(request, head, **context))
