"""The manager starts a plan, asks the partners and takes it step by step to the public."""

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.models import ActionPlan, Request
from cairn.domain.plans.terms import PlanState, RequestKind
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind

pytestmark = pytest.mark.django_db

SLUG = "fellshire-2025-2030"
YEAR = {
    "year": "2026-27",
    "starts_on_day": "1", "starts_on_month": "4", "starts_on_year": "2026",
    "ends_on_day": "31", "ends_on_month": "3", "ends_on_year": "2027",
}  # fmt: skip


def test_the_financial_year_is_proposed_and_the_plan_starts_as_a_draft(world, browse):
    browser = browse("manager")
    text = browser.get("plans:start", slug=SLUG).text_
    assert '/plans/">Cancel</a>' in text
    assert 'value="2026-27"' in text and 'value="31"' in text
    page = browser.post("plans:start", YEAR, slug=SLUG)
    plan = ActionPlan.objects.get()
    assert (plan.year, plan.state) == ("2026-27", PlanState.DRAFT)
    assert page.redirect_chain[-1][0] == browser.address("plans:plan", ref=plan.ref)
    assert "The plan for 2026-27 is started." in page.text_


def test_a_year_that_has_a_plan_is_refused_and_what_was_typed_is_kept(world, browse):
    testing.add_plan(world)
    page = browse("manager").post("plans:start", YEAR, slug=SLUG)
    assert "There is a plan for 2026-27 already." in page.text_ and 'value="2026-27"' in page.text_
    assert page.text_.count("<title>Error: ") == 1
    assert ActionPlan.objects.count() == 1


@pytest.mark.parametrize("who", ["council_lead", "council_worker", "board", "analyst", "auditor"])
def test_only_the_manager_starts_a_plan(world, browse, who):
    for page in (browse(who).get("plans:start", slug=SLUG), browse(who).post("plans:start", YEAR, slug=SLUG)):
        assert page.status_code == 403
        assert "Only the partnership manager starts a year&#x27;s plan." in page.text_
    assert not ActionPlan.objects.exists()


def test_a_plan_of_another_partnerships_strategy_cannot_be_started(world, browse):
    assert browse("manager").get("plans:start", slug="daleshire-2025-2030").status_code == 404


def test_a_plan_goes_to_partners_then_the_board_agrees_it_then_it_is_published(world, browse):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    browser = browse("manager")
    opened = browser.post("plans:move", {"to": "with_partners", "note": ""}, ref=plan.ref)
    assert "is now: with partners" in opened.text_
    testing.add_action(world, plan=plan)
    unsaid = browser.post("plans:move", {"to": "agreed"}, ref=plan.ref)
    assert "Say at which meeting the board agreed the plan" in unsaid.text_
    on = {"on_day": "18", "on_month": "11", "on_year": "2026"}
    browser.post("plans:move", {"to": "agreed", "note": "The board of 18 November 2026", **on}, ref=plan.ref)
    page = browser.post("plans:move", {"to": "published", "note": ""}, ref=plan.ref)
    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED
    assert "The board of 18 November 2026" in page.text_ and "18 November 2026" in page.text_
    assert "There is no further step" in browser.get("plans:move", ref=plan.ref).text_


@pytest.mark.parametrize(
    ("state", "following"),
    [
        (PlanState.DRAFT, PlanState.WITH_PARTNERS),
        (PlanState.WITH_PARTNERS, PlanState.AGREED),
        (PlanState.AGREED, PlanState.PUBLISHED),
    ],
)
def test_two_next_steps_in_a_row_are_one_step_and_the_second_person_keeps_her_words(world, browse, state, following):
    plan = testing.add_plan(world, state=state)
    testing.add_action(world, plan=plan)
    browser = browse("manager")
    shown = browser.get("plans:move", ref=plan.ref).text_
    assert f'<input type="hidden" name="to" value="{following}">' in shown
    typed = {"to": following, "note": "The autumn meeting", "on_day": "18", "on_month": "11", "on_year": "2026"}
    browser.post("plans:move", typed, ref=plan.ref)
    page = browser.post("plans:move", typed, ref=plan.ref)
    plan.refresh_from_db()
    assert plan.state == following, "the second press took no step"
    assert "Somebody has taken this step meanwhile." in page.text_ and "<title>Error: " in page.text_
    assert 'value="The autumn meeting"' in page.text_ and "Take this step" not in page.text_
    assert plan.steps.filter(state=following).count() == 1


