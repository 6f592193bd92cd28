"""Who may do what, in which state, and by which clause: the table to argue with.

"no_clause" means that nothing allows it. Deny wins, so the name of a denying clause means refused.
"""

from datetime import date

import pytest

from cairn.domain.plans import policies
from cairn.domain.plans.services import actions, planning
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_action, add_evidence, add_plan, add_pledge, add_request
from cairn.foundation.access.policies import Forbidden

NO = "no_clause"
EVERYBODY = (
    "manager", "council_lead", "council_worker", "police_lead", "police_worker", "health_lead", "board",
    "analyst", "auditor", "administrator", "stranger", "system",
)  # fmt: skip


def decided(world, policy, row) -> dict[str, str]:
    """Who to the clause that decided, with an exclamation mark where it allows."""
    answers = {}
    for key in EVERYBODY:
        actor = world.acts(key)
        decision = policy.decide(actor, row)
        answers[key] = decision.clause + ("!" if decision.allowed else "")
    return answers


def table(**expected) -> dict[str, str]:
    """The expected answers; whoever is left out is allowed by nothing."""
    return {**dict.fromkeys(EVERYBODY, NO), "system": "system!", **expected}


OWN, SUPPORTS, LEADS, RUNS = (
    "own_agency!", "supporting_agency!", "lead_of_own_agency!", "runs_the_plan!",
)  # fmt: skip
WORKS = "works_in_partnership!"
READERS = dict.fromkeys(
    ("council_lead", "council_worker", "police_lead", "police_worker", "health_lead", "board", "analyst"),
    WORKS,
)
CHANGES = table(council_lead=LEADS, manager=RUNS)

OPEN_ACTION = [
    (policies.VIEW, table(
        **{**READERS, "council_lead": OWN, "council_worker": OWN},
        manager="drafts_or_audits!", auditor="drafts_or_audits!",
    )),
    (policies.UPDATE, table(
        manager=OWN, council_lead=OWN, council_worker=OWN, police_lead=SUPPORTS, police_worker=SUPPORTS,
    )),
    (policies.EDIT, CHANGES),
    (policies.MOVE_DATE, CHANGES),
    (policies.COMPLETE, CHANGES),
    (policies.STOP, CHANGES),
    (policies.CARRY, table(manager=RUNS)),
    (policies.PLEDGE, table(
        council_lead="leads_an_agency!", police_lead="leads_an_agency!", health_lead="leads_an_agency!",
        manager=RUNS,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "expected"), OPEN_ACTION, ids=lambda item: getattr(item, "name", ""))
def test_an_action_of_a_published_plan(world, action, policy, expected):
    assert decided(world, policy, action) == expected


@pytest.mark.parametrize(
    "policy",
    [policy for policy, _expected in OPEN_ACTION if policy is not policies.VIEW],
    ids=lambda policy: policy.name,
)  # fmt: skip
def test_an_action_that_has_ended_is_changed_by_nobody(world, action, policy):
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="The grant ended.")
    expected = dict.fromkeys(EVERYBODY, "ended")
    assert decided(world, policy, action) == {**expected, "stranger": NO}


def test_an_action_that_has_ended_stays_in_view(world, action):
    before = decided(world, policies.VIEW, action)
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="The grant ended.")
    assert decided(world, policies.VIEW, action) == before


def test_a_draft_is_seen_by_those_who_draft_and_audit_and_its_actions_by_their_own_agency(world):
    plan = add_plan(world, state=PlanState.DRAFT)
    action = add_action(world, plan=plan, supporting=["fell-police"])
    drafting = table(manager="drafts_or_audits!", auditor="drafts_or_audits!")
    assert decided(world, policies.VIEW_PLAN, plan) == drafting
    assert decided(world, policies.VIEW, action) == {**drafting, "council_lead": OWN, "council_worker": OWN}
    assert decided(world, policies.PROPOSE, plan) == table(manager="role_partnership_manager!")
    assert decided(world, policies.ASK, plan) == table(manager="role_partnership_manager!")


