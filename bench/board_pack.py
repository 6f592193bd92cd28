"""A board pack of sixty measures, each with its control chart, from the question to both copies as PDF/UA."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.figures import series
from bench.place import Place
from cairn.launcher.words import Refusal, say

TITLE = "A board pack of sixty charts"
CHARTS, ROUNDS, QUICK_ROUNDS = 60, 5, 1
GOAL = 20.0  # seconds


def run(place: Place) -> dict[str, Any]:
    """Make packs of the small demonstration with sixty measures more, in one process.

    Returns:
        JSON: the size of the data, and the seconds of each round and of its parts.
    """
    urls = place.urls("cairn_small")
    place.cairn(urls, "migrate")
    place.cairn(urls, "demo-load", "--scale", "small")
    words = [str(CHARTS), str(QUICK_ROUNDS if place.quick else ROUNDS)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.packing", *words], env=place.environment(urls), cwd=place.clone,
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal("The packs could not be made; the reason is above.")
    found = {"goal_s": GOAL, **json.loads(done.stdout.splitlines()[-1])}
    say(f"  {series([one['seconds'] for one in found['rounds']]).shown()} s")
    return found


def section(found: dict[str, Any]) -> str:
    """Its part of the page."""
    rounds = found["rounds"]
    took, last = series([one["seconds"] for one in rounds]), rounds[-1]
    lines = [
        f"{found['measures']} measures with {found['months']} months of figures by sex ({found['figures']:,} figures), "
        f"beside those of the demonstration: {last['charts']} charts with their small multiples and tables, in "
        f"{last['copies']} copies, each through disclosure control and drawn as PDF/UA.",
        "",
        f"Whole pack: **{took.shown()} s**. The goal is under {found['goal_s']:.0f} s. "
        f"The members' copy is {last['bytes'] / 1e6:.1f} MB.",
        "",
        "| Part, in the last round | began after |",
        "| --- | ---: |",
        *(f"| {doing} | {began:.2f} s |" for doing, began in last["parts"]),
    ]
    return "\n".join(lines)
