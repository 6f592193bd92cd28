"""Everything published of a partnership, in two releases and to two audiences, gives no small count away."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from math import inf

import pytest

from cairn.domain.measures.models import Measure
from cairn.domain.measures.released.deciding import decide
from cairn.domain.measures.released.leaving import _leaving
from cairn.domain.measures.released.sheets import Sheet, counting_of
from cairn.foundation.agencies.models import Agency
from cairn.kernel.disclosure import Audience, Why
from cairn.kernel.periods import period_of
from tests.attacker import Attacker

MONTHS = [date(2026, month, 1) for month in (4, 5, 6)]
EVERYONE = ("", "")
SHORT = {"a": 3, "b": 4, "c": 2}
HELPED, REFERRED = "People helped", "People referred"


def a_measure(pk, numerator, denominator="", *, by, frequency="month", **more):
    return Measure(
        pk=pk, ref=f"M-{pk}", name=numerator, numerator=numerator, denominator=denominator, frequency=frequency,
        unit="percent" if denominator else "count", proportion=bool(denominator), agency=Agency(name="An agency"),
        breakdowns={name: [str(one) for one in range(SHORT[name])] for name in by}, **more,
    )  # fmt: skip


MEASURES = [
    a_measure(1, HELPED, REFERRED, by="ab"),
    a_measure(2, REFERRED, by="ac"),
    a_measure(3, HELPED, by="b"),
    a_measure(4, REFERRED, by="a", frequency="quarter"),
]


def people(draw, many):
    """Each person: helped or not, and her group of each dimension."""
    rate = draw.choice((0.1, 0.5, 0.9))
    return [
        (draw.random() < rate, {name: str(int(size * draw.random() ** 2)) for name, size in SHORT.items()})
        for _ in range(many)
    ]


def count(everybody, group, words):
    return sum(
        1 for helped, of in everybody if (helped or words == REFERRED) and (not group[0] or of[group[0]] == group[1])
    )


def sheets_of(measures, months):
    """The figures of each measure from the people of each month."""
    found = {}
    for measure in measures:
        by_period = {}
        for start, everybody in months.items():
            by_period.setdefault(period_of(start, measure.frequency), []).extend(everybody)
        found[measure.pk] = [
            Sheet(
                measure, period.start, period.end, False, "", None,
                {group: (Decimal(count(everybody, group, measure.numerator)),
                         Decimal(count(everybody, group, measure.denominator)) if measure.denominator else None)
                 for group in measure.rows},
            )
            for period, everybody in sorted(by_period.items())
        ]  # fmt: skip
    return found


def released(measures, months, audience, before):
    sheets = sheets_of(measures, months)
    decide(sheets, audience, before)
    counting = counting_of(sheets)
    return {
        one.ref: _leaving(one, sheets[one.pk], counting[one.pk], audience, None, [], ()) for one in measures
    }  # fmt: skip


def learn(attacker, copies, versions, measures):
    """All that stands in some copies; what they say of a month that was not corrected is said of the same people.

    Args:
        versions: for each copy, which version of each month it was made from.
    """
    for copy, version in zip(copies, versions, strict=True):
        for measure in (one for one in measures if one.ref in copy):
            one = copy[measure.ref]
            rule = Audience(one.audience).rule
            for series in one.series:
                for figure in series.figures:
                    for name, words in (("numerator", one.numerator), ("denominator", one.denominator)):
                        if not words:
                            continue
                        months = [m for m in MONTHS if figure.start <= m.isoformat() <= figure.end]
                        cells = [
                            cell(month, version[month], words, (series.dimension, series.category)) for month in months
                        ]
                        shown = getattr(figure, name)
                        ends = (0, inf) if shown is None else _ends(rule, int(shown), figure.why)
                        if len(cells) == 1:
                            attacker.number(cells[0], *ends)
                        else:
                            whole = ("quarter", *cells)
                            attacker.number(whole, *ends)
                            attacker.adds({**{one: 1 for one in cells}, whole: -1})
                        assert figure.why in (Why.SHOWN, Why.ROUNDED, Why.WITHHELD)


def _ends(rule, shown, why):
    if rule.round_to == 1 or shown == 0 or why == Why.SHOWN:
        return shown, shown
    return max(rule.threshold, shown - rule.round_to // 2), shown + (rule.round_to - 1) // 2


def cell(month, version, words, group):
    return month, version, words, group


def add_up(attacker, seen):
    """Groups make up everyone; those helped and those not make up those referred."""
    for month, version in seen:
        for words in (HELPED, REFERRED):
            for name, size in SHORT.items():
                parts = {cell(month, version, words, (name, str(one))): 1 for one in range(size)}
                attacker.adds({**parts, cell(month, version, words, EVERYONE): -1})
        for group in (EVERYONE, *((name, str(one)) for name, size in SHORT.items() for one in range(size))):
            attacker.adds({
                cell(month, version, HELPED, group): 1, cell(month, version, "others", group): 1,
                cell(month, version, REFERRED, group): -1,
            })  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_nobody_with_two_releases_of_linked_measures_recovers_a_small_count(seed):
    assert recovered(seed) == []


def recovered(seed):
    draw = random.Random(seed)
    measures = draw.sample(MEASURES, draw.randint(1, len(MEASURES)))
    first = {month: people(draw, draw.choice((3, 12, 40, 150))) for month in MONTHS}
    second = dict(first)
    if draw.random() < 0.7:
        second[draw.choice(MONTHS)] = people(draw, draw.choice((6, 30, 150)))
    elif draw.random() < 0.7:
        month = draw.choice(MONTHS)
        second[month] = first[month] + people(draw, draw.randint(1, 12))
    found = []
    for audiences in ((Audience.PUBLIC,), (Audience.PARTNERS,), (Audience.PARTNERS, Audience.PUBLIC)):
        found += _attacked(audiences, measures, measures, first, second)
        found += _attacked(audiences, measures[: len(measures) // 2], measures, first, second)
    return found


def _attacked(audiences, few, measures, first, second):
    """Counts that are found by somebody who has a release of a few measures, and a later one of all."""
    changed = {month: int(second[month] is not first[month]) for month in MONTHS}
    copies, versions = [], []
    for some, months, version in ((few, first, dict.fromkeys(MONTHS, 0)), (measures, second, changed)):
        before = list(copies)
        for audience in audiences:
            copies.append(released(some, months, audience, before))
            versions.append(version)
    attacker = Attacker()
    learn(attacker, copies, versions, measures)
    seen = {(month, version[month]) for version in versions for month in MONTHS}
    add_up(attacker, sorted(seen))
    rule = audiences[0].rule
    reported = {(words, group) for one in measures for words in (one.numerator, one.denominator) for group in one.rows}
    found = []
    for month, version in sorted(seen):
        everybody = (second if version else first)[month]
        for words, group in sorted(reported):
            kinds = [words] if words else []
            if words == HELPED and (REFERRED, group) in reported and any(one.pk == 1 for one in measures):
                kinds.append("others") if group[0] != "c" else None
            for kind in kinds:
                true = (
                    count(everybody, group, REFERRED) - count(everybody, group, HELPED)
                    if kind == "others" else count(everybody, group, kind)
                )  # fmt: skip
                if rule.is_small(true):
                    low, high = attacker.range_of({cell(month, version, kind, group): 1})
                    if high - low + 1 < rule.threshold - 1:
                        found.append(
                            (audiences, [one.pk for one in measures], month, version, kind, group, true, low, high)
                        )
    return found


def test_the_attacker_does_recover_what_measures_give_away_that_know_nothing_of_each_other(monkeypatch):
    """A check that cannot fail shows nothing."""
    monkeypatch.setattr("cairn.domain.measures.released.deciding._Deciding._same", lambda *_: False)
    assert any(recovered(seed) for seed in range(12))


def test_a_figure_without_a_reason_is_exact_and_one_beside_a_zero_is_rounded():
    """Of 25 people none was helped, of 10 and 10 and 5 none: that the five are withheld must hold."""
    measure = a_measure(1, HELPED, REFERRED, by="a")
    cells = {EVERYONE: 25, ("a", "0"): 10, ("a", "1"): 10, ("a", "2"): 5}
    period = period_of(MONTHS[0], "month")
    sheet = Sheet(measure, period.start, period.end, False, "", None,
                  {group: (Decimal(0), Decimal(many)) for group, many in cells.items()})  # fmt: skip
    sheets = {1: [sheet]}
    decide(sheets, Audience.PUBLIC, [])
    one = _leaving(measure, sheets[1], counting_of(sheets)[1], Audience.PUBLIC, None, [], ())
    whys = {series.category: series.figures[0].why for series in one.series}
    assert whys["2"] == Why.WITHHELD and whys[""] == Why.ROUNDED
    assert Why.SHOWN not in whys.values()


@pytest.mark.parametrize("many", [(2, 1, 1, 0), (60, 3, 27, 30)])
def test_an_act_requires_the_exact_count_of_everyone_and_of_no_group(many):
    measure = a_measure(2, REFERRED, by="a", statutory=True)
    period = period_of(MONTHS[0], "month")
    cells = {group: (Decimal(number), None) for group, number in zip(measure.rows, many, strict=True)}
    for audience in (Audience.PARTNERS, Audience.PUBLIC):
        sheet = Sheet(measure, period.start, period.end, False, "", None, dict(cells))
        decide({2: [sheet]}, audience, [])
        one = _leaving(measure, [sheet], frozenset({"numerator"}), audience, None, [], ())
        figures = {(series.dimension, series.category): series.figures[0] for series in one.series}
        assert (figures[EVERYONE].numerator, figures[EVERYONE].why) == (many[0], Why.SHOWN)
        assert figures["a", "0"].why == Why.WITHHELD
        assert sum(figure.why == Why.WITHHELD for figure in figures.values()) > 1
