"""What a plan's page counts is what its list shows."""

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.queries.cards import cards
from cairn.domain.plans.queries.glance import glance
from cairn.domain.plans.queries.plan_filter import FACETS, SORTS, Wanted, choices, narrowed
from cairn.kernel.delivery import Delivery
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(world):
    add_many(world, testing.add_plan(world), 200)
    return cards(world.acts("manager"), today=world.today)


def test_in_every_whole_table_the_rows_add_up_to_the_plan_status_by_status(found):
    seen = glance(found)
    whole = [group for group in seen.groups if group.whole]
    assert {group.facet for group in whole} == {"agency", "theme", "owner", "rural"}
    for group in whole:
        assert sum(row.total for row in group.rows) == seen.total == len(found)
        for place, column in enumerate(seen.columns):
            assert sum(row.cells[place].count for row in group.rows) == column.count


def test_the_bar_adds_up_to_the_plan(found):
    assert sum(count for _status, count in glance(found).bar) == len(found)


def test_each_number_is_the_length_of_the_list_it_links_to(found):
    seen = glance(found)
    for tile in seen.tiles:
        assert tile.count == len(narrowed(found, Wanted(facets={tile.facet: tile.value})))
    for group in seen.groups:
        for row in group.rows:
            assert row.total == len(narrowed(found, Wanted(facets={group.facet: row.value})))
            for cell in row.cells:
                both = Wanted(facets={group.facet: row.value, "status": cell.status})
                assert cell.count == len(narrowed(found, both))


def test_every_value_some_card_has_can_be_chosen(found):
    offered = choices(found)
    for facet, values_of in FACETS.items():
        held = {value for card in found for value in values_of(card)}
        assert held <= {value for value, _words in offered[facet]}


def test_each_order_keeps_every_action_and_puts_ended_ones_after_open_ones_by_date(found):
    for sort in SORTS:
        assert {card.ref for card in narrowed(found, Wanted(facets={}, sort=sort))} == {card.ref for card in found}
    by_due = narrowed(found, Wanted(facets={}, sort="due"))
    still_open = [card.is_open for card in by_due]
    assert still_open == sorted(still_open, reverse=True)
    dates = [card.due_on for card in by_due if card.is_open]
    assert dates == sorted(dates)


def test_due_before_leaves_out_the_day_itself(found):
    day = found[50].due_on
    assert all(card.due_on < day for card in narrowed(found, Wanted(facets={}, due_before=day)))


def test_an_action_is_found_under_each_commitment_it_serves(world):
    plan = testing.add_plan(world)
    action = testing.add_action(world, plan=plan, commitment="CP1", also=["CS1"])
    found = cards(world.acts("manager"), today=world.today)
    for code in ("CP1", "CS1"):
        assert action.ref in {card.ref for card in narrowed(found, Wanted(facets={"commitment": code}))}


def test_nothing_to_count_is_nought_and_not_an_error():
    seen = glance([])
    assert (seen.total, seen.count("status", Delivery.LATE.value)) == (0, 0)
    assert all(not group.rows for group in seen.groups if group.facet != "rural")
