"""Time to the first repeat: how many have had none after so many days, by Kaplan and Meier.

The estimate is the product over days of 1 - repeats / at risk (Kaplan and Meier, Nonparametric estimation from
incomplete observations, JASA 53, 1958). Its variance is Greenwood's (The natural duration of cancer, 1926). Limits are
taken on the scale log(-log S), so that they stay between 0 and 1 (Kalbfleisch and Prentice, The statistical analysis of
failure time data, 1980, section 1.3). Only the first repeat of each counts, so that one person is one observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cairn.kernel.repeats.incidents import Incidents, number_of

NORMAL_95 = 1.959963984540054
ROUNDING = 1e-9  # far above what a product of a million shares loses, far below what one person of a million changes
UNITS = {"dyad": "victim, suspect", "victim": "victim", "suspect": "suspect"}


@dataclass(frozen=True)
class Curve:
    """One curve; the arrays have one place for each day on which something ended.

    Attributes:
        group: of whom.
        observed: how many were followed.
        days: days since the first incident.
        at_risk: how many were still followed, without a repeat, when that day began.
        repeats: how many had their first repeat that day.
        censored: how many were followed no longer than that day.
        survival: the share without a repeat after that day.
        lower: lower limit at 95%; where nobody is left the estimate is 0 and has no limits (NaN).
        upper: upper limit.
    """

    group: str
    observed: int
    days: np.ndarray
    at_risk: np.ndarray
    repeats: np.ndarray
    censored: np.ndarray
    survival: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def median(self) -> int | None:
        """The first day after which half or fewer have had none; None where the curve never gets there.

        A product of shares that is a half exactly comes out a hair above it, so that hair counts as nothing.
        """
        under = np.flatnonzero(self.survival <= 0.5 + ROUNDING)
        return int(self.days[under[0]]) if len(under) else None

    def after(self, day: int) -> tuple[float, float, float] | None:
        """The share without a repeat after a day, with its limits; None beyond the days that were followed."""
        if not len(self.days) or day > self.days[-1]:
            return None
        at = int(np.searchsorted(self.days, day, side="right")) - 1
        if at < 0:
            return 1.0, 1.0, 1.0
        return float(self.survival[at]), float(self.lower[at]), float(self.upper[at])


def kaplan_meier(days: np.ndarray, ended: np.ndarray, group: str = "all", weights: np.ndarray | None = None) -> Curve:
    """The curve of times some of which were cut off.

    Args:
        days: how long each was followed, in whole days.
        ended: True where it ended with a repeat, False where only the watching ended. Who is cut off on a day is
            still at risk on that day.
        group: of whom.
        weights: how many each stands for; one if left out.
    """
    if weights is None:
        weights = np.ones(len(days), dtype=np.int64)
    times, place = np.unique(days, return_inverse=True)
    repeats = np.bincount(place, weights=weights * ended, minlength=len(times)).astype(np.int64)
    censored = np.bincount(place, weights=weights * ~ended, minlength=len(times)).astype(np.int64)
    gone = repeats + censored
    at_risk = gone[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - repeats / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(repeats / (at_risk * (at_risk - repeats)))
        reach = NORMAL_95 * np.sqrt(greenwood) / np.abs(np.log(survival))
        lower, upper = survival ** np.exp(reach), survival ** np.exp(-reach)
    untouched = survival == 1
    lower[untouched] = upper[untouched] = 1.0
    lower[survival == 0] = upper[survival == 0] = np.nan
    return Curve(group, int(weights.sum()), times, at_risk, repeats, censored, survival, lower, upper)


def time_to_first_repeat(incidents: Incidents, as_of: date, unit: str = "dyad") -> list[Curve]:
    """The curve of all, and of each area, from the first incident to the next.

    The area is that of the first incident. Incidents on the first day are one event.

    Args:
        incidents: incidents.
        as_of: until when everybody was followed.
        unit: "dyad", "victim" or "suspect".
    """
    who = UNITS[unit]
    known = "{dyad}" if unit == "dyad" else f"{who} >= 0"
    found = incidents.arrays(
        f"WITH starts AS (SELECT {who}, min(day) AS first, arg_min(area, day * 65536::BIGINT + area) AS area"
        f" FROM {{table}} WHERE {known} AND day <= $as_of GROUP BY {who}),"
        f" seconds AS (SELECT {who}, min(i.day) AS second FROM {{table}} i JOIN starts USING ({who})"
        f" WHERE i.day > starts.first AND i.day <= $as_of GROUP BY {who}),"
        f" followed AS (SELECT starts.area AS area, coalesce(second, $as_of) - first AS days,"
        f" second IS NOT NULL AS ended FROM starts LEFT JOIN seconds USING ({who}))"
        " SELECT area, days, ended, count(*) AS number FROM followed GROUP BY ALL ORDER BY ALL",
        as_of=number_of(as_of),
    )
    days, ended, number = found["days"].astype(np.int64), found["ended"].astype(bool), found["number"]
    curves = [kaplan_meier(days, ended, "all", number)]
    if incidents.areas != ("all",):
        for place in np.unique(found["area"]):
            part = found["area"] == place
            curves.append(kaplan_meier(days[part], ended[part], incidents.areas[place], number[part]))
    return curves
