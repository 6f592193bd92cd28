"""Small figures of records are read by whoever may open what is counted or answers for the measure, and nobody else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cairn.domain.measures import policies, testing
from cairn.domain.measures.api import RULES, leaving, lines_of, what_they_say
from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.figures_page import figures_page
from cairn.domain.measures.queries.listing import list_page
from cairn.domain.measures.queries.measure_page import measure_page, series_of, table_rows
from cairn.domain.measures.queries.small import SAYS, WITHHELD, is_small
from cairn.domain.measures.services import computing, defining
from cairn.domain.records.services.feeds import change_agreement
from cairn.domain.records.testing import terms
from cairn.kernel.disclosure import Audience
from tests.watch_making import told

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
OPEN, CLOSED = ("manager", "police_lead", "council_lead"), ("board", "health_lead", "analyst", "auditor")


@pytest.fixture
def few(world, tell):
    """Domestic abuse among crimes: 5 of 11 in September, 1 of 3 in October; the council answers for the measure."""
    rows = [told(date(2026, 9, 5), key=f"A{n}") for n in range(5)]
    rows += [told(date(2026, 9, 6), offence="Theft", kin="Stranger", key=f"B{n}") for n in range(6)]
    rows += [told(date(2026, 10, 5), key="C")]
    rows += [told(date(2026, 10, 6), offence="Theft", kin="Stranger", key=f"D{n}") for n in range(2)]
    tell(*rows)
    measure = defining.define_measure(
        by=world.acts("manager"), at=world.at, computed="da-share-of-crime",
        words=replace(RULES["da-share-of-crime"].words, frequency="month", read_with=[]),
        terms=testing.terms_of(world, first_on=SEPTEMBER, agency="fell-council", submitter="council_worker"),
    )  # fmt: skip
    computing.compute(by=world.acts("manager"), at=world.at, measure=measure, start=SEPTEMBER)
    return computing.compute(by=world.acts("manager"), at=world.at, measure=measure, start=OCTOBER)


def test_who_reads_small_figures(world, police, few):
    def allowed():
        return {who for who in (*OPEN, "council_worker", *CLOSED)
                if policies.READ_SMALL.decide(world.acts(who), few.measure).allowed}  # fmt: skip

    assert allowed() == {*OPEN, "council_worker"}
    opened = terms(at=world.at, holds="incidents", opened_to_analysts=True)
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=police, agreed=opened, why="The assessment.")
    assert allowed() == {*OPEN, "council_worker", "analyst"}


@pytest.mark.parametrize("who", CLOSED)
def test_whoever_may_not_open_what_is_counted_reads_that_it_is_withheld(world, few, who):
    actor, ref = world.acts(who), few.measure.ref
    page = measure_page(actor, ref, today=world.today)
    assert page.withheld and [row.words for row in page.history] == [WITHHELD, "45.5%"]
    assert (page.latest.numerator, page.latest.denominator, page.latest.value) == ("", "", None)
    assert [one.values[1] for one in page.series] == [None]
    [line] = figures_page(actor, few).lines
    assert (line.words, line.numerator, line.denominator) == (WITHHELD, "", "")
    rows = table_rows(few.measure, actor=actor)
    assert [row[6:9] + [row[14]] for row in rows][1] == [None, None, None, WITHHELD]
    assert rows[0][6] == 5
    [(_subject, [listed])] = list_page(actor, today=world.today).subjects
    assert listed.line.latest == WITHHELD
    assert "33" not in listed.doing.said


@pytest.mark.parametrize("who", OPEN)
def test_whoever_may_reads_them_as_they_are(world, few, who):
    actor = world.acts(who)
    page = measure_page(actor, few.measure.ref, today=world.today)
    assert not page.withheld and page.latest.words == "33.3%"
    assert figures_page(actor, few).lines[0].numerator == "1"
    assert table_rows(few.measure, actor=actor)[1][6:8] == [1, 3]
    assert lines_of(Measure.objects.all(), today=world.today, actor=actor)[0].latest == "33.3%"


def test_where_nobody_says_who_reads_small_figures_are_withheld(world, few):
    world.acts("manager")
    assert [one.values[1] for one in series_of(few.measure)] == [None]
    assert table_rows(few.measure)[1][6:8] == [None, None]
    [said] = what_they_say([few.measure], today=world.today)
    assert said.line.latest == WITHHELD and "33" not in said.caption


def test_the_pack_of_the_board_withholds_them_too(world, few):
    world.acts("manager")
    found = leaving([few.measure], Audience.MEMBERS, today=world.today)[few.measure.ref]
    assert [(one.numerator, one.value) for one in found.series[0].figures] == [(5, 45.4545), (None, None)]
    assert found.withheld == 1 and SAYS in found.rule


def test_figures_that_people_sent_in_stay_as_they_were_sent(world):
    measure = testing.a_measure(world, unit="count", proportion=False, breakdowns={}, denominator="")
    testing.approved(world, measure, rows=[testing.everyone(1)])
    page = measure_page(world.acts("board"), measure.ref, today=world.today)
    assert not page.withheld and page.latest.numerator == "1"


@pytest.mark.parametrize(
    ("top", "bottom", "proportion", "small"),
    [
        (0, 50, True, False), (1, 50, True, True), (4, 50, True, True), (5, 50, True, False), (46, 50, True, True),
        (50, 50, True, False), (0, 3, True, True), (0, 0, True, False), (3, None, False, True), (12, 4, False, True),
    ],
)  # fmt: skip
def test_a_figure_is_small_where_so_few_are_counted_or_are_not(world, top, bottom, proportion, small):
    measure = Measure(proportion=proportion, residents="")
    assert is_small(measure, Decimal(top), None if bottom is None else Decimal(bottom)) == small


def test_out_of_residents_only_those_who_are_counted_are_few():
    measure = Measure(proportion=False, residents="everybody")
    assert not is_small(measure, Decimal(0), Decimal(3))
