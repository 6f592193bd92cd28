"""The page of one action."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.action_page import ActionPage, action_for, action_page
from cairn.domain.plans.web.action_next import Step, next_steps, nothing_waits
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.audit.commands import record_read


@screen(policies.VIEW)
def show(request: HttpRequest, ref: str) -> Page:
    """One action: how it is going, why, what to do next, and everything that hangs from it."""
    action = action_for(request.actor, ref)
    number = request.GET.get("page", 1)
    page = action_page(request.actor, action, today=timezone.localdate(), number=number)
    if page.issue is not None:
        record_read(
            by=request.actor, at=timezone.now(), action="voice.open_issue",
            subject=("issue", page.issue.ref), purpose=f"Shown with action {page.ref}",
        )  # fmt: skip
    steps = [(step, _address(request, page, step)) for step in next_steps(page)]
    context = {"page": page, "steps": steps, "calm": nothing_waits(page), "refusals": page.rights.refusals}
    return Page("plans/action/show.html", context)


def _address(request: HttpRequest, page: ActionPage, step: Step) -> str:
    return here(request, f"plans:{step.name}", **{"ref": page.ref, **dict(step.more)})
