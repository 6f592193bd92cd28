"""What rows are found by: written when a row is linked, and anew when the method of linking has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from cairn.domain.hub.models import RecordKeys
from cairn.domain.hub.queries.tables import as_record, digests
from cairn.domain.records.api import SourceRecord
from cairn.foundation.audit.guarded import BulkLoad
from cairn.kernel.linkage import METHOD

_AT_ONCE = 5_000
_OVER = "SELECT gone, of_row, of_record FROM cairn_hub_keys_over(%s, %s, %s)"


def keys_of(partnership: int, row: int, record: int, values: Mapping[str, str]) -> dict[str, Any]:
    """The keys of one row, as they are written.

    Args:
        row, record: keys of the row and of its agency record.
        values: of the row, by the names of ``tables.COLUMNS``.
    """
    return {
        "partnership_id": partnership, "row_id": row, "record_id": record, "keys": digests(values), "method": METHOD
    }  # fmt: skip


def write_keys_anew(load: BulkLoad, partnership: int) -> int:
    """Make the keys that another method wrote anew, some thousands of rows at a time; how many.

    Asked as Cairn itself, inside the command of a run. Until it is done whoever looks somebody up finds by the old
    keys, of which the new method still asks those that it makes itself.
    """
    after = written = 0
    while over := _taken_away(after):
        after = max(gone for gone, _row, _record in over)
        record = {row: of_record for _gone, row, of_record in over}
        rows = SourceRecord.objects.filter(pk__in=record).order_by("pk")
        anew = [keys_of(partnership, row.pk, record[row.pk], as_record(row)) for row in rows]
        load.add_values(RecordKeys, anew)
        written += len(anew)
    return written


def _taken_away(after: int) -> list[tuple[int, int, int]]:
    """The next keys of another method, which are no longer there: their key, their row and its agency record."""
    with connection.cursor() as cursor:
        cursor.execute(_OVER, [METHOD, after, _AT_ONCE])
        return cursor.fetchall()
