"""Rows of another partnership are out of reach by any number, reference or hidden field of a form."""

from __future__ import annotations

import pytest

from cairn.domain.plans.models import Action, AlsoServes, Pledge, Request, Supporter
from cairn.domain.strategies.models import Commitment, SamePromise, Strategy
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor
from tests.screens.security.conftest import BASE


@pytest.fixture
def theirs(world) -> dict[str, str]:
    """Numbers and names of things of Daleshire."""
    set_scope(system_actor(world.other.pk))
    strategy = Strategy.objects.get(partnership=world.other)
    found = {
        "commitment": str(Commitment.objects.filter(strategy=strategy).first().pk),
        "slug": strategy.slug,
        "agency": str(world.agencies["dale-council"].pk),
        "person": str(world.people["stranger"].pk),
    }
    set_scope(world.acts("system"))
    return found


def _day(name: str, day) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.mark.parametrize(
    "path",
    [
        "strategies/{slug}/", "strategies/{slug}/page/", "strategies/{slug}/page.pdf", "strategies/{slug}/publish/",
        "strategies/{slug}/commitments/CP1/", "strategies/{slug}/commitments/CP1/same/", "plans/start/{slug}/",
        "history/strategy/{slug}/", "who/strategy/{slug}/", "history/commitment/{slug}/CP1/",
        "who/commitment/{slug}/CP1/", "people/{person}/",
    ],
)  # fmt: skip
def test_nothing_of_another_partnership_is_there(world, theirs, browser, path):
    who = "administrator" if path.startswith("people") else "manager"
    assert browser(who).get(BASE + path.format(**theirs)).status_code == 404


def test_nobody_enters_a_partnership_without_a_role_in_it(world, browser):
    for part in ("", "plans/", "work/", "search/?q=x", "voice/", "records/", "people/", "requests/"):
        assert browser("police_lead").get(f"/p/daleshire/{part}").status_code == 404
        assert browser("police_lead").get(f"/p/nowhere/{part}").status_code == 404


def test_a_promise_is_not_linked_to_one_of_another_partnership(world, theirs, browser, look):
    path = f"{BASE}strategies/{world.strategy.slug}/commitments/CP1/same/"
    for do in ("link", "unlink"):
        answer = browser("manager").post(
            path, {"do": do, "other": theirs["commitment"], "note": "Same", "reason": "Not"}
        )
        assert answer.status_code == 200
    look()
    assert not SamePromise.objects.exists()


def test_an_action_takes_no_person_agency_promise_or_issue_of_another_partnership(
    world, plan, action, theirs, browser, look
):
    look()
    before = Action.objects.count(), AlsoServes.objects.count(), Supporter.objects.count()
    sound = {
        "commitment": "CP1", "title": "New", "owner": str(world.people["council_worker"].pk), "origin": "strategy",
        "update_every": "90", "reason": "Now", **_day("starts_on", world.day(0)), **_day("due_on", world.day(50)),
    }  # fmt: skip
    for odd in (
        {"owner": theirs["person"]},
        {"commitment": theirs["commitment"]},
        {"also": [theirs["commitment"]]},
        {"supporting": [theirs["agency"]]},
        {"origin": "survivors", "issue": "1"},
    ):
        assert browser("manager").post(f"{BASE}plans/{plan.ref}/actions/new/", {**sound, **odd}).status_code == 200
    look()
    assert (Action.objects.count(), AlsoServes.objects.count(), Supporter.objects.count()) == before
    assert browser("manager").post(f"{BASE}plans/{plan.ref}/actions/new/", sound).status_code == 302


def test_agencies_of_another_partnership_are_neither_asked_nor_spoken_for(world, plan, action, theirs, browser, look):
    day = _day("due_on", world.day(20))
    a = f"{BASE}actions/{action.ref}/"
    manager = browser("manager")
    manager.post(f"{a}ask/", {"to": theirs["agency"], "kind": "update", "text": "x", **day})
    manager.post(f"{BASE}plans/{plan.ref}/partners/", {"agencies": [theirs["agency"]], "text": "x", **day})
    given = {"agency": theirs["agency"], "kind": "time", "what": "x", **_day("from_on", world.day(0))}
    manager.post(f"{a}pledges/new/", given)
    browser("police_lead").post(f"{a}pledges/new/", {**given, "agency": str(world.agencies["fell-health"].pk)})
    look()
    assert not Request.objects.exists() and not Pledge.objects.exists()


def test_the_administrator_reaches_nobody_who_never_had_a_role_here(world, theirs, browser, look):
    client = browser("administrator")
    for part in ("roles/add/", "start-code/"):
        typed = {"role": "administrator", "reason": "x", **_day("from_on", world.day(0))}
        assert client.post(f"{BASE}people/{theirs['person']}/{part}", typed).status_code == 404
    look()
    assert not Grant.objects.filter(user_id=theirs["person"], partnership=world.partnership).exists()
    assert User.objects.get(pk=theirs["person"]).agency_id == world.agencies["dale-council"].pk
