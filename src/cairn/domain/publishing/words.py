"""How the status of a promise is said to residents, and how many promises stand where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STATUS_WORDS = {
    "no_action": "Nobody has started this yet",
    "not_started": "Planned, not started",
    "on_track": "On track",
    "at_risk": "At risk",
    "late": "Late",
    "blocked": "Held up",
    "complete": "Done",
    "stopped": "Stopped",
}
NO_RECORD = "No record of what was done is held here"
NO_PLAN = "No action plan is published yet"


def status_words(*, ended: bool, plan_year: str) -> dict[str, str]:
    """The words for one account.

    Where no action plan is published we do not know that nobody has started, so we do not say it.

    Args:
        ended: the strategy has ended.
        plan_year: the published plan's year, or "" when there is none.

    Returns:
        STATUS_WORDS, with other words for ``no_action`` where there is no plan.
    """
    if plan_year:
        return dict(STATUS_WORDS)
    return {**STATUS_WORDS, "no_action": NO_RECORD if ended else NO_PLAN}


def counts_by_status(document: Mapping[str, Any]) -> dict[str, int]:
    """How many promises stand where, in the order of STATUS_WORDS; those with none are left out.

    Args:
        document: an account as ``Account.as_document`` gives it.
    """
    found = [row["status"] for theme in document["themes"] for row in theme["commitments"]]
    return {status: found.count(status) for status in STATUS_WORDS if status in found}
