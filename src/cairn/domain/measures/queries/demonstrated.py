"""What nothing shows yet: commitments and changes without a measure that has figures, and without evidence.

A promise is demonstrated by a running measure with a figure that counts, or by evidence that
somebody outside the owner's agency accepted on an action that serves it. A change is, by such a
measure, or by evidence on a commitment that one of its activities serves.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cairn.domain.measures import policies
from cairn.domain.measures.models import MeasureChange, MeasureCommitment, Submission
from cairn.domain.plans.api import Action, EvidenceReview
from cairn.domain.plans.api import policies as planned
from cairn.domain.plans.models import AlsoServes
from cairn.domain.strategies.api import VIEW as VIEW_STRATEGY
from cairn.domain.strategies.api import Commitment, Strategy
from cairn.domain.strategies.models import ActivityLink, Change
from cairn.kernel.actors import Actor

CANNOT = "Cannot yet be demonstrated"


@dataclass(frozen=True, slots=True)
class Gap:
    """A promise or a change that nothing shows yet; ``measured`` says that a measure is there, without figures."""

    strategy: str
    strategy_slug: str
    code: str
    text: str
    measured: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """Everything of the running strategies that cannot yet be demonstrated."""

    commitments: tuple[Gap, ...]
    changes: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is demonstrated, by primary key."""

    commitments: frozenset[int]
    changes: frozenset[int]
    measured_commitments: frozenset[int]
    measured_changes: frozenset[int]


def gaps(actor: Actor, *, today: date) -> Gaps:
    """What cannot yet be demonstrated, of the strategies that run on a day."""
    strategies = VIEW_STRATEGY.rows(actor).filter(starts_on__lte=today, ends_on__gte=today)
    found = what_is_shown(actor)
    commitments = Commitment.objects.filter(strategy__in=strategies).select_related("strategy", "theme")
    changes = Change.objects.filter(strategy__in=strategies).select_related("strategy")
    return Gaps(
        commitments=tuple(
            _gap(row.strategy, row.code, row.text, row.pk in found.measured_commitments)
            for row in commitments.order_by("strategy__starts_on", "theme__place", "place")
            if row.pk not in found.commitments
        ),
        changes=tuple(
            _gap(row.strategy, "", row.text, row.pk in found.measured_changes)
            for row in changes.order_by("strategy__starts_on", "place")
            if row.pk not in found.changes
        ),
    )


def what_is_shown(actor: Actor) -> Shown:
    """Commitments and changes of the partnership that something shows."""
    running = policies.VIEW.rows(actor).filter(ended_on=None)
    links = {
        MeasureCommitment: list(
            MeasureCommitment.objects.filter(measure__in=running).values_list("commitment_id", "measure_id")
        ),
        MeasureChange: list(MeasureChange.objects.filter(measure__in=running).values_list("change_id", "measure_id")),
    }
    keys = {measure for pairs in links.values() for _promise, measure in pairs}
    counting = Submission.objects.filter(measure_id__in=keys, counts=True)
    figures = set(counting.order_by().values_list("measure_id", flat=True).distinct())
    evidenced = _evidenced(actor)
    changed = {promise for promise, measure in links[MeasureChange] if measure in figures}
    kept = {promise for promise, measure in links[MeasureCommitment] if measure in figures}
    return Shown(
        commitments=frozenset(kept | evidenced),
        changes=frozenset(changed | _changes_served(evidenced)),
        measured_commitments=frozenset(promise for promise, _measure in links[MeasureCommitment]),
        measured_changes=frozenset(promise for promise, _measure in links[MeasureChange]),
    )


def _evidenced(actor: Actor) -> set[int]:
    """Commitments with an action whose evidence was accepted, and not refused since."""
    newest = EvidenceReview.objects.filter(partnership_id=actor.partnership_id)
    newest = newest.order_by("evidence_id", "-at", "-pk").distinct("evidence_id")
    actions = {action for action, accepted in newest.values_list("action_id", "accepted") if accepted}
    visible = planned.VIEW.rows(actor, Action.objects.filter(pk__in=actions))
    first = dict(visible.values_list("pk", "commitment_id"))
    further = AlsoServes.objects.filter(action_id__in=first).values_list("commitment_id", flat=True)
    return {*first.values(), *further}


def _changes_served(commitments: set[int]) -> set[int]:
    """Changes that an activity leads to which serves one of the commitments."""
    serves: dict[int, set[int]] = defaultdict(set)
    leads: dict[int, set[int]] = defaultdict(set)
    for activity, commitment, change in ActivityLink.objects.values_list("activity_id", "commitment_id", "change_id"):
        if commitment is not None:
            serves[activity].add(commitment)
        else:
            leads[activity].add(change)
    return {change for activity, changes in leads.items() if serves[activity] & commitments for change in changes}


def _gap(strategy: Strategy, code: str, text: str, measured: bool) -> Gap:
    return Gap(strategy.title, strategy.slug, code, text, measured)
