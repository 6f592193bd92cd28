"""No cell of an export may run on the machine of whoever opens it."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.tables import LONGEST_CELL, Column, clean_text, columns_of, csv_text, safe_cell, would_run

SIGNS = "=+-@|%＝＋－＠﹦﹢﹣﹫⁺⁻⁼−–—"
BEFORE = ["", " ", "\t", "\n", "\u00a0", "\u200b", "\ufeff", '"', " \t\u200b", "\x00", "\x07"]

anything_typed = some.text(max_size=60)
begins_badly = some.builds(
    lambda before, sign, rest: before + sign + rest,
    some.sampled_from(BEFORE),
    some.sampled_from(SIGNS),
    anything_typed,
)


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", BEFORE)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(sign, before):
    assert safe_cell(f"{before}{sign}1+1").startswith("'")


@pytest.mark.parametrize("control", ["\t", "\r", "\n"])
def test_text_that_begins_with_a_tab_or_a_line_end_gets_an_apostrophe(control):
    assert safe_cell(f"{control}anything").startswith("'")


@given(begins_badly)
def test_no_beginning_of_any_kind_is_left_to_run(text):
    assert not would_run(safe_cell(text))


@given(anything_typed)
def test_no_text_at_all_is_left_to_run(text):
    found = safe_cell(text)
    assert isinstance(found, str)
    assert not would_run(found)
    assert found.lstrip()[:1] not in tuple("=+-@") or found == ""


@given(anything_typed)
def test_text_is_changed_only_by_the_apostrophe(text):
    assert safe_cell(text) in (clean_text(text), "'" + clean_text(text))


@pytest.mark.parametrize(
    "text", ["Waiting rooms", "Café in Ambleside", "2026-27", "'quoted'", "a = b", "£4,000", "Tŷ Gwyn"]
)
def test_ordinary_words_stay_as_they_are(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("number", [0, -1, -2.5, Decimal("-4.10"), 12_000])
def test_numbers_stay_numbers_and_negative_ones_too(number):
    assert safe_cell(number) is number


def test_a_number_that_was_typed_as_text_is_text():
    assert safe_cell("-5") == "'-5"
    assert safe_cell("+44 20 7946 0000") == "'+44 20 7946 0000"


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), Decimal("NaN")])
def test_what_is_not_a_number_leaves_the_cell_empty(number):
    assert safe_cell(number) == ""


def test_days_moments_yes_no_and_nothing_have_one_form_each():
    assert safe_cell(date(2026, 3, 3)) == "2026-03-03"
    assert safe_cell(datetime(2026, 3, 3, 14, 15, 59, tzinfo=UTC).replace(tzinfo=None)) == "2026-03-03 14:15"
    assert (safe_cell(True), safe_cell(False), safe_cell(None)) == ("Yes", "No", "")


def test_a_moment_with_a_time_zone_is_refused():
    with pytest.raises(TypeError, match="local time"):
        safe_cell(datetime(2026, 3, 3, 14, 15, tzinfo=UTC))


def test_what_is_neither_words_nor_number_nor_day_is_refused():
    with pytest.raises(TypeError, match="list"):
        safe_cell(["a"])


@pytest.mark.parametrize("letter", ["x", "🪨"])
def test_text_too_long_for_a_cell_is_cut_and_says_so(letter):
    found = safe_cell("=" + letter * 40_000)
    assert len(found.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert "(cut here" in found


def test_csv_begins_with_the_mark_excel_needs_and_a_heading_row():
    text = csv_text(["Reference", Column("Topic")], [["V-1", "Waiting rooms"]])
    assert text == '\ufeff"Reference","Topic"\r\n"V-1","Waiting rooms"\r\n'


def test_numbers_are_not_quoted_and_text_always_is():
    assert csv_text(["A", "B"], [[-3, "-3"]]).splitlines()[1] == '-3,"\'-3"'


@given(some.lists(some.lists(anything_typed, min_size=2, max_size=2), max_size=5))
def test_every_cell_comes_back_as_one_cell_whatever_was_typed(rows):
    found = rows_of(csv_text(["One", "Two"], rows))
    assert found[1:] == [[safe_cell(cell) for cell in row] for row in rows]


@given(anything_typed.filter(str.strip))
def test_a_heading_cannot_run_either(heading):
    (found,) = rows_of(csv_text([heading], []))
    assert not would_run(found[0])


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="3 cells under 2 headings"):
        csv_text(["A", "B"], [["1", "2", "3"]])


def test_a_table_without_headings_is_refused():
    for wrong in ([], [""], ["Topic", " "]):
        with pytest.raises(ValueError, match="heading"):
            columns_of(wrong)
