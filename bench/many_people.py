"""Pages asked for by sixteen people at once: the addresses each may ask for, the asking, and the table of it.

``walk_as`` runs in a process with Django; the rest in the conductor's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

from bench.figures import percentile, series
from bench.pages import READS as HURRIED
from bench.pages import serving, together
from bench.place import Place

USERS, GOAL = 16, 200.0  # people; milliseconds for 95 of 100 requests
READS = (3.0, 7.0)  # seconds a person looks at a page before the next
LOOPS, QUICK_LOOPS = 10, 1
WARM_UP = 3  # pages of each kind for each person, so that both processes have written her permissions down
OPENED = 3  # pages of each kind opened in one process, to count their queries


# ---- in the process that signs people in


def nobody_yet(cookie_name: str) -> dict[str, Any]:
    """What ``walk_as`` fills."""
    return {"cookies": {}, "paths": {}, "visits": {}, "alone": {}, "cookie_name": cookie_name}


def walk_as(
    found: dict[str, Any], client: Any, person: str, paths: dict[str, list[str]], alone: dict[str, list[float]]
) -> None:
    """Keep somebody's cookie and addresses, and open a few pages of each kind.

    Args:
        client: a test client she is signed in with.
        person: her email address.
        paths: name of a kind of page to addresses; what stands after a # is sent with a form.
        alone: milliseconds of what is measured without a screen, by its name.
    """
    found["cookies"][person] = client.cookies[found["cookie_name"]].value
    found["paths"][person] = paths
    for name, addresses in paths.items():
        _ask(client, addresses[-1])  # fills what is kept between requests, such as templates
        found["visits"].setdefault(name, []).extend(_visit(client, path) for path in addresses[:OPENED])
    for name, taken in alone.items():
        found["alone"].setdefault(name, []).extend(taken)


def milliseconds(act: Callable[[], Any]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def _visit(client: Any, path: str) -> dict[str, Any]:
    from django.db import connection

    said = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        began = time.process_time()
        answer = _ask(client, path)
        taken = time.process_time() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    return {"queries": len(said), "processor_ms": round(1000 * taken, 1), "bytes": len(answer.content)}


def _ask(client: Any, path: str) -> Any:
    address, _, form = path.partition("#")
    kind = "application/x-www-form-urlencoded"
    return client.post(address, form, content_type=kind) if form else client.get(address)


# ---- in the conductor's


def asked_by_many(place: Place, urls: Mapping[str, str], walked: dict[str, Any]) -> dict[str, Any]:
    """Serve the staff site, and let sixteen people ask for their pages at once: as people read, and in a hurry.

    Returns:
        JSON: for each kind of page its queries and times, the times without a screen, and how many people.
    """
    everybody = list(walked["paths"].items())
    users = [everybody[number % len(everybody)] for number in range(USERS)]
    loops = QUICK_LOOPS if place.quick else LOOPS
    with serving(place, urls) as ports:
        together(users, walked, ports["staff"], loops=WARM_UP, seed=0)  # not counted
        asked = together(users, walked, ports["staff"], loops=loops, seed=1, reads=READS)
        hurried = together(users, walked, ports["staff"], loops=loops, seed=2, reads=HURRIED)
    pages = {
        name: _page(visits, *([one.ms for one in part if one.name == name] for part in (asked, hurried)))
        for name, visits in walked["visits"].items()
    }
    alone = {name: [median(taken), percentile(taken, 0.95)] for name, taken in walked["alone"].items()}
    return {"pages": pages, "alone": alone, "users": USERS, "goal_ms": GOAL}


def how_asked(users: int, goal: float) -> list[str]:
    """Sentences that say how the pages were served and asked for."""
    return [
        "The staff site serves them as in life: under the application role, with row-level security on, 2 processes",
        "of 4 threads, sharing the cores with the database and with the program that asks. The database's files were",
        "read once before, and everybody had opened three pages of each kind since the start, since a process writes a",
        "person's permissions down at her first page. A time is from the first",
        f"byte asked to the last answered. {users} people at once look at each page for {READS[0]:.0f} to",
        f"{READS[1]:.0f} seconds; in a hurry, as nobody reads, for {HURRIED[0]} to {HURRIED[1]}. The goal: 95 of 100",
        f"requests are answered within {goal:.0f} ms.",
    ]


def pages_shown(found: Mapping[str, Any]) -> list[str]:
    """The table of the pages and the times without a screen, in Markdown."""
    lines = [
        "| page | half within, ms | 95 of 100 within, ms | in a hurry: half | 95 of 100 | queries | processor ms |",
        "|" + " --- |" * 7,
    ]
    for name, page in found["pages"].items():
        lines.append(
            f"| {name} | {page['p50']:.0f} | **{page['p95']:.0f}** | {page['hurried_p50']:.0f} |"
            f" {page['hurried_p95']:.0f} | {series(page['queries']).shown(0)} | {page['processor_ms']:.0f} |"
        )
    lines += ["", *_missed(found["pages"], found["goal_ms"])]
    lines += ["", "One after the other, in one process and without a screen, half and 95 of 100 within, in ms:", ""]
    return lines + [f"- {name}: {half:.0f} and **{most:.0f}**" for name, (half, most) in found["alone"].items()]


def _missed(pages: Mapping[str, Any], goal: float) -> list[str]:
    """Which pages take longer than the goal, as people read and in a hurry."""
    told = []
    for words, name in (("As people read", "p95"), ("In a hurry", "hurried_p95")):
        late = [f"{page} ({found[name]:.0f} ms)" for page, found in pages.items() if found[name] > goal]
        told.append(f"{words} the goal is {'missed by ' + ', '.join(late) if late else 'met by every page'}.")
    return told


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
