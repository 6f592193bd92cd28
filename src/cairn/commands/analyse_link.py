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
from typing import TYPE_CHECKING, Any

from cairn.commands.csv_tables import BadTable, is_parquet, listed
from cairn.commands.people_files import PeopleFile, read_pairs, read_people
from cairn.commands.workbook_files import is_workbook
from cairn.commands.written_files import check_apart
from cairn.kernel.so_many import so_many

if TYPE_CHECKING:
    from cairn.kernel.linkage import Links


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
    parser.add_argument(
        "--records", nargs=2, required=True, metavar=("A", "B"),
        help="their identifiers; with two files, A of the first and B of the second",
    )  # fmt: skip
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.json")
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="PEOPLE", help="CSV, XLSX or Parquet, one row for each record")
    parser.add_argument(
        "other", type=Path, nargs="?", metavar="OTHER", help="the other file of two; no duplicates inside"
    )
    parser.add_argument(
        "--id", required=True, metavar="COL",
        help="the column of identifiers; with two files that call it by different names, ONE+OTHER",
    )  # fmt: skip
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="MEANING=COL",
        help="given, family, full_name, other_names, born (or born_year, born_month, born_day), sex, address, place, "
        "postcode, phone, email, attribute or ignored; columns that are not named are guessed, and the report says how",
    )
    parser.add_argument("--labels", type=Path, metavar="PAIRS", help="CSV: two identifiers, and 1 for one person or 0")
    parser.add_argument("--seed", type=int, default=0, help="the same files and seed give the same answer (default: 0)")


