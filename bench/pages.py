"""Every page of both sites at full scale, asked for by eight people at once, and the queries each one sends."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.figures import percentile, series
from bench.place import Place
from cairn.launcher import postgres, serve
from cairn.launcher.variables import for_site, merged
from cairn.launcher.words import Refusal, say

TITLE = "Pages at full scale, with eight people at once"
USERS = 8
GOAL = 150.0  # milliseconds, for 95 of 100 requests
READS = (0.5, 1.5)  # seconds a person looks at a page before the next, at the pace the goal is meant for
HTML = "text/html"
CSRF_COOKIE, CSRF = "cairn_csrf", "b" * 32  # a form is sent with what stands in the cookie


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the load: which page, and how long its whole answer took to arrive."""

    name: str
    ms: float
    status: int


def run(place: Place) -> dict[str, Any]:
    """Load the data, walk both sites alone for their queries, then ask for every page under load.

    Returns:
        JSON: the size of the data, and per site every page with its queries and times.
    """
    scale = "small" if place.quick else "full"
    urls = place.urls(f"cairn_{scale}")
    place.cairn(urls, "migrate")
    place.cairn(urls, "demo-load", "--scale", scale)
    found: dict[str, Any] = {"goal_ms": GOAL, "users": USERS, "reads_s": READS, "rows": _rows(urls)}
    walks = {site: _walk(place, urls, site) for site in ("staff", "public")}
    with serving(place, urls) as ports:
        for site, walked in walks.items():
            say(f"  {site} site: {len(walked['visits'])} addresses, {USERS} people at once")
            found[site] = _measured(place, walked, ports[site])
    return found


def _rows(urls: postgres.Urls) -> dict[str, int]:
    import psycopg

    tables = {
        "partnerships": "agencies_partnership",
        "strategies": "strategies_strategy",
        "actions": "plans_action",
        "updates": "plans_update",
        "audit entries": "audit_entry",
    }
    with psycopg.connect(urls.owner) as line:
        return {name: line.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}


def _walk(place: Place, urls: postgres.Urls, site: str) -> dict[str, Any]:
    """What each person finds, and the queries of each page: one process, one request at a time."""
    environment = merged({**for_site(site, place.base, urls), "PYTHONPATH": place.path()})
    command = [sys.executable, "-m", "bench.walk"]
    done = subprocess.run(command, env=environment, cwd=place.clone, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Refusal(f"The walk of the {site} site failed; its own words are above.")
    walked = json.loads(done.stdout)
    broken = {f"{one['name']} answered {one['status']}." for one in walked["visits"] if one["status"] >= 500}
    if broken and not place.quick:
        raise Refusal(*sorted(broken))
    say(*sorted(broken))
    return walked


@contextlib.contextmanager
def serving(place: Place, urls: postgres.Urls) -> Iterator[dict[str, int]]:
    """Both sites and the worker, as the demonstration runs them."""
    ports = {"staff": free_port(), "public": free_port()}
    (place.base / "demo" / "logs").mkdir(parents=True, exist_ok=True)
    parts = serve.parts_of(place.base, urls, port=ports["staff"], public_port=ports["public"])
    try:
        for part in parts:
            part.start()
        for port in ports.values():
            wait_until_healthy(port)
        yield ports
    finally:
        serve.end(parts)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return probe.getsockname()[1]


def wait_until_healthy(port: int, *, patience: float = 60.0, gone: Callable[[], bool] = lambda: False) -> None:
    """Wait until a site says that it is well.

    Args:
        port: where it answers.
        patience: seconds.
        gone: whether the process that should answer has ended.

    Raises:
        Refusal: it did not in time, or its process ended.
    """
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not gone():
        with contextlib.suppress(OSError), direct.open(f"http://{serve.HOST}:{port}/healthz", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise Refusal(f"The site at port {port} ended." if gone() else f"No answer at port {port} in {patience:.0f} s.")


# ---- the load


def _measured(place: Place, walked: Mapping[str, Any], port: int) -> dict[str, Any]:
    loops, passes = (1, 1) if place.quick else (3, 2)
    users = _users(walked)
    together(users, walked, port, loops=1, seed=0)  # warm up: not counted
    reading = [_timed(users, walked, port, loops=loops, seed=number, reads=READS) for number in range(1, passes + 1)]
    racing = [_timed(users, walked, port, loops=3 * loops, seed=10 + number) for number in range(1, passes + 1)]
    asked = [part for part, _each_second in reading]
    pressed = [part for part, _each_second in racing]
    names = sorted({one.name for part in asked for one in part})
    return {
        "pages": {name: _page(name, walked, asked, pressed) for name in names},
        "each_second": [each for _part, each in reading],
        "each_second_without_pause": [each for _part, each in racing],
        "requests": sum(len(part) for part in asked + pressed),
        "not_visited": walked["not_visited"],
    }


def _timed(users: list[tuple[str, dict[str, list[str]]]], *args: Any, **options: Any) -> tuple[list[Asked], float]:
    """What everybody asked for, and how many answers there were each second."""
    began = time.monotonic()
    asked = together(users, *args, **options)
    return asked, len(asked) / (time.monotonic() - began)


def _users(walked: Mapping[str, Any]) -> list[tuple[str, dict[str, list[str]]]]:
    """Eight people, each with the addresses found for her by URL name; the public site's are all alike."""
    paths: dict[str, dict[str, list[str]]] = {person: defaultdict(list) for person in walked["cookies"]}
    for visit in walked["visits"]:
        if visit["status"] == 200:
            paths[visit["person"]][visit["name"]].append(visit["path"])
    found = list(paths.items())
    return [found[number % len(found)] for number in range(USERS)]


def together(
    users: list[tuple[str, dict[str, list[str]]]],
    walked: Mapping[str, Any],
    port: int,
    *,
    loops: int,
    seed: int,
    reads: tuple[float, float] = (0, 0),
) -> list[Asked]:
    """Everybody asks for one page after the other, each page in turn but shuffled, and looks at each for a while."""
    asked: list[Asked] = []
    faults: list[BaseException] = []

    def one(number: int) -> None:
        person, paths = users[number]
        try:
            cookies = f"{walked['cookie_name']}={walked['cookies'][person]}; {CSRF_COOKIE}={CSRF}"
            headers = {"Cookie": cookies, "X-CSRFToken": CSRF}
            rng = random.Random(f"{seed}/{number}")
            asked.extend(_asks(paths, port, headers, loops=loops, reads=reads, rng=rng))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(users))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return asked


def _asks(
    paths: Mapping[str, list[str]],
    port: int,
    headers: dict[str, str],
    *,
    loops: int,
    reads: tuple[float, float],
    rng: random.Random,
) -> Iterator[Asked]:
    line = http.client.HTTPConnection(serve.HOST, port, timeout=60)
    for _ in range(loops):
        names = list(paths)
        rng.shuffle(names)
        for name in names:
            path = rng.choice(paths[name])
            time.sleep(rng.uniform(*reads))
            began = time.perf_counter()
            try:
                _send(line, path, headers)
                answer = line.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):  # a connection kept open may be closed
                line.close()
                _send(line, path, headers)
                answer = line.getresponse()
            answer.read()
            yield Asked(name, 1000 * (time.perf_counter() - began), answer.status)
            if answer.status != 200:
                raise RuntimeError(f"{name} answered {answer.status} under load.")
    line.close()


