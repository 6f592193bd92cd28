"""What residents see of a decision: proposed by one person, checked by another, withdrawn with a reason."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.queries.decisions import decision_for
from cairn.domain.boards.queries.forward import planned_for
from cairn.domain.boards.queries.public_notice import NoticePage, notice_page
from cairn.domain.boards.queries.public_record import record_of, release_page, view_of
from cairn.domain.boards.queries.residents_see import shown_of
from cairn.domain.boards.services import public_decisions as services
from cairn.domain.boards.services import public_notices as notices
from cairn.domain.boards.web.decision_forms import ProposeForm, ReturnForm, WithdrawForm
from cairn.domain.boards.web.frame import back
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused


@screen(policies.RELEASE_DECISION, writes=True)
def for_residents(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Look at exactly what residents would see; send it to a second person, or withdraw what they see."""
    row = decision_for(request.actor, ref)
    policies.RELEASE_DECISION.require(request.actor, row)
    filled, at, call = typed(request), timezone.now(), {"by": request.actor, "decision": row}
    withdrawing = filled is not None and filled.get("do") == "withdraw"
    form, withdraw_form = ProposeForm(None if withdrawing else filled), WithdrawForm(filled if withdrawing else None)
    if withdrawing:
        if done(
            request, withdraw_form, lambda: services.withdraw_decision(**call, at=at, **withdraw_form.cleaned_data)
        ):
            return back(request, "It is withdrawn. Earlier editions are kept.", "boards:decision", ref=ref)
    elif done(
        request, form,
        lambda: services.propose_decision(**call, at=at, seen=request.POST.get("seen", ""), **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "It is sent. Residents see it when a second person has checked it.", "boards:decision",
                    ref=ref)  # fmt: skip
    record = record_of(request.actor, row, today=timezone.localdate())
    mending = form.has_error("note") or form.noticed
    context = {
        "row": row, "view": view_of(record), "shown": shown_of(request.actor, row), "form": form,
        "withdraw_form": withdraw_form, "seen": request.POST.get("seen", "") if mending else record.mark,
        "back_url": here(request, "boards:decision", ref=ref), "public_address": settings.PUBLIC_SITE_ADDRESS,
    }  # fmt: skip
    return Page("boards/for_residents.html", context)


@screen(policies.VIEW_DECISION_RELEASE, writes=True)
def check(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Read what is proposed; publish it, send it back, or take it back."""
    page = release_page(request.actor, ref)
    filled, call = typed(request), {"by": request.actor, "at": timezone.now(), "release": page.release}
    returning = filled is not None and filled.get("do") == "return"
    form = ReturnForm(filled if returning else None)
    said = ""
    if returning:
        if done(request, form, lambda: services.return_decision_release(**call, **form.cleaned_data)):
            said = "It is sent back, with your reason."
    elif request.method == "POST":
        said = _settled(request.POST.get("do"), call, form)
    if said:
        messages.success(request, said)
        return redirect(here(request, "boards:decision-release", ref=ref))
    return Page("boards/release.html", {"page": page, "form": form})


def _settled(do: str | None, call: dict, form: ReturnForm) -> str:
    """What was done, in words; empty where nothing was."""
    try:
        if do == "publish":
            return f"Edition {services.publish_decision_release(**call).number} is published."
        if do == "take-back":
            services.take_back_decision_release(**call)
            return "It is taken back. Nothing was published."
    except Refused as refusal:
        form.refuse(refusal)
    return ""


NOTICE_FORMS = {"propose": ProposeForm, "withdraw": WithdrawForm, "return": ReturnForm}


@screen(policies.VIEW_PLANNED, writes=True)
def notice(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """The notice of a key decision ahead: read it as residents would, and propose, check, publish or withdraw it."""
    page = notice_page(request.actor, planned_for(request.actor, ref), today=timezone.localdate())
    filled = typed(request)
    do = filled.get("do", "") if filled is not None else ""
    asked = {name: kind(filled if do == name else None) for name, kind in NOTICE_FORMS.items()}
    if request.method == "POST" and (said := _noticed(request, page, do, asked)):
        return back(request, said, "boards:planned-public", ref=ref)
    mending = asked["propose"].has_error("note") or asked["propose"].noticed
    context = {
        "page": page, **asked, "send_back": asked["return"], "public_address": settings.PUBLIC_SITE_ADDRESS,
        "seen": request.POST.get("seen", "") if mending else page.record.mark,
        "back_url": here(request, "boards:forward-plan"),
    }  # fmt: skip
    return Page("boards/notice.html", context)


def _noticed(request: HttpRequest, page: NoticePage, do: str, asked: dict) -> str:
    """What was done, in words; empty where nothing was, and then a form says why."""
    call, form = {"by": request.actor, "at": timezone.now()}, asked.get(do, asked["return"])
    acts = {
        "propose": (lambda: notices.propose_notice(**call, planned=page.row, seen=request.POST.get("seen", ""),
                                                   **form.cleaned_data),
                    "It is sent. Residents see it when a second person has checked it."),
        "withdraw": (lambda: notices.withdraw_public_notice(**call, planned=page.row, **form.cleaned_data),
                     "It is withdrawn. Earlier editions are kept."),
    }  # fmt: skip
    if page.release is not None:
        of = {**call, "release": page.release}
        acts |= {
            "return": (lambda: notices.return_notice_release(**of, **form.cleaned_data),
                       "It is sent back, with your reason."),
            "publish": (lambda: notices.publish_notice_release(**of), "The notice is published."),
            "take-back": (lambda: notices.take_back_notice_release(**of), "It is taken back. Nothing was published."),
        }  # fmt: skip
    if do not in acts:
        return ""
    act, said = acts[do]
    if do in asked:
        return said if done(request, form, act) else ""
    try:
        act()
    except Refused as refusal:
        form.refuse(refusal)
        return ""
    return said
