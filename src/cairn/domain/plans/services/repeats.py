"""A form sent twice is kept once: a double press, a page sent again, an impatient connection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import QuerySet

from cairn.foundation.audit.guarded import Guarded

Row = TypeVar("Row", bound=Guarded)


def sent_before(row: Row, *, among: QuerySet[Row], but: Iterable[str] = ("ref", "at")) -> Row | None:
    """The newest of some rows, when it says all that a row about to be saved says.

    What has been answered, judged, withdrawn or changed since says something else, so it is no repeat.
    The caller holds what the rows hang from: of two sent at once, the second sees the first.

    Args:
        row: with every field given, not saved.
        among: where a repeat would be, such as what the same person said about the same action.
        but: fields that differ between any two rows.
    """
    last = among.order_by("-pk").first()
    left_out = {row._meta.pk.attname, *but}
    told = [
        field.attname
        for field in row._meta.concrete_fields
        if not field.generated and field.attname not in left_out
    ]  # fmt: skip
    if last is None or any(getattr(last, name) != getattr(row, name) for name in told):
        return None
    return last
