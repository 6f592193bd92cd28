"""Which records are of one person: Cairn with one calibrated threshold beside Splink at the best of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bench.place import Place, peers_python
from cairn.commands.analyse_generate import write_columns
from cairn.kernel.worlds import ErrorRates, generate, other_rates
from cairn.launcher.serve import shared_data

TITLE = "Which records are of one person"
USUAL, OTHER = "the usual rates", "other rates, which nothing was tuned on"
_KEYS = {"fake_1000": ("unique_id", "cluster")}


def worlds(*, quick: bool) -> list[tuple[str, int, int, ErrorRates]]:
    """What is linked: name, people, seed and rates."""
    if quick:
        return [(USUAL, 4_700, 31, ErrorRates()), (OTHER, 4_000, 32, other_rates())]
    return [
        (USUAL, 47_600, 33, ErrorRates()),
        (OTHER, 40_000, 34, other_rates()),
        (USUAL, 476_000, 35, ErrorRates()),
    ]


def run(place: Place) -> dict[str, Any]:
    """Generate, link with both, score on the truth.

    Returns:
        JSON: for each world both programs' figures and the error rates by group; and Cairn on the labelled files.
    """
    folder = place.base / "linkage"
    folder.mkdir(parents=True, exist_ok=True)
    python = peers_python(place)
    found = [_world(place, python, folder, *one) for one in worlds(quick=place.quick)]
    return {"worlds": found, "labelled": _labelled(place, python, folder)}


def _world(
    place: Place, python: Path, folder: Path, name: str, people: int, seed: int, rates: ErrorRates
) -> dict[str, Any]:
    world = generate(people, seed, rates)
    records, truth, out = folder / "people.csv", folder / "truth.csv", folder / "splink.json"
    write_columns(records, world.people)
    write_columns(truth, world.truth)
    _run(place, [python, "-m", "bench.peers.splink_linkage", records, truth, out])
    splink = json.loads(out.read_text())
    del splink["sweep"]
    person = numbered(world.truth["person"])
    cairn, cluster = linked_by_cairn(place, folder, records, "record", person, {})
    return {
        "name": name, "records": len(person), "splink": splink, "cairn": cairn,
        "fewer errors": 1 - (1 - cairn["f1"]) / (1 - splink["best"]["f1"]),
        "groups": by_group(cluster, person, world.truth),
    }  # fmt: skip


def _labelled(place: Place, python: Path, folder: Path) -> dict[str, Any]:
    """Cairn on the FEBRL sets and on whatever labelled files there are, the label itself left out."""
    _run(place, [python, "-m", "bench.peers.febrl", folder])
    found = {}
    for number in range(1, 5):
        path = folder / f"febrl{number}.csv"
        person = numbered(np.array([row["rec_id"].split("-")[1] for row in _rows(path)]))
        found[f"FEBRL {number}"] = linked_by_cairn(place, folder, path, "rec_id", person, {})[0]
    data = shared_data(place.clone)
    for path in sorted((data / "linkage").glob("*.csv")) if data else ():
        if path.stem in _KEYS:
            key, label = _KEYS[path.stem]
            person = numbered(np.array([row[label] for row in _rows(path)]))
            found[path.stem] = linked_by_cairn(place, folder, path, key, person, {"ignored": label})[0]
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def linked_by_cairn(
    place: Place, folder: Path, records: Path, key: str, person: np.ndarray, told: Mapping[str, str]
) -> tuple[dict[str, Any], np.ndarray]:
    """Link a file in a process of its own, and score it.

    Args:
        folder: where what comes out is put meanwhile.
        key: the column that identifies a record.
        person: of each record, its number on the truth.
        told: column names by meaning.

    Returns:
        Its figures, and the cluster of each record.
    """
    out = folder / "cairn.npz"
    _run(place, [sys.executable, "-m", "bench.cairn_side.link_records", records, key, json.dumps(told), out])
    with np.load(out) as kept:
        cluster = kept["cluster"]
        figures = {name: float(kept[name]) for name in ("seconds", "peak_gb", "pairs")}
        figures |= dict(zip(("estimated precision", "estimated recall"), map(float, kept["estimates"]), strict=True))
    return {**scores(cluster, person), **figures}, cluster


def _run(place: Place, command: list[object]) -> None:
    environment = {**os.environ, "PYTHONPATH": place.path()}
    subprocess.run([str(word) for word in command], check=True, env=environment, cwd=place.clone)


def numbered(values: np.ndarray) -> np.ndarray:
    """The different values as numbers from 0."""
    return np.unique(values.astype(str), return_inverse=True)[1].astype(np.int64)


def pairs_within(labels: np.ndarray) -> int:
    """How many pairs a grouping joins."""
    sizes = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def scores(cluster: np.ndarray, person: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 over pairs of the groups against the truth."""
    right = pairs_within(cluster.astype(np.int64) * (int(person.max()) + 1) + person)
    said, true = pairs_within(cluster), pairs_within(person)
    return {"precision": right / max(said, 1), "recall": right / max(true, 1), "f1": 2 * right / max(said + true, 1)}


