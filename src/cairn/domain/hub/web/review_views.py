"""Screens of review: the pairs that wait, and one of them with both records side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.hub import policies
from cairn.domain.hub.queries.review import MOST_SHOWN, Pair, last_run, pair_of, waiting
from cairn.domain.hub.services.deciding import decide
from cairn.domain.hub.terms import Says
from cairn.domain.hub.web.evidence import evidence_of
from cairn.domain.hub.web.forms import DecideForm, TakeBackForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read


@screen(policies.REVIEW_LIST)
def review(request: HttpRequest) -> Page:
    """The pairs that wait for somebody, the likeliest to be wrong first. No name stands here."""
    policies.REVIEW_LIST.require(request.actor, request.partnership)
    rows = waiting(request.actor)
    return Page("hub/review.html", {"rows": rows, "most": MOST_SHOWN, "run": last_run(request.actor)})


@screen(policies.DECIDE, writes=True)
def pair(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Two records side by side, what each column says, and what is decided. That it was opened is recorded."""
    page = pair_of(request.actor, ref)
    form = (TakeBackForm if page.decided else DecideForm)(typed(request))
    if request.method == "POST" and page.decided and "says" in request.POST:
        form.refuse(Refused("Somebody decided about this pair while you looked at it. Yours was not saved."))
    elif request.method == "POST" and form.is_valid():
        says = Says.WITHDRAWN.value if page.decided else form.cleaned_data["says"]
        try:
            decide(by=request.actor, at=timezone.now(), doubt=page.doubt, says=says, why=form.cleaned_data["why"])
            messages.success(request, _DONE[Says(says)])
            return redirect("hub:review", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    _record(request, page)
    context = {"page": page, "form": form, "evidence": evidence_of(page.doubt.reasons)}
    return Page("hub/pair.html", context)


_DONE = {
    Says.SAME: "The two records are of one person now. It can be taken back.",
    Says.APART: "The two records are of two people now, and stay so. It can be taken back.",
    Says.UNSURE: "It is written down that it cannot be told. Nothing changed.",
    Says.WITHDRAWN: "The decision is taken back. It stays in the history.",
}


def _record(request: HttpRequest, page: Pair) -> None:
    record_read(
        by=request.actor, at=timezone.now(), action="hub.open_pair", subject=page.doubt.audit_subject(),
        purpose="Compared two records to decide whether they are of one person",
    )  # fmt: skip
