"""The minutes, taken live on one screen: each case saves by itself, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.boards.api import chairs_of, line_of, quorum_of
from cairn.domain.cases.api import look_at_words, words_while_typing
from cairn.domain.conferences import policies
from cairn.domain.conferences.queries.agenda import ItemLine, agenda_of, meeting_for
from cairn.domain.conferences.services.actions import agree_action
from cairn.domain.conferences.services.minutes import boxes_of, hear_item, save_item
from cairn.domain.conferences.web.minute_forms import MinuteForm, Together, mark_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused


@dataclass
class Taken:
    """What came of one press of the button: how much was saved, and what is still wrong."""

    saved: int = 0
    wrong: int = 0


@screen(policies.RUN, writes=True)
def minutes(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Case by case: what was shared by whom, the risk, and what each agency undertakes."""
    row, at = meeting_for(request.actor, ref), timezone.now()
    policies.RUN.require(request.actor, row)
    page = agenda_of(request.actor, row, at=at)
    pairs = [(line, _form(request, line)) for line in page.items]
    checks = request.method == "POST" and "check" in request.POST
    if request.method == "POST" and not checks:
        taken = Taken()
        for line, form in pairs:
            _take(request, line, form, taken)
        if not taken.wrong:
            return _saved(request, ref, {line.item.ref for line, _form in pairs}, anything=bool(taken.saved))
        if taken.saved:
            messages.info(request, "What was right is saved. What is not is still in its boxes below.")
            page = agenda_of(request.actor, row, at=at)  # an action that was agreed just now stands among the others
            now = {line.item.ref: line for line in page.items}
            pairs = [(now.get(line.item.ref, line), form) for line, form in pairs]
    found = [(line, form, look_at_words(form.typed_words()) if checks else ()) for line, form in pairs]
    context = {
        "meeting": row, "group": row.group.name, "line": line_of(row, at=at), "page": page, "rows": found,
        "checked": checks, "forms": Together(tuple(form for _line, form in pairs)),
        "form": next((form for _line, form in pairs if form.is_bound and form.errors), None),
        "quorum": quorum_of(row, chairs_of(row)), "words": words_while_typing(),
        "saved_at": request.GET.get("saved", "") if request.method == "GET" else "",
    }  # fmt: skip
    return Page("conferences/minutes.html", context)


def _saved(request: HttpRequest, ref: str, items: set[str], *, anything: bool) -> HttpResponse:
    """Back to the case whose button was pressed, which says so there: whoever types goes on where she was."""
    address, at = here(request, "conferences:minutes", ref=ref), request.POST.get("at", "")
    if anything and at in items:
        return redirect(f"{address}?saved={at}#{at}")
    messages.success(request, "The minutes are saved." if anything else "There was nothing new to save.")
    return redirect(address)


def _form(request: HttpRequest, line: ItemLine) -> MinuteForm:
    boxes, data, prefix = boxes_of(line.item), typed(request), line.item.ref
    had = {f"shared_{number}": "" for number, _name in line.agencies}
    initial = {"version": line.item.version, **boxes}
    # Words of an agency whose share has ended stay as they are.
    initial["seen"] = mark_of({"risk": line.item.risk, **had, **{key: boxes[key] for key in had if key in boxes}})
    # A case put on the agenda while somebody typed is not among what was sent.
    sent = data if data is not None and f"{prefix}-version" in data else None
    heard = line.item.heard_at is not None
    part = (f"Case {line.case}", prefix)
    return MinuteForm(sent, prefix=prefix, initial=initial, agencies=line.agencies, heard=heard, part=part)


def _take(request: HttpRequest, line: ItemLine, form: MinuteForm, taken: Taken) -> None:
    """Save what is right of one case; what is wrong stays in its boxes."""
    if not form.is_bound:
        return
    if not form.is_valid():
        taken.wrong += 1
        return
    by, at, item = request.actor, timezone.now(), line.item
    touched, asks, found = form.touched, form.asks, dict(form.cleaned_data)
    kept = {int(key): text for key, text in item.shared.items() if int(key) not in dict(line.agencies)}
    shared = {**kept, **form.shared()}

    def save() -> None:
        saved = save_item(by=by, at=at, item=item, version=found["version"] or 0, shared=shared, risk=found["risk"])
        form.stands_against(version=saved.version, boxes=boxes_of(saved))

    def agree() -> None:
        agree_action(by=by, at=at, item=item, agency_id=found["agency"], action=found["action"], due_on=found["due_on"])
        form.forget_action()

    same = {str(key): text for key, text in shared.items() if text} == item.shared and found["risk"] == item.risk
    if touched and not same and not _tried(save, form, taken):
        return
    if asks and not _tried(agree, form, taken):
        return
    if found.get("heard"):
        _tried(lambda: hear_item(by=by, at=at, item=item), form, taken)


def _tried(act, form: MinuteForm, taken: Taken) -> bool:
    """Do one thing whole or not at all; what is refused stands beside its box."""
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        form.refuse(refusal)
        taken.wrong += 1
        return False
    taken.saved += 1
    return True
