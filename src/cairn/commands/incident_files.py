"""Reads a file of incidents as it is, of any kind: finds its heads, its days and its people, and loses no row.

What cannot be used goes into a table of rejects with its row, its column, what stood there and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cairn.commands.csv_lines import Heads, rows_in_chunks
from cairn.commands.csv_tables import BadTable
from cairn.commands.incident_people import person, taken_for_nobody
from cairn.kernel.not_known import NOT_KNOWN
from cairn.kernel.records.days import Precision, read_moment
from cairn.kernel.records.headings import SIDES
from cairn.kernel.uk_time import day_of
from cairn.kernel.workbooks.days import read_day

# What says who a person is, after each word for a side. "Victim number" may be how many there are, and is none.
_WHO = ("id", "ref", "reference", "nominal", "nominal id", "nominal ref", "person id", "person ref", "urn", "unique id")


def _of_side(side: str) -> tuple[str, ...]:
    return tuple(f"{word} {fact}" for fact in _WHO for word in SIDES[side])


# What columns are called in files one sees; the first that is there is taken when nothing is mapped.
CALLED = {
    "happened": (
        "happened", "happened on", "occurred", "occurred on", "occurred at", "incident date", "date of incident",
        "event date", "offence date", "date occurred", "incident datetime", "date", "datetime",
    ),
    "victim": ("victim", "victim id", "victim person id", "victim record", "vic id", "complainant id",
               *_of_side("victim")),
    "suspect": (
        "suspect", "suspect id", "suspect person id", "perpetrator", "perpetrator id", "offender id", "offender",
        *_of_side("suspect"),
    ),
    "incident": ("incident", "incident id", "incident number", "incident ref", "crime number", "reference", "id"),
    "reported": ("reported", "reported on", "reported at", "date reported", "report date", "recorded", "date recorded"),
    "kind": ("kind", "type", "incident type", "offence", "offence type", "crime type", "category"),
    "standing": ("standing", "confirmed or alleged"),
    "link": ("link", "link probability", "link confidence"),
    "area": (),
}  # fmt: skip
STANDINGS = ("alleged", "confirmed")
FORMS = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S.%f",
    "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S",
)  # fmt: skip
EARLIEST = date(1920, 1, 1)
NOBODY_KNEW = {  # what systems write where nothing was known: the first day they can count
    date(1900, 1, 1): "1 January 1900",
    date(1899, 12, 30): "30 December 1899",
    date(1970, 1, 1): "1 January 1970",
}
_UTC = "make_timestamp(epoch_us({0}))"
_CHANGE = "(make_date(year({0}), {1}, 31) - dayofweek(make_date(year({0}), {1}, 31))::INTEGER + INTERVAL 1 HOUR)"


@dataclass
class Source:
    """A file's incidents, as a view in a connection.

    Attributes:
        view: its name; ``row`` is the row in the file, its heads counted, for CSV, and the place for Parquet.
        columns: which columns of the normal form it has.
        used: the file's column for each meaning.
        guessed: meanings whose column was found by its name.
        rows: rows in the file.
        notes: what else the reader must know.
        nobody: words that were taken for somebody nobody knows, by meaning, and how many rows have each.
        latest: the last day anything can have happened by.
    """

    view: str = "usable"
    columns: list[str] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)
    guessed: list[str] = field(default_factory=list)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    nobody: dict[str, dict[str, int]] = field(default_factory=dict)
    latest: date = date.max


def read(
    connection: Any, path: Path, mapping: Mapping[str, str], needed: Sequence[str], say: Callable[[str], None], *,
    latest: date, whole: bool = False,
) -> Source:  # fmt: skip
    """Read a file into a connection.

    Args:
        connection: an empty DuckDB connection.
        path: the file; .parquet is read as Parquet, .xlsx as a workbook, and anything else as CSV.
        mapping: the column for each meaning, where the caller said so; "" says that there is none.
        needed: meanings that must have a column.
        say: is told how far it is.
        latest: the last day anything can have happened, or been reported, by.
        whole: keep the file's own words too, in the table ``given``; of a long file, they take half the memory.

    Raises:
        BadTable: the file cannot be used.
    """
    if path.stat().st_size == 0:
        raise BadTable("The file is empty.")
    heads = Heads(mapping, CALLED, needed)
    source = Source(latest=latest)
    connection.execute(
        'CREATE TABLE rejects ("row" BIGINT, "column" VARCHAR, "value" VARCHAR, reason VARCHAR, used VARCHAR)'
    )
    if path.suffix.lower() in (".parquet", ".pq"):
        _parquet(connection, path, heads)
    else:
        _csv(connection, path, heads, source, say)
    source.used, source.guessed = heads.used, heads.guessed
    if "happened" not in source.used:
        raise BadTable("Nothing can be counted without the day it happened. Name it with --map happened=COLUMN.")
    if not {"victim", "suspect"} & set(source.used):
        raise BadTable("Neither victims nor suspects have a column. Name one with --map victim=COLUMN.")
    source.rows = connection.execute("SELECT count(*) FROM given").fetchall()[0][0]
    refused = connection.execute("SELECT count(*) FROM rejects").fetchall()[0][0]
    if not source.rows and not refused:
        raise BadTable("There are no rows under the heads.")
    say(f"{source.rows + refused:,} rows read; looking at days and people")
    _make_usable(connection, source, whole=whole)
    source.rows += refused
    _warn_of_months_first(connection, source)
    _note_standings(connection, source)
    return source


def _note_standings(connection: Any, source: Source) -> None:
    """Say which words stand where it should be said whether something is alleged or confirmed."""
    query = """SELECT "value", count(*) FROM rejects WHERE reason LIKE 'This is neither “alleged”%' GROUP BY 1"""
    if other := dict(connection.execute(query).fetchall()):
        words = ", ".join(f"“{word}” ({rows:,})" for word, rows in sorted(other.items())[:10])
        source.notes.append(
            f"Neither alleged nor confirmed, and so counted as not said: {words}. What is unfounded, or no incident at"
            " all, is counted too: leave it out of the file if it should not be."
        )


def _warn_of_months_first(connection: Any, source: Source) -> None:
    """Where some days have their month first, others of the file may have it too, and look like days all the same."""
    query = "SELECT count(*) FROM rejects WHERE reason LIKE '%has no month%'"
    if months_first := connection.execute(query).fetchall()[0][0]:
        source.notes.append(
            f"Days written month first: {months_first:,}. Others of this file may be too, and were read day first:"
            " look at the file before you use a figure."
        )


def _parquet(connection: Any, path: Path, heads: Heads) -> None:
    import duckdb

    quoted = str(path).replace("'", "''")
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{quoted}')").fetchall()
    except duckdb.Error:
        raise BadTable("This is not a Parquet file, or it is damaged.") from None
    heads.settle([row[0] for row in found])
    parts = "".join(f', "{_quoted(name)}" AS {meaning}' for meaning, name in heads.used.items())
    connection.execute(
        f"CREATE VIEW given AS SELECT file_row_number + 1 AS row{parts}"
        f" FROM read_parquet('{quoted}', file_row_number = true)"
    )


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _csv(connection: Any, path: Path, heads: Heads, source: Source, say: Callable[[str], None]) -> None:
    import numpy as np

    made = False
    for chunk in rows_in_chunks(path, heads, source.notes):
        if not made:
            columns = "".join(f", {meaning} VARCHAR" for meaning in heads.used)
            connection.execute(f"CREATE TABLE given (row BIGINT{columns})")
            made = True
        if chunk.rows:
            part = {"row": np.array(chunk.rows, dtype=np.int64)}
            part |= {name: np.array(cells, dtype=object) for name, cells in chunk.cells.items()}
            connection.register("part", part)
            connection.execute(f"INSERT INTO given SELECT row, {', '.join(chunk.cells)} FROM part")
            connection.unregister("part")
        for row, why in chunk.bad:
            connection.execute("INSERT INTO rejects VALUES (?, '', '', ?, 'no')", [row, why])
        say(f"Read to row {chunk.last_row:,}")


def _make_usable(connection: Any, source: Source, *, whole: bool) -> None:
    """The view of rows that can be used, and the rejects beside it."""
    types = {row[0]: row[1] for row in connection.execute("DESCRIBE given").fetchall()}
    parts, joins = ["g.row AS row"], ""
    for name in ("happened", "reported"):
        if name in types:
            day, join = _day(connection, name, types[name])
            wrong = _wrong(name, source.latest).replace(name, f"({day})")
            parts += [f"{day} AS {name}", f"CASE WHEN {wrong} THEN trim(CAST(g.{name} AS VARCHAR)) END AS {name}_text"]
            joins += join
    people = [name for name in ("victim", "suspect") if name in types]
    worded = [name for name in people if types[name] == "VARCHAR"]
    known = {name: person(connection, name, types[name]) for name in people}
    parts += [f"{known[name]} AS {name}" for name in people]
    parts += [f"CASE WHEN {known[name]} IS NULL THEN trim(g.{name}) END AS {name}_text" for name in worded]
    plain = [name for name in ("kind", "area") if name in types]
    parts += [f"nullif(trim(CAST(g.{name} AS VARCHAR)), '') AS {name}" for name in plain]
    if "standing" in types:
        parts.append("lower(trim(CAST(g.standing AS VARCHAR))) AS standing")
    if "link" in types:
        parts += ["TRY_CAST(g.link AS DOUBLE) AS link", "trim(CAST(g.link AS VARCHAR)) AS link_text"]
    # Words are looked at once and kept; what is a number or a day already is read where it is.
    how = (
        "TABLE" if "VARCHAR" in {types.get(name) for name in ("happened", "reported", "victim", "suspect")} else "VIEW"
    )
    connection.execute(f"CREATE {how} looked_at AS SELECT {', '.join(parts)} FROM given g{joins}")
    if how == "TABLE" and not whole and "given" in _tables(connection):
        connection.execute("DROP TABLE given")
    source.nobody = taken_for_nobody(connection, worded)
    source.columns = [name for name in ("row", *CALLED) if name != "incident" and name in types]
    conditions = _reject(connection, source, types)
    named = [name for name in source.columns if name != "reported"]
    if "reported" in types:
        wrong = _wrong("reported", source.latest)
        named.append(f"CASE WHEN {wrong} THEN happened ELSE reported END AS reported")
    usable = f" WHERE NOT coalesce({' OR '.join(conditions)}, true)"
    connection.execute(f"CREATE VIEW {source.view} AS SELECT {', '.join(named)} FROM looked_at{usable}")


def _tables(connection: Any) -> set[str]:
    return {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def _reject(connection: Any, source: Source, types: Mapping[str, str]) -> list[str]:
    """List the rows that cannot be used, each once and for its first reason; the conditions they meet."""
    people = [name for name in ("victim", "suspect") if name in types]
    nobody = f"({' AND '.join(f'{name} IS NULL' for name in people)})"
    wrong = {name: _wrong(name, source.latest) for name in ("happened", "reported")}
    listing = [(wrong["happened"], "happened", "happened_text", _why("happened", source.latest), "no")]
    listing.append((nobody, people[0], "NULL", "'Neither a victim nor a suspect is known.'", "no"))
    if "link" in types:
        bad = "(coalesce(link_text, '') <> '' AND (link IS NULL OR NOT link BETWEEN 0 AND 1))"
        listing.append((bad, "link", "link_text", "'This is not a probability between 0 and 1.'", "no"))
    if "reported" in types:
        before = f"(NOT {wrong['reported']} AND reported < happened)"
        listing.append((before, "reported", "reported::VARCHAR", "'It was reported before it happened.'", "no"))
        why = _why("reported", source.latest) + " || ' The day it happened was taken.'"
        listing.append((wrong["reported"], "reported", "reported_text", why, "yes"))
    if "standing" in types:
        known = ", ".join(f"'{word}'" for word in ("", *STANDINGS, *NOT_KNOWN))
        why = "'This is neither “alleged” nor “confirmed”; it counts as not said.'"
        listing.append((f"(coalesce(standing, '') NOT IN ({known}))", "standing", "standing", why, "yes"))
    taken = "false"
    for condition, meaning, value, why, used in listing:
        connection.execute(
            f"INSERT INTO rejects SELECT row, ?, left({value}, 60), {why}, ? FROM looked_at"
            f" WHERE {condition} AND NOT coalesce({taken}, true)",
            [source.used[meaning], used],
        )
        taken += f" OR {condition}" if used == "no" else ""
    return [condition for condition, *_, used in listing if used == "no"]


def _wrong(name: str, latest: date) -> str:
    """SQL for a day that cannot be used."""
    unknown = ", ".join(f"DATE '{day}'" for day in NOBODY_KNEW)
    return f"({name} IS NULL OR {name} NOT BETWEEN DATE '{EARLIEST}' AND DATE '{latest}' OR {name} IN ({unknown}))"


def _why(name: str, latest: date) -> str:
    """SQL for the words on a day that cannot be used."""
    cases = "".join(
        f" WHEN {name} = DATE '{day}' THEN '{words} stands for a day nobody knew.'"
        for day, words in NOBODY_KNEW.items()
    )
    return (
        f"CASE WHEN coalesce(trim({name}_text), '') = '' THEN 'There is no day.'"
        f" WHEN {name} IS NULL THEN coalesce((SELECT any_value(why) FROM day_words d WHERE d.word = {name}_text),"
        f" 'This cannot be read as a day.'){cases}"
        f" WHEN {name} BETWEEN DATE '{latest}' AND DATE '2100-01-01' THEN 'This day is still to come.'"
        f" ELSE 'The day is before {EARLIEST.year} or after 2100.' END"
    )


def _day(connection: Any, name: str, kind: str) -> tuple[str, str]:
    """SQL for the day of a column, on the wall in the United Kingdom, and the join it needs."""
    import numpy as np

    connection.execute("CREATE TABLE IF NOT EXISTS day_words (word VARCHAR, day DATE, why VARCHAR)")
    if kind == "DATE":
        return f"g.{name}", ""
    if kind == "TIMESTAMP WITH TIME ZONE":
        utc = _UTC.format(f"g.{name}")
        summer = f"{utc} >= {_CHANGE.format(utc, 3)} AND {utc} < {_CHANGE.format(utc, 10)}"
        return f"({utc} + CASE WHEN {summer} THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END)::DATE", ""
    if kind.startswith("TIMESTAMP"):
        return f"g.{name}::DATE", ""
    text = f"trim(CAST(g.{name} AS VARCHAR))"
    moment = f"try_strptime({text}, {list(FORMS)!r})"
    # Of 01/02/24 it makes the year 24.
    quick = f"(CASE WHEN year({moment}) >= 1000 THEN {moment}::DATE END)"
    words = connection.execute(f"SELECT DISTINCT {text} FROM given g WHERE {quick} IS NULL AND g.{name} IS NOT NULL")
    while found := words.fetchmany(50_000):
        texts = [word for (word,) in found if word]
        read_as = [_read(word) for word in texts]
        columns = (texts, [str(day) if day else "" for day, _ in read_as], [why for _, why in read_as])
        part = {name: np.array(column, dtype=object) for name, column in zip(("w", "d", "y"), columns, strict=True)}
        aside = connection.cursor()  # the query above goes on meanwhile
        if texts:
            aside.register("words_read", part)
            aside.execute("INSERT INTO day_words SELECT w, nullif(d, '')::DATE, y FROM words_read")
    connection.execute(f"CREATE TABLE {name}_words AS SELECT word, any_value(day) AS day FROM day_words GROUP BY word")
    return f"coalesce({quick}, {name}_w.day)", f" LEFT JOIN {name}_words {name}_w ON {name}_w.word = {text}"


def _read(word: str) -> tuple[date | None, str]:
    """A day as people write it: Excel's numbers, "3 March 2026", a moment with its offset; days come before months."""
    try:
        return day_of(datetime.fromisoformat(word)), ""
    except ValueError:
        found = read_day(word)
    if found.day is not None and not found.inexact:
        return found.day, ""
    return _as_the_app_does(word), found.problem or "This is not one day. Write it like 31 March 2026."


def _as_the_app_does(word: str) -> date | None:
    """A day in a form of extracts, such as 10-Mar-2024 14:00 or 2024/03/10; a mere number is none."""
    if not any(sign in word for sign in "-/ "):
        return None
    try:
        moment, precision, _ = read_moment(word)
    except ValueError:
        return None
    return moment.date() if precision is Precision.DAY else None


def rejected(connection: Any) -> Iterator[tuple[Any, ...]]:
    """The rejects in the order of the file."""
    found = connection.execute('SELECT * FROM rejects ORDER BY "row", "column"')
    while rows := found.fetchmany(10_000):
        yield from rows


def reasons(connection: Any) -> list[dict[str, Any]]:
    """How many rows were rejected or mended, by column and reason."""
    found = connection.execute(
        """SELECT "column", reason, used, count(*), min("row") FROM (SELECT "column", used, "row", CASE "column"
            WHEN '' THEN 'too many cells' ELSE regexp_replace(reason, '“.*”', '…') END AS reason FROM rejects)
        GROUP BY ALL ORDER BY 4 DESC, 1, 2"""
    ).fetchall()
    return [
        {"column": column, "reason": reason, "used": used == "yes", "rows": rows, "first_row": first}
        for column, reason, used, rows, first in found
    ]
