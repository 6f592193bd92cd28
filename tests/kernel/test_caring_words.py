"""Prompts toward words that care: found as people type, with something better to write, and never in a quotation."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

import cairn
from cairn.kernel.caring_words import prompts, read_words

TEXT = (Path(cairn.__file__).parent / "content" / "words" / "caring.toml").read_text("utf-8")
LIST = read_words(TEXT).wordings()


def found(text: str) -> list[str]:
    """The words of a text that are prompted."""
    return [prompt.words for prompt in prompts(text, LIST)]


def test_the_list_is_sound_and_long_enough():
    assert read_words(TEXT).problems == []
    assert len(LIST) >= 60
    assert {wording.about for wording in LIST} >= {"domestic_abuse", "safeguarding", "children", "antisocial_behaviour"}


@pytest.mark.parametrize("wording", LIST, ids=lambda wording: wording.key)
def test_each_wording_is_found_and_offers_what_is_not_itself_prompted(wording):
    for words in wording.says:
        assert any(prompt.wording.key == wording.key for prompt in prompts(f"Today {words}.", [wording]))
    for better in wording.instead:
        assert prompts(better, LIST) == [], better
    for words in wording.not_in:
        assert prompts(f"The {words} here", [wording]) == [], words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She FAILED  to\nengage with us.", ["FAILED  to\nengage"]),
        ("It was a domestic abuse case.", []),
        ("It was a domestic.", ["a domestic"]),
        ("He is mad; made an apology.", ["mad"]),
        ("She said “I went back to him” and “he lost control”.", []),
        ("Attention-seeking and attention seeking", ["Attention-seeking", "attention seeking"]),
        ("She didn’t seem upset.", ["didn’t seem upset"]),
        ("The DNA sample was taken. DNA twice.", ["DNA"]),
        ("", []),
    ],
)
def test_words_are_found_whole_and_a_quotation_is_left_alone(text, words):
    assert found(text) == words


def test_a_prompt_says_where_and_what_instead_and_why():
    text = "We think she failed to engage."
    (prompt,) = prompts(text, LIST)
    assert text[prompt.begins : prompt.ends] == "failed to engage"
    assert "we have not yet found a way to reach them" in prompt.wording.instead
    assert prompt.wording.why.endswith(".")


def test_of_two_that_overlap_the_longer_is_shown():
    (prompt,) = prompts("a domestic dispute", LIST)
    assert prompt.words in ("a domestic", "domestic dispute")


@given(some.text(max_size=200))
def test_any_text_can_be_looked_at(text):
    last = 0
    for prompt in prompts(text, LIST):
        assert last <= prompt.begins < prompt.ends <= len(text)
        last = prompt.ends


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        ("cairn-words/1", "words", 'The file must begin with format = "cairn-words/1".'),
        ('source = "reviews"', 'source = "gossip"', 'source "gossip" is not in this file.'),
        ('about = "domestic_abuse"', 'about = "love"', '"about" must be one of domestic_abuse'),
        ("why = ", "because = ", '"because" is not a field of word.'),
    ],
)
def test_a_list_that_is_wrong_says_where(was, is_now, says):
    problems = read_words(TEXT.replace(was, is_now, 1)).problems
    assert any(says in problem.says for problem in problems)
