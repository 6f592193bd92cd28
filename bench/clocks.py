"""The clocks of a hundred thousand open cases of every kind, computed from their histories in one process."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from bench.cases_histories import beginnings, drawn
from bench.figures import series
from bench.place import Place
from cairn.kernel.processes.clocks import clocks_of
from cairn.kernel.processes.history import standing

TITLE = "Clocks of open cases"
CASES, QUICK_CASES = 100_000, 2_000
GOAL = 5.0  # seconds
SEED = "cairn-clocks-1"
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WEEKS = 26


def run(place: Place) -> dict[str, Any]:
    """Make the histories, then compute where each case stands and every clock of it.

    Returns:
        JSON: how many cases, events and clocks, and the seconds of each round, on the wall and of the processor.
    """
    return measure(QUICK_CASES if place.quick else CASES, times=1 if place.quick else 3)


def measure(number: int, *, times: int) -> dict[str, Any]:
    """Several rounds over the same histories."""
    still_open = [each for each in beginnings() if not each.is_over]
    pairs = drawn(still_open, number, at=AT, weeks=WEEKS, draw=Random(SEED))
    cases = [(beginning.process, beginning.moved(weeks)) for beginning, weeks in pairs]
    walls, processors, clocks = [], [], 0
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        clocks = sum(len(clocks_of(standing(process, history, at=AT))) for process, history in cases)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return {
        "goal_s": GOAL, "cases": number, "events": sum(len(history) for _process, history in cases),
        "clocks": clocks, "seconds": walls, "processor_seconds": processors,
    }  # fmt: skip


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    taken, processor = series(found["seconds"]), series(found["processor_seconds"])
    many, events, clocks = (f"{found[name]:,}" for name in ("cases", "events", "clocks"))
    return (
        f"{many} open cases of every kind that ships, with {events} events: each a beginning of one of the kinds'"
        f" examples,\nmoved by whole weeks. Where each stands and all of its clocks, {clocks} of them, took"
        f" {taken.shown()} s\n({processor.shown()} s of one processor) in plain Python, nothing kept between rounds."
        f" The goal is {found['goal_s']:.0f} s."
    )
