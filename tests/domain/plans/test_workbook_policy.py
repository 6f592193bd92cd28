"""Who may bring a workbook, by the plan's state."""

import pytest

from cairn.domain.plans import policies
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_plan

pytestmark = pytest.mark.django_db

TABLE = [
    (PlanState.DRAFT, {"manager": "manager", "council_lead": "no_clause", "council_worker": "no_clause"}),
    (PlanState.WITH_PARTNERS, {"manager": "manager", "council_lead": "leads_an_agency",
                               "council_worker": "plan_is_with_partners", "board": "no_clause"}),
    (PlanState.PUBLISHED, {"manager": "manager", "council_lead": "leads_an_agency", "council_worker": "no_clause",
                           "analyst": "no_clause", "auditor": "no_clause", "stranger": "no_clause",
                           "system": "system"}),
]  # fmt: skip


@pytest.mark.parametrize(("state", "expected"), TABLE)
def test_workbooks_are_brought_by_those_who_may_add_or_change_actions(world, state, expected):
    plan = add_plan(world, state=state)
    assert {who: policies.BRING.decide(world.acts(who), plan).clause for who in expected} == expected
