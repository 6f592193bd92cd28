"""How the measures are doing: what each says by rule, what needs somebody, and no more queries for more measures."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.measures import testing
from cairn.domain.measures.queries.listing import list_page
from cairn.domain.measures.queries.measure_page import measure_page, table_rows
from cairn.domain.measures.queries.said import what_they_say
from cairn.domain.measures.services import linking, loading
from cairn.domain.measures.web.charts import page_charts
from cairn.kernel.actors import system_actor
from cairn.kernel.observation_checks import Typed

TODAY = date(2026, 11, 20)
STEADY = [40, 42] * 9
BETTER, WORSE = [*STEADY, *[46] * 8], [*STEADY, *[35] * 8]


def over_time(world, name, tops, **words):
    """A measure with a figure for each month from January 2024, as if settled elsewhere."""
    measure = testing.a_measure(world, name=name, first_on=date(2024, 1, 1), breakdowns={}, **words)
    rows = [
        loading.Row(n, measure.ref, date(2024 + n // 12, n % 12 + 1, 1), Typed(numerator=str(top), denominator="50"),
                    note="Checked.")
        for n, top in enumerate(tops)
    ]  # fmt: skip
    system = system_actor(world.partnership.pk)
    found = loading.load_figures(by=system, at=world.at, rows=rows, digest="0" * 64, state="locked")
    assert not found.rejects
    return measure


def names(world, show="", **chosen):
    found = list_page(world.acts("analyst"), today=TODAY, show=show, **chosen)
    return [one.line.name for _subject, lines in found.subjects for one in lines]


def test_of_real_and_invented_figures_only_the_newest_sort_is_read_and_every_copy_says_which_is_which(world):
    measure = testing.a_measure(world, first_on=date(2024, 1, 1))
    for month in range(1, 13):
        note = "Invented for a test." if month > 10 else ""
        testing.approved(world, measure, start=date(2025, month, 1), note=note)
    [line] = [one for _subject, lines in list_page(world.acts("analyst"), today=TODAY).subjects for one in lines]
    assert (line.doing.invented, line.doing.unsaid) == (True, True), "two invented figures draw no limits"
    assert line.doing.said == "Too few points to say (2 of 10). Read from the invented figures only."
    page = measure_page(world.acts("analyst"), measure.ref, today=TODAY)
    real, made_up = page_charts(page)["charts"]
    assert (len(real.points), real.invented, len(real.stretches)) == (10, "", 1)
    assert (len(made_up.points), made_up.invented, made_up.stretches[0].centre) == (
        2,
        "Invented for demonstration",
        None,
    )
    assert page.invented and made_up.caption.endswith("Read from the invented figures only.")
    assert [row[-1] for row in table_rows(measure)] == [False] * 10 + [True] * 2
    [said] = what_they_say([measure], today=TODAY)
    assert said.caption == made_up.caption


@pytest.fixture
def several(world):
    over_time(world, "Better", BETTER)
    over_time(world, "Worse", WORSE)
    over_time(world, "Steady", STEADY)
    over_time(world, "Young", STEADY[:5])


def test_each_measure_says_how_it_is_doing_and_what_needs_attention_comes_first(world, several):
    assert names(world) == ["Worse", "Better", "Steady", "Young"]
    assert (names(world, "attention"), names(world, "improving"), names(world, "unsaid")) == (
        ["Worse"], ["Better"], ["Young"],
    )  # fmt: skip
    assert len(names(world, "overdue")) == 4  # each is behind with its newest months
    page = list_page(world.acts("analyst"), today=TODAY)
    said = {one.line.name: one.doing.said for _subject, lines in page.subjects for one in lines}
    assert said["Worse"] == "Lower than usual since July 2025; not explained by chance."
    assert said["Young"] == "Too few points to say (5 of 10)."
    assert page.counts == {
        "attention": 1, "improving": 1, "unsaid": 1, "overdue": 4, "due": 0, "waiting": 0, "ended": 0,
    }  # fmt: skip


def test_a_target_that_will_be_missed_needs_attention(world):
    measure = over_time(world, "Steady", STEADY)
    assert names(world, "attention") == []
    linking.set_target(
        by=world.acts("manager"),
        at=world.at,
        measure=measure,
        value=Decimal(99),
        from_on=date(2026, 1, 1),
        why="Board.",
    )
    assert names(world, "attention") == ["Steady"]


def test_what_looks_back_does_not_improve_by_a_run(world):
    over_time(world, "Looks back", BETTER, rolling=True)
    assert names(world, "improving") == []


def test_the_list_asks_the_same_queries_for_one_measure_and_for_many(world, several):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            list_page(world.acts("analyst"), today=TODAY)
        return len(found)

    four = queries()
    for place in range(4):
        over_time(world, f"Further {place}", STEADY)
    assert queries() == four <= 12
