"""The same account as data. The shape is a promise to whoever reads it: docs/explanation/what-the-public-sees.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse

from cairn.domain.publishing.api import Edition, PublicAction, PublicCommitment, PublicTheme
from cairn.kernel.tables import csv_text
from cairn.public.opened import Opened

LICENCE = "Open Government Licence v3.0"
COLUMNS = (
    "strategy",
    "theme",
    "id",
    "text",
    "plain",
    "responsible",
    "responsible_is_proposed",
    "status",
    "status_word",
    "updated",
    "as_at",
    "demonstration",
)


def summary(edition: Edition) -> dict[str, Any]:
    """One strategy in the list of all of them, and at the head of its own file."""
    return {
        "slug": edition.slug,
        "title": edition.title,
        "area": edition.area,
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "edition": edition.number,
        "published_at": edition.published_at.isoformat(),
        "note": edition.note,
        "demonstration": edition.invented,
        "promises_invented": edition.made_up,
        "counts": edition.counts,
        "address": reverse("strategy", args=[edition.slug]),
    }


def strategy(of: Opened) -> dict[str, Any]:
    """One strategy: its themes, and each commitment with how it goes."""
    account = of.account
    return {
        **summary(of.edition),
        "about": account.about,
        "vision": account.vision,
        "as_at": account.as_at,
        "plan_year": account.plan_year,
        "licence": LICENCE,
        "sources": [asdict(source) for source in account.sources],
        "themes": [_theme(theme, of.words) for theme in account.themes],
    }


def table(of: Opened) -> str:
    """The commitments of one strategy as CSV, a row each; no cell can run in a spreadsheet."""
    rows = [
        (
            of.account.slug,
            theme.title,
            promise.id,
            promise.text,
            promise.plain,
            "; ".join(promise.responsible),
            promise.proposed,
            promise.status,
            of.words[promise.status],
            promise.updated or "",
            of.account.as_at,
            of.account.invented,
        )
        for theme in of.account.themes
        for promise in theme.commitments
    ]
    return csv_text(COLUMNS, rows)


def _theme(theme: PublicTheme, words: dict[str, str]) -> dict[str, Any]:
    return {
        "key": theme.key,
        "title": theme.title,
        "aim": theme.aim,
        "commitments": [_commitment(promise, words) for promise in theme.commitments],
        "activities": {"primary": theme.primary, "secondary": theme.secondary},
        "changes": theme.changes,
        "measures": theme.measures,
    }


def _commitment(promise: PublicCommitment, words: dict[str, str]) -> dict[str, Any]:
    return {
        "id": promise.id,
        "text": promise.text,
        "plain": promise.plain,
        "responsible": promise.responsible,
        "responsible_is_proposed": promise.proposed,
        "supporting": promise.supporting,
        "monitored_for": promise.monitored or None,
        "status": promise.status,
        "status_word": words[promise.status],
        "updated": promise.updated,
        "same_as": promise.same_as,
        "actions": [_action(action, words) for action in promise.actions],
        "actions_not_described": promise.unworded,
        "done_before": [asdict(done) for done in promise.done_before],
        "closed": asdict(promise.closed) if promise.closed else None,
    }


def _action(action: PublicAction, words: dict[str, str]) -> dict[str, Any]:
    return {
        "ref": action.ref,
        "text": action.text,
        "lead": action.lead,
        "status": action.status,
        "status_word": words[action.status],
        "first_due": action.first_due or None,
        "due": action.due,
        "why": action.why,
        "slips": [asdict(slip) for slip in action.slips],
        "said": [asdict(said) for said in action.said],
        "origin": action.origin,
        "ended": action.ended,
        "reported_done": action.reported_done,
    }
