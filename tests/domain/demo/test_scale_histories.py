"""Generated actions keep every rule of the real ones, whatever the seed and the day."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from cairn.demo.plan_checks import read_workers
from cairn.demo.plan_files import read_plan_years
from cairn.demo.scale import words
from cairn.demo.scale.histories import counts_of_reports, invent, report
from cairn.demo.scale.sizes import FULL, Sizes, beside, share, share_by
from cairn.demo.scale.strategies import PERIODS, running_year
from cairn.demo.scale.writing import Writer

DAYS = (date(2026, 11, 20), date(2027, 4, 2), date(2027, 3, 31), date(2026, 6, 15))


def _histories(as_at, count=400):
    rng = Random(f"test/{as_at}")
    years = [(date(y, 4, 1), date(y + 1, 3, 31)) for y in range(running_year(as_at) - 2, running_year(as_at) + 1)]
    found = [invent(rng, year=rng.choice(years), as_at=as_at) for _ in range(count)]
    for history, number in zip(found, counts_of_reports(found, count * 9), strict=True):
        report(rng, history, number)
    return found


@pytest.mark.parametrize("as_at", DAYS)
def test_nothing_generated_happens_before_the_start_or_after_yesterday(as_at):
    for found in _histories(as_at):
        days = [row.on for row in found.reports] + [day for day, _was, _now in found.moves]
        days += [proof.on for proof in found.proofs] + [p.reviewed_on for p in found.proofs if p.reviewed_on]
        days += [done for _due, done in found.steps if done]
        assert all(found.starts_on <= day < as_at for day in days), found
        assert days == [] or found.story != "not_started"


@pytest.mark.parametrize("as_at", DAYS)
def test_a_generated_end_comes_last_and_is_earned(as_at):
    stories = Counter()
    for found in _histories(as_at):
        stories[found.story] += 1
        end = found.completed_on or found.stopped_on
        if end:
            assert all(row.on <= end for row in found.reports)
            assert all(proof.on <= end and (proof.reviewed_on or end) <= end for proof in found.proofs)
            assert all(day <= end for day, _was, _now in found.moves)
        if found.completed_on:
            assert found.reports[-1].stated == "complete"
            assert any(proof.accepted for proof in found.proofs)
            assert all(done and done <= end for _due, done in found.steps)
        for proof in found.proofs:
            assert proof.reviewed_on is None or proof.reviewed_on >= proof.on
    assert stories["complete"] > 20 and stories["late"] > 5 and stories["carried"] > 5


@pytest.mark.parametrize("as_at", DAYS)
def test_moved_dates_follow_each_other_from_the_first_to_the_last(as_at):
    moved = 0
    for found in _histories(as_at):
        assert found.starts_on <= found.first_due_on <= found.due_on
        due_on, before = found.first_due_on, found.starts_on
        for day, was, now in found.moves:
            assert was == due_on and now > was and day >= before
            due_on, before, moved = now, day, moved + 1
        assert due_on == found.due_on
    assert moved > 10


def test_each_update_carries_what_the_rules_said_that_day():
    found = [row for history in _histories(DAYS[0]) for row in history.reports]
    computed = Counter(row.computed for row in found)
    assert {"on_track", "at_risk", "late", "blocked"} <= set(computed)
    assert all(row.computed == "blocked" for row in found if row.stated == "blocked")


@pytest.mark.parametrize(("total", "parts"), [(250_000, 37), (3, 7), (0, 2), (10, 10)])
def test_shares_add_up_and_are_even(total, parts):
    found = share(total, parts)
    assert sum(found) == total and max(found) - min(found) <= 1


def test_shares_by_weight_add_up_and_give_nothing_for_nothing():
    found = share_by(1001, [3.0, 0, 1.5, 0.5])
    assert sum(found) == 1001 and found[1] == 0 and found[0] > found[2] > found[3]
    assert share_by(5, [0, 0]) == [0, 0]


def test_with_the_real_strategies_the_full_size_comes_to_the_promised_totals():
    real = read_plan_years()
    left = beside(real)
    parts = [left.of(number) for number in range(1, left.partnerships + 1)]
    actions = sum(len(year.actions) for year in real)
    updates = sum(len(action.updates) for year in real for action in year.actions)
    assert left.partnerships + 3 == 40
    assert sum(part.strategies for part in parts) + 4 == 200
    assert sum(part.actions for part in parts) + actions == 25_000
    assert sum(part.updates for part in parts) + updates == 250_000
    assert Sizes(40, 200, 25_000, 250_000) == FULL
    assert max(part.strategies for part in parts) <= len(PERIODS)


def test_the_same_seed_invents_the_same_history():
    year = (date(2026, 4, 1), date(2027, 3, 31))
    first, second = (invent(Random("same"), year=year, as_at=DAYS[0]) for _ in range(2))
    assert first == second


def test_a_year_that_has_just_begun_is_mostly_ahead():
    as_at = date(2027, 4, 20)
    year = (date(2027, 4, 1), date(2028, 3, 31))
    found = [invent(Random(number), year=year, as_at=as_at) for number in range(50)]
    assert {history.story for history in found} == {"not_started"}
    assert all(history.due_on > as_at - timedelta(days=1) for history in found)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def test_every_text_of_the_word_banks_can_be_filled():
    writer = Writer(Random("texts"))
    banks = {name: value for name, value in vars(words).items() if name.isupper()}
    for name, bank in banks.items():
        for text in _texts(bank):
            filled = writer.fill(text)
            assert "{" not in filled, name
            assert filled.strip() == filled, name


def test_titles_fit_where_they_are_kept():
    writer = Writer(Random("titles"))
    for _ in range(3):
        assert all(len(writer.fill(title)) <= 200 for title in words.TITLES)


def test_generated_names_are_of_living_things_and_stones_and_of_nobody_in_the_cast():
    from cairn.demo.people import read_people

    surnames = {row["name"].split()[-1] for row in read_people()}
    given = {row["name"].split()[0] for row in read_people()}
    assert len(read_workers()) == len(given)
    assert not surnames & set(words.STONE)
    assert not given & set(words.GIVEN)
