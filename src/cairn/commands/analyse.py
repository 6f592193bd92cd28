"""``cairn analyse``: Cairn's methods on a file, without a server or a database."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cairn.commands.analyse_generate import add_generate, generated
from cairn.commands.analyse_incidents import add_incidents
from cairn.commands.analyse_link import add_explain, add_link, explained, linked
from cairn.commands.analyse_suppress import add_suppress, suppressed
from cairn.commands.csv_tables import BadTable, number, rows_of


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``analyse`` and its words."""
    analyse = commands.add_parser(
        "analyse", help="charts, disclosure control, linkage, repeats and made-up worlds, from files alone"
    )
    words = analyse.add_subparsers(dest="word", required=True, metavar="WORD")
    spc = words.add_parser("spc", help="a control chart (XmR) of a series, one row a period, oldest first")
    spc.add_argument("file", type=Path, metavar="SERIES.csv")
    spc.add_argument("--value", required=True, metavar="COL", help="the column of values; an empty cell is a gap")
    spc.add_argument(
        "--change",
        type=int,
        action="append",
        default=[],
        metavar="INDEX",
        help="index of the point from which something known had changed; new limits begin there",
    )
    spc.add_argument(
        "--hold",
        type=int,
        metavar="N",
        help="limits rest on the first N values of each stretch, at least 13, and new values no longer move them",
    )
    spc.add_argument("--screen", action="store_true", help="leave out outlying moving ranges once")
    spc.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.json")
    spc.set_defaults(run=lambda chosen: _run(chosen, _spc))
    funnel = words.add_parser("funnel", help="limits at 95%% and 99.8%% for places of different size")
    funnel.add_argument("file", type=Path, metavar="TABLE.csv")
    funnel.add_argument("--name", required=True, metavar="COL", help="the column that names the place")
    funnel.add_argument("--numerator", required=True, metavar="COL")
    funnel.add_argument("--denominator", required=True, metavar="COL")
    funnel.add_argument(
        "--rate", action="store_true", help="the numerator counts events and is no part of the denominator"
    )
    funnel.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.json")
    funnel.set_defaults(run=lambda chosen: _run(chosen, _funnel))
    add_generate(words).set_defaults(run=lambda chosen: _written_by_itself(chosen, generated))
    add_link(words).set_defaults(run=lambda chosen: _written_by_itself(chosen, linked))
    add_explain(words).set_defaults(run=lambda chosen: _written_by_itself(chosen, explained))
    add_suppress(words).set_defaults(run=lambda chosen: _run(chosen, suppressed))
    add_incidents(words)


def _run(chosen: argparse.Namespace, work: Any) -> int:
    """Read, work out, write. Returns 1 for data that cannot be used, 2 for a file that cannot be read or written."""

    def whole(chosen: argparse.Namespace) -> None:
        found = work(chosen)
        text = found if isinstance(found, str) else json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        chosen.out.write_text(text, encoding="utf-8", newline="")

    return _written_by_itself(chosen, whole)


def _written_by_itself(chosen: argparse.Namespace, work: Callable[[argparse.Namespace], None]) -> int:
    """The same for what writes its own files."""
    source = getattr(chosen, "file", chosen.out)
    try:
        work(chosen)
    except BadTable as refusal:
        print(f"{source}: {refusal} Nothing was written.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        print(f"{getattr(error, 'filename', None) or source}: {_said(error)}", file=sys.stderr)
        return 2
    print(f"Wrote {chosen.out}.")
    return 0


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "This is not text in UTF-8. Save it as CSV UTF-8 and try again."
    if isinstance(error, csv.Error):
        return "This is not a CSV file."
    return f"{getattr(error, 'strerror', None) or error.__class__.__name__}."


def _spc(chosen: argparse.Namespace) -> dict[str, Any]:
    from cairn.kernel.control_charts import control_charts

    rows = rows_of(chosen.file, [chosen.value])
    values = [number(row[chosen.value], line, chosen.value) for line, row in rows]
    try:
        charts = control_charts(values, changes=chosen.change, screen=chosen.screen, held=chosen.hold)
    except ValueError as error:
        raise BadTable(str(error)) from None
    stretches = [
        {
            "from": chart.points[0].index,
            "centre": chart.centre,
            "lower": chart.lower,
            "upper": chart.upper,
            "trial": chart.trial,
        }
        for chart in charts
    ]
    newest = stretches[-1]
    return {
        **{name: newest[name] for name in ("centre", "lower", "upper", "trial")},
        "stretches": stretches,
        "points": [
            {"index": point.index, "value": point.value, "rules": [rule.value for rule in point.rules]}
            for chart in charts
            for point in chart.points
        ],
    }


def _funnel(chosen: argparse.Namespace) -> dict[str, Any]:
    from cairn.kernel.funnels import Kind, funnel

    columns = [chosen.name, chosen.numerator, chosen.denominator]
    table = []
    for line, row in rows_of(chosen.file, columns):
        numerator, denominator = (number(row[column], line, column) for column in columns[1:])
        if numerator is None or denominator is None:
            raise BadTable(f"Row {line}: a place needs both a numerator and a denominator; leave the row out if not.")
        table.append((row[chosen.name], numerator, denominator))
    try:
        found = funnel(table, Kind.RATE if chosen.rate else Kind.PROPORTION)
    except ValueError as error:
        raise BadTable(str(error)) from None
    return {
        "kind": found.kind.value,
        "baseline": found.baseline,
        "places": [
            {
                "name": place.name,
                "numerator": place.numerator,
                "denominator": place.denominator,
                "value": place.value,
                "limits_95": [place.usual.lower, place.usual.upper],
                "limits_99_8": [place.wide.lower, place.wide.upper],
                "stands": place.stands.value,
            }
            for place in found.places
        ],
    }