def _send(line: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> None:
    """Ask for an address; what stands after a # is sent with a form."""
    address, _, form = path.partition("#")
    if form:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", address, body=form, headers={**headers, **kind})
    else:
        line.request("GET", address, headers=headers)


def _page(
    name: str, walked: Mapping[str, Any], rounds: list[list[Asked]], pressed: list[list[Asked]]
) -> dict[str, Any]:
    visits = [visit for visit in walked["visits"] if visit["name"] == name and visit["status"] == 200]
    by_pass = [[one.ms for one in part if one.name == name] for part in rounds]
    taken = [ms for part in by_pass for ms in part]
    without_pause = [one.ms for part in pressed for one in part if one.name == name]
    return {
        "html": all(visit["kind"] == HTML for visit in visits),
        "queries": [min(visit["queries"] for visit in visits), max(visit["queries"] for visit in visits)],
        "processor_ms": median(visit["processor_ms"] for visit in visits),
        "requests": len(taken),
        "p50": percentile(taken, 0.5),
        "p95": percentile(taken, 0.95),
        "p95_by_pass": [percentile(part, 0.95) for part in by_pass if part],
        "without_pause": [percentile(without_pause, 0.5), percentile(without_pause, 0.95)],
    }


# ---- the report


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    rows = ", ".join(f"{number:,} {name}" for name, number in found["rows"].items())
    least, most = found["reads_s"]
    lines = [
        f"Data: {rows}.",
        f"{found['users']} people at once ask for one page after the other and look at each for {least} to {most}",
        "seconds, which is faster than anybody reads. Then they do the same without any pause, so that the processors",
        "are never idle: that says what the machine can carry. The sites run as the demonstration runs them (staff: 2",
        "processes of 4 threads; public: 1 of 4), and the program that asks shares their cores. A time is from the",
        "first byte asked to the last byte answered, on the machine itself. Which pages there are is found by",
        "following every link and search form. Queries are all statements of a request, those of the session and of",
        "row-level security with them. They and the processor time of the web process (the database not counted) were",
        "taken with one person alone.",
        f"The goal: 95 of 100 requests for any page are answered within {found['goal_ms']:.0f} ms.",
        "",
    ]
    for site, title in (("staff", "Staff site"), ("public", "Public site")):
        lines += [f"### {title}", "", *_site(found[site], found["goal_ms"])]
    return "\n".join(lines).rstrip()


def _site(found: Mapping[str, Any], goal: float) -> list[str]:
    pages = {name: page for name, page in found["pages"].items() if page["html"]}
    files = {name: page for name, page in found["pages"].items() if not page["html"]}
    within = [name for name, page in pages.items() if page["p95"] <= goal]
    pressed = [name for name, page in pages.items() if page["without_pause"][1] <= goal]
    lines = [
        f"{len(within)} of {len(pages)} pages are within the goal, and {len(pressed)} when nobody pauses."
        f" {found['requests']:,} requests, {series(found['each_second']).shown(0)} each second, and"
        f" {series(found['each_second_without_pause']).shown(0)} without a pause.",
        "",
        *_table(pages),
        "",
    ]
    if files:
        lines += ["Files to take away, to which the goal does not apply:", "", *_table(files), ""]
    return lines


def _table(pages: Mapping[str, Any]) -> list[str]:
    heads = (
        "Page", "queries", "processor ms, alone", "half within, ms", "95 of 100 within, ms", "by pass", "requests",
        "without a pause: half", "95 of 100",
    )  # fmt: skip
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for name, page in pages.items():
        least, most = page["queries"]
        cells = (
            f"`{name}`",
            str(most) if least == most else f"{least} to {most}",
            f"{page['processor_ms']:.0f}",
            f"{page['p50']:.0f}",
            f"{page['p95']:.0f}",
            f"{min(page['p95_by_pass']):.0f} to {max(page['p95_by_pass']):.0f}",
            f"{page['requests']:,}",
            *(f"{ms:.0f}" for ms in page["without_pause"]),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines
