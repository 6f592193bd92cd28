"""The newest figures by group and place: their intervals, maps and funnels, and the residents they are held against."""

from datetime import date
from decimal import Decimal

import pytest

from cairn.domain.measures import testing
from cairn.domain.measures.queries.measure_page import measure_page
from cairn.domain.measures.services import entering
from cairn.domain.measures.web.charts import page_charts
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.charts import BarView, EquityView, FunnelView, MultiplesView, TileMapView
from cairn.kernel.actors import system_actor
from cairn.kernel.observation_checks import Typed

WARDS = ["E05009438", "E05009439", "E05009440", "E05009441"]
ESTIMATE = {"source": "Our own reckoning", "vintage": "mid-2026", "is_estimate": True}


@pytest.fixture
def in_herefordshire(world):
    """The partnership lies in an authority of the gazetteer."""
    with command("agencies.load", by=system_actor(), at=world.at):
        world.partnership.authority_codes = ["E06000019"]
        world.partnership.save()


@pytest.fixture
def by_ward(world, in_herefordshire):
    """A count by ward, held against all residents."""
    return testing.a_measure(
        world, unit="count", proportion=False, denominator="", residents="everybody", places=0, good="down",
        breakdowns={"place": WARDS, "sex": ["Female", "Male", "Not known"]},
    )  # fmt: skip


def counted(world, measure, *, note="", dimension="place", numbers=(5, 6, 7, 60)):
    groups = measure.breakdowns[dimension]
    rows = [testing.everyone(sum(numbers))]
    rows += [Typed(dimension, one, str(number)) for one, number in zip(groups, numbers, strict=False)]
    testing.approved(world, measure, rows=rows, note=note)


def shown(world, measure, by="place"):
    page = measure_page(world.acts("analyst"), measure.ref, today=date(2026, 11, 20), by=by)
    return page, {type(one.view): one for one in page_charts(page)["by_group"]}


def enter(world, measure, numbers, **facts):
    return entering.enter_residents(
        by=world.acts("manager"), at=world.at, measure=measure, numbers=numbers, **{**ESTIMATE, **facts}
    )


def test_counts_by_ward_are_rates_of_the_residents_whose_source_and_vintage_stand_beside_them(world, by_ward):
    counted(world, by_ward)
    page, found = shown(world, by_ward)
    assert set(found) == {BarView, TileMapView, FunnelView, MultiplesView}
    assert found[TileMapView].view.tiles[0].value == pytest.approx(1000 * 5 / 3747, abs=0.01)
    assert "Census day, 21 March 2021" in found[TileMapView].source and "An estimate." in found[TileMapView].source
    assert found[FunnelView].view.unit == "per 1,000 residents"
    assert "Belmont Rural (higher)" in found[FunnelView].view.caption
    assert page.rate.words == "That is 0.4 per 1,000 residents." and "187,025 residents" in page.rate.says


def test_invented_figures_and_real_residents_never_share_a_chart_and_an_entered_estimate_may(world, by_ward):
    counted(world, by_ward, note="Invented for the demonstration.")
    page, found = shown(world, by_ward)
    assert FunnelView not in found and "never share a chart" in page.breakdown.refused
    assert page.rate.words == "" and "never share a chart" in page.rate.says
    enter(world, by_ward, {("place", ward): Decimal(3000) for ward in WARDS})
    page, found = shown(world, by_ward)
    assert page.breakdown.refused == "" and found[FunnelView].view.invented
    assert found[FunnelView].source.startswith("Out of residents. Estimate, entered by Juniper Slate. Source: Our own")


def test_real_figures_are_not_held_against_invented_residents(world, by_ward):
    counted(world, by_ward)
    enter(world, by_ward, {("place", ward): Decimal(3000) for ward in WARDS}, source="Invented for the demonstration.")
    assert "is invented, and the figures are real" in shown(world, by_ward)[0].breakdown.refused


def test_where_no_sourced_number_exists_the_measure_says_so_and_takes_one_entered(world, in_herefordshire):
    measure = testing.a_measure(
        world, unit="count", proportion=False, denominator="", residents="women-16-and-over",
        breakdowns={"place": WARDS},
    )  # fmt: skip
    counted(world, measure)
    page, _ = shown(world, measure)
    assert "No sourced denominator exists for women and girls aged 16 and over by ward" in page.breakdown.refused
    enter(world, measure, {("place", ward): Decimal(1500) for ward in WARDS})
    page, found = shown(world, measure)
    assert found[TileMapView].view.unit == "per 1,000 women aged 16 and over"


def test_the_newest_number_that_was_entered_counts_and_the_earlier_one_stays(world, by_ward):
    enter(world, by_ward, {("place", WARDS[0]): Decimal(10)})
    enter(world, by_ward, {("place", WARDS[0]): Decimal(20)})
    counted(world, by_ward)
    assert shown(world, by_ward)[0].breakdown.groups[0].denominator == 20 and by_ward.denominators.count() == 2


@pytest.mark.parametrize(
    ("numbers", "facts", "field"),
    [
        ({}, {}, "numbers"), ({("place", "E05000000"): Decimal(5)}, {}, "numbers"),
        ({("", ""): Decimal(0)}, {}, "numbers"), ({("", ""): Decimal(5), ("sex", "Male"): Decimal(6)}, {}, "numbers"),
        ({("", ""): Decimal(5)}, {"source": " "}, "source"), ({("", ""): Decimal(5)}, {"vintage": ""}, "vintage"),
    ],
)  # fmt: skip
def test_a_number_without_a_source_or_of_nobody_is_refused_with_its_field(world, by_ward, numbers, facts, field):
    with pytest.raises(Refused) as refusal:
        enter(world, by_ward, numbers, **facts)
    assert refusal.value.field == field
    with pytest.raises(Forbidden):
        entering.enter_residents(
            by=world.acts("police_worker"), at=world.at, measure=by_ward, numbers=numbers, **{**ESTIMATE, **facts}
        )


def test_who_is_reached_is_held_against_who_lives_here_once_their_numbers_are_known(world, by_ward):
    counted(world, by_ward, dimension="sex", numbers=(90, 10, 2))
    page, found = shown(world, by_ward, by="sex")
    assert EquityView not in found and "Enter one with its source" in page.breakdown.shares_say
    enter(world, by_ward, {("sex", "Female"): Decimal(51_000), ("sex", "Male"): Decimal(49_000)})
    page, found = shown(world, by_ward, by="sex")
    view = found[EquityView].view
    assert [(row.name, round(row.share, 2), round(row.residents, 2)) for row in view.groups] == [
        ("Female", 0.9, 0.51), ("Male", 0.1, 0.49),
    ]  # fmt: skip
    assert "Reached less than their share of residents: Male." in view.caption


def test_a_part_of_a_whole_has_the_interval_of_a_share_and_agencies_stand_in_a_funnel(world):
    agencies = ["Council", "Health", "Police", "Fire"]
    measure = testing.a_measure(world, breakdowns={"agency": agencies})
    rows = [testing.everyone(300, 800)]
    rows += [Typed("agency", one, str(top), "200") for one, top in zip(agencies, (40, 60, 70, 130), strict=True)]
    testing.approved(world, measure, rows=rows)
    _, found = shown(world, measure, by="agency")
    assert found[BarView].view.groups[0].low == pytest.approx(15.04, abs=0.01)  # Wilson: 40 of 200
    assert "Fire (higher)" in found[FunnelView].view.caption and EquityView not in found
    assert "Higher than all together: Fire" in found[BarView].view.caption
