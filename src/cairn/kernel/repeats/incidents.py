"""Incidents in one normal form: days, people as numbers, kinds and groups, held in a table in memory.

Rules of the form, the same for every measure:

- ``happened`` decides the order of what happened; ``reported`` decides whose workload it is. Both are days on the
  wall in the United Kingdom, so that a change of the clocks moves nothing.
- An incident whose suspect is not known keeps its victim, and the other way round. A dyad needs both, and two people.
- Rows of the same victim and suspect on the same day are one event in a measure. Each stays a row here.
- A role is what its record says. Two records that say the opposite of the same two people within a day of each other
  are marked as contested, and keep their own roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np

from cairn.kernel.uk_time import day_of

EPOCH = date(1970, 1, 1)
NOBODY = -1
COLUMNS = ("row", "happened", "reported", "kind", "victim", "suspect", "area", "standing", "link")
STANDINGS = ("", "alleged", "confirmed")
NOT_KNOWN = "not known"
WITHIN = 1  # days between two records that say the opposite
MOST_GROUPS = 5_000
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"}
_DYAD = "victim >= 0 AND suspect >= 0 AND victim <> suspect"


class TooManyGroups(ValueError):
    """A column that should part incidents into groups has nearly as many values as rows."""


@dataclass(frozen=True)
class Incidents:
    """Incidents in normal form, in a table of a connection's own memory.

    The table has ``row`` (its place in the source), ``day`` and ``reported`` (days since 1 January 1970), ``victim``
    and ``suspect`` (numbers of people, -1 where nobody is known), ``kind`` and ``area`` (places in the lists below),
    ``standing`` (place in ``STANDINGS``) and ``link`` (how likely it is that the people are those named; 1 if not
    said).

    Attributes:
        connection: the connection that holds the table.
        table: its name.
        rows: how many incidents.
        people: numbers of people are below this.
        first: the first day something happened.
        last: the last.
        last_reported: the last day something was reported.
        kinds: the kinds, by their number.
        areas: the values of the column that parts incidents into groups; one, "all", where there is none.
        linked: some links are less than certain.
        listed: people are numbered by a list of them, the table ``people``; else their numbers are the source's own.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    rows: int
    people: int
    first: date
    last: date
    last_reported: date
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    linked: bool
    listed: bool

    def ask(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows a query gives; ``{table}`` and ``{dyad}`` stand for the table and the rows that make a dyad."""
        text = query.format(table=self.table, dyad=_DYAD)
        return self.connection.execute(text, values or None).fetchall()

    def arrays(self, query: str, **values: Any) -> dict[str, np.ndarray]:
        """The columns a query gives."""
        text = query.format(table=self.table, dyad=_DYAD)
        found = self.connection.execute(text, values or None).fetchnumpy()
        return {name: np.asarray(column) for name, column in found.items()}

    def names(self, numbers: np.ndarray) -> np.ndarray:
        """What the source calls these people."""
        if not self.listed:
            return numbers.astype(str).astype(object)
        found = np.full(self.people, None, dtype=object)
        people = self.connection.execute("SELECT id, number FROM people").fetchnumpy()
        found[people["number"]] = people["id"]
        return found[numbers]

    def numbers(self, names: Iterable[str]) -> dict[str, int]:
        """The numbers of people the source calls so; those who are in no incident have none."""
        if not self.listed:
            return {name: int(name) for name in names if name.isascii() and name.isdigit() and int(name) < self.people}
        self.connection.register("sought", {"id": np.array(list(names), dtype=object)})
        return dict(self.connection.execute("SELECT id, number FROM people JOIN sought USING (id)").fetchall())

    def but(self, condition: str) -> Incidents:
        """The same incidents without those of a condition in SQL; they stay in the source."""
        name = f"{self.table}_less"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {self.table} WHERE NOT ({condition})"
        )
        rows = self.connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        return replace(self, table=name, rows=rows)


def number_of(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - EPOCH).days


def day_from(number: int) -> date:
    """The day of a number of days since 1 January 1970."""
    return EPOCH + timedelta(days=int(number))


def from_rows(rows: Iterable[Mapping[str, Any]]) -> Incidents:
    """Incidents from rows in memory, such as those of a database.

    Args:
        rows: each with ``happened`` (day or moment), and where known ``reported``, ``kind``, ``victim``, ``suspect``,
            ``area``, ``standing`` ("alleged", "confirmed") and ``link`` (0 to 1). Rows are numbered from 1.

    Raises:
        ValueError: there are no rows.
    """
    taken = [_plain(number, row) for number, row in enumerate(rows, 1)]
    if not taken:
        raise ValueError("There are no incidents.")
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE given (row BIGINT, happened DATE, reported DATE, kind VARCHAR, victim VARCHAR,"
        " suspect VARCHAR, area VARCHAR, standing VARCHAR, link DOUBLE)"
    )
    connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", taken)
    there = [name for place, name in enumerate(COLUMNS) if any(row[place] is not None for row in taken)]
    return from_table(connection, "given", there)


def from_numbers(
    happened: Sequence[int], reported: Sequence[int], victims: Sequence[int], suspects: Sequence[int]
) -> Incidents:
    """Incidents from columns of numbers, as many as there are: a million take a second and a few dozen megabytes.

    Args:
        happened, reported: days since 1 January 1970, one for each incident.
        victims, suspects: numbers of people, ``NOBODY`` where nobody is known.

    Raises:
        ValueError: there are no rows.
    """
    connection = duckdb.connect()
    columns = {"happened": happened, "reported": reported, "victim": victims, "suspect": suspects}
    given = {name: np.asarray(values, dtype=np.int32) for name, values in columns.items()}
    connection.register("numbers", {"row": np.arange(1, len(given["happened"]) + 1, dtype=np.int64), **given})
    connection.execute(
        f"CREATE TABLE given AS SELECT row, DATE '{EPOCH}' + happened AS happened, DATE '{EPOCH}' + reported AS"
        f" reported, nullif(victim, {NOBODY}) AS victim, nullif(suspect, {NOBODY}) AS suspect FROM numbers"
    )
    connection.unregister("numbers")
    return from_table(connection, "given", ("row", "happened", "reported", "victim", "suspect"))


def _plain(number: int, row: Mapping[str, Any]) -> tuple[Any, ...]:
    happened = _day(row["happened"])
    reported = _day(row["reported"]) if row.get("reported") else happened
    texts = (str(row[name]) if row.get(name) not in (None, "") else None for name in COLUMNS[3:8])
    return (number, happened, reported, *texts, row.get("link"))


def _day(moment: date | datetime) -> date:
    return day_of(moment) if isinstance(moment, datetime) else moment


def from_table(connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]) -> Incidents:
    """Incidents from a table or view in a connection.

    People are numbered as they are if they are whole numbers below 2 billion, and by a list of all of them if not.

    Args:
        connection: the connection; the normal form becomes a table ``incidents`` in it.
        source: name of the table or view. ``happened`` and ``reported`` are dates without gaps, ``link`` a number;
            an unknown person is NULL.
        columns: which of ``COLUMNS`` it has; ``row`` and ``happened`` at least.

    Raises:
        ValueError: there are no rows.
        TooManyGroups: the area has too many values to part by.
    """
    has = set(columns)
    kinds = _values(connection, source, "kind") if "kind" in has else ()
    areas = _values(connection, source, "area") if "area" in has else ()
    numbered = _whole_numbers(connection, source, [name for name in ("victim", "suspect") if name in has])
    if not numbered:
        _list_people(connection, source, has)
        source = _with_numbers(connection, source, has)
    parts = [
        "g.row AS row",
        f"(g.happened - DATE '{EPOCH}')::INTEGER AS day",
        f"(g.{'reported' if 'reported' in has else 'happened'} - DATE '{EPOCH}')::INTEGER AS reported",
        *(_person(name, name in has) for name in ("victim", "suspect")),
        _placed("kind", kinds),
        _placed("area", areas),
        f"coalesce(list_position({list(STANDINGS)!r}, g.standing) - 1, 0)::UTINYINT AS standing"
        if "standing" in has
        else "0::UTINYINT AS standing",
        "coalesce(g.link, 1)::FLOAT AS link" if "link" in has else "1::FLOAT AS link",
    ]
    connection.execute(f"CREATE OR REPLACE TABLE incidents AS SELECT {', '.join(parts)} FROM {source} g")
    connection.execute("DROP TABLE IF EXISTS victim_numbered")
    connection.execute("DROP TABLE IF EXISTS suspect_numbered")
    return _described(connection, kinds or (NOT_KNOWN,), areas or ("all",), numbered)


def _described(
    connection: duckdb.DuckDBPyConnection, kinds: tuple[str, ...], areas: tuple[str, ...], numbered: bool
) -> Incidents:
    rows, people, first, last, reported, link = connection.execute(
        "SELECT count(*), greatest(max(victim), max(suspect)) + 1, min(day), max(day), max(reported), min(link)"
        " FROM incidents"
    ).fetchall()[0]
    if not rows:
        raise ValueError("There are no incidents.")
    days = (day_from(first), day_from(last), day_from(reported))
    return Incidents(connection, "incidents", rows, people, *days, kinds, areas, link < 1, not numbered)


def _values(connection: duckdb.DuckDBPyConnection, source: str, name: str) -> tuple[str, ...]:
    found = connection.execute(
        f"SELECT DISTINCT coalesce({name}::VARCHAR, '{NOT_KNOWN}') AS it FROM {source} ORDER BY it"
        f" LIMIT {MOST_GROUPS + 1}"
    ).fetchall()
    if len(found) > MOST_GROUPS:
        raise TooManyGroups(f"has more than {MOST_GROUPS:,} different values")
    return tuple(value for (value,) in found)


def _placed(name: str, values: tuple[str, ...]) -> str:
    if not values:
        return f"0::USMALLINT AS {name}"
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"enum_code(coalesce(g.{name}::VARCHAR, '{NOT_KNOWN}')::ENUM({quoted}))::USMALLINT AS {name}"


def _whole_numbers(connection: duckdb.DuckDBPyConnection, source: str, names: list[str]) -> bool:
    """Whether people can keep the numbers they have: none of them below zero, none over 2 billion."""
    types = dict(row[:2] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall())
    if any(types[name] not in _INTEGERS for name in names):
        return False
    ends = ", ".join(f"min({name}), max({name})" for name in names)
    found = connection.execute(f"SELECT {ends} FROM {source}").fetchall()[0] if names else ()
    return all(0 <= end < 2_000_000_000 for end in found if end is not None)


def _list_people(connection: duckdb.DuckDBPyConnection, source: str, has: set[str]) -> None:
    every = " UNION ALL ".join(
        f"SELECT {name}::VARCHAR AS id FROM {source}" for name in ("victim", "suspect") if name in has
    )
    connection.execute(
        "CREATE OR REPLACE TABLE people AS SELECT id, (row_number() OVER () - 1)::INTEGER AS number"
        f" FROM (SELECT DISTINCT id FROM ({every or 'SELECT NULL AS id'}) WHERE id IS NOT NULL)"
    )


def _with_numbers(connection: duckdb.DuckDBPyConnection, source: str, has: set[str]) -> str:
    """The source with people's numbers for their names; one column after the other, since each list fills a memory."""
    for name in ("victim", "suspect"):
        if name in has:
            connection.execute(
                f"CREATE OR REPLACE TABLE {name}_numbered AS SELECT g.* REPLACE (p.number AS {name})"
                f" FROM {source} g LEFT JOIN people p ON p.id = g.{name}::VARCHAR"
            )
            source = f"{name}_numbered"
    return source


def _person(name: str, there: bool) -> str:
    return f"{f'coalesce(g.{name}, {NOBODY})' if there else NOBODY}::INTEGER AS {name}"


def contested(incidents: Incidents, within: int = WITHIN) -> np.ndarray:
    """The rows whose roles are contested: another record says the opposite of the same two people.

    Args:
        incidents: incidents.
        within: days between the two records at most; 0 is the same day.

    Returns:
        Row numbers, in order.
    """
    found = incidents.arrays(
        "WITH both_roles AS (SELECT row, day, victim, suspect FROM {table} WHERE {dyad}"
        " AND victim IN (SELECT suspect FROM {table}) AND suspect IN (SELECT victim FROM {table}))"
        " SELECT DISTINCT a.row AS row FROM both_roles a JOIN both_roles b ON a.victim = b.suspect"
        " AND a.suspect = b.victim WHERE abs(a.day - b.day) <= $within ORDER BY row",
        within=within,
    )
    return found["row"]
