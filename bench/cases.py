"""A case's page, the list of cases and the search among 200,000 cases, asked for by sixteen people at once."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from bench.figures import percentile, series
from bench.measures import told
from bench.pages import READS as HURRIED
from bench.pages import serving, together
from bench.place import Place

TITLE = "Cases among 200,000, with sixteen people at once"
CASES, QUICK_CASES = 200_000, 2_000
USERS, GOAL = 16, 200.0  # people; milliseconds for 95 of 100 requests
READS = (3.0, 7.0)  # seconds a person looks at a page before the next
LOOPS, QUICK_LOOPS = 10, 1
WARM_UP = 3  # pages of each kind for each person, so that both processes have written her permissions down


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
    walked = told(place, urls, "bench.cases_walk")
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
    return {"data": data, "pages": pages, "alone": alone, "users": USERS, "goal_ms": GOAL}


def _page(visits: list[Mapping[str, Any]], taken: list[float], hurried: list[float]) -> dict[str, Any]:
    return {
        "queries": [min(one["queries"] for one in visits), max(one["queries"] for one in visits)],
        "processor_ms": median(one["processor_ms"] for one in visits),
        "requests": len(taken),
        "p50": percentile(taken, 0.5),
        "p95": percentile(taken, 0.95),
        "hurried_p50": percentile(hurried, 0.5),
        "hurried_p95": percentile(hurried, 0.95),
    }


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    rows = ", ".join(f"{number:,} in {table}" for table, number in found["data"]["rows"].items())
    lines = [
        f"Rows: {rows}. One partnership of twelve agencies, of which the largest leads a third of all cases.",
        "The staff site serves them as in life: under the application role, with row-level security on, 2 processes",
        "of 2 threads, sharing the cores with the database and with the program that asks. The database's files were",
        "read once before, and everybody had opened three pages of each kind since the start, since a process writes a",
        "person's permissions down at her first page. A time is from the first",
        f"byte asked to the last answered. {found['users']} people at once look at each page for {READS[0]:.0f} to",
        f"{READS[1]:.0f} seconds; in a hurry, as nobody reads, for {HURRIED[0]} to {HURRIED[1]}. The goal: 95 of 100",
        f"requests are answered within {found['goal_ms']:.0f} ms.",
        "",
        "| page | half within, ms | 95 of 100 within, ms | in a hurry: half | 95 of 100 | queries | processor ms |",
        "|" + " --- |" * 7,
    ]
    for name, page in found["pages"].items():
        lines.append(
            f"| {name} | {page['p50']:.0f} | **{page['p95']:.0f}** | {page['hurried_p50']:.0f} |"
            f" {page['hurried_p95']:.0f} |"
            f" {series(page['queries']).shown(0)} | {page['processor_ms']:.0f} |"
        )
    lines += ["", "One after the other, in one process and without a screen, half and 95 of 100 within, in ms:", ""]
    lines += [f"- {name}: {half:.0f} and **{most:.0f}**" for name, (half, most) in found["alone"].items()]
    return "\n".join(lines)
