"""What it costs to keep who, when and why beside a change, and what each way of keeping it notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.conductor import Side, cairn_side, peers_side
from bench.figures import ratios, series
from bench.outcomes import ACCEPTED, MISSED
from bench.place import Place
from cairn.launcher.words import say

TITLE = "Keeping who, when and why beside a change"
ORDER = ("plain", "cairn", "simple-history", "auditlog", "pghistory")
NAMES = {
    "plain": "Django's `save()`, no record",
    "cairn": "Cairn, guarded command",
    "simple-history": "django-simple-history",
    "auditlog": "django-auditlog",
    "pghistory": "django-pghistory",
}


def run(place: Place) -> dict[str, Any]:
    """Measure every contender in turns, in one run on one server.

    Returns:
        JSON: per durability and contender the milliseconds of an update in each round, by the clock
        and of processor time; statements and bytes of an update; outcomes of every road; the cost of
        sealing; versions.
    """
    rounds, updates = (3, 50) if place.quick else (15, 200)
    with cairn_side(place) as cairn, peers_side(place) as peers:
        sides: dict[str, Side] = {name: cairn if name == "cairn" else peers for name in ORDER}
        found: dict[str, Any] = {"rounds": rounds, "updates": updates, "turns": {}}
        found["versions"] = peers.ask("versions")
        own = cairn.ask("versions")
        if any(found["versions"][name] != own[name] for name in own):
            raise RuntimeError("Cairn and its peers do not run on the same Django and driver.")
        found["versions"]["PostgreSQL"] = place.version("cairn_bench")
        for waits in (True, False):
            found["turns"]["waits" if waits else "does not wait"] = _in_turns(sides, rounds, updates, waits)
        found["seal"] = cairn.ask("seal")
        found["statements"] = {name: side.ask("statements", contender=name) for name, side in sides.items()}
        found["bytes"] = {name: sides[name].ask("bytes", contender=name) for name in ORDER[1:]}
        found["caught"] = {name: sides[name].ask("catch", contender=name) for name in ORDER[1:]}
    return found


def _in_turns(sides: Mapping[str, Side], rounds: int, updates: int, waits: bool) -> dict[str, list[dict[str, float]]]:
    """What each round took. The order turns, so that none is always first."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in ORDER}
    for number in range(-1, rounds):  # the first round warms up and is not counted
        turn = number % len(ORDER)
        for name in ORDER[turn:] + ORDER[:turn]:
            answer = sides[name].ask("round", contender=name, updates=updates, waits=waits)
            if number >= 0:
                taken[name].append(answer)
    say(f"  {'with' if waits else 'without'} waiting for the disk: {rounds} rounds done")
    return taken


# ---- the report


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    return "\n".join([*_what(found), *_times(found), *_weights(found), *_roads(found)])


def _what(found: Mapping[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    return [
        "The work: load a row of sixteen columns, change three, and save it in one transaction so that who, when and",
        "why are kept with the change. All contenders have the same row, the same server and the same driver, and",
        f"take turns in one run: {found['rounds']} rounds of {found['updates']} updates each, after one to warm up.",
        "After each round the records are counted, and each must name a person and a reason.",
        "Each peer is set up as its own documentation begins. Options that would change its figures are not used.",
        "",
        f"Versions: {versions}.",
        "",
    ]


def _times(found: Mapping[str, Any]) -> list[str]:
    lines = [
        "Figures are medians over the rounds, with the least and the most. Each ratio is taken within a round.",
        "Processor time is what the program and its database process used. On a shared machine it is the steadier one.",
        "",
    ]
    for key, caption in (
        ("waits", "Each commit waits for the disk, as in production."),
        ("does not wait", "The commit does not wait for the disk: what is left is the work itself."),
    ):
        lines += [caption, "", *_table(found["turns"][key]), ""]
    return lines


def _table(turns: Mapping[str, list[dict[str, float]]]) -> list[str]:
    kinds = {"ms": "ms for an update", "processor_ms": "processor ms"}
    kinds = {kind: words for kind, words in kinds.items() if turns["plain"][0][kind] is not None}
    heads = [head for words in kinds.values() for head in (words, "times no record")]
    lines = ["| | " + " | ".join(heads) + " |", "| --- |" + " --- |" * len(heads)]
    for name in ORDER:
        cells = []
        for kind in kinds:
            own, plain = ([turn[kind] for turn in turns[one]] for one in (name, "plain"))
            cells += [series(own).shown(), ratios(own, plain).shown() if name != "plain" else "1"]
        lines.append(f"| {NAMES[name]} | " + " | ".join(cells) + " |")
    return lines


def _weights(found: Mapping[str, Any]) -> list[str]:
    seal = found["seal"]
    each = 1000 * seal["seconds"] / seal["entries"]
    lines = [
        "What an update sends and what its record weighs. Statements that open and end the transaction are left out.",
        "",
        "| | statements for an update | bytes for a record, with indexes |",
        "| --- | --- | --- |",
    ]
    for name in ORDER:
        weight = f"{found['bytes'][name]:,.0f}" if name in found["bytes"] else "none"
        lines.append(f"| {NAMES[name]} | {found['statements'][name]} | {weight} |")
    return [
        *lines,
        "",
        "Cairn's statements include setting the actor for row-level security and the trigger's command, twice.",
        f"Cairn also seals its records into a chain, later and in one go: {seal['entries']:,} records in",
        f"{seal['seconds']:.1f} s, which is {each:.2f} ms for each. No peer has a counterpart.",
        "",
    ]


def _roads(found: Mapping[str, Any]) -> list[str]:
    names, caught = ORDER[1:], found["caught"]
    roads = list(caught["cairn"])
    lines = [
        "What each notices. Every road was tried, then the row and the records were looked up.",
        '"Missed" means that the change is there and no record of it is.',
        "",
        "| | " + " | ".join(NAMES[name] for name in names) + " |",
        "| --- |" + " --- |" * len(names),
    ]
    for road in roads:
        lines.append(f"| {road} | " + " | ".join(caught[name][road][0] for name in names) + " |")
    left = [sum(caught[name][road][0] in (MISSED, ACCEPTED) for road in roads) for name in names]
    lines.append(f"| roads left open, of {len(roads)} | " + " | ".join(str(number) for number in left) + " |")
    return [
        *lines,
        "",
        "django-simple-history brings functions of its own for bulk changes, which do keep a record; the table shows",
        "what happens where Django's are used. django-pghistory can follow deletions and guard its events, if told to.",
    ]
