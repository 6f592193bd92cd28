"""Each incident with what the measures made of it, so that a figure can be followed to its rows."""

from __future__ import annotations

from datetime import date

from cairn.kernel.repeats.incidents import Incidents, contested, number_of


def each_incident(incidents: Incidents, as_of: date, window: int = 30) -> str:
    """Make a table of every row with the event it belongs to and what came after it.

    Its columns: ``row``; ``event``, the first row of the same pair on the same day, itself for most; ``days_to_next``,
    days to the next event of the pair; ``outcome``, "repeat", "none", "too recent", "no dyad" or "after the day of the
    analysis"; ``contested``, whether another record says the opposite of the same two people.

    Args:
        incidents: incidents.
        as_of: the last day the source is complete for.
        window: days.

    Returns:
        The name of the table in the incidents' connection.
    """
    rows = contested(incidents)
    incidents.connection.register("contested_rows", {"row": rows})
    incidents.ask(
        "CREATE OR REPLACE TEMP TABLE each_incident AS"
        " WITH pairs AS (SELECT *, min(row) OVER (PARTITION BY victim, suspect, day) AS event,"
        " min(day) OVER (PARTITION BY victim, suspect ORDER BY day RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"
        " AS later FROM {table} WHERE {dyad} AND day <= $as_of)"
        " SELECT i.row AS row, coalesce(p.event, i.row) AS event, (p.later - p.day)::INTEGER AS days_to_next,"
        " CASE WHEN i.day > $as_of THEN 'after the day of the analysis' WHEN p.row IS NULL THEN 'no dyad'"
        " WHEN p.later - p.day <= $window AND p.day <= $complete THEN 'repeat'"
        " WHEN p.day > $complete THEN 'too recent' ELSE 'none' END AS outcome,"
        " i.row IN (SELECT row FROM contested_rows) AS contested"
        " FROM {table} i LEFT JOIN pairs p ON p.row = i.row",
        as_of=number_of(as_of), window=window, complete=number_of(as_of) - window,
    )  # fmt: skip
    incidents.connection.unregister("contested_rows")
    return "each_incident"
