"""Evidence kept to its agency stays there: not in the history, not in the audit, not in anybody's work list."""

from __future__ import annotations

import json

import pytest

from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_action, add_evidence, add_plan
from cairn.foundation.audit.models import Entry
from tests.screens.security.conftest import BASE

TITLE, RECORD = "Attendance by name", "Cupboard four, second shelf"


@pytest.fixture
def kept(world, action):
    """A record the council keeps to itself."""
    return add_evidence(world, action, title=TITLE, record=RECORD, only_agency=True)


@pytest.mark.parametrize("who", ["police_lead", "police_worker", "health_lead", "board"])
def test_the_history_of_an_action_tells_other_agencies_nothing_of_kept_evidence(kept, action, browser, who):
    page = browser(who).get(f"{BASE}history/action/{action.ref}/").content.decode()
    assert "added the action" in page
    assert TITLE not in page and RECORD not in page
    assert "offered evidence" not in page


def test_the_agency_itself_sees_in_the_history_that_it_offered_evidence(kept, action, browser):
    page = browser("council_lead").get(f"{BASE}history/action/{action.ref}/").content.decode()
    assert "offered evidence" in page


def test_shared_evidence_stands_in_the_history_for_everybody(world, action, browser):
    add_evidence(world, action, title="Lesson plans and dates")
    page = browser("police_worker").get(f"{BASE}history/action/{action.ref}/").content.decode()
    assert "Lesson plans and dates" in page


def test_the_audit_holds_no_word_of_kept_evidence_so_that_its_readers_see_none(kept, look, browser):
    look()
    written = json.dumps(list(Entry.objects.filter(action="plans.add_evidence").values_list("changes", flat=True)))
    assert TITLE not in written and RECORD not in written
    records = browser("auditor").get(f"{BASE}records/").content.decode()
    assert "offered evidence" in records
    assert TITLE not in records and RECORD not in records


def test_the_link_of_kept_evidence_is_not_in_the_audit_either(world, action, look):
    add_evidence(world, action, title="x", address="https://share.example.org/names", only_agency=True)
    look()
    entry = Entry.objects.get(action="plans.add_evidence")
    assert "share.example.org" not in json.dumps(entry.changes)
    assert entry.changes["only_agency"] == {"from": None, "to": True}


@pytest.mark.parametrize("who", ["police_lead", "police_worker", "board", "health_lead"])
def test_evidence_of_a_draft_plan_is_in_nobodys_work_list_outside_the_agency(world, browser, who):
    draft = add_plan(world, state=PlanState.DRAFT, year="2027-28", starts_on=world.day(200))
    hidden = add_action(world, plan=draft, title="Not yet agreed", starts_on=world.day(200), due_on=world.day(300))
    add_evidence(world, hidden, title="Shows the draft")
    assert ActionPlan.objects.get(pk=draft.pk).state == PlanState.DRAFT
    page = browser(who).get(f"{BASE}work/").content.decode()
    assert "Shows the draft" not in page
    assert "Not yet agreed" not in page
    assert hidden.ref not in page
