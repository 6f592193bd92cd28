"""Cairn's linkage of one file in a process of its own, so that time and memory are its alone.

``python -m bench.cairn_side.link_records FILE.csv KEY TOLD OUT.npz``, where TOLD is JSON of column names by meaning.
The time runs from the table in memory to the groups.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time

import numpy as np

from cairn.kernel.linkage import link


def main(path: str, key: str, told: str, out: str) -> None:
    """Link, and write the groups with what they took."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        heads = next(reader)
        table = dict(zip(heads, map(list, zip(*reader, strict=True)), strict=True))
    began = time.perf_counter()
    links = link(table, key=key, told=json.loads(told))
    seconds = time.perf_counter() - began
    estimates = [links.report["estimated precision"], links.report["estimated recall"]]
    np.savez(
        out, cluster=links.cluster, seconds=seconds, estimates=np.array(estimates, dtype=float),
        peak_gb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, pairs=len(links.odds),
    )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:5])
