"""Invented risks of the demonstration: a small register, some of it looked at twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.domain.risks.api import Risk, add_risk, close_risk, reassess
from cairn.domain.strategies.api import Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.audit.commands import set_scope


@dataclass(frozen=True, slots=True)
class Invented:
    """One risk: who answers for it, what it threatens, and (days ago, likelihood, impact, done, why) each time."""

    title: str
    owner: str
    threatens: tuple[str, ...]
    graded: tuple[tuple[int, int, int, str, str], ...]
    closed: tuple[int, str] | None = None


CUMBERLAND = (
    Invented(
        "Funding of the specialist advocates ends with the financial year",
        "cum-council-lead",
        ("CS2", "CS10"),
        (
            (160, 3, 4, "Bids are written for three funds.", ""),
            (
                41,
                4,
                4,
                "One bid was refused. Two are open, and the board has asked for a plan without them.",
                "The first fund said no.",
            ),
        ),
    ),  # fmt: skip
    Invented(
        "No bus after six keeps people in the valleys from evening sessions",
        "cum-publichealth",
        ("CS5",),
        (
            (120, 4, 3, "Sessions by telephone are offered.", ""),
            (30, 3, 3, "A community car scheme drives on Tuesdays.", "The car scheme began in October."),
        ),
    ),
    Invented(
        "Schools cannot release staff for a full day of training",
        "cum-education",
        ("CP2", "CP7"),
        ((75, 3, 3, "The course is cut into three evenings, tried in two schools first.", ""),),
    ),
    Invented(
        "Two posts in the team that manages the most dangerous abusers stay empty",
        "con-lead",
        ("CX5",),
        ((25, 4, 5, "Officers of a neighbouring area stand in until February.", ""),),
    ),
    Invented(
        "The new case system of a partner cannot yet send its counts",
        "prob-lead",
        ("CS3",),
        ((190, 2, 2, "Counts come by spreadsheet.", ""),),
        closed=(60, "The counts have come from the new system since September."),
    ),
)

WESTMORLAND = (
    Invented(
        "The only place to meet in the far dales closes for the winter",
        "wf-council-lead",
        ("WP1",),
        ((48, 3, 3, "Two village halls have offered a room.", ""),),
    ),
)
# Strategy to the manager who keeps its register, and what stands in it.
REGISTERS = {
    "cumberland-2025-2030": ("cum-manager", CUMBERLAND),
    "westmorland-and-furness-2023-2028": ("wf-manager", WESTMORLAND),
}


def load_risks(users: Mapping[str, User], strategy: Any, now: datetime) -> Iterator[str]:
    """Add a strategy's risks through the services, on the days they were looked at; nothing where there are any."""
    key, risks = REGISTERS[strategy.slug]
    with transaction.atomic():
        manager = actor_for(users[key], strategy.partnership, on=timezone.localdate(now))
        set_scope(manager, command_id="")
        if Risk.objects.filter(partnership=strategy.partnership).exists():
            return
        commitments = {row.code: row for row in Commitment.objects.filter(strategy=strategy)}
        for found in risks:
            _load(found, manager, {code: commitments[code] for code in found.threatens}, users, now)
    yield f"{strategy.title}: {len(risks)} risk{'' if len(risks) == 1 else 's'}."


def _load(found: Invented, manager: Any, threatens: Mapping[str, Commitment], users: Mapping[str, User], now: datetime):
    (days, likelihood, impact, done, _), *later = found.graded
    risk = add_risk(
        by=manager, at=now - timedelta(days=days), title=found.title, threatens=list(threatens.values()),
        owner=users[found.owner], likelihood=likelihood, impact=impact, mitigation=done,
    )  # fmt: skip
    for days, likelihood, impact, done, why in later:
        reassess(
            by=manager, at=now - timedelta(days=days), risk=risk, likelihood=likelihood, impact=impact,
            mitigation=done, why=why,
        )  # fmt: skip
    if found.closed:
        days, why = found.closed
        close_risk(by=manager, at=now - timedelta(days=days), risk=risk, why=why)
