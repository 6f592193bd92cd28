"""The partnership manager says who runs cases of each kind, from which day and until which."""

from datetime import timedelta

import pytest

from cairn.domain.cases.models import Post
from cairn.domain.cases.queries.posts import practitioners, roles_held
from cairn.domain.cases.services.posts import end_post, name_for_role
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
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


def test_who_applies_is_nobody_that_is_named(world):
    roles = {(one.kind, one.role) for one in roles_held(world.partnership.pk, on=world.today)}
    assert ("asb_case_review", "coordinator") in roles and ("asb_case_review", "applicant") not in roles


def test_only_practitioners_of_partners_are_offered(world):
    offered = {user.pk for user in practitioners(world.partnership.pk, on=world.today)}
    assert world.people["nurse"].pk in offered
    assert not {world.people[who].pk for who in ("manager", "analyst", "auditor")} & offered
