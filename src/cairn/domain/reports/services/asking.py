"""Ask for a board pack or an annual report; a job makes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cairn.domain.boards.api import Meeting
from cairn.domain.plans.api import ActionPlan, PlanState
from cairn.domain.reports import policies
from cairn.domain.reports.models import Report
from cairn.domain.reports.queries.annual_report import report_title
from cairn.domain.reports.queries.board_pack import pack_title
from cairn.domain.reports.terms import COPIES, ReportKind, ReportState
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

AFTER_WHICH_STUCK = timedelta(minutes=30)
STUCK = "It was never finished: whatever made it was stopped. It was asked for again."
UNENDED = (ReportState.ASKED, ReportState.UNDER_WAY)


def ask_for_board_pack(*, by: Actor, at: datetime, meeting: Meeting) -> Report:
    """Ask for the pack of a meeting as things stand today. While one is being made, that is the one.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when the meeting was cancelled.
    """
    if meeting.cancelled_on:
        raise Refused("This meeting was cancelled, so there is nothing to make a pack for.", field="subject")
    return _ask(by=by, at=at, kind=ReportKind.BOARD_PACK, title=pack_title(meeting), meeting=meeting)


def ask_for_annual_report(*, by: Actor, at: datetime, plan: ActionPlan) -> Report:
    """Ask for the report of a strategy's year. While one is being made, that is the one.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when the year's plan is not published, or has not begun.
    """
    if plan.state != PlanState.PUBLISHED:
        raise Refused("Only a year whose plan is published can be reported on.", field="subject")
    if plan.starts_on > timezone.localdate(at):
        raise Refused("That year has not begun.", field="subject")
    return _ask(by=by, at=at, kind=ReportKind.ANNUAL_REPORT, title=report_title(plan), plan=plan)


def _ask(
    *, by: Actor, at: datetime, kind: ReportKind, title: str, meeting: Meeting | None = None,
    plan: ActionPlan | None = None,
) -> Report:  # fmt: skip
    partnership = Partnership.objects.get(pk=by.partnership_id)
    policies.MAKE.require(by, partnership)
    if (meeting or plan).partnership_id != by.partnership_id:
        raise Refused("Choose a meeting or a year of this partnership.", field="subject")
    under_way = Report.objects.filter(kind=kind, meeting=meeting, plan=plan, state__in=UNENDED).first()
    if under_way is not None and under_way.asked_at > at - AFTER_WHICH_STUCK:
        return under_way
    with command("reports.ask", by=by, at=at):
        if under_way is not None:  # the worker went away in the middle
            under_way.state, under_way.failed_why, under_way.ended_at = ReportState.FAILED, STUCK, at
            under_way.save()
        report = Report(
            partnership_id=by.partnership_id, ref=new_reference("B", taken=Report), kind=kind, meeting=meeting,
            plan=plan, title=title, as_at=timezone.localdate(at), asked_by_id=by.user_id, asked_at=at,
            steps=1 + 2 * len(COPIES[kind]),
        )  # fmt: skip
        report.save()
    return report
