"""Whether what a step waits for can have come before it, and what ends a clock after what begins it.

Asked is what *may* have come: each path a case can take is followed, and what any of them brings is there. So nothing
that could ever work is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import combinations

from cairn.kernel.processes.process import Clock, Guard, Happening, Move, Process
from cairn.kernel.processes.soundness_faults import Fault, Where
from cairn.kernel.processes.terms import Check, FieldKind, Method, Purpose

Step = Move | Happening
_NEVER_BOTH = {
    frozenset((Check.EVENT_HAPPENED, Check.EVENT_NOT_HAPPENED)),
    frozenset((Check.THRESHOLD_MET, Check.THRESHOLD_NOT_MET)),
    frozenset((Check.NOT_BEFORE, Check.STILL_RUNS)),
}


def order_faults(process: Process) -> Iterator[Fault]:
    """Steps that can never be taken, and clocks that nothing can end."""
    before = _before(process)
    for where, step in _steps(process):
        yield from _never_both(process, step, where)
        yield from _never_comes(process, step, where, before)
    after = _after(process)
    for number, clock in enumerate(process.clocks.values()):
        yield from _never_ends(process, clock, ("clock", number), after)


# ---- what may have come


def _before(process: Process) -> dict[str, set[str]]:
    """For each state a case can reach, the moves and events that may have come by then."""
    found: dict[str, set[str]] = {}
    while True:
        size = sum(map(len, found.values())) + len(found)
        for _where, step in _steps(process):
            for state in _taken_in(step, found):
                brought = found[state] if state else set()
                if _missing(process, step, brought) is None:
                    to = step.to if isinstance(step, Move) else state or ""
                    found.setdefault(to, set()).update((*brought, step.key))
        if size == sum(map(len, found.values())) + len(found):
            return found


def _taken_in(step: Step, reached: Collection[str]) -> tuple[str | None, ...]:
    """The states in which a step may be taken, of those that were reached; None before the case is open."""
    if isinstance(step, Move):
        return (None,) if step.opens else tuple(state for state in step.from_states if state in reached)
    return tuple(state for state in (step.during or tuple(reached)) if state in reached)


def _missing(process: Process, step: Step, brought: Collection[str]) -> int | None:
    """The place of the first guard that nothing that may have come can satisfy."""
    for place, guard in enumerate(step.guards):
        if not guard.only_if and guard.unless not in brought and not _can_be(process, guard, step, brought):
            return place
    return None


def _can_be(process: Process, guard: Guard, step: Step, brought: Collection[str]) -> bool:
    if guard.check is Check.EVENT_HAPPENED:
        return guard.of in brought
    if guard.check in (Check.FIELD_GIVEN, Check.FIELD_IS):
        return _is_taken(process, guard.of, step, brought)
    if guard.check in (Check.NOT_BEFORE, Check.STILL_RUNS):
        return not brought.isdisjoint(process.clocks[guard.of].starts)
    if guard.check is Check.THRESHOLD_MET:
        return _can_be_met(process, guard.of, lambda name: _is_taken(process, name, step, brought), brought)
    return True


def _is_taken(process: Process, detail: str, step: Step, brought: Collection[str]) -> bool:
    """Whether a detail comes with the step, or may have come before."""
    taking = (each for _, each in _steps(process) if each is step or each.key in brought)
    return any(detail in (*each.requires, *each.accepts) for each in taking)


def _can_be_met(process: Process, key: str, taken: Callable[[str], bool], brought: Collection[str]) -> bool:
    threshold = process.thresholds[key]
    if threshold.method is Method.ANY_OF:  # a locality may use those that are not used here
        return any(_can_be_met(process, part, taken, brought) for part in threshold.parts)
    if threshold.method is Method.ALL_OF:
        used = (part for part in threshold.parts if process.thresholds[part].on)
        return all(_can_be_met(process, part, taken, brought) for part in used)
    if threshold.method in (Method.NUMBER_AT_LEAST, Method.SAID_YES):
        return taken(threshold.field)
    return any(event in brought for event in threshold.events)


def _never_comes(process: Process, step: Step, where: Where, before: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Where no state lets a step be taken, its first guard that stands in the way there."""
    states = _taken_in(step, before)
    missing = [_missing(process, step, before[state] if state else ()) for state in states]
    if missing and None not in missing:
        place = missing[0] or 0
        guard = step.guards[place]
        says = f'The guard waits for "{guard.of}", which can never have come before "{step.key}".'
        yield Fault((*where, "guard", place, "of"), says)


# ---- guards that contradict each other


def _never_both(process: Process, step: Step, where: Where) -> Iterator[Fault]:
    plain = [(place, each) for place, each in enumerate(step.guards) if not (each.unless or each.only_if or each.same)]
    for (_, one), (place, two) in combinations(plain, 2):
        if one.of == two.of and _contradict(process, one, two):
            says = f'Of what the guards of "{step.key}" ask of "{two.of}", both can never be so at once.'
            yield Fault((*where, "guard", place, "of"), says)


def _contradict(process: Process, one: Guard, two: Guard) -> bool:
    if frozenset((one.check, two.check)) in _NEVER_BOTH:
        return True
    if one.check is Check.FIELD_IS is two.check:
        several = process.details[one.of].kind is FieldKind.CHOICES
        return not several and set(one.values).isdisjoint(two.values)
    if {one.check, two.check} == {Check.FIELD_IS, Check.FIELD_IS_NOT}:
        wanted, barred = (one, two) if one.check is Check.FIELD_IS else (two, one)
        return set(wanted.values) <= set(barred.values)
    return False


# ---- what ends a clock


def _after(process: Process) -> dict[str, set[str]]:
    """For each state, the states a case may come to from it, itself too."""
    found = {state: {state} for state in process.states}
    while True:
        size = sum(map(len, found.values()))
        for move in process.moves:
            for state, reached in found.items():
                if not reached.isdisjoint(move.from_states):
                    found[state].add(move.to)
        if size == sum(map(len, found.values())):
            return found


def _never_ends(process: Process, clock: Clock, where: Where, after: Mapping[str, set[str]]) -> Iterator[Fault]:
    if clock.purpose is not Purpose.DEADLINE:
        return
    steps = [step for _, step in _steps(process)]
    for start in clock.starts:
        stands: set[str] = set()
        for step in steps:
            if step.key == start:
                stands.update((step.to,) if isinstance(step, Move) else step.during or process.states)
        reached = {state for each in stands for state in after[each]}
        ending = (step for step in steps if step.key in clock.ends)
        if clock.ends and not any(_taken_in(step, reached) not in ((), (None,)) for step in ending):
            says = f'Nothing that ends the clock "{clock.key}" can come after "{start}", which begins it.'
            yield Fault((*where, "ends"), says)


def _steps(process: Process) -> list[tuple[Where, Step]]:
    return [
        *((("move", number), move) for number, move in enumerate(process.moves)),
        *((("event", number), event) for number, event in enumerate(process.happenings.values())),
    ]
