"""Link a commitment to the same promise in another strategy, or take a link away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.strategies.api import (
    CannotLink,
    Commitment,
    SamePromise,
    link_promises,
    policies,
    unlink_promises,
)
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.ui.forms import PlainForm


class LinkForm(PlainForm):
    """Which commitment, and why it is the same promise."""

    other = forms.ChoiceField(label="Commitment of another strategy")
    note = forms.CharField(label="Why are they the same promise?", max_length=300)

    def __init__(self, *args, choices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", "Choose one"), *choices]


class UnlinkForm(PlainForm):
    """Which link to take away, and why."""

    other = forms.ChoiceField(label="Linked commitment")
    reason = forms.CharField(label="Why are they not the same promise?", max_length=300)

    def __init__(self, *args, choices, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = choices


@screen(policies.LINK, writes=True)
def same(request: HttpRequest, slug: str, code: str) -> Page | HttpResponse:
    """Link and unlink."""
    rows = Commitment.objects.select_related("strategy")
    this = policies.VIEW_COMMITMENT.one(request.actor, rows, strategy__slug=slug, code=code)
    policies.LINK.require(request.actor, this)
    linked = _linked(this)
    others = policies.VIEW_COMMITMENT.rows(request.actor, rows).exclude(strategy=this.strategy)
    free = [row for row in others.order_by("strategy__title", "code") if row.pk not in linked]
    filled = typed(request)
    unlinking = filled is not None and filled.get("do") == "unlink"
    link = LinkForm(None if unlinking else filled, choices=[_choice(row) for row in free])
    unlink = UnlinkForm(filled if unlinking else None, choices=[_choice(row) for row in linked.values()])
    if request.method == "POST" and _carried_out(request, this, unlink if unlinking else link):
        return redirect("thread:commitment", partnership=request.partnership.slug, slug=slug, code=code)
    context = {"this": this, "form": link, "unlink": unlink, "linked": list(linked.values())}
    return Page("web/thread/same.html", context)


def _choice(row: Commitment) -> tuple[str, str]:
    return str(row.pk), f"{row.strategy.slug} {row.code}: {row.text[:90]}"


def _linked(this: Commitment) -> dict[int, Commitment]:
    found = {}
    for row in SamePromise.objects.filter(this=this).select_related("other__strategy"):
        found[row.other_id] = row.other
    for row in SamePromise.objects.filter(other=this).select_related("this__strategy"):
        found[row.this_id] = row.this
    return found


def _carried_out(request: HttpRequest, this: Commitment, form: forms.Form) -> bool:
    if not form.is_valid():
        return False
    other = policies.VIEW_COMMITMENT.one(request.actor, pk=int(form.cleaned_data["other"]))
    try:
        if isinstance(form, UnlinkForm):
            facts = {"reason": form.cleaned_data["reason"]}
            unlink_promises(by=request.actor, at=timezone.now(), this=this, other=other, **facts)
            messages.success(request, "The link is taken away.")
        else:
            note = form.cleaned_data["note"]
            link_promises(by=request.actor, at=timezone.now(), this=this, other=other, note=note)
            messages.success(request, "The two are linked as the same promise.")
    except CannotLink as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
