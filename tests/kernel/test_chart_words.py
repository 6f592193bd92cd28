"""A chart's caption follows from its reading by rule, and calls nothing a change that chance explains."""

from datetime import date

import pytest

from cairn.kernel.chart_scales import Every
from cairn.kernel.chart_words import Change, Direction, Figure, Good, Reading, Series, direction_of, read, rule_words
from cairn.kernel.control_charts import Assurance, Rule, Variation

STEADY = [10.0, 12.0] * 12  # two years from April 2024 to March 2026: mean 11, limits 5.68 to 16.32
HIGH, LOW = [*STEADY[:-1], 30.0], [*STEADY[:-1], -9.0]


def series(values, *, good=Good.UP, every=Every.MONTH, provisional=(), **options) -> Series:
    step = {Every.WEEK: 0, Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    first = 2024 * 12 + 3
    days = [date((first + n * step) // 12, (first + n * step) % 12 + 1, 1) for n in range(len(values))]
    figures = tuple(
        Figure(on=on, value=value, provisional=n in provisional)
        for n, (on, value) in enumerate(zip(days, values, strict=True))
    )
    return Series(figures=figures, every=every, good=good, **options)


def said(values, **options) -> str:
    return read(series(values, **options)).caption


# ---- what happened


RISING = [*[50.0, 60, 40, 60, 40, 60, 40, 60, 40, 60], 41, 42, 43, 44, 45, 46, 47]


def test_of_figures_that_hold_most_of_the_one_before_only_the_limits_are_signals_and_the_caption_says_why():
    reading = read(series(RISING, rolling=True))
    assert {rule for chart in reading.charts for point in chart.points for rule in point.rules} <= {Rule.OUTSIDE}
    assert "runs and trends are not counted as signals" in reading.caption and "Rising" not in reading.caption
    assert Rule.OUTSIDE in read(series(HIGH, rolling=True)).newest.points[-1].rules


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (STEADY, "No change beyond chance in the last 24 months."),
        (HIGH, "Higher than usual in March 2026; not explained by chance."),
        (LOW, "Lower than usual in March 2026; not explained by chance."),
        ([*STEADY[:-2], 30.0, 31.0], "Higher than usual since February 2026; not explained by chance."),
        ([*([9.0] * 12), *([11.0] * 7)], "Higher than usual since April 2025; not explained by chance."),
        ([*([11.0] * 12), *([9.0] * 7)], "Lower than usual since April 2025; not explained by chance."),
        (RISING, "Rising since February 2025; not explained by chance."),
        ([100 - value for value in RISING], "Falling since February 2025; not explained by chance."),
        ([*STEADY[:20], 15.8, 12.0, 15.8], "Higher than usual in two of the last three months"),
        ([*STEADY[:20], 6.2, 10.0, 6.2], "Lower than usual in two of the last three months"),
        (
            [*STEADY[:12], 30.0, *STEADY[:5]],
            "No change beyond chance in the last 5 months. "
            "The last figure higher than chance explains was for April 2025.",
        ),
        ([*STEADY[:12], -9.0, 11.0], "No change beyond chance in May 2025. The last figure lower than chance explains"),
        (STEADY[:8], "Too few points to say (8 of 10)."),
        ([None, None], "No figures yet."),
        ([1.0, None] * 12, "Too many gaps to say."),
    ],
)
def test_the_first_sentence_says_what_happened_and_since_when(values, sentence):
    assert said(values, good=Good.CONTEXT).startswith(sentence)


@pytest.mark.parametrize(
    ("every", "words"),
    [(Every.WEEK, "24 weeks"), (Every.MONTH, "24 months"), (Every.QUARTER, "24 quarters"), (Every.YEAR, "24 years")],
)
def test_the_stretch_without_change_is_counted_in_its_own_periods(every, words):
    assert said(STEADY, every=every) == f"No change beyond chance in the last {words}."


def test_periods_are_named_as_people_name_them():
    assert said(HIGH, every=Every.QUARTER).startswith("Higher than usual in January to March 2030")
    assert said(HIGH, every=Every.YEAR).startswith("Higher than usual in 2047/48")


def test_after_a_recorded_change_only_what_came_since_counts():
    change = Change(index=16, words="Counting rules changed")
    assert said(STEADY, changes=(change,)) == "Too few points to say since the change in August 2025 (8 of 10)."
    assert said([*STEADY, *([None] * 2)], changes=(Change(index=24, words="New form"),)).startswith(
        "No figures yet since the change in April 2026."
    )
    kept = Change(index=16, words="Office moved", new_limits=False)
    assert said(STEADY, changes=(kept,)) == "No change beyond chance in the last 24 months."
    assert len(read(series(STEADY, changes=(kept,))).charts) == 1


# ---- whether that is good


@pytest.mark.parametrize(
    ("good", "high", "low"),
    [
        (Good.UP, Variation.IMPROVEMENT, Variation.CONCERN),
        (Good.DOWN, Variation.CONCERN, Variation.IMPROVEMENT),
        (Good.UP_AT_FIRST, Variation.IMPROVEMENT, Variation.CONCERN),
        (Good.CONTEXT, Variation.HIGHER, Variation.LOWER),
        (Good.BAND, Variation.HIGHER, Variation.LOWER),  # no band agreed
    ],
)
def test_a_special_figure_is_judged_by_the_direction_that_is_good(good, high, low):
    assert [read(series(values, good=good)).variation for values in (HIGH, LOW)] == [high, low]
    assert [read(series(values, good=good)).side for values in (HIGH, LOW, STEADY)] == [1, -1, 0]


@pytest.mark.parametrize(
    ("good", "values", "sentence"),
    [
        (Good.UP, HIGH, "This is an improvement."),
        (Good.UP, LOW, "This is a concern."),
        (Good.DOWN, HIGH, "This is a concern."),
        (Good.UP_AT_FIRST, HIGH, "More reports are good at first, while much harm is hidden; read them beside"),
        (Good.UP_AT_FIRST, LOW, "Fewer reports can mean less trust, or less harm; read them beside"),
        (Good.CONTEXT, HIGH, "This is neither good nor bad by itself."),
        (Good.BAND, HIGH, "This is neither an improvement nor a concern."),
    ],
)
def test_the_caption_says_whether_a_change_is_good(good, values, sentence):
    assert read(series(values, good=good)).sentences[1].startswith(sentence)


@pytest.mark.parametrize(
    ("values", "band", "variation", "sentence"),
    [
        (HIGH, (5, 15), Variation.CONCERN, "This is a concern: further from the agreed band."),
        (LOW, (5, 15), Variation.CONCERN, "This is a concern: further from the agreed band."),
        (HIGH, (28, 40), Variation.IMPROVEMENT, "This is an improvement: nearer to the agreed band."),
        (HIGH, (5, 40), Variation.HIGHER, "This is neither an improvement nor a concern."),
    ],
)
def test_in_a_band_good_is_towards_it(values, band, variation, sentence):
    reading = read(series(values, good=Good.BAND, band=band))
    assert (reading.variation, reading.sentences[1]) == (variation, sentence)


def test_a_ratio_is_better_the_nearer_it_is_to_one():
    steady = [0.5, 0.6] * 12
    up = read(series([*steady[:-1], 0.98], good=Good.ONE))
    assert (up.variation, up.sentences[1]) == (
        Variation.IMPROVEMENT,
        "This is an improvement: nearer to 1, where shares are equal.",
    )
    over = read(series([*steady[:-1], 3.0], good=Good.ONE))
    assert over.variation is Variation.CONCERN


def test_each_point_has_a_direction_of_its_own():
    reading = read(series([*HIGH[:-1], -9.0, 30.0], good=Good.DOWN))
    found = [direction_of(reading.series, reading.newest, point) for point in reading.newest.points]
    assert found[-2:] == [Direction.IMPROVEMENT, Direction.CONCERN]
    assert set(found[:-2]) == {None}
    reading = read(series(HIGH, good=Good.CONTEXT))
    assert direction_of(reading.series, reading.newest, reading.newest.points[-1]) is Direction.NEITHER


# ---- what to be careful of


def test_trial_limits_provisional_figures_and_gaps_are_said():
    assert "The limits are on trial: they rest on 11 points and will still move." in said(STEADY[:11])
    assert "on trial" not in said(STEADY[:13]) + said(STEADY[:9])
    assert "The figure for March 2026 is provisional." in said(STEADY, provisional={23})
    assert "The newest 2 are provisional." in said(STEADY, provisional={22, 23})
    assert "Of the figures, 2 are provisional." in said(STEADY, provisional={3, 23})
    assert "One month has no figure; a gap is not a zero." in said([*STEADY[:5], None, *STEADY[5:]])
    assert "2 quarters have no figure" in said([None, *STEADY, None], every=Every.QUARTER)


@pytest.mark.parametrize(
    ("good", "target", "assurance", "sentence"),
    [
        (Good.UP, 5, Assurance.PASSES, "The process will keep meeting the target unless something changes."),
        (Good.UP, 11, Assurance.HIT_OR_MISS, "The process will hit and miss the target."),
        (Good.UP, 17, Assurance.FAILS, "The process will keep missing the target unless something changes."),
        (Good.UP_AT_FIRST, 17, Assurance.FAILS, "The process will keep missing the target unless something changes."),
        (Good.DOWN, 5, Assurance.FAILS, "The process will keep missing the target unless something changes."),
        (Good.DOWN, 17, Assurance.PASSES, "The process will keep meeting the target unless something changes."),
    ],
)
def test_with_a_target_the_caption_says_what_ordinary_variation_will_do(good, target, assurance, sentence):
    reading = read(series(STEADY, good=good, target=target))
    assert (reading.assurance, reading.sentences[-1]) == (assurance, sentence)
    assert reading.assurance_words


def test_without_limits_it_is_too_early_to_say_and_context_has_no_target():
    assert said(STEADY[:8], target=5).endswith("It is too early to say whether the target will be met.")
    context = read(series(STEADY, good=Good.CONTEXT, target=5))
    assert (context.assurance, context.assurance_words, len(context.sentences)) == (None, "", 1)
    assert "early" not in said(STEADY[:8], good=Good.CONTEXT, target=5)


@pytest.mark.parametrize(
    ("band", "assurance", "sentence"),
    [
        ((5, 17), Assurance.PASSES, "The process will stay between 5 and 17 unless something changes."),
        ((20, 30), Assurance.FAILS, "The process will stay outside 20 to 30 unless something changes."),
        ((10, 30), Assurance.HIT_OR_MISS, "The process will be in and out of the band from 10 to 30."),
    ],
)
def test_a_band_is_kept_left_or_hit_and_missed(band, assurance, sentence):
    reading = read(series(STEADY, good=Good.BAND, band=band))
    assert (reading.assurance, reading.sentences[-1]) == (assurance, sentence)
    assert "band" in reading.assurance_words


def test_limits_that_are_held_judge_what_comes_after():
    later = [*STEADY, *([12.5] * 7)]
    assert said(later, held=24).startswith("Higher than usual since March 2026; not explained by chance.")
    assert read(series(later, held=24)).newest.centre == 11


def test_the_words_beside_the_icons_are_short_and_say_which_way():
    words = {read(series(values, good=good)).variation_words for values in (HIGH, LOW) for good in Good}
    words |= {read(series(STEADY)).variation_words, read(series(STEADY[:4])).variation_words}
    assert words == {
        "Improvement: higher than chance explains",
        "Improvement: lower than chance explains",
        "Concern: higher than chance explains",
        "Concern: lower than chance explains",
        "Higher than chance explains",
        "Lower than chance explains",
        "No change beyond chance",
        "Too few points to say",
    }


def test_every_rule_has_words_for_both_sides():
    words = [rule_words(rule, side) for rule in Rule for side in (1, -1)]
    assert len(set(words)) == 8
    assert rule_words(Rule.OUTSIDE, -1) == "below the lower limit"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: series([]), "needs a period"),
        (lambda: series(STEADY, good=Good.BAND, band=(9, 3)), "lower end of the band"),
        (lambda: series(STEADY, changes=(Change(index=24, words="x"),)), "outside the series"),
        (lambda: series([1.0, float("nan")]), "not a number"),
    ],
)
def test_a_series_that_cannot_be_read_is_refused(made, words):
    with pytest.raises(ValueError, match=words):
        read(made())


def test_a_reading_finds_the_stretch_and_the_name_of_a_point():
    reading: Reading = read(series(STEADY, changes=(Change(index=12, words="New form"),)))
    assert (reading.chart_of(11), reading.chart_of(12)) == reading.charts
    assert reading.name_of(12) == "April 2025"
