"""What people, databases and spreadsheets write where nothing is known is no answer, and what only looks like it is."""

import pytest

from cairn.kernel.not_known import says_no_name, says_unknown


@pytest.mark.parametrize(
    "text", ["N/A", "#N/A", "\\N", "<NA>", "(null)", "[]", "NaN", "#REF!", "Not available", "(not known)", "-", "?"]
)
def test_what_says_that_nothing_is_known_is_no_answer(text):
    assert says_unknown(text) and says_no_name(text)


@pytest.mark.parametrize("text", ["N", "\\", "Nash", "(07700) 900123", "#4", "Nil by mouth", "[redacted]", "Value"])
def test_what_only_looks_like_it_is_an_answer(text):
    assert not says_unknown(text)
