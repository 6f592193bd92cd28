"""Measures filled from cases: each rule is made of the file of its kind, and none is written here.

A figure counts every case, whoever has it, and is the same whoever asks. It opens to the cases that are open to the
reader, counted again with her own eyes; the figure keeps no reference.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial

from django.db.models import QuerySet

from cairn.domain.cases.api import all_told, kind_of, kinds, told_to
from cairn.domain.cases.api import policies as cases
from cairn.domain.measures.api import WAITING, Opened, Rule, Tallied, Waits, library, register, words_of
from cairn.domain.returns.queries.staffing import average_staff
from cairn.kernel.actors import Actor
from cairn.kernel.case_returns.tallying import hits, months_before, number
from cairn.kernel.case_returns.terms import Asks, CaseReturns, Figure, MeasureFrom
from cairn.kernel.periods import Period

VERSION = 1
READS = (
    "cases.Case.kind", "cases.CaseEvent.name", "cases.CaseEvent.at", "cases.CaseEvent.details",
    "cases.CaseEvent.agency", "cases.CasePerson.party", "cases.Person.born_year",
)  # fmt: skip


@cache
def rules() -> tuple[Rule, ...]:
    """One rule for each measure that a kind fills; made once."""
    found = library().indicators
    return tuple(
        Rule(
            key=made.indicator, version=VERSION, reads=READS, words=words_of(found[made.indicator], breakdowns={}),
            count=_Count(kind.key, made), opens_in=partial(cases_behind, kind.key, made), indicator=made.indicator,
            settles_after=made.settles_after, posts=partial(_posts, kind.key),
        )
        for kind in kinds().values()
        for made in (kind.returns.measures if kind.returns else ())
        if made.numerator and made.indicator in found
    )  # fmt: skip


def bind() -> None:
    """Register every rule, and say of every other indicator a kind names what it waits for."""
    for rule in rules():
        register(rule)
    for kind in kinds().values():
        for made in kind.returns.measures if kind.returns else ():
            if made.waits_for:
                WAITING[made.indicator] = made.waits_for


def _posts(kind: str, actor: Actor) -> QuerySet:
    """The posts by which somebody runs a kind today, and so reads its return as it is."""
    return cases.leading_posts(actor).filter(kind=kind, partnership_id=actor.partnership_id)


class _Count:
    """What a measure makes of the cases of one kind; a class, so that a figure can name what made it."""

    def __init__(self, kind: str, made: MeasureFrom) -> None:
        self.kind, self.made = kind, made
        self.__qualname__ = f"_Count({kind})"

    def __call__(self, partnership_id: int, period: Period) -> Tallied | Waits:
        first, last = within(self.made, period)
        return measured(partnership_id, self.kind, self.made, first=first, last=last)


def measured(partnership_id: int, kind: str, made: MeasureFrom, *, first: date, last: date) -> Tallied | Waits:
    """Numerator and denominator of one measure between two days, both in; the cases of both are read once."""
    returns = _returns(kind)
    counted = [returns.figures[key] for key in (made.numerator, made.denominator) if key]
    names = {name for figure in counted for name in figure.events}
    told = all_told(partnership_id, kind, names, first=first, last=last)
    top, *below = (number(figure, told, first=first, last=last) for figure in counted)
    if below:
        return Tallied(top, below[0])
    if made.staff:
        people = average_staff(partnership_id, kind, made.staff, first=first, last=last)
        post = next(one.title for one in returns.staff if one.key == made.staff)
        if not people:
            return Waits(f"It waits for the staffing of {post}: whoever runs these cases enters it under Returns.")
        return Tallied(top, people)
    return Tallied(top, residents=made.residents)


def figure_of(partnership_id: int, kind: str, figure: Figure, *, first: date, last: date) -> int:
    """One figure over every case, whoever has it."""
    told = all_told(partnership_id, kind, figure.events, first=first, last=last)
    return number(figure, told, first=first, last=last)


def cases_behind(kind: str, made: MeasureFrom, actor: Actor, period: Period) -> list[Opened]:
    """The cases behind a measure that are open to somebody; of others nothing.

    Where a figure asks for answers or ages, all cases it is out of are listed: a list of those that count would tell
    what is written in a section she may not have.
    """
    first, last = within(made, period)
    figure = opened_figure(_returns(kind), made)
    told = told_to(actor, kind, figure.events, first=first, last=last)
    title = kind_of(kind).title
    return [
        Opened(case.ref, f"{title} {case.ref}", "cases:case", (("ref", case.ref),))
        for case in told
        if hits(figure, case, first=first, last=last)
    ]


def opened_figure(returns: CaseReturns, made: MeasureFrom) -> Figure:
    """The figure whose cases a measure opens to."""
    figure = returns.figures[made.numerator]
    if not any(where.asks in (Asks.ANSWERED, Asks.AGED) for where in figure.where):
        return figure
    return returns.figures[made.denominator] if made.denominator else replace(figure, where=())


def within(made: MeasureFrom, period: Period) -> tuple[date, date]:
    """The days a figure is counted over: the period, or the months up to its end."""
    if not made.months:
        return period.start, period.end
    return months_before(period.end + timedelta(days=1), made.months), period.end


def _returns(kind: str) -> CaseReturns:
    return kind_of(kind).returns
