"""One's own calendar address, and what a calendar program fetches there without signing in."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.ratelimit import consume, respond_429
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import DiaryAddress
from cairn.domain.boards.queries.diaries import diary_page, own_events
from cairn.domain.boards.services import diaries as services
from cairn.domain.boards.web.frame import back
from cairn.foundation.access.screens import Page, open_screen, screen
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor
from cairn.kernel.icalendar import calendar_text

ICALENDAR = "text/calendar; charset=utf-8"
NAME = "Partnership meetings"


@screen(policies.KEEP_DIARY, writes=True)
def my_diary(request: HttpRequest) -> Page | HttpResponse:
    """One's own calendar address: made, renewed and ended. The address is shown this once."""
    policies.KEEP_DIARY.require(request.actor, request.partnership)
    call, shown, wrong = {"by": request.actor, "at": timezone.now()}, "", ""
    match request.POST.get("do") if request.method == "POST" else None:
        case "make":
            _row, secret = services.make_diary_address(**call)
            here = {"slug": request.partnership.slug, "secret": secret}
            shown = request.build_absolute_uri(reverse("diaries:feed", kwargs=here))
        case "end":
            try:
                services.end_diary_address(**call)
                return back(request, "The address leads nowhere now.", "boards:my-diary")
            except Refused as refusal:
                wrong = refusal.sentence
    context = {
        "page": diary_page(request.actor, at=timezone.now()), "shown": shown, "wrong": wrong,
        "reads_boards": policies.LIST.decide(request.actor, request.partnership).allowed,
    }  # fmt: skip
    return Page("boards/my_diary.html", context)


@transaction.non_atomic_requests  # what is counted of a wrong address must outlast the refusal
@open_screen(
    "a calendar program cannot sign in; the address holds a secret of 256 random bits, and only times and places"
)
def feed(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Somebody's own meetings; what is wrong about an address is not told.

    Only a wrong address counts against where it came from: behind a proxy that may be everybody.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    at = timezone.now()
    with transaction.atomic():
        found = services.whose_diary(slug=slug, secret=secret, at=at)
        if found is not None:
            if not _within(request, "diary", secret):
                return respond_429(request)
            return _calendar(request, *found, slug=slug, at=at)
    if not _within(request, "wrong_diary"):
        return respond_429(request)
    raise Http404("There is nothing here for you to see.")


def _calendar(request: HttpRequest, actor: Actor, row: DiaryAddress, *, slug: str, at: datetime) -> HttpResponse:
    def address(page: str, ref: str) -> str:
        return request.build_absolute_uri(reverse(page, kwargs={"partnership": slug, "ref": ref}))

    text = calendar_text(own_events(actor, at=at, address=address), name=NAME, at=at)
    services.note_fetched(row, at=at)
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(text.encode(), content_type=ICALENDAR, headers=headers)


def _within(request: HttpRequest, action: str, key: str | None = None) -> bool:
    return bool(consume(request, app="allauth.account", action=action, key=key, limit_get=True))
