"""A work list says what is due, to those whose work it is."""

from datetime import date, timedelta

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.queries.work import work_page
from cairn.domain.plans.services import actions, planning
from cairn.domain.plans.terms import PlanState, RequestKind, Stated
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db


def work(world, key, **more):
    return work_page(world.acts(key), today=world.today, **more)


def section(page, key):
    return next((one for one in (*page.sections, *page.looks_at) if one.key == key), None)


def titles(page, key):
    found = section(page, key)
    return [task.title for task in found.tasks] if found else []


@pytest.fixture
def plan(world):
    return testing.add_plan(world)


def add(world, plan, title, *, said=None, days_ago=0, **facts):
    """An action of the council with, if wanted, one update some days ago."""
    action = testing.add_action(world, plan=plan, title=title, **facts)
    if said:
        testing.add_update(world, action, stated=said, at=world.at - timedelta(days=days_ago), next_step="Go on")
    return action


def test_an_owner_sees_updates_due_within_two_weeks_and_a_colleague_only_overdue_ones(world, plan):
    add(world, plan, "Overdue", said=Stated.ON_TRACK, days_ago=91)
    add(world, plan, "Soon", said=Stated.ON_TRACK, days_ago=80)
    add(world, plan, "Not yet", said=Stated.ON_TRACK, days_ago=70)
    mine = titles(work(world, "council_worker"), "updates")
    assert {"Overdue", "Soon"} <= set(mine) and "Not yet" not in mine
    colleague = titles(work(world, "council_lead"), "updates")
    assert "Overdue" in colleague and "Soon" not in colleague
    assert "Overdue" not in titles(work(world, "police_worker"), "updates")


def test_an_overdue_update_is_marked_and_counted(world, plan):
    before = work(world, "council_worker").overdue
    add(world, plan, "Overdue", said=Stated.ON_TRACK, days_ago=91)
    page = work(world, "council_worker")
    task = next(task for task in section(page, "updates").tasks if task.title == "Overdue")
    assert (task.overdue, task.status, task.on) == (True, "stale", world.day(-1))
    assert page.overdue == before + 1


def test_an_action_said_complete_without_evidence_asks_for_it_and_refused_evidence_comes_first(world, plan):
    add(world, plan, "Nothing shown", said=Stated.COMPLETE)
    refused = add(world, plan, "Refused", said=Stated.ON_TRACK)
    testing.judge(world, testing.add_evidence(world, refused), accepted=False)
    assert titles(work(world, "council_worker"), "evidence") == ["Refused", "Nothing shown"]


def test_evidence_waits_for_others_and_then_the_action_is_ready_to_close(world, plan):
    action = add(world, plan, "Shown", said=Stated.COMPLETE)
    evidence = testing.add_evidence(world, action, title="The register")
    page = work(world, "council_lead")
    assert titles(page, "judged") == ["Shown"] and titles(page, "evidence") == []
    assert titles(work(world, "police_lead"), "judge") == ["The register"]
    testing.judge(world, evidence)
    page = work(world, "council_lead")
    assert titles(page, "close") == ["Shown"] and titles(page, "judged") == []
    assert titles(work(world, "council_worker"), "close") == [], "a contributor does not close actions"
    assert titles(work(world, "police_lead"), "judge") == []


def test_refused_evidence_is_mended_by_a_better_piece_and_then_the_action_is_ready_to_close(world, plan):
    action = add(world, plan, "Shown at last", said=Stated.COMPLETE)
    testing.judge(world, testing.add_evidence(world, action, title="The flyer"), accepted=False)
    page = work(world, "council_lead")
    assert titles(page, "evidence") == ["Shown at last"] and titles(page, "close") == []
    assert titles(work(world, "board"), "disputed") == ["Shown at last"]
    testing.judge(world, testing.add_evidence(world, action, title="The register"))
    page = work(world, "council_lead")
    assert titles(page, "evidence") == [] and titles(page, "close") == ["Shown at last"]
    assert titles(work(world, "board"), "disputed") == []


def test_nobody_is_asked_to_judge_evidence_of_her_own_agency(world, plan):
    testing.add_evidence(world, add(world, plan, "Shown"))
    for key in ("council_lead", "council_worker", "manager"):
        assert titles(work(world, key), "judge") == []


def test_evidence_of_actions_the_agency_helps_with_comes_first(world, plan):
    testing.add_evidence(world, add(world, plan, "Other"), title="Other")
    testing.add_evidence(world, add(world, plan, "Ours", supporting=["fell-health"]), title="Ours")
    assert titles(work(world, "health_lead"), "judge") == ["Ours", "Other"]
    assert titles(work(world, "police_lead"), "judge") == ["Other", "Ours"]


def test_an_open_request_is_to_do_for_the_asked_and_waits_for_the_asker(world, plan):
    request = testing.add_request(world, plan=plan, to="fell-police")
    (task,) = section(work(world, "police_worker"), "requests").tasks
    assert (task.ref, task.screen) == (request.ref, "plans:request")
    page = work(world, "manager")
    assert section(page, "asked").of_others and titles(page, "asked")
    planning.answer_request(by=world.acts("police_lead"), at=world.at, request=request, answer="Here it is")
    assert section(work(world, "police_worker"), "requests") is None


def test_what_waits_for_others_is_not_counted_as_to_do(world, plan):
    before = work(world, "manager").to_do
    testing.add_request(world, plan=plan, to="fell-police")
    assert work(world, "manager").to_do == before


