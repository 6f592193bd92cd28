"""The pages residents read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.domain.publishing.api import STATUS_WORDS, Edition, counts_by_status, current_edition, current_editions
from cairn.public.support_lines import EMERGENCY, LINES


def home(request: HttpRequest) -> HttpResponse:
    """Every area and its strategies."""
    areas: dict[str, list[Edition]] = {}
    for edition in current_editions():
        areas.setdefault(edition.area, []).append(edition)
    return render(request, "public/home.html", {"areas": sorted(areas.items())})


def strategy(request: HttpRequest, slug: str) -> HttpResponse:
    """One strategy: every promise, who is responsible, how it goes."""
    edition = _edition(slug)
    account = _with_days(edition.document)
    promises = [commitment for theme in account["themes"] for commitment in theme["commitments"]]
    context = {
        "edition": edition,
        "account": account,
        "area": account["area"],
        "demo": account["invented"],
        "counts": counts_by_status(account),
        "words": STATUS_WORDS,
        "total": len(promises),
        "late": [row for row in promises if row["status"] == "late"],
        "nobody": [row for row in promises if row["status"] == "no_action"],
    }
    return render(request, "public/strategy.html", context)


def commitment(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One promise: what was done, what is late and why."""
    edition = _edition(slug)
    account = _with_days(edition.document)
    for theme in account["themes"]:
        for row in theme["commitments"]:
            if row["id"] == code:
                context = {
                    "edition": edition, "account": account, "area": account["area"], "demo": account["invented"],
                    "theme": theme, "promise": row,
                }  # fmt: skip
                return render(request, "public/commitment.html", context)
    raise Http404("There is no such promise in this strategy.")


def on_a_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan on a page."""
    edition = _edition(slug)
    account = _with_days(edition.document)
    context = {
        "edition": edition, "account": account, "area": account["area"], "demo": account["invented"],
        "plan": _plan(account),
    }  # fmt: skip
    return render(request, "public/on_a_page.html", context)


def support(request: HttpRequest) -> HttpResponse:
    """Where to get help, and how to call without speaking."""
    return render(request, "public/help.html", {"emergency": EMERGENCY, "lines": LINES})


def leaving(request: HttpRequest) -> HttpResponse:
    """How the exit button works, and what it cannot do."""
    return render(request, "public/leaving.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html")


def about(request: HttpRequest) -> HttpResponse:
    """What this site is, what it keeps (nothing), and the data behind it."""
    return render(request, "public/about.html", {"editions": current_editions()})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is published here."""
    return render(request, "public/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed."""
    return render(request, "public/broken.html", status=500)


def _edition(slug: str) -> Edition:
    edition = current_edition(slug)
    if edition is None:
        raise Http404("Nothing is published here.")
    return edition


def _plan(account: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": account["title"],
        "period": f"{account['starts_on'].year} to {account['ends_on'].year}",
        "area": account["area"],
        "vision": account["vision"],
        "statement": account["statement"],
        "as_at": account["as_at"],
        "themes": [
            {
                "title": theme["title"],
                "commitments": [
                    {
                        "id": row["id"], "text": row["plain"], "status": row["status"],
                        "status_word": STATUS_WORDS[row["status"]],
                    }
                    for row in theme["commitments"]
                ],
                "activities": [{"text": text} for text in (*theme["primary"], *theme["secondary"])],
                "changes": [{"text": text} for text in theme["changes"]],
            }
            for theme in account["themes"]
        ],
        "marks": {"demo": account["invented"]},
    }  # fmt: skip


_DAYS = {"starts_on", "ends_on", "as_at", "decided_on", "effective_on", "updated", "due", "on", "was", "now"}


def _with_days(value: Any, key: str = "") -> Any:
    """The document with its ISO days as dates, so that templates can write them in words."""
    if isinstance(value, dict):
        return {name: _with_days(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_days(item) for item in value]
    if key in _DAYS and isinstance(value, str) and value:
        return date.fromisoformat(value)
    return value
