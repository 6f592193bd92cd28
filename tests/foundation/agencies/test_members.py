"""Which agencies are partners on a day: the first and the last day count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.plans.testing_world import add_grant, add_person, found_world
from cairn.foundation.accounts.directory import AGENCY_LEFT, AWAY, account_page, partner_agencies
from cairn.foundation.accounts.queries import actor_for, actors_in, entrance, partnerships_of
from cairn.foundation.accounts.terms import Role
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


# An agency that has left


@pytest.mark.parametrize(("last", "works"), [(1, True), (0, True), (-1, False)])
def test_the_last_day_of_an_agency_is_the_last_on_which_its_people_may_do_anything_here(world, last, works):
    today = timezone.localdate(world.at)
    add_person(world, key="officer", agency="fell-police", roles=[Role.PRACTITIONER, Role.AGENCY_LEAD])
    dated(world, "fell-police", until_on=today + timedelta(days=last))
    person = world.people["officer"]
    assert bool(actors_in(world.partnership.pk, on=today).get(person.pk)) is works
    assert bool(actor_for(person, world.partnership, on=today)) is works
    assert (entrance(person, world.partnership.slug, on=today).actor is not None) is works


def test_an_agency_that_left_one_partnership_goes_on_in_another(world):
    today = timezone.localdate(world.at)
    person = world.people["police_lead"]
    add_grant(world, user=person, role=Role.CONTRIBUTOR, partnership=world.other)
    dated(world, "fell-police", until_on=today - timedelta(days=1))
    assert entrance(person, world.partnership.slug, on=today).actor is None
    there = entrance(person, world.other.slug, on=today)
    assert there.actor is not None and there.open == 1
    assert [row.slug for row in partnerships_of(person, on=today)] == [world.other.slug]


def test_their_accounts_say_why_nothing_opens_any_more(world):
    today = timezone.localdate(world.at)
    dated(world, "fell-police", until_on=today - timedelta(days=1))
    person = world.people["police_lead"]
    (place,) = account_page(person, on=today).roles
    assert {held.standing for held in place.roles} == {AGENCY_LEFT}
    assert {held.state for held in place.roles} == {AWAY}
