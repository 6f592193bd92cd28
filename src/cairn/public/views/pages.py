"""The pages residents read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cairn.domain.publishing.api import Edition, current_editions, newest_editions
from cairn.public.frame import ALL_INVENTED, INVENTED, INVENTED_AREAS_TOO, in_area
from cairn.public.home_page import areas_of, home_page
from cairn.public.key import KEY
from cairn.public.measure_page import measure_page
from cairn.public.opened import Opened, published
from cairn.public.plan_page import plan_on_a_page
from cairn.public.promise_page import promise_page
from cairn.public.strategy_page import strategy_page
from cairn.public.support_lines import EMERGENCY, LINES


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every area and how many promises stand where; also what was withdrawn, and why."""
    page = home_page(newest_editions(), today=timezone.localdate())
    demo_words = INVENTED_AREAS_TOO if any(group.made_up for group in page.groups) else INVENTED
    return render(request, "public/home.html", {"page": page, "demo": page.invented, "demo_words": demo_words})


@require_safe
def area(request: HttpRequest, area: str) -> HttpResponse:
    """One area: its strategies, and how many of their promises stand where."""
    for found in areas_of(current_editions(), today=timezone.localdate()):
        if found.slug == area:
            invented = any(card.edition.invented for card in found.cards)
            frame = in_area(found.name, invented=invented, made_up=found.made_up)
            return render(request, "public/area.html", {"found": found, **frame})
    raise Http404("Nothing is published for an area of that name.")


def gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What was withdrawn, when and why; 410, so that nobody mistakes it for a mistyped address.

    The top does not name the area: it may have no page of its own any more.
    """
    words = ALL_INVENTED if edition.made_up else INVENTED
    context = {"edition": edition, "demo": edition.invented, "demo_words": words}
    return render(request, "public/gone.html", context, status=410)


@published(gone=gone)
def strategy(request: HttpRequest, of: Opened) -> HttpResponse:
    """One strategy: how many promises stand where, what is late and why, and every promise."""
    return render(request, "public/strategy.html", {"page": strategy_page(of), **_frame(of)})


@published(gone=gone)
def commitment(request: HttpRequest, of: Opened, code: str) -> HttpResponse:
    """One promise: who is responsible, what was done, what is late and why."""
    page = promise_page(of, code, today=timezone.localdate())
    if page is None:
        raise Http404("There is no such promise in this strategy.")
    titles = {edition.slug: edition.title for edition in current_editions()} if page.promise.same_as else {}
    pairs = [link.split("/", 1) for link in page.promise.same_as]
    same = [(slug, code, titles[slug]) for slug, code in pairs if slug in titles]
    return render(request, "public/commitment.html", {"page": page, "same": same, **_frame(of)})


@published(gone=gone)
def measure(request: HttpRequest, of: Opened, measure: str) -> HttpResponse:
    """One measure: its newest figure, its charts, every figure, how it is defined and how it can mislead."""
    page = measure_page(of, measure, by=request.GET.get("by", ""))
    if page is None:
        raise Http404("There is no such measure in this strategy.")
    return render(request, "public/measure.html", {"page": page, **_frame(of)})


@published(gone=gone)
def on_a_page(request: HttpRequest, of: Opened) -> HttpResponse:
    """The plan on a page."""
    return render(request, "public/on_a_page.html", {"plan": plan_on_a_page(of), **_frame(of)})


@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """Where to get help, and how to call without speaking."""
    return render(request, "public/help.html", {"emergency": EMERGENCY, "lines": LINES})


@require_safe
def using(request: HttpRequest) -> HttpResponse:
    """How the exit button works, and what it cannot do."""
    return render(request, "public/using.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is, what it keeps (nothing), what its words mean, and the data behind it."""
    return render(request, "public/about.html", {"editions": current_editions(), "key": KEY})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is published here; said as data to whoever asked for data."""
    if request.path.endswith((".json", ".csv")):
        words = "Nothing is published under this address. The list is at /strategies.json"
        return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=404)
    return render(request, "public/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed."""
    return render(request, "public/broken.html", status=500)


def _frame(of: Opened) -> dict[str, object]:
    account = of.account
    frame = in_area(account.area, invented=account.invented, made_up=account.made_up)
    return {"of": of, "edition": of.edition, "account": account, **frame}
