"""From a fresh clone to a working demonstration, and the start after that."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Series, series
from bench.pages import free_port, wait_until_healthy
from bench.place import Place
from cairn.launcher.words import Refusal, say

TITLE = "From a fresh clone to a working demonstration"
PATIENCE = 1200.0
_STEP = re.compile(r"^(Setting up|Preparing|Loading).*|^  done in ([\d.]+) s$", re.MULTILINE)


@dataclass(frozen=True)
class Started:
    """One start.

    Args:
        seconds: from the command to both sites saying that they are well.
        steps: seconds of each step that says how long it took.
    """

    seconds: float
    steps: dict[str, float]


def run(place: Place) -> dict[str, Any]:
    """Clone, start, stop, start again; several times over.

    Returns:
        JSON: per scale of data the seconds of the clone, the first start, its steps, and the second start.
    """
    times = 1 if place.quick else 3
    scales = ("small",) if place.quick else ("small", "full")
    found: dict[str, Any] = {}
    for scale in scales:
        taken: dict[str, list[float]] = {"clone": [], "first": [], "second": []}
        steps: dict[str, list[float]] = {}
        for number in range(times):
            with tempfile.TemporaryDirectory(prefix="cairn-start-") as folder:
                one = _once(place, Path(folder) / "cairn", scale)
            for name, seconds in (("clone", one[0]), ("first", one[1].seconds), ("second", one[2].seconds)):
                taken[name].append(seconds)
            for name, seconds in one[1].steps.items():
                steps.setdefault(name, []).append(seconds)
            say(f"  {scale}, {number + 1} of {times}: {one[1].seconds:.0f} s, then {one[2].seconds:.1f} s")
        found[scale] = {**taken, "steps": steps}
    return found


def _once(place: Place, clone: Path, scale: str) -> tuple[float, Started, Started]:
    began = time.monotonic()
    # As somebody far away would get it: only what is committed, and no shared files.
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(place.clone), str(clone)], check=True)
    cloned = time.monotonic() - began
    try:
        return cloned, _start(clone, scale), _start(clone, scale)
    finally:
        subprocess.run(_dev(clone, "clean"), cwd=clone, env=_bare(), stdout=subprocess.DEVNULL, check=False)
        shutil.rmtree(clone, ignore_errors=True)


def _start(clone: Path, scale: str) -> Started:
    """Start as the README says, wait until both sites are well, and stop as Ctrl-C would.

    Raises:
        Refusal: it did not start; its own words are given.
    """
    port, public_port = free_port(), free_port()
    words = ["demo", "--no-browser", "--scale", scale, "--port", str(port), "--public-port", str(public_port)]
    log = clone / "start.log"
    began = time.monotonic()
    with log.open("wb") as out:
        running = subprocess.Popen(
            _dev(clone, *words), cwd=clone, env=_bare(), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        for where in (port, public_port):
            wait_until_healthy(where, patience=PATIENCE, gone=lambda: running.poll() is not None)
        taken = time.monotonic() - began
    except Refusal as refusal:
        raise Refusal(str(refusal), "The demonstration said:", log.read_text()[-3000:]) from None
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)
    return Started(taken, _steps(log.read_text()))


def _steps(said: str) -> dict[str, float]:
    """What the demonstration itself says of its steps: ``Loading ...`` and then ``done in 9.3 s``."""
    found: dict[str, float] = {}
    name = ""
    for match in _STEP.finditer(said):
        if match[2]:
            found[name] = float(match[2])
        else:
            name = match[0].removesuffix(" ...")
    return found


def _dev(clone: Path, *words: str) -> list[str]:
    """``python3 dev.py``, with the Python that the virtual environment here was made from."""
    return [getattr(sys, "_base_executable", sys.executable), str(clone / "dev.py"), *words]


def _bare() -> dict[str, str]:
    """The environment of somebody who has never heard of Cairn."""
    ours = ("CAIRN_", "DJANGO_", "PYTHON", "VIRTUAL_ENV", "DATABASE_URL", "PG")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


# ---- the report


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    lines = [
        "The work: `git clone`, then `python3 dev.py demo --no-browser` until both sites say that they are well; stop,",
        "and the same again. Python and PostgreSQL are on the machine and the package cache is warm. The first",
        "start makes the environment, a database and the tables, loads the data, and starts three processes.",
        "Seconds, as medians with the least and the most.",
        "",
        "| | " + " | ".join(f"`--scale {scale}`" for scale in found) + " |",
        "| --- |" + " --- |" * len(found),
    ]
    rows = {"clone": "`git clone`", "first": "first start", "second": "second start"}
    for key, words in rows.items():
        lines.append(f"| {words} | " + " | ".join(_cell(one[key]) for one in found.values()) + " |")
        if key == "first":
            names = dict.fromkeys(name for one in found.values() for name in one["steps"])
            for name in names:
                cells = [_cell(one["steps"].get(name)) for one in found.values()]
                lines.append(f"| of it: {name[0].lower()}{name[1:]} | " + " | ".join(cells) + " |")
    runs = len(next(iter(found.values()))["first"])
    return "\n".join([*lines, "", f"Each was done {runs} times, each time in a new clone."])


def _cell(taken: list[float] | None) -> str:
    found: Series | None = series(taken) if taken else None
    return found.shown(1) if found else "not said"
