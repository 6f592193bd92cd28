"""What of a case's history may be told to somebody: one rule for its page, its chronology and its clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cairn.domain.cases.details import read_back
from cairn.domain.cases.models import CaseEvent
from cairn.kernel.processes.process import BUILT_IN, CORRECT, Clock, Happening, Move, Process


@dataclass(frozen=True, slots=True)
class Telling:
    """One row of the history as far as it may be told.

    Args:
        step: what it is an event of, or what it corrects; None for what is done to a clock.
        details: those of open sections.
        reason: in words; "" where it is not told.
    """

    row: CaseEvent
    step: Move | Happening | None
    details: Mapping[str, Any]
    reason: str


def tellings(
    rows: Iterable[CaseEvent], process: Process, *, sections: Collection[str], limited: bool
) -> Iterator[Telling]:
    """The rows that may be told, in their order.

    A happening with which anything of a closed section is asked is left out, with its corrections. A reason
    may tell of all that was said with it, so it is read by those to whom all of it is open.

    Args:
        sections: those open to whoever reads.
        limited: her agency has some sections only, so reasons, which belong to none, are left out.
    """
    rows = list(rows)
    names = {row.ref: row.name for row in rows}
    for row in rows:
        step = _step(process, names.get(row.corrects, "") if row.name == CORRECT else row.name)
        asked = () if step is None else (*step.requires, *step.accepts)
        all_open = _are_open(process, asked, sections)
        clock = process.clocks.get(row.clock) if row.name in BUILT_IN else None
        if isinstance(step, Happening) and not all_open or clock and not clock_is_open(process, clock, sections):
            continue
        known = {name: value for name, value in read_back(process, row.details).items() if name in process.details}
        with_it = all_open and _are_open(process, known, sections)
        with_it = with_it and (row.name != CORRECT or step is not None)
        with_it = with_it and (clock is None or reason_is_open(process, clock, sections, limited=limited))
        details = {name: value for name, value in known.items() if process.details[name].section in sections}
        yield Telling(row, step, details, _reason(process, row) if with_it and not limited else "")


def clock_is_open(process: Process, clock: Clock, sections: Collection[str]) -> bool:
    """Whether what a clock runs for each of may be told."""
    return not clock.each or _are_open(process, (clock.each,), sections)


def reason_is_open(process: Process, clock: Clock, sections: Collection[str], *, limited: bool) -> bool:
    """Whether it may be told why a clock stands still: where all that starts and counts it is open."""
    own = {name for name in (clock.each, clock.from_field) if name}
    for name in clock.starts:
        if name in process.happenings:
            own |= {*process.happenings[name].requires, *process.happenings[name].accepts}
    return not limited and _are_open(process, own, sections)


def _are_open(process: Process, names: Iterable[str], sections: Collection[str]) -> bool:
    return all(process.details[name].section in sections for name in names)


def _step(process: Process, name: str) -> Move | Happening | None:
    return process.happenings.get(name) or next((move for move in process.moves if move.key == name), None)


def _reason(process: Process, row: CaseEvent) -> str:
    """A reason out of a list by its title."""
    clock = process.clocks.get(row.clock)
    listed = (*clock.pauses, *clock.extensions) if clock else ()
    return next((each.title for each in listed if each.key == row.reason), row.reason)
