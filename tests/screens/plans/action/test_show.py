"""The page of one action answers: how is it going, why, and what should I do next?"""

import html
import re
from datetime import date, timedelta

import pytest

from cairn.domain.plans.queries.action_page import action_for, action_page
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import Stated
from cairn.domain.plans.testing import (
    add_action,
    add_evidence,
    add_file,
    add_issue,
    add_milestone,
    add_plan,
    add_pledge,
    add_request,
    add_update,
    finish,
    judge,
    survivors_origin,
)
from cairn.foundation.audit.models import Entry


def text_of(response) -> str:
    """The page as read aloud: words only, single spaces."""
    main = response.content.decode().split('id="main-content"', 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_it_says_first_what_to_do_next_and_how_it_is_going(screens):
    words = text_of(screens.get())
    assert words.index("What to do next") < words.index("Milestones")
    assert "An update was due on 2 August 2026. Add an update" in words
    assert "The owner has not reported yet" in words


def test_the_owners_word_and_the_dates_stand_side_by_side_where_they_differ(screens, world, action):
    add_update(world, action)
    moved = {"by": world.acts("council_lead"), "at": world.at - timedelta(days=9), "action": action}
    actions.move_date(**moved, to_on=world.day(-1), reason="It was needed sooner.")
    words = text_of(screens.get())
    assert "The dates say: The due date has passed." in words
    assert "The owner says: on track, with high confidence" in words
    assert "The owner says on track; the dates say late." in words


def test_what_a_supporting_agency_reported_is_shown_as_its_words(screens, world, action):
    add_update(world, action, by="police_worker")
    assert "(in the words of Fellshire Constabulary)" in text_of(screens.get())


def test_slippage_is_one_sentence_with_every_earlier_date_and_reason_below(screens, world, action):
    by = {"by": world.acts("council_lead"), "at": world.at, "action": action}
    actions.move_date(**by, to_on=world.day(110), reason="Half-term.")
    actions.move_date(**by, to_on=world.day(130), reason="A teacher left.")
    words = text_of(screens.get())
    assert "30 March 2027 First due 28 February 2027, moved twice." in words
    assert "28 February 2027 became 10 March 2027. Half-term." in words
    assert "10 March 2027 became 30 March 2027. A teacher left." in words


def test_it_names_the_promise_and_links_to_it(screens, world, plan):
    screens.action = add_action(world, plan=plan, also=["CS1"])
    page = screens.get().content.decode()
    assert "/p/fellshire/strategies/fellshire-2025-2030/commitments/CP1/" in page
    assert "/p/fellshire/strategies/fellshire-2025-2030/commitments/CS1/" in page


def test_the_links_of_a_milestone_are_a_list_and_there_is_none_without_a_link(screens, world, action):
    add_milestone(world, action, title="Heads agree")
    page = screens.get(by="council_lead").content.decode()
    links = page[page.index("Heads agree") :].split("<ul", 1)[1].split("</ul>", 1)[0]
    assert re.findall(r"<li><a[^>]*>([^<]+)<", links) == ["It is done", "Move its date", "Leave it out"]
    part = screens.get(by="board").content.decode().split('id="milestones"', 1)[1].split('id="evidence"', 1)[0]
    assert part.count("<ul") == 1


def test_the_strategy_of_its_plan_is_named_so_that_two_plans_of_a_year_are_told_apart(screens):
    page = screens.get()
    assert "Plan Action plan 2026-27, Fellshire domestic abuse strategy" in text_of(page)
    assert re.search(r"Action plan 2026-27<span class=\"govuk-visually-hidden\">, Fellshire", page.content.decode())


def test_the_small_parts_of_the_page_are_found_by_headings_not_as_regions(screens, world, action):
    add_evidence(world, action)
    main = screens.get().content.decode().split('id="main-content"', 1)[1]
    assert re.findall(r"<section[^>]*aria-label", main) == []
    assert "<h2" in main and "<h3" in main


def test_the_promise_and_not_only_its_code_is_the_link(screens):
    page = screens.get().content.decode()
    assert re.search(r'/commitments/CP1/">CP1 \w+', page)


def test_history_and_who_can_see_it_are_one_link_away(screens, action):
    page = screens.get().content.decode()
    assert f"/p/fellshire/history/action/{action.ref}/" in page
    assert f"/p/fellshire/who/action/{action.ref}/" in page


def test_an_issue_survivors_raised_is_shown_without_a_person_and_that_it_was_read_is_recorded(screens, world, plan):
    issue = add_issue(world, answer="Every desk will have a card.")
    screens.action = add_action(world, plan=plan, **survivors_origin(issue))
    words = text_of(screens.get())
    assert "What survivors asked for: Overheard at the counter Raised in May 2026." in words
    assert "Fellshire Council , asked on 3 June 2026: we will do it. Every desk will have a card." in words
    screens.fresh()
    assert Entry.objects.filter(action="voice.open_issue", subject_ref=issue.ref).count() == 1


def test_milestones_pledges_need_and_characteristics_are_in_words(screens, world, plan):
    action = add_action(world, plan=plan, rural="No bus after six.", characteristics=["sex", "disability"])
    add_milestone(world, action, title="Heads agree", done_on=world.day(-1))
    add_milestone(world, action, title="Lessons written", due_on=world.day(-5))
    add_pledge(world, action, what="Half a post", lapses_on=world.day(20))
    add_pledge(world, action, what="A room", lapses_on=world.day(-2))
    screens.action = action
    words = text_of(screens.get())
    assert "Heads agree Done Done on 19 November 2026; it was due on 20 December 2026" in words
    assert "Lessons written Overdue Due on 15 November 2026 It is done : Lessons written" in words
    assert (
        "Half a post Fellshire Constabulary. People: 0.5 FTE. From 12 August 2026 until 10 December 2026. Lapses soon"
        in words
    )
    assert "until 18 November 2026. Lapsed" in words
    assert "No bus after six." in words
    assert "Sex, Disability" in words


def test_evidence_shows_its_state_and_who_judged_it(screens, world, action):
    evidence = add_evidence(world, action, title="Register")
    judge(world, evidence, accepted=False, note="The dates are missing.")
    add_evidence(world, action, title="Register with dates", file=add_file(world))
    words = text_of(screens.get())
    assert "Register with dates Waiting to be judged Download the file : register.txt, 14 bytes" in words
    assert "Refused by Heron Granite, Fellshire Constabulary, on 20 November 2026. The dates are missing." in words


def test_evidence_kept_to_an_agency_is_shown_to_it_and_to_nobody_else(screens, world, action):
    add_evidence(world, action, title="Notes of our own", only_agency=True)
    assert "Notes of our own Kept to your agency" in text_of(screens.get(by="council_worker"))
    for key in ("police_lead", "health_lead", "board"):
        page = screens.get(by=key)
        assert page.status_code == 200
        assert "Notes of our own" not in page.content.decode()


def test_a_partner_outside_is_asked_to_judge_and_the_owners_colleague_is_not(screens, world, action):
    add_evidence(world, action)
    assert "A piece of evidence waits for somebody outside Fellshire Council" in text_of(screens.get(by="health_lead"))
    assert "Accept or refuse it" not in text_of(screens.get(by="council_lead"))


def test_a_finished_action_is_ready_to_be_closed_by_its_lead(screens, world, action):
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    judge(world, add_evidence(world, action))
    assert "It is reported as complete, and evidence is accepted. Close it as complete" in text_of(
        screens.get(by="council_lead")
    )
    worker = screens.get(by="council_worker")
    assert "Close it as complete" not in text_of(worker)


def test_what_is_missing_before_closing_is_said_in_words(screens, world, action):
    add_milestone(world, action)
    words = text_of(screens.get(by="council_lead"))
    assert (
        "It can be closed as complete later. 1 milestone is not done. The owner has not reported it as complete. "
        "Nobody outside Fellshire Council has accepted evidence." in words
    )


def test_buttons_are_there_only_for_what_may_be_done_and_the_reason_stands_where_not(screens):
    worker = screens.get(by="council_worker")
    assert screens.path("update/") in worker.content.decode()
    assert screens.path("date/") not in worker.content.decode()
    assert "Only the agency's lead and the partnership manager move a date." in text_of(worker)
    board = screens.get(by="board")
    assert screens.path("update/") not in board.content.decode()
    assert "Only people of the agencies that lead or support this action update it." in text_of(board)


def test_an_ended_action_says_how_it_ended_and_offers_nothing(screens, world, action):
    actions.stop_action(by=world.acts("council_lead"), at=world.at, action=action, reason="The grant ended.")
    response = screens.get(by="council_lead")
    words = text_of(response)
    assert "Stopped It was stopped, with a reason. The grant ended." in words
    assert "What to do next" not in words
    assert "This action has ended, so it can no longer be changed." in words
    assert screens.path("update/") not in response.content.decode()


def test_an_action_carried_forward_points_both_ways(screens, world, plan, action):
    later = add_plan(world, state="draft", year="2027-28", starts_on=date(2027, 4, 1))
    successor = actions.carry_forward(
        by=world.acts("manager"), at=world.at, action=action, plan=later, due_on=date(2027, 9, 1), reason="Two left."
    )
    assert f"2027-28: {successor.ref}" in text_of(screens.get(by="manager"))
    screens.action = successor
    assert f"2026-27: {action.ref}" in text_of(screens.get(by="manager"))


def test_requests_about_it_show_to_the_two_agencies_and_lead_to_the_answer(screens, world, plan, action):
    add_request(world, plan=plan, action=action, to="fell-police", text="Which schools have booked?")
    words = text_of(screens.get(by="police_lead"))
    assert "Fellshire Council asks your agency for an answer by 4 December 2026. Read it and answer" in words
    assert "Which schools have booked?" in words
    assert "Which schools have booked?" not in text_of(screens.get(by="health_lead"))


def test_updates_are_newest_first_ten_to_a_page(screens, world, action):
    for number in range(1, 13):
        add_update(world, action, done=f"Report {number:02}.")
    words = text_of(screens.get())
    assert "Report 12." in words and "Report 03." in words and "Report 02." not in words
    assert words.index("Report 12.") < words.index("Report 11.")
    words = text_of(screens.get("?page=2"))
    assert "Report 02." in words and "Report 03." not in words
    assert "The owner says: on track" in words


def test_a_draft_is_invisible_to_partners_and_the_address_looks_like_nothing(screens, world):
    draft = add_plan(world, state="draft", year="2027-28", starts_on=date(2027, 4, 1))
    starts = world.day(200)
    screens.action = add_action(world, plan=draft, starts_on=starts, due_on=starts)
    assert screens.get(by="council_lead").status_code == 200
    for key in ("police_lead", "board", "analyst", "administrator", "stranger"):
        assert screens.get(by=key).status_code == 404


def test_nobody_outside_the_partnership_finds_it(screens):
    assert screens.get(by="stranger").status_code == 404
    assert screens.client.get(screens.path().replace("fellshire", "daleshire")).status_code == 404


def test_the_title_of_the_window_gives_nothing_away(screens, action):
    assert f"<title>Action {action.ref} - Cairn</title>" in screens.get().content.decode()


@pytest.mark.parametrize("number", [1, 25])
def test_the_page_asks_the_database_at_most_20_times_however_many_updates(
    world, plan, number, django_assert_max_num_queries
):
    action = add_action(
        world, plan=plan, supporting=["fell-police"], **survivors_origin(add_issue(world, answer="Yes."))
    )
    for count in range(number):
        add_update(world, action, done=f"Report {count}.")
        judge(world, add_evidence(world, action))
        add_milestone(world, action, title=f"Step {count}")
        add_pledge(world, action, what=f"Hour {count}")
        add_request(world, plan=plan, action=action)
    actor = world.acts("council_lead")
    with django_assert_max_num_queries(20):
        page = action_page(actor, action_for(actor, action.ref), today=world.today)
    assert len(page.evidence) == number


def test_a_complete_action_stays_in_view_with_its_evidence(screens, world, action):
    finish(world, action)
    words = text_of(screens.get(by="analyst"))
    assert "Complete It is complete, and evidence was accepted outside the owner's agency." in words
    assert "Accepted by Heron Granite" in words
