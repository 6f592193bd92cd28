"""Makes a process out of the tables of its file; the file has been checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from cairn.kernel.processes import process as built
from cairn.kernel.processes import rules_between as rules
from cairn.kernel.processes.conference import Conference
from cairn.kernel.processes.documents import Document
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.shown import Shown, Sort
from cairn.kernel.processes.terms import Check, Confidence, Counted, FieldKind, Method, Purpose, Sensitivity, Unit

Thing = TypeVar("Thing")
# Where a writer's word is a word of Python, or stands for a list of tables.
_RENAMED = {
    "from": "from_states", "is": "values", "guard": "guards", "pause": "pauses", "extension": "extensions",
    "leave_out": "left_out",
}  # fmt: skip
_INNER: dict[str, type] = {
    "guards": built.Guard, "pauses": built.Pause, "extensions": built.Extension, "left_out": built.LeftOut,
}  # fmt: skip
_ENUMS: dict[tuple[type, str], Callable[[str], Any]] = {
    (built.Basis, "confidence"): Confidence, (built.Detail, "kind"): FieldKind,
    (built.Detail, "sensitivity"): Sensitivity, (built.Guard, "check"): Check, (built.Clock, "purpose"): Purpose,
    (built.Clock, "unit"): Unit, (built.Threshold, "method"): Method, (built.CountRequired, "counts"): Counted,
    (Document, "sensitivity"): Sensitivity, (Shown, "sort"): Sort,
}  # fmt: skip


def build(values: Mapping[str, Any]) -> Process:
    """The process that checked values describe."""

    def keyed(kind: type[Thing], name: str) -> dict[str, Thing]:
        return {row["key"]: _make(kind, row) for row in values.get(name, [])}

    return Process(
        kind=values["kind"], title=values["title"], about=values["about"], case_is=values["case_is"],
        lead=values["lead"], lead_role=values["lead_role"], valid_from=values["valid_from"],
        valid_until=values.get("valid_until"),
        basis=keyed(built.Basis, "basis"), roles=keyed(built.Role, "role"), parties=keyed(built.Party, "party"),
        sections=keyed(built.Section, "section"), details=keyed(built.Detail, "detail"),
        states=keyed(built.State, "state"), happenings=keyed(built.Happening, "event"),
        moves=tuple(_make(built.Move, row) for row in values["move"]), clocks=keyed(built.Clock, "clock"),
        thresholds=keyed(built.Threshold, "threshold"), openings=keyed(built.Opening, "local"),
        counts=keyed(built.CountRequired, "count"),
        numbers=keyed(built.Number, "number"), forms=keyed(built.Form, "form"),
        documents=keyed(Document, "document"), repeats=keyed(rules.RepeatRule, "repeat"),
        flags=keyed(rules.FlagRule, "flag"), transfers=keyed(rules.TransferRule, "transfer"),
        shown=keyed(Shown, "shown"),
        conferences=keyed(Conference, "conference"),
    )  # fmt: skip


def _make(kind: type[Thing], row: Mapping[str, Any]) -> Thing:
    return kind(**{name: _value(kind, name, value) for name, value in _given(row)})


def _given(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """To leave a field out and to leave it empty are the same."""
    return ((_RENAMED.get(name, name), value) for name, value in row.items() if value not in ("", []))


def _value(kind: type, name: str, value: Any) -> Any:
    if name in _INNER:
        return tuple(_make(_INNER[name], row) for row in value)
    if (kind, name) in _ENUMS:
        return _ENUMS[kind, name](value)
    return tuple(value) if isinstance(value, list) else value
