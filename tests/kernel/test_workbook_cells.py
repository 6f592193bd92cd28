"""Ratings, numbers and names are read as people write them, and two that fit are never guessed between."""

from __future__ import annotations

import pytest

from cairn.kernel.workbooks.amounts import read_number, read_percentage
from cairn.kernel.workbooks.grid import Cell
from cairn.kernel.workbooks.matching import Candidate, Matcher, split_list
from cairn.kernel.workbooks.ratings import rating_of_colour, read_rating

PEOPLE = Matcher(
    [
        Candidate("1", "Juniper Slate"),
        Candidate("2", "Jay Shale"),
        Candidate("3", "Linnet Marl"),
        Candidate("4", "Linnet Chalk"),
        Candidate("5", "Hazel Quartz"),
    ],
    people=True,
)
AGENCIES = Matcher(
    [
        Candidate("cc", "Cumberland Council", ("Council",)),
        Candidate("cic", "Cumbria Constabulary", ("Police",)),
        Candidate("icb", "North East and North Cumbria Integrated Care Board", ("ICB",)),
    ]
)


@pytest.mark.parametrize(
    ("word", "rating"),
    [
        ("R", "red"), ("red", "red"), ("Off track", "red"), ("A", "amber"), ("Amber", "amber"),
        ("Amber-Green", "amber_green"), ("A/G", "amber_green"), ("Amber/Red", "amber_red"), ("G", "green"),
        ("On track", "green"), ("Complete", "blue"), ("B", "blue"), ("Blue", "blue"), ("Not started", "grey"),
        ("RAG: Green", "green"), ("Green - going well", "green"), ("", ""),
    ],
)  # fmt: skip
def test_a_rating_is_read_from_words(word, rating):
    assert read_rating(Cell(word)).rating == rating


def test_a_word_goes_before_the_colour_and_an_unknown_word_is_a_problem():
    assert read_rating(Cell("Green", colour="FF0000")).rating == "green"
    found = read_rating(Cell("fine, mostly", colour="FF0000"))
    assert found.rating == "" and "no rating we know" in found.problem


@pytest.mark.parametrize(
    ("colour", "rating"),
    [
        ("FF0000", "red"), ("C00000", "red"), ("FFC7CE", "red"), ("FFC000", "amber"), ("FFEB9C", "amber"),
        ("FFFF00", "amber"), ("ED7D31", "amber"), ("00B050", "green"), ("92D050", "green"), ("C6EFCE", "green"),
        ("0070C0", "blue"), ("5B9BD5", "blue"), ("BFBFBF", "grey"), ("A5A5A5", "grey"), ("FFFFFF", ""),
        ("000000", ""), ("", ""), ("7030A0", ""),
    ],
)  # fmt: skip
def test_a_colour_is_the_nearest_of_five_or_none(colour, rating):
    assert rating_of_colour(colour) == rating


def test_a_percentage_has_a_sign_or_is_a_share_and_then_unsure():
    assert read_percentage("45%").value == 45
    assert read_percentage("45.5 per cent").value == 45.5
    assert read_percentage("0.5%").value == 0.5 and not read_percentage("0.5%").unsure
    assert read_percentage(0.45).value == 45 and "45%" in read_percentage(0.45).unsure
    assert read_percentage(45).value == 45
    assert read_percentage("lots").problem


def test_numbers_may_have_commas_and_nothing_is_not_zero():
    assert read_number("1,234").value == 1234
    assert read_number("£1,200.50").value == 1200.5
    assert read_number("n/a").value is None and not read_number("n/a").problem
    assert read_number("1,23").problem


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Juniper Slate", "1"), ("Slate, Juniper", "1"), ("J. Slate", "1"), ("Juniper", "1"), ("HQ", "5"),
        ("h.q.", "5"), ("Cllr Hazel Quartz", "5"),
    ],
)  # fmt: skip
def test_people_are_known_by_name_initials_or_part_of_the_name(written, key):
    assert PEOPLE.match(written).key == key


def test_two_that_fit_are_named_and_none_is_taken():
    assert PEOPLE.match("JS").between == ("Jay Shale", "Juniper Slate")
    assert PEOPLE.match("Linnet").between == ("Linnet Chalk", "Linnet Marl")
    assert PEOPLE.match("Somebody Else").key == "" and PEOPLE.match("Somebody Else").between == ()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Cumberland Council", "cc"), ("the Cumberland council", "cc"), ("Police", "cic"), ("ICB", "icb"),
        ("North East & North Cumbria Integrated Care Board", "icb"), ("NENCICB", "icb"),
    ],
)  # fmt: skip
def test_agencies_are_known_by_name_short_name_or_initials(written, key):
    assert AGENCIES.match(written).key == key


def test_initials_that_fit_two_agencies_are_a_question():
    assert set(AGENCIES.match("CC").between) == {"Cumberland Council", "Cumbria Constabulary"}


def test_a_list_in_a_cell_is_parted_by_lines_commas_and_the_like():
    assert split_list("Police, ICB;\n- Council / Police") == ("Police", "ICB", "Council")
