"""Uncertain links leave a rate an interval; harm scores follow a rule that travels with them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cairn.kernel import repeats as kernel
from cairn.kernel.repeats import BadRule, HarmRule, rule_from_csv, rule_from_toml

AS_OF = date(2026, 3, 31)


def ago(days, victim="Wren Slate", suspect="Ash Flint", **more):
    return {"happened": AS_OF - timedelta(days=days), "victim": victim, "suspect": suspect, **more}


# ---- links


def test_certain_links_leave_no_interval():
    found = kernel.link_interval(kernel.from_rows([ago(100), ago(90)]), AS_OF)
    assert (found.rate, found.lower, found.upper, found.uncertain) == (0.5, 0.5, 0.5, 0)


def test_the_interval_reaches_to_both_sides_when_doubtful_links_are_given_too():
    pairs = [f"Robin Marl {number}" for number in range(40)]
    rows = [ago(100, victim) for victim in pairs]
    rows += [ago(90, victim, link=0.9 if number % 2 else 0.2) for number, victim in enumerate(pairs)]
    found = kernel.link_interval(kernel.from_rows(rows), AS_OF, seed=3)
    assert found.rate == 20 / 80  # the half whose links are taken for right
    assert found.lower < found.rate < found.upper
    expected = (20 * 0.9 + 20 * 0.2) / 80
    assert found.lower < expected < found.upper
    assert found == kernel.link_interval(kernel.from_rows(rows), AS_OF, seed=3)
    assert found != kernel.link_interval(kernel.from_rows(rows), AS_OF, seed=4)


def test_a_wrong_link_leaves_its_incident_an_index_of_nobody_elses():
    rows = kernel.from_rows([ago(100), ago(90, link=0.0)])
    assert kernel.link_interval(rows, AS_OF).rate == 0
    assert kernel.link_interval(kernel.from_rows([ago(5)]), AS_OF).rate is None


# ---- references that may be one person's


def joined(rows, chances, start=400):
    """The interval, where references stand for the people before the slash: "Wren/1" and "Wren/2" may be one."""
    incidents = kernel.from_rows(rows)
    numbers = incidents.numbers(chances)
    people = {name: place for place, name in enumerate(sorted({each.split("/")[0] for each in chances}))}
    joins = {numbers[each]: (people[each.split("/")[0]], chance) for each, chance in chances.items()}
    return kernel.joins_interval(incidents, AS_OF - timedelta(days=start), AS_OF, joins, seed=3)


def test_where_no_reference_may_be_another_persons_too_the_rate_has_no_interval():
    found = joined([ago(100), ago(90)], {})
    assert (found.rate, found.lower, found.upper, found.uncertain) == (0.5, 0.5, 0.5, 0)


def test_references_that_may_be_one_persons_leave_the_rate_an_interval_above_what_they_say_alone():
    rows = [ago(days, f"Robin {n}/{side}") for n in range(40) for side, days in ((1, 100), (2, 90))]
    chances = {f"Robin {n}/{side}": 0.7 for n in range(40) for side in (1, 2)}
    found = joined(rows, chances)
    assert found.rate == 0.5 and found.uncertain == 80  # with every join taken for right
    assert 0 < found.lower < 0.7 * 0.7 / 2 < found.upper < 0.5
    assert found == joined(rows, chances)
    assert joined(rows, dict.fromkeys(chances, 0.2)).rate == 0


def test_a_reference_that_is_not_joined_keeps_its_own_repeats():
    rows = [ago(100, "Robin/1"), ago(90, "Robin/1"), ago(300, "Robin/2")]
    found = joined(rows, {"Robin/1": 0.5, "Robin/2": 0.5})
    assert found.lower == found.upper == found.rate == 1 / 3


def test_what_two_references_tell_of_one_day_is_one_event_where_they_are_one_person():
    rows = [ago(100, "Robin/1"), ago(100, "Robin/2"), ago(90, "Robin/1"), ago(300), ago(500)]
    found = joined(rows, {"Robin/1": 1.0, "Robin/2": 1.0})
    assert found.rate == found.lower == found.upper == 1 / 3  # nothing before the first day is an index


def test_somebody_drawn_as_both_of_the_two_is_no_dyad():
    found = joined([ago(100, "Robin/1", "Robin/2"), ago(90)], {"Robin/1": 1.0, "Robin/2": 1.0})
    assert (found.rate, found.uncertain) == (0, 1)


# ---- harm

RULE = HarmRule(version="test", harm={"violence": 365.0, "damage": 2.0})


def scored(rows, rule=RULE):
    incidents = kernel.from_rows(rows)
    found = kernel.harm_scores(incidents, rule, AS_OF)
    names = incidents.names(found.person[found.ranked()])
    return found, dict(zip(names, found.ranked(), strict=True))


def test_a_score_is_the_weighted_sum_of_the_points_of_its_four_parts():
    found, at = scored([ago(30, kind="violence"), ago(31, "Robin Marl", kind="damage"), ago(31, "Robin Marl")])
    one = at["Ash Flint"]
    assert (found.events[one], found.harm[one], found.gravest[one], found.victims[one]) == (2, 367, 365, 2)
    assert {part: points[one] for part, points in found.points.items()} == {
        "recency": 5, "frequency": 2, "gravity": 4, "victims": 3,
    }  # fmt: skip
    assert found.score[one] == 14
    heavier = HarmRule(version="heavier", harm=RULE.harm, weights={**RULE.weights, "victims": 10})
    assert scored([ago(30), ago(31, "Robin Marl")], heavier)[0].score[0] == 5 + 2 + 1 + 30


@pytest.mark.parametrize(("days", "points"), [(0, 5), (30, 5), (31, 4), (90, 4), (91, 3), (365, 2), (366, 1), (729, 1)])
def test_recency_goes_by_days_since_the_last_event_and_its_band_ends_with_its_day(days, points):
    assert scored([ago(days)])[0].points["recency"].tolist() == [points]


def test_what_is_outside_the_window_or_without_its_person_is_left_out_and_counted():
    rows = [
        ago(730),
        ago(-1),
        ago(3, suspect=None),
        ago(4, suspect="Wren Slate"),
        ago(5, victim=None),
        ago(5, victim=None),
    ]
    found, at = scored(rows)
    assert list(at) == ["Ash Flint"]
    assert (found.events.tolist(), found.victims.tolist()) == ([1], [0])
    assert kernel.not_scored(kernel.from_rows(rows), RULE, AS_OF)[0] == {
        "before the window": 1,
        "happened after the day of the analysis": 1,
        "no suspect known": 1,
        "victim and suspect are the same": 1,
    }


def test_gravity_can_be_the_sum_and_kinds_without_a_value_are_named():
    rule = HarmRule(version="sum", gravity="sum", harm={"violence": 600.0})
    rows = [ago(3, kind="violence"), ago(4, kind="violence"), ago(5, kind="shouting")]
    assert scored(rows, rule)[0].points["gravity"].tolist() == [5]
    assert kernel.not_scored(kernel.from_rows(rows), rule, AS_OF)[1] == {"shouting": 1}


def test_people_are_ranked_by_score_then_harm_and_victims_can_be_scored_too():
    rows = [ago(5, kind="damage"), ago(5, "Robin Marl", "Rowan Chert", kind="violence")]
    assert list(scored(rows)[1]) == ["Rowan Chert", "Ash Flint"]
    assert list(scored(rows, HarmRule(version="v", subject="victim", harm=RULE.harm))[1])[0] == "Robin Marl"


def test_numbers_that_no_longer_fit_one_word_give_the_same_scores():
    usual = kernel.from_rows([ago(5, kind="damage"), ago(5, kind="violence"), ago(9, "Robin Marl", kind="damage")])
    large = kernel.harm_scores(replace(usual, people=2_000_000_000), RULE, AS_OF)
    found = kernel.harm_scores(usual, RULE, AS_OF)
    for name in ("person", "last", "events", "harm", "gravest", "victims", "score"):
        assert getattr(large, name).tolist() == getattr(found, name).tolist()


# ---- rules


def test_a_rule_can_be_written_as_toml_or_as_a_matrix_and_both_say_the_same():
    toml = """
