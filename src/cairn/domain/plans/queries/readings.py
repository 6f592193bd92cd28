"""The computed status of actions: from rows to the kernel's facts, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from cairn.domain.plans.models import Action, Evidence, Milestone
from cairn.foundation.access.many_keys import among
from cairn.kernel.delivery import Facts, Reading, Step, read

# What a status depends on in the action's own row. Rows with these names do wherever actions do.
COLUMNS = (
    "pk", "lead_id", "starts_on", "due_on", "update_every", "stated", "confidence", "last_update_at",
    "completed_on", "stopped_on",
)  # fmt: skip


def readings(actions: Iterable[Action], *, today: date) -> dict[int, Reading]:
    """Work out the status of each action; three queries for any number.

    Evidence an agency keeps to itself counts for nobody: nobody outside could have judged it,
    and the status must be the same whoever looks.

    Returns:
        Action's primary key to its reading.
    """
    found = facts_of(list(actions), of_ended=False)
    return {key: read(facts, today=today) for key, facts in found.items()}


def facts_of(actions: list[Action], *, of_ended: bool = True) -> dict[int, Facts]:
    """The kernel's facts for each action.

    Args:
        actions: or rows with the names in ``COLUMNS``.
        of_ended: count the evidence of ended actions too; their status does not depend on it.
    """
    still_open = [action for action in actions if not (action.completed_on or action.stopped_on)]
    steps: dict[int, list[Step]] = {}
    # How an action ended says all about it, so the milestones of ended ones are never asked for.
    here = among("action_id", (action.pk for action in still_open))
    milestones = Milestone.objects.filter(here, dropped_on__isnull=True)
    for action_id, due_on, done_on in milestones.values_list("action_id", "due_on", "done_on"):
        steps.setdefault(action_id, []).append(Step(due_on, done_on))
    verdicts = _verdicts({action.pk: action.lead_id for action in (actions if of_ended else still_open)})
    return {
        action.pk: Facts(
            starts_on=action.starts_on,
            due_on=action.due_on,
            milestones=tuple(steps.get(action.pk, ())),
            stated=action.stated,
            confidence=action.confidence,
            updated_on=timezone.localdate(action.last_update_at) if action.last_update_at else None,
            update_every=action.update_every,
            completed_on=action.completed_on,
            stopped_on=action.stopped_on,
            evidence_waiting=verdicts.get(action.pk, {}).get("waiting", 0),
            evidence_accepted=verdicts.get(action.pk, {}).get("accepted", 0),
            evidence_refused=verdicts.get(action.pk, {}).get("refused", 0),
        )
        for action in actions
    }


def _verdicts(leads: dict[int, int]) -> dict[int, dict[str, int]]:
    """Per action, how many pieces of evidence wait, were accepted outside the lead, were refused."""
    offered = Evidence.objects.filter(among("action_id", leads), only_agency=False)
    judged = offered.order_by("reviews__at", "reviews__pk")
    rows = judged.values_list("pk", "action_id", "reviews__accepted", "reviews__agency_id")
    latest = {pk: said for pk, *said in rows}  # the last review of each stands
    found: dict[int, dict[str, int]] = {}
    for action_id, accepted, agency_id in latest.values():
        counts = found.setdefault(action_id, {"waiting": 0, "accepted": 0, "refused": 0})
        if accepted is None:
            counts["waiting"] += 1
        elif not accepted:
            counts["refused"] += 1
        elif agency_id != leads[action_id]:
            counts["accepted"] += 1
    return found


def accepted_outside(action: Action) -> int:
    """How many pieces of an action's evidence stand accepted by somebody outside its lead agency."""
    return _verdicts({action.pk: action.lead_id}).get(action.pk, {}).get("accepted", 0)
