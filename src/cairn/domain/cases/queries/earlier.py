"""Earlier cases of the same kind with the same person: those that are open to whoever asks, and no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cairn.domain.cases.models import Case, CasePerson
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.standings import process_for
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier case."""

    ref: str
    opened_at: datetime
    state: str


def earlier_cases(actor: Actor, case: Case, *, party: str) -> tuple[Earlier, ...]:
    """Cases of the kind of a case, opened before it, with the same person as the same party; the newest first.

    Only those that are open to the actor: of any other it is not even said that there is one.
    """
    people = CasePerson.objects.filter(case=case, party=party, removed_at__isnull=True).values("person")
    there = CasePerson.objects.filter(person__in=people, party=party, removed_at__isnull=True).values("case")
    rows = VIEW.rows(actor).filter(kind=case.kind, opened_at__lt=case.opened_at, pk__in=there).exclude(pk=case.pk)
    return tuple(
        Earlier(row.ref, row.opened_at, process_for(row).states[row.state].title) for row in rows.order_by("-opened_at")
    )
