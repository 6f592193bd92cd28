"""Risks are graded on the NHS risk matrix."""

import pytest

from cairn.kernel.risk_matrix import STEPS, Band, Trend, band, score, trend


@pytest.mark.parametrize(
    ("likelihood", "impact", "expected"),
    [
        (1, 1, Band.LOW), (1, 3, Band.LOW), (2, 2, Band.MODERATE), (3, 2, Band.MODERATE), (2, 4, Band.HIGH),
        (3, 4, Band.HIGH), (3, 5, Band.EXTREME), (5, 5, Band.EXTREME), (1, 5, Band.MODERATE),
    ],
)  # fmt: skip
def test_the_bands_are_those_of_the_published_matrix(likelihood, impact, expected):
    assert band(likelihood, impact) is expected


def test_every_square_has_a_band_and_a_graver_one_is_never_in_a_lower_band():
    order = list(Band)
    for likelihood in STEPS:
        for impact in STEPS[:-1]:
            assert order.index(band(likelihood, impact)) <= order.index(band(likelihood, impact + 1))
            assert order.index(band(impact, likelihood)) <= order.index(band(impact + 1, likelihood))


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 3), (6, 1), (3, -1)])
def test_a_step_that_does_not_exist_is_refused(likelihood, impact):
    with pytest.raises(ValueError, match="go from 1 to 5"):
        score(likelihood, impact)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([9], Trend.NEW), ([9, 12], Trend.RISING), ([12, 9], Trend.FALLING), ([4, 9, 9], Trend.STEADY)],
)
def test_the_trend_is_the_last_score_beside_the_one_before(scores, expected):
    assert trend(scores) is expected
