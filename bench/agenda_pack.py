"""The agenda pack of a meeting that hears 25 cases, from the question to the PDF, and the minutes after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.figures import series
from bench.measures import told
from bench.place import Place

TITLE = "An agenda pack of 25 cases"
CASES, ROUNDS, QUICK_ROUNDS = 25, 5, 1
GOAL = 5.0  # seconds


def run(place: Place) -> dict[str, Any]:
    """List 25 cases of four agencies, answer what they were asked, and draw the pack of two readers.

    Returns:
        JSON: the size of the data, and for each pack its queries, bytes and seconds.
    """
    urls = place.urls("cairn_agenda_pack")
    place.cairn(urls, "migrate")
    words = (str(CASES), str(QUICK_ROUNDS if place.quick else ROUNDS))
    return {"goal_s": GOAL, **told(place, urls, "bench.agenda_packing", *words)}


def section(found: Mapping[str, Any]) -> str:
    """Its part of the page."""
    lines = [
        f"{found['cases']} cases of four agencies with {found['people']} people, {found['answers']} answers of agencies"
        " and an action each, drawn as PDF/UA under row-level security, with the reader's name on each page. Each pack"
        " is made from nothing: what is open to the reader is asked each time.",
        "",
        f"The goal: under {found['goal_s']:.0f} s.",
        "",
        "| pack | seconds | queries | kB |",
        "|" + " --- |" * 4,
    ]
    for name, pack in found["packs"].items():
        took = series(pack["seconds"])
        lines.append(f"| {name} | **{took.shown()}** | {pack['queries']} | {pack['bytes'] / 1000:.0f} |")
    return "\n".join(lines)
