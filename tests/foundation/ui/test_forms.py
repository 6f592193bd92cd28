"""Errors in the words of the label, and days that say which part is missing."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from cairn.foundation.ui.forms import DayField, LongTextField, PlainForm


class DueForm(PlainForm):
    due = DayField(label="Due date", earliest=date(2026, 4, 1), latest=date(2027, 3, 31))


def typed(day: str, month: str, year: str) -> DueForm:
    """The form as somebody filled it in."""
    return DueForm({"due_day": day, "due_month": month, "due_year": year})


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", " MARCH "])
def test_a_month_may_be_a_number_or_a_name(month):
    form = typed("27", month, "2027")
    assert form.is_valid()
    assert form.cleaned_data["due"] == date(2027, 3, 27)


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "parts"),
    [
        ("", "", "", "Enter the due date", None),
        ("3", "", "2026", "Due date must include a month", ["month"]),
        ("", "", "2026", "Due date must include a day and a month", ["day", "month"]),
        ("3", "5", "26", "Due date must have a year of 4 numbers, like 2026", ["year"]),
        ("31", "6", "2026", "Due date must be a real date", ["day", "month", "year"]),
        ("32", "6", "2026", "Due date must be a real date", ["day"]),
        ("3", "13", "2026", "Due date must be a real date", ["month"]),
        ("3", "ma", "2026", "Due date must be a real date", ["month"]),
        ("9" * 5000, "6", "2026", "Due date must be a real date", ["day"]),
        ("3", "9" * 5000, "2026", "Due date must be a real date", ["month"]),
        ("٣", "6", "2026", "Due date must be a real date", ["day"]),
        ("31", "3", "2026", "Due date must be on or after 1 April 2026", ["day", "month", "year"]),
        ("1", "4", "2027", "Due date must be on or before 31 March 2027", ["day", "month", "year"]),
    ],
)
def test_a_wrong_day_says_what_is_wrong_and_where(day, month, year, message, parts):
    form = typed(day, month, year)
    assert form.errors["due"] == [message]
    params = form.errors.as_data()["due"][0].params
    assert (params or {}).get("parts") == parts


def test_a_question_needs_a_name_for_its_errors():
    class Question(PlainForm):
        due = DayField(label="When is it due?", called="Due date")

    assert Question({}).errors["due"] == ["Enter the due date"]


def test_an_optional_day_may_be_left_empty():
    class Optional(PlainForm):
        due = DayField(required=False)

    form = Optional({})
    assert form.is_valid()
    assert form.cleaned_data["due"] is None


def test_a_day_typed_with_a_nought_has_not_changed():
    field = DayField()
    assert not field.has_changed(date(2026, 3, 3), ["03", "march", "2026"])
    assert field.has_changed(date(2026, 3, 3), ["4", "3", "2026"])
    assert field.has_changed(date(2026, 3, 3), ["", "3", "2026"])


class EveryKind(PlainForm):
    title = forms.CharField(label="Title", max_length=5)
    agency = forms.ChoiceField(label="Lead agency", choices=[("a", "A")])
    nhs = forms.CharField(label="NHS number")
    going = forms.ChoiceField(label="How is it going?", choices=[("a", "A")])
    people = forms.IntegerField(label="Number of people", min_value=1)
    evidence = forms.FileField(label="Evidence")
    sure = forms.BooleanField(label="Nobody can be identified")
    own = forms.CharField(error_messages={"required": "Say why"})


def test_every_kind_of_field_says_what_to_do_in_the_words_of_its_label():
    assert {name: errors[0] for name, errors in EveryKind({}).errors.items()} == {
        "title": "Enter the title",
        "agency": "Choose the lead agency",
        "nhs": "Enter the NHS number",
        "going": "Answer “How is it going?”",
        "people": "Enter the number of people",
        "evidence": "Choose a file for the evidence",
        "sure": "Tick the box “Nobody can be identified”",
        "own": "Say why",
    }


class Sayings(PlainForm):
    starts = forms.CharField(label="Starts at")
    knows = forms.ChoiceField(label="Does the person harmed know of the referral", choices=[("yes", "Yes")])
    number = forms.CharField(label="Its number in the report", max_length=5)


def test_a_label_that_says_something_is_quoted_and_one_with_its_own_word_before_it_gets_no_article():
    assert {name: errors[0] for name, errors in Sayings({}).errors.items()} == {
        "starts": "Fill in “Starts at”",
        "knows": "Answer “Does the person harmed know of the referral”",
        "number": "Enter its number in the report",
    }
    errors = Sayings({"starts": "1", "knows": "z", "number": "too long"}).errors
    assert errors["number"] == ["Shorten its number in the report to 5 characters or fewer; it has 8"]
    assert errors["knows"] == ["Choose an answer to “Does the person harmed know of the referral” from the list"]


def test_limits_are_told_in_words():
    errors = EveryKind({"title": "too long", "agency": "z", "people": "0"}).errors
    assert errors["title"] == ["Shorten the title to 5 characters or fewer; it has 8"]
    assert errors["agency"] == ["Choose the lead agency from the list"]
    assert errors["people"] == ["The number of people must be 1 or more"]
    assert EveryKind({"people": "many"}).errors["people"] == ["The number of people must be a whole number"]


def test_a_label_with_a_percent_sign_does_not_break_the_message():
    class Share(PlainForm):
        share = forms.CharField(label="% of schools", max_length=2)

    assert Share({"share": "100"}).errors["share"] == ["Shorten the % of schools to 2 characters or fewer; it has 3"]


def test_a_line_break_counts_once_as_the_counter_counts_it():
    class Long(PlainForm):
        text = LongTextField(max_length=3)

    form = Long({"text": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "a\nb"


class Clauses(PlainForm):
    ask = forms.CharField(label="What you ask", max_length=3)
    why = forms.CharField(label="Why it moves", max_length=3)
    sure = forms.CharField(label="How sure are you?", max_length=3)
    mine = forms.CharField(label="Your answer", max_length=3)
    through = forms.ChoiceField(label="How it reached us", choices=[("a", "A")])
    which = forms.ChoiceField(label="Which plan?", choices=[("a", "A")])


def test_a_label_that_is_a_clause_or_a_question_fits_its_sentence_too():
    assert {name: errors[0] for name, errors in Clauses({}).errors.items()} == {
        "ask": "Say what you ask",
        "why": "Say why it moves",
        "sure": "Answer “How sure are you?”",
        "mine": "Enter your answer",
        "through": "Choose how it reached us",
        "which": "Answer “Which plan?”",
    }
    long = Clauses({"ask": "four", "why": "four", "sure": "four", "mine": "four", "through": "z", "which": "z"})
    assert {name: errors[0] for name, errors in long.errors.items()} == {
        "ask": "Shorten what you ask to 3 characters or fewer; it has 4",
        "why": "Shorten “Why it moves” to 3 characters or fewer; it has 4",
        "sure": "Shorten your answer to “How sure are you?” to 3 characters or fewer; it has 4",
        "mine": "Shorten your answer to 3 characters or fewer; it has 4",
        "through": "Choose “How it reached us” from the list",
        "which": "Choose an answer to “Which plan?” from the list",
    }


class Named(EveryKind):
    called = {"title": "the title of the action", "agency": "the agency that leads", "own": "100% of it"}


class Renamed(Named):
    called = {"agency": "who leads"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["late"] = forms.CharField(label="Late field", max_length=2)


def test_a_form_may_call_a_field_by_a_fuller_name_and_a_child_may_call_it_otherwise():
    assert Named({}).errors["title"] == ["Enter the title of the action"]
    assert Named({"title": "x" * 6}).errors["title"] == [
        "Shorten the title of the action to 5 characters or fewer; it has 6"
    ]
    assert Named({}).errors["agency"] == ["Choose the agency that leads"]
    assert Renamed({}).errors["title"] == ["Enter the title of the action"]
    assert Renamed({}).errors["agency"] == ["Choose who leads"]


def test_a_field_added_after_the_form_was_made_is_worded_too():
    assert Renamed({}).errors["late"] == ["Enter the late field"]
    assert Renamed({"late": "abc"}).errors["late"] == ["Shorten the late field to 2 characters or fewer; it has 3"]
