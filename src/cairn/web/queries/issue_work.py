"""What is being done about an issue survivors raised: the actions that hang from it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.plans.api import Action, cards
from cairn.domain.voice.api import Issue, IssueWork, TiedAction


def work_on_issue(request: HttpRequest, issue: Issue) -> IssueWork:
    """The actions of an issue that the person may see, and where its history and readers are."""
    here = {"partnership": request.partnership.slug}
    found = cards(request.actor, today=timezone.localdate(), base=Action.objects.filter(issue=issue))
    return IssueWork(
        actions=tuple(
            TiedAction(
                ref=card.ref,
                title=card.title,
                url=reverse("plans:action", kwargs={**here, "ref": card.ref}),
                status=str(card.status),
                lead=card.lead.name,
            )
            for card in found
        ),
        links=(
            ("History of this issue", reverse("thread:history-issue", kwargs={**here, "ref": issue.ref})),
            ("Who can see this, and why", reverse("thread:who-issue", kwargs={**here, "ref": issue.ref})),
        ),
    )
