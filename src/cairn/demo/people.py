"""The invented people: read from people.toml and let in through the real services."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.services.people import acting, add_person, grant_role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.kernel.actors import system_actor

# Both Cumbrian councils began on 1 April 2023; Herefordshire's strategy ran from 2019.
FIRST_DAY = date(2023, 4, 1)
FIRST_DAYS = {"herefordshire": date(2019, 4, 1)}
REASON = "One of the invented people of the demonstration."


def load_people(at: datetime) -> dict[str, User]:
    """Let everybody in who is not in yet; running it again changes nothing.

    Args:
        at: when. Partnerships and agencies must be loaded already.

    Returns:
        The key of each person in people.toml to the account.
    """
    if settings.MODE not in ("demo", "test"):
        raise RuntimeError("Invented people are loaded in demo mode only.")
    agencies = {agency.slug: agency for agency in Agency.objects.all()}
    partnerships = {partnership.slug: partnership for partnership in Partnership.objects.all()}
    return {
        row["key"]: _load(row, agency=agencies[row["agency"]], partnerships=partnerships, at=at)
        for row in read_people()
    }


def load_waiting_role(people: dict[str, User], at: datetime) -> None:
    """One role that waits for a second person, given by the administrator; running it again changes nothing."""
    person, giver = people["con-pvp"], people["cum-admin"]
    partnership = Partnership.objects.get(slug="cumberland")
    with transaction.atomic():
        by = actor_for(giver, partnership, on=timezone.localdate(at))
        if Grant.objects.filter(user=person, partnership=partnership, role=Role.PRACTITIONER).exists():
            return
        grant_role(by=by, at=at, person=person, role=Role.PRACTITIONER, reason="Joins the conference team in spring.")


def read_people() -> list[dict[str, Any]]:
    """The rows of people.toml."""
    return _read("people.toml", "cairn-demo-people/1")["person"]


def read_cast() -> list[dict[str, Any]]:
    """The rows of cast.toml: who is offered on the demonstration's sign-in page."""
    return _read("cast.toml", "cairn-cast/1")["member"]


def _read(name: str, wanted: str) -> dict[str, Any]:
    found = tomllib.loads((files("cairn.demo") / "data" / name).read_text(encoding="utf-8"))
    if found.get("format") != wanted:
        raise ValueError(f"{name} is not in the format {wanted}.")
    return found


def _load(row: dict[str, Any], *, agency: Agency, partnerships: dict[str, Partnership], at: datetime) -> User:
    person = User.objects.filter(email=row["email"]).first()
    for wanted in row["grants"]:
        by = system_actor(partnerships[wanted["partnership"]].pk)
        days = {
            "from_on": wanted.get("from_on") or FIRST_DAYS.get(wanted["partnership"], FIRST_DAY),
            "until_on": wanted.get("until_on"),
        }
        role = wanted["role"]
        if person is None:
            person = add_person(
                by=by, at=at, name=row["name"], email=row["email"], agency=agency, roles=(role,), reason=REASON,
                invented=True, **days,
            ).person  # fmt: skip
            continue
        with acting(by):
            held = Grant.objects.filter(user=person, partnership_id=by.partnership_id, role=role).exists()
            if not held:
                grant_role(by=by, at=at, person=person, role=role, reason=REASON, **days)
    if person is None:
        raise ValueError(f"{row['key']} holds no role anywhere.")
    return person
