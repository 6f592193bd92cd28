"""The watch and the pages of people behind records: a million records, ten million incidents, sixteen people at once.

    python3 dev.py bench watch-pages

The records are those of ``lookups``, in the same database; what happened to the people comes from ``hub_events``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.hub_data import SEED, place_of
from bench.many_people import asked_by_many, how_asked, pages_shown
from bench.measures import told
from bench.place import Place

TITLE = "The watch and people in records, with sixteen people at once"
EVENTS, QUICK_EVENTS = 10_000_000, 20_000


def run(place: Place) -> dict[str, Any]:
    """Load what is missing, then ask for the pages with sixteen people of three agencies at once.

    Returns:
        JSON: the size of the data, how long it took to load, and for each page its queries and times.
    """
    database, folder, people = place_of(place)
    urls = place.urls(database)
    place.cairn(urls, "migrate")
    told(place, urls, "bench.hub_data", str(folder), str(people), str(SEED))
    events = str(QUICK_EVENTS if place.quick else EVENTS)
    data = told(place, urls, "bench.hub_events", str(folder), str(people), str(SEED), events)
    place.read_once(database)
    night = told(place, urls, "bench.watch_night")
    walked = told(place, urls, "bench.watch_pages_walk", str(folder))
    return {"data": data, "night": night, **asked_by_many(place, urls, walked)}


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    data, night = found["data"], found["night"]
    rows = ", ".join(f"{number:,} {name}" for name, number in data["rows"].items())
    taken = ", ".join(f"{name} {value:,.0f}" for name, value in data["taken"].items())
    lines = [
        f"In the database: {rows}. Incidents lie in the twenty years before the day they were loaded, each under the",
        "references of an agency that has a record of the person harmed; the watch was worked out of them by its own",
        f"service, and {data['open']:,} of its rows are open. Seconds when it was made, and the most memory in",
        f"megabytes: {taken}.",
        *how_asked(found["users"], found["goal_ms"]),
        "",
        *pages_shown(found),
        "",
        f"The nightly work of the watch over {night['open']:,} open rows: {night['seconds']:.0f} seconds,"
        f" {night['changed']:,} rows changed, {night['megabytes']:.0f} MB at most.",
    ]
    return "\n".join(lines)
