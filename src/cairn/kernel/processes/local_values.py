"""What a locality may set for itself: only what the process opens, and within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cairn.kernel.processes.process import Opening, Process
from cairn.kernel.processes.terms import Unit

# What may be opened: the fields of a clock or a threshold that are values and not structure.
_OPEN = {
    "clock": ("count", "unit", "extend_by"),
    "threshold": ("least", "months", "report_months", "apply_months", "on"),
}
_TABLES = {"clock": "clocks", "threshold": "thresholds"}


class NotOpen(ValueError):
    """Local values a process does not allow; ``sentences`` has each reason."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def with_local(process: Process, values: Mapping[str, Any]) -> Process:
    """The process as one locality runs it.

    Args:
        values: the key of what the process opens to the locality's value.

    Raises:
        NotOpen: for a key the process does not open, or a value outside its limits.
    """
    sentences = [says for key, value in values.items() for says in _refusals(process, key, value)]
    if sentences:
        raise NotOpen(sentences)
    tables = {name: dict(getattr(process, name)) for name in _TABLES.values()}
    for key, value in values.items():
        table, row, field = process.openings[key].target
        rows = tables[_TABLES[table]]
        rows[row] = replace(rows[row], **{field: Unit(value) if field == "unit" else value})
    return replace(process, **tables, local=dict(values))


def faults_of(process: Process, values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with local values, by key, in sentences that name what each sets; empty where all are allowed.

    Args:
        values: the key of what the process opens to the locality's value.
    """
    found = {}
    for key, value in values.items():
        opening = process.openings.get(key)
        if opening is None:
            found[key] = next(_refusals(process, key, value))
        elif (says := _outside(opening, value)) is not None:
            found[key] = f"{opening.title}: the value {says}." if type(value) is not int else f"{opening.title} {says}."
    return found


def together_faults(process: Process, values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with local values beside one another, by key: where all are off of which one must stay on."""

    def is_on(key: str) -> bool:
        return values.get(key, own_value(process, key)) is True

    found = {}
    for key, opening in process.openings.items():
        if key in values and opening.not_without and not any(map(is_on, (key, *opening.not_without))):
            others = " or ".join(f"“{process.openings[other].title}”" for other in opening.not_without)
            found[key] = f"{opening.title}: the value cannot be no unless {others} is yes."
    return found


def fitting(process: Process, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those local values that a version of the process allows: what it does not open any more is as it says itself.

    Args:
        values: all that a locality set, for some are judged beside others.
    """
    wrong = faults_of(process, values)
    fits = {key: value for key, value in values.items() if key not in wrong}
    together = together_faults(process, fits)
    return {key: value for key, value in fits.items() if key not in together}


def own_value(process: Process, key: str) -> Any:
    """The value that comes with a process, of something it opens.

    Args:
        process: without local values.
    """
    table, row, field = process.openings[key].target
    value = getattr(getattr(process, _TABLES[table])[row], field)
    return value.value if isinstance(value, Unit) else value


def basis_of(process: Process, key: str) -> tuple[str, ...]:
    """The names of what a value that the process opens rests on."""
    table, row, _ = process.openings[key].target
    return getattr(process, _TABLES[table])[row].basis


def _refusals(process: Process, key: str, value: Any) -> Iterator[str]:
    if key not in process.openings:
        known = ", ".join(process.openings) or "nothing"
        yield f'"{key}" is not open to a locality. What is open: {known}.'
        return
    if (says := _outside(process.openings[key], value)) is not None:
        yield f'"{key}" {says}.'


def limits_faults(process: Process, opening: Opening) -> Iterator[str]:
    """What is wrong with one opening of a process."""
    parts = opening.changes.split(".")
    if len(parts) != 3 or parts[0] not in _OPEN or parts[2] not in _OPEN[parts[0]]:
        known = ", ".join(f"{table}.NAME.{field}" for table, fields in _OPEN.items() for field in fields)
        yield f'"changes" must be one of {known}.'
        return
    table, key, field = opening.target
    if key not in (rows := getattr(process, _TABLES[table])):
        yield f'There is no {table} "{key}" to open.'
        return
    if opening.not_without and (field != "on" or opening.key in opening.not_without):
        yield "Only what is on or off can be kept on by others: take not_without out, or name others."
    elif any(not process.openings[other].changes.endswith(".on") for other in opening.not_without):
        yield "Only by what is on or off can it be kept on."
    if field in ("unit", "on"):
        yield from _choices(opening, field)
    elif opening.lowest is None or opening.highest is None:
        yield 'Give the limits of a number: "lowest" and "highest".'
    elif opening.lowest > opening.highest:
        yield '"lowest" is above "highest".'
    elif (says := _outside(opening, getattr(rows[key], field))) is not None:
        yield f'The value that comes with the process breaks the limits of "{opening.key}": it {says}.'


def _choices(opening: Opening, field: str) -> Iterator[str]:
    known = [unit.value for unit in Unit if unit.has_a_count] if field == "unit" else []
    if opening.lowest is not None or opening.highest is not None:
        yield f'"{opening.changes}" is no number: it has no lowest and highest.'
    if field == "unit" and (not opening.choices or not set(opening.choices) <= set(known)):
        yield f'Give the "choices" of a unit, out of {", ".join(known)}.'


def _outside(opening: Opening, value: Any) -> str | None:
    """What is wrong with a value, as the end of a sentence."""
    field = opening.target[2]
    if field == "on":
        return None if isinstance(value, bool) else "must be true or false"
    if field == "unit":
        return None if value in opening.choices else f"must be one of {', '.join(opening.choices)}"
    if type(value) is not int:
        return "must be a whole number"
    if not opening.lowest <= value <= opening.highest:
        return f"is {value}; it must be from {opening.lowest} to {opening.highest}"
    return None
