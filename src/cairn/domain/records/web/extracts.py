"""Screens of extracts: send a file, say what its columns mean, look at what was found, take the rows in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Extract, ExtractPart, Feed
from cairn.domain.records.queries.extract import extract_page, preview
from cairn.domain.records.queries.feeds import feed_page
from cairn.domain.records.services.arriving import give_up
from cairn.domain.records.services.checking import ROW, WHY
from cairn.domain.records.services.meaning import agreed_fields, days_to_ask, propose_meanings
from cairn.domain.records.services.reading import file_parts
from cairn.domain.records.services.settling import send_file, settle_meanings, take_rows_in
from cairn.domain.records.terms import Stage
from cairn.domain.records.web import forms
from cairn.domain.records.web.frame import form_page
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.columns import columns_shown
from cairn.foundation.files.exports import CSV_TYPE
from cairn.foundation.files.serving import as_download
from cairn.foundation.files.terms import FileRefused
from cairn.kernel.tables import csv_text


@screen(policies.SEND, writes=True)
def send(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Choose a file of a feed."""
    page = feed_page(request.actor, ref, today=timezone.localdate())
    feed: Feed = page.line.feed
    policies.SEND.require(request.actor, feed)
    form = forms.SendForm(typed(request), request.FILES or None, correctable=page.correctable)
    if request.method == "POST" and form.is_valid():
        file, corrects = form.cleaned_data["file"], form.cleaned_data["corrects"]
        try:
            row = send_file(
                by=request.actor, at=timezone.now(), feed=feed, name=file.name, content=file.content,
                corrects=next((one for one in page.correctable if one.ref == corrects), None),
            )  # fmt: skip
            return redirect(
                "records:columns" if row.stage == Stage.RECEIVED else "records:extract",
                partnership=request.partnership.slug, ref=row.ref,
            )  # fmt: skip
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        except Refused as refusal:
            form.refuse(refusal)
    return form_page(
        request, "records/send.html", form, heading="Send a file", button="Send the file", feed=feed, page=page
    )


@screen(policies.VIEW_EXTRACT)
def extract(request: HttpRequest, ref: str) -> Page:
    """What came of one file: how far it is, how many rows, and what is odd about them."""
    page = extract_page(request.actor, ref)
    return Page("records/extract.html", {"page": page, "extract": page.extract, "form": forms.TakeInForm()})


@screen(policies.SETTLE, writes=True)
def columns(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say what the columns of a file mean, and see its first rows as received beside as understood."""
    row = _one(request, ref)
    if row.stage not in (Stage.RECEIVED, Stage.CHECKED):
        return redirect("records:extract", partnership=request.partnership.slug, ref=row.ref)
    record_read(
        by=request.actor, at=timezone.now(), action="records.open_rows", subject=row.audit_subject(),
        purpose="Looked at the first rows to say what the columns mean",
    )  # fmt: skip
    proposed, fields = propose_meanings(row), agreed_fields(row)
    shown = columns_shown(proposed.table, fields, mapping=proposed.mapping, because="")
    form = forms.MeaningsForm(
        typed(request), columns=shown, fields=fields, orders=proposed.orders, asked=days_to_ask(row, proposed.mapping)
    )
    mapping = proposed.mapping
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        try:
            settle_meanings(by=request.actor, at=timezone.now(), extract=row, mapping=mapping, orders=form.orders())
            return redirect("records:extract", partnership=request.partnership.slug, ref=row.ref)
        except Refused as refusal:
            form.refuse(refusal)
    boxes = [(column, box, proposed.because.get(column.place, "")) for column, box in form.rows()]
    context = {"form": form, "extract": row, "boxes": boxes, "rows": preview(row, proposed, mapping),
               "proposed": proposed}  # fmt: skip
    return Page("records/columns.html", context)


@screen(policies.SETTLE, writes=True)
def take_in(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Take the sound rows in, or give the file up."""
    row = _one(request, ref)
    form = forms.TakeInForm(typed(request))
    if request.method == "POST" and "give_up" in request.POST:
        try:
            give_up(by=request.actor, at=timezone.now(), extract=row)
            messages.success(request, "The file is given up. None of its rows went in.")
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("records:feed", partnership=request.partnership.slug, ref=row.feed.ref)
    if request.method == "POST" and form.is_valid():
        try:
            take_rows_in(by=request.actor, at=timezone.now(), extract=row, **form.cleaned_data)
            if row.stage == Stage.IN_FORCE:
                messages.success(request, "The rows are in.")
            return redirect("records:extract", partnership=request.partnership.slug, ref=row.ref)
        except Refused as refusal:
            form.refuse(refusal)
    page = extract_page(request.actor, ref)
    return Page("records/extract.html", {"page": page, "extract": page.extract, "form": form})


@screen(policies.OPEN_ROWS)
def given_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The rows that cannot go in, each with the reason, as a file to mend."""
    return answer_given_back(request, ref)


def answer_given_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The rows given back, for a person or for a system; that they were opened is recorded."""
    row = policies.VIEW_EXTRACT.one(request.actor, ref=ref)
    policies.OPEN_ROWS.require(request.actor, row)
    content = b"".join(file_parts(row, ExtractPart.GIVEN_BACK)) or csv_text([ROW, WHY], []).encode()
    record_read(
        by=request.actor, at=timezone.now(), action="records.open_rows", subject=row.audit_subject(),
        purpose="Took the rows that cannot go in, to mend them",
    )  # fmt: skip
    return as_download(content, media_type=CSV_TYPE, name=f"{row.ref}-given-back.csv")


def _one(request: HttpRequest, ref: str) -> Extract:
    rows = Extract.objects.select_related("feed__agency", "agreement", "meanings")
    row = policies.VIEW_EXTRACT.one(request.actor, rows, ref=ref)
    policies.SETTLE.require(request.actor, row)
    return row
