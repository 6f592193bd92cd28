"""Runs examples against a process, and says for each what was expected and what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cairn.kernel.processes.clocks import ClockState, newest
from cairn.kernel.processes.counting import counts
from cairn.kernel.processes.examples_file import Example, ExamplesFile, Expectation, ExpectedCount, Step
from cairn.kernel.processes.history import Event, Standing, standing
from cairn.kernel.processes.local_values import NotOpen, together_faults, with_local
from cairn.kernel.processes.process import BUILT_IN, Process
from cairn.kernel.processes.steps import allowed, refusals
from cairn.kernel.processes.terms import Status
from cairn.kernel.processes.thresholds import outcome
from cairn.kernel.processes.versions import version_on
from cairn.kernel.processes.words_of_days import in_words
from cairn.kernel.uk_time import day_of, instant, local

NOT_STARTED, PAUSED, NO_DATE = "not started", "paused", "no date"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing expected, beside what came."""

    line: int
    what: str
    expected: str
    came: str

    @property
    def same(self) -> bool:
        """Whether it came as expected."""
        return self.expected == self.came


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one example."""

    name: str
    line: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came as expected."""
        return all(finding.same for finding in self.findings)


def run(versions: Sequence[Process], file: ExamplesFile) -> list[Result]:
    """Run every example of a file, and the counts over them.

    Args:
        versions: of the kind; each example runs under the one of the day its case was opened.
        file: without problems.
    """
    histories: dict[str, tuple[Event, ...]] = {}
    results = []
    for example in file.examples():
        findings, history = _run_example(versions, example)
        histories[example.name] = history
        results.append(Result(example.name, example.line, tuple(findings)))
    for expected in file.counts():
        chosen = [histories[name] for name in expected.examples or histories]
        results.append(Result(expected.name, expected.line, tuple(_counted(versions, chosen, expected))))
    return results


def _run_example(versions: Sequence[Process], example: Example) -> tuple[list[Finding], tuple[Event, ...]]:
    opened = day_of(example.steps[0].event.at)
    process = version_on(versions, opened)
    if process is None:
        came = f"no version is valid on {in_words(opened)}"
        return [Finding(example.line, "version", f"one valid on {in_words(opened)}", came)], ()
    try:
        if together := together_faults(process, example.local):
            raise NotOpen(list(together.values()))
        process = with_local(process, example.local)
    except NotOpen as refusal:
        return [Finding(example.line, "local values", "within the limits", str(refusal))], ()
    try:
        return _walked(process, example)
    except ValueError as error:  # a clock that counts school days found none
        return [Finding(example.line, "clocks", "days to count by", str(error))], ()


def _walked(process: Process, example: Example) -> tuple[list[Finding], tuple[Event, ...]]:
    history: list[Event] = []
    findings = [finding for step in example.steps if (finding := _taken(process, example, step, history))]
    for expected in example.expectations:
        case = standing(process, history, at=expected.at, calendar=example.calendar)
        findings += _asked(case, expected)
    return findings, tuple(history)


def _taken(process: Process, example: Example, step: Step, history: list[Event]) -> Finding | None:
    """Add the event where nothing stands in its way; a finding where it was, or should be, refused."""
    event = step.event
    case = standing(process, history, at=event.at, calendar=example.calendar)
    if history and instant(event.at) < instant(history[-1].at):
        return Finding(step.line, f"{event.name}, {in_words(event.at)}", "in order", "earlier than the event before it")
    found = refusals(case, event)
    what = f"{event.name}, {in_words(day_of(event.at))}"
    if not found:
        history.append(event)
        return None if step.refused is None else Finding(step.line, what, _refused(step.refused), "goes ahead")
    came = sorted({refusal.of for refusal in found})
    if step.refused is not None and not _is_known(process, event.name) and event.name not in step.refused:
        # Whatever is refused of it would hold: a slip of the pen must not read as a rule that was kept.
        return Finding(step.line, what, "a move or an event of this process", "there is none of that name")
    if step.refused is None:
        return Finding(step.line, what, "goes ahead", " ".join(refusal.says for refusal in found))
    told = _refused(step.refused)
    return Finding(step.line, what, told, told if set(step.refused) <= set(came) else _refused(came))


