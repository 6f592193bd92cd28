"""Reads one process file: its form, its names, and then whether the process is sound.

A file with problems makes no process. Every problem says its line and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cairn.kernel.processes.building import build
from cairn.kernel.processes.process import BUILT_IN, Process
from cairn.kernel.processes.process_form import FORMAT, INNER, LISTS, NAMED, NEEDED_LISTS, OF_CHECK, OF_METHOD, TOP
from cairn.kernel.processes.shown import OF_SORT, Sort
from cairn.kernel.processes.soundness import faults_of
from cairn.kernel.processes.terms import Check, Method
from cairn.kernel.processes.words_of_days import in_words
from cairn.kernel.so_many import so_many
from cairn.kernel.toml_lines import Path, Problem
from cairn.kernel.written_file import Row, Rows, WrittenFile, keys_of

_INNER_OF = {
    outer: tuple(inner for first, inner in INNER if first == outer)
    for outer in dict.fromkeys(first for first, _ in INNER)
}


@dataclass
class ProcessFile(WrittenFile):
    """A process as it was written, what must be put right, and the process where nothing must."""

    process: Process | None = None

    def summary(self) -> str:
        """What the file holds, in a sentence."""
        if self.process is None:
            return "No process."
        held = (
            (self.process.states, "state"), (self.process.moves, "move"), (self.process.clocks, "clock"),
            (self.process.thresholds, "threshold"),
        )  # fmt: skip
        said = ", ".join(so_many(len(what), one) for what, one in held)
        return f"{self.process.title}, from {in_words(self.process.valid_from)}: {said}."

    def inside(self, outer: str, inner: str) -> Rows:
        """The tables of a list inside another, each with its path."""
        return [
            ((*path, inner, place), row)
            for path, table in self.top(outer)
            for place, row in enumerate(table.get(inner, []))
        ]

    def everywhere(self) -> Iterator[tuple[str, Path, Row]]:
        """Every table with the name of its list, such as clock or clock.pause."""
        for name in LISTS:
            yield from ((name, path, row) for path, row in self.top(name))
        for outer, inner in INNER:
            yield from ((f"{outer}.{inner}", path, row) for path, row in self.inside(outer, inner))


def read_process(text: str) -> ProcessFile:
    """Read and judge one process file.

    Args:
        text: the whole file.
    """
    file = ProcessFile.read(text, _check_form)
    if file.problems:
        return file
    file.problems.extend(sorted(_check_names(file), key=lambda problem: problem.line))
    if file.problems:
        return file
    process = build(file.values)
    faults = [Problem(file.line(*fault.where), fault.says) for fault in faults_of(process)]
    file.problems.extend(sorted(faults, key=lambda problem: problem.line))
    if not faults:
        file.process = process
    return file


# ---- the form


def _check_form(file: ProcessFile) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(file.check_lists(_lists_of(file)))
    yield from shape
    if shape:
        return
    yield from file.check_fields(file.values, TOP, (), LISTS)
    for name in NEEDED_LISTS:
        if not file.top(name):
            yield Problem(1, f"The file holds no [[{name}]].")
    for name, fields in LISTS.items():
        for path, row in file.top(name):
            yield from file.check_fields(row, fields, path, _INNER_OF.get(name, ()))
        if name != "move":
            yield from file.check_unique("key", name, file.top(name))
    for (outer, inner), fields in INNER.items():
        for path, row in file.inside(outer, inner):
            yield from file.check_fields(row, fields, path)
    first, until = file.values.get("valid_from"), file.values.get("valid_until")
    if first and until and type(first) is type(until) and until < first:
        yield Problem(file.line("valid_until"), '"valid_until" is before "valid_from".')


def _lists_of(file: ProcessFile) -> Iterator[tuple[Path, object]]:
    for name in LISTS:
        found = file.values.get(name, [])
        yield (name,), found
        for inner in _INNER_OF.get(name, ()):
            for number, row in enumerate(found if isinstance(found, list) else []):
                if isinstance(row, dict):
                    yield (name, number, inner), row.get(inner, [])


# ---- the names


def _check_names(file: ProcessFile) -> Iterator[Problem]:
    """Whatever one table names stands in another."""
    known = {name: keys_of(file.top(name), "key") for name in LISTS}
    known["event or move"] = known["event"] | known["move"]
    for name in sorted((known["event"] & known["move"]) | (known["event or move"] & set(BUILT_IN))):
        rows = [path for path, row in file.top("event") + file.top("move") if row["key"] == name]
        says = f'"{name}" cannot be the name of an event: it is a move, or a word the engine keeps. Choose another.'
        yield Problem(file.line(*rows[0], "key"), says)
    yield from file.check_known((), file.values, "lead_role", known["role"], "role")
    for where, path, row in file.everywhere():
        for name, what in NAMED.get(where, {}).items():
            yield from file.check_known(path, row, name, known[what], what)
        if where in ("event.guard", "move.guard"):
            what = OF_CHECK[Check(row["check"])]
            yield from file.check_known(path, row, "of", known[what], what)
        if where == "threshold":
            yield from _check_method(file, path, row)
        if where == "shown":
            for name in OF_SORT[Sort(row["sort"])]:
                if row.get(name) in (None, "", []):
                    says = f'"{name}" is missing: what is shown as {row["sort"]} needs it.'
                    yield Problem(file.line(*path, name), says)


def _check_method(file: ProcessFile, path: Path, row: Row) -> Iterator[Problem]:
    method = Method(row["method"])
    for name in OF_METHOD[method]:
        if row.get(name) in (None, "", []):
            yield Problem(file.line(*path, name), f'"{name}" is missing: a threshold by {method} needs it.')
