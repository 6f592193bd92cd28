"""What residents of the demonstration sent by the public form: one half typed, one that waits, one that is a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from cairn.domain.applications import api as applications
from cairn.domain.cases.api import (
    Case,
    add_person,
    end_post,
    name_for_role,
    open_case,
    roles_held,
    take_in_waiting,
    take_step,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

KIND, PLACE, CONTACT_POINT = "asb_case_review", "cumberland", "cum-case-asb"
# Nobody but the role of the public forms, and the owner, may write what a resident writes.
OWNER, WHO = "owner", "the demonstration"
# How many days ago: the first was sent, and the one that waits. On the second nobody was named as contact point.
TAKEN, ACKNOWLEDGED, WAITS = 9, 7, 3
# Who applied by telephone before, so that the contact point is asked whether it is the same person; and days ago.
ASKS_AGAIN, BEFORE = "Sedge Outcrop", 150


@dataclass(frozen=True, slots=True)
class Shown:
    """A code that opens something on the public forms of the demonstration, and what."""

    code: str
    says: str


HALF = Shown("DEMHAF-DEMHAF-DEMHAF", "A form that somebody began and has not sent.")
WAITING = Shown("DEMWAT-DEMWAT-DEMWAT", "An application that was sent and is in no case yet.")
IN_A_CASE = Shown("DEMTAK-DEMTAK-DEMTAK", "An application of which a case was made, and how it stands.")
CODES = (IN_A_CASE, WAITING, HALF)
LINES = {
    HALF: "The form that is half typed",
    WAITING: "An application that waits: nobody was named as contact point on the day it was sent",
    IN_A_CASE: "An application that became a case",
}


def load_applications(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Let residents begin and send applications, and take in what can be; nothing where it was done before.

    The one that waits was sent on a day on which nobody was named as contact point: her post was ended a day early.

    Args:
        users: key of each invented person to the account.
        at: now.
    """
    if OWNER not in settings.DATABASES:
        yield "No applications are loaded: the owner's address is not known."
        return
    partnership = Partnership.objects.get(slug=PLACE)
    form = next(
        (each for each in applications.open_forms(using=OWNER)
         if (each.kind, each.area) == (KIND, partnership.area)), None,
    )  # fmt: skip
    if form is None or _of(HALF).exists():
        return
    _asked_before(partnership, users[CONTACT_POINT], ASKS_AGAIN, at=at - timedelta(days=BEFORE))
    _sent(form.number, IN_A_CASE, _answers(ASKS_AGAIN, at, TAKEN), at=at - timedelta(days=TAKEN))
    take_in_waiting(at=at - timedelta(days=TAKEN))
    _acknowledge(partnership, users[CONTACT_POINT], sent=at - timedelta(days=TAKEN),
                 at=at - timedelta(days=ACKNOWLEDGED))  # fmt: skip
    take_in_waiting(at=at - timedelta(days=ACKNOWLEDGED))
    _nobody_for_a_day(partnership, users[CONTACT_POINT], at=at)
    _sent(form.number, WAITING, _answers("Yarrow Crevice", at, WAITS), at=at - timedelta(days=WAITS))
    take_in_waiting(at=at)
    _begun(form.number, HALF, {"who": {"asked_by": "person_harmed", "name": "Vetch Boulder"}})
    for shown, says in LINES.items():
        yield f"{partnership.name}: {says}. Its code is {shown.code}."


def _answers(name: str, at: datetime, days_ago: int) -> dict[str, Any]:
    """What somebody says who reported three things in the months before."""
    day = timezone.localdate(at) - timedelta(days=days_ago)
    reports = [
        {
            "behaviour_on": str(day - timedelta(days=back)), "reported_on": str(day - timedelta(days=back - 1)),
            "told": told,
        }
        for back, told in ((64, "council"), (41, "landlord"), (12, "police"))
    ]  # fmt: skip
    return {
        "who": {"asked_by": "person_harmed", "name": name},
        "reports": reports,
        "hate": {"hate": "no"},
        "contact": {"way": "code_on_screen"},
    }


def _begun(form: int, shown: Shown, answers: Mapping[str, Any]) -> tuple[str, int]:
    """Begin one under the code that is shown; the key of the browser, and its version."""
    key = applications.new_key()
    begun = applications.begin(form, code=shown.code, key=key, who=WHO, using=OWNER)
    version = applications.save(key, 1, answers, using=OWNER)
    if begun != applications.DONE or not version:
        raise RuntimeError("A form of the demonstration could not be begun.")
    return key, version


def _sent(form: int, shown: Shown, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Send one as the form does, then move it back to the day on which it was sent."""
    with transaction.atomic(using=OWNER):
        key, version = _begun(form, shown, answers)
        if not applications.send(key, version, code=shown.code, using=OWNER):
            raise RuntimeError("A form of the demonstration could not be sent.")
        applications.leave(key, using=OWNER)
        _of(shown).update(began_at=at, sent_at=at)


def _of(shown: Shown) -> QuerySet[Model]:
    """The row behind a code, as the owner alone may look at it."""
    rows = apps.get_model("applications", "Application").objects.using(OWNER)
    return rows.filter(code=applications.digest_of_code(shown.code))


def _nobody_for_a_day(partnership: Partnership, user: User, *, at: datetime) -> None:
    """End the post of the contact point a day before she is named anew."""
    cairn, before, after = system_actor(partnership.pk), at - timedelta(days=WAITS + 1), at - timedelta(days=WAITS - 1)
    with transaction.atomic():
        set_scope(cairn)
        for held in roles_held(partnership.pk, on=timezone.localdate(before)):
            if held.kind != KIND or not held.leads:
                continue
            for post in held.posts:
                end_post(by=cairn, at=before, post=post, last_on=timezone.localdate(before))
            name_for_role(by=cairn, at=after, kind=KIND, role=held.role, user=user, from_on=timezone.localdate(after))


def _asked_before(partnership: Partnership, user: User, name: str, *, at: datetime) -> None:
    """An earlier application for the same person, taken down by the contact point, and withdrawn."""
    with transaction.atomic():
        set_scope(system_actor(partnership.pk))
        by = actor_for(user, partnership, on=timezone.localdate(at))
        if by is None:
            return
        set_scope(by)
        case = open_case(by=by, at=at, kind=KIND, move="apply", details={"asked_by": "person_harmed"})
        add_person(by=by, at=at, case=case, party="person_harmed", name=name)
        take_step(by=by, at=at + timedelta(days=6), case=case, name="withdraw",
                  reason="It was quiet for a while.")  # fmt: skip


def _acknowledge(partnership: Partnership, user: User, *, sent: datetime, at: datetime) -> None:
    with transaction.atomic():
        set_scope(system_actor(partnership.pk))
        case = Case.objects.filter(partnership=partnership, kind=KIND, opened_at=sent).first()
        by = actor_for(user, partnership, on=timezone.localdate(at))
        if case is None or by is None:
            raise RuntimeError("No case was made of what was sent.")
        set_scope(by)
        take_step(by=by, at=at, case=case, name="acknowledge", details={"acknowledged_by": "code_on_screen"})
