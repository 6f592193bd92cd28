"""Those who can be chosen on the demonstration's sign-in page: between them they can try whatever cases ask for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cairn.demo import cases
from cairn.demo.cases import CAIRN, WALKS, walk_case
from cairn.demo.people import load_people, read_cast
from cairn.domain.cases.api import kinds, posts_held, take_step
from cairn.domain.cases.models import Case
from cairn.domain.cases.policies import STEP
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_database")]


@pytest.fixture
def cast():
    """Key to account, of those who can sign in."""
    users = load_people(timezone.now())
    return {row["key"]: users[row["key"]] for row in read_cast() if row.get("can_sign_in", True)}


def test_each_role_of_each_kind_is_held_by_somebody_who_can_be_chosen(cumberland, cast):
    set_scope(system_actor(cumberland.pk))
    chosen = {user.pk for user in cast.values()}
    held = {(kind, role) for kind, role, user in posts_held(cumberland.pk) if user in chosen}
    wanted = {
        (key, role.key) for key, kind in kinds().items() for role in kind.newest.roles.values()
        if not role.every_practitioner and role.key != "applicant"  # residents apply by the public form
    }  # fmt: skip
    assert wanted - held == set()


def test_whoever_answers_a_transfer_can_be_chosen_on_both_sides(cast):
    assert {"cum-case-coordinator", "wf-case-coordinator"} <= set(cast)


def test_the_chair_decides_under_clares_law_in_a_case_of_her_force(cumberland, cast):
    now, day = timezone.now(), timezone.localdate()
    actors = {
        key.removeprefix("cum-"): actor_for(user, cumberland, on=day)
        for key, user in cast.items() if key.startswith("cum-case-")
    }  # fmt: skip
    actors[CAIRN] = system_actor(cumberland.pk)
    set_scope(actors[CAIRN])
    before = set(Case.objects.values_list("pk", flat=True))
    up_to = next(place for place, step in enumerate(WALKS["clares_law"][0]) if step.name == "agree_disclosure")
    walk_case("clares_law", WALKS["clares_law"][0][:up_to], actors, now - timedelta(days=20), now)
    set_scope(actors[CAIRN])
    case = Case.objects.exclude(pk__in=before).get()
    assert case.state == "with_panel"
    chair = actors["case-chair"]
    set_scope(chair)
    assert STEP.decide(chair, case).allowed
    why = dict.fromkeys(("lawful_because", "necessary_because", "proportionate_because"), "Nothing bears on it.")
    said = {**why, "rationale": "Nothing bears on it.", "lawful": "yes", "necessary": "no", "proportionate": "no"}
    take_step(by=chair, at=now, case=case, name="agree_no_disclosure", details=said)
    assert Case.objects.get(pk=case.pk).state == "no_disclosure_agreed"


def test_cases_begin_by_day_at_whatever_hour_they_are_loaded(cumberland, cast, monkeypatch):
    begun = []
    monkeypatch.setattr(cases, "walk_case", lambda kind, walk, actors, begins, until: begun.append(begins))
    monkeypatch.setattr(cases, "_work_in_one", lambda *given: None)
    late = datetime(2026, 11, 22, 23, 25, tzinfo=UTC)  # in summer the day after had begun by then
    walked = cases._walk_all(cumberland, "cum", cast, late)
    assert walked == len(begun) > 10 and all(one < late for one in begun)
    assert {timezone.localtime(one).hour for one in begun} <= set(range(10, 18))
