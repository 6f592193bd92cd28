"""What is proposed for residents: what waits, and what the second person compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cairn.domain.plans import policies
from cairn.domain.plans.models import Release
from cairn.domain.plans.queries.plan_tasks import Section, Task
from cairn.domain.publishing.api import (
    Changed,
    MeasureToCheck,
    changes_between,
    counts_by_status,
    folds_of,
    measures_to_check,
    newest_edition,
    no_longer_shown,
    whole_document,
)
from cairn.domain.strategies.models import Strategy
from cairn.foundation.access.policies import Decision
from cairn.foundation.access.proposals import newest_returned
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePage:
    """One proposal, as whoever checks it reads it.

    Args:
        release: the row.
        counts: promises by status.
        changed: what residents would find different from what they see now.
        first: nothing is shown to them yet.
        hidden: actions that stay hidden because they have no words for residents.
        measures: every measure that would be public, with what is withheld; ``gone``: names of those no longer shown.
        can_check, can_take_back: what the reader may do, with the reason.
    """

    release: Release
    counts: dict[str, int]
    changed: list[Changed]
    first: bool
    hidden: int
    measures: tuple[MeasureToCheck, ...]
    gone: tuple[str, ...]
    can_check: Decision
    can_take_back: Decision

    @property
    def document(self) -> dict[str, Any]:
        """What residents would see."""
        return self.release.document

    @property
    def folds(self) -> list[tuple[Any, str]]:
        """Its themes, each with the words it folds under."""
        return folds_of(self.document, self.changed, first=self.first)


def release_page(actor: Actor, ref: str) -> ReleasePage:
    """A proposal, or 404 when it is not the actor's to see."""
    rows = Release.objects.select_related("strategy", "proposed_by", "checked_by")
    release = policies.VIEW_RELEASE.one(actor, rows, ref=ref)
    shown = newest_edition(release.strategy.slug)
    known = whole_document(shown)
    promises = [row for theme in release.document["themes"] for row in theme["commitments"]]
    return ReleasePage(
        release=release,
        counts=counts_by_status(release.document),
        changed=changes_between(known, release.document),
        first=known is None,
        hidden=sum(row["unworded"] for row in promises),
        measures=measures_to_check(release.document, known),
        gone=no_longer_shown(release.document, known),
        can_check=policies.CHECK_RELEASE.decide(actor, release),
        can_take_back=policies.TAKE_BACK_RELEASE.decide(actor, release),
    )


def open_release(strategy: Strategy) -> Release | None:
    """The proposal of a strategy that still waits."""
    return strategy.releases.filter(outcome="").select_related("proposed_by").defer("document").first()


def last_returned(strategy: Strategy) -> Release | None:
    """The newest proposal of a strategy, where it was returned and nothing was sent since."""
    return newest_returned(strategy.releases.all())


def releases_waiting(actor: Actor) -> QuerySet[Release]:
    """Proposals that wait for this person's eyes."""
    return policies.CHECK_RELEASE.rows(actor, Release.objects.defer("document"))


def releases_to_check(actor: Actor, today: date) -> Iterator[Section]:
    """The proposals of ``releases_waiting``, for My work."""
    waiting = releases_waiting(actor).select_related("strategy", "proposed_by")
    yield Section(
        key="releases",
        title="To check before residents see it",
        why="You are the second person: read what is proposed, then publish it or send it back.",
        tasks=tuple(
            Task(
                do="Check",
                title=row.strategy.title,
                about=f"Proposed by {row.proposed_by}",
                screen="thread:release",
                ref=row.ref,
                on=row.proposed_at.date(),
                when="Since",
            )
            for row in waiting.order_by("proposed_at")
        ),
    )
