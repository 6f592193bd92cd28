"""The same account as data: JSON and CSV, open to anybody, without a key."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from cairn.domain.publishing.api import STATUS_WORDS, Edition, current_edition, current_editions
from cairn.kernel.tables import csv_text

LICENCE = "Open Government Licence v3.0"
COLUMNS = ("strategy", "theme", "id", "text", "plain", "responsible", "status", "status_word", "updated")


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the site can read what is published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM publishing_edition LIMIT 1")
    return HttpResponse("ok", content_type="text/plain")


def strategies_json(request: HttpRequest) -> JsonResponse:
    """Every strategy with a current edition."""
    return JsonResponse({"strategies": [_summary(edition) for edition in current_editions()], "licence": LICENCE})


def strategy_json(request: HttpRequest, slug: str) -> JsonResponse:
    """One strategy: its themes, and each commitment with how it goes."""
    edition = _edition(slug)
    account = edition.document
    return JsonResponse(
        {
            **_summary(edition),
            "about": account["about"],
            "vision": account["vision"],
            "as_at": account["as_at"],
            "plan_year": account["plan_year"],
            "demonstration": account["invented"],
            "licence": LICENCE,
            "sources": account["sources"],
            "themes": [
                {
                    "key": theme["key"],
                    "title": theme["title"],
                    "aim": theme["aim"],
                    "commitments": [_commitment(commitment) for commitment in theme["commitments"]],
                    "activities": {"primary": theme["primary"], "secondary": theme["secondary"]},
                    "changes": theme["changes"],
                    "measures": theme["measures"],
                }
                for theme in account["themes"]
            ],
        }
    )


def strategy_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The commitments of one strategy, a row each."""
    edition = _edition(slug)
    rows = [
        (
            slug, theme["title"], row["id"], row["text"], row["plain"], "; ".join(row["responsible"]), row["status"],
            STATUS_WORDS[row["status"]], row["updated"] or "",
        )
        for theme in edition.document["themes"]
        for row in theme["commitments"]
    ]  # fmt: skip
    return HttpResponse(
        csv_text(COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.csv"'},
    )


def _edition(slug: str) -> Edition:
    edition = current_edition(slug)
    if edition is None:
        raise Http404("Nothing is published under this address.")
    return edition


def _summary(edition: Edition) -> dict[str, Any]:
    return {
        "slug": edition.slug,
        "title": edition.title,
        "area": edition.area,
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "edition": edition.number,
        "published_at": edition.published_at.isoformat(),
        "note": edition.note,
        "address": reverse("strategy", args=[edition.slug]),
    }


def _commitment(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "text": row["text"],
        "plain": row["plain"],
        "responsible": row["responsible"],
        "responsible_is_proposed": row["proposed"],
        "supporting": row["supporting"],
        "monitored_for": row["monitored"] or None,
        "status": row["status"],
        "status_word": STATUS_WORDS[row["status"]],
        "updated": row["updated"],
        "same_as": row["same_as"],
        "actions": row["actions"],
    }
