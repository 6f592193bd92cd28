"""Bad figures are caught with their row, their field and a sentence; the impossible and the implausible differ."""

from decimal import Decimal

import pytest

from cairn.kernel.observation_checks import Earlier, MeasureFacts, Severity, Typed, examine, read_number, value_of

SEX = {"sex": ["Female", "Male"]}
FACTS = MeasureFacts(unit="percent", factor=100, proportion=True, breakdowns=SEX)
COUNT = MeasureFacts(unit="count", needs_denominator=False, breakdowns=SEX)
STEADY = Earlier(values=[Decimal(80 + place % 3) for place in range(14)], denominators=[Decimal(50)] * 14)


def everyone(top, bottom="", **facts):
    return Typed(numerator=top, denominator=bottom, **facts)


def group(name, top, bottom="", dimension="sex"):
    return Typed(dimension, name, top, bottom)


def only(examined, severity=Severity.IMPOSSIBLE):
    assert len(examined.problems) == 1, examined.problems
    problem = examined.problems[0]
    assert problem.severity is severity and problem.sentence.endswith((".", "?"))
    return problem


def test_sound_figures_are_read_and_nothing_is_said():
    found = examine([everyone("1,040", "1 300"), group("Female", "640", "800"), group("Male", "400", "500")], FACTS)
    assert found.problems == ()
    assert [(cell.numerator, cell.denominator) for cell in found.cells][0] == (Decimal(1040), Decimal(1300))
    assert value_of(Decimal(1040), Decimal(1300), factor=100) == 80


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (everyone("51", "50"), "numerator", "51 out of 50 cannot be"),
        (everyone("45%", "50"), "numerator", "how many, out of how many"),
        (everyone("-3", "50"), "numerator", "less than nothing"),
        (everyone("about forty", "50"), "numerator", "must be a number, not “about forty”"),
        (everyone("NaN", "50"), "numerator", "must be a number"),
        (everyone("1e400000", "50"), "numerator", "too large"),
        (everyone("4.5", "50"), "numerator", "whole number"),
        (everyone("40", "0"), "denominator", "denominator is 0"),
        (everyone("40"), "denominator", "out of how many"),
        (everyone("", "50"), "numerator", "enter the numerator"),
        (everyone("4", "50", nil=True), "nil", "nil return"),
        (everyone("40", "50", unit="per_1000"), "unit", "the row is in per 1000, the measure is in percent"),
        (group("Blue", "4", "5"), "category", "“Blue” is not one of the measure's groups"),
        (group("Rural", "4", "5", dimension="rural-or-urban"), "category", "not broken down by rural or urban"),
    ],
)
def test_what_cannot_be_true_is_impossible(row, field, words):
    problem = only(examine([row], FACTS))
    assert problem.field == field and words in problem.sentence


def test_a_count_has_no_denominator():
    assert only(examine([everyone("4", "5")], COUNT)).field == "denominator"


def test_the_same_group_twice_is_impossible():
    found = examine([everyone("4", "5"), everyone("3", "5")], FACTS)
    assert "stands here 2 times" in only(found).sentence


def test_a_part_above_its_whole_is_impossible_and_parts_that_do_not_add_up_are_implausible():
    above = examine([everyone("4"), group("Female", "5")], COUNT)
    assert {problem.severity for problem in above.problems} == {Severity.IMPOSSIBLE, Severity.IMPLAUSIBLE}
    short = examine([everyone("9"), group("Female", "5"), group("Male", "3")], COUNT)
    assert "add up to 8, but everyone is 9" in only(short, Severity.IMPLAUSIBLE).sentence


def test_medians_of_groups_do_not_add_up_to_the_median_of_all():
    days = MeasureFacts(unit="days", needs_denominator=False, whole=False, adds_up=False, breakdowns=SEX)
    assert examine([everyone("9.5"), group("Female", "12"), group("Male", "7")], days).problems == ()


def test_a_group_left_out_is_missing_and_not_nothing():
    assert examine([everyone("9"), group("Female", "5")], COUNT).problems == ()


def test_a_nil_return_is_a_figure_and_a_blank_row_is_none():
    found = examine([everyone("", nil=True), group("Female", "")], FACTS)
    assert [(cell.numerator, cell.nil) for cell in found.cells] == [(Decimal(0), True)] and found.problems == ()


def test_a_place_is_asked_about_and_the_answer_names_the_row():
    facts = MeasureFacts(unit="count", needs_denominator=False, breakdowns={"place": ["E05000001"]})
    found = examine([group("E05000001", "3", dimension="place")], facts, place_problem=lambda code: f"{code} is gone.")
    assert only(found).sentence == "Place, E05000001: E05000001 is gone."


def test_a_denominator_of_a_hundred_again_and_again_is_a_percentage_typed_as_a_number():
    before = Earlier(values=[Decimal(44), Decimal(45)], denominators=[Decimal(100), Decimal(100)])
    found = examine([everyone("45", "100")], FACTS, earlier=before)
    assert "Is it a percentage?" in only(found, Severity.IMPLAUSIBLE).sentence
    assert examine([everyone("45", "100")], FACTS).problems == ()


def test_a_jump_beyond_the_process_limits_is_implausible():
    found = examine([everyone("30", "50")], FACTS, earlier=STEADY)
    assert "outside what this measure has ordinarily been" in only(found, Severity.IMPLAUSIBLE).sentence
    assert examine([everyone("41", "50")], FACTS, earlier=STEADY).problems == ()


@pytest.mark.parametrize(("top", "words"), [("8100", "about 100 times the usual"), ("81000", "about 1,000 times")])
def test_a_figure_a_hundred_or_a_thousand_times_the_usual_asks_whether_the_unit_changed(top, words):
    found = examine([everyone(top)], COUNT, earlier=STEADY)
    problem = only(found, Severity.IMPLAUSIBLE)
    assert words in problem.sentence and "unit" in problem.sentence


def test_numbers_are_read_as_people_type_them():
    assert read_number(" 1,234,567 ") == (Decimal(1234567), "")
    assert read_number("2.50") == (Decimal("2.50"), "")
    assert read_number("") == (None, "")
    assert read_number("٣")[0] is None
