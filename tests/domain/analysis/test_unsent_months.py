"""A month for which nothing had been sent is not nought: it is said so in the table, the chart and the file."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from cairn.domain.analysis.models import Taking
from cairn.domain.analysis.queries.pages import taking_for
from cairn.domain.analysis.queries.tables import WITHHELD, leaving_rows, table_of
from cairn.domain.analysis.terms import Window, end_of_month, month_in_words, months_to_choose, stretches
from cairn.domain.analysis.web.drawing import charts_of
from cairn.domain.records.services.clearing import clear_over
from cairn.domain.records.testing import a_feed, an_extract, csv_of
from tests.analysis_making import HEADS, MEAN, a_police_feed, an_analysis, came_in, one

pytestmark = pytest.mark.django_db
DAYS = dict.fromkeys(("happened", "reported", "victim_born"), "day_first")


@pytest.fixture
def begun(world):
    """A feed whose first file reaches from the fifth month back to the second, with nothing in the third."""
    feed, months = a_police_feed(world), months_to_choose(world.today)
    rows = [one(number, months[4], victim=number) for number in range(1, 21)]
    rows += [one(number, months[3] + timedelta(days=2), victim=number) for number in range(21, 24)]
    rows += [one(number, months[1], victim=number) for number in range(40, 52)]
    came_in(world, feed, rows)
    return feed


def cells(analysis):
    return {line.name: line.cells for line in table_of(taking_for(analysis)).lines}


def test_months_before_the_first_file_and_after_the_last_have_nothing_to_count_and_one_between_is_nought(world, begun):
    names = [month_in_words(f"{one:%Y-%m}") for one in months_to_choose(world.today)[:7]]
    shown = cells(an_analysis(world, months=7))
    assert [shown[name] for name in names] == [
        ("No records sent",), ("10",), ("0",), (WITHHELD,), shown[names[4]], ("No records sent",), ("No records sent",),
    ]  # fmt: skip
    notes = taking_for(an_analysis(world, months=7)).notes
    assert any(f"no records were sent for {names[6]} to {names[5]}, {names[0]}." in words for words in notes), notes


def test_the_chart_has_a_gap_and_the_file_says_why(world, begun):
    analysis = an_analysis(world, "month", "child", months=7)
    table = table_of(taking_for(analysis))
    [line, panels] = charts_of(table)
    assert line.points[0].value is None and line.points[0].why == "No records sent"
    assert line.points[4].value == 0 and "or a month with nothing to count" in panels.caption
    rows = [row for row in leaving_rows(taking_for(analysis)) if row[4] == "No records sent"]
    assert len(rows) == 3 * (len(table.columns) + 1) and all(row[2] is None for row in rows)
    page = render_to_string("analysis/figures.html", {"table": table, "caption": "Any"})
    assert page.count("No records sent") == len(rows)


def test_a_group_is_counted_over_the_months_that_were_sent(world, begun):
    shown = cells(an_analysis(world, "sex", counts="harmed", months=7))
    assert shown["Female"] == ("35",) and "No records sent" not in str(shown)


def test_of_two_agencies_each_has_its_own_months(world, begun):
    months = months_to_choose(world.today)
    other = a_feed(
        by=world.acts("manager"), at=world.at, agency=world.agencies["fell-council"], holds="incidents", title="Calls",
        ends_on=world.today + timedelta(days=1700),
    )  # fmt: skip
    assert other.agency.kind != "police", "what no police told of is not counted"
    table = table_of(taking_for(an_analysis(world, "month", "agency", months=7)))
    assert table.columns == ("Fellshire Constabulary",)
    assert table.lines[0].cells == ("No records sent", "No records sent") and table.lines[-1].cells[0].isdigit()
    assert table.lines[0].name == month_in_words(f"{months[6]:%Y-%m}")


def test_a_period_of_which_nothing_was_sent_at_all_says_so_and_is_no_nought(world):
    came_in(world, a_police_feed(world), [one(1, world.today - timedelta(days=1))])
    table = table_of(taking_for(an_analysis(world, months=3)))
    assert table.nothing and table.unsent == "No records sent" and table.whole.total is None
    assert not charts_of(table)


def test_what_was_cleared_is_not_called_never_sent(world, begun):
    then = world.at - timedelta(days=800)
    over = a_feed(
        by=world.acts("police_lead"), at=then, agency=world.agencies["fell-police"], holds="incidents", title="Calls"
    )
    month = months_to_choose(world.today)[26]
    an_extract(
        by=world.acts("police_worker"), at=then, feed=over, mapping=MEAN, orders=DAYS,
        content=csv_of(HEADS, [one(900 + number, month, victim=900 + number) for number in range(9)]),
    )  # fmt: skip
    assert clear_over(world.at)
    assert cells(an_analysis(world, months=30))[month_in_words(f"{month:%Y-%m}")] == (
        "No records: none sent, or cleared since",
    )


def test_the_watch_and_cases_begin_with_their_first_row(world, begun):
    day = end_of_month(months_to_choose(world.today)[0]) - timedelta(days=3)
    came_in(world, begun, [one(8000 + number, day, victim=7000 + number) for number in range(9)])
    shown = cells(an_analysis(world, counts="watch", months=12, heading="offered"))
    names = [month_in_words(f"{one:%Y-%m}") for one in months_to_choose(world.today)[:12]]
    assert shown[names[11]] == ("Before the watch began",) and "Before the watch began" not in shown[names[0]]


def test_figures_taken_before_this_was_kept_read_as_they_did(world, begun):
    taking = Taking.objects.get(analysis=an_analysis(world, months=7))
    del taking.shown["sent"]
    assert table_of(taking).groups[0].cells == ("0",)


def test_months_are_told_in_stretches():
    told = [str(one) for one in stretches(["2025-11", "2025-12", "2026-01", "2026-03"])]
    assert told == ["November 2025 to January 2026", "March 2026"] and stretches([]) == []
    assert isinstance(stretches(["2026-03"])[0], Window)
