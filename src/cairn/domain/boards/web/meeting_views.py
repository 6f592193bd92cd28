"""Screens of meetings: plan, agenda, papers, who came, closing, and the diary."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Meeting
from cairn.domain.boards.queries import meetings as queries
from cairn.domain.boards.queries.decisions import decisions_of
from cairn.domain.boards.queries.groups import group_for
from cairn.domain.boards.services import meetings as services
from cairn.domain.boards.services import minutes
from cairn.domain.boards.web import meeting_forms as forms
from cairn.domain.boards.web.frame import back, form_page
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.serving import as_download, serve_file
from cairn.foundation.ui.days import moment_in_words
from cairn.kernel.icalendar import calendar_text

ICALENDAR = "text/calendar; charset=utf-8"


@screen(policies.VIEW_MEETING)
def meeting(request: HttpRequest, ref: str) -> Page:
    """One meeting: its agenda, what was said, and who came."""
    row = queries.meeting_for(request.actor, ref)
    context = {
        "page": queries.meeting_page(request.actor, row, at=timezone.now()),
        "decisions": decisions_of(request.actor, row.pk),
    }
    return Page("boards/meeting.html", context)


@screen(policies.PLAN_MEETING, writes=True)
def plan(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put a meeting into the forward plan."""
    group = group_for(request.actor, ref)
    policies.PLAN_MEETING.require(request.actor, group)
    proposed = queries.proposed_day(group, today=timezone.localdate())
    form = forms.MeetingForm(typed(request), initial=forms.first_day(proposed))
    made: list[Meeting] = []

    def act() -> None:
        made.append(services.plan_meeting(by=request.actor, at=timezone.now(), group=group, **form.times()))

    if done(request, form, act):
        return back(request, f"The meeting is planned as {made[0].ref}.", "boards:meeting", ref=made[0].ref)
    return form_page(
        request, form, heading="Plan a meeting", button="Plan the meeting", caption=group.name, back_words=group.name,
        back_url=here(request, "boards:group", ref=ref),
    )  # fmt: skip


