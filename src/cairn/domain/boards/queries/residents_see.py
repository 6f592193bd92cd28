"""What residents see of a decision now, what waits for a second person, and the work that makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Decision, DecisionRelease
from cairn.domain.plans.api import Section, Task
from cairn.domain.publishing.api import newest_decision
from cairn.foundation.access.proposals import newest_returned
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a decision stands with residents.

    Args:
        number, since: of the edition they see, or 0 and None.
        withdrawn: why what they saw was withdrawn, or "".
        waiting: reference of the proposal that waits for a second person, or "".
        returned: why the last proposal was sent back, where nothing was sent since, or "".
        may_propose: this person may propose what they see, or withdraw it.
    """

    number: int
    since: datetime | None
    withdrawn: str
    waiting: str
    returned: str
    may_propose: bool


def shown_of(actor: Actor, row: Decision) -> Shown:
    """Where a decision stands with residents."""
    edition = newest_decision(row.ref)
    seen = edition is not None and not edition.withdrawn
    waiting = row.releases.filter(outcome="").values_list("ref", flat=True).first()
    returned = newest_returned(row.releases.all())
    return Shown(
        number=edition.number if seen else 0,
        since=edition.published_at if seen else None,
        withdrawn=edition.note if edition is not None and edition.withdrawn else "",
        waiting=waiting or "",
        returned=returned.reason if returned else "",
        may_propose=policies.RELEASE_DECISION.decide(actor, row).allowed,
    )


def decisions_waiting(actor: Actor) -> QuerySet[DecisionRelease]:
    """Decisions that wait for this person's eyes."""
    return policies.CHECK_DECISION_RELEASE.rows(actor, DecisionRelease.objects.defer("document"))


def work_of_boards(actor: Actor, today: date) -> Iterator[Section]:
    """The decisions of ``decisions_waiting``, for My work."""
    tasks = tuple(
        Task(
            do="Check",
            title=row.decision.title,
            about=f"Proposed by {row.proposed_by}",
            screen="boards:decision-release",
            ref=row.ref,
            when="Since",
            on=timezone.localdate(row.proposed_at),
        )
        for row in decisions_waiting(actor).select_related("decision", "proposed_by").order_by("proposed_at")
    )
    yield Section(
        key="decisions",
        title="Decisions to check before residents see them",
        why="You are the second person: read what is proposed, then publish it or send it back.",
        tasks=tasks,
    )
