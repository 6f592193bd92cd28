"""Say which group hears a kind of case, and plan its meetings."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.boards.api import put_meeting
from cairn.domain.boards.models import Group, Meeting
from cairn.domain.cases.api import kind_of
from cairn.domain.cases.api import policies as cases
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import Conference
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def hear_kind(*, by: Actor, at: datetime, group: Group, kind: str) -> Conference:
    """From today on a group hears all cases of a kind. Sent twice, it is said once.

    Raises:
        Forbidden: by somebody who runs no kind.
        Refused: for a kind that she does not run, or that is not heard at meetings; where another group hears it.
    """
    policies.SET_UP.require(by, Partnership.objects.get(pk=by.partnership_id))
    known = kind_of(kind)
    if known is None or known.newest.conference is None:
        raise Refused("Choose a kind of case that is heard at meetings.", field="kind")
    if not by.is_system and kind not in kinds_run_by(by):
        raise Refused("Choose a kind of case that you run.", field="kind")
    standing = Conference.objects.filter(until_on=None, partnership_id=by.partnership_id)
    if (same := standing.filter(kind=kind, group=group).first()) is not None:
        return same
    if standing.filter(kind=kind).exists():
        raise Refused("Another group hears cases of this kind already.", field="kind")
    if standing.filter(group=group).exists() or group.ended_on is not None:
        raise Refused("Choose a group that goes on and hears no other kind.", field="group")
    with command("conferences.hear_kind", by=by, at=at):
        conference = Conference(
            partnership_id=by.partnership_id, ref=new_reference("N", taken=Conference), group=group, kind=kind,
            from_on=timezone.localdate(at),
        )  # fmt: skip
        conference.save()
    return conference


def plan_meeting(
    *, by: Actor, at: datetime, conference: Conference, starts_at: datetime, ends_at: datetime, place: str = ""
) -> Meeting:
    """Plan a meeting of the group. Sent twice, it is planned once.

    Raises:
        Forbidden: by somebody who does not run the kind.
        Refused: naming the field that is wrong.
    """
    policies.PLAN.require(by, conference)
    return put_meeting(by=by, at=at, group=conference.group, starts_at=starts_at, ends_at=ends_at, place=place)


def kinds_run_by(actor: Actor) -> list[str]:
    """The kinds somebody runs today."""
    return sorted(set(cases.leading_posts(actor).values_list("kind", flat=True)))