version = "2026-1"
window = 365
[weights]
victims = 2
[points]
recency = [[30, 9], ["more", 0]]
[harm]
"violence" = 365
other = 3
"""
    matrix = (
        "part,value,points\nrule,version,2026-1\nrule,window,365\nweight,victims,2\nrecency,30,9\nrecency,more,0\n"
        "harm,violence,365\nharm,other,3\n"
    )
    rule = rule_from_toml(toml)
    assert rule == rule_from_csv(matrix)
    assert (rule.version, rule.window, rule.other) == ("2026-1", 365, 3)
    assert rule.points["frequency"] == HarmRule().points["frequency"]
    assert rule_from_toml('version = "x"').told() == {**HarmRule().told(), "version": "x"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("window = 3", "has no version"),
        ('version = "1"\nwindow = 1.5', "not a number of days"),
        ('version = "1"\ngravity = "mean"', "neither “max” nor “sum”"),
        ('version = "1"\n[points]\nspeed = []', "“speed” is no part"),
        ('version = "1"\n[points]\nrecency = [[30, 5]]', "must end with “more”"),
        ('version = "1"\n[points]\nrecency = [[30, 5], [10, 1], ["more", 0]]', "must grow"),
        ('version = "1"\n[points]\nrecency = 5', "write pairs"),
        ('version = "1"\n[harm]\nviolence = "much"', "harm of “violence”: “much” is not a number"),
        ('version = "1"\nharms = 3', "“harms” is not part of a rule"),
        ('version = "1"\nharm = 3', "begun by [harm]"),
        ("version = ", "not TOML"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_in_words(text, words):
    with pytest.raises(BadRule) as refusal:
        rule_from_toml(text)
    assert words in str(refusal.value)


def test_a_matrix_that_cannot_be_used_is_refused_by_its_row():
    for text, words in (
        ("a,b\n", "There is no column “part”"),
        ("part,value,points\nspeed,1,2\n", "Row 2: “speed” is no part"),
        ("part,value,points\nrecency,soon,2\n", "Row 2, value: “soon” is not a number"),
    ):
        with pytest.raises(BadRule) as refusal:
            rule_from_csv(text)
        assert words in str(refusal.value)