@pytest.mark.parametrize("to", ["", "published", "somewhere"])
def test_a_form_that_does_not_name_the_next_step_takes_none(world, browse, to):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    page = browse("manager").post("plans:move", {"to": to, "note": "The autumn meeting"}, ref=plan.ref)
    assert "That is not the plan&#x27;s next step." in page.text_ and 'value="The autumn meeting"' in page.text_
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_a_board_cannot_have_agreed_on_a_day_to_come(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    testing.add_action(world, plan=plan)
    on = {"on_day": "21", "on_month": "11", "on_year": "2026"}
    page = browse("manager").post("plans:move", {"to": "agreed", "note": "The board", **on}, ref=plan.ref)
    assert "Day of the meeting must be on or before 20 November 2026" in page.text_
    plan.refresh_from_db()
    assert plan.state == PlanState.WITH_PARTNERS


def test_a_plan_without_an_action_cannot_be_agreed(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    on = {"on_day": "20", "on_month": "11", "on_year": "2026"}
    page = browse("manager").post("plans:move", {"to": "agreed", "note": "The board", **on}, ref=plan.ref)
    assert "A plan without a single action cannot be agreed." in page.text_


@pytest.mark.parametrize("who", ["council_worker", "council_lead", "board", "analyst"])
def test_moving_a_plan_is_refused_with_the_sentence_and_recorded(world, browse, who):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    for page in (browse(who).get("plans:move", ref=plan.ref), browse(who).post("plans:move", {}, ref=plan.ref)):
        assert page.status_code == 403
        assert "Only the partnership manager takes a plan to its next step." in page.text_
    assert Entry.objects.filter(action="refused.plans.move", user_id=world.people[who].pk).count() == 2


ASKED = {"text": "Tell us your actions.", "due_on_day": "11", "due_on_month": "12", "due_on_year": "2026"}


def test_partners_are_asked_once_and_the_page_shows_who_has_answered(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    browser = browse("manager")
    chosen = [str(world.agencies[slug].pk) for slug in ("fell-police", "fell-health")]
    page = browser.post("plans:ask", {"agencies": chosen, **ASKED}, ref=plan.ref)
    assert "2 partners are asked." in page.text_
    assert Request.objects.filter(plan=plan, kind=RequestKind.ACTIONS).count() == 2
    offered = [key for key, _name in page.context["form"].fields["agencies"].choices]
    assert not set(chosen) & set(offered), "nobody is asked twice"
    asked = Request.objects.get(plan=plan, to_agency=world.agencies["fell-police"])
    browse("police_lead").post("plans:request", {"answer": "All our actions are in."}, ref=asked.ref)
    text = browser.get("plans:ask", ref=plan.ref).text_
    assert "1 of the 2 partners asked has answered" in text


def test_a_lead_reads_who_was_asked_though_the_requests_are_not_for_her(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    sent = testing.add_request(world, plan=plan, to="fell-police", kind=RequestKind.ACTIONS)
    testing.add_request(world, plan=plan, to="fell-health", kind=RequestKind.ACTIONS, text="Only for health.")
    for who in ("manager", "police_lead", "health_lead", "network_lead"):
        page = browse(who).get("plans:ask", ref=plan.ref)
        assert "0 of the 2 partners asked have answered" in page.text_, who
        assert page.text_.count("Not asked") == 4 and page.text_.count("By 4 December 2026") == 2, who
        offered = {name for _key, name in page.context["form"].fields["agencies"].choices}
        assert offered == {"Fellshire Council", "Fellshire Survivor Network"}, who
        link = browse(who).address("plans:request", ref=sent.ref)
        assert (link in page.text_) is (who in ("manager", "police_lead")), who
        assert "Only for health." not in page.text_
    for who in ("board", "analyst", "network_lead"):
        assert "0 of the 2 partners asked have answered" in browse(who).get("plans:plan", ref=plan.ref).text_, who


def test_asking_names_what_is_missing_and_keeps_what_was_typed(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    page = browse("manager").post("plans:ask", {"text": "My own words", "due_on_day": "1"}, ref=plan.ref)
    assert "Choose at least one partner" in page.text_ and "must include a month and a year" in page.text_
    assert "My own words" in page.text_ and not Request.objects.exists()


def test_a_day_that_has_passed_cannot_be_asked_for(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    past = {**ASKED, "due_on_month": "10", "agencies": [str(world.agencies["fell-police"].pk)]}
    assert "must be on or after 20 November 2026" in browse("manager").post("plans:ask", past, ref=plan.ref).text_


def test_a_contributor_may_not_ask_and_an_agreed_plan_asks_no_more(world, browse):
    plan = testing.add_plan(world)
    assert browse("council_worker").get("plans:ask", ref=plan.ref).status_code == 403
    assert "no longer asked for actions" in browse("manager").get("plans:ask", ref=plan.ref).text_


def test_no_write_happens_on_opening_a_page(world, browse):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    before = Entry.objects.exclude(kind=EntryKind.SIGN_IN).count()  # each browser signs in
    for screen in ("plans:plan", "plans:actions", "plans:ask", "plans:move", "plans:carried"):
        assert browse("manager").get(screen, ref=plan.ref).status_code == 200
    assert Entry.objects.exclude(kind=EntryKind.SIGN_IN).count() == before
