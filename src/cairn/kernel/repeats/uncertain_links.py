"""How far a repeat rate could move because records were linked to people who may not be them.

Method: multiple imputation of the links. Each record's link is drawn right with its own probability, many times, and
the rate is worked out for each draw; the interval holds the middle 95% of them (Goldstein, Harron and Wade, The
analysis of record-linked data using multiple imputation with data value priors, Statistics in Medicine 31, 2012). A
record whose link is drawn wrong stands alone: it is still an index incident, and no repeat of anybody's. The figure
itself takes every link as right from a threshold on. What it does not hold: links that were never proposed, and luck
among the incidents themselves; links are drawn independently of each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from cairn.kernel.repeats.incidents import Incidents, number_of

TAKEN_FOR_RIGHT = 0.5


@dataclass(frozen=True)
class LinkInterval:
    """A repeat rate with its linkage interval.

    Attributes:
        rate: with every link taken for right from the threshold on; None if nothing can be counted.
        lower: 2.5% of draws are below.
        upper: 2.5% of draws are above.
        draws: how many.
        seed: what they were drawn from.
        uncertain: incidents of dyads with a link that is less than certain.
    """

    rate: float | None
    lower: float | None
    upper: float | None
    draws: int
    seed: int
    uncertain: int


def taken_for_right(incidents: Incidents, threshold: float = TAKEN_FOR_RIGHT) -> tuple[Incidents, int]:
    """The incidents as a figure takes their links, and how many of them stand alone.

    A record whose link is below the threshold stands alone: its victim and its suspect are people of their own, whom no
    other record names. So it is an index incident still, and no repeat of anybody's, as in the draws of the interval.

    Args:
        incidents: incidents.
        threshold: from which probability on a link is taken for right.
    """
    [(alone,)] = incidents.ask("SELECT count(*) FROM {table} WHERE link < $threshold", threshold=threshold)
    if not alone:
        return incidents, 0
    name = f"{incidents.table}_as_taken"
    incidents.ask(
        f"CREATE OR REPLACE TEMP TABLE {name} AS WITH doubted AS (SELECT row AS its, row_number() OVER (ORDER BY row)"
        " AS place FROM {table} WHERE link < $threshold)"
        " SELECT i.* REPLACE ("
        "CASE WHEN victim < 0 OR place IS NULL THEN victim ELSE $people + 2 * place - 2 END::INTEGER AS victim,"
        " CASE WHEN suspect < 0 OR place IS NULL THEN suspect ELSE $people + 2 * place - 2"
        " + (victim <> suspect)::INTEGER END::INTEGER AS suspect) FROM {table} i LEFT JOIN doubted ON its = row",
        threshold=threshold, people=incidents.people,
    )  # fmt: skip
    return replace(incidents, table=name, people=incidents.people + 2 * alone), alone


def link_interval(
    incidents: Incidents, as_of: date, window: int = 30, *, draws: int = 200, seed: int = 0,
    threshold: float = TAKEN_FOR_RIGHT,
) -> LinkInterval:  # fmt: skip
    """The rate of repeats of a dyad within some days, with the interval its links leave it.

    Args:
        incidents: incidents, with links below the threshold among them if there are any.
        as_of: the last day the source is complete for.
        window: days.
        draws: how many times the links are drawn.
        seed: the same seed gives the same interval.
        threshold: from which probability on a link is taken for right in the figure itself.
    """
    found = incidents.arrays(
        "WITH doubted AS (SELECT DISTINCT victim, suspect FROM {table} WHERE {dyad} AND link < 1)"
        " SELECT victim::BIGINT * $people + suspect AS pair, day, link,"
        " (victim, suspect) IN (SELECT (victim, suspect) FROM doubted) AS doubted"
        " FROM {table} WHERE {dyad} AND day <= $as_of ORDER BY pair, day, link, row",
        as_of=number_of(as_of), people=incidents.people,
    )  # fmt: skip
    pair, day, link = found["pair"], found["day"].astype(np.int64), found["link"].astype(float)
    doubted = found["doubted"].astype(bool)
    complete = number_of(as_of) - window
    sure = _count(pair[~doubted], day[~doubted], complete, window)
    pair, day, link = pair[doubted], day[doubted], link[doubted]

    def rate(right: np.ndarray) -> float:
        repeated, indexes = _count(pair[right], day[right], complete, window)
        alone = int((day[~right] <= complete).sum())
        whole = sure[1] + indexes + alone
        return (sure[0] + repeated) / whole if whole else float("nan")

    figure = rate(link >= threshold)
    if np.isnan(figure):
        return LinkInterval(None, None, None, draws, seed, len(pair))
    luck = np.random.default_rng(seed)
    drawn = [rate(luck.random(len(link)) < link) for _ in range(draws)] if len(link) else [figure]
    lower, upper = np.quantile(drawn, [0.025, 0.975])
    return LinkInterval(figure, float(lower), float(upper), draws, seed, len(pair))


def joins_interval(
    incidents: Incidents, start: date, as_of: date, joins: Mapping[int, tuple[int, float]], window: int = 30, *,
    draws: int = 200, seed: int = 0, threshold: float = TAKEN_FOR_RIGHT,
) -> LinkInterval:  # fmt: skip
    """The rate of repeats of a dyad, with the interval it has because references may be of one person.

    For a source in which a person is known by a reference of its own, and a matcher says how likely it is that several
    references are one person's. Each reference is drawn as that person's with its own chance, and with it all its
    incidents; a reference that is drawn otherwise stays the person it is in the source. So the interval lies round what
    the references alone say, and above it as a rule: joining finds repeats, and loses those of one day.

    Args:
        incidents: incidents, each person under the number of one reference.
        start: the first day of index incidents; those before are left out.
        as_of: the last day the source is complete for; index incidents need ``window`` days before it.
        joins: number of a reference to the number of the person and the chance that it is theirs. Persons are numbered
            from 0 by themselves; one of a single reference says nothing.
        window: days.
        draws, seed, threshold: as for ``link_interval``.

    Returns:
        The rate with every join taken for right from the threshold on, and the interval; ``uncertain`` counts the
        incidents of which either person has a join.
    """
    found = incidents.arrays(
        "SELECT victim, suspect, day FROM {table} WHERE {dyad} AND day BETWEEN $start AND $as_of",
        start=number_of(start), as_of=number_of(as_of),
    )  # fmt: skip
    two = np.stack([found["victim"].astype(np.int64), found["suspect"].astype(np.int64)])
    day, complete = found["day"].astype(np.int64), number_of(as_of) - window
    reference = np.fromiter(joins, dtype=np.int64, count=len(joins))
    person = np.fromiter((number for number, _chance in joins.values()), dtype=np.int64, count=len(joins))
    chance = np.fromiter((chance for _number, chance in joins.values()), dtype=float, count=len(joins))
    doubted = np.isin(two, reference).any(axis=0)
    highest = incidents.people + (int(person.max()) + 1 if len(person) else 0)

    def counted(rows: np.ndarray, stands: np.ndarray | None) -> tuple[int, int]:
        victim, suspect = two[:, rows] if stands is None else stands[two[:, rows]]
        alone = victim != suspect  # somebody drawn as both is no dyad
        pair, on = (victim * highest + suspect)[alone], day[rows][alone]
        order = np.lexsort((on, pair))
        return _count(pair[order], on[order], complete, window)

    sure = counted(~doubted, None)

    def rate(right: np.ndarray) -> float:
        stands = np.arange(highest, dtype=np.int64)
        stands[reference[right]] = incidents.people + person[right]
        repeated, indexes = counted(doubted, stands)
        whole = sure[1] + indexes
        return (sure[0] + repeated) / whole if whole else float("nan")

    figure = rate(chance >= threshold)
    if np.isnan(figure):
        return LinkInterval(None, None, None, draws, seed, int(doubted.sum()))
    luck = np.random.default_rng(seed)
    drawn = [rate(luck.random(len(chance)) < chance) for _ in range(draws)] if doubted.any() else [figure]
    lower, upper = np.nanquantile(drawn, [0.025, 0.975])
    return LinkInterval(figure, float(lower), float(upper), draws, seed, int(doubted.sum()))


def _count(pair: np.ndarray, day: np.ndarray, complete: int, window: int) -> tuple[int, int]:
    """Repeats and index incidents of rows in order of pair and day."""
    if not len(pair):
        return 0, 0
    same = pair[1:] == pair[:-1]
    last = np.append(~(same & (day[1:] == day[:-1])), True)
    index = last & (day <= complete)
    again = np.append(same & (day[1:] - day[:-1] <= window), False)
    return int((index & again).sum()), int(index.sum())
