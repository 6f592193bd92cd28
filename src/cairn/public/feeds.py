"""The same account as data. The shape is a promise to whoever reads it: docs/explanation/what-the-public-sees.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse

from cairn.domain.publishing import api as publishing
from cairn.domain.publishing.api import Edition, LeavingMeasure, PublicAction, PublicCommitment, PublicTheme
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
        "measures": [_newest(of, one) for one in account.measures],
    }


def measure(of: Opened, one: LeavingMeasure) -> dict[str, Any]:
    """One measure: its words, the rule its figures left under, and every figure."""
    return {
        "strategy": of.edition.slug,
        "edition": of.edition.number,
        "published_at": of.edition.published_at.isoformat(),
        "licence": LICENCE,
        **_newest(of, one),
        "definition": one.definition,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "unit": one.unit,
        "frequency": one.frequency,
        "good": one.good,
        "target": one.target,
        "target_why": one.target_why,
        "source": one.source,
        "as_of": one.as_of or None,
        "rule": one.rule,
        "withheld": one.withheld,
        "rounded": one.rounded,
        "misleads": one.misleads,
        "read_with": one.read_with,
        "demonstration": one.invented,
        "breaks": [asdict(each) for each in one.breaks],
        "series": [
            {"dimension": each.dimension or None, "group": each.category or None,
             "figures": [_figure(figure) for figure in each.figures]}
            for each in one.series
        ],
    }  # fmt: skip


def figures(one: LeavingMeasure) -> str:
    """The figures of one measure as CSV, a row each, with the reason where one is withheld or rounded."""
    return csv_text([column.title for column in publishing.COLUMNS], list(publishing.figure_rows(one)))


def _newest(of: Opened, one: LeavingMeasure) -> dict[str, Any]:
    latest = one.latest
    return {
        "ref": one.ref,
        "name": one.name,
        "address": reverse("measure", args=[of.edition.slug, one.ref]),
        "latest": _figure(latest) if latest else None,
    }


def _figure(one: publishing.LeavingFigure) -> dict[str, Any]:
    return {
        "starts_on": one.start,
        "ends_on": one.end,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": one.value,
        "reason": one.why,
        "provisional": one.provisional,
        "invented": one.invented,
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
        "changes_measured_by": theme.measured,
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
        "measured_by": promise.measures,
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
