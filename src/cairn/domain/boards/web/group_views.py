"""Screens of groups: the list with its map, one group, and the forms that change it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Group
from cairn.domain.boards.queries import groups as queries
from cairn.domain.boards.queries.choices import agency_choices, group_choices, people_choices
from cairn.domain.boards.queries.meetings import meetings_of, open_matters
from cairn.domain.boards.services import groups as services
from cairn.domain.boards.web.drawing import drawing_of
from cairn.domain.boards.web.frame import back, form_page
from cairn.domain.boards.web.group_forms import ChangeGroupForm, ChangeSeatForm, NewGroupForm, SeatForm, person_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed


@screen(policies.LIST)
def groups(request: HttpRequest) -> Page:
    """The groups, who reports to whom, and what has no seat."""
    policies.LIST.require(request.actor, request.partnership)
    today = timezone.localdate()
    tree = queries.group_tree(request.actor, today=today)
    context = {
        "lines": queries.group_lines(request.actor, today=today),
        "tree": tree,
        "drawing": drawing_of(tree),
        "may_add": policies.ADD.decide(request.actor, request.partnership).allowed,
    }
    return Page("boards/groups.html", context)


@screen(policies.VIEW)
def group(request: HttpRequest, ref: str) -> Page:
    """One group: its terms, seats and what it reports to."""
    row = queries.group_for(request.actor, ref)
    ahead, before = meetings_of(request.actor, row, at=timezone.now())
    context = {
        "page": queries.group_page(request.actor, row, today=timezone.localdate()),
        "ahead": ahead,
        "before": before,
        "matters": open_matters(request.actor, row),
        "may_plan": policies.PLAN_MEETING.decide(request.actor, row).allowed,
    }
    return Page("boards/group.html", context)


@screen(policies.ADD, writes=True)
def add(request: HttpRequest) -> Page | HttpResponse:
    """Add a group."""
    policies.ADD.require(request.actor, request.partnership)
    form = NewGroupForm(typed(request), groups=group_choices(request.actor))
    made: list[Group] = []
    if done(
        request, form,
        lambda: made.append(services.add_group(by=request.actor, at=timezone.now(), facts=form.facts())),
    ):  # fmt: skip
        return back(request, f"{made[0].name} is added.", "boards:group", ref=made[0].ref)
    return form_page(
        request, form, heading="Add a group", button="Add the group", back_url=here(request, "boards:groups"),
        back_words="Boards",
    )  # fmt: skip


@screen(policies.CHANGE, writes=True)
def change(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Change what is said of a group, or end it."""
    row = _opened(request, ref)
    initial = {name: getattr(row, name) for name in services.CHANGEABLE} | {"version": row.version}
    form = ChangeGroupForm(
        typed(request),
        groups=group_choices(request.actor, but=row.pk),
        initial=initial | {"reports_to": row.reports_to_id or "", "followed_by": row.followed_by_id or ""},
    )

    def act() -> None:
        services.change_group(
            by=request.actor, at=timezone.now(), group=row, version=form.cleaned_data["version"], facts=form.facts()
        )

    if done(request, form, act):
        return back(request, "The group is changed.", "boards:group", ref=ref)
    return form_page(request, form, heading="Change this group", button="Save", **_to(request, row))


@screen(policies.CHANGE, writes=True)
def add_seat(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Give an agency a seat."""
    row, today = _opened(request, ref), timezone.localdate()
    form = SeatForm(
        typed(request),
        agencies=agency_choices(request.actor, today=today),
        people=people_choices(request.actor, today=today),
        initial={"from_on": today},
    )
    if done(
        request, form,
        lambda: services.add_seat(by=request.actor, at=timezone.now(), group=row, **form.facts()),
    ):  # fmt: skip
        return back(request, "The seat is added.", "boards:group", ref=ref)
    return form_page(request, form, heading="Add a seat", button="Add the seat", **_to(request, row))


@screen(policies.CHANGE, writes=True)
def change_seat(request: HttpRequest, ref: str, seat: int) -> Page | HttpResponse:
    """Let somebody else hold a seat, or end it."""
    row, today = _opened(request, ref), timezone.localdate()
    held = queries.seat_for(row, seat)
    people = people_choices(request.actor, today=today, agency_id=held.agency_id)
    form = ChangeSeatForm(
        typed(request), people=people, initial={"person": held.person_id or "", "from_on": today, "what": "person"}
    )

    def act() -> None:
        found, at = form.cleaned_data, timezone.now()
        if found["what"] == "end":
            services.end_seat(by=request.actor, at=at, seat=held, until_on=found["from_on"])
        else:
            services.hand_over(
                by=request.actor, at=at, seat=held, person=person_of(found["person"]), from_on=found["from_on"]
            )

    if done(request, form, act):
        return back(request, "The seat is changed.", "boards:group", ref=ref)
    now = f" It is held by {held.person.name} now." if held.person else " Nobody holds it now."
    lead = f"{held.agency.name}, for: {held.get_interest_display()}.{now} Who held it before stays on record."
    return form_page(request, form, heading="Change a seat", button="Save", lead=lead, **_to(request, row))


def _opened(request: HttpRequest, ref: str) -> Group:
    """The group, once the actor may see and change it."""
    row = queries.group_for(request.actor, ref)
    policies.CHANGE.require(request.actor, row)
    return row


def _to(request: HttpRequest, row: Group) -> dict[str, Any]:
    """The way back to the group, for a form about it."""
    return {"back_url": here(request, "boards:group", ref=row.ref), "back_words": row.name, "caption": row.name}
