"""How long a million incidents of one agency take, from the file to rows that count.

    python3 dev.py bench records
    python -m bench.records FOLDER [--rows 1000000] [--seed 20261121] [--story 0] [--memory 0]

A seeded generator writes a CSV of incidents as a police system would, with a known number of rows that cannot go in.
The services then do what the screens and the jobs behind them do: keep the file, check every row, and take the sound
ones in within one command with one entry. What went in is compared with what was written. Then the same with a long
text in each row: two gigabytes, in a process that may not have more than four.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.measures import told
from bench.place import Place

TITLE = "Taking a million incidents in"
SEED, ROWS, GOAL = 20261121, 1_000_000, 180.0
STORY, MEMORY = 1_900, 4  # characters of a text in each row of the long file; gigabytes its process may have
PARTNERSHIP, AGENCY = "cumberland", "cumbria-constabulary"
HEADS = ("Incident number", "Date happened", "Date reported", "Offence", "Relationship", "Flags", "Victim ID",
         "Suspect ID", "Postcode", "Easting", "Northing")  # fmt: skip
MEAN = ("key", "happened", "reported", "kind", "relationship", "harm", "victim_key", "suspect_key", "postcode",
        "easting", "northing")  # fmt: skip
OFFENCES = ("Common assault and battery", "Assault occasioning ABH", "Stalking", "Criminal damage", "Harassment",
            "Controlling or coercive behaviour", "Domestic verbal argument", "Threats to kill", "Theft")  # fmt: skip
KIN = ("Ex-partner", "Partner", "Son", "Mother", "N/K", "Stranger")
FLAGS = ("", "", "child present", "alcohol", "knife; child present")
PART = 1024 * 1024
STEPS = {"keep": "keep the file as it came", "check": "check every row", "load": "take the sound rows in"}


def run(place: Place) -> dict[str, Any]:
    """Make a database with partnerships alone, and take the file in.

    Returns:
        JSON: see ``measure``.
    """
    urls = place.urls("cairn_records")
    place.cairn(urls, "migrate")
    rows = 20_000 if place.quick else ROWS
    with tempfile.TemporaryDirectory(dir=place.base) as folder:
        plain = told(place, urls, "bench.records", folder, "--rows", str(rows))
        long = told(place, urls, "bench.records", folder, "--rows", str(rows), "--story", str(STORY), "--memory",
                    str(MEMORY))  # fmt: skip
    return {**plain, "long": long}


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    long = found["long"]
    steps = ", ".join(f"{words} {long['seconds'][key]:.0f} s" for key, words in STEPS.items())
    lines = [
        f"{found['rows']:,} incidents in a CSV of {found['megabytes']:.0f} MB from a generator (seed {SEED}), each",
        "with two people in roles, a day in figures, a postcode and a place on the National Grid.",
        f"{found['bad']:,} of the",
        f"rows say a day that is none, and were given back; {found['loaded']:,} incidents and their roles went in",
        "within one command with one entry. Reading, normalising and validating are done twice: once to check, and",
        "once to load. Each step once.",
        "",
        "| | seconds |",
        "| --- | --- |",
        *(f"| {words} | {found['seconds'][key]:.1f} |" for key, words in STEPS.items()),
        f"| together | {sum(found['seconds'].values()):.1f} |",
        "",
        f"The most memory of the process that did it: {found['peak_megabytes']:.0f} MB. The goal: under {GOAL:.0f}",
        "seconds for checking and loading a million.",
        "",
        f"The same with {STORY:,} characters of text in each row, {long['megabytes']:,.0f} MB, in a process that may",
        f"have {MEMORY} GB and is stopped if it asks for more:",
        f"{steps};",
        f"{long['loaded']:,} incidents went in, with {long['peak_megabytes']:.0f} MB at most.",
    ]
    return "\n".join(lines)


# ---- the process that does it


def written(rows: int, seed: int, today: date, story: int) -> Iterator[tuple[str, bool]]:
    """So many lines of the file, and whether each is sound."""
    draw = random.Random(seed)
    text = "".join(draw.choices("abcdefghij klmnop rstuvw", k=4 * story))
    for number in range(rows):
        bad = draw.random() < 0.01
        day = today - timedelta(days=draw.randrange(1, 1_400))
        happened = "31/02/2025" if bad else f"{day:%d/%m/%Y} {draw.randrange(24):02}:{draw.randrange(60):02}"
        reported = day + timedelta(days=draw.randrange(3) if day < today - timedelta(days=3) else 0)
        cells = (
            f"I-{number}", happened, f"{reported:%d/%m/%Y}", draw.choice(OFFENCES), draw.choice(KIN),
            draw.choice(FLAGS), f"N-{draw.randrange(rows // 3)}", f"N-{draw.randrange(rows // 4)}",
            f"CA{draw.randrange(1, 20)} {draw.randrange(10)}XX", str(draw.randrange(300_000, 380_000)),
            str(draw.randrange(500_000, 580_000)),
        )  # fmt: skip
        begin = draw.randrange(3 * story) if story else 0
        cells += (text[begin : begin + story],) if story else ()
        yield ",".join(cells) + "\r\n", not bad


def write(path: Path, rows: int, seed: int, today: date, story: int) -> int:
    """Write the file; returns how many of its rows cannot go in."""
    bad = 0
    heads = (*HEADS, "Summary") if story else HEADS
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(heads) + "\r\n")
        for line, sound in written(rows, seed, today, story):
            file.write(line)
            bad += not sound
    return bad


def parts_in(path: Path) -> Iterator[bytes]:
    """A file in parts of a megabyte."""
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part


def measure(path: Path, *, rows: int, seed: int, story: int, memory: int) -> dict[str, Any]:
    """Take the file in once.

    Args:
        path: where the file is written first.
        story: characters of a text in each row.
        memory: gigabytes the process may have, code and all; 0 for no bound.

    Returns:
        JSON: what was written, what went in and came back, the seconds of each step, and the most memory.
    """
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory * 1024**3,) * 2)
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from cairn.domain.records.services.checking import check_rows
    from cairn.domain.records.services.loading import ask_to_load, load_now
    from cairn.domain.records.services.meaning import say_meanings
    from cairn.foundation.audit.commands import set_scope

    at, seconds = timezone.now(), {}
    bad = write(path, rows, seed, timezone.localdate(at), story)
    by, feed = _world(at)
    with transaction.atomic():
        set_scope(by)
        extract, seconds["keep"] = _timed(lambda: _received(by, at, feed, parts_in(path)))
        say_meanings(by=by, at=at, extract=extract, mapping=dict(enumerate(MEAN)), orders={})
        _, seconds["check"] = _timed(lambda: check_rows(by=by, at=at, extract=extract))
        ask_to_load(by=by, at=at, extract=extract, leave_out=True)
        began = time.monotonic()
        load_now(by=by, at=at, extract=extract)
        if extract.counts["set_aside"] != bad:
            raise RuntimeError(f"{extract.counts['set_aside']} rows came back, and {bad} should have.")
        loaded = extract.counts["sound"]
    seconds["load"] = time.monotonic() - began  # with what is checked at the end of the transaction
    return {
        "rows": rows, "megabytes": path.stat().st_size / 1024 / 1024, "bad": bad, "loaded": loaded,
        "seconds": seconds, "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def _timed(act: Any) -> tuple[Any, float]:
    began = time.monotonic()
    return act(), time.monotonic() - began


def _received(by: Any, at: datetime, feed: Any, held: Iterator[bytes]) -> Any:
    from cairn.domain.records.services.arriving import receive_parts

    return receive_parts(by=by, at=at, feed=feed, name="incidents.csv", parts=held)


def _world(at: datetime) -> tuple[Any, Any]:
    """Cairn itself in one partnership, and a feed of its police."""
    from importlib.resources import files

    from django.db import transaction

    from cairn.domain.records.testing import a_feed
    from cairn.foundation.agencies.models import Agency, Partnership
    from cairn.foundation.agencies.services.loading import load_partnerships
    from cairn.foundation.audit.commands import set_scope
    from cairn.kernel.actors import system_actor

    load_partnerships(text=(files("cairn") / "content" / "partnerships.toml").read_text(encoding="utf-8"), at=at)
    with transaction.atomic():
        by = system_actor(Partnership.objects.get(slug=PARTNERSHIP).pk)
        set_scope(by)
        agency = Agency.objects.get(slug=AGENCY)
        return by, a_feed(by=by, at=at, agency=agency, holds="incidents", title=f"Incidents {at.isoformat()}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--story", type=int, default=0)
    parser.add_argument("--memory", type=int, default=0)
    asked = vars(parser.parse_args())
    print(json.dumps(measure(asked.pop("folder") / "incidents.csv", **asked)))
