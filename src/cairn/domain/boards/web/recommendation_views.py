"""Screens of recommendations: the list, one, and the forms that receive, answer, act and test again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Recommendation
from cairn.domain.boards.queries import recommendations as queries
from cairn.domain.boards.queries.choices import people_choices, plan_choices
from cairn.domain.boards.services import recommendations as services
from cairn.domain.boards.web import recommendation_forms as forms
from cairn.domain.boards.web.frame import back, form_page
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed


@screen(policies.LIST)
def recommendations(request: HttpRequest) -> Page:
    """The list, those that wait for an answer first."""
    policies.LIST.require(request.actor, request.partnership)
    lines = queries.recommendation_lines(request.actor, today=timezone.localdate())
    may = policies.RECEIVE.decide(request.actor, request.partnership).allowed
    return Page("boards/recommendations.html", {"lines": lines, "may_receive": may})


@screen(policies.VIEW_RECOMMENDATION)
def recommendation(request: HttpRequest, ref: str) -> Page:
    """One recommendation."""
    row = queries.recommendation_for(request.actor, ref)
    page = queries.recommendation_page(request.actor, row, today=timezone.localdate())
    return Page("boards/recommendation.html", {"page": page})


@screen(policies.RECEIVE, writes=True)
def receive(request: HttpRequest) -> Page | HttpResponse:
    """Write a recommendation down."""
    policies.RECEIVE.require(request.actor, request.partnership)
    form = forms.ReceiveForm(typed(request), initial={"received_on": timezone.localdate()})
    made: list[Recommendation] = []

    def act() -> None:
        made.append(services.receive(by=request.actor, at=timezone.now(), **form.cleaned_data))

    if done(request, form, act):
        return back(request, f"It is written down as {made[0].ref}.", "boards:recommendation", ref=made[0].ref)
    return form_page(
        request, form, heading="Write down a recommendation", button="Save",
        back_url=here(request, "boards:recommendations"), back_words="Recommendations",
    )  # fmt: skip


@screen(policies.REPLY, writes=True)
def reply(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Answer for the partnership."""
    row = _opened(request, ref, policies.REPLY)
    form = forms.ReplyForm(typed(request))
    if done(
        request, form,
        lambda: services.answer(by=request.actor, at=timezone.now(), recommendation=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "The answer is saved.", "boards:recommendation", ref=ref)
    return form_page(request, form, heading="Answer it", button="Save the answer", **_to(request, row))


@screen(policies.FOLLOW_UP, writes=True)
def act(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put what will be done into the plan, or tie an action that is there."""
    row, today = _opened(request, ref, policies.FOLLOW_UP), timezone.localdate()
    people, promises = people_choices(request.actor, today=today), plan_choices(request.actor, today=today)
    form = forms.ActForm(typed(request), initial={"how": "new"}, people=people, promises=promises)

    def do() -> None:
        call = {"by": request.actor, "at": timezone.now(), "recommendation": row}
        if form.cleaned_data["how"] == "tie":
            services.tie_action(**call, ref=form.cleaned_data["ref"])
        else:
            services.act_on(**call, facts=form.minuted())

    if done(request, form, do):
        return back(request, "The action is tied to the recommendation.", "boards:recommendation", ref=ref)
    return form_page(request, form, heading="What will be done?", button="Save", **_to(request, row))


@screen(policies.FOLLOW_UP, writes=True)
def again(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Write down a later test."""
    row = _opened(request, ref, policies.FOLLOW_UP)
    form = forms.AgainForm(typed(request), initial={"tested_on": timezone.localdate()})
    if done(
        request, form,
        lambda: services.look_again(by=request.actor, at=timezone.now(), recommendation=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "The test is written down.", "boards:recommendation", ref=ref)
    return form_page(request, form, heading="Test it again", button="Save the test", **_to(request, row))


def _opened(request: HttpRequest, ref: str, policy: Policy) -> Recommendation:
    """The recommendation, once the actor may see it and do this."""
    row = queries.recommendation_for(request.actor, ref)
    policy.require(request.actor, row)
    return row


def _to(request: HttpRequest, row: Recommendation) -> dict[str, Any]:
    """The way back to the recommendation, for a form about it."""
    return {
        "back_url": here(request, "boards:recommendation", ref=row.ref), "back_words": row.ref,
        "caption": f"{row.body}, {row.ref}", "lead": row.text,
    }  # fmt: skip
