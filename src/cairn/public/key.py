"""What the words for a status mean, for residents."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.domain.publishing.api import STATUS_WORDS


@dataclass(frozen=True, slots=True)
class Meaning:
    """One word and its meaning."""

    status: str
    word: str
    meaning: str


_MEANINGS = {
    "complete": "The work is finished, and another organisation has accepted what shows it.",
    "on_track": "The work is going as planned.",
    "not_started": "An organisation has taken it on. The work has not begun.",
    "at_risk": "It may miss its date: a step is overdue, something holds it up, or those who do it say so.",
    "blocked": "An action cannot move until somebody else does something. Its promise shows as at risk.",
    "late": "A date has passed, and the work is not finished.",
    "no_action": "The promise was published, and no organisation has put an action under it in the plan.",
    "stopped": "The partnership agreed to stop the work, and says why.",
}
KEY = tuple(Meaning(status, STATUS_WORDS[status], meaning) for status, meaning in _MEANINGS.items())
