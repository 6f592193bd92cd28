"""Of the invented cases: one that may be a repeat in each partnership, and one of each that is sent next door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from cairn.demo.cases import PLACES, REFERRED
from cairn.domain.cases.api import (
    Case,
    accept_transfer,
    add_person,
    arrived_in,
    open_case,
    person_rows,
    send_transfer,
    sent_by,
    take_step,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor

KIND = "marac"
# From where, to where, and whether it was taken on; the other waits for an answer.
SENT = (("cumberland", "westmorland-and-furness", True), ("westmorland-and-furness", "cumberland", False))


def load_transfers(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Refer the people of an earlier case again, and send two cases on; nothing where it was done before.

    Args:
        users: key of each invented person to the account.
        at: now.
    """
    places = {slug: Partnership.objects.get(slug=slug) for slug in PLACES}
    for slug, begins in PLACES.items():
        with transaction.atomic():
            nurse = _actor(users[f"{begins}-case-nurse"], places[slug], at)
            if nurse is not None and _refer_again(nurse, at=at):
                yield f"{places[slug].name}: a case that may be a repeat."
    for sender, receiver, taken_on in SENT:
        with transaction.atomic():
            by = _actor(users[f"{PLACES[sender]}-case-coordinator"], places[sender], at)
            there = _actor(users[f"{PLACES[receiver]}-case-coordinator"], places[receiver], at)
            if by is not None and there is not None and _send(by, there, places[receiver], taken_on, at=at):
                yield f"{places[sender].name}: a case sent on."


def _actor(user: User, partnership: Partnership, at: datetime) -> Actor | None:
    return actor_for(user, partnership, on=at.date())


def _closed(partnership_id: int) -> list[Case]:
    """Cases of the conference that were heard and closed, the newest first; as Cairn itself."""
    set_scope(system_actor(partnership_id))
    cases = Case.objects.filter(partnership_id=partnership_id, kind=KIND, state="flagged")
    return list(cases.order_by("-opened_at", "pk"))


def _refer_again(nurse: Actor, *, at: datetime) -> bool:
    """The people of the case closed last, in a further referral of three days ago."""
    earlier = _closed(nurse.partnership_id)
    if not earlier or Case.objects.filter(kind=KIND, repeats__isnull=False).exists():
        return False
    when = at - timedelta(days=3)
    people = person_rows(earlier[0])
    set_scope(nurse)
    case = open_case(by=nurse, at=when, kind=KIND, move="start_draft", details={"wishes": "That it stops."})
    for row in people:
        add_person(by=nurse, at=when, case=case, party=row.party, known=row.person)
    take_step(by=nurse, at=when, case=case, name="submit", details=REFERRED)
    return True


def _send(by: Actor, there: Actor, receiver: Partnership, taken_on: bool, *, at: datetime) -> bool:
    """The case closed last but one goes next door, where it is taken on, or waits for an answer."""
    closed = _closed(by.partnership_id)[1:2]
    set_scope(by)
    if not closed or sent_by(by):
        return False
    send_transfer(
        by=by, at=at - timedelta(days=5), case=closed[0], receiver=receiver, with_contact=True, purpose="plan"
    )
    set_scope(there)
    if taken_on:
        accept_transfer(by=there, at=at - timedelta(days=4), transfer=arrived_in(there)[0])
    return True
