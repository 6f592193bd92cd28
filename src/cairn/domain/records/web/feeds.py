"""Screens of feeds: the list, one feed, its agreement, and the quality of what an agency sends."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Feed
from cairn.domain.records.queries import feeds as queries
from cairn.domain.records.queries.quality import quality_page
from cairn.domain.records.services import feeds as services
from cairn.domain.records.services.reading_again import ask_to_read_again
from cairn.domain.records.terms import Holding
from cairn.domain.records.web import forms
from cairn.domain.records.web.frame import form_page
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.policies import VIEW_KEYS
from cairn.foundation.accounts.terms import Role

# The form calls the fields sent by another name: ``fields`` is Django's own.
_SHOWN_AT = {"fields": "fields_sent"}


@screen(policies.LIST)
def feeds(request: HttpRequest) -> Page:
    """What agencies send, whether it comes, and what waits for somebody."""
    policies.LIST.require(request.actor, request.partnership)
    lines = queries.feed_lines(request.actor, today=timezone.localdate())
    agencies = {line.feed.agency.name: line.feed.ref for line in lines}
    return Page(
        "records/feeds.html",
        {
            "lines": lines, "agencies": sorted(agencies.items()), "kinds": Holding.choices,
            "may_make": policies.MAKE.decide(request.actor, request.partnership).allowed,
            "may_see_keys": VIEW_KEYS.decide(request.actor, request.partnership).allowed,
        },
    )  # fmt: skip


@screen(policies.VIEW)
def feed(request: HttpRequest, ref: str) -> Page:
    """One feed: what is agreed, and the files that came."""
    page = queries.feed_page(request.actor, ref, today=timezone.localdate())
    return Page("records/feed.html", {"page": page, "feed": page.line.feed, "agreement": page.line.agreement})


@screen(policies.MAKE, writes=True)
def make(request: HttpRequest, holds: str) -> Page | HttpResponse:
    """Write down the agreement of a new feed."""
    policies.MAKE.require(request.actor, request.partnership)
    if holds not in Holding.values:
        raise Http404("There is no such kind of feed.")
    agencies = queries.agencies_to_choose(request.actor, today=timezone.localdate())
    runs_it = request.actor.has(Role.PARTNERSHIP_MANAGER)
    senders = agencies if runs_it else [one for one in agencies if one.pk == request.actor.agency_id]
    form = forms.MakeForm(typed(request), holds=holds, agencies=agencies, senders=senders)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.make_feed(
                by=request.actor, at=timezone.now(), agency=form.agencies[form.cleaned_data["agency"]],
                title=form.cleaned_data["title"], holds=holds, agreed=form.agreed(),
            )  # fmt: skip
            messages.success(request, "The agreement is written down. Files can be sent from its first day.")
            return redirect("records:feed", partnership=request.partnership.slug, ref=row.ref)
        except Refused as refusal:
            _refuse(form, refusal)
    return form_page(
        request, "records/make.html", form, heading="Agree a feed", button="Write the agreement down",
        caption=Holding(holds).label,
    )  # fmt: skip


@screen(policies.CHANGE, writes=True)
def change(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Agree something else, or renew what was agreed."""
    row = _one(request, ref)
    agencies = queries.agencies_to_choose(request.actor, today=timezone.localdate())
    initial = forms.agreement_as_typed(services.agreement_now(row))
    form = forms.ChangeForm(typed(request), holds=row.holds, agencies=agencies, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_agreement(
                by=request.actor, at=timezone.now(), feed=row, agreed=form.agreed(), why=form.cleaned_data["why"]
            )
            messages.success(request, "The agreement is changed. What was agreed before is kept.")
            return redirect("records:feed", partnership=request.partnership.slug, ref=row.ref)
        except Refused as refusal:
            _refuse(form, refusal)
    return form_page(
        request, "records/change.html", form, heading="Change or renew the agreement", button="Change the agreement",
        feed=row, lead="What was agreed before is kept, with the files that came under it.",
    )  # fmt: skip


@screen(policies.CHANGE, writes=True)
def end(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Stop a feed for good, with a reason."""
    row = _one(request, ref)
    form = forms.EndForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.end_feed(by=request.actor, at=timezone.now(), feed=row, **form.cleaned_data)
            messages.success(request, "The feed has ended. Nothing more is taken in.")
            return redirect("records:feed", partnership=request.partnership.slug, ref=row.ref)
        except Refused as refusal:
            form.refuse(refusal)
    return form_page(
        request, "records/end.html", form, heading="End this feed", button="End the feed", feed=row,
        lead="Nothing more is taken in, and it cannot be opened again. What came is kept for as long as was agreed.",
    )  # fmt: skip


@screen(policies.VIEW)
def quality(request: HttpRequest, ref: str) -> Page:
    """How complete and how timely what the agency of a feed sends is, and what it can do."""
    row = policies.VIEW.one(request.actor, Feed.objects.select_related("agency"), ref=ref)
    page = quality_page(request.actor, row.agency.slug, today=timezone.localdate())
    return Page("records/quality.html", {"page": page})


@screen(policies.READ_AGAIN, writes=True)
def read_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Have the incidents of a feed read again that older rules read; the page of its quality says how far it is."""
    row = policies.VIEW.one(request.actor, Feed.objects.select_related("agency"), ref=ref)
    policies.READ_AGAIN.require(request.actor, row)
    if request.method == "POST":
        try:
            ask_to_read_again(by=request.actor, at=timezone.now(), feed=row)
            messages.success(request, "Cairn reads these rows again by itself. This page says how many are left.")
        except Refused as refusal:
            messages.info(request, refusal.sentence)
    return redirect("records:quality", partnership=request.partnership.slug, ref=row.ref)


def _one(request: HttpRequest, ref: str) -> Feed:
    row = policies.VIEW.one(request.actor, Feed.objects.select_related("agency"), ref=ref)
    policies.CHANGE.require(request.actor, row)
    return row


def _refuse(form: forms.AgreementForm, refusal: Refused) -> None:
    refusal.field = _SHOWN_AT.get(refusal.field, refusal.field)
    form.refuse(refusal)
