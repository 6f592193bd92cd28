"""Cases that may be repeats, for whoever runs the kind and has both cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cairn.domain.cases.models import Case, Repeat
from cairn.domain.cases.policies import RUN, VIEW
from cairn.domain.cases.queries.pairs import why_alike
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.terms import RepeatAnswer
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class RepeatLine:
    """One earlier case of the same people.

    Args:
        alike: party and why the two may be one person.
        word: what was said of it.
    """

    ref: str
    earlier: str
    earlier_state: str
    last_on: date
    until_on: date
    referred_on: date
    alike: tuple[tuple[str, tuple[str, ...]], ...]
    waits: bool
    word: str
    why: str
    by: str


def open_repeats(actor: Actor) -> QuerySet[Repeat]:
    """Every proposal, answered or not, that is hers to answer."""
    return Repeat.objects.filter(case__in=RUN.rows(actor), earlier__in=VIEW.rows(actor))


def repeats_waiting(actor: Actor) -> tuple[str, ...]:
    """References of the cases that may be repeats and wait for her answer."""
    if not Repeat.objects.filter(answer=RepeatAnswer.PROPOSED).exists():  # as a rule, and quicker to ask
        return ()
    rows = open_repeats(actor).filter(answer=RepeatAnswer.PROPOSED)
    return tuple(dict.fromkeys(rows.order_by("referred_on", "pk").values_list("case__ref", flat=True)))


def repeats_of(actor: Actor, case: Case) -> tuple[RepeatLine, ...]:
    """The earlier cases of the same people that one case may repeat, the latest first."""
    rows = open_repeats(actor).filter(case=case).select_related("earlier", "answered_by")
    return tuple(_line(case, row) for row in rows)


def _line(case: Case, row: Repeat) -> RepeatLine:
    process = process_for(case)
    there = process_for(row.earlier)
    alike = why_alike(case, row.earlier, process.repeat) if process.repeat else []
    return RepeatLine(
        ref=row.ref,
        earlier=row.earlier.ref,
        earlier_state=there.states[row.earlier.state].title,
        last_on=row.last_on,
        until_on=row.until_on,
        referred_on=row.referred_on,
        alike=tuple((process.parties[party].title, reasons) for party, reasons in alike),
        waits=row.answer == RepeatAnswer.PROPOSED,
        word=row.get_answer_display(),
        why=row.why,
        by=row.answered_by.name if row.answered_by else "",
    )
