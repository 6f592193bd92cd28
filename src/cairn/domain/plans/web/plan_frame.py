"""What the pages of one plan share: the tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cairn.domain.plans.queries.plan_page import PlanHead
from cairn.foundation.access.taking_in import here


def framed(request: HttpRequest, head: PlanHead, **context: Any) -> dict[str, Any]:
    """The context of a page of one plan: its head, its tabs and what the page adds."""
    tabs = [("At a glance", "plans:plan"), ("Actions", "plans:actions")]
    if head.may_ask:
        tabs.append(("Partners", "plans:ask"))
    if head.follows:
        tabs.append((f"From {head.follows_year}", "plans:carried"))
    current = request.resolver_match.view_name
    return {
        "head": head,
        "sub_nav": [(label, here(request, name, ref=head.ref), name == current) for label, name in tabs],
        "sub_nav_label": "This plan",
        **context,
    }
