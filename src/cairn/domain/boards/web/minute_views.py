"""The minutes, taken live on one screen: every item saves at once, and each on its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import AgendaItem, Meeting
from cairn.domain.boards.queries import meetings as queries
from cairn.domain.boards.queries.choices import people_choices, plan_choices
from cairn.domain.boards.services import minutes
from cairn.domain.boards.web.frame import Together
from cairn.domain.boards.web.meeting_forms import MinuteForm, mark_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused


@dataclass
class Taken:
    """What came of one press of the button: how much was saved, and what is still wrong."""

    saved: int = 0
    wrong: int = 0


@screen(policies.RUN_MEETING, writes=True)
def take_minutes(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Item by item: what was said, what was decided, what is to be done."""
    row = queries.meeting_for(request.actor, ref)
    policies.RUN_MEETING.require(request.actor, row)
    items = list(AgendaItem.objects.filter(meeting=row).select_related("meeting__group").order_by("place", "pk"))
    pairs = _forms(request, row, items)
    if request.method == "POST":
        taken = Taken()
        for item, form in pairs:
            _take(request, item, form, taken)
        if not taken.wrong:
            words = "The minutes are saved." if taken.saved else "There was nothing new to save."
            messages.success(request, words)
            return redirect(here(request, "boards:minutes", ref=ref))
        if taken.saved:
            messages.info(request, "What was right is saved. What is not is still in its boxes below.")
    page = queries.meeting_page(request.actor, row, at=timezone.now())
    views = {item.pk: item for item in page.items}
    return Page(
        "boards/minutes.html",
        {
            "page": page,
            "rows": [(views[item.pk], form) for item, form in pairs],
            "forms": Together(tuple(form for _item, form in pairs)),
            "form": next((form for _item, form in pairs if form.errors), None),  # for the page's title
        },
    )


def _forms(request: HttpRequest, row: Meeting, items: list[AgendaItem]) -> list[tuple[AgendaItem, MinuteForm]]:
    today, data = timezone.localdate(), typed(request)
    people, promises = people_choices(request.actor, today=today), plan_choices(request.actor, today=today)
    found = []
    for item in items:
        initial = {
            "version": item.version, "note": item.note, "decided": item.decided,
            "seen": mark_of(item.note, item.decided),
        }  # fmt: skip
        prefix = f"item{item.pk}"
        # An item added while somebody typed is not among what was sent.
        sent = data if data is not None and f"{prefix}-version" in data else None
        part = (item.title, prefix)
        form = MinuteForm(sent, prefix=prefix, initial=initial, people=people, promises=promises, part=part)
        found.append((item, form))
    return found


def _take(request: HttpRequest, item: AgendaItem, form: MinuteForm, taken: Taken) -> None:
    """Save what is right of one item; what is wrong stays in its boxes."""
    if not form.is_bound:
        return
    if not form.is_valid():
        taken.wrong += 1
        return
    at, found = timezone.now(), dict(form.cleaned_data)
    touched, asks = form.touched, form.asks
    try:
        with transaction.atomic():
            if touched and (found["note"], found["decided"]) != (item.note, item.decided):
                item = minutes.save_minutes(
                    by=request.actor, at=at, item=item, version=found["version"] or 0, note=found["note"],
                    decided=found["decided"],
                )  # fmt: skip
                taken.saved += 1
        form.stands_against(version=item.version, note=item.note, decided=item.decided)
    except Refused as refusal:
        form.refuse(refusal)
        taken.wrong += 1
    if not asks:
        return
    try:
        with transaction.atomic():
            minutes.minute_action(by=request.actor, at=at, item=item, facts=form.minuted())
        form.forget_action()
        taken.saved += 1
    except Refused as refusal:
        form.refuse(refusal)
        taken.wrong += 1
