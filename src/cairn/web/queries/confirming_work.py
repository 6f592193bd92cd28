"""Roles that wait for a second person, as a section of My work of those who confirm them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from cairn.domain.plans.api import Section, Task
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.waiting import waiting_for
from cairn.kernel.actors import Actor

_CONFIRM = (Role.AGENCY_LEAD, Role.INFORMATION_GOVERNANCE)
MOST_SHOWN = 20


def roles_waiting(actor: Actor) -> QuerySet[Grant]:
    """The roles that wait for this person."""
    return waiting_for(actor) if actor.has(*_CONFIRM) else Grant.objects.none()


def work_on_roles(actor: Actor, today: date) -> Iterator[Section]:
    """One line for each role that waits, the oldest first."""
    rows = roles_waiting(actor).select_related("user__agency").order_by("from_on", "pk")[:MOST_SHOWN]
    tasks = tuple(
        Task(
            do="Confirm or decline",
            title=f"{row.user.name}: {row.get_role_display().lower()}",
            about=row.user.agency.name,
            screen="accounts:waiting_roles",
            ref="",
        )
        for row in rows
    )
    if tasks:
        yield Section(
            key="roles", title="Roles to confirm", why="Until you do, these people can do nothing in them.", tasks=tasks
        )
