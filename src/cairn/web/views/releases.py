"""The second person's look at what is proposed for residents."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans.api import (
    Release,
    ReleasePage,
    policies,
    publish_release,
    release_page,
    return_release,
    take_back_release,
)
from cairn.domain.publishing.api import COLUMNS, figure_rows
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.exports import table_response
from cairn.foundation.ui.forms import PlainForm


class ReturnForm(PlainForm):
    """What must change before residents see it."""

    reason = forms.CharField(
        label="What must change first?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what must change before residents see it."},
    )


@screen(policies.VIEW_RELEASE, writes=True)
def check(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Read what is proposed; publish it, send it back, or take it back."""
    page = release_page(request.actor, ref)
    if request.method == "GET" and request.GET.get("figures") == "csv":
        return _figures(request, page)
    filled = typed(request)
    returning = filled is not None and filled.get("do") == "return"
    form = ReturnForm(filled if returning else None)
    if request.method == "POST" and (not returning or form.is_valid()):
        said = _carried_out(request, page.release, form)
        if said:
            messages.success(request, said)
            return redirect("thread:release", partnership=request.partnership.slug, ref=ref)
    return Page("web/thread/release.html", {"page": page, "form": form})


def _figures(request: HttpRequest, page: ReleasePage) -> HttpResponse:
    """Every figure that residents would see, as a file."""
    return table_response(
        "csv", by=request.actor, at=timezone.now(), name=f"proposed-{page.release.ref}", columns=COLUMNS,
        rows=[row for one in page.measures for row in figure_rows(one.measure)],
        purpose="The figures proposed for residents, to check them",
    )  # fmt: skip


def _carried_out(request: HttpRequest, release: Release, form: ReturnForm) -> str:
    """What was done, in words; empty where it was refused and the form says why."""
    by, at = request.actor, timezone.now()
    try:
        match request.POST.get("do"):
            case "publish":
                edition = publish_release(by=by, at=at, release=release)
                return f"Edition {edition.number} is published."
            case "return":
                return_release(by=by, at=at, release=release, reason=form.cleaned_data["reason"])
                return "It is sent back, with your reason."
            case "take-back":
                take_back_release(by=by, at=at, release=release)
                return "It is taken back. Nothing was published."
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
    return ""
