"""Repeats are counted from index incidents, by pair, within complete follow-up, and beside what was reported."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from cairn.kernel import repeats as kernel

DAY = date(2025, 1, 1)
LATER = date(2026, 3, 31)


def incident(day, victim="Wren Slate", suspect="Ash Flint", **more):
    happened = DAY + timedelta(days=day) if isinstance(day, int) else day
    return {"happened": happened, "victim": victim, "suspect": suspect, **more}


def counted(*rows, as_of=LATER, window=30):
    total = kernel.repeats(kernel.from_rows(rows), as_of, window).total
    return total.numerator, total.denominator


def test_a_repeat_on_the_thirtieth_day_counts_and_on_the_thirty_first_it_does_not():
    assert counted(incident(0), incident(30)) == (1, 2)
    assert counted(incident(0), incident(31)) == (0, 2)
    assert counted(incident(0), incident(31), window=31) == (1, 2)


def test_the_same_pair_on_the_same_day_is_one_event_and_no_repeat():
    found = kernel.repeats(kernel.from_rows([incident(0), incident(0, agency="Housing"), incident(5)]), LATER)
    assert (found.total.numerator, found.total.denominator) == (1, 2)
    assert found.left_out["the same pair on the same day: one event"] == 1


def test_one_role_alone_counts_each_row_once():
    rows = [
        {"happened": DAY + timedelta(days=day), "victim": who}
        for day, who in ((0, "Wren Slate"), (9, "Wren Slate"), (9, "Robin Marl"), (40, "Wren Slate"))
    ]
    alone = kernel.from_rows(rows)
    share = kernel.repeat_share_of(alone, "victim", DAY, LATER - timedelta(days=100)).total
    assert (alone.rows, share.numerator, share.denominator, share.reported) == (4, 1, 2, 4)
    suspects = kernel.from_rows([{"happened": row["happened"], "suspect": row["victim"]} for row in rows])
    assert suspects.rows == 4


def test_each_incident_is_an_index_and_only_the_next_one_answers_it():
    assert counted(incident(0), incident(10), incident(20), incident(100)) == (2, 4)


def test_another_victim_or_another_suspect_is_another_pair():
    assert counted(incident(0), incident(5, suspect="Rowan Chert"), incident(6, victim="Robin Marl")) == (0, 3)


def test_the_twenty_ninth_of_february_is_a_day_like_any():
    assert counted(incident(date(2024, 1, 30)), incident(date(2024, 2, 29))) == (1, 2)
    assert counted(incident(date(2024, 1, 30)), incident(date(2024, 3, 1))) == (0, 2)


def test_days_are_days_on_the_wall_so_that_a_change_of_the_clocks_moves_nothing():
    late = datetime(2025, 3, 30, 23, 30, tzinfo=UTC)  # half past midnight on 31 March in summer time
    assert counted(incident(date(2025, 3, 1)), incident(late)) == (1, 2)
    assert counted(incident(date(2025, 2, 28)), incident(late)) == (0, 2)
    winter = datetime(2025, 3, 29, 23, 30, tzinfo=UTC)
    assert counted(incident(date(2025, 2, 27)), incident(winter)) == (1, 2)


def test_only_incidents_with_complete_follow_up_are_counted_and_the_last_days_are_provisional():
    rows = kernel.from_rows([incident(0), incident(5), incident(50), incident(55)])
    found = kernel.repeats(rows, DAY + timedelta(days=80)).total
    assert (found.numerator, found.denominator) == (2, 3)
    assert (found.provisional, found.so_far) == (1, 0)
    found = kernel.repeats(rows, DAY + timedelta(days=79)).total
    assert (found.numerator, found.denominator, found.provisional, found.so_far) == (1, 2, 2, 1)


def test_what_happened_after_the_day_of_the_analysis_is_left_out_and_counted_as_such():
    found = kernel.repeats(kernel.from_rows([incident(0), incident(20)]), DAY + timedelta(days=19))
    assert (found.total.denominator, found.total.provisional) == (0, 1)
    assert found.total.rate is None
    assert found.left_out["happened after the day of the analysis"] == 1


def test_who_is_not_known_makes_no_dyad_and_every_row_left_out_has_a_reason():
    rows = [incident(0), incident(5, suspect=None), incident(6, victim=""), incident(7, suspect="Wren Slate")]
    found = kernel.repeats(kernel.from_rows(rows), LATER)
    assert {reason: number for reason, number in found.left_out.items() if number} == {
        "no suspect known": 1,
        "no victim known": 1,
        "victim and suspect are the same": 1,
    }
    assert found.total.denominator + sum(found.left_out.values()) == len(rows)


def test_figures_stand_by_area_and_month_beside_what_was_reported():
    rows = [
        incident(0, area="Fell", reported=date(2025, 2, 20)),
        incident(10, area="Dale"),
        incident(40, area="Dale"),
    ]
    found = kernel.repeats(kernel.from_rows(rows), LATER)
    cells = {(cell.area, cell.start): cell for cell in found.cells}
    assert cells["Fell", date(2025, 1, 1)].rate == 1
    assert cells["Fell", date(2025, 1, 1)].reported == 0  # it happened in January, and was work in February
    assert (cells["all", date(2025, 1, 1)].numerator, cells["all", date(2025, 1, 1)].reported) == (2, 1)
    assert (cells["all", date(2025, 2, 1)].end, cells["all", date(2025, 2, 1)].reported) == (date(2025, 2, 28), 2)
    assert kernel.volume(kernel.from_rows(rows), LATER)["Fell", date(2025, 2, 1)] == 1


def test_numbers_that_no_longer_fit_one_word_give_the_same_figures():
    rows = [incident(0), incident(30), incident(31), incident(90, suspect="Rowan Chert")]
    usual = kernel.from_rows(rows)
    large = replace(usual, people=2_000_000_000)
    assert kernel.repeats(large, LATER).total == kernel.repeats(usual, LATER).total


# ---- contested roles


def test_opposite_records_of_a_day_or_the_next_are_contested_and_keep_their_own_roles():
    rows = kernel.from_rows(
        [
            incident(0),
            incident(1, victim="Ash Flint", suspect="Wren Slate"),
            incident(10),
            incident(12, victim="Ash Flint", suspect="Wren Slate"),
            incident(3, victim="Robin Marl"),
        ]
    )
    assert kernel.contested(rows).tolist() == [1, 2]
    assert kernel.contested(rows, within=0).tolist() == []
    assert kernel.repeats(rows, LATER).total.numerator == 2  # each direction by itself
    assert rows.but("row IN (1, 2)").rows == 3


# ---- people


def test_a_repeat_victim_had_an_earlier_incident_in_the_year_before_by_whomever():
    year = (date(2025, 4, 1), date(2026, 3, 31))
    rows = [
        incident(date(2025, 3, 31)), incident(date(2026, 3, 31), suspect="Rowan Chert"),  # 365 days
        incident(date(2025, 3, 30), victim="Robin Marl"), incident(date(2026, 3, 31), victim="Robin Marl"),  # 366
        incident(date(2025, 6, 1), victim="Lark Gneiss"), incident(date(2025, 6, 2), victim="Lark Gneiss"),
        incident(date(2025, 6, 1), victim="Linnet Shale"), incident(date(2025, 6, 1), victim="Linnet Shale"),
        incident(date(2025, 6, 9), victim="", suspect="Hazel Tor"),
    ]  # fmt: skip
    found = kernel.repeat_share_of(kernel.from_rows(rows), "victim", *year)
    assert (found.total.numerator, found.total.denominator) == (2, 4)
    assert found.left_out == {"no victim known": 1}
    suspects = kernel.repeat_share_of(kernel.from_rows(rows), "suspect", *year)
    assert (suspects.total.numerator, suspects.total.denominator) == (1, 3)


def test_a_victim_counts_once_in_the_whole_and_once_in_each_area():
    rows = [incident(date(2025, 6, 1), area="Fell"), incident(date(2025, 7, 1), area="Dale")]
    found = kernel.repeat_share_of(kernel.from_rows(rows), "victim", date(2025, 4, 1), date(2026, 3, 31))
    assert found.total.denominator == 1
    assert [(cell.area, cell.numerator, cell.denominator) for cell in found.cells] == [("Dale", 1, 1), ("Fell", 1, 1)]


def test_a_period_of_people_is_at_most_a_year():
    rows = kernel.from_rows([incident(0)])
    for start, end in ((date(2024, 1, 1), date(2025, 1, 1)), (LATER, DAY)):
        with pytest.raises(ValueError, match="at most a year"):
            kernel.repeat_share_of(rows, "victim", start, end)


def test_what_is_serial_can_be_chosen_and_the_definitions_stay_apart():
    rows = kernel.from_rows(
        [
            incident(0), incident(0), incident(100, victim="Robin Marl"), incident(400, victim="Lark Gneiss"),
            incident(0, victim="Linnet Shale", suspect="Rowan Chert"),
        ]
    )  # fmt: skip
    end = DAY + timedelta(days=400)
    two = kernel.serial_suspects(rows, end, victims=2, window=401)
    assert (two.total.numerator, two.total.denominator) == (1, 2)
    assert kernel.serial_suspects(rows, end, victims=3, window=401).total.numerator == 1
    assert kernel.serial_suspects(rows, end, victims=3, window=400).total.numerator == 0  # Lark and Robin only
    assert kernel.serial_suspects(rows, end, victims=3, window=400).definition.key != two.definition.key


# ---- MARAC


def test_any_instance_within_twelve_months_of_the_last_referral_is_a_repeat():
    def after(day, referred=date(2024, 2, 29), as_of=LATER):
        rows = kernel.from_rows([incident(date(2024, 2, 1)), incident(day)])
        numbers = rows.numbers(["Wren Slate", "Ash Flint"])
        pair = (numbers["Wren Slate"], numbers["Ash Flint"])
        found = kernel.after_referral(rows, [(*pair, referred)], as_of).total
        return found.numerator, found.denominator, found.provisional

    assert after(date(2024, 3, 1)) == (1, 1, 0)
    assert after(date(2024, 2, 29)) == (0, 1, 0)  # the day of the referral
    assert after(date(2025, 2, 28)) == (1, 1, 0)  # 12 months from 29 February
    assert after(date(2025, 3, 1)) == (0, 1, 0)
    assert after(date(2024, 3, 1), as_of=date(2025, 2, 27)) == (0, 0, 1)


def test_each_referral_begins_the_twelve_months_anew():
    rows = kernel.from_rows([incident(date(2024, 1, 1)), incident(date(2024, 12, 1))])
    numbers = rows.numbers(["Wren Slate", "Ash Flint"])
    pair = (numbers["Wren Slate"], numbers["Ash Flint"])
    found = kernel.after_referral(rows, [(*pair, date(2024, 1, 2)), (*pair, date(2024, 6, 1))], LATER).total
    assert (found.numerator, found.denominator) == (1, 2)


# ---- each row


def test_every_row_can_be_found_again_with_what_was_made_of_it():
    rows = kernel.from_rows([incident(0), incident(0), incident(30), incident(70), incident(71, suspect=None)])
    table = kernel.each_incident(rows, DAY + timedelta(days=80))
    found = rows.connection.execute(f"SELECT row, event, days_to_next, outcome FROM {table} ORDER BY row").fetchall()
    assert found == [
        (1, 1, 30, "repeat"),
        (2, 1, 30, "repeat"),
        (3, 3, 40, "none"),
        (4, 4, None, "too recent"),
        (5, 5, None, "no dyad"),
    ]


def test_people_keep_their_names_and_whole_numbers_stay_what_they_are():
    rows = kernel.from_rows([incident(0)])
    numbers = rows.numbers(["Wren Slate", "nobody"])
    assert rows.names(np.array([numbers["Wren Slate"]])).tolist() == ["Wren Slate"]
    assert "nobody" not in numbers


def test_without_incidents_there_is_nothing_to_measure():
    with pytest.raises(ValueError, match="no incidents"):
        kernel.from_rows([])
