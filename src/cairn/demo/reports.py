"""Reports of the demonstration: a board pack of each place, and Cumberland's annual report, published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cairn.demo.records import acts_as
from cairn.domain.boards.api import Meeting
from cairn.domain.plans.api import ActionPlan, PlanState
from cairn.domain.reports.api import (
    Report,
    ask_for_annual_report,
    ask_for_board_pack,
    make_report,
    propose,
    publish,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

MANAGERS = {"cumberland": "cum-manager", "westmorland-and-furness": "wf-manager"}
CHECKER = "cum-board"
NOTE = "What became of each promise this year, with the figures that show it."


def load_reports(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Ask for each report as its manager, and make it as the job would; nothing where there are any.

    Args:
        users: key of an invented person to the account.
        at: now.
    """
    for slug, manager in MANAGERS.items():
        partnership = Partnership.objects.get(slug=slug)
        with transaction.atomic():
            by = acts_as(users[manager], partnership, at)
            if Report.objects.exists():
                yield f"{partnership.name}: the reports are there already."
                continue
            # The next meeting, or the last one where none is planned.
            meetings = Meeting.objects.filter(cancelled_on=None).order_by("starts_at")
            meeting = meetings.filter(starts_at__gte=at).first() or meetings.last()
            asked = [ask_for_board_pack(by=by, at=at, meeting=meeting)]
            if slug == "cumberland":
                asked.append(ask_for_annual_report(by=by, at=at, plan=_year(at)))
        for report in asked:
            make_report(partnership_id=partnership.pk, ref=report.ref, at=at)
        if len(asked) > 1:
            _publish(users, partnership, asked[-1], at)
        yield f"{partnership.name}: {len(asked)} report{'s are' if len(asked) > 1 else ' is'} made."


def _year(at: datetime) -> ActionPlan:
    """The newest published year that has begun."""
    rows = ActionPlan.objects.filter(state=PlanState.PUBLISHED, starts_on__lte=timezone.localdate(at))
    return rows.select_related("strategy__partnership").order_by("-starts_on", "-strategy__starts_on").first()


def _publish(users: Mapping[str, User], partnership: Partnership, report: Report, at: datetime) -> None:
    with transaction.atomic():
        set_scope(system_actor(partnership.pk))
        fresh = Report.objects.select_related("plan__strategy__partnership").get(pk=report.pk)
        release = propose(
            by=acts_as(users[MANAGERS[partnership.slug]], partnership, at), at=at, report=fresh, note=NOTE
        )
        publish(by=acts_as(users[CHECKER], partnership, at), at=at, release=release)
