"""Screens of repeats, of flags on files, and of transfers to and from other areas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import NoLongerOpen
from cairn.domain.cases.models import Repeat, TransferOut
from cairn.domain.cases.queries.flags import FlagLine, flags_of, flags_to_do
from cairn.domain.cases.queries.repeats import open_repeats, repeats_of
from cairn.domain.cases.queries.transfers import arrived, arrived_one, sent_of
from cairn.domain.cases.services import flags, repeats, transfer_files, transfers, transfers_in
from cairn.domain.cases.terms import HandOver, RepeatAnswer
from cairn.domain.cases.web import between_forms as forms
from cairn.domain.cases.web.frame import CaseHere, Part, case_here
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.between_installations import own_addresses
from cairn.foundation.ui.days import day_in_words


def between_part(here: CaseHere) -> Part | None:
    """Flags on files; and for whoever runs the case, whether it is a repeat, and the way to another area."""
    process = here.process
    if not (process.flag or process.repeat or process.transfer):
        return None
    may_run = here.decides(policies.RUN).allowed
    lines = flags_of(here.case) if process.flag else ()
    proposed = process.repeat and may_run and open_repeats(here.actor).filter(case=here.case)
    may_send = may_run and process.transfer and process.move(process.transfer.sends, here.case.state)
    sent = sent_of(here.actor, here.case) if may_run and process.transfer else []
    if not (lines or may_run):
        return None
    waiting = sum(row.answer == RepeatAnswer.PROPOSED for row in proposed) if proposed else 0
    context = {
        "flags": lines, "may_run": may_run, "repeats": bool(proposed), "waiting": waiting,
        "transfer": bool(may_send or sent), "on_its_way": any(row.answer == HandOver.WAITS for row in sent),
    }  # fmt: skip
    title = "Flags, repeats and other areas" if process.flag or process.transfer else "Earlier cases of the same people"
    return Part("between", title, "cases/between_part.html", context)


def transfer_elsewhere(here: CaseHere, step: str) -> str | None:
    """Where a case is sent to another area: by the bare step it would end here, and nobody would be sent anything."""
    rule = here.process.transfer
    if rule is None or step != rule.sends or not here.decides(policies.RUN).allowed:
        return None
    return reverse("cases:transfer", kwargs={"partnership": here.case.partnership.slug, "ref": here.case.ref})


@screen(policies.RUN, writes=True)
def repeat(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Earlier cases of the same people, each to be confirmed as repeated or not."""
    here = case_here(request, ref, policies.RUN)
    lines = repeats_of(request.actor, here.case)
    waiting = [(line.ref, f"Case {line.earlier}") for line in lines if line.waits]
    first = {"repeat": waiting[0][0]} if len(waiting) == 1 else {}
    form = forms.RepeatForm(typed(request), waiting=waiting, initial=first)
    if request.method == "POST" and form.is_valid():
        row = Repeat.objects.get(case=here.case, ref=form.cleaned_data["repeat"])
        facts: dict[str, Any] = {"by": request.actor, "at": here.at, "repeat": row}
        try:
            with transaction.atomic():
                if form.cleaned_data["answer"] == "yes":
                    repeats.confirm_repeat(**facts)
                else:
                    repeats.refuse_repeat(**facts, why=form.cleaned_data["why"])
            is_one = form.cleaned_data["answer"] == "yes"
            messages.success(request, "It is a repeat." if is_one else "It is not a repeat.")
            return redirect("cases:repeat", partnership=request.partnership.slug, ref=ref)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/between_repeat.html", {"case": here.case, "lines": lines, "form": form, "any": bool(waiting)})


