"""Who may do what with measures and figures, and by which clause: who x state x expected clause."""

from datetime import date

import pytest

from cairn.domain.measures import policies, testing
from cairn.domain.measures.models import Submission
from cairn.domain.measures.services import figures
from cairn.domain.measures.services.arriving import Row, examine_rows
from cairn.domain.measures.services.loading import take_in
from cairn.foundation.accounts.services.keys import make_key
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor

NO = "no_clause"
WORKS = "works_in_partnership"
EVERYBODY = (
    "manager", "council_lead", "council_worker", "police_lead", "police_worker", "health_lead", "network_lead", "board",
    "analyst", "auditor", "administrator", "stranger",
)  # fmt: skip
#  policy: (state it is asked in, who is allowed by which clause)
EXPECTED = {
    "measures.define": {"manager": "manager"},
    "measures.change": {"manager": "manager"},
    "measures.send": {"police_worker": "submitter", "police_lead": "leads_its_agency"},
    "measures.load": {"manager": "manager", "police_worker": "submitter", "police_lead": "leads_its_agency"},
    "measures.bring": dict.fromkeys(
        (
            "manager",
            "council_lead",
            "council_worker",
            "police_lead",
            "police_worker",
            "health_lead",
            "network_lead",
            "analyst",
        ),
        "sends_figures",
    ),
}
FIGURES = {
    ("draft", "measures.edit_figures"): {"police_worker": "submitter", "police_lead": "leads_its_agency"},
    ("submitted", "measures.edit_figures"): {},
    ("draft", "measures.approve"): {},
    ("submitted", "measures.approve"): {"manager": "checks_figures", "analyst": "checks_figures"},
    ("approved", "measures.approve"): {},
    ("submitted", "measures.lock"): {},
    ("approved", "measures.lock"): {"manager": "manager"},
    ("locked", "measures.lock"): {},
}
MAKE = {
    "draft": testing.a_draft, "submitted": testing.sent_in, "approved": testing.approved, "locked": testing.locked,
}  # fmt: skip


def clause(world, policy, who, row):
    actor = world.acts(who)
    set_scope(actor if actor.partnership_id == world.partnership.pk else system_actor(world.partnership.pk))
    decision = policy.decide(actor, row)
    assert decision.sentence.endswith(".") and decision.allowed == policy.rows(actor).filter(pk=row.pk).exists()
    return decision.clause if decision.allowed else NO


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_works_here_reads_measures_and_nobody_else(world, measure, who):
    submission = testing.sent_in(world, measure)
    expected = NO if who in ("administrator", "stranger") else WORKS
    for policy, row in (
        (policies.LIST, world.partnership),
        (policies.VIEW, measure),
        (policies.VIEW_FIGURES, submission),
    ):
        assert clause(world, policy, who, row) == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_who_says_what_is_measured_and_who_sends_figures_in(world, measure, name):
    policy = {
        "define": policies.DEFINE, "change": policies.CHANGE, "send": policies.SEND, "load": policies.LOAD,
        "bring": policies.BRING,
    }[name.partition(".")[2]]  # fmt: skip
    row = measure if policy.model is type(measure) else world.partnership
    found = {who: clause(world, policy, who, row) for who in EVERYBODY}
    assert {who: said for who, said in found.items() if said != NO} == EXPECTED[name]


@pytest.mark.parametrize(("state", "name"), FIGURES)
def test_each_step_of_figures_is_for_those_named_for_it_in_that_state_only(world, measure, state, name):
    submission = MAKE[state](world, measure)
    policy = {"edit_figures": policies.EDIT_FIGURES, "approve": policies.APPROVE, "lock": policies.LOCK}[
        name.partition(".")[2]
    ]
    found = {who: clause(world, policy, who, submission) for who in EVERYBODY}
    assert {who: said for who, said in found.items() if said != NO} == FIGURES[state, name]


def test_nobody_approves_what_she_sent_in_or_is_named_to_send_in(world):
    measure = testing.a_measure(world, submitter="analyst", agency="fell-council")
    submission = testing.sent_in(world, measure, by="council_lead")
    assert clause(world, policies.APPROVE, "manager", submission) == "checks_figures"
    assert policies.APPROVE.decide(world.acts("analyst"), submission).clause == "sent_in_herself"


def test_nobody_approves_what_came_with_a_key_that_she_made(world, measure):
    key, _said = make_key(
        by=world.acts("manager"), at=world.at, agency=world.agencies["fell-police"], system="Case system",
        scopes=["figures:write"], expires_on=world.day(90),
    )  # fmt: skip
    system = Actor(None, world.partnership.pk, key.agency_id, frozenset(key.scopes))
    months = [date(2026, 3, 1), date(2026, 4, 1)]
    testing.a_draft(world, measure, start=months[1])
    set_scope(system)
    rows = [Row(number, measure.ref, start, testing.everyone(41, 50)) for number, start in enumerate(months, start=2)]
    found = examine_rows(by=system, at=world.at, rows=rows)
    loaded = take_in(found, by=system, at=world.at, digest="0" * 64, reason="", source="Sent by a system.", key=key)
    assert (loaded.periods, loaded.rejects) == (2, ())
    for sent in Submission.objects.select_related("measure"):
        assert (sent.submitted_by_id, sent.sent_by_key_id) == (None, key.pk)
        assert clause(world, policies.APPROVE, "manager", sent) == NO
        assert policies.APPROVE.decide(world.acts("manager"), sent).clause == "sent_with_her_key"
        assert clause(world, policies.APPROVE, "analyst", sent) == "checks_figures"
    back = figures.send_back(by=world.acts("analyst"), at=world.at, submission=sent, note="Count again.")
    again = figures.send_in(by=world.acts("police_worker"), at=world.at, submission=back)
    assert again.sent_by_key is None and clause(world, policies.APPROVE, "manager", again) == "checks_figures"
