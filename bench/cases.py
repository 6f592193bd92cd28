"""A case's page, the list of cases and the search among 200,000 cases, asked for by sixteen people at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.many_people import asked_by_many, how_asked, pages_shown
from bench.measures import told
from bench.place import Place

TITLE = "Cases among 200,000, with sixteen people at once"
CASES, QUICK_CASES = 200_000, 2_000


def run(place: Place) -> dict[str, Any]:
    """Load the cases, then ask for the pages with sixteen people of twelve agencies at once.

    Returns:
        JSON: the size of the data, how long it took to load, and for each page its queries and times.
    """
    database = "cairn_cases_quick" if place.quick else "cairn_cases"
    urls = place.urls(database)
    place.cairn(urls, "migrate")
    data = told(place, urls, "bench.cases_data", str(QUICK_CASES if place.quick else CASES))
    place.read_once(database)
    return {"data": data, **asked_by_many(place, urls, told(place, urls, "bench.cases_walk"))}


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    rows = ", ".join(f"{number:,} in {table}" for table, number in found["data"]["rows"].items())
    lines = [
        f"Rows: {rows}. One partnership of twelve agencies, of which the largest leads a third of all cases.",
        *how_asked(found["users"], found["goal_ms"]),
        "",
        *pages_shown(found),
    ]
    return "\n".join(lines)
