"""Places on the issue page for what the layers above know: the actions that answer an issue.

Voice lies below plans and cannot ask for them. The staff site adds a function to ``ISSUE_WORK`` at
start-up; the page shows what it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from cairn.domain.voice.models import Issue


@dataclass(frozen=True, slots=True)
class TiedAction:
    """One action that hangs from an issue.

    Args:
        ref, title: of the action.
        url: its page.
        status: a key of foundation.ui.statuses.
        lead: who leads it.
    """

    ref: str
    title: str
    url: str
    status: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class IssueWork:
    """What is being done about an issue.

    Args:
        actions: those the actor may see.
        start_url: where the actor may start an action from this issue, or "".
        links: (words, address) of further pages, such as the history.
    """

    actions: tuple[TiedAction, ...] = ()
    start_url: str = ""
    links: tuple[tuple[str, str], ...] = ()


ISSUE_WORK: list[Callable[[HttpRequest, Issue], IssueWork]] = []


def work_on(request: HttpRequest, issue: Issue) -> IssueWork | None:
    """What the registered functions say together; None when nobody registered."""
    if not ISSUE_WORK:
        return None
    found = [provide(request, issue) for provide in ISSUE_WORK]
    return IssueWork(
        actions=tuple(action for work in found for action in work.actions),
        start_url=next((work.start_url for work in found if work.start_url), ""),
        links=tuple(link for work in found for link in work.links),
    )
