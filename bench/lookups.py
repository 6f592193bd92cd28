"""Is this person known: one record against all that agencies hold, asked by eight clients, beside Splink.

    python3 dev.py bench lookups

A made-up world's records go in by the services, but some of each agency's: of people who are known by another record,
and of people who are not known at all. All records are linked; then the ones kept back are asked for, at a steady pace,
as a practitioner asks: with the policy, the record of the asking, and what is hidden from her. Time is counted from the
moment a question was due, not from when a client came to it. What was answered is compared with the truth.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bench.hub_data import SEED, place_of
from bench.place import Place, peers_python

TITLE = "Whether somebody is known"
CLIENTS, PACE, SECONDS, QUICK_SECONDS = 8, 50, 60, 10
SPLINK_ASKED, QUICK_SPLINK_ASKED = 60, 10
GOAL = 25.0
_TIMES = (("median", "half answered within"), ("p95", "19 of 20 within"), ("p99", "99 of 100 within"))
_SHARES = (("right", "of those known, the right person"), ("false", "of those not known, a false answer"))


def run(place: Place) -> dict[str, Any]:
    """Load, link, ask; and ask Splink for some of the same.

    Returns:
        JSON: what is held and asked, Cairn's milliseconds and shares, and Splink's.
    """
    database, folder, people = place_of(place)
    urls = place.urls(database)
    place.cairn(urls, "migrate")
    _last_line([sys.executable, "-m", "bench.hub_data", folder, people, SEED], place, place.environment(urls))
    place.read_once(database)
    seconds = QUICK_SECONDS if place.quick else SECONDS
    words = [folder, CLIENTS, PACE, seconds]
    found = _last_line([sys.executable, "-m", "bench.lookups_walk", *words], place, place.environment(urls))
    asked = str(QUICK_SPLINK_ASKED if place.quick else SPLINK_ASKED)
    peer = [peers_python(place), "-m", "bench.peers.splink_lookups", folder / "people.csv", folder / "asked.csv", asked]
    return {**found, "splink": _last_line(peer, place, place.peers_environment(urls))}


def _last_line(command: list, place: Place, environment: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [str(word) for word in command], env=environment, cwd=place.clone, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    peer = found["splink"]
    lines = [
        f"{found['held']:,} records of a made-up world (seed {SEED}) are held and linked. {found['asked']:,} questions",
        f"come, {PACE} a second, from {CLIENTS} clients, each with a record that was kept back: half of people who are",
        "known by another record, half of people who are not. Each question passes the policy, is recorded, and leaves",
        f"out whom a wall or a restricted case hides. {peer['asked']} of them went to {peer['program']}, one after the",
        "other; its answer is the likeliest record above even odds. It asks no policy and records nothing.",
        f"Of those known, {found['withheld']:.1%} are known to other agencies alone and came without a whole name, or",
        "with neither birth, telephone, e-mail address nor home: of them nobody may be told, by the rule of the",
        "look-up, and the first share leaves them out. With them",
        f"it would be {found['right_of_all']:.1%}.",
        "",
        "| | Cairn | Splink |",
        "| --- | --- | --- |",
        *(f"| {words} | {found[key]:.1f} ms | {peer[key]:.0f} ms |" for key, words in _TIMES),
        *(f"| {words} | {found[key]:.1%} | {peer[key]:.1%} |" for key, words in _SHARES),
        "",
        f"The goal: 19 of 20 within {GOAL:.0f} ms, the right person first in 95 of 100, and a false answer in under 1",
        "of 100.",
    ]  # fmt: skip
    return "\n".join(lines)
