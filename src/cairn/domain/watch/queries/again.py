"""What agencies reported again of a case: for whoever runs it, with which agency and when, and nothing more."""

from __future__ import annotations

from collections import defaultdict

from cairn.domain.cases.models import Case
from cairn.domain.watch import policies
from cairn.domain.watch.models import ReportedAgain
from cairn.domain.watch.terms import Again
from cairn.kernel.actors import Actor
from cairn.kernel.so_many import so_many


def again_of(actor: Actor, case: Case) -> tuple[ReportedAgain, ...]:
    """Every proposal of one case that the actor may see, answered or not, the newest report first.

    One event that several agencies reported is one: told as the first of them did, of those of which she may be told.
    Each has ``also``: the names of the others.
    """
    if not ReportedAgain.objects.filter(case=case).exists():  # as a rule, and quicker to ask
        return ()
    rows = policies.ANSWER_AGAIN.rows(actor).filter(case=case).select_related("agency", "answered_by")
    events: dict[tuple[bool, int], list[ReportedAgain]] = defaultdict(list)
    for row in rows.order_by("reported_on", "pk"):
        events[row.event is None, row.event or row.pk].append(row)
    found = []
    for told in events.values():
        # One that was taken back says nothing while another agency's report of the same stands.
        stand = [row for row in told if row.answer != Again.WITHDRAWN]
        first = (stand or told)[0]
        first.also = tuple(sorted({row.agency.name for row in stand} - {first.agency.name}))
        found.append(first)
    return tuple(sorted(found, key=lambda row: (row.reported_on, row.pk), reverse=True))


def cases_reported_again(actor: Actor) -> tuple[str, ...]:
    """References of the cases of which a proposal waits for the actor, the oldest proposal first."""
    if not ReportedAgain.objects.filter(answer=Again.PROPOSED).exists():
        return ()
    rows = policies.ANSWER_AGAIN.rows(actor).filter(answer=Again.PROPOSED)
    return tuple(dict.fromkeys(rows.order_by("proposed_at", "pk").values_list("case__ref", flat=True)))


def again_above(actor: Actor) -> tuple[str, str] | None:
    """The line above the list of cases: how many may be repeats by what agencies reported; None where none waits."""
    if not actor.has(policies.PRACTITIONER):
        return None
    many = len(cases_reported_again(actor))
    if not many:
        return None
    says = so_many(many, "case may be a repeat", "cases may be repeats")
    return f"{says}: agencies reported further abuse", "watch:again"
