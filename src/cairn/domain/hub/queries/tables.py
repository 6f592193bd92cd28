"""Rows in force as the matcher takes them: columns in memory, or one record by the names of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from operator import attrgetter

from cairn.domain.hub.queries.rows import Row
from cairn.domain.records.api import SourceRecord, records_in_force
from cairn.kernel.actors import Actor
from cairn.kernel.linkage import keys

COLUMNS = ("given", "family", "other_names", "born", "sex", "postcode", "address", "phone", "email", "nhs")
_VALUES = attrgetter(*COLUMNS)
TOLD = {name: name for name in COLUMNS if name != "nhs"} | {"attribute": "nhs"}


def table_in_force(actor: Actor) -> tuple[dict[str, list[str]], list[tuple[int, int, str, int]]]:
    """All rows in force as columns with ``record``, the key of the row as text; and of each row whose it is.

    Returns:
        The table, and for each row (key of the row, feed, the agency's own reference, agency).
    """
    table: dict[str, list[str]] = {name: [] for name in ("record", *COLUMNS)}
    whose = []
    rows = records_in_force(actor).order_by("pk")
    for pk, feed, key, agency, *values in rows.values_list("pk", "feed_id", "key", "agency_id", *COLUMNS).iterator():
        table["record"].append(str(pk))
        for name, value in zip(COLUMNS, values, strict=True):
            table[name].append(_text(value))
        whose.append((pk, feed, key, agency))
    return table, whose


def as_record(row: SourceRecord | Row) -> dict[str, str]:
    """One row by the names of the columns."""
    return {name: _text(value) for name, value in zip(COLUMNS, _VALUES(row), strict=True)}


def digests(record: Mapping[str, str]) -> list[int]:
    """What a record is found by, as numbers that do not say who it is about by themselves."""
    return sorted({int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True) for key in keys(record)})


def _text(value: object) -> str:
    return "" if value is None else str(value)
