"""Beside the form that adds somebody: whether they are known elsewhere, asked of contexts above before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.http import HttpRequest

from cairn.domain.cases.web.frame import Part
from cairn.kernel.actors import Actor

# Contexts above say whether somebody is known to them: function of an actor, a name as it was typed, a birth where the
# whole of it was, and the moment, to a part that is shown above the form, or None. Each has a policy and a record.
KNOWN_ELSEWHERE: list[Callable[[Actor, str, date | None, datetime], Part | None]] = []
ASK = "ask_known"  # the button


def asks_elsewhere(request: HttpRequest) -> bool:
    """Whether the button was pressed that asks, and saves nothing."""
    return request.method == "POST" and ASK in request.POST


def known_elsewhere(request: HttpRequest, *, at: datetime) -> list[Part]:
    """What contexts above say of whoever was typed."""
    said = [ask(request.actor, request.POST.get("name", "").strip(), _born(request), at) for ask in KNOWN_ELSEWHERE]
    return [part for part in said if part is not None]


def _born(request: HttpRequest) -> date | None:
    try:
        year, month, day = (int(request.POST.get(f"born_{part}", "")) for part in ("year", "month", "day"))
        return date(year, month, day)
    except ValueError:
        return None
