"""The list of groups, the governance map, and one group with its seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from cairn.domain.boards import policies
from cairn.domain.boards.models import Group, Seat
from cairn.domain.boards.terms import Cycle, GroupKind, Interest, required_interests
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat as a page shows it; ``person`` is "" while nobody holds it."""

    pk: int
    agency: str
    interest: str
    person: str
    chairs: bool
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group in the list and on the map.

    Args:
        missing: required interests without a seat, in words.
        empty: how many seats nobody holds.
        below: the groups that report to it.
    """

    ref: str
    name: str
    kind: str
    cycle: str
    reports_to: str
    seats: int
    empty: int
    missing: tuple[str, ...]
    ended_on: date | None
    below: tuple[GroupLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Everything the page of a group shows of the group itself."""

    ref: str
    name: str
    kind: str
    cycle: str
    terms: str
    terms_agreed_on: date | None
    quorum: int
    reports_to: tuple[str, str] | None
    below: tuple[tuple[str, str], ...]
    ended_on: date | None
    followed_by: tuple[str, str] | None
    follows: tuple[tuple[str, str], ...]
    seats: tuple[SeatView, ...]
    earlier: tuple[SeatView, ...]
    missing: tuple[str, ...]
    is_part_4: bool
    quorum_beyond_seats: bool
    may_change: bool


def group_for(actor: Actor, ref: str) -> Group:
    """One group the actor may see, or 404."""
    return policies.VIEW.one(actor, Group.objects.select_related("reports_to", "followed_by"), ref=ref)


def seat_for(group: Group, number: int) -> Seat:
    """One seat of a group, or 404."""
    found = Seat.objects.filter(group=group, pk=number).select_related("agency", "person", "group").first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def seats_on(day: date) -> Q:
    """Rows of Seat in force on a day."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day))


def group_lines(actor: Actor, *, today: date) -> tuple[GroupLine, ...]:
    """Every group the actor may see, by name: those that go on first."""
    groups = list(policies.VIEW.rows(actor, Group.objects.select_related("reports_to")).order_by("name"))
    seats = _seats_by_group(groups, today)
    return tuple(sorted((_line(group, seats[group.pk]) for group in groups), key=lambda one: one.ended_on is not None))


def group_tree(actor: Actor, *, today: date) -> tuple[GroupLine, ...]:
    """The groups that go on, those that report to nobody first, each with those below it."""
    rows = Group.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today)).select_related("reports_to")
    groups = list(policies.VIEW.rows(actor, rows).order_by("name"))
    seats = _seats_by_group(groups, today)
    here = {group.pk for group in groups}
    below: dict[int | None, list[Group]] = defaultdict(list)
    for group in groups:
        below[group.reports_to_id if group.reports_to_id in here else None].append(group)

    def grown(group: Group) -> GroupLine:
        return _line(group, seats[group.pk], tuple(grown(one) for one in below[group.pk]))

    return tuple(grown(group) for group in below[None])


def group_page(actor: Actor, group: Group, *, today: date) -> GroupPage:
    """One group: its terms, its seats now and before, and which required interests have no seat."""
    rows = list(Seat.objects.filter(group=group).select_related("agency", "person"))
    now = [row for row in rows if row.until_on is None or row.until_on >= today]
    earlier = [row for row in rows if row.until_on is not None and row.until_on < today]
    above = group.reports_to
    return GroupPage(
        ref=group.ref,
        name=group.name,
        kind=GroupKind(group.kind).label,
        cycle=Cycle(group.cycle).label,
        terms=group.terms,
        terms_agreed_on=group.terms_agreed_on,
        quorum=group.quorum,
        reports_to=(above.ref, above.name) if above else None,
        below=tuple(policies.VIEW.rows(actor, group.below.order_by("name")).values_list("ref", "name")),
        ended_on=group.ended_on,
        followed_by=(group.followed_by.ref, group.followed_by.name) if group.followed_by else None,
        follows=tuple(policies.VIEW.rows(actor, group.follows.order_by("name")).values_list("ref", "name")),
        seats=tuple(_seat_view(row) for row in now),
        earlier=tuple(_seat_view(row) for row in sorted(earlier, key=lambda row: row.until_on, reverse=True)),
        missing=missing_interests(group, now),
        is_part_4=group.kind == GroupKind.LOCAL_PARTNERSHIP_BOARD,
        quorum_beyond_seats=group.quorum > len(now),
        may_change=policies.CHANGE.decide(actor, group).allowed,
    )


def missing_interests(group: Group, seats: Iterable[Seat]) -> tuple[str, ...]:
    """Required interests that no seat speaks for, in words."""
    spoken_for = {seat.interest for seat in seats}
    wanted = required_interests(group.kind, districts=group.districts)
    return tuple(one.label for one in wanted if one not in spoken_for)


def _seats_by_group(groups: Iterable[Group], today: date) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    rows: QuerySet[Seat] = Seat.objects.filter(seats_on(today), group__in=[group.pk for group in groups])
    for seat in rows.order_by("pk"):
        found[seat.group_id].append(seat)
    return found


def _line(group: Group, seats: list[Seat], below: tuple[GroupLine, ...] = ()) -> GroupLine:
    return GroupLine(
        ref=group.ref,
        name=group.name,
        kind=GroupKind(group.kind).label,
        cycle=Cycle(group.cycle).label,
        reports_to=group.reports_to.name if group.reports_to else "",
        seats=len(seats),
        empty=sum(seat.person_id is None for seat in seats),
        missing=missing_interests(group, seats),
        ended_on=group.ended_on,
        below=below,
    )


def _seat_view(seat: Seat) -> SeatView:
    return SeatView(
        pk=seat.pk,
        agency=seat.agency.name,
        interest=Interest(seat.interest).label,
        person=seat.person.name if seat.person else "",
        chairs=seat.chairs,
        from_on=seat.from_on,
        until_on=seat.until_on,
    )
