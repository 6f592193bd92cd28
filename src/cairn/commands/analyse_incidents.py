"""``cairn analyse repeats | survival | harm``: measures over a file of incidents, without a server or a database."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cairn.commands.analysis_tables import check_out, write_csv
from cairn.commands.csv_tables import BadTable
from cairn.commands.incident_files import CALLED, Source, read, reasons, rejected
from cairn.commands.written_files import check_apart

if TYPE_CHECKING:
    from cairn.kernel.repeats import Incidents

INSTALL = (
    "This needs the packages for analysis. Install them with"
    " `python3 -m pip install --require-hashes -r requirements-analysis.lock`, or `python3 dev.py setup`."
)
MEASURES = ("repeat", "victims", "suspects", "serial")
THREADS = 2
MOST_WORDS = 10
QUIET = 31  # days without any report before the day of the analysis, from which on it is said
LONGEST = 36_525  # days, a hundred years
MEMORY = "60%"  # of the machine's, or of what it lets a process have; what is longer goes to a file meanwhile


def add_incidents(words: argparse._SubParsersAction) -> None:
    """Add ``repeats``, ``survival`` and ``harm`` and their words."""
    repeats = _parser(
        words, "repeats", "how often it happens again: by pair, victim and suspect, beside what is reported"
    )
    repeats.add_argument("--window", type=int, default=30, metavar="DAYS", help="days after an incident (default: 30)")
    repeats.add_argument(
        "--serial", type=_serial, action="append", metavar="N:DAYS",
        help="call a suspect of N or more victims in so many days serial (default: 2:1095); can be given again",
    )  # fmt: skip
    repeats.add_argument(
        "--measure", action="append", choices=MEASURES, metavar="NAME",
        help=f"only these: {', '.join(MEASURES)}; can be given again",
    )  # fmt: skip
    repeats.add_argument("--referrals", type=Path, metavar="FILE", help="MARAC referrals: victim, suspect, referred")
    repeats.add_argument("--without-contested", action="store_true", help="leave out records whose roles are contested")
    repeats.add_argument("--each", type=Path, metavar="FILE", help="write every incident with what came after it")
    repeats.add_argument("--draws", type=int, default=200, metavar="N", help="draws of uncertain links (default: 200)")
    repeats.set_defaults(run=lambda chosen: _run(chosen, "repeats"))
    survival = _parser(words, "survival", "time to the first repeat (Kaplan-Meier) with limits at 95%%")
    survival.add_argument(
        "--unit", choices=("dyad", "victim", "suspect"), default="dyad", help="whose first repeat (default: dyad)"
    )
    survival.set_defaults(run=lambda chosen: _run(chosen, "survival"))
    harm = _parser(words, "harm", "scores of recency, frequency, gravity and victims, count and harm side by side")
    harm.add_argument(
        "--weights", type=Path, metavar="FILE", help="the rule, as .toml or .csv; without it, the neutral one"
    )
    harm.set_defaults(run=lambda chosen: _run(chosen, "harm"))


def _parser(words: argparse._SubParsersAction, name: str, about: str) -> argparse.ArgumentParser:
    parser = words.add_parser(name, help=about)
    parser.add_argument("file", type=Path, metavar="INCIDENTS", help="a CSV, XLSX or Parquet file, one row an incident")
    parser.add_argument(
        "--map", type=_pair, action="append", default=[], metavar="MEANING=COL",
        help=f"which column is which ({', '.join(meaning for meaning in CALLED if meaning != 'area')})",
    )  # fmt: skip
    parser.add_argument("--as-of", type=_day, metavar="DAY", help="last day the file is complete for, as 2026-03-31")
    if name != "harm":  # whose scores are of people, wherever they were
        parser.add_argument("--by", metavar="COL", help="a column to part incidents by, such as an area")
    parser.add_argument("--standing", choices=("confirmed", "alleged"), help="only incidents that stand so")
    parser.add_argument("--seed", type=_seed, default=0, metavar="S", help="the same seed gives the same result")
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT", help="a .csv or .parquet file")
    return parser


def _pair(text: str) -> tuple[str, str]:
    meaning, equals, column = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"“{text}” is not MEANING=COL, such as happened=incident_date")
    return meaning.strip(), column.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day; write it as 2026-03-31") from None


def _serial(text: str) -> tuple[int, int]:
    number, _, days = text.partition(":")
    if not (number.isdigit() and days.isdigit() and int(number) >= 2 and int(days) >= 1):
        raise argparse.ArgumentTypeError(f"“{text}” is not N:DAYS, such as 2:1095; N is 2 or more")
    if int(days) > LONGEST or int(number) > LONGEST:
        raise argparse.ArgumentTypeError(f"“{text}”: take days of at most {LONGEST:,}, a hundred years")
    return int(number), int(days)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 0 or more")
    return int(text)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say on stderr what was done and how long it took; the time is in no file, so that two runs write the same."""
    began = time.perf_counter()
    yield
    _say(f"{what}: {time.perf_counter() - began:.2f} s")


def _run(chosen: argparse.Namespace, word: str) -> int:
    """0 when it is written, 1 for data that cannot be used, 2 for files that cannot, or packages that are missing."""
    try:
        import duckdb

        from cairn.commands import incident_measures
    except ImportError:
        _say(INSTALL)
        return 2
    try:
        connection = duckdb.connect(
            config={"threads": THREADS, "temp_directory": tempfile.gettempdir(), "memory_limit": MEMORY}
        )
        work: Callable[..., dict[str, Any]] = getattr(incident_measures, word)
        _work(connection, chosen, word, work)
    except BadTable as refusal:
        _say(f"{chosen.file}: {refusal} Nothing was written.")
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        _say(f"{error.filename or chosen.file}: {error.strerror or error}.")
        return 2
    except duckdb.Error as error:
        _say(f"{chosen.file}: This could not be worked through: {str(error).splitlines()[0]}")
        return 2
    return 0


