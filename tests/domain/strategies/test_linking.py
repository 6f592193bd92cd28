"""Two commitments of different strategies are one promise, said once and taken away whole."""

from __future__ import annotations

import pytest

from cairn.domain.strategies.api import CannotLink, Commitment, SamePromise, link_promises, unlink_promises
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from tests.domain.strategies.conftest import FULL


@pytest.fixture
def two(world, load):
    """CP2 of the strategy now, and P2 of the next one; not linked yet."""
    load(FULL.partition("[[same_promise]]")[0])
    return world.commitment("CP2"), Commitment.objects.get(strategy__slug="fellshire-2027-2030", code="P2")


def linked(world, this, other, **more):
    return link_promises(by=world.acts("manager"), at=world.at, this=this, other=other, note="Same.", **more)


def test_linking_again_from_either_side_changes_nothing(world, two):
    this, other = two
    first = linked(world, this, other)
    assert linked(world, other, this) == first
    assert SamePromise.objects.count() == 1


def test_commitments_of_one_strategy_cannot_be_linked(world, two):
    with pytest.raises(CannotLink, match="Choose a commitment of another strategy."):
        linked(world, two[0], world.commitment("CP1"))


@pytest.mark.parametrize("note", ["", "  "])
def test_a_link_needs_a_reason(world, two, note):
    with pytest.raises(CannotLink, match="Say why they are the same promise."):
        link_promises(by=world.acts("manager"), at=world.at, this=two[0], other=two[1], note=note)


def test_what_is_not_linked_cannot_be_unlinked(world, two):
    with pytest.raises(CannotLink, match="These two are not linked."):
        unlink_promises(by=world.acts("manager"), at=world.at, this=two[0], other=two[1], reason="Wrong.")


def test_taking_a_link_away_needs_a_reason_and_works_from_either_side(world, two):
    this, other = two
    linked(world, this, other)
    facts = {"by": world.acts("manager"), "at": world.at, "this": other, "other": this}
    with pytest.raises(CannotLink, match="Say why they are not the same promise."):
        unlink_promises(**facts, reason=" ")
    unlink_promises(**facts, reason="One is wider.")
    assert not SamePromise.objects.exists()
    assert Entry.objects.filter(action="strategies.unlink_promises", reason="One is wider.").exists()


def test_a_pair_linked_both_ways_by_an_earlier_version_is_unlinked_whole(world, two):
    this, other = two
    linked(world, this, other)
    with command("test.link_back", by=world.acts("manager"), at=world.at):
        SamePromise(partnership=world.partnership, this=other, other=this, note="Same.").save()
    unlink_promises(by=world.acts("manager"), at=world.at, this=this, other=other, reason="One is wider.")
    assert not SamePromise.objects.exists()


@pytest.mark.parametrize("who", ["council_lead", "board", "auditor", "administrator"])
def test_only_the_manager_links_and_unlinks(world, two, who):
    with pytest.raises(Forbidden, match="Only the partnership manager"):
        link_promises(by=world.acts(who), at=world.at, this=two[0], other=two[1], note="Same.")
    with pytest.raises(Forbidden, match="Only the partnership manager"):
        unlink_promises(by=world.acts(who), at=world.at, this=two[0], other=two[1], reason="Wrong.")
