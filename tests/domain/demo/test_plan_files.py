"""The demonstration's files keep to their form and their rules, and a breach is told."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from cairn.demo.loading import load_demo
from cairn.demo.plan_checks import grounds, problems, read_workers, sentences
from cairn.demo.plan_files import fitted, read_plan_years
from cairn.demo.plan_rows import (
    DateChangeRow,
    EndRow,
    MilestoneMoveRow,
    MilestoneRow,
    NotTheForm,
    ReviewRow,
    UpdateRow,
    build,
)

LIVE = ("cumberland-2024-2027", "cumberland-2025-2030", "westmorland-and-furness-2023-2028")


@pytest.fixture(scope="module")
def years():
    return {year.plan.strategy: year for year in read_plan_years()}


@pytest.fixture(scope="module")
def ground():
    return grounds(files("cairn") / "content", read_workers())


def test_the_files_keep_every_rule(years, ground):
    assert problems(list(years.values()), ground) == []


def test_each_live_strategy_has_a_year_of_at_least_sixty_actions(years):
    assert {slug: len(years[slug].actions) >= 60 for slug in years} == dict.fromkeys(LIVE, True)


def test_about_twenty_other_requests_are_open_overdue_and_answered(years):
    requests = [(year, row) for year in years.values() for row in year.requests if row.kind != "actions"]
    kinds = Counter(
        "answered" if row.answered_on else "overdue" if row.due_on < year.as_at else "open" for year, row in requests
    )
    assert 15 <= len(requests) <= 25
    assert all(kinds[kind] >= 3 for kind in ("answered", "overdue", "open")), kinds


def test_the_files_still_keep_every_rule_when_their_dates_have_moved(years, ground):
    later = [fitted(year, today=date(2027, 9, 1), strategy_ends=date(2031, 3, 31)) for year in years.values()]
    assert [year.plan.year for year in later] == ["2027-28"] * 3
    assert problems(later, ground) == []


def test_an_unknown_field_is_refused_by_name():
    with pytest.raises(NotTheForm, match="'colour'"):
        build(MilestoneRow, {"title": "x", "due_on": date(2026, 5, 1), "colour": "red"}, where="here")


def test_a_missing_field_is_refused_by_name():
    with pytest.raises(NotTheForm, match="lacks 'due_on'"):
        build(MilestoneRow, {"title": "x"}, where="here")


def test_sentences_are_compared_without_regard_to_case_space_or_full_stop():
    assert sentences("We met twice.  Nobody came!") == ["we met twice", "nobody came!"]


def _late_update(action):
    return replace(action, updates=(*action.updates, _update(on=date(2026, 11, 20))))


def _step(**facts):
    return MilestoneRow(title="A step", **facts)


def _update(**facts):
    known = {
        "on": date(2026, 10, 1),
        "by": "cum-education",
        "status": "on_track",
        "confidence": "high",
        "done": "New words",
    }
    return UpdateRow(**{**known, **facts})


_CHANGE = DateChangeRow(on=date(2026, 10, 1), by="cum-manager", to=date(2027, 4, 30), reason="Because")
PLANTED = {
    "reach the day the file is written for": _late_update,
    "without leading or supporting": lambda a: replace(a, updates=(_update(by="fire-lead"),)),
    "without a corrective action": lambda a: replace(a, updates=(_update(status="off_track"),)),
    "does not say by what": lambda a: replace(a, updates=(_update(status="blocked"),)),
    "before it started": lambda a: replace(a, updates=(_update(on=date(2026, 3, 30)),)),
    "there is no commitment": lambda a: replace(a, commitment="ZZ9"),
    "does not work for": lambda a: replace(a, owner="fire-lead"),
    "does not belong to": lambda a: replace(a, supporting=("west-mercia-police",)),
    "an agency stands twice": lambda a: replace(a, supporting=(a.lead,)),
    "a date of another agency's action": lambda a: replace(a, date_changes=(replace(_CHANGE, by="fire-lead"),)),
    "may not do this": lambda a: replace(a, date_changes=(replace(_CHANGE, by="cum-education"),)),
    "moves nothing": lambda a: replace(a, date_changes=(replace(_CHANGE, to=a.due_on),)),
    "its last update does not say so": lambda a: replace(
        a, complete=EndRow(on=date(2026, 11, 19), by="cum-council-lead")
    ),
    "without a reason": lambda a: replace(a, stop=EndRow(on=date(2026, 11, 19), by="cum-council-lead")),
    "an issue goes with the origin": lambda a: replace(a, origin="survivors"),
    "is due after the action.": lambda a: replace(a, milestones=(_step(due_on=a.due_on + timedelta(days=1)),)),
    "is due after the action, as it stands on": lambda a: replace(
        a, milestones=(_step(due_on=a.due_on),), date_changes=(replace(_CHANGE, to=a.due_on - timedelta(days=1)),)
    ),
    "moves on a day on which the action does not": lambda a: replace(
        a, milestones=(_step(due_on=a.due_on, moves=(MilestoneMoveRow(on=date(2026, 6, 1), to=a.due_on),)),)
    ),
    "added_on and added_because go together": lambda a: replace(a, added_on=date(2026, 4, 1)),
}


@pytest.mark.parametrize("sentence", PLANTED)
def test_a_planted_fault_is_told(sentence, years, ground):
    year = years["cumberland-2025-2030"]
    spoiled = PLANTED[sentence](year.actions[0])
    found = problems([replace(year, actions=(spoiled, *year.actions[1:]))], ground)
    assert any(sentence in line and spoiled.key in line for line in found), found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"on": date(2026, 1, 26)}, "on another day than the draft is sent"),
        ({"answered_on": date(2026, 3, 30)}, "answers after the plan was agreed"),
        ({"answered_on": None, "answered_by": "", "answer": ""}, "was not asked for its actions, or did not answer"),
        ({"to": "probation-service", "answered_by": "prob-lead"}, "is asked for its actions twice"),
    ],
)
def test_a_plan_whose_partners_were_asked_out_of_turn_is_told(years, ground, change, sentence):
    year = years["cumberland-2025-2030"]
    assert year.requests[0].kind == "actions"
    found = problems([replace(year, requests=(replace(year.requests[0], **change), *year.requests[1:]))], ground)
    assert any(sentence in line for line in found), found


def test_the_step_that_sends_the_draft_counts_its_partners_as_the_requests_do(years):
    said = {slug: year.plan.steps[0].note for slug, year in years.items()}
    rows = {slug: [row for row in year.requests if row.kind == "actions"] for slug, year in years.items()}
    assert {slug: len(found) for slug, found in rows.items()} == {LIVE[0]: 12, LIVE[1]: 14, LIVE[2]: 7}
    assert [count in said[slug] for slug, count in zip(LIVE, ("twelve", "fourteen", "seven"), strict=True)] == [
        True
    ] * 3
    in_time = sum(row.answered_on <= row.due_on for row in rows[LIVE[1]])
    assert in_time == 11 and "Eleven answered in time and three in the week after" in said[LIVE[1]]


def test_evidence_judged_by_its_own_agency_is_told(years, ground):
    year = years["cumberland-2025-2030"]
    action = next(action for action in year.actions if action.evidence and action.lead == "cumberland-council")
    review = ReviewRow(on=action.evidence[0].on + timedelta(days=1), by="cum-manager", accepted=True)
    spoiled = replace(action, evidence=(replace(action.evidence[0], review=review),))
    found = problems([replace(year, actions=(spoiled,), requests=())], ground)
    assert any("judged by the agency that leads" in line for line in found), found


def test_two_updates_that_share_a_sentence_are_told(years, ground):
    year = years["cumberland-2025-2030"]
    first, second = year.actions[:2]
    copied = replace(second.updates[0], done=f"Something new. {first.updates[0].done}")
    found = problems([replace(year, actions=(first, replace(second, updates=(copied,))), requests=())], ground)
    assert any("too." in line for line in found), found


def test_no_two_updates_anywhere_share_a_sentence(years):
    words = Counter(
        sentence
        for year in years.values()
        for action in year.actions
        for update in action.updates
        for text in (update.done, update.difference, update.next, update.corrective, update.public)
        for sentence in sentences(text)
    )
    assert [sentence for sentence, times in words.items() if times > 1] == []


def test_nothing_is_said_that_we_do_not_say(years):
    unsaid = re.compile(r"alleged victim|failed to engage|\bdomestics?\b(?! abuse)", re.IGNORECASE)
    for year in years.values():
        for row in (*year.issues, *year.actions, *year.requests):
            assert not unsaid.search(str(row)), row


def test_the_demonstration_is_refused_outside_demo_mode(settings):
    settings.MODE = "production"
    with pytest.raises(RuntimeError, match="demo mode only"):
        list(load_demo(scale="tiny"))
