"""A form for residents is judged before anybody sees it: by itself, and against the process it opens cases by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import cairn
from cairn.kernel.applying import read_form, unfit
from cairn.kernel.processes.process_file import read_process

FOLDER = Path(cairn.__file__).parent / "content" / "casetypes" / "asb_case_review"
FORM = (FOLDER / "apply.toml").read_text(encoding="utf-8")
PROCESS = read_process((FOLDER / "process.toml").read_text(encoding="utf-8")).process


def problems(text: str) -> str:
    form, found = read_form(text)
    return " ".join(found or unfit(form, PROCESS))


def test_the_shipped_form_is_sound_and_fits_its_process():
    assert problems(FORM) == ""


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('format = "cairn-apply/1"', 'format = "other"', 'Write format = "cairn-apply/1"'),
        ('title = "Ask for a case review"', "", "the top: say title"),
        ('title = "Ask for a case review"', 'title = "x', "Line "),
        ('key = "contact"', 'key = "who"', "step who: it stands twice"),
        ('key = "hate"\ntitle', 'key = "Why?"\ntitle', "stands in an address"),
        ('calls_one = "Report"', "", "say calls_one"),
        ("most = 20", "most = 0", "most is a whole number"),
        ('kind = "telephone"', 'kind = "colour"', "question phone: kind is one of choice"),
        ('plan = "phones"', "", "question phone: say what the answer becomes"),
        ('plan = "phones"', 'plan = "pigeon"', "plan is one of way, phones"),
        ('required_if = "way"', 'required_if = "who"', "required_if names another question of the same step"),
        ("What is the postcode?", "Does domestic abuse lie behind it?", "“domestic” stands in the form"),
        ('move = "apply"', 'move = "acknowledge"', "acknowledge is no move"),
        ('harmed = "person_harmed"', 'harmed = "witness"', "witness is no party"),
        ('event = "report_gathered"', 'event = "judged"', "is not taken by judged"),
        ('detail = "hate"', 'detail = "risk_band"', "risk_band is not taken by the move"),
        ('value = "letter"', 'value = "pigeon"', "pigeon is no answer to acknowledge_by"),
        ('detail = "asked_by"', 'detail = "hate"', "asked_by is required and not asked"),
        ('state = "closed"', 'state = "lost"', "lost is no state"),
        ('state = "received"', 'state = "panel_held"', "in the state received"),
        ('working = "three_reports"', 'working = "four_reports"', "four_reports is no threshold"),
        ("otherwise = 3", "otherwise = 2", "local reports_needed: otherwise is 2, and the process says 3"),
        ("otherwise = 3", "otherwise = true", "local reports_needed: otherwise is True"),
        ("otherwise = 3", 'otherwise = "3"', "local reports_needed: say otherwise"),
        ("{number} reports of", "Some reports of", "local reports_needed: say one, and several with {number}"),
        ('key = "reports_needed"', 'key = "reports_wanted"', "{reports_needed} is told in no [[local]]"),
        ('key = "one_hate_incident"\notherwise', 'key = "hate"\notherwise', "{one_hate_incident} is told in no"),
        ('event = "recommendation_made"', 'event = "plan_agreed"', "recommendation is no detail of plan_agreed"),
        ('detail = "plan"', 'detail = "plans"', "plans is no detail of the process"),
        ('detail = "plan"', 'detail = "screen_result"', "screen_result never leaves the case"),
        ('detail = "plan"', 'detail = "reporter"', "reporter never leaves the case"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_in_plain_words(before, after, says):
    assert before in FORM
    assert says in problems(FORM.replace(before, after, 1))


def test_a_question_is_wanted_only_after_the_answer_it_hangs_on():
    form, _none = read_form(FORM)
    consent = next(question for question in form.questions if question.key == "consent")
    assert consent.wanted({"asked_by": "somebody_with_consent"}) and not consent.wanted({"asked_by": "person_harmed"})


def test_words_are_held_against_the_list_from_their_beginning_on():
    form, _none = read_form(FORM)
    assert form.forbidden_in("He was VIOLENT.") == "violen" and form.forbidden_in("Your partner came.")
    assert form.forbidden_in("The partnership decided, and nonviolent means help.") == ""


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "Three reports of different incidents are usually enough. If you are not sure"),
        ({"reports_needed": 2}, "Two reports of different incidents are usually enough. If you are not sure"),
        ({"reports_needed": 1}, "One report is usually enough. If you are not sure"),
        ({"several_households": True}, "usually enough. Five reports by different households are enough too. If you"),
        ({"several_households": False}, "Three reports of different incidents are usually enough. If you are not sure"),
    ],
)
def test_a_page_says_what_holds_where_somebody_applies(values, says):
    form, _ = read_form(FORM)
    assert says in form.worded(form.step("reports").says, values)


def test_a_value_that_the_process_does_not_open_is_told_to_nobody():
    form, _ = read_form(FORM)
    assert unfit(replace(form, local=(replace(form.local[0], key="height"),)), PROCESS) == [
        "local height: the process opens no such value."
    ]
