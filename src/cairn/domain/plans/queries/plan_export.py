"""A plan's actions as a table with every column partners keep in their own spreadsheets.

The columns are the union of those seen in published action plans of councils and partnerships,
as far as Cairn holds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, DateChange, Evidence, EvidenceReview, Milestone, Pledge, Update
from cairn.domain.plans.queries.cards import ActionCard
from cairn.domain.plans.terms import Confidence, EvidenceKind, PledgeKind, Stated
from cairn.foundation.access.many_keys import among
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.actors import Actor
from cairn.kernel.tables import Column

COLUMNS = (
    Column("Reference", 12), Column("Strategy", 30), Column("Plan", 10), Column("Theme", 20),
    Column("Commitment", 12), Column("Commitment text", 40), Column("Also serves", 14), Column("Action", 40),
    Column("Detail", 50), Column("Public wording", 40), Column("Origin", 20), Column("Origin, exactly", 30),
    Column("Survivors' issue", 14), Column("Lead agency", 24), Column("Owner", 20),
    Column("Supporting agencies", 30), Column("Starts", 18), Column("Due at first", 18), Column("Due now", 18),
    Column("Times moved", 10), Column("Why it moved", 40), Column("Status worked out", 16), Column("Why", 30),
    Column("Needs attention", 24), Column("Owner says", 14), Column("Confidence", 12), Column("Last update", 18),
    Column("Updated by", 20), Column("Done", 50), Column("What changed for people", 40),
    Column("Next step", 40), Column("Back on track by", 40), Column("Waiting on", 30), Column("Updates", 10),
    Column("Update due", 18), Column("Milestones", 40), Column("Pledges", 40), Column("Evidence", 50),
    Column("Evidence accepted", 10), Column("Rural need", 30), Column("Protected characteristics", 30),
    Column("Completed", 18), Column("Stopped", 18), Column("Stopped because", 30), Column("Carried from", 12),
    Column("Carried to", 12), Column("Version", 8),
)  # fmt: skip


def export_rows(actor: Actor, cards: Iterable[ActionCard]) -> list[list[Any]]:
    """One row of COLUMNS for each card, in the order given; eight queries for any number.

    Args:
        actor: who takes the copy. Evidence kept to another agency is left out, as on the screen.
        cards: from ``cards(actor, ...)``, so only actions the actor may see.
    """
    cards = list(cards)
    beside = _Beside(actor, [card.pk for card in cards])
    return [_row(card, beside) for card in cards]


class _Beside:
    """What hangs from the actions, as lines of text by action."""

    def __init__(self, actor: Actor, keys: list[int]) -> None:
        here = among("action_id", keys)
        columns = (
            "detail",
            "public_wording",
            "origin_note",
            "issue__ref",
            "rural",
            "completed_on",
            "stopped_on",
            "version",
        )
        rows = Action.objects.filter(among("pk", keys)).values("pk", *columns)
        self.actions = {row["pk"]: row for row in rows}
        self.moves = _lines(
            DateChange.objects.filter(here, milestone__isnull=True).select_related("by"),
            lambda row: (
                f"{day_in_words(row.on)}, {row.by.name}: from {day_in_words(row.from_on)} "
                f"to {day_in_words(row.to_on)}. {row.reason}"
            ),
        )
        self.milestones = _lines(Milestone.objects.filter(here), _milestone_line)
        self.pledges = _lines(Pledge.objects.filter(here).select_related("agency"), _pledge_line)
        self.verdicts = {
            row.evidence_id: row
            for row in EvidenceReview.objects.filter(here).select_related("agency").order_by("at", "pk")
        }
        seen = policies.VIEW_EVIDENCE.rows(actor, Evidence.objects.filter(here))
        self.evidence = _lines(seen.select_related("agency").order_by("at", "pk"), self._evidence_line)
        updates = Update.objects.filter(here)
        newest = updates.order_by("action_id", "-at", "-pk").distinct("action_id").select_related("by")
        self.updates = {row.action_id: row for row in newest}
        self.update_counts = dict(updates.order_by().values_list("action_id").annotate(Count("pk")))

    def _evidence_line(self, row: Evidence) -> str:
        verdict = self.verdicts.get(row.pk)
        words = "not looked at yet"
        if verdict:
            words = f"{'accepted' if verdict.accepted else 'refused'} by {verdict.agency.name}"
        kind = EvidenceKind(row.kind).label.lower()
        kept = ", kept to its agency" if row.only_agency else ""
        offered = day_in_words(timezone.localdate(row.at))
        return f"{row.ref} {row.title} ({kind}, {row.agency.name}, {offered}{kept}): {words}"


def _lines(rows: Iterable[Any], words: Callable[[Any], str]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.action_id].append(words(row))
    return {key: "\n".join(lines) for key, lines in found.items()}


def _milestone_line(row: Milestone) -> str:
    state = f"due {day_in_words(row.due_on)}"
    if row.done_on:
        state = f"done {day_in_words(row.done_on)}"
    elif row.dropped_on:
        state = f"left out {day_in_words(row.dropped_on)}"
    return f"{row.title}: {state}"


def _pledge_line(row: Pledge) -> str:
    amount = f" ({row.amount})" if row.amount else ""
    until = f" to {day_in_words(row.lapses_on)}" if row.lapses_on else ""
    ended = f", withdrawn {day_in_words(row.ended_on)}" if row.ended_on else ""
    kind = PledgeKind(row.kind).label.lower()
    return f"{row.agency.name}, {kind}: {row.what}{amount}, from {day_in_words(row.from_on)}{until}{ended}"


def _row(card: ActionCard, beside: _Beside) -> list[Any]:
    action = beside.actions[card.pk]
    update = beside.updates.get(card.pk)
    return [
        card.ref,
        card.strategy,
        card.year,
        card.theme,
        card.commitment,
        card.commitment_text,
        ", ".join(card.also),
        card.title,
        action["detail"],
        action["public_wording"],
        card.origin_word,
        action["origin_note"],
        action["issue__ref"] or "",
        card.lead.name,
        card.owner,
        ", ".join(partner.name for partner in card.supporters),
        card.starts_on,
        card.first_due_on,
        card.due_on,
        card.times_moved,
        beside.moves.get(card.pk, ""),
        status_for(card.status).word,
        card.because,
        ", ".join(status_for(mark).word for mark in card.marks_in_order),
        Stated(card.stated).label,
        Confidence(card.confidence).label if card.confidence else "",
        card.last_update_on,
        update.by.name if update else "",
        *([update.done, update.difference, update.next_step] if update else ["", "", ""]),
        *([update.corrective, update.waiting_on] if update else ["", ""]),
        beside.update_counts.get(card.pk, 0),
        card.update_due_on,
        beside.milestones.get(card.pk, ""),
        beside.pledges.get(card.pk, ""),
        beside.evidence.get(card.pk, ""),
        card.evidence_accepted,
        action["rural"],
        ", ".join(card.characteristic_words),
        action["completed_on"],
        action["stopped_on"],
        card.stop_reason,
        card.carried_from,
        card.carried_to,
        action["version"],
    ]