def by_group(cluster: np.ndarray, person: np.ndarray, truth: Mapping[str, np.ndarray]) -> dict[str, dict[str, Any]]:
    """Precision and recall of the records of each origin of name, sex and age alone, with the number of true pairs."""
    age = 2025 - truth["born"]
    bands = np.select([age < 18, age < 40, age < 65], ["under 18", "18 to 39", "40 to 64"], default="65 and over")
    found = {}
    for what, column in (("origin", truth["origin"]), ("sex", truth["sex"]), ("age", bands)):
        for value in sorted(set(column.tolist())):
            rows = column == value
            found[f"{what}: {value}"] = {
                **scores(cluster[rows], person[rows]),
                "true pairs": pairs_within(person[rows]),
            }
    return found


def widest_gap(groups: Mapping[str, Mapping[str, Any]]) -> tuple[str, float]:
    """The group whose recall is furthest below the best of its sort (origin, sex or age), and by how much."""
    best: dict[str, float] = {}
    for name, group in groups.items():
        sort = name.partition(":")[0]
        best[sort] = max(best.get(sort, 0.0), group["recall"])
    gaps = {name: best[name.partition(":")[0]] - group["recall"] for name, group in groups.items()}
    furthest = max(gaps, key=gaps.__getitem__)
    return furthest, gaps[furthest]


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    lines = [
        "Made-up people as six agencies record them, with known truth. Cairn has no labels and one threshold of its",
        "own finding. Splink is tuned (joint names, address levels, sex, telephone, eleven rules, training capped) and",
        "is shown at the threshold that is best on the truth, which it could not know. F1 is over pairs of the groups.",
        "Splink's time is without its grouping.",
        "",
        "| world | records | | precision | recall | F1 | seconds | peak GB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in found["worlds"]:
        splink, cairn = one["splink"], one["cairn"]
        best, head = splink["best"], f"| {one['name']} | {one['records']:,} |"
        lines += [
            f"{head} {splink['program']}, best of a sweep | {best['precision']:.3f} | {best['recall']:.3f} |"
            f" {best['f1']:.3f} | {splink['seconds']['all']:.0f} | {splink['peak_gb']:.1f} |",
            f"{head} **Cairn**, {100 * one['fewer errors']:.0f} % fewer errors | {cairn['precision']:.3f} |"
            f" {cairn['recall']:.3f} | **{cairn['f1']:.3f}** | {cairn['seconds']:.0f} | {cairn['peak_gb']:.1f} |",
        ]
    lines += ["", "Cairn's own estimates, made without the truth, beside it:", ""]
    lines += ["| set | precision | estimated | recall | estimated | F1 |", "| --- | --- | --- | --- | --- | --- |"]
    every = [(f"{one['name']}, {one['records']:,}", one["cairn"]) for one in found["worlds"]]
    for name, cairn in [*every, *found["labelled"].items()]:
        lines.append(
            f"| {name} | {cairn['precision']:.3f} | {cairn['estimated precision']:.3f} | {cairn['recall']:.3f} |"
            f" {cairn['estimated recall']:.3f} | {cairn['f1']:.4f} |"
        )
    last = found["worlds"][-1]
    lines += ["", f"By group, on {last['records']:,} records ({last['name']}):", ""]
    lines += ["| group | true pairs | precision | recall |", "| --- | --- | --- | --- |"]
    for name, group in last["groups"].items():
        lines.append(f"| {name} | {group['true pairs']:,} | {group['precision']:.3f} | {group['recall']:.3f} |")
    name, gap = widest_gap(last["groups"])
    lines += ["", f"The recall of no group is more than {100 * gap:.1f} points below the best of its sort ({name})."]
    return "\n".join(lines)
