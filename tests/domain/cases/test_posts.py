"""The partnership manager says who runs cases of each kind, from which day and until which."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cairn.domain.cases.models import Post
from cairn.domain.cases.policies import kinds_run_by
from cairn.domain.cases.queries.posts import posts_over, practitioners, roles_held
from cairn.domain.cases.queries.roles import posts_held
from cairn.domain.cases.services.posts import end_post, name_for_role, withdraw_post
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.queries import given_grants
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db


def name(world, who="manager", *, user="nurse", kind="marac", role="coordinator", days=0):
    return name_for_role(
        by=world.acts(who), at=world.at, kind=kind, role=role, user=world.people[user],
        from_on=world.today + timedelta(days=days),
    )  # fmt: skip


def test_the_manager_names_a_practitioner_who_then_runs_cases_of_the_kind(world):
    post = name(world)
    held = {(one.kind, one.role): one for one in roles_held(world.partnership.pk, on=world.today)}
    assert post in held["marac", "coordinator"].posts and held["marac", "coordinator"].leads
    assert Entry.objects.filter(action="cases.name_for_role").exists()
    with pytest.raises(Refused, match="is named for this role already"):
        name(world)


@pytest.mark.parametrize("who", ["coordinator", "officer", "auditor", "analyst"])
def test_nobody_else_does(world, who):
    with pytest.raises(Forbidden):
        name(world, who)
    assert not Post.objects.filter(user=world.people["nurse"], role="coordinator").exists()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"user": "manager"}, "Choose a practitioner"),
        ({"role": "dragon"}, "There is no such role"),
        ({"kind": "dragon"}, "There is no such role"),
        ({"role": "agency", "kind": "asb_case_review"}, "There is no such role|Every practitioner is"),
    ],
)
def test_what_cannot_be_is_refused_in_words(world, facts, says):
    with pytest.raises(Refused, match=says):
        name(world, **facts)


def test_a_post_ends_on_a_day_to_come_and_what_was_done_in_it_stays(world):
    post = name(world)
    manager = world.acts("manager")
    with pytest.raises(Refused, match="before it begins"):
        end_post(by=manager, at=world.at, post=post, last_on=world.today - timedelta(days=1))
    end_post(by=manager, at=world.at, post=post, last_on=world.today)
    assert Post.objects.get(pk=post.pk).until_on == world.today
    held = {(one.kind, one.role): one for one in roles_held(world.partnership.pk, on=world.today + timedelta(days=1))}
    assert post not in held["marac", "coordinator"].posts
    with pytest.raises(Forbidden):
        end_post(by=world.acts("coordinator"), at=world.at, post=post, last_on=world.today)


def test_a_post_of_a_day_to_come_is_withdrawn_and_stays_on_record_as_withdrawn(world):
    post = name(world, days=9)
    withdrawn = withdraw_post(by=world.acts("manager"), at=world.at, post=post)
    assert withdrawn.withdrawn_at == world.at and Post.objects.get(pk=post.pk).from_on == world.today + timedelta(
        days=9
    )
    assert Entry.objects.filter(action="cases.withdraw_post").exists()
    [(title, over)] = posts_over(world.partnership.pk, on=world.today)
    assert over == post and "oordinator" in title
    for day in (world.today, world.today + timedelta(days=8), world.today + timedelta(days=9)):
        held = {(one.kind, one.role): one for one in roles_held(world.partnership.pk, on=day)}
        assert post not in held["marac", "coordinator"].posts
    assert ("marac", "coordinator", world.people["nurse"].pk) not in posts_held(world.partnership.pk)
    assert name(world, days=9).pk != post.pk  # she can be named anew


def test_on_the_day_it_would_have_begun_a_withdrawn_post_opens_nothing_not_even_in_the_database(world):
    """What asks who holds a role, policy or fence, asks between two days: a withdrawn post holds none."""
    post = withdraw_post(by=world.acts("manager"), at=world.at, post=name(world, days=9))
    assert post.until_on < post.from_on
    nurse = world.acts("nurse")
    assert "marac" not in kinds_run_by(nurse)
    assert not Post.objects.filter(given_grants(post.from_on), user=world.people["nurse"], role="coordinator").exists()


def test_a_post_that_began_is_ended_and_not_withdrawn(world):
    manager, begun, ahead = world.acts("manager"), name(world), name(world, user="nurse_too", days=1)
    with pytest.raises(Refused, match="It has begun, so it cannot be withdrawn"):
        withdraw_post(by=manager, at=world.at, post=begun)
    with pytest.raises(Forbidden):
        withdraw_post(by=world.acts("coordinator"), at=world.at, post=ahead)
    withdraw_post(by=world.acts("manager"), at=world.at, post=ahead)
    ahead.refresh_from_db()
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_post(by=manager, at=world.at, post=ahead)
    with pytest.raises(Refused, match="withdrawn before it began"):
        end_post(by=manager, at=world.at, post=ahead, last_on=world.today + timedelta(days=2))


def test_the_database_takes_no_withdrawn_post_with_a_day_in_it(world):
    post = name(world, days=3)
    cheat = command("test.cheat", by=world.acts("manager"), at=world.at)
    with pytest.raises(IntegrityError, match="no_day_in_a_withdrawn_post"), transaction.atomic(), cheat:
        post.withdrawn_at, post.until_on = world.at, post.from_on
        post.save()


def test_who_applies_is_nobody_that_is_named(world):
    roles = {(one.kind, one.role) for one in roles_held(world.partnership.pk, on=world.today)}
    assert ("asb_case_review", "coordinator") in roles and ("asb_case_review", "applicant") not in roles


def test_only_practitioners_of_partners_are_offered(world):
    offered = {user.pk for user in practitioners(world.partnership.pk, on=world.today)}
    assert world.people["nurse"].pk in offered
    assert not {world.people[who].pk for who in ("manager", "analyst", "auditor")} & offered
