"""Roll a year forward: what becomes of each action, page by page, and then all of it at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.queries.plan_page import head_of, plan_for
from cairn.domain.plans.queries.rolling import rolling
from cairn.domain.plans.services.rolling import roll_forward, save_dispositions
from cairn.domain.plans.web.forms.plan_roll import ConfirmForm, RollForm
from cairn.domain.plans.web.plan_frame import framed, here
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused

ON_A_PAGE = 50


@screen(policies.ROLL, writes=True)
def roll(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """What becomes of each action of the year before, fifty on a page; nothing happens yet."""
    plan, today = _opened(request, ref), timezone.localdate()
    found = rolling(request.actor, plan, today=today)
    if found is None:
        return Page("plans/plan/roll.html", framed(request, head_of(request.actor, plan), found=None))
    page = Paginator(found.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    form = RollForm(_of_this_page(typed(request), page.object_list), rows=page.object_list)
    if request.method == "POST" and form.is_valid():
        try:
            number = save_dispositions(by=request.actor, at=timezone.now(), plan=plan, wanted=form.wanted())
            messages.success(request, _saved_words(number))
            if page.has_next():
                return redirect(f"{here(request, 'plans:roll-forward', ref=ref)}?page={page.next_page_number()}")
            return redirect(here(request, "plans:roll-confirm", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
    return Page(
        "plans/plan/roll.html", framed(request, head_of(request.actor, plan), found=found, form=form, page=page)
    )


@screen(policies.ROLL, writes=True)
def confirm(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Look at the whole once more, and let it happen."""
    plan, today = _opened(request, ref), timezone.localdate()
    form = ConfirmForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            counts = roll_forward(by=request.actor, at=timezone.now(), plan=plan)
            said = ", ".join(f"{number} {word.lower()}" for word, number in counts.items())
            messages.success(request, f"The year is rolled forward: {said}.")
            return redirect(here(request, "plans:carried", ref=ref))
        except Refused as refusal:
            form.refuse(refusal)
    found = rolling(request.actor, plan, today=today)
    context = framed(request, head_of(request.actor, plan), found=found, form=form)
    return Page("plans/plan/roll_confirm.html", context)


def _opened(request: HttpRequest, ref: str) -> ActionPlan:
    plan = plan_for(request.actor, ref)
    policies.ROLL.require(request.actor, plan)
    return plan


def _of_this_page(data: QueryDict | None, rows) -> QueryDict | None:
    """What was typed, when it was typed on this page: every page has the same address."""
    return data if data and any(f"reason_{row.card.ref}" in data for row in rows) else None


def _saved_words(number: int) -> str:
    if not number:
        return "Nothing was different on that page."
    return f"Saved what becomes of {number} action{'' if number == 1 else 's'}. Nothing has happened to them yet."
