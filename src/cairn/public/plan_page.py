"""The plan on a page, in the shape the look of things draws (foundation/ui/plan_page.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from cairn.domain.publishing.api import PublicCommitment
from cairn.public.opened import Opened


def plan_on_a_page(of: Opened) -> dict[str, Any]:
    """Themes across; under each its promises with how they go, what is done, and the change to be seen."""
    account = of.account
    return {
        "title": account.title,
        "period": f"{account.starts_on[:4]} to {account.ends_on[:4]}",
        "area": account.area,
        "vision": account.vision,
        "statement": account.statement,
        "as_at": date.fromisoformat(account.as_at) if account.plan_year else "",
        "themes": [
            {
                "title": theme.title,
                "commitments": [_promise(of, promise) for promise in theme.commitments],
                "activities": [{"text": text} for text in (*theme.primary, *theme.secondary)],
                "changes": [{"text": text} for text in theme.changes],
            }
            for theme in account.themes
        ],
    }


def _promise(of: Opened, promise: PublicCommitment) -> dict[str, str]:
    return {
        "id": promise.id,
        "text": promise.plain,
        "status": promise.status,
        "status_word": of.words[promise.status],
        "url": reverse("commitment", args=[of.account.slug, promise.id]),
    }
