"""Figures told on the page of their kind alone, over the last months; each opens to the cases that its reader has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cairn.domain.cases.api import Kind, told_to
from cairn.domain.returns.queries.from_cases import figure_of, opened_figure
from cairn.kernel.actors import Actor
from cairn.kernel.case_returns.small_numbers import kept_part, small_words
from cairn.kernel.case_returns.tallying import hits, months_before
from cairn.kernel.case_returns.terms import Also, MeasureFrom


@dataclass(frozen=True, slots=True)
class AlsoLine:
    """One figure.

    Args:
        says: the number, or the number of those it is out of.
    """

    key: str
    title: str
    months: int
    says: str


def also_lines(partnership_id: int, kind: Kind, *, exact: bool, today: date) -> tuple[AlsoLine, ...]:
    """Every figure of a kind that is told on its page.

    Args:
        exact: as it is; else without small numbers.
    """
    return tuple(
        AlsoLine(also.key, also.title, also.months, _says(partnership_id, kind, also, exact=exact, today=today))
        for also in kind.returns.also
    )


def cases_of(actor: Actor, kind: Kind, key: str, *, today: date) -> tuple[Also, tuple[str, ...]] | None:
    """The references of the cases behind one figure that are open to somebody; None where there is no such figure.

    Of a figure that asks for an answer, all cases it is out of are listed, as measures do: a list of those that count
    would tell what is written in a section the reader may not have.
    """
    also = next((one for one in kind.returns.also if one.key == key), None)
    if also is None:
        return None
    first = _first(also, today)
    made = MeasureFrom("", numerator=also.figure, denominator=also.out_of)
    figure = opened_figure(kind.returns, made)
    told = told_to(actor, kind.key, figure.events, first=first, last=today)
    return also, tuple(case.ref for case in told if hits(figure, case, first=first, last=today))


def _says(partnership_id: int, kind: Kind, also: Also, *, exact: bool, today: date) -> str:
    limit = 0 if exact else int(kind.newest.numbers[also.small].value)
    counted, *whole = (
        figure_of(partnership_id, kind.key, kind.returns.figures[key], first=_first(also, today), last=today)
        for key in (also.figure, also.out_of)
        if key
    )
    if exact:
        return " of ".join(map(str, (counted, *whole)))
    if not whole:
        return small_words(limit) if counted <= limit else str(counted)
    if whole[0] <= limit:
        return small_words(limit)
    return f"{kept_part(counted, whole[0], limit)} of {whole[0]}"


def _first(also: Also, today: date) -> date:
    return months_before(today + timedelta(days=1), also.months)
