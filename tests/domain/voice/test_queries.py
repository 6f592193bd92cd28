"""The list knows where each issue stands; nothing shows a day, a person, or another partnership's issue."""

from datetime import timedelta

import pytest
from django.http import Http404

from cairn.domain.voice import api, queries, slots, testing
from cairn.domain.voice.terms import State
from cairn.foundation.agencies.queries import known_names


@pytest.fixture
def four(world):
    """One issue in each state, and one answered by one agency of two: name to issue."""
    manager = world.acts("manager")
    made = {}
    for place, (name, asked, answers) in enumerate(
        [
            ("not taken", [], []),
            ("waiting", ["fell-police"], []),
            ("half", ["fell-police", "fell-health"], ["police_lead"]),
            ("done", ["fell-police"], ["police_lead"]),
        ]
    ):
        made[name] = testing.an_issue(by=manager, at=world.at, topic=f"Topic {name}")
        for slug in asked:
            at = world.at - timedelta(days=30 - place)
            ask = testing.an_ask(by=world.acts("manager"), at=at, agency=world.agencies[slug], issue=made[name])
            if f"{slug.removeprefix('fell-')}_lead" in answers:
                testing.a_reply(by=world.acts("police_lead"), at=world.at, ask=ask, answer="done")
    return made


def topics(lines):
    return [line.topic.removeprefix("Topic ") for line in lines]


def listed(world, who="council_worker", **chosen):
    return topics(queries.lines_of(queries.issues_for(world.acts(who), **chosen)))


def test_what_needs_something_done_comes_first_longest_waiting_before_the_rest(world, four):
    assert listed(world) == ["not taken", "waiting", "half", "done"]


@pytest.mark.parametrize(
    ("state", "agency", "expected"),
    [
        (State.NOT_TAKEN, "", ["not taken"]),
        (State.WAITING, "", ["waiting", "half"]),
        (State.ANSWERED, "", ["done"]),
        ("", "fell-police", ["waiting", "half", "done"]),
        ("", "fell-health", ["half"]),
        (State.WAITING, "fell-police", ["waiting"]),
        (State.WAITING, "fell-health", ["half"]),
        (State.NOT_TAKEN, "fell-police", []),
        ("", "nobody", []),
    ],
)
def test_the_list_can_be_narrowed_by_state_and_agency(world, four, state, agency, expected):
    assert listed(world, state=state, agency=agency) == expected


def test_a_line_says_since_when_an_answer_is_owed_and_what_was_decided(world, four):
    lines = {line.topic: line for line in queries.lines_of(queries.issues_for(world.acts("board")))}
    assert lines["Topic waiting"].waiting_since == world.day(-29)
    assert lines["Topic half"].decisions == (
        queries.Decision("Police", "We have done it", "complete"),
        queries.Decision("Health", "", ""),
    )
    assert (lines["Topic done"].state, lines["Topic done"].waiting_since) == (State.ANSWERED, None)
    assert lines["Topic not taken"].month == "November 2026"


def test_the_counts_are_of_the_whole_list_whatever_is_chosen(world, four):
    found = queries.list_page(world.acts("analyst"), state=State.ANSWERED)
    assert found.counts == {State.NOT_TAKEN: 1, State.WAITING: 2, State.ANSWERED: 1}
    assert found.total == 4
    assert len(found.lines) == 1


def test_the_list_takes_few_queries_however_long_it_is(world, four, django_assert_max_num_queries):
    actor = world.acts("manager")
    with django_assert_max_num_queries(6):
        queries.list_page(actor)


@pytest.mark.parametrize("who", ["administrator", "stranger"])
def test_who_may_not_see_issues_gets_an_empty_list_and_no_counts(world, four, who):
    found = queries.list_page(world.acts(who))
    assert (found.lines, found.total) == ((), 0)
    with pytest.raises(Http404):
        api.issue_for(world.acts(who), four["done"].ref)


