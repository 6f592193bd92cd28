"""Dates of birth that are partly known, words names are found by, and texts that hold an old address."""

from datetime import date

import pytest

from cairn.kernel.same_person.births import certainly_of_age, certainly_older, in_words, read_born
from cairn.kernel.same_person.finding import Born
from cairn.kernel.same_person.holding import holds_address, holds_e_mail, holds_phone, names_held
from cairn.kernel.same_person.names import words_of

TODAY = date(2026, 11, 20)


def test_a_birth_is_read_as_exactly_as_it_is_known():
    assert read_born(None, today=TODAY) is None
    assert in_words(read_born(1990, today=TODAY)) == "1990"
    assert in_words(read_born(1990, 3, today=TODAY)) == "March 1990"
    assert in_words(read_born(2024, 2, 29, today=TODAY)) == "29 February 2024"
    assert in_words(None) == "Not known"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((2026, 11, 21), "lies in the future"),
        ((2027, None, None), "lies in the future"),
        ((2023, 2, 29), "must be a real date"),
        ((1990, 13, None), "from 1 to 12"),
        ((1990, None, 3), "Give the month"),
        ((None, 3, None), "Give the year"),
        ((1066, None, None), "must be 1906 or later"),
    ],
)
def test_a_birth_that_cannot_be_says_why(given, says):
    with pytest.raises(ValueError, match=says):
        read_born(*given, today=TODAY)


def test_only_what_is_certain_makes_somebody_older():
    assert certainly_older(Born(1980), Born(1981))
    assert certainly_older(Born(1980, 3, 3), Born(1980, 3, 3))
    assert not certainly_older(Born(1980), Born(1980))
    assert not certainly_older(Born(1980, 6), Born(1980, 3))
    assert not certainly_older(None, Born(1980))


def test_names_are_found_by_their_plain_words():
    assert words_of("Dr. Omar al-Hassan") == {"omar", "hassan", "alhassan"}
    assert words_of("Núria O'Neil-Fell") == {"nuria", "oneil", "fell"}


def test_a_text_holds_an_address_by_its_postcode_or_its_first_line():
    old = {"lines": "12 Larch Street\nFellby", "postcode": "ZZ1 2AB"}
    for text in ("Moved from 12 Larch St.", "post to zz12ab", "at 12, Larch Street, Fellby"):
        assert holds_address(text, **old), text
    for text in ("112 Larch Street", "Larch Street", "ZZ1 2AA", "Fellby"):
        assert not holds_address(text, **old), text
    assert not holds_address("Fellby", lines="Fellby")


def test_a_text_holds_a_number_however_it_is_spaced():
    assert holds_phone("Ring 07700 900 123 at noon.", "+44 7700 900123")
    assert not holds_phone("Ring 07700 900 124.", "+44 7700 900123")
    assert holds_e_mail("Write to Wren@Example.test", "wren@example.test")


def test_a_text_holds_a_name_by_a_word_of_it_with_a_capital_and_an_everyday_word_beside_another_alone():
    people = ("Wren Testbourne", "May Scar", "Bryn O'Tarn")
    assert names_held("To research Wren Testbourne’s safety.", people) == ("Wren", "Testbourne")
    assert names_held("A wren in May.", people) == ("May",)
    assert names_held("A wren in May.", people, spared={"may"}) == ()
    assert names_held("For May Scar.", people, spared={"may"}) == ("May", "Scar")
    assert names_held("It is for O'Tarn's home, or Bryn/Wren.", people) == ("O'Tarn", "Bryn", "Wren")
    assert names_held("To plan for safety together.", people) == ()


@pytest.mark.parametrize(
    ("born", "day", "of_age"),
    [
        ((2008, 11, 20), date(2026, 11, 20), True),
        ((2008, 11, 21), date(2026, 11, 20), False),
        ((2008, 2, 29), date(2026, 2, 28), False),
        ((2008, 2, 29), date(2026, 3, 1), True),
        ((2008, None, None), date(2026, 12, 30), False),
        ((2008, 10, None), date(2026, 11, 1), True),
        ((2007, None, None), date(2026, 1, 1), True),
    ],
)
def test_somebody_is_of_age_on_their_eighteenth_birthday_and_only_where_that_is_certain(born, day, of_age):
    assert certainly_of_age(Born(*born), on=day) is of_age
    assert not certainly_of_age(None, on=day)