@screen(policies.LIST, writes=True)
def file_flags(request: HttpRequest) -> Page | HttpResponse:
    """What one's agency is asked of its own files: to flag them, and to take the flag off."""
    policies.LIST.require(request.actor, request.partnership)
    lines, today = flags_to_do(request.actor), timezone.localdate()
    asked = [(line.ref, *_asked(line)) for line in lines]
    form = forms.FlagForm(typed(request), asked=asked, today=today, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        line = next(each for each in lines if each.ref == form.cleaned_data["flag"])
        row = policies.FLAG.one(request.actor, ref=line.ref)
        act = flags.unflag_files if line.comes_off else flags.flag_files
        try:
            act(by=request.actor, at=timezone.now(), flag=row, on=form.cleaned_data["on"])
            messages.success(request, "It is noted that the flag is off." if line.comes_off else "The flag is noted.")
            return redirect("cases:file-flags", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/between_flags.html", {"lines": lines, "form": form})


def _asked(line: FlagLine) -> tuple[str, str]:
    """What is asked of one file, and a hint."""
    until = day_in_words(line.until_on)
    if not line.comes_off:
        return f"Case {line.case}: flag it", f"Asked on {day_in_words(line.asked_on)}. The flag stands until {until}."
    none = "" if line.flagged_on else ", or confirm that no file has one"
    return f"Case {line.case}: take the flag off", f"It stood until {until}. Take it off{none}."


@screen(policies.RUN, writes=True)
def transfer(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Send a case on, see what became of it, take it back, or say that a sealed file was taken in."""
    here = case_here(request, ref, policies.RUN)
    if here.process.transfer is None:
        raise Http404("There is nothing here for you to see.")
    sent = sent_of(request.actor, here.case)
    waits = next((row for row in sent if row.answer == HandOver.WAITS), None)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    places = transfers.receivers(here.case, at=here.at)
    form = forms.TransferForm(
        typed(request) if do == "send" or not do else None, receivers=[(each.pk, each.name) for each in places]
    )
    received = forms.ReceivedForm(typed(request) if do == "received" else None)
    try:
        if done := _do(request, here, do, form, received, waits):
            return done
    except Refused as refusal:
        if do in ("send", "received"):
            (form if do == "send" else received).refuse(refusal)
        else:
            messages.error(request, refusal.sentence)
    may_send = here.process.move(here.process.transfer.sends, here.case.state) is not None
    context = {
        "case": here.case, "sent": sent, "waits": waits, "form": form, "received": received, "may_send": may_send,
        "sections": [here.process.sections[key].title for key in here.process.transfer.sections],
        "sends": here.process.transfer.sends,
    }  # fmt: skip
    return Page("cases/between_transfer.html", context)


def _do(
    request: HttpRequest, here: CaseHere, do: str, form: Any, received: Any, waits: TransferOut | None
) -> HttpResponse | None:
    facts: dict[str, Any] = {"by": request.actor, "at": here.at}
    back = redirect("cases:transfer", partnership=request.partnership.slug, ref=here.case.ref)
    with transaction.atomic():
        if do == "send" and form.is_valid():
            return _send(request, here, form.cleaned_data) or back
        if do == "received" and waits is not None and received.is_valid():
            transfers.confirm_received(**facts, sent=waits, on=received.cleaned_data["on"])
            messages.success(request, "The case ends here. Where it went is shown to you alone.")
            return back
        if do == "take_back" and waits is not None:
            transfers.take_back(**facts, sent=waits)
            messages.success(request, "The transfer is taken back.")
            return back
    return None


def _send(request: HttpRequest, here: CaseHere, given: dict[str, Any]) -> HttpResponse | None:
    """The sealed file itself, or None where it goes to a partnership here."""
    facts: dict[str, Any] = {
        "by": request.actor, "at": here.at, "case": here.case, "with_contact": given["with_contact"] == "yes",
        "purpose": given["purpose"],
    }  # fmt: skip
    if given["how"] == forms.HERE:
        places = {each.pk: each for each in transfers.receivers(here.case, at=here.at)}
        transfers.send_transfer(**facts, receiver=places[given["receiver"]])
        messages.success(request, "The case is sent. You read here when it is answered.")
        return None
    _row, name, content = transfer_files.seal_transfer(
        **facts, address=given["address"], fingerprint=given["fingerprint"]
    )
    messages.success(request, "The sealed file was downloaded. Hand it over, and say here when they have it.")
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@screen(policies.RECEIVE, writes=True)
def incoming(request: HttpRequest) -> Page | HttpResponse:
    """Cases from other areas that wait for an answer, and a sealed file to take in."""
    policies.RECEIVE.require(request.actor, request.partnership)
    form = forms.TakeInForm(typed(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                transfer_files.take_in(
                    by=request.actor, at=timezone.now(), content=form.cleaned_data["file"],
                    fingerprint=form.cleaned_data["fingerprint"],
                )  # fmt: skip
            messages.success(request, "The file is taken in. Whoever may answer it finds it in the list.")
            return redirect("cases:incoming", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    own = own_addresses(request.partnership.slug)
    return Page("cases/between_incoming.html", {"lines": arrived(request.actor), "form": form, "own": own[:1]})


@screen(policies.INCOMING, writes=True)
def incoming_one(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """What came from another area, and whether it is taken on; reading it is recorded."""
    row = policies.INCOMING.one(request.actor, ref=ref)
    facts: dict[str, Any] = {"by": request.actor, "at": timezone.now(), "transfer": row}
    form = forms.ArrivedForm(typed(request))
    if request.method == "POST" and form.is_valid():
        here = {"partnership": request.partnership.slug}
        if transfers_in.closes_when_looked_at(**facts):
            return redirect("cases:incoming", **here)
        try:
            with transaction.atomic():
                if form.cleaned_data["answer"] == "accept":
                    case = transfers_in.accept_transfer(**facts)
                    messages.success(request, f"The case is opened here as {case.ref}.")
                    return redirect("cases:case", ref=case.ref, **here)
                transfers_in.return_transfer(**facts, because=form.cleaned_data["because"])
            messages.success(request, "It is returned. Its sender reads why.")
            return redirect("cases:incoming", **here)
        except NoLongerOpen:
            return redirect("cases:incoming", **here)
        except Refused as refusal:
            form.refuse(refusal)
    transfers_in.read_transfer(**facts)
    return Page("cases/between_arrived.html", {"arrived": arrived_one(row), "form": form})
