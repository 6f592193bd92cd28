"""Build the agenda from what is due, take the minutes, and keep what was asked for until it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import AgendaItem, Matter, Meeting
from cairn.domain.boards.queries.due import lines_due
from cairn.domain.boards.services.meetings import held
from cairn.domain.boards.terms import STANDING, AgendaKind
from cairn.domain.plans.api import ActionFacts, ActionPlan, add_action
from cairn.domain.plans.terms import Origin
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor

TEXT_LENGTH = 200
NOT_TIED = "Nobody said which commitment it serves."
NO_OWNER = "Nobody owns it yet."
NO_DAY = "It has no due date yet."
NOBODY_FOLLOWS = (
    "This group ends, and no group follows it: this would stand on no agenda. Say first which group takes over, or"
    " give it an owner, a due date and a commitment."
)


def build_agenda(*, by: Actor, at: datetime, meeting: Meeting) -> int:
    """Put the standing items on the agenda and look up anew what is due. Minutes are left alone.

    Returns:
        How many items changed; 0 when everything was up to date.
    """
    policies.RUN_MEETING.require(by, meeting)
    today = timezone.localdate(at)
    known = {item.kind: item for item in meeting.items.select_related("meeting")}
    due = {kind: lines_due(by, meeting, kind, today=today) for kind in STANDING}
    wanted = [
        (place, kind)
        for place, kind in enumerate(STANDING, start=1)
        if kind not in known or (known[kind].shown, known[kind].shown_on) != (due[kind], today)
    ]
    if not wanted and AgendaKind.OTHER in known:
        return 0
    with command("boards.build_agenda", by=by, at=at):
        fresh = held(meeting, by=by)
        for place, kind in wanted:
            item = known.get(kind) or AgendaItem(
                partnership_id=fresh.partnership_id, meeting=fresh, kind=kind, title=AgendaKind(kind).label, place=place
            )
            item.shown, item.shown_on = due[kind], today
            item.save()
        if AgendaKind.OTHER not in known:
            AgendaItem(
                partnership_id=fresh.partnership_id, meeting=fresh, kind=AgendaKind.OTHER,
                title=AgendaKind.OTHER.label, place=1000,
            ).save()  # fmt: skip
    return len(wanted)


def save_minutes(
    *, by: Actor, at: datetime, item: AgendaItem, version: int, note: str, decided: str
) -> AgendaItem:  # fmt: skip
    """Write down what was said about an item and what was decided.

    Args:
        version: of the item, as the writer saw it.

    Raises:
        EditConflict: when somebody saved other words in between; nothing is saved.
        Refused: before the day of the meeting, or when nothing was changed.
    """
    note, decided = _plain(note), _plain(decided)
    with command("boards.save_minutes", by=by, at=at):
        fresh = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
        policies.RUN_MEETING.require(by, fresh.meeting)
        _check_day_has_come(fresh.meeting, at)
        if (fresh.note, fresh.decided) == (note, decided):
            raise Refused("Nothing was changed.")
        if fresh.version != version:
            raise EditConflict(theirs={"note": fresh.note, "decided": fresh.decided}, version=fresh.version)
        fresh.note, fresh.decided = note, decided
        fresh.version += 1
        fresh.save()
    return fresh


@dataclass(frozen=True)
class MinutedFacts:
    """What a meeting asked somebody to do.

    Args:
        text: what, as an instruction.
        owner: who, or None.
        due_on: by when, or None.
        plan, commitment: where it belongs in a plan, or None.
    """

    text: str
    owner: User | None = None
    due_on: date | None = None
    plan: ActionPlan | None = None
    commitment: Commitment | None = None


def minute_action(*, by: Actor, at: datetime, item: AgendaItem, facts: MinutedFacts) -> Matter:
    """Minute something to be done. Where the plan takes it, it is an action of the plan from now on;
    where it does not, it stays a matter arising, with what the plan said. Sent twice, it is minuted once.

    Raises:
        Refused: without words, before the day of the meeting, or where it would stand on no agenda.
    """
    text = " ".join(facts.text.split())
    if not text:
        raise Refused("Say what is to be done.", field="text")
    if len(text) > TEXT_LENGTH:
        raise Refused(f"Say it in {TEXT_LENGTH} characters or fewer.", field="text")
    meeting = item.meeting
    policies.RUN_MEETING.require(by, meeting)
    _check_day_has_come(meeting, at)
    same = Matter.objects.filter(item=item, text=text, owner=facts.owner, due_on=facts.due_on).first()
    if same is not None:
        return same
    with command("boards.minute_action", by=by, at=at):
        fresh = held(meeting, by=by)
        matter = Matter(
            partnership_id=fresh.partnership_id, ref=new_reference("T", taken=Matter), group=fresh.group,
            meeting=fresh, item=item, text=text, owner=facts.owner, due_on=facts.due_on,
        )  # fmt: skip
        try:
            with transaction.atomic():
                matter.action = _into_plan(by=by, at=at, matter=matter, facts=facts)
        except (Refused, Forbidden) as refusal:
            matter.plan_said = str(refusal)
        else:
            matter.closed_on = timezone.localdate(at)
            matter.closed_because = f"It is in the action plan, as {matter.action.ref}."
            matter.closed_by_id = by.user_id
        if matter.closed_on is None and fresh.group.ended_on is not None and fresh.group.followed_by_id is None:
            raise Refused(NOBODY_FOLLOWS, field="text")
        matter.save()
    return matter


def close_matter(*, by: Actor, at: datetime, matter: Matter, reason: str) -> Matter:
    """Take a matter arising off the agenda, with a reason.

    Raises:
        Refused: without a reason.
        Forbidden: when it is closed already, or the policy does not allow it.
    """
    if not reason.strip():
        raise Refused("Say why it is closed. Without a reason it stays on the agenda.", field="reason")
    with command("boards.close_matter", by=by, at=at):
        fresh = Matter.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=matter.pk)
        policies.CLOSE_MATTER.require(by, fresh)
        fresh.closed_on, fresh.closed_because = timezone.localdate(at), reason.strip()
        fresh.closed_by_id = by.user_id
        fresh.save()
    return fresh


def _into_plan(*, by: Actor, at: datetime, matter: Matter, facts: MinutedFacts):
    """Add it to the plan, with the meeting as its origin.

    Raises:
        Refused, Forbidden: in the words that are kept with the matter.
    """
    if facts.plan is None or facts.commitment is None:
        raise Refused(NOT_TIED)
    if facts.owner is None:
        raise Refused(NO_OWNER)
    if facts.due_on is None:
        raise Refused(NO_DAY)
    meeting = matter.meeting
    day = timezone.localdate(meeting.starts_at)
    minuted = f"Minuted by {meeting.group.name} on {day_in_words(day)}: meeting {meeting.ref}, matter {matter.ref}."
    return add_action(
        by=by, at=at, plan=facts.plan, reason=minuted,
        facts=ActionFacts(
            commitment=facts.commitment, title=matter.text, lead=facts.owner.agency, owner=facts.owner,
            starts_on=day, due_on=facts.due_on, origin=Origin.MEETING, origin_note=minuted,
        ),
    )  # fmt: skip


def _check_day_has_come(meeting: Meeting, at: datetime) -> None:
    if timezone.localdate(at) < timezone.localdate(meeting.starts_at):
        raise Refused("The day of the meeting has not come. Minutes are taken from that day on.")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
