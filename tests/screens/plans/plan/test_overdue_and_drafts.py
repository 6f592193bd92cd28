"""What My work counts as overdue can be found on the page; a draft says truly who sees its bare commitments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.plans import testing
from cairn.domain.plans.queries.work import work_page
from cairn.domain.plans.terms import PlanState, Stated

pytestmark = pytest.mark.django_db
OVERDUE_TAGS = ('govuk-tag--red">Overdue<', "<span>Update overdue</span>", "<span>Late</span>")


def tags(text: str) -> int:
    return sum(text.count(tag) for tag in OVERDUE_TAGS)


@pytest.mark.parametrize("who", ["manager", "council_worker", "council_lead", "police_lead"])
def test_as_many_tags_are_shown_as_things_are_counted_overdue(world, browse, monkeypatch, who):
    plan = testing.add_plan(world)
    late = testing.add_action(world, plan=plan, due_on=world.day(-5))
    testing.add_update(world, late, stated=Stated.AT_RISK, corrective="x", at=world.at - timedelta(days=40))
    testing.add_evidence(world, testing.add_action(world, plan=plan, title="Shown"))
    testing.add_request(world, plan=plan, to="fell-police", due_on=world.day(2))
    testing.add_request(world, plan=plan, by="police_lead", to="fell-council", due_on=world.day(2))
    monkeypatch.setattr(timezone, "now", lambda: world.at + timedelta(days=20))
    page = work_page(world.acts(who), today=world.day(20))
    assert page.overdue > 0
    text = browse(who).get("plans:work").text_
    assert f"<strong>{page.overdue} overdue</strong>" in text
    assert tags(text) == page.overdue


def test_evidence_that_has_waited_for_longer_than_two_weeks_shows_that_it_is_overdue(world, browse, monkeypatch):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    testing.add_evidence(world, testing.add_action(world, plan=plan))
    assert tags(browse("health_lead").get("plans:work").text_) == 0
    monkeypatch.setattr(timezone, "now", lambda: world.at + timedelta(days=15))
    text = browse("health_lead").get("plans:work").text_
    assert "Evidence waits to be judged" in text and "<strong>1 overdue</strong>" in text and tags(text) == 1


def test_what_is_asked_of_others_is_not_tagged_as_ones_own_and_says_when_it_was_due(world, browse, monkeypatch):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    testing.add_request(world, plan=plan, by="police_lead", to="fell-health", due_on=world.day(2))
    monkeypatch.setattr(timezone, "now", lambda: world.at + timedelta(days=5))
    text = browse("police_lead").get("plans:work").text_
    assert "Was due 22 November 2026" in text and tags(text) == 0


def test_a_draft_does_not_say_that_everybody_sees_its_bare_commitments(world, browse):
    draft = testing.add_plan(world, state=PlanState.DRAFT)
    text = browse("manager").get("plans:plan", ref=draft.ref).text_
    assert "Partners see this too once the plan is with them, on purpose." in text
    assert "Shown to everybody" not in text


def test_past_the_draft_the_bare_commitments_are_shown_to_everybody(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    text = browse("manager").get("plans:plan", ref=plan.ref).text_
    assert "Shown to everybody, on purpose." in text and "Partners see this too" not in text
