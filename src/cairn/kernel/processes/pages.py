"""A process as a page: a diagram, its moves, its clocks with their law, and who may do what. Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cairn.kernel.processes.detail_values import written
from cairn.kernel.processes.examples_file import MIDDAY, ExamplesFile, Step
from cairn.kernel.processes.process import Clock, Happening, Move, Process, Threshold
from cairn.kernel.processes.terms import Check, Method, Purpose
from cairn.kernel.processes.words_of_days import in_words

_NUMBERS = {
    "least": "at least", "out_of": "out of", "months": "months", "report_months": "months to report",
    "apply_months": "months to apply",
}  # fmt: skip
_ONCE_ENOUGH = {Method.EVENTS_IN_WINDOW: "any such months since the first of these are enough"}
_ASKS = {
    Check.FIELD_GIVEN: "{of} is given", Check.FIELD_IS: "{of} is {values}", Check.FIELD_IS_NOT: "{of} is not {values}",
    Check.FIELD_NOT_PAST: "{of} is not in the past", Check.FIELD_NOT_AHEAD: "{of} does not lie ahead",
    Check.EVENT_HAPPENED: "{of} has happened", Check.EVENT_NOT_HAPPENED: "{of} has not happened",
    Check.FIELD_NEVER_WAS: "{of} never was {values}", Check.ANOTHER_AGENCY: "another agency than did {of}",
    Check.THRESHOLD_MET: "{of} is met", Check.THRESHOLD_NOT_MET: "{of} is not met",
    Check.NOTHING_WAITS: "each {of} is followed by {values}", Check.EACH_ENDED: "each {of} has ended",
    Check.SOMEBODY_ELSE: "somebody else than did {of}",
    Check.NOT_BEFORE: "{of} has run out", Check.STILL_RUNS: "{of} still runs",
}  # fmt: skip


def page(process: Process) -> str:
    """The whole page of one version."""
    until = f" until {in_words(process.valid_until)}" if process.valid_until else ""
    parts = [
        [f"# {process.title}", "", process.about],
        [f"- Valid for cases opened from {in_words(process.valid_from)}{until}.", f"- A case is {process.case_is}",
         f"- Who leads: {process.lead}"],
        ["## Diagram", "", "```mermaid", *diagram(process), "```"],
        ["## Who takes part", "", *_table(("Role", "Name", "Held by"), _roles(process))],
        ["## People in a case", "",
         *_table(("Person", "Means", "Must not learn of it", "Found by a search of"), _parties(process))],
        ["## Moves", "", *_table(("Move", "From", "To", "Who", "Needs", "May take", "Guards"), _moves(process))],
        ["## What else is written down", "",
         *_table(("Event", "Name", "Who", "Needs", "May take", "Guards"), _events(process))],
        ["## Who may do what", "", *_matrix(process)],
        ["## Clocks", "", *_table(("Clock", "Length", "Begins with", "Ended by", "Stands still for", "Rests on"),
                                  _clocks(process))],
        ["## Thresholds", "", *_table(("Threshold", "How", "Rests on"), _thresholds(process))],
        ["## With other cases, files and areas", "",
         *_table(("Rule", "What the engine does", "Rests on"), _between(process))],
        ["## What a locality may set", "", *_table(("Name", "Now", "Limits", "Why"), _openings(process))],
        ["## Sections and what is shared", "", *_table(("Section", "Holds", "Open to"), _sections(process))],
        ["## Details", "", *_table(("Detail", "Kind", "Section", "Sensitivity", "Kept"), _details(process))],
        ["## What its page shows together", "", *_table(("Part", "How", "Of", "To whom"), _shown(process))],
        ["## Counts that are required", "", *_table(("Count", "What", "Rests on"), _counts(process))],
        ["## Figures of practice", "", *_table(("Figure", "Value", "Rests on"), _figures(process))],
        ["## Meetings that hear it", "", *_table(("Name", "Steps it takes", "Heard first"), _conferences(process))],
        ["## What it rests on", "", *_table(("Name", "Source", "Says", "How sure"), _basis(process))],
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def diagram(process: Process) -> Iterator[str]:
    """The lines of a Mermaid state diagram; moves between the same two states share an arrow."""
    yield "stateDiagram-v2"
    for state in process.states.values():
        yield f'    state "{state.title}" as {state.key}'
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in process.moves:
        for state in move.from_states or ("[*]",):
            arrows.setdefault((state, move.to), []).append(move.key)
    for (first, last), moves in arrows.items():
        yield f"    {first} --> {last}: {', '.join(moves)}"
    yield from (f"    {state.key} --> [*]" for state in process.states.values() if state.ends)


def examples_part(file: ExamplesFile) -> str:
    """The examples of a kind, as the last part of its page."""
    lines = ["## Examples", "", "Each runs as a test."]
    for example in file.examples():
        lines += ["", f"### {example.name}", ""]
        lines += [f"- Here {key} is {_value(value)}." for key, value in example.local.items()]
        lines += [f"- {_happened(step)}" for step in example.steps]
        lines += [f"- **{_when(each.asked['at'])}:** {_expected(each.asked)}." for each in example.expectations]
    return "\n".join(lines) + "\n"


def _happened(step: Step) -> str:
    event = step.event
    details = ", ".join(f"{name} {_given(value)}" for name, value in event.details.items())
    told = [f"{_when(event.at)}: `{event.name}` by {event.role or 'nobody'}"]
    told += [details] if details else []
    told += [f"“{event.reason}”"] if event.reason else []
    if step.refused is not None:
        told.append(f"refused: {', '.join(step.refused) or 'for any reason'}")
    return "; ".join(told)


def _expected(asked: Mapping[str, Any]) -> str:
    told = [f"state {asked['state']}"] if asked.get("state") else []
    for table in ("due", "status", "thresholds", "counted", "allowed"):
        told += [f"{table} {name} {_given(value)}" for name, value in (asked.get(table) or {}).items()]
    return "; ".join(told)


def _when(at: date | datetime) -> str:
    """Midday stands for a day whose time nobody gave."""
    if isinstance(at, datetime) and at.timetz() == MIDDAY:
        return in_words(at.date())
    return in_words(at)


def _given(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return in_words(value) if isinstance(value, date) else written(value)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    found = list(rows)
    if not found:
        yield "None."
        return
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in found:
        yield f"| {' | '.join(cell.replace('|', '/') or '-' for cell in row)} |"


def _roles(process: Process) -> Iterator[Sequence[str]]:
    return ((f"`{role.key}`", role.title, role.held_by) for role in process.roles.values())


def _parties(process: Process) -> Iterator[Sequence[str]]:
    for each in process.parties.values():
        yield each.title, each.means, "yes" if each.must_not_learn else "", _words(each.found_by)


def _moves(process: Process) -> Iterator[Sequence[str]]:
    for move in process.moves:
        needs = (*move.requires, *(("a reason",) if move.reason else ()))
        yield (
            f"`{move.key}`<br>{move.title}", _words(move.from_states) or "nothing: it opens a case", move.to,
            _words(move.who), _words(needs), _words(move.accepts), "; ".join(_guards(move)),
        )  # fmt: skip


def _guards(step: Move | Happening) -> Iterator[str]:
    for guard in step.guards:
        told = _ASKS[guard.check].format(of=guard.of, values=" or ".join(guard.values))
        told += f", of the same {' and '.join(guard.same)}" if guard.same else ""
        told += f", where {guard.only_if} is {' or '.join(guard.only_if_is)}" if guard.only_if else ""
        yield f"{told}, unless {guard.unless}" if guard.unless else told


def _events(process: Process) -> Iterator[Sequence[str]]:
    for event in process.happenings.values():
        needs = (*event.requires, *(("a reason",) if event.reason else ()))
        yield (
            f"`{event.key}`",
            event.title,
            _words(event.who),
            _words(needs),
            _words(event.accepts),
            "; ".join(_guards(event)),
        )


def _matrix(process: Process) -> Iterator[str]:
    steps = [*dict.fromkeys(move.key for move in process.moves), *process.happenings]
    may: dict[str, set[str]] = {}
    for step in (*process.moves, *process.happenings.values()):
        may.setdefault(step.key, set()).update(step.who)
    rows = ((f"`{key}`", *("yes" if role in may[key] else "" for role in process.roles)) for key in steps)
    return _table(("Step", *process.roles), rows)


def _clocks(process: Process) -> Iterator[Sequence[str]]:
    for clock in process.clocks.values():
        yield (
            f"`{clock.key}`<br>{clock.title}", _length(clock), _words(clock.starts), _words(clock.ends),
            _words(pause.key for pause in clock.pauses), _sources(process, clock.basis),
        )  # fmt: skip


def _length(clock: Clock) -> str:
    told = [clock.length]
    told += [f"counted from {clock.from_field}"] if clock.from_field else []
    told += [f"one for each {clock.each}"] if clock.each else []
    told += ["the first day counts"] if clock.first_day_counts else []
    told += ["begins again with each"] if clock.restarts else []
    told += ["what applies until then"] if clock.purpose is Purpose.WINDOW else []
    return "; ".join(told)


def _thresholds(process: Process) -> Iterator[Sequence[str]]:
    for threshold in process.thresholds.values():
        yield f"`{threshold.key}`<br>{threshold.title}", _rule(threshold), _sources(process, threshold.basis)


def _rule(threshold: Threshold) -> str:
    if threshold.method in (Method.ANY_OF, Method.ALL_OF):
        return f"{threshold.method.replace('_', ' ')}: {_words(threshold.parts)}"
    numbers = [f"{words} {number}" for name, words in _NUMBERS.items() if (number := getattr(threshold, name))]
    told = [threshold.method.replace("_", " "), *numbers]
    told += [f"{words} {_words(found)}" for words, found in _read_by(threshold) if found]
    told += [_ONCE_ENOUGH.get(threshold.method, "any answer is enough, not the newest alone")] if threshold.ever else []
    told += [
        f"leaves out {left.field} {' or '.join((*left.values, *(['not answered'] if left.unanswered else [])))}"
        for left in threshold.left_out
    ]
    return "; ".join([*told, *(["not used unless opened"] if not threshold.on else [])])


def _read_by(threshold: Threshold) -> Iterator[tuple[str, Sequence[str]]]:
    """What a threshold reads, by the names of the process."""
    yield "of", threshold.events
    yield "up to" if threshold.method is Method.EVENTS_IN_WINDOW else "by", threshold.anchors
    for words, name in (
        ("reads", threshold.field), ("dated by", threshold.happened_on), ("and by", threshold.reported_on),
        ("once for each", threshold.distinct_by), ("with the same", threshold.same),
        ("or the line of its own by", threshold.reached),
    ):  # fmt: skip
        yield words, (name,) if name else ()


def _between(process: Process) -> Iterator[Sequence[str]]:
    for rule in process.repeats.values():
        does = f"While `{rule.window}` runs, a case with the same {_words(rule.parties)} is proposed as a repeat"
        yield (
            rule.title,
            f"{does}; confirmed by `{rule.records}`, it begins again with `{rule.restarts}`",
            _words(rule.basis),
        )
    for rule in process.flags.values():
        does = f"After {_words(rule.asks)}, agencies mark their files; when `{rule.window}` has run out, `{rule.off}`"
        yield rule.title, does, _words(rule.basis)
    for rule in process.transfers.values():
        does = f"`{rule.opens}` there, with {_words(rule.sections)}; `{rule.sends}` here once it was received"
        yield rule.title, does, _words(rule.basis)


def _openings(process: Process) -> Iterator[Sequence[str]]:
    for opening in process.openings.values():
        table, key, field = opening.target
        rows = process.clocks if table == "clock" else process.thresholds
        limits = " or ".join(opening.choices) or (
            "on or off" if opening.lowest is None else f"{opening.lowest} to {opening.highest}"
        )
        yield f"`{opening.key}`<br>{opening.title}", _value(getattr(rows[key], field)), limits, opening.why


def _value(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _sections(process: Process) -> Iterator[Sequence[str]]:
    for section in process.sections.values():
        yield section.title, section.holds, "never shared" if section.never_shared else _words(section.open_to)


def _details(process: Process) -> Iterator[Sequence[str]]:
    for detail in process.details.values():
        kind = f"{detail.kind}: {', '.join(detail.options)}" if detail.options else detail.kind.value
        sensitivity = f"{detail.sensitivity.value}, kept apart" if detail.apart else detail.sensitivity.value
        yield f"`{detail.key}`<br>{detail.title}", kind, detail.section, sensitivity, detail.retention


def _shown(process: Process) -> Iterator[Sequence[str]]:
    for shown in process.shown.values():
        of = (*shown.events, *shown.asks, *shown.chases, *shown.answers, shown.threshold, shown.party)
        yield shown.title, shown.sort.value, _words(name for name in of if name), f"whoever reads {shown.section}"


def _counts(process: Process) -> Iterator[Sequence[str]]:
    for count in process.counts.values():
        exact = ", exact" if count.exact else ""
        yield count.title, f"{count.counts} with {_words(count.events)}{exact}", _sources(process, count.basis)


def _figures(process: Process) -> Iterator[Sequence[str]]:
    for number in process.numbers.values():
        yield f"`{number.key}`<br>{number.title}", f"{number.value} {number.unit}", _sources(process, number.basis)


def _basis(process: Process) -> Iterator[Sequence[str]]:
    for basis in process.basis.values():
        named = f"{basis.title}, {basis.section}" if basis.section else basis.title
        source = f"[{named}]({basis.address})" if basis.address else named
        yield f"`{basis.key}`", source, basis.says, basis.confidence.value


def _sources(process: Process, keys: Iterable[str]) -> str:
    found = (process.basis[key] for key in keys)
    return "; ".join(
        f"{basis.title}{', ' + basis.section if basis.section else ''} ({basis.confidence})" for basis in found
    )


def _words(names: Iterable[str]) -> str:
    return ", ".join(names)


def _conferences(process: Process) -> Iterator[Sequence[str]]:
    for each in process.conferences.values():
        steps = [key for name, _ in each.takes if (key := getattr(each, name))]
        yield each.title, _words(steps), _words(each.first)
