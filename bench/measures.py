"""A measure's page and a dashboard of sixty measures among 1.6 million figures, as people's browsers ask for them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from statistics import median
from typing import Any

from bench.figures import percentile, series
from bench.pages import READS, USERS, Asked, serving, together
from bench.place import Place
from cairn.launcher.words import Refusal, say

TITLE = "Measures among 1.6 million figures"
PARTNERSHIPS, QUICK_PARTNERSHIPS = 40, 2
GOALS = {"a measure's page": 150.0, "a dashboard of 60 measures": 400.0, "a list of 115 measures": None}
LOOPS, ALONE = 12, 40  # of each page: by each of the people at once, and by one alone


def run(place: Place) -> dict[str, Any]:
    """Load the figures, then ask for the pages alone and with eight people at once.

    Returns:
        JSON: the size of the data, how long it took to load, and for each page its queries and times.
    """
    partnerships = QUICK_PARTNERSHIPS if place.quick else PARTNERSHIPS
    urls = place.urls("cairn_figures_quick" if place.quick else "cairn_figures")
    place.cairn(urls, "migrate")
    data = told(place, urls, "bench.measures_data", str(partnerships))
    walked = told(place, urls, "bench.measures_walk")
    users = [(person, paths) for person, paths in walked["paths"].items()]
    users = [users[number % len(users)] for number in range(USERS)]
    with serving(place, urls) as ports:
        port = ports["staff"]
        together(users, walked, port, loops=2, seed=0)  # warm up: not counted
        say("  one person alone")
        alone = [
            one
            for number, user in enumerate(users[: 2 if place.quick else USERS])
            for one in together([user], walked, port, loops=2 if place.quick else ALONE // USERS, seed=1 + number)
        ]
        say(f"  {USERS} people at once")
        reading = together(users, walked, port, loops=2 if place.quick else LOOPS, seed=100, reads=READS)
    pages = {name: _page(walked["visits"][name], name, alone, reading) for name in walked["visits"]}
    return {"data": data, "pages": pages, "users": USERS, "reads_s": READS}


def told(place: Place, urls: Any, *words: str) -> Any:
    """What one module of the benchmarks says on a database, read as JSON.

    Raises:
        Refusal: it failed; its own words are above.
    """
    done = subprocess.run(
        [sys.executable, "-m", *words], env=place.environment(urls), cwd=place.clone, stdout=subprocess.PIPE,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal(f"`{words[0]}` failed; its own words are above.")
    return json.loads(done.stdout.splitlines()[-1])


def _page(visits: list[Mapping[str, Any]], name: str, alone: list[Asked], reading: list[Asked]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "goal_ms": GOALS[name],
        "queries": [min(one["queries"] for one in visits), max(one["queries"] for one in visits)],
        "processor_ms": median(one["processor_ms"] for one in visits),
        "bytes": median(one["bytes"] for one in visits),
    }
    for how, asked in (("alone", alone), ("at_once", reading)):
        taken = [one.ms for one in asked if one.name == name]
        found[how] = {"requests": len(taken), "p50": percentile(taken, 0.5), "p95": percentile(taken, 0.95)}
    return found


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    least, most = found["reads_s"]
    rows = ", ".join(f"{number:,} {name}" for name, number in found["data"]["rows"].items())
    loaded = found["data"]["seconds"]
    lines = [
        f"Data: {rows}. Each measure has sixty months by sex and age band, whose parts add up: six figures a month.",
        *([f"Its figures were made and loaded in {loaded['figures']:.0f} seconds."] if loaded else []),
        "The staff site serves them as in life: under the application role, with row-level security on, 2 processes",
        "of 4 threads, sharing the cores with the database and with the program that asks. A time is from the first",
        "byte asked to the last answered. Alone: one person after the other, without a pause. Together:",
        f"{found['users']} people at once, who look at each page for {least} to {most} seconds. Any measure may be",
        "asked for next, so that most are met for the first time.",
        "",
        "| page | goal, 95 of 100 within, ms | alone: half, ms | alone: 95 of 100 | together: half |"
        " together: 95 of 100 | requests | queries | processor ms | kB |",
        "|" + " --- |" * 10,
    ]
    for name, page in found["pages"].items():
        alone, at_once = page["alone"], page["at_once"]
        goal = f"{page['goal_ms']:.0f}" if page["goal_ms"] else "none"
        lines.append(
            f"| {name} | {goal} | {alone['p50']:.0f} | **{alone['p95']:.0f}** | {at_once['p50']:.0f} |"
            f" **{at_once['p95']:.0f}** | {alone['requests']} and {at_once['requests']} |"
            f" {series(page['queries']).shown(0)} | {page['processor_ms']:.0f} | {page['bytes'] / 1000:.0f} |"
        )
    return "\n".join(lines)
