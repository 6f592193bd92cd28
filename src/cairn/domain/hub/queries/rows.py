"""Rows in force with the person behind each, as plain values: one question for many people, past the fence.

For Cairn itself alone; the database gives nobody else anything. What may be said of a row is asked of policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from cairn.domain.records.api import SourceRecord


class Row(NamedTuple):
    """A row in force and whose it is; the names are those of ``SourceRecord``, but of the first four.

    Attributes:
        link_id: the link that counts.
        person_id, record_id: keys of the person and of the agency record.
        standing: of the link.
    """

    link_id: int
    person_id: int
    record_id: int
    standing: str
    id: int
    agency_id: int
    feed_id: int
    key: str
    given: str
    family: str
    other_names: str
    born: date | None
    sex: str
    postcode: str
    address: str
    phone: str
    email: str
    nhs: str

    @property
    def pk(self) -> int:
        """As of a model."""
        return self.id

    def as_model(self) -> SourceRecord:
        """The same as a model; what is not here is asked of the database where it is needed."""
        return SourceRecord.from_db("default", _NAMES, self[_FIRST:])


_FIRST = Row._fields.index("id")
_NAMES = Row._fields[_FIRST:]  # in the order in which the model has them
_BEHIND = "SELECT * FROM cairn_hub_behind(%s::bigint[])"
_SHARING = "SELECT * FROM cairn_hub_behind(ARRAY(SELECT cairn_hub_sharing(%s::bigint[], %s)))"


def rows_behind(people: Iterable[int]) -> list[Row]:
    """The rows of some people, in the order in which they were linked. Asked as Cairn itself."""
    return _asked(_BEHIND, [list(people)])


def rows_sharing(wanted: Sequence[int], *, most: int) -> list[Row]:
    """All rows of the people with a row that shares a key with somebody. Asked as Cairn itself.

    Args:
        wanted: as ``tables.digests`` gives.
        most: people, those who share what is rarest; of one key 16 times as many records are read.
    """
    return _asked(_SHARING, [list(wanted), most])


def _asked(sql: str, params: list[object]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Row._make(row) for row in cursor.fetchall()]
