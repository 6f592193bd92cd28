"""What is due for a meeting: exceptions first, what survivors asked for, rural places, equality, risks, old matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cairn.domain.boards.models import Matter, Meeting
from cairn.domain.boards.queries.lineage import open_in
from cairn.domain.boards.terms import AgendaKind
from cairn.domain.plans.api import Action, ActionCard, PlanState, cards
from cairn.domain.plans.terms import Characteristic
from cairn.domain.risks.api import register
from cairn.domain.voice.api import open_issues
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery
from cairn.kernel.risk_matrix import Band, Trend

EXCEPTIONAL = (Delivery.LATE, Delivery.BLOCKED, Delivery.AT_RISK)  # worst first
GRAVE = (Band.HIGH, Band.EXTREME)
MOST = 40  # lines of one item; how many more there are is said
Line = dict[str, Any]


def lines_due(actor: Actor, meeting: Meeting, kind: str, *, today: date) -> list[Line]:
    """What a standing item shows on a day.

    Args:
        actor: who builds the agenda. Actions of a draft plan are left out whoever it is.
        meeting: for which it is built.
        kind: a standing value of ``AgendaKind``.
        today: the day.

    Returns:
        Lines, each with title and about, and where it leads anywhere, of and ref; status where it has one.
    """
    if kind == AgendaKind.MATTERS:
        return _matters(meeting)  # every one: none may be lost
    if kind == AgendaKind.VOICE:
        return _cut(_issues(actor), "issues")
    if kind == AgendaKind.RISKS:
        return _cut(_risks(actor), "risks")
    found = cards(actor, today=today, base=Action.objects.exclude(plan__state=PlanState.DRAFT))
    if kind == AgendaKind.EXCEPTIONS:
        return _cut([_action(card) for card in _exceptions(found)], "actions")
    return _views(found)


def _exceptions(found: Iterable[ActionCard]) -> list[ActionCard]:
    rows = [card for card in found if card.status in EXCEPTIONAL]
    return sorted(rows, key=lambda card: (EXCEPTIONAL.index(card.status), card.due_on, card.ref))


def _action(card: ActionCard) -> Line:
    about = f"{card.lead.short}, due on {day_in_words(card.due_on)}. {card.because}"
    return {"of": "action", "ref": card.ref, "title": card.title, "about": about, "status": str(card.status)}


def _matters(meeting: Meeting) -> list[Line]:
    rows = open_in(meeting.group).exclude(meeting_id=meeting.pk)
    rows = rows.filter(meeting__starts_at__lt=meeting.starts_at).select_related("owner__agency", "meeting")
    return [{"of": "matter", "ref": row.ref, "title": row.text, "about": _about_matter(row)} for row in rows]


def _about_matter(row: Matter) -> str:
    who = f"{row.owner.agency.short}" if row.owner else "Nobody owns it"
    when = f", due on {day_in_words(row.due_on)}" if row.due_on else ""
    return f"{who}{when}. Raised on {day_in_words(row.meeting.starts_at)}."


def _issues(actor: Actor) -> list[Line]:
    return [
        {"of": "issue", "ref": issue.ref, "title": issue.topic, "about": f"Raised in {issue.month}; still open."}
        for issue in open_issues(actor)
    ]


def _risks(actor: Actor) -> list[Line]:
    """Open risks that are high or extreme, or rising, gravest first."""
    return [
        {
            "of": "risk",
            "ref": risk.ref,
            "title": risk.title,
            "about": f"{risk.band.capitalize()}, {risk.score} of 25, {risk.trend}. {risk.agency} answers for it. "
            f"It threatens {', '.join(code for code, _slug in risk.threatens)}.",
        }
        for risk in register(actor).open
        if risk.band in GRAVE or risk.trend is Trend.RISING
    ]


def _views(found: list[ActionCard]) -> list[Line]:
    """How actions for rural places, and for each protected characteristic, are going."""
    still = [card for card in found if card.is_open]
    views = [("Rural places", [card for card in still if card.rural])]
    views += [(one.label, [card for card in still if one in card.characteristics]) for one in Characteristic]
    lines = []
    for words, rows in views:
        behind = sum(card.status in EXCEPTIONAL for card in rows)
        if rows:
            about = f"{len(rows)} open {'action' if len(rows) == 1 else 'actions'}, {behind} late, blocked or at risk."
            lines.append({"title": words, "about": about})
        elif words == "Rural places":
            lines.append({"title": words, "about": "No open action says which rural need it answers."})
    return lines


def _cut(lines: list[Line], things: str) -> list[Line]:
    if len(lines) <= MOST:
        return lines
    return [*lines[:MOST], {"title": f"And {len(lines) - MOST} more {things}", "about": ""}]
