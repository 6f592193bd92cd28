"""Titles and addresses tell nobody who looks into the history what was read."""

import pytest

from cairn.domain.publishing.neutral import NotNeutral, require_neutral, telling_words


@pytest.mark.parametrize(
    "text",
    ["Cumberland: our promises 2025 to 2030", "cumberland-2025-2030", "Essex and Sussex 2026", "Grapes", "scrape-2026"],
)
def test_an_area_and_years_are_neutral(text):
    assert telling_words(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Domestic abuse strategy", "abuse"), ("Anti-violence plan", "violence"), ("help-for-survivors", "survivors"),
        ("SEXUAL harm", "sexual"), ("our-vawg-plan", "vawg"), ("Women's safety", "women"),
    ],
)  # fmt: skip
def test_words_that_tell_are_found_wherever_they_stand(text, word):
    assert word in telling_words(text)


def test_the_refusal_names_the_words():
    with pytest.raises(NotNeutral, match="without: abuse, domestic"):
        require_neutral("Cumberland 2025 to 2030", "domestic-abuse-2025")
