"""What measures ask of a person, as sections of My work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from cairn.domain.measures.queries.listing import figures_to_approve, figures_to_send
from cairn.domain.plans.api import Section, Task
from cairn.kernel.actors import Actor


def work_on_figures(actor: Actor, today: date) -> Iterator[Section]:
    """Figures to send in, and figures to approve; nothing where there are none."""
    asked = tuple(
        Task(
            do="Send in the figures",
            title=f"{line.name}, {one.period}",
            about=line.ref if mine else f"{line.ref} · asked of {line.submitter}",
            screen="measures:record",
            ref=line.ref,
            more=(("period", one.period.start.isoformat()),),
            status="waiting_evidence" if not one.overdue else "",
            word="Asked for",
            when="Figures were due" if one.overdue else "Figures due",
            on=one.due_on,
            overdue=one.overdue,
            first=not mine,
        )
        for line, one, mine in figures_to_send(actor, today=today)
    )
    if asked:
        why = "One grid for each period. If there was nothing to count, say so: missing is not nothing."
        yield Section(key="figures", title="Figures asked for", why=why, tasks=asked)
    waiting = tuple(
        Task(
            do="Approve or send back",
            title=f"{one.measure.name}, {one.period}",
            about=f"{one.measure.ref} · sent in by {one.submitted_by.name if one.submitted_by else 'Cairn'}",
            screen="measures:decide",
            ref=one.measure.ref,
            more=(("period", one.period_start.isoformat()), ("revision", str(one.revision))),
            when="Sent in",
            on=timezone.localdate(one.submitted_at) if one.submitted_at else None,
        )
        for one in figures_to_approve(actor)
    )
    if waiting:
        why = "Nobody approves what she sent in herself."
        yield Section(key="approve", title="Figures to approve", why=why, tasks=waiting)
