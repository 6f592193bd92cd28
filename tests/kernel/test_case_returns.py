"""Figures counted from histories of cases: exact, by day, and nothing small told to those it is not for."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cairn.kernel.case_returns.durations import course_of, days_of, reasons_for
from cairn.kernel.case_returns.return_file import read_return
from cairn.kernel.case_returns.small_numbers import kept_small, kept_split
from cairn.kernel.case_returns.tallying import Party, Told, hits, months_before, number, part_of
from cairn.kernel.processes.counting import counts
from cairn.kernel.processes.history import Event, corrected
from cairn.kernel.processes.process_file import read_process

FOLDER = Path("src/cairn/content/casetypes")
QUARTER = {"first": date(2026, 1, 1), "last": date(2026, 3, 31)}


def read(kind):
    """A shipped kind and what it is counted for."""
    process = read_process((FOLDER / kind / "process.toml").read_text("utf-8")).process
    file = read_return((FOLDER / kind / "return.toml").read_text("utf-8"), process)
    assert file.problems == []
    return process, file.returns()


MARAC, CONFERENCE = read("marac")
ASB, REVIEWS = read("asb_case_review")
CLARE, DISCLOSURES = read("clares_law")


def event(day, name, ref="", **details):
    """Something that happened at noon of a day, or at a moment."""
    at = day if isinstance(day, datetime) else datetime(*day, 12, tzinfo=UTC)
    return Event(at, name, "coordinator", details=details, ref=ref)


def told(process, *events, agencies=None, people=(), ref="C1"):
    """One case."""
    return Told(ref, process, corrected(events), agencies or {}, tuple(people))


def of(returns, key, *cases, **days):
    """A figure over some cases in the first quarter of 2026."""
    return number(returns.figures[key], cases, **(days or QUARTER))


def test_a_case_counts_by_the_day_on_the_wall_and_noughts_are_figures():
    late = event(datetime(2026, 3, 31, 22, 59, tzinfo=UTC), "hear")  # 23.59 in summer time
    after = event(datetime(2026, 3, 31, 23, 1, tzinfo=UTC), "hear")  # 00.01 of 1 April
    assert of(CONFERENCE, "heard", told(MARAC, late), told(MARAC, after)) == 1
    assert of(CONFERENCE, "heard") == 0
    leap = told(MARAC, event((2028, 2, 29), "hear"))
    assert of(CONFERENCE, "heard", leap, first=date(2028, 2, 29), last=date(2028, 2, 29)) == 1
    assert of(CONFERENCE, "heard", leap, first=date(2028, 3, 1), last=date(2028, 3, 31)) == 0


def test_a_case_heard_twice_is_two_cases_of_the_return_and_the_second_is_a_repeat():
    twice = told(
        MARAC, event((2026, 1, 5), "submit"), event((2026, 1, 20), "hear"), event((2026, 3, 1), "confirm_repeat"),
        event((2026, 3, 10), "hear"),
    )  # fmt: skip
    assert (of(CONFERENCE, "heard", twice), of(CONFERENCE, "repeats", twice)) == (2, 1)
    assert [hit.day for hit in hits(CONFERENCE.figures["repeats"], twice, **QUARTER)] == [date(2026, 3, 10)]


@pytest.mark.parametrize(
    ("earlier", "repeats"),
    [(date(2025, 2, 28), 1), (date(2025, 2, 27), 0), (date(2026, 2, 1), 1)],
)
def test_an_earlier_referral_elsewhere_makes_a_repeat_within_twelve_months_of_the_referral(earlier, repeats):
    case = told(
        MARAC, event((2026, 2, 28), "receive_transfer"), event((2026, 3, 1), "earlier_referral", referred_on=earlier),
        event((2026, 3, 30), "hear"),
    )  # fmt: skip
    assert of(CONFERENCE, "repeats", case) == repeats


@pytest.mark.parametrize(
    ("answer", "last_on", "repeats"),
    [("yes", date(2025, 3, 1), 1), ("yes", date(2025, 1, 1), 0), ("no", date(2025, 3, 1), 0)],
)
def test_a_repeat_that_was_proposed_and_confirmed_is_one_of_the_return_and_of_the_count(answer, last_on, repeats):
    confirmed = event((2026, 1, 6), "repeat_confirmed", is_repeat=answer, last_referred_on=last_on)
    case = told(MARAC, event((2026, 1, 5), "submit"), confirmed, event((2026, 1, 20), "hear"))
    assert of(CONFERENCE, "repeats", case) == repeats
    assert counts(MARAC, [case.events], **QUARTER)["repeats"] == (answer == "yes")


def test_months_back_from_a_leap_day_and_to_one():
    assert months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert months_before(date(2026, 1, 31), 12) == date(2025, 1, 31)


def test_what_was_corrected_or_said_later_counts_as_it_was_put_right():
    case = told(
        MARAC, event((2026, 1, 5), "hear"), event((2026, 1, 6), "return_recorded", "E2", return_sex="woman"),
        Event(datetime(2026, 5, 1, tzinfo=UTC), "correct", details={"return_sex": "man"}, corrects="E2"),
    )  # fmt: skip
    assert (of(CONFERENCE, "men", case), of(CONFERENCE, "disabled", case)) == (1, 0)


@pytest.mark.parametrize(
    ("born", "counts"),
    [((2008, 3, 2), 1), ((2008, 3, 1), 0), ((2010, 3, 1), 1), ((2010, 3, 2), 0), ((2008, 2, 29), 0),
     ((2009, None, None), 1), ((2008, None, None), 0), ((2008, 3, None), 0), ((None, None, None), 0)],
)  # fmt: skip
def test_an_age_counts_on_the_day_of_the_referral_and_only_where_it_is_sure(born, counts):
    events = event((2026, 3, 1), "submit"), event((2026, 3, 20), "hear")
    assert of(CONFERENCE, "aged_16_17", told(MARAC, *events, people=[Party("person_harmed", born)])) == counts


def test_somebody_born_on_a_leap_day_is_eighteen_on_the_first_of_march():
    people = [Party("person_harmed", (2008, 2, 29))]
    on_the_28th = told(MARAC, event((2026, 2, 28), "submit"), event((2026, 3, 20), "hear"), people=people)
    assert of(CONFERENCE, "aged_16_17", on_the_28th) == 1


def test_children_are_people_and_who_referred_is_an_answer_or_the_sort_of_agency():
    people = [Party("child"), Party("child"), Party("person_harmed")]
    events = event((2026, 1, 5), "submit", "E1"), event((2026, 1, 20), "hear")
    by_police = told(MARAC, *events, agencies={"E1": "police"}, people=people)
    by_nurse = told(MARAC, *events, event((2026, 2, 1), "return_recorded", referred_by="midwifery"),
                    agencies={"E1": "nhs"})  # fmt: skip
    by_nobody = told(MARAC, *events, agencies={"E1": "nhs"})
    assert of(CONFERENCE, "children", by_police, by_nurse) == 2
    assert of(CONFERENCE, "not_by_police", by_police, by_nurse, by_nobody) == 2
    split, heard = CONFERENCE.splits[0], CONFERENCE.figures["heard"]
    parts = [part_of(split, case, hits(heard, case, **QUARTER)[0]) for case in (by_police, by_nurse, by_nobody)]
    assert parts == ["police", "midwifery", ""]


@pytest.mark.parametrize(("closed", "in_time"), [((2026, 2, 12), 1), ((2026, 2, 13), 0)])
def test_twenty_eight_days_are_counted_from_the_day_after_whatever_was_paused(closed, in_time):
    case = told(
        CLARE, event((2026, 1, 15), "apply_right_to_ask"),
        Event(datetime(2026, 1, 16, tzinfo=UTC), "pause", clock="total", reason="applicant_asked"),
        event(closed, "disclose"),
    )  # fmt: skip
    assert of(DISCLOSURES, "closed", case) == 1
    assert of(DISCLOSURES, "closed_in_28_days", case) == in_time
    assert of(DISCLOSURES, "right_to_know_disclosures", case) == 0


def test_restorative_work_counts_in_the_quarter_of_its_first_offer_by_what_came_of_it():
    case = told(
        ASB, event((2026, 1, 5), "restorative_recorded", restorative_outcome="offered"),
        event((2026, 5, 5), "restorative_recorded", restorative_outcome="kept"),
    )  # fmt: skip
    assert (of(REVIEWS, "restorative_offered", case), of(REVIEWS, "restorative_completed", case)) == (1, 1)
    later = {"first": date(2026, 4, 1), "last": date(2026, 6, 30)}
    assert of(REVIEWS, "restorative_offered", case, **later) == 0


def test_satisfaction_is_out_of_those_who_answered_and_by_their_first_answer():
    answered = [
        told(ASB, event((2026, 1, 5), "restorative_recorded", restorative_outcome="kept"),
             event((2026, 2, 5), "restorative_answered", restorative_satisfaction=first),
             event((2026, 3, 5), "restorative_answered", restorative_satisfaction="dissatisfied"))
        for first in ("very_satisfied", "neither")
    ]  # fmt: skip
    unasked = told(ASB, event((2026, 1, 5), "restorative_recorded", restorative_outcome="kept"))
    cases = (*answered, unasked)
    assert [of(REVIEWS, "restorative_answered", case) for case in cases] == [1, 1, 0]
    assert [of(REVIEWS, "restorative_satisfied", case) for case in cases] == [1, 0, 0]


def test_recommendations_count_the_reviews_that_led_to_them():
    case = told(ASB, event((2026, 1, 5), "recommendation_made"), event((2026, 1, 6), "recommendation_made"))
    assert of(REVIEWS, "reviews_with_recommendations", case) == 1


def test_five_or_under_is_said_of_each_small_number_and_of_nought():
    whole, parts, [split], beside = kept_small(
        20, {"men": 0, "disabled": 5, "repeats": 8, "women": 16}, [{"police": 12, "nhs": 3, "housing": 5}],
        {"children": 4}, 5,
    )  # fmt: skip
    assert (whole, parts) == (
        "20", {"men": "5 or under", "disabled": "5 or under", "repeats": "8", "women": "not shown"},
    )  # fmt: skip
    assert split == {"police": "12", "nhs": "5 or under", "housing": "5 or under"}
    assert beside == {"children": "5 or under"}
    few = kept_small(4, {"men": 1}, [{"police": 4}], {"children": 9}, 5)
    assert few == ("5 or under", {"men": "5 or under"}, [{"police": "5 or under"}], {"children": "not shown"})


def test_no_small_part_can_be_worked_out_from_the_sum_of_the_others():
    assert kept_split({"a": 12, "b": 7, "c": 1}, 5) == {"a": "not shown", "b": "not shown", "c": "not shown"}
    assert kept_split({"a": 30, "b": 14, "c": 1}, 5) == {"a": "30", "b": "not shown", "c": "not shown"}
    assert kept_split({"a": 30, "b": 0, "c": 0}, 5)["b"] == "not shown"  # else both are known to be nought
    assert kept_split({"a": 30, "b": 8}, 5) == {"a": "30", "b": "8"}


def test_what_is_not_sound_is_refused_with_its_line():
    text = (FOLDER / "marac" / "return.toml").read_text("utf-8")
    wrong = text.replace('field = "return_disabled"', 'field = "receipt_confirmed_on"')
    wrong = wrong.replace('numerator = "heard"\n', 'numerator = "herd"\n').replace('events = ["hear"]', "", 1)
    found = read_return(text.replace('events = ["hear"]', "", 1), MARAC).problems
    assert [problem.says for problem in found][0].startswith('"events" is missing')
    says = [problem.says for problem in read_return(wrong.replace('title = "Cases heard, with repeats"\n',
            'title = "Cases heard, with repeats"\nevents = ["hear"]\n', 1), MARAC).problems]  # fmt: skip
    assert any('The detail "receipt_confirmed_on"' in one and "never shared" in one for one in says)
    assert any('The figure "herd"' in one for one in says)


def test_days_are_counted_to_the_end_and_in_each_state_and_a_case_that_was_reopened_has_not_ended():
    asked = event((2026, 1, 1), "apply_right_to_ask")
    closed = told(CLARE, asked, event((2026, 1, 2), "record_checks"), event((2026, 1, 9), "meet"),
                  event((2026, 3, 2), "withdraw", ended_because="not_reached"))  # fmt: skip
    course = course_of(closed, until=date(2026, 3, 31))
    assert (course.days, course.stages) == (60, {"received": 1, "checked": 7, "met": 52})
    assert course_of(closed, until=date(2026, 3, 1)).days is None
    assert course_of(closed, until=date(2025, 12, 31)) is None
    withdrawn = next(ending for ending in DISCLOSURES.times.endings if ending.key == "withdrawn")
    assert reasons_for(withdrawn, [course]) == {"not_reached": 1}
    walked = (event((2026, 1, 3), "assess"), event((2026, 1, 4), "refer_to_panel"),
              event((2026, 1, 5), "agree_disclosure"))  # fmt: skip
    known = (event((2026, 1, 1), "begin_right_to_know"), event((2026, 1, 2), "record_checks"), *walked,
             event((2026, 1, 8), "record_undelivered", ended_because="not_reached"))  # fmt: skip
    undelivered = next(ending for ending in DISCLOSURES.times.endings if ending.key == "undelivered")
    once = course_of(told(CLARE, *known), until=date(2026, 3, 31))
    again = course_of(told(CLARE, *known, event((2026, 1, 9), "look_again")), until=date(2026, 3, 31))
    assert (once.days, again.days) == (7, None)
    assert reasons_for(undelivered, [once]).total() == 1 and reasons_for(undelivered, [again]).total() == 0
    assert days_of([None, 4, 9]).median == 6.5 and days_of([None]).cases == 0


def test_an_ending_is_told_by_a_choice_and_never_by_words_that_somebody_typed():
    text = (FOLDER / "clares_law" / "return.toml").read_text("utf-8")
    (found,) = read_return(text.replace('field = "ended_because"', 'field = "trigger"', 1), CLARE).problems
    assert "has no options, so it cannot be counted" in found.says


def test_no_figure_beside_a_count_that_an_act_wants_whole_breaks_it_down():
    text = (FOLDER / "asb_case_review" / "return.toml").read_text("utf-8")
    broken = text.replace(
        'figure = "repeat_victims"\nsmall', 'figure = "repeat_victims"\nout_of = "applications"\nsmall'
    )
    (found,) = read_return(broken, ASB).problems
    assert "break down a count that the Act asks for whole" in found.says
