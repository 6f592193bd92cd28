"""What leaves of measures, as one audience may see it: every figure through disclosure control, every word said.

What is decided here, beyond the kernel's rule:

- Each period is a table of its own. No total over periods leaves.
- Of a proportion the others (the denominator without the numerator) are people too, and protected like them.
- A value is worked out from the two figures as they are shown; where one of them is withheld, so is the value.
- What is no count of people (days, a score, a share over a share) is shown as it is, unless what it is out of is
  withheld. Of a sensitive measure only the figure of everyone leaves: nobody can tell how few a group holds.
- Residents in a denominator are counted by somebody else and published; they are not rounded.
- Notes are free text and could say what a figure may not, so only members see them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cairn.domain.measures.models import Measure, MeasureBreak, Target
from cairn.domain.measures.queries.small import SAYS, is_small, withheld_from
from cairn.domain.measures.released.deciding import decide
from cairn.domain.measures.released.sheets import (
    DENOMINATOR,
    NUMERATOR,
    Sheet,
    counting_of,
    required_of,
    rule_for,
    sheets_of,
)
from cairn.domain.measures.services.linking import target_on
from cairn.domain.measures.terms import EVERYONE, is_invented
from cairn.domain.publishing.api import NO_FIGURE, LeavingBreak, LeavingFigure, LeavingMeasure, LeavingSeries
from cairn.kernel.disclosure import PARTNERS, Audience, Group, Rule, Why
from cairn.kernel.observation_checks import value_of
from cairn.kernel.periods import Period, following, period_of

_ROLLING = re.compile(r"\b(last|past) (12|twelve) months\b|\brolling\b", re.IGNORECASE)
_DIGITS = 4  # of a value in a document


def leaving(
    measures: Iterable[Measure],
    audience: Audience,
    *,
    today: date,
    before: Sequence[Mapping[str, LeavingMeasure]] = (),
    wanted: Collection[str] | None = None,
) -> dict[str, LeavingMeasure]:
    """What one audience may see of some measures, by reference; four queries, however many there are.

    Args:
        measures: of one partnership, with their agencies; the caller has asked whether they may be seen. Whatever
            leaves together must be asked for together, so that one measure cannot give away another.
        audience: members see exact figures, but of records and cases no small ones.
        today: figures of periods that are over leave; the target is that of this day.
        before: every earlier copy of the partnership, oldest first (``released.recorded.earlier_copies``).
        wanted: references of those that leave, where the others are only decided on with them.
    """
    rows = list(measures)
    sheets = sheets_of(rows, today=today)
    counting = counting_of(sheets)
    decide(sheets, audience, before)
    if audience is Audience.MEMBERS:
        _withhold_small(rows, sheets)
    rows = rows if wanted is None else [row for row in rows if row.ref in wanted]
    breaks, targets = _of_measures(MeasureBreak, rows), _of_measures(Target, rows)
    by_indicator = {row.indicator: row.ref for row in rows if row.indicator}
    return {
        row.ref: _leaving(
            row, sheets.get(row.pk, []), counting.get(row.pk, frozenset()), audience, target_on(targets[row.pk], today),
            breaks[row.pk], tuple(by_indicator[key] for key in row.read_with if key in by_indicator),
        )
        for row in rows
    }  # fmt: skip


def _withhold_small(measures: list[Measure], sheets: Mapping[int, list[Sheet]]) -> None:
    """Of records and cases, members of the board read what they read on the measure's page: no small figure."""
    closed = withheld_from(None, measures)
    for measure in (row for row in measures if row.pk in closed):
        for sheet in sheets.get(measure.pk, ()):
            small = {group for group, (top, bottom) in sheet.cells.items() if is_small(measure, top, bottom)}
            gone = sheet.cells if EVERYONE in small else small
            sheet.withheld |= {(group, name) for group in gone for name in (NUMERATOR, DENOMINATOR)}


def _of_measures(model: type, rows: list[Measure]) -> dict[int, list]:
    found: dict[int, list] = {row.pk: [] for row in rows}
    for one in model.objects.filter(measure_id__in=found):
        found[one.measure_id].append(one)
    return found


def _leaving(
    measure: Measure, sheets: list[Sheet], counting: frozenset[str], audience: Audience, target: Target | None,
    breaks: list[MeasureBreak], read_with: tuple[str, ...],
) -> LeavingMeasure:  # fmt: skip
    rule = rule_for(measure, audience.rule) if audience.rule else None
    series = tuple(_series(measure, sheets, counting, audience, rule))
    figures = [figure for one in series for figure in one.figures]
    set_to = target.value if target else None
    return LeavingMeasure(
        ref=measure.ref,
        name=measure.name,
        definition=measure.definition,
        numerator=measure.numerator,
        denominator=measure.denominator,
        unit=measure.unit,
        unit_words=measure.get_unit_display().lower(),
        factor=measure.factor,
        places=measure.places,
        frequency=measure.frequency,
        good=measure.good,
        band=_band(measure),
        target=None if set_to is None else float(set_to),
        target_why=target.why if target and set_to is not None else "",
        source=measure.agency.name,
        as_of=max((sheet.sent_in.date().isoformat() for sheet in sheets if sheet.sent_in), default=""),
        audience=str(audience),
        rule=rule_words(measure, audience, counts=NUMERATOR in counting),
        withheld=sum(figure.why == Why.WITHHELD for figure in figures),
        rounded=sum(figure.why == Why.ROUNDED for figure in figures),
        rare=measure.rare,
        statutory=measure.statutory,
        rolling=bool(_ROLLING.search(f"{measure.numerator} {measure.definition}")) and measure.frequency != "year",
        misleads=measure.risks,
        read_with=read_with,
        invented=any(_invented(measure, sheet) for sheet in sheets),
        breaks=tuple(LeavingBreak(one.on.isoformat(), one.note) for one in breaks),
        series=series,
    )