@screen(policies.RUN_MEETING, writes=True)
def move(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Move a meeting to another time or place."""
    row = _opened(request, ref)
    initial = forms.bound_times(row.starts_at, row.ends_at, row.place)
    form = forms.MeetingForm(typed(request), initial=initial)
    if done(
        request, form,
        lambda: services.move_meeting(by=request.actor, at=timezone.now(), meeting=row, **form.times()),
    ):  # fmt: skip
        return back(request, "The meeting is moved.", "boards:meeting", ref=ref)
    return form_page(request, form, heading="Move this meeting", button="Save", **_to(request, row))


@screen(policies.RUN_MEETING, writes=True)
def cancel(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Cancel a meeting, with a reason."""
    row = _opened(request, ref)
    form = forms.ReasonForm(typed(request))
    if done(
        request, form,
        lambda: services.cancel_meeting(by=request.actor, at=timezone.now(), meeting=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "The meeting is cancelled.", "boards:meeting", ref=ref)
    lead = "It stays in the list, marked as cancelled. Matters arising go to the next agenda."
    return form_page(
        request, form, heading="Cancel this meeting", button="Cancel the meeting", stay_words="Keep the meeting",
        lead=lead, **_to(request, row),
    )  # fmt: skip


@screen(policies.RUN_MEETING, writes=True)
def agenda(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Build the agenda from what is due, or bring it up to date."""
    row = _opened(request, ref)
    form = forms.AgreeForm(typed(request))
    if done(request, form, lambda: minutes.build_agenda(by=request.actor, at=timezone.now(), meeting=row)):
        return back(request, "The agenda holds what is due today.", "boards:meeting", ref=ref)
    lead = (
        "Cairn puts on it, in this order: actions that are late, blocked or at risk; matters arising; what survivors "
        "asked for; rural places and equality; grave and rising risks; any other business. What is due is looked up "
        "anew. Minutes and papers are left alone."
    )
    return form_page(request, form, heading="Build the agenda", button="Build it", lead=lead, **_to(request, row))


@screen(policies.RUN_MEETING, writes=True)
def add_item(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put something on the agenda."""
    row = _opened(request, ref)
    form = forms.ItemForm(typed(request))
    if done(
        request, form,
        lambda: services.add_item(by=request.actor, at=timezone.now(), meeting=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "It is on the agenda.", "boards:meeting", ref=ref)
    return form_page(request, form, heading="Add an item", button="Add the item", **_to(request, row))


@screen(policies.RUN_MEETING, writes=True)
def add_paper(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put a file before the meeting."""
    row = _opened(request, ref)
    items = {item.pk: item for item in row.items.order_by("place", "pk")}
    data, files = typed(request), request.FILES if request.method == "POST" else None
    form = forms.PaperForm(data, files, items=[(str(key), item.title) for key, item in items.items()])

    def act() -> None:
        found = form.cleaned_data
        services.add_paper(
            by=request.actor, at=timezone.now(), meeting=row, item=items[int(found["item"])], title=found["title"],
            name=found["file"].name, content=found["file"].content,
        )  # fmt: skip

    if done(request, form, act):
        return back(request, "The paper is before the meeting.", "boards:meeting", ref=ref)
    lead = "" if items else "The agenda has no item yet. Build it, or add one, first."
    return form_page(request, form, heading="Add a paper", button="Add the paper", lead=lead, **_to(request, row))


@screen(policies.VIEW_MEETING)
def paper(request: HttpRequest, ref: str, paper: int) -> HttpResponse:
    """Download a paper; that it was opened is recorded."""
    row = queries.meeting_for(request.actor, ref)
    found = queries.paper_for(row, paper)
    return serve_file(request, found.file, at=timezone.now(), purpose=f"Opened a paper of meeting {row.ref}")


@screen(policies.RUN_MEETING, writes=True)
def attendance(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say who came."""
    row = _opened(request, ref)
    chairs = queries.chairs_of(row)
    form = forms.AttendanceForm(typed(request), chairs=chairs)
    if done(
        request, form,
        lambda: services.record_attendance(by=request.actor, at=timezone.now(), meeting=row, came=form.came()),
    ):  # fmt: skip
        return back(request, "Who came is written down.", "boards:attendance", ref=ref)
    quorum = queries.quorum_of(row, chairs)
    lead = f"The quorum is {quorum.needed}. Deputies count." if quorum.needed else "This group has no quorum set."
    if quorum.said:
        met = "" if not quorum.needed else ": quorate" if quorum.met else ": not quorate yet"
        lead += f" So far {quorum.there} {'seat is' if quorum.there == 1 else 'seats are'} there{met}."
    return form_page(
        request, form, heading="Who came?", button="Save", lead=lead if chairs else "This group has no seats yet.",
        **_to(request, row),
    )  # fmt: skip


@screen(policies.RUN_MEETING, writes=True)
def close(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Agree the minutes; from then on the meeting is history."""
    row = _opened(request, ref)
    form = forms.AgreeForm(typed(request))
    if done(request, form, lambda: services.close_meeting(by=request.actor, at=timezone.now(), meeting=row)):
        return back(request, "The minutes are agreed. The meeting is history now.", "boards:meeting", ref=ref)
    chairs = queries.chairs_of(row)
    quorum = queries.quorum_of(row, chairs)
    lead = "From then on nothing about this meeting can be changed. Matters arising stay open until they are closed."
    if quorum.said and not quorum.met:
        lead = (
            f"This meeting was not quorate: {quorum.there} of {quorum.needed} seats were there. "
            f"What it decided needs a meeting that is. {lead}"
        )
    return form_page(
        request, form, heading="Agree the minutes", button="Agree and close", lead=lead, **_to(request, row)
    )


@screen(policies.CLOSE_MATTER, writes=True)
def close_matter(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Take a matter arising off the agenda, with a reason."""
    matter = queries.matter_for(request.actor, ref)
    policies.CLOSE_MATTER.require(request.actor, matter)
    form = forms.ReasonForm(typed(request))
    if done(
        request, form,
        lambda: minutes.close_matter(by=request.actor, at=timezone.now(), matter=matter, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "The matter is closed.", "boards:group", ref=matter.meeting.group.ref)
    return form_page(
        request, form, heading="Close a matter arising", button="Close it", lead=matter.text, caption=matter.ref,
        back_url=here(request, "boards:group", ref=matter.meeting.group.ref), back_words=matter.meeting.group.name,
    )  # fmt: skip


@screen(policies.VIEW_MEETING)
def meeting_diary(request: HttpRequest, ref: str) -> HttpResponse:
    """One meeting for a diary."""
    row = queries.meeting_for(request.actor, ref)
    return _diary(request, [row], name=f"meeting-{row.ref}", subject=row.audit_subject())


@screen(policies.VIEW)
def group_diary(request: HttpRequest, ref: str) -> HttpResponse:
    """The forward plan of a group for a diary."""
    row = group_for(request.actor, ref)
    rows = list(queries.diary_of(request.actor, row))
    return _diary(request, rows, name=f"forward-plan-{row.ref}", subject=row.audit_subject())


def _diary(request: HttpRequest, rows: list[Meeting], *, name: str, subject: tuple[str, str]) -> HttpResponse:
    at = timezone.now()
    events = queries.events_of(
        rows, address=lambda ref: request.build_absolute_uri(here(request, "boards:meeting", ref=ref))
    )
    record_read(by=request.actor, at=at, action="boards.take_diary", subject=subject, purpose="Took it into a diary")
    text = calendar_text(events, name="Partnership meetings", at=at)
    return as_download(text.encode(), media_type=ICALENDAR, name=f"{name}.ics")


def _opened(request: HttpRequest, ref: str) -> Meeting:
    """The meeting, once the actor may see and run it."""
    row = queries.meeting_for(request.actor, ref)
    policies.RUN_MEETING.require(request.actor, row)
    return row


def _to(request: HttpRequest, row: Meeting) -> dict[str, Any]:
    """The way back to the meeting, for a form about it."""
    caption = f"{row.group.name}, {moment_in_words(row.starts_at)}"
    return {"back_url": here(request, "boards:meeting", ref=row.ref), "back_words": "The meeting", "caption": caption}
