"""My work: what one person has to do, and what she waits for."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.plan_list import plan_names
from cairn.domain.plans.queries.plan_tasks import Section
from cairn.domain.plans.queries.work import work_page
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here


@screen(policies.VIEW_WORK)
def show(request: HttpRequest) -> Page:
    """The work list of the person signed in."""
    policies.VIEW_WORK.require(request.actor, request.partnership)
    page = work_page(request.actor, today=timezone.localdate(), every=request.GET.get("all", ""))
    context = {
        "page": page,
        "sections": [_addressed(request, section) for section in (*page.looks_at, *page.sections)],
        "plans": plan_names(request.actor) if page.reads else (),
        "audits": request.actor.has(policies.AUDITOR),
    }
    return Page("plans/my_work/mine.html", context)


def _addressed(request: HttpRequest, section: Section) -> Section:
    """The section with the address of each task filled in."""
    tasks = []
    for task in section.tasks:
        about = {"ref": task.ref} if task.ref else {}
        tasks.append(replace(task, address=here(request, task.screen, **about, **dict(task.more))))
    return replace(section, tasks=tuple(tasks))
