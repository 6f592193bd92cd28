"""Which steps are open to a role, and what stands in the way of one: always with a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cairn.kernel.processes.clocks import ClockState, newest
from cairn.kernel.processes.detail_values import is_given, is_one_of, value_fault
from cairn.kernel.processes.guards import stands_in_the_way, waits_for_an_answer
from cairn.kernel.processes.history import Event, Standing
from cairn.kernel.processes.process import (
    BUILT_IN,
    CORRECT,
    EXTEND,
    PAUSE,
    RESUME,
    Detail,
    Extension,
    Happening,
    Move,
    Pause,
)
from cairn.kernel.processes.terms import Status
from cairn.kernel.processes.words_of_days import in_words
from cairn.kernel.uk_time import instant

RUNS = (Status.RUNNING, Status.DUE_SOON, Status.OVERDUE, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What stands in the way of a step.

    Args:
        of: the role, the detail, the event or the state it is about.
        says: a sentence for whoever wanted to take the step.
    """

    of: str
    says: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that leaves the present state, and what stands in its way for one role."""

    move: Move
    refusals: tuple[Refusal, ...]

    @property
    def is_open(self) -> bool:
        """Whether it may be taken, once what it requires is given with it."""
        return not self.refusals


def offers(case: Standing, role: str) -> tuple[Offer, ...]:
    """The moves that a role has from the present state, those that are closed too, with the reason.

    What a move requires is given with it, so it is not missing yet; a guard on such a detail is
    judged when the move is made.
    """
    found = []
    for move in case.process.moves_from(case.state):
        if role in move.who:
            with_it = {*move.requires, *move.accepts}
            guards = [guard for guard in move.guards if not waits_for_an_answer(guard, with_it)]
            refused = [(guard.of, says) for guard in guards if (says := stands_in_the_way(case, guard)) is not None]
            found.append(Offer(move, tuple(Refusal(*each) for each in refused)))
    return tuple(found)


def allowed(case: Standing, role: str) -> tuple[str, ...]:
    """The names of the moves that a role may make now."""
    return tuple(offer.move.key for offer in offers(case, role) if offer.is_open)


def refusals(case: Standing, event: Event) -> list[Refusal]:
    """Everything that stands in the way of one more event; none when it may be added.

    Args:
        case: as it stands at the moment of the event, before it.
    """
    if case.events and instant(event.at) < instant(case.events[-1].at):
        says = f"This is before the last thing that happened, on {in_words(case.events[-1].at)}."
        return [Refusal("at", says)]
    if event.name in BUILT_IN:
        return list(_interrupting(case, event)) if event.name != CORRECT else list(_correcting(case, event))
    if event.name in case.process.happenings:
        return list(_happening(case, event, case.process.happenings[event.name]))
    if event.name not in case.process.move_keys:
        return [Refusal(event.name, f'"{event.name}" is no move or event of this process.')]
    move = case.process.move(event.name, case.state)
    if move is None:
        where = f'from "{case.process.states[case.state].title}"' if case.state else "before the case is opened"
        return [Refusal(event.name, f'"{event.name}" cannot be done {where}.')]
    return list(_step(case, event, move))


def _step(case: Standing, event: Event, step: Move | Happening) -> Iterator[Refusal]:
    yield from _role(event, step)
    yield from _details(case, event, step)
    after = replace(case, details={**case.details, **event.details})
    for guard in step.guards:
        if (says := stands_in_the_way(after, guard, by=event.by, agency=event.agency)) is not None:
            yield Refusal(guard.of, says)


def _happening(case: Standing, event: Event, happening: Happening) -> Iterator[Refusal]:
    if case.state is None:
        yield Refusal(event.name, "The case is not open yet.")
        return
    if happening.accepts and not happening.requires and not any(map(is_given, event.details.values())):
        yield Refusal(happening.accepts[0], "Fill in at least one of these. Nothing would be recorded.")
    if happening.during and case.state not in happening.during:
        yield Refusal(event.name, f'"{event.name}" does not happen in "{case.process.states[case.state].title}".')
    yield from _step(case, event, happening)


def _role(event: Event, step: Move | Happening | Pause | Extension) -> Iterator[Refusal]:
    if event.role not in step.who:
        yield Refusal("role", f"This is for: {', '.join(step.who)}.")


def _details(case: Standing, event: Event, step: Move | Happening) -> Iterator[Refusal]:
    known = case.process.details
    if step.reason and not event.reason.strip():
        yield Refusal("reason", "Give a reason.")
    for name, value in event.details.items():
        if name not in known or name not in (*step.requires, *step.accepts):
            yield Refusal(name, f'"{name}" is no detail of this step.')
        elif is_given(value) and (says := value_fault(known[name], value, at=event.at)) is not None:
            yield Refusal(name, f"{known[name].title} {says}.")
    for name in step.requires:
        if not is_given(event.details.get(name)):
            yield Refusal(name, f"{known[name].title} is missing.")
    yield from _needed(known, step.accepts, {**case.details, **event.details})


def _needed(known: Mapping[str, Detail], names: Iterable[str], together: Mapping[str, Any]) -> Iterator[Refusal]:
    """What is missing because another detail has one of some values."""
    for name in names:
        detail = known[name]
        needed = detail.required_if and is_one_of(together.get(detail.required_if), detail.required_if_is)
        if needed and not is_given(together.get(name)):
            because = f"{known[detail.required_if].title}: {', '.join(detail.required_if_is)}"
            yield Refusal(name, f"{detail.title} is missing; it is needed here ({because}).")


# ---- what is done to clocks, and to the history itself


def _interrupting(case: Standing, event: Event) -> Iterator[Refusal]:
    clock = case.process.clocks.get(event.clock)
    if clock is None:
        yield Refusal("clock", f'There is no clock "{event.clock}".')
        return
    state = newest(case).get((event.clock, event.of))
    if state is None or state.status not in RUNS:
        yield Refusal("clock", f'The clock "{clock.title}" does not run.')
        return
    if event.name == RESUME:
        yield from _resuming(event, state)
        return
    known = clock.pauses if event.name == PAUSE else clock.extensions
    reason = next((each for each in known if each.key == event.reason), None)
    if reason is None:
        can = ", ".join(each.key for each in known) or "none"
        yield Refusal("reason", f'"{event.reason}" is no reason to {event.name} this clock. Reasons: {can}.')
        return
    yield from _role(event, reason)
    if event.name == PAUSE and state.status is Status.PAUSED:
        yield Refusal("clock", "The clock stands still already.")
    if event.name == EXTEND:
        times = [each for each in case.named((EXTEND,)) if (each.clock, each.of) == (event.clock, event.of)]
        used = sum(instant(each.at) >= instant(state.started_at) for each in times)
        if not clock.extend_by:
            yield Refusal("clock", "This clock is not extended here.")
        elif used >= clock.extend_times:
            yield Refusal("clock", f"It has been extended {used} of {clock.extend_times} times already.")


def _resuming(event: Event, state: ClockState) -> Iterator[Refusal]:
    if state.status is not Status.PAUSED:
        yield Refusal("clock", "The clock does not stand still.")
        return
    reason = next(each for each in state.clock.pauses if each.key == state.paused_for)
    yield from _role(event, reason)


def _correcting(case: Standing, event: Event) -> Iterator[Refusal]:
    found = next((earlier for earlier in case.events if earlier.ref and earlier.ref == event.corrects), None)
    if found is None:
        yield Refusal("corrects", f'Nothing in the history has the ref "{event.corrects}".')
        return
    if not event.reason.strip():
        yield Refusal("reason", "Say why it is corrected.")
    if not event.details:
        yield Refusal("details", "Say what is right: nothing is corrected without it.")
    step = _step_of(case, found.name)
    yield from _role(event, step)
    for name, value in event.details.items():
        detail = case.process.details.get(name)
        if detail is None or name not in (*step.requires, *step.accepts):
            yield Refusal(name, f'"{name}" is no detail of "{found.name}".')
        elif is_given(value) and (says := value_fault(detail, value, at=event.at)) is not None:
            yield Refusal(name, f"{detail.title} {says}.")
        elif name in step.requires and not is_given(value):
            yield Refusal(name, f"{detail.title} is missing: put it right, do not take it out.")
    known, given = case.process.details, event.details
    touched = [name for name in step.accepts if name in given or known[name].required_if in given]
    yield from _needed(known, touched, {**case.details, **found.details, **given})


def _step_of(case: Standing, name: str) -> Any:
    moves = (move for move in case.process.moves if move.key == name)
    return case.process.happenings.get(name) or next(moves)
