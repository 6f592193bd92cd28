"""What a source is, and how rows are counted by its breakdowns: in the database, and never row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Min, QuerySet

from cairn.domain.analysis.terms import NOT_KNOWN, OUTSIDE, By, Window
from cairn.domain.analysis.where import NoPlaces, where_of
from cairn.domain.places.api import lying_in, point_of_postcode
from cairn.domain.watch.api import Rows
from cairn.kernel.uk_time import day_of

Cells = dict[tuple[str, ...], int]


class NothingToCount(ValueError):
    """No row can have been counted, because nothing of the kind was ever taken in; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a source counted.

    Args:
        cells: number by one level of each breakdown.
        feeds: keys of the feeds that were counted.
        notes: sentences about how complete it is.
        sent: months of the window for which something had come, as 2026-03: of anybody under "", and of each agency by
            its name. None where there is always something to count.
        unsent: what is said instead of nought of the other months.
    """

    cells: Cells
    feeds: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    sent: Mapping[str, Collection[str]] | None = None
    unsent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One population that can be counted.

    Args:
        title: who or what, as a plural noun.
        definition: what exactly is counted, in sentences.
        by: what it can be broken down by.
        levels: the levels of a breakdown in the order people expect; others follow, the largest first.
        adds_up: a number of two months is the sum of both. Not so of people, who count once in all of them.
        closed: no agreement opens its rows to analysts; everybody sees it under disclosure control.
        residents: a rate of residents means something.
        count: partnership, months, breakdowns and the day it is asked, to what was found. Asked as Cairn itself.
    """

    key: str
    title: str
    definition: str
    by: tuple[By, ...]
    count: Callable[[int, Window, Sequence[By], date], Found]
    levels: Mapping[By, tuple[str, ...]] = field(default_factory=dict)
    adds_up: bool = True
    closed: bool = False
    residents: bool = False


def rows_of(rows: QuerySet) -> Rows:
    """What a queryset gives, as SQL."""
    sql, given = rows.query.sql_with_params()
    return Rows(sql, tuple(given))


def since(rows: QuerySet, column: str, window: Window) -> dict[str, tuple[str, ...]]:
    """Months of the window from that of the first row on: before it nobody wrote any down here.

    Args:
        column: of a day, or of a moment.
    """
    first = rows.aggregate(first=Min(column))["first"]
    day = day_of(first) if isinstance(first, datetime) else first
    return {"": tuple(month for month in window.months if day is not None and month >= f"{day:%Y-%m}")}


def placed(rows: Rows, partnership_id: int) -> Rows:
    """The same rows of incidents, each with the code of the ward it lies in as ``ward``; "" where that is not known.

    It lies where its own point is; without one, where the point of its postcode is.

    Raises:
        NothingToCount: nothing can be counted by place here.
    """
    try:
        boundaries = where_of(partnership_id).boundaries
    except NoPlaces as missing:
        raise NothingToCount(str(missing)) from missing
    lies, rings = lying_in(boundaries, "SELECT DISTINCT x, y FROM pointed WHERE x IS NOT NULL AND y IS NOT NULL")
    own = "i.longitude IS NOT NULL AND i.latitude IS NOT NULL"
    sought = f"CASE WHEN {own} THEN NULL ELSE nullif(i.postcode, '') END"  # of no postcode nothing is looked up
    return Rows(
        f"""
        WITH pointed AS MATERIALIZED (
            SELECT one.*, CASE WHEN {own} THEN i.longitude ELSE p.longitude END AS x,
                CASE WHEN {own} THEN i.latitude ELSE p.latitude END AS y
            FROM ({rows.sql}) AS one JOIN records_incident i ON i.id = one.incident
            LEFT JOIN LATERAL ({point_of_postcode(sought)}) AS p ON true
        )
        SELECT p.*, CASE WHEN p.x IS NULL THEN '' ELSE coalesce(lies.code, '{OUTSIDE}') END AS ward
        FROM pointed p LEFT JOIN ({lies}) AS lies ON lies.x = p.x AND lies.y = p.y
        """,
        (*rows.given, *rings),
    )


def counted(rows: Rows, columns: Mapping[By, str], by: Sequence[By], words: Mapping[By, Mapping[str, str]]) -> Cells:
    """Count rows by breakdowns, each by an expression over the columns of the rows.

    Args:
        rows: what is counted, one row each.
        columns: SQL of each breakdown, written here in Cairn and never typed by anybody.
        words: what a value of a breakdown is called; one left out is its own word, and an empty one is not known.
    """
    asked = ", ".join(columns[one] for one in by)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {asked}, count(*) FROM ({rows.sql}) AS one GROUP BY {', '.join(map(str, range(1, len(by) + 1)))}",
            rows.given,
        )
        found: Cells = {}
        for *values, number in cursor.fetchall():
            key = tuple(
                words.get(one, {}).get(str(value), str(value)) if value not in (None, "") else NOT_KNOWN
                for one, value in zip(by, values, strict=True)
            )
            found[key] = found.get(key, 0) + number  # two values of one word, such as "" and unknown
        return found
