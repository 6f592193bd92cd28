"""What other contexts may use of survivors' voice."""

from cairn.domain.voice.models import Issue
from cairn.domain.voice.policies import VIEW as ISSUE
from cairn.domain.voice.queries import (
    OpenIssue,
    WaitingAsk,
    asks_waiting_on,
    issue_for,
    issues_for,
    month_in_words,
    open_issues,
)
from cairn.domain.voice.queries import lines_of as issue_lines
from cairn.domain.voice.services.issues import raise_issue, reply, reword_issue, take_to_agency
from cairn.domain.voice.slots import ISSUE_WORK, IssueWork, TiedAction

__all__ = [
    "ISSUE",
    "ISSUE_WORK",
    "Issue",
    "IssueWork",
    "OpenIssue",
    "TiedAction",
    "WaitingAsk",
    "asks_waiting_on",
    "issue_for",
    "issue_lines",
    "issues_for",
    "month_in_words",
    "open_issues",
    "raise_issue",
    "reply",
    "reword_issue",
    "take_to_agency",
]
