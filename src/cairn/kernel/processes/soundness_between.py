"""Whether what a process says of its cases with others can work: repeats, flags on files, and transfers."""

from __future__ import annotations

from collections.abc import Iterator

from cairn.kernel.processes.process import Process
from cairn.kernel.processes.rules_between import FlagRule, RepeatRule, TransferRule
from cairn.kernel.processes.soundness_faults import Fault, Where
from cairn.kernel.processes.terms import FieldKind, Purpose, Sensitivity, Unit

_REACHES = (Sensitivity.CONTACT, Sensitivity.ADDRESS)


def faults_between(process: Process) -> Iterator[Fault]:
    """Everything that makes one of these rules unsound."""
    for name, rules in (("repeat", process.repeats), ("flag", process.flags), ("transfer", process.transfers)):
        if len(rules) > 1:
            yield Fault((name, 1), f"A process has one [[{name}]] at most.")
        for number, rule in enumerate(rules.values()):
            yield from _window(process, rule.window, (name, number, "window"))
    for number, repeat in enumerate(process.repeats.values()):
        yield from _repeat(process, repeat, ("repeat", number))
    for number, flag in enumerate(process.flags.values()):
        yield from _flag(process, flag, ("flag", number))
    for number, transfer in enumerate(process.transfers.values()):
        yield from _transfer(process, transfer, ("transfer", number))


def _window(process: Process, key: str, where: Where) -> Iterator[Fault]:
    clock = process.clocks[key]
    if clock.purpose is not Purpose.WINDOW or clock.unit is not Unit.CALENDAR_MONTHS or not clock.restarts:
        says = f'The clock "{key}" must be a window of calendar months that restarts: each referral begins it again.'
        yield Fault(where, says)


def _repeat(process: Process, rule: RepeatRule, where: Where) -> Iterator[Fault]:
    yield from _asks(process, rule.records, {rule.confirms, rule.last_on}, (*where, "records"))
    yield from _asks(process, rule.restarts, {rule.again_on}, (*where, "restarts"))
    kinds = {rule.confirms: FieldKind.YES_NO, rule.last_on: FieldKind.DATE, rule.again_on: FieldKind.DATE}
    for name, kind in kinds.items():
        detail = process.details[name]
        if detail.kind is not kind:
            yield Fault(where, f'"{name}" must be of the kind {kind.value}.')
        if process.sections[detail.section].open_to != (process.lead_role,):
            says = f'"{name}" tells that there is another case, so its section is open to "{process.lead_role}" alone.'
            yield Fault(where, says)
    if process.lead_role not in process.happenings[rule.records].who:
        says = f'"{rule.records}" is confirmed by "{process.lead_role}". Give it to that role.'
        yield Fault((*where, "records"), says)
    if rule.restarts not in process.clocks[rule.window].starts:
        yield Fault((*where, "restarts"), f'The clock "{rule.window}" does not begin with "{rule.restarts}".')
    yield from _tells(process, rule, where)


def _tells(process: Process, rule: RepeatRule, where: Where) -> Iterator[Fault]:
    """What is told to whoever has the later case is a yes or no, and nothing of the other case."""
    if bool(rule.tells) != bool(rule.told):
        yield Fault((*where, "tells"), '"tells" and "told" go together: an event, and its detail.')
    elif rule.tells:
        yield from _asks(process, rule.tells, {rule.told}, (*where, "tells"))
        if process.details[rule.told].kind not in (FieldKind.YES_NO, FieldKind.YES_NO_UNKNOWN):
            yield Fault((*where, "told"), f'"{rule.told}" must be of the kind yes_no or yes_no_unknown.')
        if process.lead_role not in process.happenings[rule.tells].who:
            yield Fault((*where, "tells"), f'"{rule.tells}" is taken by "{process.lead_role}". Give it to that role.')


def _flag(process: Process, rule: FlagRule, where: Where) -> Iterator[Fault]:
    moves = [move for move in process.moves if move.key == rule.off]
    if any(move.requires or move.reason for move in moves):
        yield Fault(
            (*where, "off"), f'"{rule.off}" is taken by itself, so it can neither require anything nor a reason.'
        )


def _transfer(process: Process, rule: TransferRule, where: Where) -> Iterator[Fault]:
    yield from _asks(process, rule.sends, {rule.confirmed_on}, (*where, "sends"))
    yield from _asks(process, rule.records, {rule.last_on}, (*where, "records"))
    for name in (rule.confirmed_on, rule.last_on):
        if process.details[name].kind is not FieldKind.DATE:
            yield Fault(where, f'"{name}" must be of the kind date.')
    moves = [move for move in process.moves if move.key == rule.sends]
    if any(move.reason for move in moves):
        yield Fault((*where, "sends"), f'"{rule.sends}" is taken once it was received, and gives no reason.')
    told = {name for move in moves for name in (*move.requires, *move.accepts)}
    for name in sorted(told):
        if not process.sections[process.details[name].section].never_shared:
            yield Fault((*where, "sends"), f'"{name}" tells where the case went, so its section is never_shared.')
    if not any(move.key == rule.opens and move.opens for move in process.moves):
        yield Fault((*where, "opens"), f'"{rule.opens}" opens no case.')
    for key in rule.sections:
        if process.sections[key].never_shared:
            yield Fault((*where, "sections"), f'"{key}" is never shared, so it does not go with a transfer.')
        if any(each.section == key and each.sensitivity in _REACHES for each in process.details.values()):
            says = f'"{key}" holds how people are reached, which goes with a transfer by its own rule alone.'
            yield Fault((*where, "sections"), says)


def _asks(process: Process, step: str, names: set[str], where: Where) -> Iterator[Fault]:
    """Every step of a name requires exactly these details, so that it can be taken by itself."""
    steps = [*process.moves, *process.happenings.values()]
    if not all(set(each.requires) == names for each in steps if each.key == step):
        yield Fault(where, f'"{step}" must require {" and ".join(sorted(names))}, and nothing else.')
