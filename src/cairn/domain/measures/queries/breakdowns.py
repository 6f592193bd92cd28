"""The newest figures of one breakdown, group by group, and the residents they can be held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.residents import (
    NOT_KNOWN,
    Known,
    entered,
    meeting_problem,
    residents_by_row,
)
from cairn.domain.measures.terms import EVERYONE, Dimension, Residents, Unit, dimension_in_words
from cairn.domain.places.api import AreaLine, areas_named
from cairn.kernel.observation_checks import Cell, value_of
from cairn.kernel.periods import Period

SENT_IN = "Out of: the numbers sent in with the figures."
# Breakdowns by what people are: a share of those reached can be held against a share of residents.
OF_PEOPLE = frozenset({
    Dimension.AGE_BAND, Dimension.SEX, Dimension.ETHNICITY, Dimension.DISABILITY, Dimension.SEXUAL_ORIENTATION,
    Dimension.RURAL_URBAN,
})  # fmt: skip
PER = 1000  # a count is held against residents so


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One group: what was counted, out of what, and the figure."""

    category: str
    name: str
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One breakdown of the newest figures.

    Args:
        factor: what numerator over denominator is multiplied by.
        unit: one of ``Unit``, or words such as “per 1,000 residents” where counts are held against residents.
        out_of: the sentence about the denominators; "" where there are none.
        refused: why no rate can be made of it, or none is drawn; "" where nothing is amiss.
        areas: code to area, of a breakdown by place.
        shares: category to its residents, where a share of them is known of every group.
        shares_say: where those come from; or why there are none.
    """

    dimension: str
    label: str
    period: Period
    groups: tuple[GroupFigure, ...]
    whole: Decimal | None
    factor: int
    unit: str
    out_of: str
    refused: str
    areas: Mapping[str, AreaLine]
    shares: Mapping[str, Known]
    shares_say: str

    @property
    def rated(self) -> bool:
        """The figures are numbers over numbers, so that each has an interval and a funnel can be drawn."""
        return any(one.denominator for one in self.groups)


@dataclass(frozen=True, slots=True)
class Rate:
    """The newest figure of everyone held against residents.

    Args:
        words: a count as a rate; "" where the figure is one already, or none can be made.
        says: the sentence about the residents, or why no rate is made.
    """

    words: str
    says: str


def breakdown_of(
    measure: Measure, dimension: str, cells: Mapping[tuple[str, str], Cell], period: Period, *, invented: bool
) -> Breakdown | None:
    """The newest figures by one dimension; None where none were sent in.

    Args:
        cells: those of the newest period that counts.
        invented: the figures are not real.
    """
    there = [one for one in measure.breakdowns.get(dimension, ()) if (dimension, one) in cells]
    if not there:
        return None
    by_place = dimension == Dimension.PLACE
    areas = areas_named(there) if by_place else {}
    known, out_of, refused = _held_against(measure, dimension, there, period, invented) if by_place else ({}, "", "")
    factor, unit = measure.factor, measure.unit
    if measure.unit == Unit.COUNT and known:
        factor, unit = PER, f"per {PER:,} {whose(measure)}"
    groups = []
    for category in there:
        cell = cells[dimension, category]
        bottom = known[dimension, category].count if (dimension, category) in known else cell.denominator
        if measure.unit == Unit.COUNT and known and bottom is None:
            continue  # a rate for some places and a count for others would share a chart
        name = areas[category].name if category in areas else category
        value = value_of(cell.numerator, bottom, factor=factor)
        groups.append(GroupFigure(category, name, cell.numerator, bottom, value))
    shares, shares_say = ({}, "") if by_place else _shares(measure, dimension, there, period, invented)
    total = cells.get(EVERYONE)
    alike = total is not None and (measure.unit != Unit.COUNT) and measure.needs_denominator
    if not out_of and measure.needs_denominator:
        out_of = SENT_IN
    return Breakdown(
        dimension=dimension, label=dimension_in_words(dimension), period=period, groups=tuple(groups),
        whole=value_of(total.numerator, total.denominator, factor=measure.factor) if total and alike else None,
        factor=factor, unit=unit, out_of=out_of, refused=refused, areas=areas, shares=shares, shares_say=shares_say,
    )  # fmt: skip


def rate_of(measure: Measure, total: Cell, period: Period, *, invented: bool) -> Rate | None:
    """The newest figure of everyone held against residents; None of a measure that is not."""
    if not measure.residents:
        return None
    known, said = residents_by_row(measure, [EVERYONE], on=period.end)
    one = known.get(EVERYONE)
    problem = meeting_problem(known.values(), invented=invented)
    if measure.unit == Unit.COUNT:
        if one is None or problem:
            return Rate("", f"No rate is made of it. {problem or said}")
        value = value_of(total.numerator, one.count, factor=PER)
        words = f"That is {value:,.{max(1, measure.places)}f} per {PER:,} {whose(measure)}."
        return Rate(words, f"Out of {one.count:,.0f} {whose(measure)}. {one.says}")
    sent_in = f"{total.denominator or 0:,.0f}"
    if one is None or problem:
        return Rate("", f"Sent in out of {sent_in}. {'' if problem else said}".strip())
    if one.count == total.denominator:
        return Rate("", f"Out of {sent_in} {whose(measure)}. {one.says}")
    return Rate("", f"Sent in out of {sent_in}. The number that counts now is {one.count:,.0f}. {one.says}")


def whose(measure: Measure) -> str:
    """Whose number a rate is made with, within a sentence."""
    words = Residents(measure.residents).label if measure.residents else "residents"
    return "residents" if measure.residents == Residents.EVERYBODY else words[:1].lower() + words[1:]


def _held_against(measure, dimension: str, there: list[str], period: Period, invented: bool):
    """Residents of each place that was entered, or of a count any that is known; the sentence; and any refusal."""
    if not measure.residents:
        return {}, "", ""
    rows = [(dimension, one) for one in there]
    if measure.unit == Unit.COUNT:
        known, said = residents_by_row(measure, rows, on=period.end)
    else:  # a rate came with its denominators; what was entered for this measure goes before them
        typed = entered(measure)
        known, said = {}, ""
        if all(row in typed for row in rows):
            known, said = residents_by_row(measure, rows, on=period.end, typed=typed)
    if known and (problem := meeting_problem(known.values(), invented=invented)):
        return {}, "", problem
    if not known:
        return {}, "", said
    says = " ".join(dict.fromkeys(one.says for one in known.values()))
    missing = len(rows) - len(known)
    left = f" {missing} place{' is' if missing == 1 else 's are'} left out. {said}" if missing else ""
    return known, f"Out of {whose(measure)}. {says}{left}", ""


def _shares(measure: Measure, dimension: str, there: list[str], period: Period, invented: bool):
    """Residents of every group, where all are known; else why not."""
    rows = [(dimension, one) for one in there if one != NOT_KNOWN]
    typed = entered(measure)
    if len(rows) < 2 or not (dimension in OF_PEOPLE or any(row in typed for row in rows)):
        return {}, ""
    known, said = residents_by_row(measure, rows, on=period.end, typed=typed)
    if len(known) < len(rows):
        return {}, said
    if problem := meeting_problem(known.values(), invented=invented):
        return {}, problem
    return {row[1]: one for row, one in known.items()}, " ".join(dict.fromkeys(one.says for one in known.values()))
