"""The second look notices what could let somebody be recognised, and leaves ordinary words alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.wording import cautions

KNOWN = ("Westmorland and Furness Council", "Castles and Coasts", "Barrow", "Remedi")


def about(text: str) -> str:
    return " ".join(cautions(text, known=KNOWN))


@pytest.mark.parametrize(
    "text",
    [
        "Juniper Slate said that she waited",
        "The worker was Juniper Slate and she was kind",
        "Mrs Quartz was told twice",
        "Cllr. Quartz was told",
        "a girl called Saffron",
        "my name is Kestrel",
        "Sarah had to wait",
        "they told Sarah's mother",
        "Anne-Marie was there",
    ],
)
def test_a_name_is_noticed(text):
    assert "person's name" in about(text)


@pytest.mark.parametrize("text", ["ring 01632 960 123", "+44 7700 900123", "on (0)1539 496012", "NHS 943 476 5919"])
def test_a_number_that_belongs_to_somebody_is_noticed(text):
    assert "phone number" in about(text)


@pytest.mark.parametrize("text", ["write to linnet.marl@example.test", "she is @linnetmarl there"])
def test_an_email_address_or_an_account_is_noticed(text):
    assert "email address" in about(text)


@pytest.mark.parametrize(
    "text", ["near LA9 4UF", "at la94uf", "in EC1A 1BB", "at 12 Gritstone Road", "14a, Slate Hill Close"]
)
def test_a_postcode_or_an_address_is_noticed(text):
    assert "postcode" in about(text)


@pytest.mark.parametrize(
    "text",
    [
        "dob 3 March 1985",
        "born on a Tuesday",
        "03/04/85",
        "1985-03-04",
        "on 3rd of March 1985",
        "March 3, 1985",
        "D.O.B.",
    ],
)
def test_a_date_of_birth_or_an_exact_date_is_noticed(text):
    assert "date of birth" in about(text)


@pytest.mark.parametrize("text", ["aged 34", "a 7-year-old", "12 years old"])
def test_an_age_is_noticed(text):
    assert "age" in about(text)


@pytest.mark.parametrize(
    "text",
    [
        "Survivors asked not to be left in an open waiting room where anyone can overhear them.",
        "People in Barrow and Kendal said that the only early bus is the same bus. We agree.",
        "Westmorland and Furness Council will name one housing officer in 2026-27.",
        "The Domestic Abuse Act 2021 asks for it. The Crown Court is far. Victim Support goes along.",
        "The partnership spent £1,250,000 between 2023 and 2028 (2023-2028), 12 of 40 people, in May 2026.",
        "In March 2026 the Women's Network asked. Castles and Coasts answered.",
        "PEOPLE WERE TOLD TWICE. NHS staff agreed",
        "What changed? Nobody knows.",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert cautions(text, known=KNOWN) == ()


def test_the_words_in_question_are_shown_so_that_they_can_be_found():
    assert "“Juniper Slate”" in about("It was Juniper Slate.")


def test_one_name_is_shown_once():
    assert about("Mrs Quartz came. Then Mrs Quartz left.").count("Quartz") == 1


def test_at_most_three_are_shown_of_each_sort():
    assert about("aged 30, aged 31, aged 32, aged 33").endswith("and more. An age group is enough.")


@given(some.text(max_size=200))
def test_any_text_is_read_without_failing(text):
    for sentence in cautions(text):
        assert sentence.startswith("It seems to hold")


@pytest.mark.parametrize(
    "text", ["a." * 2500 + "@", "0 " * 5000, "Aa " * 3000, "1" * 5000, "(" * 5000, "12 Aa " * 1500]
)
def test_a_long_text_is_read_quickly(text):
    begun = time.monotonic()
    cautions(text)
    assert time.monotonic() - begun < 1
