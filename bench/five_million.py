"""Five million records of one made-up world, linked by Cairn alone: how long it takes, and how much memory.

python3 dev.py bench five-million
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bench.linkage import linked_by_cairn, numbered
from bench.place import Place

TITLE = "Five million records"
PEOPLE, QUICK_PEOPLE, SEED = 2_380_000, 4_760, 37
MACHINE = 24  # gigabytes it must do with


def run(place: Place) -> dict[str, Any]:
    """Make the world in a process of its own, link it in another, and score on the truth.

    Returns:
        JSON: Cairn's figures, and how many records there were.
    """
    with tempfile.TemporaryDirectory(dir=place.base) as name:
        folder = Path(name)
        people = QUICK_PEOPLE if place.quick else PEOPLE
        command = [sys.executable, "-m", "cairn.cli", "analyse", "generate", "--people", str(people), "--seed",
                   str(SEED), "-o", name]  # fmt: skip
        subprocess.run(command, env={"PYTHONPATH": place.path()}, cwd=place.clone, check=True, stdout=sys.stderr)
        with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
            person = numbered(np.array([row["person"] for row in csv.DictReader(file)]))
        cairn, _cluster = linked_by_cairn(place, folder, folder / "people.csv", "record", person, {})
    return {"records": len(person), "cairn": cairn}


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    cairn = found["cairn"]
    return "\n".join([
        f"{found['records']:,} records of a made-up world (seed {SEED}, the usual rates), linked in one process, from",
        f"the table in memory to the groups: **{cairn['seconds']:.0f} s**, with **{cairn['peak_gb']:.1f} GB** at most,",
        f"the table with it. The goal: done on {MACHINE} GB.",
        f"Precision {cairn['precision']:.3f} (estimated {cairn['estimated precision']:.3f}),",
        f"recall {cairn['recall']:.3f} (estimated {cairn['estimated recall']:.3f}),",
        f"F1 **{cairn['f1']:.3f}**: among so many people more have a name, a birthday and a place in common.",
    ])  # fmt: skip
