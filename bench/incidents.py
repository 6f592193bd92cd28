"""Repeats and harm scores over ten million incidents from Parquet, by the command line, beside Polars and pandas."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.figures import series
from bench.place import Place, peers_python
from cairn.launcher.words import Refusal

TITLE = "Repeats and harm over incidents"
ROWS, QUICK_ROWS, SMALL, ROUNDS, SEED = 10_000_000, 200_000, 20_000, 3, 20261121
FIRST, AS_OF = date(2022, 1, 1), date(2025, 12, 31)
WINDOW = 730
HARM = {  # any figures would do: kinds named here are weighed, the others count 1
    "Violence with injury": 365.0, "Rape": 2555.0, "Robbery": 365.0, "Stalking": 10.0, "Burglary": 273.5, "Damage": 2.0,
}  # fmt: skip
KINDS = [*HARM, "Public order", "Harassment"]
SECONDS = re.compile(r"^(Read|Repeats within 30 days|Harm scores): ([\d.]+) s$", re.MULTILINE)


def world(rows: int, seed: int) -> dict[str, np.ndarray]:
    """Made-up incidents of four years: two in five strike one in twenty of the victims, one in ten names no suspect.

    Args:
        rows: how many.
        seed: the same seed gives the same incidents.
    """
    luck = np.random.default_rng(seed)
    victims = max(10, rows * 4 // 10)
    often = luck.random(rows) < 0.4
    victim = np.where(often, luck.integers(0, max(1, victims // 20), rows), luck.integers(0, victims, rows))
    other = np.where(luck.random(rows) < 0.2, luck.integers(1, 3, rows), 0)
    suspect = victims + (victim * 2_654_435_761 + other * 40_503) % (victims * 3 // 4)
    day = luck.integers(0, (AS_OF - FIRST).days + 1, rows)
    return {
        "victim": victim,
        "suspect": np.where(luck.random(rows) < 0.1, -1, suspect),
        "day": day,
        "late": luck.integers(0, 5, rows),
        "kind": luck.integers(0, len(KINDS), rows),
    }


def written(rows: int, seed: int, path: Path, *, words: bool = False) -> Path:
    """A Parquet file of such incidents; people are whole numbers, or words such as P0000042."""
    made = world(rows, seed)
    connection = duckdb.connect()
    connection.register("made", made)
    person = "'P' || lpad({0}::VARCHAR, 8, '0')" if words else "{0}"
    kinds = "[" + ", ".join(f"'{kind}'" for kind in KINDS) + "]"
    connection.execute(
        f"COPY (SELECT DATE '{FIRST}' + day::INTEGER AS happened, DATE '{FIRST}' + (day + late)::INTEGER AS reported,"
        f" {kinds}[kind + 1] AS kind, {person.format('victim')} AS victim,"
        f" CASE WHEN suspect >= 0 THEN {person.format('suspect')} END AS suspect FROM made)"
        f" TO '{path}' (FORMAT parquet)"
    )
    return path


def truth(rows: int, seed: int) -> tuple[int, int]:
    """Repeats and index incidents of a small world, counted one pair at a time."""
    made = world(rows, seed)
    days: dict[tuple[int, int], set[int]] = {}
    for victim, suspect, day in zip(*(made[name].tolist() for name in ("victim", "suspect", "day")), strict=True):
        if suspect >= 0:
            days.setdefault((victim, suspect), set()).add(day)
    end = (AS_OF - FIRST).days
    indexes = [(pair, day) for pair, them in days.items() for day in them if day + 30 <= end]
    repeated = sum(any(day + gap in days[pair] for gap in range(1, 31)) for pair, day in indexes)
    return repeated, len(indexes)


def run(place: Place) -> dict[str, Any]:
    """Measure the three in turn, round by round, on the same files.

    Returns:
        JSON: seconds by contender, people's form and step; whether all found the same; the small world's truth.
    """
    folder = place.base / "incidents"
    folder.mkdir(exist_ok=True)
    weights = folder / "weights.toml"
    harm = "\n".join(f'"{kind}" = {value}' for kind, value in HARM.items())
    weights.write_text(f'version = "bench"\nwindow = {WINDOW}\n[harm]\n{harm}\n', encoding="utf-8")
    small = _cairn(place, written(SMALL, SEED, folder / "small.parquet"), weights)[1]
    if (found := tuple(small[:2])) != truth(SMALL, SEED):
        raise Refusal(f"The small world holds {truth(SMALL, SEED)}, and Cairn found {found}.")
    rows = QUICK_ROWS if place.quick else ROWS
    python = peers_python(place)
    seconds: dict[str, dict[str, dict[str, list[float]]]] = {}
    for form in ("numbers", "words"):
        path = written(rows, SEED, folder / f"{form}.parquet", words=form == "words")
        for _ in range(1 if place.quick else ROUNDS):
            taken, counts = _cairn(place, path, weights)
            _add(seconds, form, "Cairn", taken)
            for peer in ("Polars", "pandas"):
                taken, theirs = _peer(place, python, peer, path)
                if theirs != counts:
                    raise Refusal(f"{peer} found {theirs}, and Cairn {counts}.")
                _add(seconds, form, peer, taken)
    for path in folder.glob("*.parquet"):
        path.unlink()
    return {"rows": rows, "seconds": seconds, "repeats": counts[0], "indexes": counts[1], "scored": counts[2]}


def _add(seconds: dict[str, Any], form: str, who: str, taken: Mapping[str, float]) -> None:
    for step, value in taken.items():
        seconds.setdefault(form, {}).setdefault(who, {}).setdefault(step, []).append(value)


def _cairn(place: Place, path: Path, weights: Path) -> tuple[dict[str, float], list[float]]:
    """Seconds by step, and repeats, index incidents, people scored and the sum of their scores."""
    out = path.with_name("out")
    repeats = _analyse(place, "repeats", path, "--measure", "repeat", "-o", str(out.with_suffix(".csv")))
    report = json.loads(out.with_name("out.report.json").read_text(encoding="utf-8"))
    harm = _analyse(place, "harm", path, "--weights", str(weights), "-o", str(out.with_suffix(".parquet")))
    scored, total = duckdb.sql(f"SELECT count(*), sum(score) FROM '{out.with_suffix('.parquet')}'").fetchall()[0]
    taken = {
        "load": repeats["Read"],
        "repeats": repeats["Repeats within 30 days"],
        "harm": harm["Harm scores"],
    }
    figures = report["measures"][0]["total"]
    return taken, [figures["numerator"], figures["denominator"], scored, total]


def _analyse(place: Place, word: str, path: Path, *more: str) -> dict[str, float]:
    command = [
        sys.executable, "-m", "cairn.cli", "analyse", word, str(path), "--as-of", AS_OF.isoformat(), *more,
    ]  # fmt: skip
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": place.path()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(done.stderr)
    return {step: float(value) for step, value in SECONDS.findall(done.stderr)}


def _peer(place: Place, python: Path, peer: str, path: Path) -> tuple[dict[str, float], list[float]]:
    start = AS_OF - timedelta(days=WINDOW - 1)
    asked = {
        "peer": peer, "path": str(path), "as_of": AS_OF.isoformat(), "from": start.isoformat(), "harm": HARM,
    }  # fmt: skip
    done = subprocess.run(
        [str(python), "-m", "bench.peers.incidents", json.dumps(asked)],
        env={**os.environ, "PYTHONPATH": str(place.clone), "POLARS_MAX_THREADS": "2"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal(done.stderr)
    found = json.loads(done.stdout)
    return found["seconds"], found["counts"]


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    steps = {
        "load": "read the file",
        "repeats": "repeats of the same pair within 30 days",
        "harm": "recency, frequency, gravity and victims of each suspect",
    }
    lines = [
        f"The work: {found['rows']:,} made-up incidents of four years in a Parquet file, by `cairn analyse` with two",
        "threads, by pandas, and by Polars with two threads, each in a process of its own. All three found the same:",
        f"{found['repeats']:,} repeats of {found['indexes']:,} index incidents, and the same scores of"
        f" {found['scored']:,} suspects.",
        "In a small world the repeats were counted one pair at a time besides. The seconds of Cairn are those it says",
        "itself; reading checks every day and every person, which the others do not.",
        "",
        "| people are | seconds to | Cairn | Polars | pandas |",
        "| --- | --- | --- | --- | --- |",
    ]
    for form, contenders in found["seconds"].items():
        for step, words in steps.items():
            cells = " | ".join(series(contenders[who][step]).shown() for who in ("Cairn", "Polars", "pandas"))
            lines.append(f"| {form} | {words} | {cells} |")
    return "\n".join(lines)
