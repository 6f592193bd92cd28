"""Hold a row while it is changed, so that two people at once never undo each other's work."""

from __future__ import annotations

from typing import TypeVar

from cairn.foundation.audit.guarded import Guarded

Row = TypeVar("Row", bound=Guarded)


def hold(row: Row) -> Row:
    """Lock a row until the transaction ends, and read it afresh into the object given.

    A service saves whole rows. Without this, an object read before somebody else's save would
    write the old values back, and the record would not show it.

    Args:
        row: a saved row that the actor can see.

    Returns:
        The same object, as the row stands now. What it names, such as its plan, stays in hand as it was read
        while it names the same: a page that shows a refusal asks for nothing again.
    """
    named = {
        field: field.get_cached_value(row)
        for field in row._meta.concrete_fields
        if field.is_relation and field.is_cached(row)
    }
    row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update(of=("self",)))
    for field, thing in named.items():
        if thing is not None and thing.pk == getattr(row, field.attname):
            field.set_cached_value(row, thing)
    return row