def test_an_issue_survivors_raised_waits_for_the_agency_asked(world, plan):
    issue = testing.add_issue(world, asked_of="fell-police")
    (task,) = section(work(world, "police_lead"), "issues").tasks
    assert (task.ref, task.screen) == (issue.ref, "voice:issue")
    assert section(work(world, "health_lead"), "issues") is None


def test_a_pledge_that_lapses_within_sixty_days_is_told_to_the_agency_that_gave_it(world, plan):
    action = add(world, plan, "Helped")
    testing.add_pledge(world, action, what="A trainer", lapses_on=world.day(60))
    testing.add_pledge(world, action, what="A van", lapses_on=world.day(61))
    assert titles(work(world, "police_lead"), "pledges") == ["A trainer"]
    assert section(work(world, "council_lead"), "pledges") is None


def test_the_manager_is_told_which_partners_have_not_answered_and_which_plans_to_move(world):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    testing.add_request(world, plan=plan, to="fell-police", kind=RequestKind.ACTIONS)
    testing.add_request(world, plan=plan, to="fell-health", kind=RequestKind.ACTIONS)
    page = work(world, "manager")
    (task,) = section(page, "partners").tasks
    assert task.title == "2 partners have not sent actions for 2026-27"
    assert "Fellshire Constabulary" in task.about and task.screen == "plans:ask"
    assert [task.screen for task in section(page, "plans").tasks] == ["plans:move"]
    assert section(work(world, "council_lead"), "partners") is None


def test_a_strategy_without_a_plan_for_the_year_is_told_to_the_manager_alone(world):
    (task,) = section(work(world, "manager"), "plans").tasks
    assert (task.title, task.more) == ("No plan for 2026-27 yet", (("slug", "fellshire-2025-2030"),))
    assert section(work(world, "council_lead"), "plans") is None


def test_late_actions_without_a_word_in_thirty_days_are_told_to_the_manager(world, plan):
    add(world, plan, "Silent", due_on=world.day(-5), said=Stated.ON_TRACK, days_ago=31)
    add(world, plan, "Spoken", due_on=world.day(-5), said=Stated.AT_RISK, days_ago=29)
    assert titles(work(world, "manager"), "silent") == ["Silent"]


def test_evidence_nobody_judged_for_two_weeks_is_told_to_the_manager(world, plan):
    action = add(world, plan, "Shown")
    testing.add_evidence(world, action, title="Fresh")
    assert titles(work(world, "manager"), "unjudged") == []
    later = work_page(world.acts("manager"), today=world.day(15))
    assert titles(later, "unjudged") == ["Fresh"]


def test_a_board_member_reads_late_and_disputed_and_has_nothing_to_update(world, plan):
    add(world, plan, "Late", due_on=world.day(-1), said=Stated.AT_RISK)
    disputed = add(world, plan, "Disputed", due_on=world.day(-1), said=Stated.ON_TRACK)
    page = work(world, "board")
    assert set(titles(page, "late")) == {"Late", disputed.title} and titles(page, "disputed") == ["Disputed"]
    assert page.sections == () and page.reads


@pytest.mark.parametrize("key", ["analyst", "auditor"])
def test_those_who_only_read_get_no_tasks(world, plan, key):
    page = work(world, key)
    assert (page.sections, page.looks_at, page.reads) == ((), (), True)


def test_the_administrator_and_a_stranger_get_nothing(world, plan):
    for key in ("administrator", "stranger"):
        page = work(world, key)
        assert [task for one in page.sections for task in one.tasks if task.screen == "plans:action"] == []


def test_when_nothing_is_due_the_next_update_is_named(world):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    action = testing.add_action(world, plan=plan, lead="fell-police", owner="police_worker")
    testing.add_update(world, action, by="police_worker")
    page = work(world, "police_worker")
    assert page.to_do == 0 and page.next_update.ref == action.ref


def test_a_long_section_is_cut_and_can_be_shown_in_full(world, plan):
    for number in range(15):
        add(world, plan, f"Silent {number}", due_on=world.day(-5), said=Stated.ON_TRACK, days_ago=31)
    cut = section(work(world, "manager"), "silent")
    assert (len(cut.tasks), cut.total, cut.overdue) == (8, 15, 15)
    full = section(work(world, "manager", every="silent"), "silent")
    assert (len(full.tasks), full.more) == (15, 0)


def test_an_ended_action_is_on_nobodys_list(world, plan):
    action = add(world, plan, "Ended", due_on=world.day(-5), said=Stated.ON_TRACK, days_ago=95)
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="Merged")
    for key in ("council_worker", "council_lead", "manager", "board"):
        page = work(world, key, every="silent")
        assert "Ended" not in [task.title for one in (*page.sections, *page.looks_at) for task in one.tasks]


@pytest.mark.parametrize(
    ("key", "most"), [("manager", 25), ("council_lead", 19), ("council_worker", 18), ("board", 10)]
)
def test_a_work_list_takes_the_same_few_queries_for_six_hundred_actions(
    world, plan, key, most, django_assert_max_num_queries
):
    add_many(world, plan, 600)
    actor = world.acts(key)
    with django_assert_max_num_queries(most):
        work_page(actor, today=world.today)


def test_the_year_begins_in_april(world):
    from cairn.domain.plans.queries.plan_list import financial_year

    assert financial_year(date(2027, 3, 31)).name == "2026-27"
    assert financial_year(date(2027, 4, 1)).name == "2027-28"
    assert financial_year(date(2099, 4, 1)).name == "2099-00"
