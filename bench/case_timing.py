"""Whether time tells that something is there: what is hidden and what nobody has, asked for in turns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random
from statistics import median
from typing import Any

from bench.cases import CASES, QUICK_CASES
from bench.measures import told
from bench.place import Place

TITLE = "Whether time tells that a case is there"
PAIRS, QUICK_PAIRS = 900, 40
FURTHER = 4  # of everything besides the page of a case, one pair for so many of that
RESAMPLES = 2000
SEED = "cairn-case-timing-1"
Z = 1.96  # for an interval that holds in 95 of 100 such runs


def run(place: Place) -> dict[str, Any]:
    """Ask in one process, one request at a time, each pair in an order drawn by chance.

    Returns:
        JSON: for each who asked, the statuses, sizes and queries met, and what the times say; and the same for each
        further question (``bench.case_timing_further``).
    """
    urls = place.urls("cairn_cases_quick" if place.quick else "cairn_cases")
    place.cairn(urls, "migrate")
    told(place, urls, "bench.cases_data", str(QUICK_CASES if place.quick else CASES))
    asked = told(place, urls, "bench.case_timing_walk", str(QUICK_PAIRS if place.quick else PAIRS))
    return {
        "who": {who: _with_times(facts) for who, facts in asked["who"].items()},
        "further": [_with_times(facts) for facts in asked["further"]],
    }


def _with_times(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was met, with what the times say in the place of the times."""
    return {**{name: said for name, said in facts.items() if name != "ms"}, **compared(*facts["ms"])}


def compared(hidden: Sequence[float], invented: Sequence[float]) -> dict[str, Any]:
    """What pairs of times say.

    Args:
        hidden, invented: milliseconds, pair by pair.

    Returns:
        JSON: ``difference``, the median of the differences within pairs, with an interval by resampling the pairs;
        ``slower``, how often a hidden case took longer than an invented one (Mann and Whitney), half being by
        chance, with an interval; and how many pairs there were.
    """
    differences = [one - other for one, other in zip(hidden, invented, strict=True)]
    draw, size = Random(SEED), len(differences)
    medians = sorted(median(draw.choices(differences, k=size)) for _ in range(RESAMPLES))
    low, high = medians[int(0.025 * RESAMPLES)], medians[int(0.975 * RESAMPLES)]
    share = slower(hidden, invented)
    # The variance of the statistic where nothing tells them apart (Mann and Whitney 1947).
    spread = Z * math.sqrt((2 * size + 1) / (12 * size * size))
    return {
        "pairs": size, "hidden_ms": median(hidden), "invented_ms": median(invented),
        "difference": [median(differences), low, high], "slower": [share, share - spread, share + spread],
        "by_chance": share - spread <= 0.5 <= share + spread,
    }  # fmt: skip


def slower(first: Sequence[float], second: Sequence[float]) -> float:
    """How likely one of the first is greater than one of the second, equal ones counting half."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        ranks += (place + end + 1) / 2 * sum(1 for _value, group in ranked[place:end] if group == 0)
        place = end
    return (ranks - len(first) * (len(first) + 1) / 2) / (len(first) * len(second))


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    lines = [
        "Two requests for the page of a case, right after each other, in an order drawn by chance: one for a case that",
        "is there and hidden from whoever asks, one for a reference that nobody has. Each pair takes another case. A",
        "time is that of the whole request inside one process of the staff site. The difference is the median of the",
        "differences within pairs, its interval by resampling pairs; “hidden slower” is how often a hidden case took",
        "longer (Mann and Whitney), of which 0.50 is chance.",
        "",
        "Besides the page: the search of people in cases by a reference and by a name, a document, the list of cases",
        "(of somebody whose agency's shares are all over, or whom the wall shuts out of all of them, beside somebody",
        "whose agency never had any), and the search of records that another agency sent.",
        "",
        "| what, and who asks | pairs | hidden, ms | invented, ms | difference, ms | hidden slower | status, bytes,"
        " queries |",
        "|" + " --- |" * 7,
    ]
    rows = [(f"the page of a case: {who}", row) for who, row in found["who"].items()]
    rows += [(f"{row['what']}: {row['who']}", row) for row in found.get("further", ())]
    for who, row in rows:
        (middle, low, high), (share, least, most) = row["difference"], row["slower"]
        same = "the same" if row["alike"] else "**they differ**"
        verdict = "" if row["by_chance"] else ", **not by chance**"
        lines.append(
            f"| {who} | {row['pairs']:,} | {row['hidden_ms']:.1f} | {row['invented_ms']:.1f} |"
            f" {middle:+.3f} ({low:+.3f} to {high:+.3f}) | {share:.3f} ({least:.3f} to {most:.3f}){verdict} | {same} |"
        )
    return "\n".join(lines)