def test_a_plan_with_partners_takes_their_actions(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    partners = dict.fromkeys(
        ("council_lead", "council_worker", "police_lead", "police_worker", "health_lead"),
        "plan_is_with_partners!",
    )
    assert decided(world, policies.PROPOSE, plan) == table(**partners, manager="role_partnership_manager!")
    assert decided(world, policies.VIEW_PLAN, plan) == table(
        **READERS, manager="drafts_or_audits!", auditor="drafts_or_audits!"
    )


@pytest.mark.parametrize("state", [PlanState.AGREED, PlanState.PUBLISHED])
def test_an_agreed_plan_is_added_to_and_moved_by_the_manager_only(world, state):
    plan = add_plan(world, state=state)
    manager = table(manager="role_partnership_manager!")
    assert decided(world, policies.PROPOSE, plan) == manager
    assert decided(world, policies.MOVE_PLAN, plan) == manager
    leads = dict.fromkeys(("council_lead", "police_lead", "health_lead"), "role_agency_lead!")
    assert decided(world, policies.ASK, plan) == {**manager, **leads}


def test_only_the_manager_starts_a_plan(world):
    assert decided(world, policies.START_PLAN, world.strategy) == table(manager="role_partnership_manager!")


def test_shared_evidence_is_seen_by_all_and_judged_outside(world, action):
    evidence = add_evidence(world, action)
    assert decided(world, policies.VIEW_EVIDENCE, evidence) == table(**READERS, manager=WORKS, auditor=WORKS)
    same, outside = "same_agency", "outside_the_agency!"
    assert decided(world, policies.REVIEW, evidence) == {
        **dict.fromkeys(EVERYBODY, same),
        **dict.fromkeys(("police_lead", "police_worker", "health_lead", "board"), outside),
        "stranger": NO,
        "system": "system!",
    }


def test_evidence_a_supporter_gave_is_judged_by_a_third_agency(world, action):
    evidence = add_evidence(world, action, by="police_worker")
    answers = decided(world, policies.REVIEW, evidence)
    assert [key for key, clause in answers.items() if clause == "outside_the_agency!"] == ["health_lead"]


def test_evidence_kept_to_its_agency_exists_for_that_agency_only(world, action):
    evidence = add_evidence(world, action, only_agency=True)
    seen = decided(world, policies.VIEW_EVIDENCE, evidence)
    assert {key for key, clause in seen.items() if clause.endswith("!")} == {
        "manager", "council_lead", "council_worker", "analyst", "auditor",
    }  # fmt: skip
    assert seen["police_lead"] == NO  # the database does not even show that it is there
    assert not any(clause.endswith("!") for clause in decided(world, policies.REVIEW, evidence).values())


def test_evidence_of_an_ended_action_is_no_longer_judged(world, action):
    evidence = add_evidence(world, action)
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="The grant ended.")
    assert decided(world, policies.REVIEW, evidence)["police_lead"] == "ended"


def test_a_pledge_is_withdrawn_by_the_lead_of_its_agency_and_the_manager(world, action):
    pledge = add_pledge(world, action)
    assert decided(world, policies.END_PLEDGE, pledge) == table(police_lead="own_pledge!", manager=RUNS)


def test_a_request_is_seen_by_both_agencies_and_answered_by_the_one_asked(world, plan):
    request = add_request(world, plan=plan, to="fell-police")
    both = dict.fromkeys(
        ("manager", "council_lead", "council_worker", "police_lead", "police_worker"), "asked_or_asking!"
    )
    assert decided(world, policies.VIEW_REQUEST, request) == table(**both, auditor="runs_or_audits!")
    asked = table(police_lead="asked!", police_worker="asked!")
    assert decided(world, policies.ANSWER_REQUEST, request) == asked
    planning.answer_request(by=world.acts("police_lead"), at=world.at, request=request, answer="Four.")
    assert set(decided(world, policies.ANSWER_REQUEST, request).values()) == {"answered", NO}


def test_no_list_shows_a_row_of_another_partnership(world, plan, action):
    add_evidence(world, action)
    stranger = world.acts("stranger")
    for policy in (policies.VIEW_PLAN, policies.VIEW, policies.VIEW_EVIDENCE, policies.VIEW_REQUEST):
        assert not policy.rows(stranger).exists()


def test_a_manager_of_one_partnership_is_nobody_in_a_plan_of_another(world, plan):
    strategy = world.strategy
    later = {"year": "2027-28", "starts_on": date(2027, 4, 1), "ends_on": date(2028, 3, 31)}
    with pytest.raises(Forbidden):
        planning.start_plan(by=world.acts("stranger"), at=world.at, strategy=strategy, **later)


def test_the_administrator_lets_people_in_and_sees_no_plan_at_all(world, plan, action):
    rows = (plan, action, add_evidence(world, action), add_request(world, plan=plan, action=action))
    admin = world.acts("administrator")
    views = (policies.VIEW_PLAN, policies.VIEW, policies.VIEW_EVIDENCE, policies.VIEW_REQUEST)
    assert [view.decide(admin, row).allowed for view, row in zip(views, rows, strict=True)] == [False] * 4
