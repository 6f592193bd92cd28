"""My work: what one person has to do, and what she waits for."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.plan_list import plan_list
from cairn.domain.plans.queries.work import work_page
from cairn.foundation.access.screens import Page, screen


@screen(policies.VIEW_WORK)
def show(request: HttpRequest) -> Page:
    """The work list of the person signed in."""
    policies.VIEW_WORK.require(request.actor, request.partnership)
    today = timezone.localdate()
    page = work_page(request.actor, today=today, every=request.GET.get("all", ""))
    plans = plan_list(request.actor, today=today) if page.reads else ()
    audits = request.actor.has(policies.AUDITOR)
    return Page("plans/work/mine.html", {"page": page, "plans": plans, "audits": audits})