def _invented(measure: Measure, sheet: Sheet) -> bool:
    """Its note says so, or it was computed from the actions of a demonstration."""
    return is_invented(sheet.note) or (bool(measure.computed) and measure.submitter.is_demo)


def _band(measure: Measure) -> tuple[float, float] | None:
    if measure.band_low is None or measure.band_high is None:
        return None
    return float(measure.band_low), float(measure.band_high)


def counts_rule(rule: Rule, *, zeros_too: bool = False) -> str:
    """What a rule does to counts of people, in a sentence or two."""
    said = (
        f"Counts of {0 if zeros_too else 1} to {rule.threshold - 1} are withheld so that nobody can be identified, and"
        " so are others from which they could be worked out."
    )
    return f"{said} The rest are rounded to the nearest {rule.round_to}." if rule.round_to > 1 else said


PARTNER_RULE = counts_rule(PARTNERS)


def rule_words(measure: Measure, audience: Audience, *, counts: bool) -> str:
    """The rule in a sentence or two, for whoever reads the figures."""
    rule = audience.rule
    if rule is None:
        says = SAYS if withheld_from(None, [measure]) else "Nothing is withheld."
        return f"This copy is for members of the board. {says}"
    if not counts:
        alone = " Only the figure of everyone is shown, because the groups are small." if measure.sensitive else ""
        return f"These figures are not counts of people and are shown as they are.{alone}"
    said = counts_rule(rule, zeros_too=measure.sensitive)
    return f"An Act requires the exact counts of everyone. Of groups: {said}" if measure.statutory else said


# ---- figures


def _series(
    measure: Measure, sheets: list[Sheet], counting: frozenset[str], audience: Audience, rule: Rule | None
) -> Iterable[LeavingSeries]:
    """Every period from the first that counts to the last, for everyone and then for each group that has figures."""
    if not sheets:
        return
    by_start, periods = {sheet.start: sheet for sheet in sheets}, _periods(measure, sheets)
    only_everyone = rule is not None and measure.sensitive and NUMERATOR not in counting
    for group in [EVERYONE] if only_everyone else measure.rows:
        if any(group in sheet.cells for sheet in sheets):
            figures = tuple(
                _figure(measure, by_start.get(period.start), period, group, counting, audience, rule)
                for period in periods
            )
            yield LeavingSeries(group[0], group[1], figures)


def _periods(measure: Measure, sheets: list[Sheet]) -> list[Period]:
    found = [period_of(sheets[0].start, measure.frequency)]
    while found[-1].start < sheets[-1].start:
        found.append(following(found[-1]))
    return found


def _figure(
    measure: Measure, sheet: Sheet | None, period: Period, group: Group, counting: frozenset[str], audience: Audience,
    rule: Rule | None,
) -> LeavingFigure:  # fmt: skip
    start, end, words = period.start.isoformat(), period.end.isoformat(), str(period)
    if sheet is None or group not in sheet.cells:
        return LeavingFigure(start, end, words, None, None, None, NO_FIGURE)
    top, bottom = sheet.cells[group]
    exact = rule is None or group in required_of(measure)
    numerator = _shown(sheet, group, NUMERATOR, top, None if exact or NUMERATOR not in counting else rule)
    # Only of a proportion is the denominator a count of people like the numerator.
    rounds = measure.proportion and DENOMINATOR in counting and not exact
    denominator = None if bottom is None else _shown(sheet, group, DENOMINATOR, bottom, rule if rounds else None)
    gone = numerator is None or (bottom is not None and denominator is None)
    # A count that happens to end in the right digit stands for others too, and so does a zero's denominator.
    counts = (NUMERATOR in counting and top != 0) or (rounds and bool(bottom))
    stands_for_others = rule is not None and not exact and rule.round_to > 1 and counts
    rounded = not gone and (numerator != top or denominator != bottom or stands_for_others)
    value = None if gone or numerator is None else value_of(numerator, denominator, factor=measure.factor)
    return LeavingFigure(
        start=start,
        end=end,
        words=words,
        numerator=None if numerator is None else _number(numerator),
        denominator=None if denominator is None else _number(denominator),
        value=None if value is None else round(float(value), _DIGITS),
        why=str(Why.WITHHELD if gone else Why.ROUNDED if rounded else Why.SHOWN),
        provisional=sheet.provisional,
        note=sheet.note if audience is Audience.MEMBERS else "",
        invented=_invented(measure, sheet),
    )


def _shown(sheet: Sheet, group: Group, name: str, number: Decimal, rule: Rule | None) -> Decimal | None:
    if (group, name) in sheet.withheld:
        return None
    return number if rule is None else Decimal(rule.rounded(int(number)))


def _number(number: Decimal) -> float:
    """A whole number as one, so that documents stay short."""
    return int(number) if number == number.to_integral_value() else float(number)
