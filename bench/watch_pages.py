"""The watch and the pages of people behind records: a million records, ten million incidents, sixteen people at once.

    python3 dev.py bench watch-pages

The records are those of ``lookups``, in the same database; what happened to the people comes from ``hub_events``.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from bench.cases import READS, USERS, WARM_UP, _page
from bench.figures import percentile, series
from bench.hub_data import SEED, place_of
from bench.measures import told
from bench.pages import READS as HURRIED
from bench.pages import serving, together
from bench.place import Place

TITLE = "The watch and people in records, with sixteen people at once"
EVENTS, QUICK_EVENTS = 10_000_000, 20_000
GOAL = 200.0  # milliseconds for 95 of 100 requests
LOOPS, QUICK_LOOPS = 10, 1


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
    everybody = list(walked["paths"].items())
    users = [everybody[number % len(everybody)] for number in range(USERS)]
    with serving(place, urls) as ports:
        together(users, walked, ports["staff"], loops=WARM_UP, seed=0)  # not counted
        loops = QUICK_LOOPS if place.quick else LOOPS
        asked = together(users, walked, ports["staff"], loops=loops, seed=1, reads=READS)
        hurried = together(users, walked, ports["staff"], loops=loops, seed=2, reads=HURRIED)
    pages = {
        name: _page(visits, *([one.ms for one in part if one.name == name] for part in (asked, hurried)))
        for name, visits in walked["visits"].items()
    }
    alone = {name: [median(taken), percentile(taken, 0.95)] for name, taken in walked["alone"].items()}
    return {"data": data, "night": night, "pages": pages, "alone": alone, "users": USERS, "goal_ms": GOAL}


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    data, night = found["data"], found["night"]
    rows = ", ".join(f"{number:,} {name}" for name, number in data["rows"].items())
    taken = ", ".join(f"{name} {value:,.0f}" for name, value in data["taken"].items())
    lines = [
        f"In the database: {rows}. Incidents lie in the twenty years before the day they were loaded, each under the",
        "references of an agency that has a record of the person harmed; the watch was worked out of them by its own",
        f"service, and {data['open']:,} of its rows are open. Seconds when it was made, and the most memory in",
        f"megabytes: {taken}. Two processes of two threads serve the staff site under the application role, with",
        "row-level security on, sharing the cores with the database and with the program that asks; everybody had",
        "opened three pages of each kind before. A time is from the first byte asked to the last answered.",
        f"{found['users']} people at once look at each page for {READS[0]:.0f} to {READS[1]:.0f} seconds; in a hurry,",
        f"as nobody reads, for {HURRIED[0]} to {HURRIED[1]}. The goal: 95 of 100 requests are answered within",
        f"{found['goal_ms']:.0f} ms.",
        "",
        "| page | half within, ms | 95 of 100 within, ms | in a hurry: half | 95 of 100 | queries | processor ms |",
        "|" + " --- |" * 7,
    ]
    for name, page in found["pages"].items():
        lines.append(
            f"| {name} | {page['p50']:.0f} | **{page['p95']:.0f}** | {page['hurried_p50']:.0f} |"
            f" {page['hurried_p95']:.0f} | {series(page['queries']).shown(0)} | {page['processor_ms']:.0f} |"
        )
    lines += ["", "One after the other, in one process and without a screen, half and 95 of 100 within, in ms:", ""]
    lines += [f"- {name}: {half:.0f} and **{most:.0f}**" for name, (half, most) in found["alone"].items()]
    lines += [
        "",
        f"The nightly work of the watch over {night['open']:,} open rows: {night['seconds']:.0f} seconds,"
        f" {night['changed']:,} rows changed, {night['megabytes']:.0f} MB at most.",
    ]
    return "\n".join(lines)