def _work(connection: Any, chosen: argparse.Namespace, word: str, work: Callable[..., dict[str, Any]]) -> None:
    if word == "repeats" and not (1 <= chosen.window <= LONGEST and 1 <= chosen.draws <= LONGEST):
        raise BadTable(f"--window and --draws are whole numbers from 1 to {LONGEST:,}.")
    rejects, path = _beside(chosen.out)
    also_read, also_written = (getattr(chosen, name, None) for name in ("referrals", "each"))
    check_apart([chosen.file, also_read, getattr(chosen, "weights", None)], [chosen.out, also_written, rejects, path])
    for out in (chosen.out, also_written):
        if out is not None:
            check_out(out)  # before a long file is read
    connection.execute("SET preserve_insertion_order = false")
    mapping = dict(chosen.map)
    if (parted := getattr(chosen, "by", None)) is not None:
        mapping["area"] = parted
    today = datetime.now(UTC).date()
    with timed("Read"):
        source = read(
            connection, chosen.file, mapping, ("happened", "victim", "suspect"), _say,
            latest=max(today, chosen.as_of or today), whole=also_written is not None,
        )  # fmt: skip
        incidents = _incidents(connection, source, chosen)
    as_of, told_by = _as_of(incidents, chosen.as_of)
    report = {
        "command": word,
        "file": chosen.file.name,
        "columns": dict(sorted(source.used.items())),
        "columns_guessed_by_name": sorted(source.guessed),
        "as_of": as_of.isoformat(),
        "as_of_is": told_by,
        "seed": chosen.seed,
        "rows_in_file": source.rows,
        "rows_used": incidents.rows,
        "rows_rejected_or_mended": reasons(connection),
        "taken_for_nobody": source.nobody,
        "notes": [*source.notes, *_notes(source), *_of_the_day(incidents, as_of, today)],
        **_standings(connection, chosen),
    }
    found = work(incidents, chosen, as_of, source)
    report["notes"] += found.pop("notes", [])
    report |= found
    write_csv(rejects, ["row", "column", "value", "reason", "used"], rejected(connection))
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    for note in report["notes"]:
        _say(note)
    left = source.rows - incidents.rows
    _say(f"{incidents.rows:,} of {source.rows:,} rows used; {left:,} not, listed in {rejects.name} or the report.")
    print(f"Wrote {chosen.out}, {path.name} and {rejects.name}.")


def _beside(out: Path) -> tuple[Path, Path]:
    """The files of rejects and of the report that stand beside a table."""
    bare = out.with_suffix("")
    return bare.with_name(bare.name + ".rejects.csv"), bare.with_name(bare.name + ".report.json")


def _incidents(connection: Any, source: Source, chosen: argparse.Namespace) -> Incidents:
    from cairn.kernel.repeats import TooManyGroups, from_table

    view = source.view
    if chosen.standing:
        if "standing" not in source.columns:
            raise BadTable("--standing needs a column that says it: --map standing=COLUMN.")
        connection.execute(f"CREATE VIEW standing_so AS SELECT * FROM {view} WHERE standing = '{chosen.standing}'")
        view = "standing_so"
    wanted = [name for name in source.columns if name != "kind" or chosen.word == "harm"]
    try:
        return from_table(connection, view, wanted)
    except TooManyGroups as error:
        raise BadTable(f"The column “{source.used['area']}” {error}. Part by a column with few.") from None
    except ValueError:
        refused = reasons(connection)
        first = f" The first: row {refused[0]['first_row']}, {refused[0]['reason']}" if refused else ""
        raise BadTable(f"Not one row can be used.{first}") from None


def _as_of(incidents: Incidents, said: date | None) -> tuple[date, str]:
    """The day of the analysis: as said, or the last day anything was reported; days still to come are no reports."""
    if said:
        if said < incidents.first:
            raise BadTable(f"--as-of {said} is before the first incident, {incidents.first}.")
        return said, "said"
    return max(incidents.first, incidents.last_reported), "the last day anything was reported in the file"


def _of_the_day(incidents: Incidents, as_of: date, today: date) -> list[str]:
    """What is odd about the day of the analysis."""
    if as_of > today:
        return [f"--as-of {as_of} is still to come: days without a report until then are taken for days without harm."]
    if (quiet := (as_of - incidents.last_reported).days) > QUIET:
        last = incidents.last_reported
        return [f"Nothing was reported after {last}, {quiet:,} days before {as_of}. Is the file complete until then?"]
    return []


def _notes(source: Source) -> list[str]:
    notes = []
    if source.nobody:
        words = sorted({word for found in source.nobody.values() for word in found})
        more = " and more" if len(words) > MOST_WORDS else ""
        said = ", ".join(f"“{word[:40]}”" for word in words[:MOST_WORDS])
        notes.append(f"Taken for somebody nobody knows: {said}{more}. The report says how often.")
    if "reported" not in source.columns:
        notes.append("No column says when it was reported; the day it happened stands for it.")
    if "kind" not in source.columns:
        notes.append("No column says what kind of incident it was.")
    return notes


def _standings(connection: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    query = "SELECT standing, count(*) FROM incidents GROUP BY standing ORDER BY standing"
    found = connection.execute(query).fetchall()
    names = ("not said", "alleged", "confirmed")
    return {"standing": {names[place]: rows for place, rows in found}, "only_standing": chosen.standing}
