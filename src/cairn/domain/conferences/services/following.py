"""What follows by itself: when research is due after clocks count otherwise, and who is asked that has a case since."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cairn.domain.cases.api import Case, standing_of
from cairn.domain.conferences.models import CaseItem, ResearchRequest
from cairn.domain.conferences.services.agenda import ask_agencies, is_listed, research_due
from cairn.domain.conferences.terms import Sort
from cairn.foundation.access.once import remembering
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor


def follow_research(*, by: Actor, at: datetime) -> int:
    """Put right when research that waits is due, in one partnership; in how many requests it was not.

    Days that the partnership set, a bank holiday that was proclaimed, or a meeting that moved to another day, move it.

    Args:
        by: Cairn itself, in that partnership.
    """
    with transaction.atomic(), remembering():
        set_scope(by)
        rows = ResearchRequest.objects.filter(
            partnership_id=by.partnership_id, answer="", item__heard_at=None, item__taken_off_at=None
        ).select_related("case", "agency", "item__meeting")
        moved = []
        for row in rows.prefetch_related("case__events"):
            day = timezone.localdate(row.item.meeting.starts_at)
            due = research_due(standing_of(row.case, at=at), row.agency.slug, day=day)
            if due != row.due_on:
                row.due_on = due
                moved.append(row)
        if moved:
            with command("conferences.follow_research", by=by, at=at):
                for row in moved:
                    row.save(update_fields=["due_on"])
    return len(moved)


def ask_who_accepted(case: Case, at: datetime) -> None:
    """Ask an agency that has a case from now on what it knows, where it stands on an agenda and is not heard yet.

    Args:
        case: as Cairn itself, for who accepted it holds no role for asking.
    """
    rows = CaseItem.objects.filter(
        case=case, sort=Sort.CASE, taken_off_at=None, heard_at=None, meeting__cancelled_on=None, meeting__ends_at__gt=at
    )  # fmt: skip
    for item in rows.select_related("case", "meeting"):
        if is_listed(item.case, at=at):
            ask_agencies(by=system_actor(case.partnership_id), at=at, item=item)
