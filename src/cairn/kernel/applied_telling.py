"""What an applicant is let see of a case, state by state; and whether it fits the process the case follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import Sensitivity

_APART = (Sensitivity.CONTACT, Sensitivity.ADDRESS, Sensitivity.LOCATION)
DAY = "{day}"


@dataclass(frozen=True, slots=True)
class AlsoSaid:
    """A sentence below the working: why a decision came out as it did, beyond the applicant's own entries.

    Args:
        threshold: said where this part was met in the working kept with the decision, or
        step: where this step led to the state.
        says: tells of no report, no body and nobody but the applicant.
    """

    says: str
    threshold: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Tells:
    """Something that was written down in the case and is told below a heading, where there is any.

    Args:
        detail: its newest answer, or
        event: the answers given with each of these events.
    """

    title: str
    easy: str
    detail: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the applicant sees once the case stands in one state.

    Args:
        released: only after somebody of the staff released it.
        working: thresholds whose working is told, of the applicant's own entries alone.
        also: why else it was so decided, so that what is read here agrees with the decision.
        tells: what else of the decision; only with what is released.
        until: a clock whose last day is told, in ``until_says`` and ``until_easy``, where ``{day}`` stands for it.
    """

    state: str
    title: str
    says: str
    easy: str
    released: bool = False
    working: str = ""
    also: tuple[AlsoSaid, ...] = ()
    tells: tuple[Tells, ...] = ()
    until: str = ""
    until_says: str = ""
    until_easy: str = ""


def unfit_shown(shown: Shown, process: Process) -> Iterator[str]:
    """What an applicant would be told of a state that the process does not hold, or that must not leave the case."""
    where = f"shown {shown.state}"
    if shown.working and shown.working not in process.thresholds:
        yield f"{where}: {shown.working} is no threshold of the process."
    if shown.until and shown.until not in process.clocks:
        yield f"{where}: {shown.until} is no clock of the process."
    if shown.until and not (DAY in shown.until_says and DAY in shown.until_easy):
        yield f"{where}: say until_says and until_easy, each with {DAY} in it."
    if shown.tells and not shown.released:
        yield f"{where}: what it tells of the case has to be released: say released = true."
    yield from _unfit_tells(shown, process)
    yield from _unfit_also(shown, process)


def _unfit_tells(shown: Shown, process: Process) -> Iterator[str]:
    steps = {step.key: {*step.requires, *step.accepts} for step in (*process.moves, *process.happenings.values())}
    never = {name for document in process.documents.values() for name in document.never_holds}
    for each in shown.tells:
        detail = process.details.get(each.detail)
        if detail is None or (each.event and each.detail not in steps.get(each.event, ())):
            yield f"shown {shown.state}: {each.detail} is no detail of {each.event or 'the process'}."
        elif detail.apart or detail.sensitivity in _APART or each.detail in never:
            yield f"shown {shown.state}: {each.detail} never leaves the case."


def _unfit_also(shown: Shown, process: Process) -> Iterator[str]:
    into = _leading_to(shown.state, process) if any(each.step for each in shown.also) else set()
    for each in shown.also:
        if bool(each.threshold) == bool(each.step):
            yield f"shown {shown.state}: each also names a threshold or a step: one of the two."
        elif each.threshold and each.threshold not in process.thresholds:
            yield f"shown {shown.state}: {each.threshold} is no threshold of the process."
        elif each.step and each.step not in into:
            yield f"shown {shown.state}: {each.step} does not lead there."


def _leading_to(state: str, process: Process) -> set[str]:
    """The moves after which a case stands there, at once or after further ones."""
    states, before = {state}, set()
    while states != before:
        before = set(states)
        states |= {left for move in process.moves if move.to in before for left in move.from_states}
    return {move.key for move in process.moves if move.to in states}
