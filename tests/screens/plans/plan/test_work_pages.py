"""Each role begins where its work is; search finds without telling; requests are answered."""

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.terms import PlanState, RequestKind, Stated
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "begins"),
    [
        ("manager", "/p/fellshire/my-work/"),
        ("council_lead", "/p/fellshire/my-work/"),
        ("council_worker", "/p/fellshire/my-work/"),
        ("analyst", "/p/fellshire/plans/"),
    ],
)
def test_each_role_begins_where_its_work_is(world, browse, who, begins):
    assert browse(who).get("plans:home").headers["Location"] == begins


def test_the_board_begins_at_the_plan_on_a_page_once_there_is_a_plan(world, browse):
    assert browse("board").get("plans:home").headers["Location"] == "/p/fellshire/plans/"
    testing.add_plan(world)
    assert browse("board").get("plans:home").headers["Location"] == "/p/fellshire/strategies/fellshire-2025-2030/page/"


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_the_home_of_other_roles_is_somewhere_that_opens(world, browse, who):
    browser = browse(who)
    assert browser.client.get(browser.address("plans:home")).status_code == 302


def test_nobody_without_a_role_has_a_home_here(world, browse):
    assert browse("stranger").get("plans:home").status_code == 404


@pytest.mark.parametrize(
    "who", ["manager", "council_lead", "council_worker", "police_lead", "board", "analyst", "auditor"]
)
def test_everybody_who_works_here_has_a_work_list(world, browse, who):
    plan = testing.add_plan(world)
    action = testing.add_action(world, plan=plan, due_on=world.day(-3))
    testing.add_update(world, action, stated=Stated.COMPLETE, next_step="")
    testing.add_evidence(world, action)
    testing.add_request(world, plan=plan)
    testing.add_issue(world, asked_of="fell-police")
    page = browse(who).get("plans:work")
    assert page.status_code == 200 and "<h1" in page.text_


def test_the_administrator_is_refused_a_work_list_with_a_sentence(world, browse):
    page = browse("administrator").get("plans:work")
    assert page.status_code == 403 and "Your role does not open" in page.text_


def test_a_work_list_links_to_where_the_work_is_done(world, browse):
    plan = testing.add_plan(world)
    request = testing.add_request(world, plan=plan, to="fell-police")
    issue = testing.add_issue(world, asked_of="fell-police")
    browser = browse("police_lead")
    text = browser.get("plans:work").text_
    assert f'href="{browser.address("plans:request", ref=request.ref)}"' in text
    assert f"/voice/{issue.ref}/" in text
    assert "2 things to do" in text


def test_an_empty_work_list_teaches(world, browse):
    testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    assert "Nothing waits for you" in browse("health_lead").get("plans:work").text_


@pytest.mark.parametrize(("who", "most"), [("manager", 36), ("council_lead", 30), ("board", 22), ("analyst", 22)])
def test_a_work_list_of_six_hundred_actions_takes_a_bounded_number_of_queries(
    world, browse, who, most, django_assert_max_num_queries
):
    add_many(world, testing.add_plan(world), 600)
    browser = browse(who)
    with django_assert_max_num_queries(most):
        browser.client.get(browser.address("plans:work"))


# Search


def test_the_title_of_a_search_never_holds_what_was_searched_for(world, browse):
    testing.add_action(world, plan=testing.add_plan(world), title="Hold workshops")
    text = browse("board").get("plans:search", "?q=workshop").text_
    assert "<title>1 found - Search - Cairn</title>" in text
    assert "<mark>workshops</mark>" in text


def test_what_is_found_is_escaped(world, browse):
    testing.add_action(world, plan=testing.add_plan(world), title="Workshops <script>alert(1)</script> & more")
    text = browse("board").get("plans:search", "?q=workshops").text_
    assert "<script>alert" not in text and "&amp; more" in text


def test_what_was_typed_is_escaped_and_kept_in_the_box(world, browse):
    text = browse("board").get("plans:search", "?q=%22%3E%3Cscript%3E").text_
    assert "<script>" not in text and "&quot;&gt;&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "What are you looking for?"),
        ("?q=", "What are you looking for?"),
        ("?q=zebra", "Nothing was found"),
        ("?q=the", "There is no word to look for"),
        ("?q=A-2222223", "No reference is written like that"),
        (f"?q={'x' * 300}", "Search for 200 characters or fewer"),
    ],
)
def test_an_empty_or_fruitless_search_says_what_to_do(world, browse, query, words):
    page = browse("board").get("plans:search", query)
    assert page.status_code == 200 and words in page.text_


def test_search_is_refused_to_the_administrator(world, browse):
    assert browse("administrator").get("plans:search", "?q=a").status_code == 403


# Requests


@pytest.fixture
def asked(world):
    return testing.add_request(world, plan=testing.add_plan(world), to="fell-police", text="Which schools have booked?")


def test_a_request_is_listed_to_the_asked_and_from_the_asker(world, browse, asked):
    assert asked.ref in browse("police_worker").get("plans:requests", "?show=to-us").text_
    assert asked.ref in browse("manager").get("plans:requests", "?show=from-us").text_
    assert asked.ref not in browse("health_lead").get("plans:requests").text_


def test_requests_between_others_are_for_those_who_run_or_audit_the_plan(world, browse, asked):
    other = testing.add_request(world, plan=asked.plan, by="police_lead", to="fell-health")
    for who in ("manager", "auditor"):
        assert other.ref in browse(who).get("plans:requests", "?show=others").text_
    text = browse("network_lead").get("plans:requests", "?show=others").text_
    assert "Between others" not in text and other.ref not in text


@pytest.mark.parametrize(
    ("who", "status"), [("board", 403), ("analyst", 403), ("administrator", 403), ("stranger", 404)]
)
def test_requests_are_between_partners(world, browse, asked, who, status):
    assert browse(who).get("plans:requests").status_code == status


def test_the_asked_agency_answers_and_the_answer_stands(world, browse, asked):
    browser = browse("police_worker")
    assert "Which schools have booked?" in browser.get("plans:request", ref=asked.ref).text_
    assert "Enter your answer" in browser.post("plans:request", {"answer": "  "}, ref=asked.ref).text_
    page = browser.post("plans:request", {"answer": "Four have booked."}, ref=asked.ref)
    assert "Your answer is with Fellshire Council." in page.text_ and "Four have booked." in page.text_
    asked.refresh_from_db()
    assert asked.answered_by_id == world.people["police_worker"].pk
    again = browser.post("plans:request", {"answer": "Five."}, ref=asked.ref)
    assert again.status_code == 403 and "This request was answered already." in again.text_


def test_the_asker_sees_a_request_and_may_not_answer_it(world, browse, asked):
    browser = browse("manager")
    assert "has not answered yet" in browser.get("plans:request", ref=asked.ref).text_
    refused = browser.post("plans:request", {"answer": "Mine"}, ref=asked.ref)
    assert refused.status_code == 403 and "Only the agency that was asked answers." in refused.text_


@pytest.mark.parametrize("who", ["health_lead", "board", "analyst", "administrator", "stranger"])
def test_a_request_is_not_there_for_anybody_else(world, browse, asked, who):
    assert browse(who).get("plans:request", ref=asked.ref).status_code == 404


def test_a_request_for_actions_of_a_draft_names_the_plan_without_opening_it(world, browse):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    request = testing.add_request(world, plan=plan, to="fell-police", kind=RequestKind.ACTIONS)
    text = browse("police_lead").get("plans:request", ref=request.ref).text_
    assert "still a draft" in text and plan.ref not in text