def test_the_page_of_an_issue_shows_answers_newest_first(world, four):
    lead = world.acts("police_lead")
    ask = four["done"].asks.get()
    testing.a_reply(by=lead, at=world.at + timedelta(days=1), ask=ask, answer="cannot", text="Not any more.")
    page = queries.issue_page(lead, four["done"])
    assert [reply.answer for reply in page.asks[0].replies] == ["We cannot", "We have done it"]
    assert page.asks[0].replies[0].why == "The building has one room."
    assert page.asks[0].may_answer
    assert not (page.may_ask or page.may_reword)


def test_the_page_offers_only_what_the_reader_may_do(world, four):
    manager = queries.issue_page(world.acts("manager"), four["half"])
    assert (manager.may_ask, manager.may_reword, [ask.may_answer for ask in manager.asks]) == (
        True,
        True,
        [False, False],
    )
    health = queries.issue_page(world.acts("health_lead"), four["half"])
    assert {ask.slug: ask.may_answer for ask in health.asks} == {"fell-police": False, "fell-health": True}
    board = queries.issue_page(world.acts("board"), four["half"])
    assert not (board.may_ask or board.may_reword or any(ask.may_answer for ask in board.asks))
    assert board.waiting_since == world.day(-28)


def test_my_work_has_the_answers_my_agency_owes_longest_waiting_first(world, four):
    assert topics(api.asks_waiting_on(world.acts("police_worker"))) == ["waiting"]
    assert topics(api.asks_waiting_on(world.acts("health_lead"))) == ["half"]
    for who in ("manager", "board", "auditor", "network_lead", "administrator", "stranger"):
        assert api.asks_waiting_on(world.acts(who)) == ()


def test_several_owed_answers_come_oldest_first(world):
    for days, topic in ((3, "young"), (40, "old"), (12, "middle")):
        issue = testing.an_issue(by=world.acts("manager"), at=world.at, topic=topic)
        testing.an_ask(
            by=world.acts("manager"),
            at=world.at - timedelta(days=days),
            agency=world.agencies["fell-health"],
            issue=issue,
        )
    owed = api.asks_waiting_on(world.acts("health_lead"))
    assert topics(owed) == ["old", "middle", "young"]
    assert (owed[0].slug, owed[0].asked_on) == ("fell-health", world.day(-40))


def test_an_issue_is_open_to_new_actions_until_every_agency_has_done_it_or_cannot(world, four):
    assert [found.topic.removeprefix("Topic ") for found in api.open_issues(world.acts("council_lead"))] == [
        "half", "not taken", "waiting",
    ]  # fmt: skip
    ask = four["waiting"].asks.get()
    lead = world.acts("police_lead")
    testing.a_reply(by=lead, at=world.at, ask=ask, answer="will do")
    assert four["waiting"].ref in [found.ref for found in api.open_issues(lead)]
    testing.a_reply(by=lead, at=world.at + timedelta(days=1), ask=ask, answer="cannot")
    assert four["waiting"].ref not in [found.ref for found in api.open_issues(lead)]


def test_agencies_still_to_ask_are_partners_that_were_not_asked(world, four):
    world.acts("manager")
    names = [agency.slug for agency in queries.agencies_to_ask(four["half"], day=world.today)]
    assert names == ["fell-council"]


def test_known_names_hold_the_agencies_and_the_area(world):
    world.acts("manager")
    names = known_names(world.partnership)
    assert {"Fellshire", "Fellshire Constabulary", "Police"} <= set(names)


def test_an_agency_of_an_issue_that_was_not_asked_is_not_found(world, four):
    with pytest.raises(Http404):
        queries.ask_for(world.acts("health_lead"), four["done"], "fell-health")


def test_the_slot_shows_what_the_layers_above_know(world, issue, monkeypatch):
    assert api.ISSUE_WORK is slots.ISSUE_WORK
    monkeypatch.setattr(slots, "ISSUE_WORK", [])
    assert slots.work_on(None, issue) is None
    tied = api.TiedAction("A-1", "Open side rooms", "/a/", "on_track")
    slots.ISSUE_WORK.extend(
        [
            lambda request, row: api.IssueWork(actions=(tied,), links=(("History", "/h/"),)),
            lambda request, row: api.IssueWork(start_url="/new/"),
        ]
    )
    assert slots.work_on(None, issue) == api.IssueWork((tied,), "/new/", (("History", "/h/"),))
