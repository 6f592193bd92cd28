"""Nobody gets her own agency's work judged, closed or changed by going round; every POST asks again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cairn.domain.plans.models import Action, ActionPlan, DateChange, Evidence, EvidenceReview, Pledge, Request
from cairn.domain.plans.terms import Stated
from cairn.domain.plans.testing import (
    add_action,
    add_evidence,
    add_milestone,
    add_pledge,
    add_request,
    add_update,
    judge,
)
from cairn.foundation.accounts.models import Grant
from tests.screens.security.conftest import BASE


def _counts() -> list[int]:
    rows = (Action, ActionPlan, DateChange, Evidence, EvidenceReview, Pledge, Request, Grant)
    return [model.objects.count() for model in rows]


def _state(action: Action) -> tuple[object, ...]:
    found = Action.objects.get(pk=action.pk)
    return found.lead_id, found.owner_id, found.due_on, found.completed_on, found.stopped_on, found.title, found.version


@pytest.fixture
def parts(world, plan, action):
    """An action with one of everything, and the address of each thing that can be done to it."""
    milestone = add_milestone(world, action)
    pledge = add_pledge(world, action)
    evidence = add_evidence(world, action)
    request = add_request(world, plan=plan, action=action, to="fell-health")
    a = f"actions/{action.ref}/"
    return {
        "edit": f"{a}edit/", "date": f"{a}date/", "complete": f"{a}complete/", "stop": f"{a}stop/",
        "carry": f"{a}carry/", "ask": f"{a}ask/", "pledge": f"{a}pledges/new/", "milestone": f"{a}milestones/new/",
        "withdraw": f"{a}pledges/{pledge.pk}/withdraw/", "milestone date": f"{a}milestones/{milestone.pk}/date/",
        "milestone out": f"{a}milestones/{milestone.pk}/leave-out/",
        "judge": f"{a}evidence/{evidence.ref}/review/", "plan ask": f"plans/{plan.ref}/partners/",
        "plan next": f"plans/{plan.ref}/next-step/", "add": f"plans/{plan.ref}/actions/new/",
        "start": f"plans/start/{world.strategy.slug}/", "publish": f"strategies/{world.strategy.slug}/publish/",
        "same": f"strategies/{world.strategy.slug}/commitments/CP1/same/", "answer": f"requests/{request.ref}/",
        "people": "people/add/", "role": f"people/{world.people['council_worker'].pk}/roles/add/",
        "code": f"people/{world.people['council_worker'].pk}/start-code/", "raise": "voice/raise/",
    }  # fmt: skip


EVERYTHING = {
    "reason": "Because", "note": "Because", "verdict": "accepted", "do": "publish", "stated": "complete",
    "text": "x", "answer": "x", "role": "administrator", "roles": ["administrator"], "email": "a@example.org",
    "name": "Alder Chert", "year": "2027-28", "to_on_0": "1", "to_on_1": "3", "to_on_2": "2027", "other": "1",
}  # fmt: skip
# What a contributor of the agency that leads the action may open at all; everything else is refused.
NOT_FOR_A_CONTRIBUTOR = (
    "edit", "date", "complete", "stop", "carry", "ask", "pledge", "milestone", "withdraw", "milestone date",
    "milestone out", "judge", "plan ask", "plan next", "add", "start", "publish", "same", "answer", "people", "role",
    "code", "raise",
)  # fmt: skip


@pytest.mark.parametrize("what", NOT_FOR_A_CONTRIBUTOR)
def test_a_contributor_is_refused_what_leads_and_managers_do(parts, action, world, browser, look, what):
    look()
    before = _counts(), _state(action)
    response = browser("council_worker").post(BASE + parts[what], EVERYTHING)
    assert response.status_code in (403, 404)
    look()
    assert (_counts(), _state(action)) == before


def test_a_lead_cannot_hand_her_action_to_another_agency_or_to_a_stranger(parts, action, world, browser, look):
    look()
    before = _state(action)
    fields = {
        "title": "Changed", "origin": "strategy", "update_every": "90", "version": str(action.version),
        "lead": str(world.agencies["fell-police"].pk), "lead_id": str(world.agencies["fell-police"].pk),
    }  # fmt: skip
    for owner in ("police_lead", "stranger", "board"):
        answer = browser("council_lead").post(BASE + parts["edit"], {**fields, "owner": str(world.people[owner].pk)})
        assert answer.status_code == 200
        look()
        assert _state(action) == before
    mine = {**fields, "owner": str(world.people["council_worker"].pk)}
    assert browser("council_lead").post(BASE + parts["edit"], mine).status_code == 302
    look()
    assert _state(action)[0] == before[0]


@pytest.mark.parametrize("chosen", [{"differs": "owner_id", "keep_owner_id": "mine"}, {"differs": "issue_id,nonsense"}])
def test_the_choice_between_two_versions_lets_nothing_else_in(parts, action, world, browser, look, chosen):
    look()
    before = _state(action)
    fields = {
        "title": "Changed", "origin": "survivors", "issue": "999999", "update_every": "90",
        "version": str(action.version), "owner": str(world.people["stranger"].pk), **chosen,
    }  # fmt: skip
    assert browser("council_lead").post(BASE + parts["edit"], fields).status_code == 200
    look()
    assert _state(action) == before


LEADS, GAVE = ("council_lead", "council_worker", "manager"), ("police_lead", "police_worker", "board")


@pytest.mark.parametrize("who", [*LEADS, *GAVE])
def test_neither_the_agency_that_leads_nor_the_one_that_gave_it_judges_evidence(world, action, browser, look, who):
    given = add_evidence(world, action, by="police_worker")
    path = f"{BASE}actions/{action.ref}/evidence/{given.ref}/review/"
    assert browser(who).post(path, {"verdict": "accepted"}).status_code == 403
    look()
    assert not EvidenceReview.objects.exists()


def test_a_judgement_of_one_action_is_not_given_through_the_address_of_another(world, plan, action, browser):
    other = add_action(world, plan=plan, title="Another")
    given = add_evidence(world, other)
    path = f"{BASE}actions/{action.ref}/evidence/{given.ref}/review/"
    assert browser("health_lead").post(path, {"verdict": "accepted"}).status_code == 404


def test_kept_evidence_closes_nothing_and_an_acceptance_taken_back_no_longer_does(world, action, browser, look):
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    add_evidence(world, action, title="Ours alone", only_agency=True)
    shared = add_evidence(world, action)
    judge(world, shared, by="health_lead")
    judge(world, shared, by="health_lead", accepted=False)
    assert browser("council_lead").post(f"{BASE}actions/{action.ref}/complete/", {}).status_code == 200
    look()
    assert Action.objects.get(pk=action.pk).completed_on is None


def test_a_link_that_could_run_is_refused(world, action, browser, look):
    path = f"{BASE}actions/{action.ref}/evidence/"
    for address in (
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "//x",
        "ftp://x.org/",
    ):
        typed = {"evidence_kind": "link", "evidence_address": address, "evidence_title": "A link"}
        browser("council_worker").post(path, typed)
    look()
    assert [row.address for row in Evidence.objects.all() if not row.address.startswith("https://")] == []


MARKUP = "\"><script>alert(1)</script>'{{ 7|add:7 }}=1+1"


@pytest.mark.parametrize(
    "path",
    [
        "actions/{ref}/",
        "work/",
        "search/?q=script",
        "plans/{plan}/actions/",
        "history/action/{ref}/",
        "who/action/{ref}/",
    ],
)
def test_markup_in_a_title_is_shown_as_it_was_typed(world, plan, browser, path):
    made = add_action(world, plan=plan, title=MARKUP, detail=MARKUP, starts_on=timezone.localdate())
    page = browser("council_lead").get(BASE + path.format(ref=made.ref, plan=plan.ref)).content.decode()
    assert "<script>alert" not in page and "14=1+1" not in page
