"""Scores of recency, frequency, gravity and victims: the count and the harm side by side, never one alone.

The parts are those police forces use to choose whom to work with (recency, frequency, gravity, victims; Northumbria and
Cleveland MATAC). A harm value is a sentencing proxy, not what a person lived through, and a score is no probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from cairn.kernel.repeats.harm_rules import Bands, HarmRule
from cairn.kernel.repeats.incidents import Incidents, number_of


@dataclass(frozen=True)
class Scores:
    """Scores, one place for each person, with what they are made of.

    Attributes:
        rule: how they were made.
        as_of: on which day.
        person: number of the person.
        last: day of the last event (days since 1 January 1970).
        events: how many in the window; the same pair on the same day is one.
        harm: harm of the window, the gravest row of each event added up.
        gravest: harm of the gravest event.
        victims: different people on the other side.
        points: points of each part, before weights.
        score: the weighted sum.
    """

    rule: HarmRule
    as_of: date
    person: np.ndarray
    last: np.ndarray
    events: np.ndarray
    harm: np.ndarray
    gravest: np.ndarray
    victims: np.ndarray
    points: Mapping[str, np.ndarray]
    score: np.ndarray

    def ranked(self) -> np.ndarray:
        """Places in order: highest score first, then most harm, most events, latest, and the lowest number."""
        return np.lexsort((self.person, -self.last, -self.events, -self.harm, -self.score))


def harm_scores(incidents: Incidents, rule: HarmRule, as_of: date) -> Scores:
    """Score everybody with an event in the rule's window.

    An event whose other side is not known counts as an event, one a day, and as no victim.

    Args:
        incidents: incidents.
        rule: points, weights and harm values.
        as_of: the last day of the window.
    """
    harms = rule.harm_of(incidents.kinds)
    values = np.array([rule.other if harm is None else harm for harm in harms], dtype=float)
    order = np.argsort(values, kind="stable")
    found = _sorted_events(incidents, rule, as_of, np.argsort(order))
    grave = values[order][found.rank]
    events = np.diff(np.append(found.starts, len(found.day)))
    last = _reduced(np.maximum, found.day, found.starts) + number_of(as_of) - rule.window + 1
    harm = _reduced(np.add, grave, found.starts)
    gravest = values[order][_reduced(np.maximum, found.rank, found.starts)]
    victims = _reduced(np.add, found.victim, found.starts, np.int64)
    measured = {
        "recency": number_of(as_of) - last,
        "frequency": events,
        "gravity": gravest if rule.gravity == "max" else harm,
        "victims": victims,
    }
    points = {part: _points(rule.points[part], amounts) for part, amounts in measured.items()}
    score = sum((rule.weights[part] * points[part] for part in points), start=np.zeros(len(found.starts)))
    return Scores(
        rule, as_of, found.person, last, events, harm, gravest, victims, points, score
    )  # fmt: skip


@dataclass(frozen=True)
class _Events:
    """Events in order of person, other and day.

    Attributes:
        person: each person once.
        starts: where each person's events begin.
        day: days since the window began.
        rank: place of the gravest kind of the event, among kinds in order of their harm.
        victim: 1 where the event is the person's first with a known other, else 0.
    """

    person: np.ndarray
    starts: np.ndarray
    day: np.ndarray
    rank: np.ndarray
    victim: np.ndarray


def _sorted_events(incidents: Incidents, rule: HarmRule, as_of: date, ranks: np.ndarray) -> _Events:
    """The events of the window.

    Person, other, day and rank are packed into one number where they fit, since one number sorts fastest; where two
    neighbours first differ tells whether a new event, a new other or a new person begins.
    """
    subject, other = (rule.subject, "victim" if rule.subject == "suspect" else "suspect")
    start = number_of(as_of) - rule.window + 1
    people, days, kinds = ((top - 1).bit_length() for top in (incidents.people + 1, rule.window, len(ranks)))
    listed = ranks.tolist()
    rank = "0" if len(listed) == 1 else "kind" if listed == sorted(listed) else f"({listed})[kind + 1]"
    where = f"FROM {{table}} WHERE {subject} >= 0 AND victim <> suspect AND day BETWEEN $start AND $end"
    bounds = {"start": start, "end": number_of(as_of)}
    if 2 * people + days + kinds > 62:
        found = incidents.arrays(
            f"SELECT {subject} AS person, {other} AS other, day - $start AS day, max({rank}) AS rank {where}"
            " GROUP BY person, other, day ORDER BY person, other, day",
            **bounds,
        )
        person, others = found["person"], found["other"]
        new_person = _begins(person[1:] != person[:-1], person)
        new_other = new_person | _begins(others[1:] != others[:-1], others)
        starts = np.flatnonzero(new_person)
        return _Events(person[starts], starts, found["day"], found["rank"], (new_other & (others >= 0)).astype(np.int8))
    packed = incidents.arrays(
        f"SELECT ((({subject}::BIGINT << {people}) | ({other} + 1)) << {days + kinds})"
        f" | ((day - {start})::BIGINT << {kinds}) | {rank} AS k {where}",
        **bounds,
    )["k"]
    packed = np.sort(packed)
    last = np.append((packed[1:] ^ packed[:-1]) >= 1 << kinds, True)[: len(packed)]
    if not last.all():
        packed = packed[last]
    differs = packed[1:] ^ packed[:-1]
    new_other = _begins(differs >= 1 << (days + kinds), packed)
    new_other &= (packed >> (days + kinds)) & ((1 << people) - 1) != 0
    starts = np.flatnonzero(_begins(differs >= 1 << (days + kinds + people), packed))
    return _Events(
        packed[starts] >> (days + kinds + people),
        starts,
        ((packed >> kinds) & ((1 << days) - 1)).astype(np.int32),
        (packed & ((1 << kinds) - 1)).astype(np.min_scalar_type(len(ranks))),
        new_other.view(np.int8),
    )


def _begins(changes: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Where something new begins: at the first place, and wherever it changes."""
    return np.append(True, changes)[: len(of)]


