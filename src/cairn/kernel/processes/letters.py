"""The text of a document of a case: what its template may hold, and how it is filled.

A template holds names in braces: ``{ref}``, ``{day}``, ``{kind}``, ``{detail.NAME}``, ``{working.THRESHOLD}``,
``{until.CLOCK}`` (its last day) and ``{each.EVENT.DETAIL}``. There is no language in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cairn.kernel.processes.documents import Document
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import Sensitivity

_NAME = re.compile(r"\{([a-z0-9_.]+)\}")
_PLAIN = ("ref", "day", "kind")
_APART = (Sensitivity.CONTACT, Sensitivity.ADDRESS, Sensitivity.LOCATION)


def names_in(text: str) -> Iterator[tuple[str, ...]]:
    """The names a template holds, each in its parts."""
    return (tuple(found.split(".")) for found in _NAME.findall(text))


def details_in(text: str) -> frozenset[str]:
    """The details a template shows."""
    return frozenset(parts[-1] for parts in names_in(text) if parts[0] in ("detail", "each"))


def template_faults(process: Process, document: Document, text: str) -> Iterator[str]:
    """What a template names that there is not, or that must not leave the case."""
    steps = {step.key: {*step.requires, *step.accepts} for step in (*process.moves, *process.happenings.values())}
    for parts in names_in(text):
        name = ".".join(parts)
        known = len(parts) == 1 and parts[0] in _PLAIN
        known = known or (len(parts) == 2 and parts[0] == "detail" and parts[1] in process.details)
        known = known or (len(parts) == 2 and parts[0] == "working" and parts[1] in process.thresholds)
        known = known or (len(parts) == 2 and parts[0] == "until" and parts[1] in process.clocks)
        known = known or (len(parts) == 3 and parts[0] == "each" and parts[2] in steps.get(parts[1], ()))
        if not known:
            yield f"{{{name}}} is nothing a template can hold."
    for name in sorted(details_in(text)):
        detail = process.details.get(name)
        if detail is not None and (detail.apart or detail.sensitivity in _APART or name in document.never_holds):
            yield f'"{name}" never leaves the case in "{document.key}".'


def filled(text: str, say: Callable[[tuple[str, ...]], str]) -> str:
    """The text with each name replaced; what is put in is not read again."""
    return _NAME.sub(lambda found: say(tuple(found[1].split("."))), text)
