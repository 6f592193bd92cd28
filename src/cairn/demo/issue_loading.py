"""Raise the issues of a demonstration year, take them to agencies, and answer them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.demo.plan_rows import AskRow, IssueRow
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.foundation.access.references import new_reference
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def raise_issue(*, by: Actor, at: datetime, row: IssueRow) -> Issue:
    """Write down what survivors asked for."""
    with command("voice.raise_issue", by=by, at=at):
        issue = Issue(
            partnership_id=by.partnership_id, ref=new_reference("V", taken=Issue), topic=row.theme,
            asked=row.asked, raised_on=row.raised_on, through=row.through,
        )  # fmt: skip
        issue.save()
    return issue


def take_issue(*, by: Actor, at: datetime, issue: Issue, agency: Agency) -> Ask:
    """Take an issue to one agency."""
    with command("voice.ask", by=by, at=at):
        ask = Ask(
            partnership_id=by.partnership_id, issue=issue, agency=agency, asked_on=timezone.localdate(at)
        )
        ask.save()
    return ask


def reply_to_issue(*, by: Actor, at: datetime, ask: Ask, row: AskRow) -> Reply:
    """Answer for an agency."""
    with command("voice.reply", by=by, at=at):
        reply = Reply(
            partnership_id=by.partnership_id, ask=ask, answer=row.decision, text=row.answer, why=row.why,
            answered_on=timezone.localdate(at), by_id=by.user_id,
        )  # fmt: skip
        reply.save()
    return reply