def _is_known(process: Process, name: str) -> bool:
    return name in BUILT_IN or name in process.happenings or name in process.move_keys


def _refused(names: Iterable[str]) -> str:
    return f"refused ({', '.join(sorted(names)) or 'for any reason'})"


# ---- what is asked


def _asked(case: Standing, expected: Expectation) -> Iterator[Finding]:
    clocks = newest(case)
    asked = expected.asked
    on = in_words(case.day) if not isinstance(asked["at"], datetime) else in_words(expected.at)
    if asked.get("state"):
        yield Finding(expected.line, f"state on {on}", asked["state"], case.state or "not open")
    tables: dict[str, Callable[[str, Any], tuple[str, str]]] = {
        "allowed": lambda role, moves: (_list(moves), _allowed(case, role)),
        "due": lambda name, day: _due(case, clocks, name, day),
        "status": lambda name, status: (str(status), _status(case, clocks, name)),
        "thresholds": lambda name, met: (_met(met), _outcome(case, name)),
        "counted": lambda name, number: (str(number), _number(case, name)),
    }
    for table, compare in tables.items():
        for name, value in (asked.get(table) or {}).items():
            wanted, came = compare(name, value)
            yield Finding(expected.line, f"{table} {name} on {on}", wanted, came)


def _list(moves: Any) -> str:
    return (", ".join(sorted(map(str, moves))) or "none") if isinstance(moves, list) else f"{moves!r}, which is no list"


def _allowed(case: Standing, role: str) -> str:
    return _list(list(allowed(case, role))) if role in case.process.roles else "no such role"


def _clock(case: Standing, clocks: dict[tuple[str, str], ClockState], name: str) -> ClockState | str:
    """A clock by its name, or by its name, a colon, and what it runs for."""
    key, _, of = name.partition(":")
    clock = case.process.clocks.get(key)
    if clock is None or (of and not clock.each):
        return "no such clock"
    if clock.each and not of and (each := sorted(other for known, other in clocks if known == key and other)):
        return f"one for each {clock.each}: {', '.join(f'{key}:{other}' for other in each)}"
    return clocks.get((key, of), NOT_STARTED)


def _due(case: Standing, clocks: dict[tuple[str, str], ClockState], name: str, wanted: Any) -> tuple[str, str]:
    found = _clock(case, clocks, name)
    told = in_words(wanted) if isinstance(wanted, date) else str(wanted)
    if isinstance(found, str):
        return told, found
    if found.status is Status.PAUSED:
        return told, PAUSED
    if found.due is None:
        return told, NO_DATE
    if isinstance(found.due, datetime) and not isinstance(wanted, datetime):
        return told, in_words(local(found.due).date())  # a date alone asks only for the day
    return told, in_words(found.due)


def _status(case: Standing, clocks: dict[tuple[str, str], ClockState], name: str) -> str:
    found = _clock(case, clocks, name)
    return found if isinstance(found, str) else found.status.value


def _met(met: Any) -> str:
    if isinstance(met, bool):
        return "met" if met else "not met"
    return "unknown" if met is None else str(met)


def _outcome(case: Standing, name: str) -> str:
    return _met(outcome(case, name).met) if name in case.process.thresholds else "no such threshold"


def _number(case: Standing, name: str) -> str:
    if name not in case.process.thresholds:
        return "no such threshold"
    number = outcome(case, name).number
    return "nothing" if number is None else str(number)


def _counted(versions: Sequence[Process], histories: list[Any], expected: ExpectedCount) -> Iterator[Finding]:
    process = version_on(versions, expected.last)
    if process is None:
        yield Finding(expected.line, "version", f"one valid on {in_words(expected.last)}", "none")
        return
    found = counts(process, histories, first=expected.first, last=expected.last)
    for key, number in expected.expect.items():
        yield Finding(expected.line, key, str(number), str(found.get(key, "no such count")))
