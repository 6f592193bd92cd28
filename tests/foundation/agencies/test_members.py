"""Which agencies are partners on a day: the first and the last day count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.plans.testing_world import found_world
from cairn.foundation.accounts.directory import partner_agencies
from cairn.foundation.agencies.models import Membership
from cairn.foundation.agencies.queries import TODAY, current_members
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor


@pytest.fixture
def world(world_database, db, now):
    return found_world(at=now)


def dated(world, slug, **dates):
    """The dates of one agency's membership, changed."""
    by = system_actor(world.partnership.pk)
    with command("test.date", by=by, at=world.at):
        row = Membership.objects.get(partnership=world.partnership, agency__slug=slug)
        row.from_on, row.until_on = dates.get("from_on"), dates.get("until_on")
        row.save()
    set_scope(by)


@pytest.mark.parametrize(
    ("first", "last", "is_member"),
    [
        (0, 0, True),
        (-1, 1, True),
        (1, None, False),
        (None, -1, False),
        (None, 0, True),
    ],
)
def test_a_membership_counts_from_its_first_day_to_its_last(world, first, last, is_member):
    on = world.at.date()
    day = lambda offset: None if offset is None else on + timedelta(days=offset)  # noqa: E731
    dated(world, "fell-police", from_on=day(first), until_on=day(last))
    slugs = set(current_members(world.partnership.pk, on).values_list("agency__slug", flat=True))
    assert ("fell-police" in slugs) == is_member
    assert "fell-council" in slugs
    named = {agency.slug for agency in partner_agencies(world.acts("manager"), on=on)}
    assert ("fell-police" in named) == is_member


@pytest.mark.parametrize(("first", "last", "is_member"), [(0, 0, True), (1, None, False), (None, -1, False)])
def test_today_as_the_database_knows_it_is_the_same_day(world, first, last, is_member):
    today = timezone.localdate()
    day = lambda offset: None if offset is None else today + timedelta(days=offset)  # noqa: E731
    dated(world, "fell-police", from_on=day(first), until_on=day(last))
    assert current_members(world.partnership.pk, TODAY).filter(agency__slug="fell-police").exists() == is_member


def test_members_of_another_partnership_are_not_counted(world):
    set_scope(system_actor(world.partnership.pk))
    slugs = set(current_members(world.partnership.pk, world.at.date()).values_list("agency__slug", flat=True))
    assert "dale-council" not in slugs
