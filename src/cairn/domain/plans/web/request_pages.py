"""What partners ask of each other: the lists, and one request with its answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.plan_requests import request_for, request_page, requests_list
from cairn.domain.plans.services.planning import answer_request
from cairn.domain.plans.web.forms.plan_forms import AnswerForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused

PAGE_SIZE = 50
SHOWN = ("to-us", "from-us", "others")


@screen(policies.VIEW_REQUESTS)
def show(request: HttpRequest) -> Page:
    """Requests to us, from us, and (for those who run or audit the plan) between others."""
    policies.VIEW_REQUESTS.require(request.actor, request.partnership)
    lists = requests_list(request.actor, today=timezone.localdate())
    which = request.GET.get("show", "")
    which = which if which in SHOWN and (which != "others" or lists.sees_others) else lists.first
    rows = lists.rows[which]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    tabs = [(label, f"?show={key}", key == which) for key, label in lists.tabs]
    context = {"page": page, "which": which, "sub_nav": tabs, "sub_nav_label": "Requests"}
    return Page("plans/request/list.html", context)


@screen(policies.VIEW_REQUEST, writes=True)
def answer(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """One request, and the form to answer it."""
    row = request_for(request.actor, ref)
    form = AnswerForm(typed(request))
    if request.method == "POST":
        policies.ANSWER_REQUEST.require(request.actor, row)
        if form.is_valid():
            try:
                answer_request(by=request.actor, at=timezone.now(), request=row, answer=form.cleaned_data["answer"])
                messages.success(request, f"Your answer is with {row.from_agency.name}.")
                return redirect(here(request, "plans:request", ref=ref))
            except Refused as refusal:
                form.refuse(refusal)
    page = request_page(request.actor, row, today=timezone.localdate())
    return Page("plans/request/show.html", {"page": page, "form": form})