def _reduced(how: np.ufunc, amounts: np.ndarray, starts: np.ndarray, kind: type | None = None) -> np.ndarray:
    return how.reduceat(amounts, starts, dtype=kind) if len(starts) else amounts[:0].astype(kind or amounts.dtype)


def _points(bands: Bands, amounts: np.ndarray) -> np.ndarray:
    """The points of the first band whose upper end is not passed."""
    ends, points = np.array(bands, dtype=float).T
    if amounts.dtype.kind == "i" and len(amounts) > (top := int(amounts.max(initial=0))):
        return points[np.searchsorted(ends, np.arange(top + 1))][amounts]
    return points[np.searchsorted(ends, amounts)]


def not_scored(incidents: Incidents, rule: HarmRule, as_of: date) -> tuple[dict[str, int], dict[str, int]]:
    """The rows scores do not use, by reason; and incidents that took the value of "other", by kind."""
    found = incidents.ask(
        "SELECT kind, count(*) FILTER (day < $start), count(*) FILTER (day > $end),"
        f" count(*) FILTER (day BETWEEN $start AND $end AND {rule.subject} < 0),"
        f" count(*) FILTER (day BETWEEN $start AND $end AND {rule.subject} >= 0 AND victim = suspect),"
        f" count(*) FILTER (day BETWEEN $start AND $end AND {rule.subject} >= 0 AND victim <> suspect)"
        " FROM {table} GROUP BY kind ORDER BY kind",
        start=number_of(as_of) - rule.window + 1, end=number_of(as_of),
    )  # fmt: skip
    reasons = (
        "before the window", "happened after the day of the analysis", f"no {rule.subject} known",
        "victim and suspect are the same",
    )  # fmt: skip
    left = {reason: sum(row[place] for row in found) for place, reason in enumerate(reasons, 1)}
    unvalued = {incidents.kinds[kind]: used for kind, *_, used in found if used}
    harms = zip(unvalued, rule.harm_of(list(unvalued)), strict=True)
    return left, {kind: unvalued[kind] for kind, harm in harms if harm is None}
