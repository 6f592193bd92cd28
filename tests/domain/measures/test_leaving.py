"""What leaves of measures: exact for members; for others through disclosure control, also with what left before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cairn.domain.measures import testing
from cairn.domain.measures.models import Measure
from cairn.domain.measures.released.leaving import leaving
from cairn.domain.measures.released.recorded import record_publication
from cairn.domain.measures.services import figures, linking
from cairn.domain.measures.terms import Copy
from cairn.domain.publishing.api import NO_FIGURE, charts_of, figure_rows, measure_from
from cairn.domain.publishing.report_drawing import _measure
from cairn.domain.reports.queries.figures import figures_for
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.disclosure import Audience, Why
from cairn.kernel.observation_checks import Typed

FIRST = testing.FIRST
MEMBERS, PARTNERS, PUBLIC = Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC


def rows(everyone: tuple, **sexes: tuple) -> list[Typed]:
    """Figures of everyone, and by sex."""
    words = {"female": "Female", "male": "Male", "unknown": "Not known"}
    return [
        testing.everyone(*everyone),
        *(Typed("sex", words[name], *(str(number) for number in pair)) for name, pair in sexes.items()),
    ]


def left(world, measures, audience, *, before=()):
    world.acts("manager")
    return leaving(measures, audience, today=world.today, before=before)


def shown(measure, dimension="", category="", at=0):
    [series] = [one for one in measure.series if (one.dimension, one.category) == (dimension, category)]
    return series.figures[at]


BY_SEX = rows((40, 52), female=(33, 39), male=(5, 10), unknown=(2, 3))


def test_members_see_every_figure_and_the_note(world, measure):
    testing.approved(world, measure, rows=BY_SEX, note="Late.")
    [one] = left(world, [measure], MEMBERS).values()
    figure = shown(one, "sex", "Male")
    assert (figure.numerator, figure.denominator, figure.value, figure.why) == (5, 10, 50.0, "")
    assert (shown(one).note, one.withheld, one.rounded, one.audience) == ("Late.", 0, 0, "members")


def test_partners_see_exact_figures_where_nobody_can_be_identified(world, measure):
    testing.approved(world, measure, rows=BY_SEX, note="Two of them are sisters.")
    [one] = left(world, [measure], PARTNERS).values()
    assert (shown(one).numerator, shown(one).why, shown(one).note) == (40, "", "")
    unknown = shown(one, "sex", "Not known")
    assert (unknown.numerator, unknown.denominator, unknown.value, unknown.why) == (None, None, None, Why.WITHHELD)
    withheld = [series.category for series in one.series if series.figures[0].why == Why.WITHHELD]
    assert len(withheld) > 1, "with everyone shown, one gap alone would be worked out"
    assert one.withheld == len(withheld) and "1 to 4 are withheld" in one.rule


def test_residents_see_rounded_figures_and_a_value_made_from_them(world, measure):
    testing.approved(world, measure, rows=rows((41, 52)))
    [one] = left(world, [measure], PUBLIC).values()
    assert (shown(one).numerator, shown(one).denominator, shown(one).why) == (40, 50, Why.ROUNDED)
    assert shown(one).value == 80.0, "40 of 50, and not 41 of 52"


def test_those_who_are_not_counted_are_people_too(world, measure):
    testing.approved(world, measure, rows=rows((49, 52)))
    [one] = left(world, [measure], PARTNERS).values()
    assert (shown(one).numerator, shown(one).value, shown(one).denominator) == (None, None, 52)


def test_a_rate_is_worked_out_from_the_rounded_count_and_residents_stay_exact(world):
    rate = testing.a_measure(
        world, unit="per_1000", proportion=False, numerator="Offences.", denominator="Residents, mid-year estimate."
    )
    testing.approved(world, rate, rows=[testing.everyone(123, 41_273)])
    [one] = left(world, [rate], PUBLIC).values()
    assert (shown(one).numerator, shown(one).denominator) == (125, 41_273)
    assert shown(one).value == round(125_000 / 41_273, 4)


def test_a_small_count_takes_its_rate_with_it(world):
    rate = testing.a_measure(world, unit="per_1000", proportion=False, denominator="Residents, mid-year estimate.")
    testing.approved(world, rate, rows=[testing.everyone(3, 41_273)])
    [one] = left(world, [rate], PUBLIC).values()
    assert (shown(one).numerator, shown(one).value, shown(one).why) == (None, None, Why.WITHHELD)


def test_days_are_no_people_and_groups_of_a_sensitive_measure_do_not_leave(world):
    wait = testing.a_measure(world, unit="days", proportion=False, denominator="")
    testing.approved(world, wait, rows=[testing.everyone(4), Typed("sex", "Male", "9")])
    [one] = left(world, [wait], PUBLIC).values()
    assert (shown(one).value, shown(one, "sex", "Male").value) == (4.0, 9.0)
    wait.sensitive = True
    [one] = left(world, [wait], PUBLIC).values()
    assert [series.dimension for series in one.series] == [""] and "Only the figure of everyone" in one.rule


def test_an_act_can_require_exact_counts_and_a_zero_can_tell(world):
    counts = {"unit": "count", "proportion": False, "denominator": ""}
    deaths = testing.a_measure(world, statutory=True, name="Reviews", numerator="Deaths reviewed.", **counts)
    rare = testing.a_measure(world, sensitive=True, name="Rare", numerator="Something rare.", **counts)
    for one in (deaths, rare):
        testing.approved(world, one, rows=[testing.everyone(0 if one is rare else 2)])
    found = left(world, [deaths, rare], PUBLIC)
    assert (shown(found[deaths.ref]).value, shown(found[rare.ref]).value) == (2.0, None)
    assert "exact counts of everyone" in found[deaths.ref].rule and "0 to 7" in found[rare.ref].rule


def test_a_month_without_figures_is_not_a_zero_and_the_future_does_not_leave(world, measure):
    for month in (4, 6):
        testing.approved(world, measure, start=date(2026, month, 1))
    [one] = left(world, [measure], PUBLIC).values()
    assert [figure.why for figure in one.everyone.figures] == [Why.ROUNDED, NO_FIGURE, Why.ROUNDED]
    assert one.everyone.figures[1].value is None and one.everyone.figures[1].words == "May 2026"


def test_a_small_count_in_two_measures_leaves_with_neither(world, measure):
    count = testing.a_measure(
        world, name="How many", unit="count", proportion=False, numerator=measure.denominator, denominator=""
    )
    testing.approved(world, measure, rows=rows((40, 60), female=(28, 38), male=(12, 20), unknown=(0, 2)))
    testing.approved(world, count, rows=rows((60,), female=(38,), male=(20,), unknown=(2,)))
    alone = left(world, [count], PARTNERS)[count.ref]
    both = left(world, [measure, count], PARTNERS)
    assert shown(alone, "sex", "Female").value == 38
    assert shown(both[count.ref], "sex", "Female").why == Why.WITHHELD
    assert shown(both[measure.ref], "sex", "Female").denominator is None
    assert shown(both[count.ref]).value == 60


def corrected(world, measure, *typed):
    draft = figures.correct(
        by=world.acts("police_worker"), at=world.at, measure=measure, start=FIRST, reason="Some were late."
    )
    draft = testing.a_draft(world, measure, rows=list(typed))
    sent = figures.send_in(by=world.acts("police_worker"), at=world.at, submission=draft)
    return figures.approve(by=world.acts("manager"), at=world.at, submission=sent)


def test_a_correction_by_a_few_is_withheld_because_the_difference_is_those_few(world):
    count = testing.a_measure(world, unit="count", proportion=False, denominator="")
    testing.locked(world, count, rows=[testing.everyone(60)])
    first = left(world, [count], PARTNERS)
    corrected(world, count, testing.everyone(62))
    assert shown(left(world, [count], PARTNERS, before=[first])[count.ref]).why == Why.WITHHELD
    assert shown(left(world, [count], PARTNERS)[count.ref]).value == 62
    assert shown(left(world, [count], PUBLIC)[count.ref]).value == 60


def test_what_was_withheld_once_stays_withheld(world, measure):
    testing.locked(world, measure, rows=[testing.everyone(3, 60)])
    first = left(world, [measure], PARTNERS)
    assert shown(first[measure.ref]).numerator is None
    corrected(world, measure, testing.everyone(40, 60))
    assert shown(left(world, [measure], PARTNERS, before=[first])[measure.ref]).numerator is None


def test_what_left_before_leaves_the_same_way_again(world, measure):
    testing.approved(world, measure, rows=BY_SEX)
    for audience in (PARTNERS, PUBLIC):
        first = left(world, [measure], audience)
        again = left(world, [measure], audience, before=[first, first])
        assert again == first


def test_the_number_of_queries_does_not_grow_with_the_measures(world, measure, django_assert_num_queries):
    testing.approved(world, measure, rows=BY_SEX)
    other = testing.a_measure(world, name="Another")
    testing.approved(world, other, rows=BY_SEX)
    found = list(Measure.objects.select_related("agency"))
    with django_assert_num_queries(4):
        leaving(found, PUBLIC, today=world.today)


def test_words_target_and_breaks_leave_with_the_figures(world, measure):
    linking.set_target(
        by=world.acts("manager"), at=world.at, measure=measure, value=Decimal(75), from_on=FIRST, why="Agreed."
    )
    testing.approved(world, measure, rows=BY_SEX)
    [one] = left(world, [measure], PUBLIC).values()
    assert (one.target, one.target_why, one.unit, one.factor, one.frequency) == (
        75.0,
        "Agreed.",
        "percent",
        100,
        "month",
    )
    assert one.source == measure.agency.name


def test_charts_are_drawn_from_what_left(world, measure):
    for month in range(4, 9):
        testing.approved(world, measure, start=date(2026, month, 1), rows=BY_SEX if month == 8 else rows((3, 50)))
    [one] = left(world, [measure], PUBLIC).values()
    [charts] = charts_of(one)
    assert [point.value for point in charts.everyone.points[:4]] == [None] * 4
    assert "4 figures are withheld" in charts.everyone.caption
    [bars] = charts.bars
    assert {row.withheld for row in bars.groups} == {"Withheld"} and charts.multiples == ()
    [one] = left(world, [measure], PARTNERS).values()
    one = replace(
        one, series=(*one.series, replace(one.everyone, dimension="age", category="Young"), _none(one, "Old"))
    )
    [charts] = charts_of(one, over_time=["age"])
    [ages] = charts.multiples
    assert ages.title == "By age" and ages.caption.endswith("No figure is shown of: Old.") and len(ages.panels) == 1


def test_real_and_invented_figures_never_share_a_chart(world, measure):
    for month in range(4, 9):
        note = "Invented for a test." if month > 6 else ""
        testing.approved(world, measure, start=date(2026, month, 1), rows=rows((30 + month, 52)), note=note)
    [one] = left(world, [measure], MEMBERS).values()
    real, made_up = [charts.everyone for charts in charts_of(one)]
    assert (len(real.points), len(made_up.points)) == (3, 2), "limits are of one sort only"
    assert (real.invented, made_up.invented) == ("", "Invented for demonstration")
    assert (real.title, made_up.title) == (f"{one.name}: real figures", f"{one.name}: invented figures")
    assert "Read from the invented figures only." in made_up.caption and real.key != made_up.key
    assert [row[-1] for row in figure_rows(one)] == [False] * 3 + [True] * 2
    assert [figure.invented for figure in measure_from(one.as_document()).everyone.figures] == [False] * 3 + [True] * 2
    drawn = _measure(one)
    assert (
        len(drawn["views"]) == 2
        and [row[-1] for row in drawn["tables"][0]["rows"]][3] == "Invented; Invented for a test"
    )
    alike = replace(one, invented=True, series=())
    assert alike.alike() == (alike,)


def _none(one, category):
    figures = tuple(replace(figure, value=None, why=Why.WITHHELD) for figure in one.everyone.figures)
    return replace(one.everyone, dimension="age", category=category, figures=figures)


QUARTER = 53


def by_month_and_quarter(world, months):
    """The same count by month and by quarter, which is known of both."""
    plain = {"unit": "count", "proportion": False, "denominator": "", "numerator": "Reports."}
    fine = testing.a_measure(world, name="By month", **plain)
    for month, many in months.items():
        testing.approved(world, fine, start=date(2026, month, 1), rows=[testing.everyone(many)])
    coarse = testing.a_measure(world, name="By quarter", frequency="quarter", **plain)
    testing.approved(world, coarse, rows=[testing.everyone(QUARTER)])
    return fine, coarse


@pytest.fixture
def both(world):
    """Of three in May."""
    return by_month_and_quarter(world, {4: 20, 5: 3, 6: 30})


def values(copy, measure):
    return [figure.numerator for figure in copy[measure.ref].everyone.figures]


def test_a_quarter_does_not_follow_its_months_while_one_of_them_is_withheld(world, both):
    months, quarters = both
    first = left(world, [months], PARTNERS)
    assert values(first, months) == [20, None, 30]
    for measures in ([quarters], [months, quarters]):
        assert values(left(world, measures, PARTNERS, before=[first]), quarters) == [None]
    assert values(left(world, [months, quarters], PARTNERS, before=[first]), months) == [20, None, 30]


def test_months_do_not_follow_their_quarter_while_one_of_them_is_small(world, both):
    months, quarters = both
    first = left(world, [quarters], PARTNERS)
    assert values(first, quarters) == [QUARTER]
    for measures in ([months], [months, quarters]):
        assert values(left(world, measures, PARTNERS, before=[first]), months) == [None, None, None]


def test_a_quarter_is_withheld_while_its_last_month_is_small_and_was_not_sent_in(world):
    months, quarters = by_month_and_quarter(world, {4: 20, 5: 30})
    found = left(world, [months, quarters], PARTNERS)
    assert (values(found, months)[0], values(found, quarters)) == (20, [None])


def test_months_and_a_quarter_leave_again_as_they_left(world):
    months, quarters = by_month_and_quarter(world, {4: 20, 5: 3, 6: 30, 7: 20, 8: 20, 9: 20})
    testing.approved(world, quarters, start=date(2026, 7, 1), rows=[testing.everyone(60)])
    for audience in (PARTNERS, PUBLIC):
        first = left(world, [months, quarters], audience)
        assert values(first, quarters) == [None, 60], "of three large months the quarter may be shown"
        assert left(world, [months, quarters], audience, before=[first]) == first


def test_a_copy_is_refused_when_its_months_left_after_it_was_drawn_up(world, both):
    months, quarters = both
    drawn, since = left(world, [quarters], PARTNERS), left(world, [months], PARTNERS)
    said = {"by": world.acts("manager"), "audience": PARTNERS, "kind": Copy.PARTNER, "title": "A copy"}
    record_publication(at=world.at + timedelta(minutes=1), measures=since, **said)
    with pytest.raises(Refused, match="Draw it up again"):
        record_publication(at=world.at + timedelta(minutes=2), measures=drawn, drawn_at=world.at, **said)
    assert record_publication(
        at=world.at + timedelta(minutes=3), measures=drawn, drawn_at=world.at + timedelta(minutes=2), **said
    ), "nothing left since"


def test_measures_of_a_report_are_decided_on_with_those_it_does_not_show(world, both):
    months, quarters = both
    world.acts("manager")
    found = figures_for([quarters], PARTNERS, today=world.today)
    assert list(found) == [quarters.ref] and values(found, quarters) == [None]
