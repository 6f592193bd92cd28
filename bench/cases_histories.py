"""Histories of cases, from the examples that every kind ships with: each beginning of one, moved by whole weeks.

Pure kernel, so that both the generator of cases and the benchmark of clocks take the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.history import Event, standing
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.uk_time import instant

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first events of one example, at which a case can stand.

    Args:
        text: of the process file, for its digest.
    """

    process: Process
    text: str
    events: tuple[Event, ...]
    is_over: bool

    def moved(self, weeks: int) -> tuple[Event, ...]:
        """The same history, so many weeks later; the days in its details move with it."""
        by = weeks * WEEK
        return tuple(
            replace(event, at=instant(event.at) + by, details={k: _moved(v, by) for k, v in event.details.items()})
            for event in self.events
        )

    def weeks_to(self, day: date) -> int:
        """How many weeks from its last event to a day, at most."""
        return (day - instant(self.events[-1].at).date()) // WEEK


def _moved(value: Any, by: timedelta) -> Any:
    return value + by if isinstance(value, date) else value


def beginnings(kinds: tuple[str, ...] = ()) -> list[Beginning]:
    """Every beginning of every shipped example, in the order of the files.

    Args:
        kinds: only these; all where none is named.
    """
    folder = Path(str(files("cairn") / "content" / "casetypes"))
    found: list[Beginning] = []
    for path in sorted(folder.glob("*/process.toml")):
        if not kinds or path.parent.name in kinds:
            text = path.read_text(encoding="utf-8")
            process = read_process(text).process
            assert process is not None
            found.extend(_of(process, text, path.with_name("examples.toml")))
    return found


def _of(process: Process, text: str, path: Path) -> Iterator[Beginning]:
    for example in read_examples(path.read_text(encoding="utf-8")).examples():
        events = tuple(step.event for step in example.steps if step.refused is None)
        if example.local:
            continue
        for number in range(1, len(events) + 1):
            begun = events[:number]
            stands = standing(process, begun, at=begun[-1].at)
            if stands.state:  # some examples begin before a case does
                yield Beginning(process, text, begun, stands.is_over)


def drawn(
    from_: list[Beginning], number: int, *, at: datetime, weeks: int, draw: Random
) -> Iterator[tuple[Beginning, int]]:
    """Beginnings, each with the weeks to move it by so that its last event lies within some weeks before a moment.

    Args:
        number: how many.
        weeks: over how many they are spread.
        draw: seeded.
    """
    for _ in range(number):
        beginning = draw.choice(from_)
        yield beginning, beginning.weeks_to(at.date()) - draw.randrange(weeks)
