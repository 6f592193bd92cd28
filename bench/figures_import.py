"""How long a workbook of a hundred thousand figures takes, from the file to figures that wait for approval.

    python3 dev.py bench figures-import
    python -m bench.figures_import [--rows 100000] [--seed 20261121] [--times 3]

A seeded generator makes measures and a workbook for them, as Cairn gives them out, with a known number of rows that
cannot be loaded. The services then do what the screens and the jobs behind them do, one after the other; what they
give back is compared with what was put in. All figures are taken back after each round.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.figures import series
from bench.place import Place

TITLE = "Bringing a hundred thousand figures in a workbook"
SEED, ROWS, GOAL = 20261121, 100_000, 30.0
PARTNERSHIP, MANAGER = "cumberland", "cum-manager"
MONTHS = 60
BAD_PERIODS = 100
OF = 270  # people who asked, each month
SEX = ("Female", "Male", "Not known")
AGES = ("Under 16", "16 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over", "Not known")
GROUPS = [("", "Everyone"), *(("Sex", one) for one in SEX), *(("Age band", one) for one in AGES)]
STEPS = {
    "read": "read and keep the file's cells", "check": "check every row", "load": "check again, and load all",
}  # fmt: skip


def run(place: Place) -> dict[str, Any]:
    """Load the small demonstration, make the workbook, and bring it several times.

    Returns:
        JSON: see ``measure``.
    """
    urls = place.urls("cairn_figures_import")
    place.cairn(urls, "migrate")
    place.cairn(urls, "demo-load", "--scale", "small")
    rows, times = (5_000, 1) if place.quick else (ROWS, 3)
    done = subprocess.run(
        [sys.executable, "-m", "bench.figures_import", "--rows", str(rows), "--times", str(times)],
        env=place.environment(urls), cwd=place.clone, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    lines = [
        f"{found['rows']:,} rows for {found['measures']} measures, {MONTHS} months and {len(GROUPS)} groups, in an",
        f".xlsx file of {found['megabytes']:.1f} MB from a generator (seed {SEED}). {found['bad']:,} of the rows stand",
        "in periods that cannot be loaded: in each, one part is larger than its whole.",
        f"{found['given_back']:,} were given back with row, field and rule, and {found['loaded']:,} figures were",
        "loaded in one recorded act.",
        "Seconds, as medians with the least and the most; reading, checking and loading are a request and two jobs.",
        "",
        "| | seconds |",
        "| --- | --- |",
        *(f"| {words} | {series(found['seconds'][key]).shown(1)} |" for key, words in STEPS.items()),
        f"| together | {series(found['seconds']['all']).shown(1)} |",
        f"| of it, Cairn's process at work | {series(found['seconds']['processor']).shown(1)} |",
        "",
        f"The goal: under {GOAL:.0f} seconds.",
    ]
    return "\n".join(lines)


# ---- the process that does it


@dataclass
class Made:
    """A workbook from the generator.

    Args:
        rows: cells in the order of Cairn's own copy.
        bad: how many rows stand in periods that cannot be loaded.
    """

    rows: list[list[Any]] = field(default_factory=list)
    bad: int = 0


def made(refs: list[str], last: date, number: int, seed: int = SEED) -> Made:
    """So many rows for these measures, months back from the last.

    Args:
        refs: references of the measures.
        last: first day of the newest month.
        number: rows, to the next whole period.
        seed: the same seed gives the same rows.
    """
    draw, found = random.Random(seed), Made()
    months = [_months_before(last, back) for back in reversed(range(MONTHS))]
    periods = [(ref, month) for ref in refs for month in months][: -(-number // len(GROUPS))]
    bad = set(draw.sample(range(len(periods)), min(BAD_PERIODS, len(periods) // 10)))
    for place, (ref, month) in enumerate(periods):
        for group, top, bottom in _figures(draw, 160 + place % 3, bad=place in bad):
            found.rows.append([ref, "", month, "", *group, top, bottom, "", "", "", "", "", "", ""])
        found.bad += len(GROUPS) * (place in bad)
    return found


def _figures(draw: random.Random, top: int, *, bad: bool) -> list[tuple[tuple[str, str], int, int]]:
    """Everyone (``top`` of OF) and the groups, whose parts add up; in a bad period one is larger than its whole."""
    rows = [(("", "Everyone"), top, OF)]
    for name, groups in (("Sex", SEX), ("Age band", AGES)):
        tops, bottoms = _parts(draw, top, len(groups)), _parts(draw, OF, len(groups))
        rows += [((name, group), *part) for group, *part in zip(groups, tops, bottoms, strict=True)]
    if bad:
        group, _top, bottom = rows[-1]
        rows[-1] = (group, bottom + 1, bottom)
    return rows


def _parts(draw: random.Random, whole: int, number: int) -> list[int]:
    """A whole in nearly equal parts, those in the middle of any size nearby."""
    parts = [whole // number + draw.randint(-1, 1) for _ in range(number - 1)]
    return [*parts, whole - sum(parts)]


def _months_before(day: date, number: int) -> date:
    for _ in range(number):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def measure(rows: int, times: int, seed: int) -> dict[str, Any]:
    """Bring the workbook several times.

    Returns:
        JSON: what was made, what was loaded and given back, and the seconds of each step in each round.
    """
    import django

    django.setup()
    from django.db import transaction

    from cairn.domain.measures.queries.workbook_rows import COPY_COLUMNS
    from cairn.foundation.files.exports import workbook
    from cairn.kernel.periods import period_of, preceding

    world = _World()
    number = -(-rows // (MONTHS * len(GROUPS)))
    seconds: dict[str, list[float]] = {key: [] for key in (*STEPS, "all", "processor")}
    with transaction.atomic():
        refs = world.define(number)
        last = preceding(period_of(world.today, "month")).start
        sheet = made(refs, last, rows, seed)
        content = workbook(COPY_COLUMNS, sheet.rows)
        for _ in range(times):
            with transaction.atomic():
                taken, loaded, given_back = world.bring(content)
                transaction.set_rollback(True)
            for key, value in taken.items():
                seconds[key].append(value)
            seconds["all"].append(sum(taken[key] for key in STEPS))
            if given_back != sheet.bad or loaded != len(sheet.rows) - sheet.bad:
                raise RuntimeError(f"{given_back} rows were given back, and {sheet.bad} should have been.")
        transaction.set_rollback(True)
    return {
        "rows": len(sheet.rows), "measures": number, "megabytes": len(content) / 1024 / 1024, "bad": sheet.bad,
        "given_back": given_back, "loaded": loaded, "seconds": seconds,
    }  # fmt: skip


class _World:
    """The partnership and its manager, who defines the measures and brings the workbook."""

    def __init__(self) -> None:
        from django.utils import timezone

        from cairn.demo.people import read_people
        from cairn.foundation.accounts.models import User
        from cairn.foundation.agencies.models import Partnership

        self.today, self.at = timezone.localdate(), timezone.now()
        email = next(row["email"] for row in read_people() if row["key"] == MANAGER)
        self.person = User.objects.select_related("agency").get(email=email)
        self.partnership = Partnership.objects.get(slug=PARTNERSHIP)

    def acts(self) -> Any:
        """The manager as she acts today, with the fence set for her."""
        from cairn.foundation.accounts.queries import actor_for
        from cairn.foundation.audit.commands import set_scope

        by = actor_for(self.person, self.partnership, on=self.today)
        set_scope(by)
        return by

    def define(self, number: int) -> list[str]:
        """So many measures by month, sex and age band; their references."""
        from cairn.domain.measures.api import Terms, Words, define_measure

        by = self.acts()
        terms = Terms(agency=self.person.agency, submitter=self.person, due_days=20, first_on=date(2020, 4, 1))
        words = {
            "subject": "Support", "definition": "Invented.", "numerator": "People helped.",
            "denominator": "People who asked.", "unit": "percent", "proportion": True, "frequency": "month",
            "good": "up", "breakdowns": {"sex": list(SEX), "age-band": list(AGES)},
        }  # fmt: skip
        return [
            define_measure(by=by, at=self.at, words=Words(name=f"People helped {place}", **words), terms=terms).ref
            for place in range(1, number + 1)
        ]

    def bring(self, content: bytes) -> tuple[dict[str, float], int, int]:
        """Seconds of each step, figures loaded, rows given back: what a request and two jobs do."""
        from cairn.domain.measures.services import bringing
        from cairn.domain.measures.services.checking import checked_of

        bringing._defer = lambda *_facts: None  # the jobs are done here, one after the other
        facts = {"by": self.acts(), "at": self.at}
        began, worked = time.monotonic(), time.process_time()
        row = bringing.upload_figures(partnership=self.partnership, name="figures.xlsx", content=content, **facts)
        read = time.monotonic()
        checked = bringing.check_brought(workbook=row, **facts)
        done = time.monotonic()
        bringing.load_brought(workbook=row, seen=checked.mark, leave_out=True, **facts)
        loaded = bringing.load_now(workbook=row, **facts)
        ended = time.monotonic()
        worked = time.process_time() - worked
        given_back = len(checked_of(row).lines)
        taken = {"read": read - began, "check": done - read, "load": ended - done, "processor": worked}
        return taken, loaded.figures, given_back


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.rows, asked.times, asked.seed)))
