"""Bring rows in line with a file: add what is new, change what differs, leave the rest alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from cairn.foundation.audit.guarded import Guarded

Row = TypeVar("Row", bound=Guarded)


def bring_in_line(model: type[Row], *, find: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[Row, bool]:
    """Find a row by its key and make its fields what they should be; inside a command.

    Returns:
        The row, and True when it was added or changed (and therefore recorded).
    """
    row = model.objects.filter(**find).first() or model(**find)
    differs = row._state.adding or any(getattr(row, name) != value for name, value in fields.items())
    if differs:
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return row, differs


def bring_list_in_line(model: type[Row], *, within: Mapping[str, Any], wanted: list[Mapping[str, Any]]) -> bool:
    """Make the join rows of one parent exactly those wanted; inside a command.

    Args:
        model: a deletable join model.
        within: the columns that name the parent.
        wanted: the other columns of each row there should be.

    Returns:
        True when anything was added or removed.
    """
    changed = False
    left = list(wanted)
    for row in model.objects.filter(**within):
        match = next((item for item in left if all(getattr(row, name) == value for name, value in item.items())), None)
        if match is None:
            row.delete()
            changed = True
        else:
            left.remove(match)
    for item in left:
        model(**within, **item).save()
        changed = True
    return changed
