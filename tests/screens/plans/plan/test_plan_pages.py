"""A plan opens at a glance, narrows to a list, and shows what the year before left."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cairn.domain.plans import testing
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import PlanState, Stated
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db

WORKING = ("manager", "council_lead", "council_worker", "board", "analyst", "auditor")
OF_A_PLAN = ("plans:plan", "plans:actions", "plans:carried", "plans:export")


@pytest.mark.parametrize("screen", OF_A_PLAN)
def test_everybody_who_works_here_opens_a_plan_past_the_draft_and_nobody_else(world, browse, screen):
    plan = testing.add_plan(world)
    for who in WORKING:
        assert browse(who).get(screen, ref=plan.ref).status_code == 200, who
    assert browse("administrator").get(screen, ref=plan.ref).status_code == 404
    assert browse("stranger").get(screen, ref=plan.ref).status_code == 404


@pytest.mark.parametrize("screen", OF_A_PLAN)
def test_a_draft_is_opened_by_those_who_draft_and_audit_only(world, browse, screen):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    opened = {who: browse(who).get(screen, ref=plan.ref).status_code for who in WORKING}
    assert {who for who, status in opened.items() if status == 200} == {"manager", "auditor"}
    assert set(opened.values()) == {200, 404}


@pytest.mark.parametrize("screen", (*OF_A_PLAN, "plans:ask", "plans:move"))
def test_another_partnerships_plan_is_not_there(world, browse, screen):
    plan = testing.add_plan(world)
    browser = browse("stranger")
    address = reverse(screen, kwargs={"partnership": world.other.slug, "ref": plan.ref})
    assert browser.client.get(address).status_code == 404


def test_the_first_screen_counts_and_links_each_count_to_its_list(world, browse):
    plan = testing.add_plan(world)
    late = testing.add_action(world, plan=plan, title="Open a safe space", due_on=world.day(-1))
    browser = browse("board")
    page = browser.get("plans:plan", ref=plan.ref)
    link = f"{browser.address('plans:actions', ref=plan.ref)}?status=late"
    assert link in page.text_
    listed = browser.get("plans:actions", "?status=late", ref=plan.ref)
    assert late.ref in listed.text_ and "1 of 2 actions" in listed.text_


def test_every_number_of_the_first_screen_is_the_length_of_the_list_behind_it(world, browse):
    plan = testing.add_plan(world)
    add_many(world, plan, 60)
    browser = browse("manager")
    text = browser.get("plans:plan", ref=plan.ref).text_
    links = set(re.findall(r'href="([^"]*/actions/\?[^"]*)"[^>]*>(?:<span class="cairn-tile__number">)?(\d+)', text))
    assert len(links) > 60
    for address, number in sorted(links)[::5]:
        page = browser.client.get(address.replace("&amp;", "&"))
        assert page.context["cards"].paginator.count == int(number), address


def test_commitments_nothing_hangs_from_are_named(world, browse):
    plan = testing.add_plan(world)  # its one action serves CP2
    testing.add_action(world, plan=plan, commitment="CP1", also=["CS1"])
    text = browse("board").get("plans:plan", ref=plan.ref).text_
    assert "nothing hangs from yet" not in text
    bare = testing.add_plan(world, year="2027-28", starts_on=world.day(140), state=PlanState.WITH_PARTNERS)
    text = browse("board").get("plans:plan", ref=bare.ref).text_
    assert "3 commitments nothing hangs from yet" in text and "CS1" in text


def test_the_steps_of_a_plan_say_who_and_when(world, browse):
    text = browse("analyst").get("plans:plan", ref=testing.add_plan(world).ref).text_
    for words in ("Draft", "With partners", "Agreed by the board", "Published", "by Juniper Slate", "20 November 2026"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?mark=stale", {"stale"}),
        ("?rural=yes", {"rural"}),
        ("?characteristic=age", {"aged"}),
        ("?agency=fell-police", {"police"}),
        ("?origin=audit", {"audit"}),
        ("?commitment=CS1", {"also"}),
        ("?theme=support", {"support"}),
        ("?due_day=20&due_month=11&due_year=2026", {"late"}),
        ("?status=late&agency=fell-police", set()),
    ],
)
def test_each_filter_narrows_the_list(world, browse, query, shown):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)

    def add(key, update=True, **facts):
        action = testing.add_action(world, plan=plan, title=f"Action {key}", **facts)
        if update:
            who = "police_worker" if facts.get("lead") == "fell-police" else "council_worker"
            testing.add_update(world, action, by=who, stated=Stated.AT_RISK)

    add("stale", update=False)
    add("rural", rural="No bus after six")
    add("aged", characteristics=["age"])
    add("police", lead="fell-police", owner="police_worker")
    add("audit", origin="audit", origin_note="Audit of May 2026")
    add("also", also=["CS1"])
    add("support", commitment="CS1") if "commitment" not in query else None
    add("late", due_on=world.day(-2))
    cards = browse("manager").get("plans:actions", query, ref=plan.ref).context["cards"].object_list
    assert {card.title.removeprefix("Action ") for card in cards} == shown


def test_a_choice_that_does_not_exist_is_told_and_narrows_nothing(world, browse):
    plan = testing.add_plan(world)
    page = browse("manager").get("plans:actions", "?status=sideways&sort=colour&due_day=40", ref=plan.ref)
    assert page.status_code == 200
    assert "Choose from the list under “Status”" in page.text_
    assert page.context["cards"].paginator.count == 1


def test_a_long_list_comes_in_pages_of_fifty_and_keeps_the_filter(world, browse):
    plan = testing.add_plan(world)
    add_many(world, plan, 130)
    browser = browse("manager")
    first = browser.get("plans:actions", "?rural=no", ref=plan.ref)
    assert len(first.context["cards"].object_list) == 50
    assert "rural=no&amp;page=2" in first.text_
    last = browser.get("plans:actions", "?page=999", ref=plan.ref)
    assert len(last.context["cards"].object_list) == 131 - 100


def test_what_the_year_before_left_is_shown_with_where_it_went(world, browse):
    before = testing.add_plan(world, year="2025-26", starts_on=date(2025, 4, 1), state=PlanState.WITH_PARTNERS)
    facts = {"plan": before, "starts_on": world.day(-400), "due_on": world.day(-150)}
    carried = testing.add_action(world, title="Carried on", **facts)
    stopped = testing.add_action(world, title="Stopped for good", **facts)
    testing.add_action(world, title="Left lying", **facts)
    plan = testing.add_plan(world)
    manager = world.acts("manager")
    actions.carry_forward(by=manager, at=world.at, action=carried, plan=plan, due_on=world.day(50), reason="Staff left")
    actions.stop_action(by=manager, at=world.at, action=stopped, reason="The grant ended")
    text = browse("board").get("plans:carried", ref=plan.ref).text_
    assert "1 carried forward, 1 stopped with a reason" in text and "1 is still open" in text
    assert "The grant ended" in text and "Left lying" in text and carried.ref in text


def test_the_first_plan_of_a_strategy_says_that_it_follows_none(world, browse):
    assert "follows no other" in browse("board").get("plans:carried", ref=testing.add_plan(world).ref).text_


@pytest.mark.parametrize(
    ("screen", "most"), [("plans:plan", 32), ("plans:actions", 26), ("plans:carried", 28), ("plans:export", 38)]
)
def test_a_page_of_six_hundred_actions_takes_a_bounded_number_of_queries(
    world, browse, screen, most, django_assert_max_num_queries
):
    plan = testing.add_plan(world)
    add_many(world, plan, 600)
    browser = browse("manager")
    with django_assert_max_num_queries(most):
        browser.client.get(browser.address(screen, ref=plan.ref))


def test_the_list_of_plans_counts_each_plan_and_proposes_a_year_to_the_manager(world, browse):
    text = browse("manager").get("plans:plans").text_
    assert "Start the plan for 2026-27" in text
    assert "Start the plan" not in browse("council_lead").get("plans:plans").text_
    testing.add_plan(world)
    text = browse("manager").get("plans:plans").text_
    assert "Action plan 2026-27" in text and "Start the plan for 2027-28" in text


def test_the_list_of_plans_is_refused_to_the_administrator_with_a_sentence(world, browse):
    page = browse("administrator").get("plans:plans")
    assert page.status_code == 403 and "Your role does not open" in page.text_


def test_the_list_of_plans_takes_a_bounded_number_of_queries(world, browse, django_assert_max_num_queries):
    add_many(world, testing.add_plan(world), 600)
    browser = browse("manager")
    with django_assert_max_num_queries(24):
        browser.client.get(browser.address("plans:plans"))
