"""Measures computed from records: what they read is there, and each figure says how it was made and from what."""

from dataclasses import replace
from datetime import date

import pytest

from cairn.domain.measures import testing
from cairn.domain.measures.checks import rules_read_what_is_there
from cairn.domain.measures.computed import RULES, broken_reads, register
from cairn.domain.measures.models import ComputedResult, Submission
from cairn.domain.measures.queries.figures_page import figures_page
from cairn.domain.measures.rules_of_plans import COMMITMENTS_ON_TIME
from cairn.domain.measures.services import computing, defining
from cairn.domain.plans import testing as plans
from cairn.foundation.access.policies import Forbidden

JUNE = date(2026, 6, 1)


@pytest.fixture
def computed(world):
    """Commitments with an action on time, since April."""
    return defining.define_measure(
        by=world.acts("manager"), at=world.at, words=COMMITMENTS_ON_TIME.words, terms=testing.terms_of(world),
        computed=COMMITMENTS_ON_TIME.key,
    )  # fmt: skip


def compute(world, measure, start=JUNE, by="manager"):
    return computing.compute(by=world.acts(by), at=world.at, measure=measure, start=start)


def test_every_rule_reads_fields_that_are_there():
    assert [sentence for rule in RULES.values() for sentence in broken_reads(rule)] == []
    assert rules_read_what_is_there(None) == []


def test_a_field_that_is_gone_refuses_the_start_in_plain_words(monkeypatch):
    broken = replace(COMMITMENTS_ON_TIME, key="broken", reads=("plans.Action.finished_on", "plans.Nothing.x", "due"))
    monkeypatch.setitem(RULES, "broken", broken)
    errors = rules_read_what_is_there(None)
    assert len(errors) == 3 and "reads plans.Action.finished_on, which is not there." in errors[0].msg
    with pytest.raises(ValueError, match="Two rules"):
        register(replace(COMMITMENTS_ON_TIME, version=2))


def test_commitments_with_an_action_on_time_are_counted_out_of_all_that_run(world, computed):
    plan = plans.add_plan(world, state="with_partners")
    on_time = plans.add_action(world, plan=plan, commitment="CP1", starts_on=JUNE, due_on=date(2026, 9, 1))
    plans.add_action(world, plan=plan, commitment="CP2", starts_on=JUNE, due_on=date(2026, 6, 20))
    plans.add_action(world, plan=plan, commitment="CS1", starts_on=date(2026, 7, 1), due_on=date(2026, 9, 1))
    found = compute(world, computed)
    row = found.observations.get()
    assert (row.numerator, row.denominator) == (1, 3) and found.counts
    made = ComputedResult.objects.get()
    assert made.contributing == [on_time.ref] and made.numerator_refs == ["fellshire-2025-2030/CP1"]
    assert (made.rule, made.rule_version, made.as_of) == (COMMITMENTS_ON_TIME.key, 1, world.at)
    assert made.query.endswith("commitments_on_time") and "plans.Action.due_on" in made.reads


def test_a_figure_opens_to_its_actions_for_those_who_may_see_them(world, computed):
    plan = plans.add_plan(world, state="draft")
    action = plans.add_action(world, plan=plan, commitment="CP1", starts_on=JUNE)
    submission = compute(world, computed)
    assert [one.ref for one in figures_page(world.acts("manager"), submission).contributing] == [action.ref]
    page = figures_page(world.acts("health_lead"), submission)  # who does not see a draft plan
    assert (page.contributing, page.hidden) == ((), 1)


def test_the_same_records_are_not_stored_twice_and_others_supersede_with_a_reason(world, computed):
    plan = plans.add_plan(world, state="with_partners")
    plans.add_action(world, plan=plan, commitment="CP1", starts_on=JUNE)
    first = compute(world, computed)
    assert compute(world, computed).pk == first.pk
    plans.add_action(world, plan=plan, commitment="CP2", starts_on=JUNE)
    second = compute(world, computed)
    assert second.revision == 2 and "Computed again" in second.reason
    assert Submission.objects.filter(counts=True).get().pk == second.pk


def test_missing_periods_are_computed_once_and_by_the_manager_or_cairn_only(world, computed):
    assert computing.compute_what_is_missing(by=world.acts("system"), at=world.at, measure=computed) == 7
    assert computing.compute_what_is_missing(by=world.acts("manager"), at=world.at, measure=computed) == 0
    with pytest.raises(Forbidden):
        compute(world, computed, by="police_worker")


def test_nobody_types_the_figures_of_a_computed_measure(world, computed):
    with pytest.raises(Forbidden):
        testing.a_draft(world, computed)
