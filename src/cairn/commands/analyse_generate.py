"""``cairn analyse generate``: a made-up partnership's records and incidents, with the truth in files of its own."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cairn.commands.csv_tables import BadTable


def add_generate(words: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add ``generate`` and its words."""
    parser = words.add_parser("generate", help="made-up people as agencies record them, with the truth beside")
    parser.add_argument(
        "--people", type=int, required=True, metavar="N", help="how many people; each has 1 record or more"
    )
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="the same seed gives the same files")
    parser.add_argument("--other-rates", action="store_true", help="other rates of error than the usual ones")
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="FOLDER", help="made if it is not there")
    return parser  # fmt: skip


def generated(chosen: argparse.Namespace) -> None:
    """Write people.csv, incidents.csv and, for marking what a program finds, truth.csv and true_incidents.csv."""
    from cairn.kernel.worlds import generate, other_rates

    try:
        world = generate(chosen.people, chosen.seed, other_rates() if chosen.other_rates else None)
    except ValueError as error:
        raise BadTable(str(error)) from None
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, table in vars(world).items():
        write_columns(chosen.out / f"{name}.csv", table)
    print(f"{len(world.people['record'])} records, {len(world.incidents['incident'])} incidents.")


def write_columns(path: Path, table: Mapping[str, Any]) -> None:
    """Write columns of equal length as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*(column.tolist() for column in table.values()), strict=True))