def linked(chosen: argparse.Namespace) -> None:
    """Write the clusters and, beside them, the report."""
    report = chosen.out.with_suffix(".json")
    if is_workbook(chosen.out):
        raise BadTable(f"“{chosen.out.name}” would be no workbook. Give it a name that ends in .csv or .parquet.")
    check_apart(_read_from(chosen), [chosen.out, report])
    files, links, notes = _links(chosen)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    keys = [file.table[file.key] for file in files]
    which = [[str(number) for number, ids in enumerate(keys, 1) for _ in ids]] if chosen.other else []
    heads = (["file"] if chosen.other else []) + [files[0].key, "cluster", "confidence"]
    writer.writerow(heads)
    confidence = [f"{value:.4f}" for value in links.confidence.tolist()]
    writer.writerows(zip(*which, chain(*keys), links.cluster.tolist(), confidence, strict=True))
    found = links.report | {"notes": notes}
    _write(chosen.out, text.getvalue(), heads)
    _write(report, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    counted = f"{so_many(found['records'], 'record')}, {so_many(found['people'], 'person', 'people')}"
    print(f"{counted}. {_estimates(found)} The report is {report}.")


def _write(path: Path, text: str, heads: Sequence[str] = ()) -> None:
    """A file, whole or not at all; as Parquet where its name says so.

    Args:
        heads: of a table.
    """
    part, done = path.with_name(path.name + ".part"), path.with_name(path.name + ".done")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        if heads and is_parquet(path):
            _to_parquet(part, done, heads)
            done.replace(path)
        else:
            part.replace(path)
    finally:
        for each in (part, done):
            each.unlink(missing_ok=True)


def _to_parquet(source: Path, out: Path, heads: Sequence[str]) -> None:
    import duckdb

    kinds = {head: "VARCHAR" for head in heads} | {"cluster": "BIGINT", "confidence": "DOUBLE"}
    rows = duckdb.read_csv(str(source), header=True, dtype=kinds, delimiter=",", quotechar='"', na_values="")
    rows.write_parquet(str(out))


def _read_from(chosen: argparse.Namespace) -> list[Path | None]:
    return [chosen.file, chosen.other, chosen.labels]


def _estimates(report: Mapping[str, Any]) -> str:
    precision, recall = report["estimated precision"], report["estimated recall"]
    if recall is None:
        return "No two records have anything in common, so nothing was compared and nothing can be said of how well."
    if precision is None:
        return f"No pair was joined. Estimated recall {recall:.3f}."
    return f"Estimated precision {precision:.3f}, estimated recall {recall:.3f}."


def explained(chosen: argparse.Namespace) -> None:
    """Write why two records are together or apart, and say it."""
    from cairn.kernel.linkage import CannotLink, explain

    check_apart(_read_from(chosen), [chosen.out])
    _files, links, _notes = _links(chosen)
    wanted = [f"{side}:{own.strip()}" for side, own in enumerate(chosen.records, 1)] if chosen.other else chosen.records
    try:
        why = explain(links, *wanted)
    except CannotLink as refusal:
        says = " With two files, name a record of the first and then one of the second." if chosen.other else ""
        raise BadTable(f"{refusal}{says}") from None
    reasons = [vars(reason) for reason in why.reasons]
    found = {"sentence": why.sentence, "chance": why.chance, "together": why.together, "reasons": reasons}
    _write(chosen.out, json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(why.sentence)


def _links(chosen: argparse.Namespace) -> tuple[list[PeopleFile], Links, list[str]]:
    """The files with their identifiers, what was found, and notes of how they were read."""
    from cairn.kernel.linkage import CannotLink, link

    if chosen.seed < 0:
        raise BadTable("--seed is a whole number of 0 or more.")
    told = _told(chosen)
    paths = [chosen.file, chosen.other] if chosen.other else [chosen.file]
    labels = read_pairs(chosen.labels, chosen.id) if chosen.labels else []
    files = [_read(path, key, told, chosen) for path, key in zip(paths, _keys(chosen.id, paths), strict=True)]
    notes = [f"{path.name}: {note}" for path, file in zip(paths, files, strict=True) for note in file.notes]
    for note in notes:
        print(note, file=sys.stderr)
    ids = [PeopleFile(file.key, {file.key: file.table[file.key]}) for file in files]
    try:
        if chosen.other:
            links = _both(files, told, labels, chosen.seed, notes)
        else:
            table = files[0].table
            links = link(table, key=files[0].key, told=told, labels=labels, seed=chosen.seed, progress=_bar,
                         done_with=table.pop)  # fmt: skip
    except CannotLink as refusal:
        raise BadTable(str(refusal)) from None
    _bar("done", 1.0)
    if chosen.labels:
        _say_decided(links.report)
    return ids, links, notes


def _read(path: Path, key: str, told: Mapping[str, str], chosen: argparse.Namespace) -> PeopleFile:
    try:
        return read_people(path, key, told, alone=not chosen.other)
    except BadTable as refusal:
        if path is not chosen.other:
            raise
        raise BadTable(
            f"{path.name}: {refusal} If it calls the column of identifiers by another name, say --id ONE+OTHER."
        ) from None


def _both(
    files: list[PeopleFile], told: Mapping[str, str], labels: list[tuple[str, str, bool]], seed: int, notes: list[str]
) -> Links:  # fmt: skip
    """Two files, column by column of one meaning; the report says which columns were taken together."""
    from cairn.kernel.linkage import link, stacked

    one, other = files
    both = stacked(one.table, other.table, keys=(one.key, other.key), told=told)
    for side, names in ((1, "first"), (2, "second")):
        if alone := [name for name, where in both.alone.items() if where == side]:
            notes.append(f"Only the {names} file has {listed(alone)}, so that is not compared.")
            print(notes[-1], file=sys.stderr)
    labels = [(f"1:{left}", f"2:{right}", same) for left, right, same in _turned(labels, one, other)]
    links = link(both.table, key=both.key, told=both.told, labels=labels, source=both.source, seed=seed,
                 progress=_bar, done_with=both.table.pop)  # fmt: skip
    used = links.report["columns"]
    for name, why in both.why.items():
        used[name]["why"] = why
    for name, heading in both.called.items():
        used[name]["in the second file"] = heading
    return links


def _turned(
    labels: list[tuple[str, str, bool]], one: PeopleFile, other: PeopleFile
) -> list[tuple[str, str, bool]]:  # fmt: skip
    """Decided pairs with the record of the first file first, where they can only be meant the other way round."""
    first, second = ({own.strip() for own in file.table[file.key]} for file in (one, other))
    out = []
    for left, right, same in labels:
        left, right = left.strip(), right.strip()
        turned = not (left in first and right in second) and right in first and left in second
        out.append((right, left, same) if turned else (left, right, same))
    return out


def _say_decided(report: Mapping[str, Any]) -> None:
    told = report.get("decided pairs", {"used": 0, "of records not in the file": 0, "not kept": []})
    used, away = told["used"], told["of records not in the file"]
    print(f"{used} decided pair{'s' * (used != 1)} used{f', {away} of records that are not there' if away else ''}.")
    for sentence in told["not kept"]:
        print(sentence)


def _keys(said: str, paths: Sequence[Path]) -> list[str]:
    """The column of identifiers of each file: one for both, or ``ONE+OTHER``."""
    names = said.split("+")
    return names if len(paths) == len(names) == 2 else [said] * len(paths)


def _told(chosen: argparse.Namespace) -> dict[str, str]:
    """What the words of the command say columns mean."""
    told: dict[str, str] = {}
    for pair in chosen.map:
        meaning, equals, column = pair.partition("=")
        if not equals:
            raise BadTable(f"“{pair}” is no pair. Write --map MEANING=COL, such as --map born=DOB.")
        told[meaning] = f"{told[meaning]}+{column}" if meaning in told else column
    return told


def _bar(step: str, share: float) -> None:
    """How far it is, where somebody looks on."""
    if sys.stderr.isatty():
        done = "".join(chain("#" * int(share * 30), "." * (30 - int(share * 30))))
        print(f"\r[{done}] {step:<16}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
