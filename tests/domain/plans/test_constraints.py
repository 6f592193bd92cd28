"""What the database itself refuses about actions and plans, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError

from cairn.domain.plans.models import ActionPlan, AlsoServes, Supporter
from cairn.domain.plans.testing import add_action
from cairn.foundation.audit.commands import command


def write(world, row, constraint):
    with (
        pytest.raises(IntegrityError, match=constraint),
        command("test.write", by=world.acts("manager"), at=world.at),
    ):
        row.save()


def test_an_action_is_due_after_it_starts(world, action):
    action.due_on = world.day(-201)
    write(world, action, "action_due_after_it_starts")


def test_an_action_from_survivors_names_the_issue(world, action):
    action.origin = "survivors"
    write(world, action, "survivors_origin_names_the_issue")


def test_a_further_commitment_is_named_once(world, plan):
    action = add_action(world, plan=plan, also=["CP2"])
    twice = AlsoServes(partnership=world.partnership, action=action, commitment=world.commitment("CP2"))
    write(world, twice, "also_serves_once")


def test_a_supporting_agency_is_named_once(world, action):
    twice = Supporter(partnership=world.partnership, action=action, agency=world.agencies["fell-police"])
    write(world, twice, "supporter_once")


def test_a_reference_is_used_once(world, plan, action):
    other = add_action(world, plan=plan)
    other.ref = action.ref
    write(world, other, "plans_action_ref_key")


def test_a_plan_ends_after_it_starts(world):
    day = date(2026, 4, 1)
    plan = ActionPlan(
        partnership=world.partnership,
        ref="P-TEST",
        strategy=world.strategy,
        year="x",
        starts_on=day,
        ends_on=day,
    )
    write(world, plan, "plan_ends_after_it_starts")
