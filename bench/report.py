"""Runs Cairn's benchmarks and writes docs/reference/benchmarks.md from what they found, and from nothing else."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.figures import series

BENCHMARKS = {
    "audit-write": "bench.audit_write",
    "audit-verify": "bench.audit_verify",
    "disclosure": "bench.disclosure",
    "differencing": "bench.differencing",
    "optimum": "bench.optimum",
    "board-pack": "bench.board_pack",
    "agenda-pack": "bench.agenda_pack",
    "measures": "bench.measures",
    "figures-import": "bench.figures_import",
    "records": "bench.records",
    "cases": "bench.cases",
    "case-timing": "bench.case_timing",
    "clocks": "bench.clocks",
    "incidents": "bench.incidents",
    "linkage": "bench.linkage",
    "five-million": "bench.five_million",
    "lookups": "bench.lookups",
    "watch-pages": "bench.watch_pages",
    "pages": "bench.pages",
    "start": "bench.start",
}
RESULTS = "bench/results"
PAGE = "docs/reference/benchmarks.md"

HEAD = """# Benchmarks

<!-- Written by `python3 dev.py bench`. Do not edit: change bench/ and run it again. -->

Every figure on this page was measured. Run them again with:

    python3 dev.py bench                # all of them, then this page
    python3 dev.py bench audit-write    # one of them, then this page
    python3 dev.py bench --quick        # few measurements, printed and not kept

The figures are of one shared machine, whose speed changes while it is measured. So they are given as medians with
the least and the most, and where something is compared, as ratios taken in the same run. Ratios carry over to other
machines better than milliseconds do. Each part says how unsteady the machine was: the same fixed work was timed
before and after it, and 1.00 is its fastest time.
"""


def keep(clone: Path, kept: Mapping[str, Any]) -> None:
    """Keep what one benchmark found, for this report and later ones."""
    folder = clone / RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_rounded(kept), indent=1, sort_keys=True, ensure_ascii=False)
    (folder / f"{kept['name']}.json").write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Five significant figures are more than a shared machine can mean."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


def page(clone: Path) -> str:
    """The whole report, from the results that are kept."""
    parts = [HEAD]
    for name in BENCHMARKS:
        path = clone / RESULTS / f"{name}.json"
        if path.exists():
            parts.append(part(json.loads(path.read_text(encoding="utf-8"))))
    return "\n".join(parts)


def part(kept: Mapping[str, Any]) -> str:
    """One benchmark's part: its figures, and when and on what they were taken."""
    module = importlib.import_module(BENCHMARKS[kept["name"]])
    return f"## {module.TITLE}\n\n{module.section(kept['found'])}\n\n{_taken(kept)}\n"


def _taken(kept: Mapping[str, Any]) -> str:
    on, machine = date.fromisoformat(kept["taken_on"]), kept["machine"]
    return (
        f"Taken on {on.day} {on:%B %Y} at commit {kept['commit']} with `python3 dev.py bench {kept['name']}`,"
        f" in {kept['minutes']:g} minutes.\n"
        f"Machine: {machine['cores']} cores, shared ({machine['processor']}), {machine['memory_gb']:.0f} GB,"
        f" {machine['system']}, Python {machine['python']}; load at the start {kept['load_at_start']:.1f}.\n"
        f"The fixed work took {series(kept['noise']).shown()} times its fastest."
    )


def write(clone: Path) -> None:
    """Write the report."""
    path = clone / PAGE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(clone), encoding="utf-8")
