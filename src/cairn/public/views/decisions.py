"""The decisions residents read: the register, the record of each, and the plan of those still to be taken."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cairn.domain.publishing.api import newest_decision, newest_decisions, newest_notices
from cairn.public.decision_page import INVENTED_DECISION, ahead_lines, decision_page


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every decision that is published, newest first; also what was withdrawn, and why."""
    editions = newest_decisions()
    shown = [edition for edition in editions if not edition.withdrawn]
    context = {
        "editions": shown,
        "withdrawn": [edition for edition in editions if edition.withdrawn],
        "demo": any(edition.invented for edition in shown),
        "demo_words": INVENTED_DECISION,
    }
    return render(request, "public/decisions.html", context)


@require_safe
def decision(request: HttpRequest, ref: str) -> HttpResponse:
    """One decision: what was decided, why, and when it takes effect."""
    edition = newest_decision(ref)
    if edition is None:
        raise Http404("Nothing is published under this address.")
    frame = {"edition": edition, "area": edition.area, "demo": edition.invented, "demo_words": INVENTED_DECISION}
    if edition.withdrawn:
        return render(request, "public/decision_gone.html", frame, status=410)
    page = decision_page(edition, today=timezone.localdate())
    return render(request, "public/decision.html", {"page": page, **frame})


@require_safe
def forward_plan(request: HttpRequest) -> HttpResponse:
    """Key decisions that are to be taken, soonest first; also what left the plan, and why."""
    editions = newest_notices()
    shown = [edition for edition in editions if not edition.withdrawn]
    context = {
        "lines": ahead_lines(shown, today=timezone.localdate()),
        "withdrawn": [edition for edition in editions if edition.withdrawn],
        "demo": any(edition.invented for edition in shown),
        "demo_words": INVENTED_DECISION,
    }
    return render(request, "public/forward_plan.html", context)
