"""Meetings that would tell somebody of a case which the wall keeps from her, as the audit names them."""

from __future__ import annotations

from collections.abc import Collection

from cairn.domain.boards.models import Meeting
from cairn.domain.cases.api import as_system
from cairn.domain.conferences.models import CaseItem
from cairn.kernel.actors import Actor


def meetings_kept_from(actor: Actor, cases: Collection[str]) -> list[str]:
    """References of the meetings that were called about cases kept from somebody; for leaving out, never shown.

    Args:
        cases: references of the cases that are kept from her. Asked in the same way where there are none.
    """
    with as_system(actor.partnership_id):
        on_it = CaseItem.objects.filter(partnership_id=actor.partnership_id, case__ref__in=list(cases))
        called = Meeting.objects.filter(called=True, pk__in=on_it.values("meeting"))
        return list(called.values_list("ref", flat=True))
