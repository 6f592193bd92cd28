"""The history of a thing, and who can see it and why."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import record_read
from cairn.web.kinds import Kind
from cairn.web.queries.history import history_of as entries_of
from cairn.web.queries.history import in_words
from cairn.web.queries.readers import readers_of

PER_PAGE = 25
MAY_ASK_ABOUT_OTHERS = (Role.PARTNERSHIP_MANAGER, Role.INFORMATION_GOVERNANCE, Role.AGENCY_LEAD)


def history_of(kind: Kind) -> Callable:
    """The history screen of one kind of thing."""

    @screen(kind.view)
    def history(request: HttpRequest, ref: str) -> Page:
        row = kind.view.one(request.actor, **kind.lookup(ref))
        pages = Paginator(entries_of(request.actor, kind.name, ref), PER_PAGE)
        shown = pages.get_page(request.GET.get("page"))
        happenings = in_words(request.actor, shown.object_list)
        context = {
            "kind": kind, "ref": ref, "title": kind.title_of(row), "happenings": happenings, "pages": shown,
            "address": _address(request, kind, ref),
        }  # fmt: skip
        return Page("web/history.html", context)

    return history


def who_sees(kind: Kind) -> Callable:
    """The screen that says who can see one kind of thing, and why."""

    @screen(kind.view)
    def who(request: HttpRequest, ref: str) -> Page:
        row = kind.view.one(request.actor, **kind.lookup(ref))
        mine = [(policy.says, policy.decide(request.actor, row)) for policy in (kind.view, *kind.other_policies())]
        readers = None
        if request.actor.has(*MAY_ASK_ABOUT_OTHERS):
            record_read(
                by=request.actor,
                at=timezone.now(),
                action="who.read",
                subject=(kind.name, ref),
                purpose="who can see it",
            )
            readers = readers_of(request.actor, kind.view, row, on=timezone.localdate())
        context = {
            "kind": kind, "ref": ref, "title": kind.title_of(row), "mine": mine, "readers": readers,
            "address": _address(request, kind, ref),
        }  # fmt: skip
        return Page("web/who.html", context)

    return who


def _address(request: HttpRequest, kind: Kind, ref: str) -> str:
    name, kwargs = kind.address(ref)
    return reverse(name, kwargs={"partnership": request.partnership.slug, **kwargs})
