"""Whether a process can work at all: everything a reader would only notice when a case is stuck."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from cairn.kernel.processes.conference import ATTENDANCE
from cairn.kernel.processes.local_values import limits_faults
from cairn.kernel.processes.process import Clock, Process
from cairn.kernel.processes.soundness_between import faults_between
from cairn.kernel.processes.soundness_faults import Fault, Where
from cairn.kernel.processes.soundness_numbers import number_faults
from cairn.kernel.processes.soundness_order import order_faults
from cairn.kernel.processes.terms import Check, FieldKind, Method, Purpose, Unit

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DATES = (FieldKind.DATE, FieldKind.MOMENT)
_CHOOSES = (FieldKind.CHOICE, FieldKind.CHOICES)
_ANSWERS = (Method.NUMBER_AT_LEAST, Method.SAID_YES)
_WAITS = (Check.EVENT_HAPPENED, Check.SOMEBODY_ELSE, Check.ANOTHER_AGENCY, Check.NOTHING_WAITS)
_OF_DETAILS = (
    Check.FIELD_GIVEN, Check.FIELD_IS, Check.FIELD_IS_NOT, Check.FIELD_NOT_PAST, Check.FIELD_NOT_AHEAD,
    Check.FIELD_NEVER_WAS,
)  # fmt: skip


def faults_of(process: Process) -> list[Fault]:
    """Everything that makes a process unsound; none when it is sound."""
    rules = (
        _paths, _moves, _guards, _clocks, _pauses, _roles, _parties, _details, _thresholds, _local, _shown,
        _conferences, faults_between, number_faults,
    )  # fmt: skip
    found = [fault for rule in rules for fault in rule(process)]
    return found or list(order_faults(process))  # what can come before what is asked of what hangs together


# ---- states and moves


def _paths(process: Process) -> Iterator[Fault]:
    """Each state can be reached, and from each an end can be."""
    reached = _reachable(process)
    if not reached:
        yield Fault(("move", 0), "No move opens a case. Give one of them opens = true.")
        return
    if not any(state.ends for state in process.states.values()):
        yield Fault(("state", 0), "No state ends a case. Give one of them ends = true.")
        return
    ending = _leading_to_an_end(process)
    for number, state in enumerate(process.states.values()):
        if state.key not in reached:
            says = f'No case can ever reach the state "{state.key}". Add a move to it, or take it out.'
            yield Fault(("state", number), says)
        elif not state.ends and not any(process.moves_from(state.key)):
            says = (
                f'"{state.key}" is a dead end: no move leaves it, and it does not end the case. Mend one or the other.'
            )
            yield Fault(("state", number), says)
        elif state.key not in ending:
            yield Fault(("state", number), f'From "{state.key}" no end can be reached: cases would go round for ever.')


def _reachable(process: Process) -> set[str]:
    found: set[str] = set()
    waiting = [move.to for move in process.moves_from(None)]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [move.to for move in process.moves_from(state)]
    return found


def _leading_to_an_end(process: Process) -> set[str]:
    found = {state.key for state in process.states.values() if state.ends}
    while True:
        more = {state for move in process.moves if move.to in found for state in move.from_states} - found
        if not more:
            return found
        found |= more


def _moves(process: Process) -> Iterator[Fault]:
    seen: dict[tuple[str, str | None], int] = {}
    for number, move in enumerate(process.moves):
        if move.opens == bool(move.from_states):
            says = f'The move "{move.key}" needs either opens = true or the states it comes "from", and not both.'
            yield Fault(("move", number), says)
        if move.opens and move.keeps:
            yield Fault(("move", number, "keeps"), f'"{move.key}" opens a case, so there is no working to keep yet.')
        if move.opens and move.people:
            yield Fault(("move", number, "people"), f'"{move.key}" opens a case, so nobody can be in it yet.')
        for state in move.from_states or (None,):
            if (move.key, state) in seen:
                after = f'from "{state}"' if state else "that open a case"
                yield Fault(
                    ("move", number, "key"), f'There are two moves "{move.key}" {after}. Name one of them otherwise.'
                )
            seen[move.key, state] = number
            if state and process.states[state].ends and not move.reopens:
                says = f'"{state}" ends the case, but "{move.key}" leaves it. Give it reopens = true, or change one.'
                yield Fault(("move", number, "from"), says)


def _guards(process: Process) -> Iterator[Fault]:
    """What a guard waits for can come about."""
    comes = _can_happen(process)
    asked = _asked_somewhere(process)
    steps = [(("move", number), move) for number, move in enumerate(process.moves)]
    events = [(("event", number), event) for number, event in enumerate(process.happenings.values())]
    for at, step in (*steps, *events):
        for place, guard in enumerate(step.guards):
            where = (*at, "guard", place, "of")
            if guard.check in _WAITS and guard.of not in comes:
                yield Fault(where, f'The guard waits for "{guard.of}", which can never come.')
            for name in guard.same:
                if name not in (*step.requires, *step.accepts):
                    says = f'The step does not take "{name}", so nothing can be the same.'
                    yield Fault((*where[:-1], "same"), says)
            if guard.check in _OF_DETAILS:
                if guard.of not in asked:
                    says = f'The guard asks for the detail "{guard.of}", which no move or event takes.'
                    yield Fault(where, says)
                if guard.check in (Check.FIELD_NOT_PAST, Check.FIELD_NOT_AHEAD):
                    if process.details[guard.of].kind not in _DATES:
                        yield Fault(where, f'The guard asks for a day, and the detail "{guard.of}" is none.')
                elif guard.check is not Check.FIELD_GIVEN:
                    yield from _values(process, guard.of, guard.values, (*where[:-1], "is"))
            if guard.only_if:
                yield from _values(process, guard.only_if, guard.only_if_is, (*where[:-1], "only_if_is"))
            elif guard.only_if_is:
                yield Fault((*where[:-1], "only_if_is"), '"only_if" is missing: say of which detail these are values.')
            if guard.check is Check.NOTHING_WAITS:
                if not guard.values:
                    yield Fault((*where[:-1], "is"), f'"is" is missing: say which steps look at "{guard.of}".')
                for name in guard.values:
                    if name not in comes:
                        yield Fault((*where[:-1], "is"), f'"{name}" looks at "{guard.of}", and can never come.')
            if guard.check is Check.EACH_ENDED and not process.clocks[guard.of].each:
                yield Fault(where, f'The clock "{guard.of}" does not run for each of something. Give it "each".')


def _values(process: Process, field: str, values: Collection[str], where: Where) -> Iterator[Fault]:
    """What a detail is compared with is something it can be."""
    detail = process.details[field]
    if not values:
        yield Fault(where, f'"{where[-1]}" is missing: say which values of "{field}" are meant.')
    known: Iterable[str] = detail.options
    if detail.kind in (FieldKind.YES_NO, FieldKind.YES_NO_UNKNOWN):
        known = ("yes", "no") if detail.kind is FieldKind.YES_NO else ("yes", "no", "unknown")
    for value in values:
        if known and value not in known:
            yield Fault(where, f'"{value}" is no value of "{field}". It can be: {", ".join(known)}.')


def _can_happen(process: Process) -> set[str]:
    """The moves and events that can ever come."""
    reached = _reachable(process)
    moves = {move.key for move in process.moves if move.opens or reached.intersection(move.from_states)}
    events = {event.key for event in process.happenings.values() if not event.during or reached & set(event.during)}
    return moves | events


def _asked_somewhere(process: Process) -> set[str]:
    steps = [*process.moves, *process.happenings.values()]
    return {name for step in steps for name in (*step.requires, *step.accepts)}


# ---- clocks


def _clocks(process: Process) -> Iterator[Fault]:
    comes = _can_happen(process)
    for number, clock in enumerate(process.clocks.values()):
        where = ("clock", number)
        for name in ("starts", "ends", "stops"):
            for event in getattr(clock, name):
                if event not in comes:
                    yield Fault((*where, name), f'The clock "{clock.key}" waits for "{event}", which can never come.')
        if clock.purpose is Purpose.DEADLINE and not clock.ends:
            yield Fault(where, f'Nothing ends the clock "{clock.key}": say with "ends" what has to be done in time.')
        yield from _length(process, clock, where)
        for name, field in (("from_field", clock.from_field), ("each", clock.each)):
            if field:
                yield from _brought(process, clock, name, field, where)


def _length(process: Process, clock: Clock, where: Where) -> Iterator[Fault]:
    if (
        clock.unit.has_a_count
        and clock.count < 1
        and not any(opening.changes == f"clock.{clock.key}.count" for opening in process.openings.values())
    ):
        yield Fault((*where, "count"), f'"count" must be 1 or more: how many {clock.unit.words} is "{clock.key}" long?')
    if clock.unit is Unit.DATE_GIVEN and not clock.from_field:
        yield Fault((*where, "from_field"), '"from_field" is missing: which detail gives the day?')
    if clock.not_before_start and not clock.before:
        yield Fault(where, "Only a clock that counts back can end before it began. Take not_before_start out.")
    if clock.before and (not clock.from_field or clock.unit not in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)):
        says = 'A clock that counts back needs "from_field", and calendar or working days.'
        yield Fault((*where, "before"), says)
    if clock.first_day_counts and clock.unit not in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.CALENDAR_MONTHS):
        yield Fault((*where, "first_day_counts"), "The first day counts only where days or months are counted.")
    if clock.pauses and (clock.before or not clock.unit.has_a_count):
        yield Fault((*where, "pause"), "A clock that counts back, or has no length, cannot stand still.")
    if not _TIME.fullmatch(clock.begins):
        yield Fault((*where, "begins"), '"begins" must be a time of day such as "08:30".')
    if any(type(warning) is not int or warning < 1 for warning in clock.warn):
        yield Fault((*where, "warn"), '"warn" is a list of whole days before the end, such as [7, 2].')


def _brought(process: Process, clock: Clock, name: str, field: str, where: Where) -> Iterator[Fault]:
    """The event that starts a clock brings what the clock needs of it."""
    if name == "from_field" and process.details[field].kind not in _DATES:
        yield Fault((*where, name), f'"{field}" is no date, so no clock can count from it.')
    ending = (*clock.ends, *clock.stops) if name == "each" else ()
    steps = [*process.moves, *process.happenings.values()]
    for key in dict.fromkeys((*clock.starts, *ending)):
        if key in process.move_keys and key in ending and key not in clock.starts:
            continue  # a move of the whole case ends them all
        if not all(field in step.requires for step in steps if step.key == key):
            yield Fault(
                (*where, name), f'The clock "{clock.key}" needs "{field}" of "{key}", which does not require it.'
            )


def _pauses(process: Process) -> Iterator[Fault]:
    for number, clock in enumerate(process.clocks.values()):
        for name, found in (("pause", clock.pauses), ("extension", clock.extensions)):
            keys = [reason.key for reason in found]
            for place, key in enumerate(keys):
                if key in keys[:place]:
                    yield Fault(("clock", number, name, place, "key"), f'"{key}" is used twice for this clock.')


# ---- who, whom and what


def _roles(process: Process) -> Iterator[Fault]:
    """Each role may do something, so that somebody has a reason to hold it."""
    used: set[str] = set()
    for step in (*process.moves, *process.happenings.values()):
        used.update(step.who)
    for section in process.sections.values():
        used.update(section.open_to)
    for number, role in enumerate(process.roles):
        if role not in used:
            says = (
                f'Nobody would hold the role "{role}": it may do nothing and see no section. Give it something to do.'
            )
            yield Fault(("role", number), says)


def _parties(process: Process) -> Iterator[Fault]:
    if not any(party.must_not_learn for party in process.parties.values()):
        says = "Somebody must always not learn that the record exists. Say who, with must_not_learn = true."
        yield Fault(("party", 0), says)


def _details(process: Process) -> Iterator[Fault]:
    asked = _asked_somewhere(process)
    for number, detail in enumerate(process.details.values()):
        where = ("detail", number)
        if (detail.kind in _CHOOSES) != bool(detail.options):
            yield Fault((*where, "options"), '"options" belong to a choice: give both, or neither.')
        if detail.parties and detail.kind is not FieldKind.PERSON:
            yield Fault((*where, "parties"), f'"{detail.key}" is no person, so it has no parties. Take them out.')
        if detail.required_if:
            yield from _values(process, detail.required_if, detail.required_if_is, (*where, "required_if_is"))
            if detail.required_if == detail.key:
                yield Fault((*where, "required_if"), "A detail cannot be required by itself.")
        elif detail.required_if_is:
            yield Fault((*where, "required_if_is"), '"required_if" is missing: say of which detail these are values.')
        if detail.key not in asked:
            yield Fault(where, f'No move or event takes the detail "{detail.key}". Name it in one, or take it out.')
    for number, section in enumerate(process.sections.values()):
        if not section.open_to and not section.never_shared:
            says = f'Nobody may see the section "{section.key}". Say who, with "open_to", or never_shared = true.'
            yield Fault(("section", number), says)
        if section.open_to and section.never_shared:
            says = f'"{section.key}" is open to somebody and never shared: it cannot be both. Take one of them out.'
            yield Fault(("section", number, "never_shared"), says)


# ---- thresholds and what is open to a locality


def _thresholds(process: Process) -> Iterator[Fault]:
    for number, threshold in enumerate(process.thresholds.values()):
        where = ("threshold", number)
        if threshold.key in _all_parts(process, threshold.key):
            yield Fault((*where, "parts"), f'The threshold "{threshold.key}" is part of itself.')
        if threshold.ever and threshold.method not in (*_ANSWERS, Method.EVENTS_IN_WINDOW):
            yield Fault((*where, "ever"), "Only a number, a yes or events in a window can be enough once they were so.")
        if threshold.reached and threshold.method is not Method.NUMBER_AT_LEAST:
            yield Fault((*where, "reached"), "Only a number can have a line of its own instrument.")
        elif threshold.reached and process.details[threshold.reached].kind is not FieldKind.YES_NO_UNKNOWN:
            says = f'"{threshold.reached}" must be answered yes, no or unknown to say whether a line is reached.'
            yield Fault((*where, "reached"), says)
        for field in (threshold.happened_on, threshold.reported_on):
            if field and process.details[field].kind not in _DATES:
                yield Fault(where, f'"{field}" is no date, so the threshold cannot count by it.')
        for place, left in enumerate(threshold.left_out):
            yield from _values(process, left.field, left.values, (*where, "leave_out", place, "is"))
        for event in (*threshold.events, *threshold.anchors):
            if event not in _can_happen(process):
                yield Fault(where, f'The threshold "{threshold.key}" counts "{event}", which can never come.')


def _all_parts(process: Process, key: str) -> set[str]:
    found: set[str] = set()
    waiting = list(process.thresholds[key].parts)
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += process.thresholds[part].parts
    return found


def _local(process: Process) -> Iterator[Fault]:
    changed: dict[str, list[int]] = defaultdict(list)
    for number, opening in enumerate(process.openings.values()):
        for says in limits_faults(process, opening):
            yield Fault(("local", number, "changes"), says)
        changed[opening.changes].append(number)
    for changes, numbers in changed.items():
        if len(numbers) > 1:
            yield Fault(("local", numbers[1], "changes"), f'"{changes}" is opened twice.')


def _shown(process: Process) -> Iterator[Fault]:
    """What is shown together can come about, and its events bring what it shows."""
    comes = _can_happen(process)
    steps = [*process.moves, *process.happenings.values()]
    for number, shown in enumerate(process.shown.values()):
        for event in (*shown.events, *shown.asks, *shown.answers, *shown.chases):
            if event not in comes:
                yield Fault(("shown", number), f'"{shown.key}" shows "{event}", which can never come.')
        for field, events in ((shown.each, (*shown.asks, *shown.answers, *shown.chases)), (shown.field, shown.events)):
            for step in steps if field else ():
                if step.key in events and field not in step.requires:
                    says = f'"{shown.key}" needs "{field}" of "{step.key}", which does not require it.'
                    yield Fault(("shown", number), says)
        if shown.field and process.details[shown.field].kind is not FieldKind.CHOICE:
            yield Fault(("shown", number, "field"), f'"{shown.field}" is no choice, so nothing says what is more.')
        if shown.clock and process.clocks[shown.clock].each != shown.each:
            says = f'The clock "{shown.clock}" does not run for each "{shown.each}".'
            yield Fault(("shown", number, "clock"), says)


# ---- meetings that hear cases


def _conferences(process: Process) -> Iterator[Fault]:
    """Each step of a conference takes what the meeting gives with it."""
    steps = [*process.moves, *process.happenings.values()]
    for number, conference in enumerate(process.conferences.values()):
        where = ("conference", number)
        if number:
            yield Fault(where, "Cases of one kind are heard by one sort of conference. Keep one of the two.")
        for name, fields in conference.takes:
            key = getattr(conference, name)
            for field in fields:
                detail = getattr(conference, field)
                if key and not all(detail in (*step.requires, *step.accepts) for step in steps if step.key == key):
                    yield Fault(
                        (*where, name), f'The conference gives "{detail}" with "{key}", which does not take it.'
                    )
        if missing := [each for each in ATTENDANCE if each not in process.details[conference.attendance].options]:
            says = f'"{conference.attendance}" must be a choice that can be: {", ".join(missing)}.'
            yield Fault((*where, "attendance"), says)
