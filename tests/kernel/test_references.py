"""References can be read aloud, are never a word, and catch a slip of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.references import ALPHABET, LENGTH, SPACE, encode, is_sound

numbers = some.integers(0, SPACE - 1)
places = some.integers(0, LENGTH)


@given(numbers)
def test_every_number_makes_a_sound_reference(number):
    reference = encode("A", number)
    assert reference.startswith("A-") and len(reference) == 2 + LENGTH + 1
    assert is_sound(reference)


@given(numbers, numbers)
def test_two_numbers_never_make_the_same_reference(one, other):
    assert (encode("A", one) == encode("A", other)) is (one == other)


@given(numbers, places, some.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(number, place, wrong):
    prefix, _, body = encode("A", number).partition("-")
    changed = body[:place] + wrong + body[place + 1 :]
    assert is_sound(f"{prefix}-{changed}") is (changed == body)


@given(numbers, some.integers(0, LENGTH - 1))
def test_two_neighbours_that_changed_places_are_always_caught(number, place):
    prefix, _, body = encode("A", number).partition("-")
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert is_sound(f"{prefix}-{swapped}") is (swapped == body)


def test_no_reference_can_be_a_word():
    assert not set(ALPHABET) & set("AEIOU")


@pytest.mark.parametrize("alike", ["0O", "1IL", "5S", "8B", "VW", "MN"])
def test_of_characters_that_look_or_sound_alike_at_most_one_is_used(alike):
    assert len(set(alike) & set(ALPHABET)) <= 1


@given(numbers)
def test_small_letters_are_read_as_capitals(number):
    assert is_sound(encode("A", number).lower())


@pytest.mark.parametrize("text", ["", "A", "A-", "A-234567", "A-23456789", "A-OOOOOOO", "-", "A2345679"])
def test_what_is_no_reference_is_not_sound(text):
    assert not is_sound(text)


@pytest.mark.parametrize("number", [-1, SPACE])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="lies between"):
        encode("A", number)


def test_there_are_enough_to_draw_from_and_the_count_of_characters_is_prime():
    assert SPACE > 100_000_000
    assert all(len(ALPHABET) % divisor for divisor in range(2, len(ALPHABET)))
