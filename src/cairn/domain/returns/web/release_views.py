"""Screens of the counts a law asks to be public: what is prepared, proposed, checked, published and withdrawn."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.returns import policies
from cairn.domain.returns.queries.yearly_counts import prepared_counts, release_page
from cairn.domain.returns.services import releasing
from cairn.domain.returns.web.forms import ProposeForm, ReturnForm, WithdrawForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused


@screen(policies.VIEW_COUNTS, writes=True)
def counts(request: HttpRequest) -> Page | HttpResponse:
    """The counts of each authority and year that is over, exact; propose them, or withdraw what residents see."""
    policies.VIEW_COUNTS.require(request.actor, request.partnership)
    filled = typed(request)
    do, slug = (filled.get("do", ""), filled.get("of", "")) if filled is not None else ("", "")
    propose = ProposeForm(filled if do == "propose" else None)
    withdraw = WithdrawForm(filled if do == "withdraw" else None)
    call = {"by": request.actor, "at": timezone.now(), "slug": slug}
    if do == "propose" and done(
        request, propose,
        lambda: releasing.propose_counts(**call, seen=filled.get("seen", ""), **propose.cleaned_data),
    ):  # fmt: skip
        return _back(request, "It is sent. Residents see it when a second person has checked it.")
    if do == "withdraw" and done(
        request, withdraw, lambda: releasing.withdraw_public_counts(**call, **withdraw.cleaned_data)
    ):
        return _back(request, "They are withdrawn. Earlier editions are kept.")
    found = prepared_counts(request.actor, request.partnership, at=timezone.now())
    lines = [
        (one, propose if (do, slug) == ("propose", one.key) else ProposeForm(None),
         withdraw if (do, slug) == ("withdraw", one.key) else WithdrawForm(None),
         here(request, "returns:release", ref=one.release.ref) if one.release else "")
        for one in found
    ]  # fmt: skip
    context = {
        "lines": lines, "propose": propose, "withdraw": withdraw,
        "public_address": settings.PUBLIC_SITE_ADDRESS, "back_url": here(request, "returns:returns"),
    }  # fmt: skip
    return Page("returns/counts.html", context)


@screen(policies.VIEW_RELEASE, writes=True)
def release(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Read what is proposed beside what residents see now; publish it, send it back, or take it back."""
    page = release_page(request.actor, ref, at=timezone.now())
    filled = typed(request)
    do = filled.get("do", "") if filled is not None else ""
    form = ReturnForm(filled if do == "return" else None)
    call = {"by": request.actor, "at": timezone.now(), "release": page.release}
    said = ""
    if do == "return":
        if done(request, form, lambda: releasing.return_counts_release(**call, **form.cleaned_data)):
            said = "It is sent back, with your reason."
    elif request.method == "POST":
        said = _settled(do, call, form)
    if said:
        return _back(request, said)
    return Page("returns/release.html", {"page": page, "form": form, "back_url": here(request, "returns:counts")})


def _settled(do: str, call: dict, form: ReturnForm) -> str:
    """What was done, in words; empty where nothing was, and then the form says why."""
    try:
        if do == "publish":
            return f"Edition {releasing.publish_counts_release(**call).number} is published."
        if do == "take-back":
            releasing.take_back_counts_release(**call)
            return "It is taken back. Nothing was published."
    except Refused as refusal:
        form.refuse(refusal)
    return ""


def _back(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(here(request, "returns:counts"))
