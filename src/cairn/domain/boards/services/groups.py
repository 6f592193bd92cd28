"""Add a group, change it, and say who sits at its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import Group, Meeting, Seat
from cairn.domain.boards.queries.lineage import open_in
from cairn.domain.boards.terms import Cycle, GroupKind, Interest
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor

CHANGEABLE = (
    "name", "kind", "terms", "terms_agreed_on", "cycle", "quorum", "reports_to_id", "districts", "ended_on",
    "followed_by_id",
)  # fmt: skip
LARGEST_QUORUM = 100
FOLLOWED = "followed_by"


@dataclass(frozen=True)
class GroupFacts:
    """What is said of a group.

    Args:
        name: as people say it.
        kind, cycle: values of ``GroupKind`` and ``Cycle``.
        terms: its terms of reference.
        terms_agreed_on: when they were agreed, or None.
        quorum: how many seats must be there; 0 where none is set.
        reports_to: the group above it, or None.
        districts: the area has district councils; asked of a local partnership board.
        ended_on: its last day, or None while it goes on.
        followed_by: the group that takes over what is still open then, or None.
    """

    name: str
    kind: str
    cycle: str
    terms: str = ""
    terms_agreed_on: date | None = None
    quorum: int = 0
    reports_to: Group | None = None
    districts: bool = False
    ended_on: date | None = None
    followed_by: Group | None = None

    def columns(self) -> dict[str, Any]:
        """As columns of Group."""
        return {
            "name": " ".join(self.name.split()), "kind": self.kind, "terms": self.terms.strip(),
            "terms_agreed_on": self.terms_agreed_on, "cycle": self.cycle, "quorum": self.quorum,
            "reports_to_id": self.reports_to.pk if self.reports_to else None, "districts": self.districts,
            "ended_on": self.ended_on, "followed_by_id": self.followed_by.pk if self.followed_by else None,
        }  # fmt: skip


def add_group(*, by: Actor, at: datetime, facts: GroupFacts) -> Group:
    """Add a group. Sent twice, it is added once.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the field that is wrong.
    """
    policies.ADD.require(by, Partnership.objects.get(pk=by.partnership_id))
    wanted = facts.columns()
    same = Group.objects.filter(partnership_id=by.partnership_id, name=wanted["name"]).first()
    if same is not None and all(getattr(same, name) == value for name, value in wanted.items()):
        return same
    group = Group(partnership_id=by.partnership_id, **wanted)
    _check(group, today=timezone.localdate(at))
    with command("boards.add_group", by=by, at=at):
        group.ref = new_reference("G", taken=Group)
        group.save()
    return group


def change_group(*, by: Actor, at: datetime, group: Group, version: int, facts: GroupFacts) -> Group:
    """Change what is said of a group.

    Args:
        version: the version the editor saw.

    Raises:
        EditConflict: when somebody saved in between; nothing is saved.
        Refused: naming the field that is wrong, or when nothing was changed.
    """
    with command("boards.change_group", by=by, at=at):
        fresh = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
        policies.CHANGE.require(by, fresh)
        wanted = facts.columns()
        if all(getattr(fresh, name) == value for name, value in wanted.items()):
            raise Refused("Nothing was changed.")
        if fresh.version != version:
            raise EditConflict(theirs={name: getattr(fresh, name) for name in CHANGEABLE}, version=fresh.version)
        for name, value in wanted.items():
            setattr(fresh, name, value)
        _check(fresh, today=timezone.localdate(at))
        fresh.version += 1
        fresh.save()
    return fresh


def add_seat(
    *, by: Actor, at: datetime, group: Group, agency: Agency, interest: str, from_on: date,
    person: User | None = None, chairs: bool = False,
) -> Seat:  # fmt: skip
    """Give an agency a seat, held by somebody or empty.

    Raises:
        Refused: naming the field that is wrong.
    """
    policies.CHANGE.require(by, group)
    today = timezone.localdate(at)
    if interest not in Interest.values:
        raise Refused("Choose whom the seat speaks for.", field="interest")
    if not current_members(group.partnership_id, today).filter(agency=agency).exists():
        raise Refused(f"{agency.name} is not a partner today.", field="agency")
    _check_person(person, agency, group.partnership_id, today=today)
    wanted = {"agency": agency, "interest": interest, "person": person, "chairs": chairs, "from_on": from_on}
    with command("boards.add_seat", by=by, at=at):
        held = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
        now = Seat.objects.filter(group=held, until_on__isnull=True)
        same = now.filter(**wanted).first()
        if same is not None:
            raise Refused("That seat is there already.", field="agency")
        if chairs and now.filter(chairs=True).exists():
            raise Refused("The group has a chair already. End that seat first, or leave the box empty.", field="chairs")
        seat = Seat(partnership_id=group.partnership_id, group=held, **wanted)
        seat.save()
    return seat


def hand_over(*, by: Actor, at: datetime, seat: Seat, person: User | None, from_on: date) -> Seat:
    """Let somebody else hold a seat from a day, or leave it empty; who held it before stays on record.

    Raises:
        Refused: when the seat has ended, nobody new takes it, or the day is before it began.
    """
    policies.CHANGE.require(by, seat.group)
    with command("boards.hand_over_seat", by=by, at=at):
        fresh = _open_seat(seat)
        if (person.pk if person else None) == fresh.person_id:
            raise Refused("That is who holds it now.", field="person")
        _check_person(person, fresh.agency, fresh.partnership_id, today=timezone.localdate(at))
        if from_on < fresh.from_on:
            raise Refused("The day is before the present holder began.", field="from_on")
        if from_on == fresh.from_on:  # put right on its own first day: nobody sat there in between
            fresh.person = person
            fresh.save()
            return fresh
        fresh.until_on = from_on - timedelta(days=1)
        fresh.save()
        following = Seat(
            partnership_id=fresh.partnership_id, group=fresh.group, agency=fresh.agency, interest=fresh.interest,
            chairs=fresh.chairs, person=person, from_on=from_on,
        )  # fmt: skip
        following.save()
    return following


def end_seat(*, by: Actor, at: datetime, seat: Seat, until_on: date) -> Seat:
    """Take a seat away after a day; it stays on record.

    Raises:
        Refused: when it has ended, or the day is before it began.
    """
    policies.CHANGE.require(by, seat.group)
    with command("boards.end_seat", by=by, at=at):
        fresh = _open_seat(seat)
        if until_on < fresh.from_on:
            raise Refused("The last day is before the seat began.", field="from_on")
        fresh.until_on = until_on
        fresh.save()
    return fresh


def _open_seat(seat: Seat) -> Seat:
    rows = Seat.objects.select_for_update(of=("self",)).select_related("group", "agency")
    fresh = rows.get(pk=seat.pk)
    if fresh.until_on is not None:
        raise Refused("This seat has ended already.")
    return fresh


def _check(group: Group, *, today: date) -> None:
    if not group.name:
        raise Refused("Give the group a name.", field="name")
    if group.kind not in GroupKind.values:
        raise Refused("Choose what kind of group it is.", field="kind")
    if group.cycle not in Cycle.values:
        raise Refused("Choose how often it meets.", field="cycle")
    if not 0 <= group.quorum <= LARGEST_QUORUM:
        raise Refused(f"The quorum is a number from 0 to {LARGEST_QUORUM}.", field="quorum")
    if group.terms_agreed_on and group.terms_agreed_on > today:
        raise Refused("The terms cannot have been agreed on a day to come.", field="terms_agreed_on")
    others = Group.objects.filter(partnership_id=group.partnership_id).exclude(pk=group.pk)
    if others.filter(name__iexact=group.name).exists():
        raise Refused("Another group has that name.", field="name")
    above = dict(others.values_list("pk", "reports_to_id"))
    if group.reports_to_id is not None and group.reports_to_id not in above and group.reports_to_id != group.pk:
        raise Refused("Choose a group of this partnership.", field="reports_to")
    if goes_in_a_circle(group.pk, group.reports_to_id, above):
        raise Refused("These groups would report to each other in a circle. Choose another.", field="reports_to")
    _check_ending(group)


def _check_ending(group: Group) -> None:
    """A group that ends leaves no meeting planned after it, and hands over what is still open."""
    following = group.followed_by_id
    if group.ended_on is None:
        if following is not None:
            raise Refused("Only a group that ends is followed by another. Say its last day.", field="ended_on")
        return
    planned = Meeting.objects.filter(group_id=group.pk, called=False)  # of others nobody learns by a refusal
    after = planned.filter(cancelled_on__isnull=True, closed_at__isnull=True)
    late = after.filter(starts_at__date__gt=group.ended_on).order_by("starts_at").first()
    if late is not None:
        day = day_in_words(late.starts_at)
        raise Refused(f"It still meets on {day}, after that day. Cancel that meeting first.", field="ended_on")
    left = open_in(group).count()
    if following is None:
        if left:
            are = "matter arising is" if left == 1 else "matters arising are"
            raise Refused(f"{left} {are} still open. Choose the group that takes over, or close first.", field=FOLLOWED)
        return
    others = dict(Group.objects.filter(partnership_id=group.partnership_id).values_list("pk", "followed_by_id"))
    if following not in others:
        raise Refused("Choose a group of this partnership.", field=FOLLOWED)
    if goes_in_a_circle(group.pk, following, others):
        raise Refused("These groups would follow each other in a circle. Choose another.", field=FOLLOWED)
    last = Group.objects.get(pk=following)
    if last.ended_on is not None and last.followed_by_id is None:
        raise Refused(f"{last.name} ends too, and no group follows it. Choose one that goes on.", field=FOLLOWED)


def goes_in_a_circle(key: int | None, above: int | None, leads_to: Mapping[int, int | None]) -> bool:
    """True where a group, going on from the one it would lead to, comes back to itself.

    Args:
        key: the group, or None while it is new.
        above: the group it would lead to, such as the one it reports to.
        leads_to: every other group to the one after it.
    """
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = leads_to.get(above)
    return False


def _check_person(person: User | None, agency: Agency, partnership_id: int, *, today: date) -> None:
    if person is None:
        return
    if person.agency_id != agency.pk:
        raise Refused(f"Whoever holds the seat must work for {agency.name}.", field="person")
    if not Grant.objects.filter(current_grants(today), user=person, partnership_id=partnership_id).exists():
        raise Refused(f"{person.name} holds no role in this partnership today.", field="person")
