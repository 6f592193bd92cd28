"""``cairn analyse link`` and ``explain``: which records of a file, or of two, are of one person, and why."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from cairn.commands.csv_lines import columns_in_parts, columns_of
from cairn.commands.csv_tables import BadTable, is_parquet, listed, parquet_table

if TYPE_CHECKING:
    from cairn.kernel.linkage import Links

_YES, _NO = {"1", "1.0", "true", "yes", "y", "same", "match"}, {"0", "0.0", "false", "no", "n", "different"}
_FILE, _KEY = "file", "\x00key"
Table = dict[str, Sequence[str]]


def add_link(words: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add ``link`` and its words."""
    parser = words.add_parser("link", help="which records are of one person, without a shared number or labels")
    _add_source(parser)
    parser.add_argument(
        "-o",
        dest="out",
        type=Path,
        required=True,
        metavar="CLUSTERS.csv",
        help="one row for each record: identifier, cluster, confidence; a report in JSON is written beside it",
    )
    return parser


def add_explain(words: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add ``explain`` and its words."""
    parser = words.add_parser("explain", help="why two records are, or are not, taken for one person")
    _add_source(parser)
    parser.add_argument("--records", nargs=2, required=True, metavar=("A", "B"), help="their identifiers")
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.json")
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="PEOPLE", help="CSV, XLSX or Parquet, one row for each record")
    parser.add_argument(
        "other", type=Path, nargs="?", metavar="OTHER", help="the other file of two; no duplicates inside"
    )
    parser.add_argument("--id", required=True, metavar="COL", help="the column of identifiers")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="MEANING=COL",
        help="given, family, full_name, other_names, born, sex, address, postcode, phone, email, attribute or ignored; "
        "columns that are not named are guessed, and the report says how",
    )
    parser.add_argument("--labels", type=Path, metavar="PAIRS", help="CSV: two identifiers, and 1 for one person or 0")
    parser.add_argument("--seed", type=int, default=0, help="the same files and seed give the same answer (default: 0)")


def linked(chosen: argparse.Namespace) -> None:
    """Write the clusters and, beside them, the report."""
    table, links = _links(chosen)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    files = [table[_FILE]] if chosen.other else []
    writer.writerow(([_FILE] if chosen.other else []) + [chosen.id, "cluster", "confidence"])
    confidence = [f"{value:.4f}" for value in links.confidence.tolist()]
    writer.writerows(zip(*files, table[chosen.id], links.cluster.tolist(), confidence, strict=True))
    chosen.out.write_text(text.getvalue(), encoding="utf-8", newline="")
    report = chosen.out.with_suffix(".json")
    report.write_text(json.dumps(links.report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    found = links.report
    print(
        f"{found['records']} records, {found['people']} people. "
        f"Estimated precision {found['estimated precision']:.3f}, estimated recall {found['estimated recall']:.3f}. "
        f"The report is {report}."
    )


def explained(chosen: argparse.Namespace) -> None:
    """Write why two records are together or apart, and say it."""
    from cairn.kernel.linkage import CannotLink, explain

    table, links = _links(chosen)
    rows = {own: key for own, key in zip(table[chosen.id], links.ids, strict=True) if own in chosen.records}
    try:
        why = explain(links, *(rows.get(each, each) for each in chosen.records))
    except CannotLink as refusal:
        raise BadTable(str(refusal)) from None
    reasons = [vars(reason) for reason in why.reasons]
    found = {"sentence": why.sentence, "chance": why.chance, "together": why.together, "reasons": reasons}
    chosen.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(why.sentence)


def _links(chosen: argparse.Namespace) -> tuple[Table, Links]:
    import numpy as np

    from cairn.kernel.linkage import CannotLink, link

    told = _told(chosen)
    table, source, key = _read(chosen.file, chosen.id, told, alone=not chosen.other), None, chosen.id
    if chosen.other:
        table, source = _both(table, _read(chosen.other, key, told, alone=False), key)
        key = _KEY
    labels = _labels(chosen.labels, chosen.id) if chosen.labels else []
    if chosen.other and labels:
        labels = [(f"0:{one}", f"1:{other}", same) for one, other, same in labels]
    written = {name: table[name] for name in (_FILE, chosen.id) if name in table}
    try:
        links = link(
            table,
            key=key,
            told=told,
            labels=labels,
            source=None if source is None else np.array(source),
            seed=chosen.seed,
            progress=_bar,
            done_with=table.pop,
        )
    except CannotLink as refusal:
        raise BadTable(str(refusal)) from None
    _bar("done", 1.0)
    return written, links


def _told(chosen: argparse.Namespace) -> dict[str, str]:
    """What the words of the command say columns mean."""
    told: dict[str, str] = {} if not chosen.other else {"ignored": f"{_FILE}+{chosen.id}"}
    for pair in chosen.map:
        meaning, equals, column = pair.partition("=")
        if not equals:
            raise BadTable(f"“{pair}” is no pair. Write --map MEANING=COL, such as --map born=DOB.")
        told[meaning] = f"{told[meaning]}+{column}" if meaning in told else column
    return told


def _read(path: Path, key: str, told: Mapping[str, str], *, alone: bool = True) -> Table:
    """A file's columns, each different text once; of one that is not compared only its beginning.

    Args:
        key: the column of identifiers, all of which are kept.
        told: column names by meaning.
        alone: what a column means is seen from the beginning of this file. Of two, it is seen from both together, and
            what looks as if it said nothing in one of them may be compared.
    """
    from cairn.kernel.linkage import Beginning, Cells

    table: Table = {}
    for part in [parquet_table(path)] if is_parquet(path) else columns_in_parts(path, (key,)):
        if not table:
            passed_over = _ignored(part, told, key, alone=alone)
            for name in part:
                table[name] = [] if name == key else Beginning(()) if name in passed_over else Cells()
        for name, cells in part.items():
            table[name].extend(cells)
    return table


def _ignored(part: Table, told: Mapping[str, str], key: str, *, alone: bool) -> set[str]:
    """Columns that the linking passes over; where it refuses what it is told, in its own words, none."""
    from cairn.kernel.linkage import Meaning, understood

    if not alone:
        means = {name: meaning for meaning, names in told.items() for name in names.split("+")}
        return {name for name, meaning in means.items() if meaning == Meaning.IGNORED}
    try:
        return {column.name for column in understood(part, told, key) if column.meaning is Meaning.IGNORED}
    except ValueError:
        return set()


def _both(one: Table, other: Table, key: str) -> tuple[Table, list[int]]:
    """Both files under each other; a column only one of them has is empty in the other."""
    from cairn.kernel.linkage import Cells

    for table in (one, other):
        if key not in table:
            raise BadTable(f"There is no column “{key}”. The columns are {listed(list(table))}.")
    sizes = [len(one[key]), len(other[key])]
    empty = [[""] * size for size in sizes]
    both: Table = {
        name: Cells(chain(one.get(name, empty[0]), other.get(name, empty[1])))
        for name in {**one, **other} if name != _FILE
    }  # fmt: skip
    source = [0] * sizes[0] + [1] * sizes[1]
    both[_FILE] = [str(side + 1) for side in source]
    both[_KEY] = [f"{side}:{own}" for side, own in zip(source, both[key], strict=True)]
    return both, source


def read_columns(path: Path, *needed: str) -> Table:
    """A CSV or Parquet file, or a workbook, as columns of text.

    Args:
        needed: columns that must be there.

    Raises:
        BadTable: in words, for a file that cannot be used.
    """
    return parquet_table(path) if is_parquet(path) else columns_of(path, needed)


def _labels(path: Path, key: str) -> list[tuple[str, str, bool]]:
    """Pairs somebody has decided: the columns COL_l and COL_r if they are there, else the first two; and the last."""
    table = read_columns(path)
    names = list(table)
    if len(names) < 3:
        raise BadTable("The pairs need three columns: two identifiers, and 1 for one person or 0.")
    one, other = (f"{key}_l", f"{key}_r") if {f"{key}_l", f"{key}_r"} <= set(names) else names[:2]
    out = []
    for line, (left, right, said) in enumerate(zip(table[one], table[other], table[names[-1]], strict=True), 2):
        if (low := said.strip().lower()) not in _YES | _NO:
            raise BadTable(f"Row {line}, {names[-1]}: “{said[:40]}” is neither 1 for one person nor 0.")
        out.append((left.strip(), right.strip(), low in _YES))
    return out


def _bar(step: str, share: float) -> None:
    """How far it is, where somebody looks on."""
    if sys.stderr.isatty():
        done = "".join(chain("#" * int(share * 30), "." * (30 - int(share * 30))))
        print(f"\r[{done}] {step:<16}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
