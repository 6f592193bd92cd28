"""What looks like the address of a house is seen in the forms people write; everyday words with numbers are not."""

import pytest

from cairn.kernel.house_forms import house_forms

HOUSES = [
    "12 Larch Street", "12 Larch St", "12a Larch St", "12 a Larch St.", "7 The Green", "3 Mill Brow", "14 Church View",
    "10 Kirkgate", "5 hidden row", "44 high street", "22-24 Station Road", "1 St John's Road", "8 Upper Mill Lane",
    "99 Old Park Avenue", "6 the Crescent", "2 Beck Side", "Rose Cottage", "Low Fell Farm", "Flat 3 Rose House",
    "apartment 12b", "Rose House, Fell Lane",
]  # fmt: skip
NONE = [
    "She moved on 3 March 2026, after 12 years, and rang 101. See case AB1234.", "2 Crown Court hearings",
    "3 times in a row", "5 officers went down the street", "On 22 June Court was adjourned.",
    "The 2 sisters are close.",
    "2 weeks before the court", "Call at 9 am, the street was empty.", "He had 3 drinks in Mill Lane.",
    "Section 104 of the Act", "2 children, Rose and Robin", "15 minutes walk", "At 4 the school closes.",
    "Seen at 10 The officer left.", "20 yes of 24", "1 High Court order",
]  # fmt: skip


@pytest.mark.parametrize("house", HOUSES)
def test_a_house_is_seen_as_it_is_written(house):
    assert house_forms(f"Seen at {house}, with her mother.") == [house.rstrip(".")]


@pytest.mark.parametrize("text", NONE)
def test_everyday_words_with_a_number_are_no_house(text):
    assert house_forms(text) == []


def test_of_forms_that_overlap_the_longest_is_told_and_two_houses_are_two():
    assert house_forms("From 12 Larch Street to Flat 2, 9 Beck Side") == ["12 Larch Street", "Flat 2", "9 Beck Side"]
