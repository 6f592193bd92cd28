"""Look at exactly what residents would see, then send it to a second person; or withdraw what they see."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.measures.api import PARTNER_RULE, copy_for_partners
from cairn.domain.plans.api import account_of, last_returned, open_release, propose_release, withdraw_account
from cairn.domain.publishing.api import (
    COLUMNS,
    changes_between,
    counts_by_status,
    figure_rows,
    folds_of,
    measures_to_check,
    newest_edition,
    no_longer_shown,
    whole_document,
)
from cairn.domain.strategies.api import policies
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.queries import known_names
from cairn.foundation.files.exports import table_response
from cairn.foundation.ui.forms import PlainForm
from cairn.foundation.ui.second_look import SecondLook


class PublishForm(SecondLook, PlainForm):
    """What is new, for residents; or why it is withdrawn."""

    looked_at = ("note",)
    exact_dates = False

    note = forms.CharField(
        label="What is new in this edition?",
        help_text="One or two plain sentences. Residents read them at the top of the page.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what is new, for residents."},
    )


class WithdrawForm(SecondLook, PlainForm):
    """Why the account is taken off the public site."""

    looked_at = ("reason",)
    exact_dates = False

    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is withdrawn. Residents see the reason."},
    )


@screen(policies.PUBLISH, writes=True)
def publish(request: HttpRequest, slug: str) -> Page | HttpResponse:
    """Preview, propose and withdraw."""
    strategy = policies.VIEW.one(request.actor, slug=slug)
    if not (decision := policies.PUBLISH.decide(request.actor, strategy)).allowed:
        raise Forbidden(decision)
    if request.method == "POST" and request.POST.get("do") == "partner-copy":
        return _partner_copy(request, strategy)
    filled = typed(request)
    withdrawing = filled is not None and filled.get("do") == "withdraw"
    form = PublishForm(None if withdrawing else filled)
    withdraw_form = WithdrawForm(filled if withdrawing else None)
    if request.method == "POST" and (done := _carry_out(request, strategy, withdraw_form if withdrawing else form)):
        return done
    account = account_of(strategy, today=timezone.localdate())
    document = account.as_document()
    edition = newest_edition(slug)
    shown = whole_document(edition)
    # With the note still to be mended she goes on from what she read; a change since then is told when it is sent.
    mending = form.has_error("note") or form.noticed
    seen = request.POST.get("seen", "") if mending else account.mark
    edition = newest_edition(slug)
    known = None if edition is None or edition.withdrawn else edition.document
    context = {
        "strategy": strategy, "form": form, "withdraw_form": withdraw_form, "account": document,
        "folds": folds_of(document, changes_between(known, document), first=known is None),
        "counts": counts_by_status(document), "seen": seen,
        "edition": edition,
        "measures": measures_to_check(document, shown), "gone": no_longer_shown(document, shown),
        "partner_rule": PARTNER_RULE,
        "waiting": open_release(strategy), "returned": last_returned(strategy),
        "public_address": settings.PUBLIC_SITE_ADDRESS,
    }  # fmt: skip
    return Page("web/thread/publish.html", context)


def _partner_copy(request: HttpRequest, strategy) -> HttpResponse:
    """The measures of the strategy for partners, as a file; that it left is written down."""
    at = timezone.now()
    copy = copy_for_partners(by=request.actor, at=at, strategy=strategy)
    return table_response(
        request.POST.get("format", "csv"), by=request.actor, at=at, name=f"measures-for-partners-{strategy.slug}",
        columns=COLUMNS, rows=[row for one in copy.values() for row in figure_rows(one)],
        purpose="A copy of the measures for partners, with small counts withheld",
    )  # fmt: skip


def _carry_out(request: HttpRequest, strategy, form: PublishForm | WithdrawForm) -> HttpResponse | None:
    form.known = known_names(request.partnership)
    if not form.ready:
        return None
    try:
        if isinstance(form, WithdrawForm):
            facts = {"reason": form.cleaned_data["reason"]}
            withdraw_account(by=request.actor, at=timezone.now(), strategy=strategy, **facts)
            messages.success(request, "The account is withdrawn. Earlier editions are kept.")
        else:
            note = form.cleaned_data["note"]
            seen = request.POST.get("seen", "")
            propose_release(by=request.actor, at=timezone.now(), strategy=strategy, note=note, seen=seen)
            messages.success(request, "It is sent. Residents see it when a second person has checked it.")
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
        return None
    return redirect("thread:publish", partnership=request.partnership.slug, slug=strategy.slug)
