"""Details of events between their typed values and what a JSON column keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import FieldKind


def kept(details: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: days and moments as ISO 8601."""
    return {name: _kept(value) for name, value in details.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def read_back(process: Process, details: Mapping[str, Any]) -> dict[str, Any]:
    """As the process works with them; a detail the process does not know stays as it is kept."""
    return {name: _read_back(process, name, value) for name, value in details.items()}


def _read_back(process: Process, name: str, value: Any) -> Any:
    detail = process.details.get(name)
    if detail is None or not isinstance(value, str):
        return value
    if detail.kind is FieldKind.DATE and value:
        return date.fromisoformat(value)
    if detail.kind is FieldKind.MOMENT and value:
        return datetime.fromisoformat(value)
    return value
