"""Strategies, commitments and the plan on a page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cairn.domain.strategies.api import policies
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.ui.pdf import render_pdf
from cairn.web.policies import ENTER
from cairn.web.queries.thread import commitment_page, plan_on_a_page_of, strategies_for, strategy_page


@screen(ENTER)
def strategies(request: HttpRequest) -> Page:
    """The partnership's strategies."""
    ENTER.require(request.actor, request.partnership)
    rows = strategies_for(request.actor, today=timezone.localdate())
    return Page("web/thread/strategies.html", {"rows": rows, "today": timezone.localdate()})


@screen(policies.VIEW)
def strategy(request: HttpRequest, slug: str) -> Page:
    """One strategy, from its vision down to what hangs from each promise."""
    page = strategy_page(request.actor, slug, today=timezone.localdate())
    can_publish = policies.PUBLISH.decide(request.actor, page.strategy).allowed
    return Page("web/thread/strategy.html", {"page": page, "can_publish": can_publish})


@screen(policies.VIEW_COMMITMENT)
def commitment(request: HttpRequest, slug: str, code: str) -> Page:
    """One promise and everything that hangs from it."""
    page = commitment_page(request.actor, slug, code, today=timezone.localdate())
    can_link = policies.LINK.decide(request.actor, page.commitment).allowed
    return Page("web/thread/commitment.html", {"page": page, "can_link": can_link})


@screen(policies.VIEW)
def on_a_page(request: HttpRequest, slug: str) -> Page:
    """The plan on a page, on screen and for print."""
    page = strategy_page(request.actor, slug, today=timezone.localdate())
    return Page("web/thread/on_a_page.html", {"page": page, "plan": _plan(request, page)})


@screen(policies.VIEW)
def on_a_page_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan on a page as a tagged PDF."""
    page = strategy_page(request.actor, slug, today=timezone.localdate())
    pdf = render_pdf(template="plan_on_a_page", data=_plan(request, page), title=page.strategy.title)
    name = f"plan-on-a-page-{slug}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _plan(request: HttpRequest, page) -> dict:
    def address_of(code: str) -> str:
        kwargs = {"partnership": request.partnership.slug, "slug": page.strategy.slug, "code": code}
        return reverse("thread:commitment", kwargs=kwargs)

    return plan_on_a_page_of(page, as_at=timezone.localdate(), invented=settings.DEMO, address_of=address_of)
