"""How a threshold was worked out, as it is shown to whoever decides and kept with what she decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cairn.kernel.processes.history import Standing
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import Method
from cairn.kernel.processes.thresholds import outcome
from cairn.kernel.processes.words_of_days import in_words

SAID = {True: "Met", False: "Not met", None: "Not known"}


@dataclass(frozen=True, slots=True)
class Working:
    """One threshold with its parts: what was asked, what came of it, and how.

    Args:
        reports: (named, counts, why) of each report that was looked at.
        limits: what the locality set for it, in words.
    """

    title: str
    said: str
    met: bool | None
    lines: tuple[str, ...]
    law: tuple[str, ...]
    reports: tuple[tuple[str, bool, str], ...]
    limits: tuple[str, ...]


def working_now(case: Standing, key: str) -> tuple[Working, ...]:
    """A threshold, then each of its parts that is used here."""
    return tuple(_working(case, each) for each in _used(case.process, key))


def working_of(case: Standing, step: str) -> dict[str, Any]:
    """What is kept with a decision: for each threshold its move keeps, the words shown; empty for any other step."""
    move = case.process.move(step, case.state)
    keys = move.keeps if move is not None else ()
    return {key: [_kept(each) for each in working_now(case, key)] for key in keys}


def kept_working(rows: Any) -> tuple[Working, ...]:
    """What was kept, as it was shown then."""
    return tuple(
        Working(
            row["title"], row["said"], row["met"], tuple(row["lines"]), tuple(row["law"]),
            tuple((named, counts, why) for named, counts, why in row["reports"]), tuple(row["limits"]),
        )
        for row in rows
    )  # fmt: skip


def version_in_words(process: Process) -> str:
    """Which version of its process a case keeps."""
    return f"By the process in force from {in_words(process.valid_from)}."


def _used(process: Process, key: str) -> Iterator[str]:
    yield key
    for part in process.thresholds[key].parts:
        if process.thresholds[part].on:
            yield from _used(process, part)


def _working(case: Standing, key: str) -> Working:
    process = case.process
    threshold, came = process.thresholds[key], outcome(case, key)
    reports = tuple((each.named, each.counts, each.because) for each in came.judged)
    lines = came.working[len(reports) :]
    law = tuple(
        f"{basis.title}, {basis.section}" if basis.section else basis.title
        for basis in (process.basis[name] for name in threshold.basis)
    )
    limits = tuple(_limits(process, key)) if threshold.method not in (Method.ANY_OF, Method.ALL_OF) else ()
    return Working(threshold.title, SAID[came.met], came.met, lines, law, reports, limits)


def _limits(process: Process, key: str) -> Iterator[str]:
    """What this locality set for a threshold, within what the process opens."""
    for name, value in process.local.items():
        opening = process.openings.get(name)
        if opening is not None and opening.target[:2] == ("threshold", key):
            said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            yield f"{opening.title}, set here: {said}. {opening.why}"


def _kept(working: Working) -> Mapping[str, Any]:
    return {
        "title": working.title, "said": working.said, "met": working.met, "lines": list(working.lines),
        "law": list(working.law), "reports": [list(each) for each in working.reports], "limits": list(working.limits),
    }  # fmt: skip
