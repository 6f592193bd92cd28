"""Forty partnerships with every indicator of the library measured for five years: 1.6 million figures, invented.

`python -m bench.measures_data <partnerships>` loads what is not there yet, under the settings the environment names,
and prints as JSON what there is and how long it took. Measures go through Django as one recorded act for each
partnership; their figures by COPY as the tables' owner, who alone may, with row-level security on as in life.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from cairn.demo.scale.places import Vale, load_people_of, load_vales  # noqa: E402
from cairn.demo.scale.tables import Loader, References, table  # noqa: E402
from cairn.domain.measures import library  # noqa: E402
from cairn.domain.measures.models import Measure, MeasureBreak, Observation, Submission, SubmissionStep  # noqa: E402
from cairn.domain.measures.terms import Origin  # noqa: E402
from cairn.foundation.audit.commands import command, set_scope  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402
from cairn.kernel.periods import Period, period_of, preceding  # noqa: E402

SEED = "cairn-measures-1"
MEASURES, MONTHS = 115, 60
GROUPS = {"sex": ["Female", "Male"], "age-band": ["16 to 24", "25 to 59", "60 and over"]}
ROWS = [("", ""), *((dimension, one) for dimension, groups in GROUPS.items() for one in groups)]
DASHBOARD = 60  # measures that still run in every other partnership; in the rest all do
SUBMISSION = (
    "measures_submission (id, partnership_id, measure_id, period_start, period_end, revision, state, counts,"
    " provisional, note, confirmed, evidence, reason, typed, source, submitted_by_id, submitted_at)"
)
STEP = "measures_submission_step (partnership_id, submission_id, state, at, by_id, note)"
OBSERVATION = "measures_observation (partnership_id, submission_id, dimension, category, numerator, denominator, nil)"
ENDED = "The partnership chose sixty to go on with."


@dataclass(frozen=True)
class Course:
    """How the figures of one measure go: a level with a trend, the seasons and, in some, a lasting shift.

    Args:
        level: people a month at the start.
        trend: share by which it grows in a year.
        season: share by which the seasons move it.
        shift_at, shift: the month of a lasting change and what the level is then multiplied by.
        shares: of the groups of each dimension.
    """

    level: float
    trend: float
    season: float
    shift_at: int
    shift: float
    shares: tuple[tuple[float, ...], ...]

    @classmethod
    def drawn(cls, draw: Random) -> Course:
        """A plausible course."""
        shares = []
        for groups in GROUPS.values():
            parts = [draw.uniform(1, 4) for _ in groups]
            shares.append(tuple(part / sum(parts) for part in parts))
        return cls(
            level=math.exp(draw.uniform(math.log(15), math.log(900))),
            trend=draw.gauss(0, 0.06),
            season=draw.uniform(0, 0.2),
            shift_at=draw.randrange(12, MONTHS - 6) if draw.random() < 0.3 else MONTHS,
            shift=draw.choice((0.6, 0.75, 1.3, 1.6)),
            shares=tuple(shares),
        )

    def expected(self, place: int, month: int) -> float:
        """How many people are expected in a month.

        Args:
            place: of the month in the series.
            month: of the year, for the season.
        """
        moved = self.shift if place >= self.shift_at else 1
        wave = 1 + self.season * math.cos(2 * math.pi * (month - 7) / 12)
        return self.level * (1 + self.trend * place / 12) * wave * moved


def months_until(day: date) -> list[Period]:
    """Sixty months, the last of which is over on this day."""
    found, period = [], period_of(day, "month")
    for _ in range(MONTHS):
        period = preceding(period)
        found.insert(0, period)
    return found


def figures(measure: Any, course: Course, months: list[Period], draw: Random) -> Iterator[list[tuple[float, Any]]]:
    """The numerator and denominator of everyone and of each group, month by month; parts add up to the whole."""
    facts, rate = measure.facts, draw.uniform(0.25, 0.85)
    residents = round(course.level * draw.uniform(60, 200)) if facts.needs_denominator and not facts.proportion else 0
    for place, period in enumerate(months):
        expected, drift = course.expected(place, period.start.month), rate + 0.1 * math.sin(place / 9)
        wholes: list[tuple[float, Any]] = []
        groups: list[tuple[float, Any]] = []
        of_all: list[int] = []
        for shares in course.shares:
            parts = of_all and _split(sum(of_all), shares, draw)
            counts = parts or [
                max(0, round(draw.gauss(expected * share, math.sqrt(expected * share)))) for share in shares
            ]
            of_all = of_all or counts
            if facts.proportion:
                having = [
                    min(count, max(0, round(draw.gauss(count * drift, math.sqrt(count) / 2)))) for count in counts
                ]
                if wholes:  # the same people by another dimension
                    having = _at_most(_split(int(wholes[0][0]), shares, draw), counts)
                wholes = wholes or [(sum(having), sum(counts))]
                groups += zip(having, counts, strict=True)
            else:
                wholes = wholes or [(sum(counts), residents or None)]
                outs = _split(residents, shares, draw) if residents else [None] * len(counts)
                groups += zip(counts, outs, strict=True)
        yield [*wholes, *groups]


def _split(total: int, shares: tuple[float, ...], draw: Random) -> list[int]:
    """A whole in parts that add up to it, near to their shares."""
    left, parts = total, []
    for share in shares[:-1]:
        part = min(left, max(0, round(draw.gauss(total * share, math.sqrt(total) / 4))))
        parts.append(part)
        left -= part
    return [*parts, left]


def _at_most(parts: list[int], counts: list[int]) -> list[int]:
    """The same whole, with no part over its count."""
    over = sum(max(0, part - count) for part, count in zip(parts, counts, strict=True))
    found = [min(part, count) for part, count in zip(parts, counts, strict=True)]
    for place, count in enumerate(counts):
        more = min(over, count - found[place])
        found[place], over = found[place] + more, over - more
    return found


# ---- into the database


def load(partnerships: int, *, at: datetime) -> dict[str, Any]:
    """Load what is missing.

    Returns:
        JSON: rows of each table, and the seconds it took; none where all was there.
    """
    began = time.monotonic()
    load_vales(count=partnerships, at=at)
    vales = [load_people_of(number, at=at) for number in range(1, partnerships + 1)]
    people, draw = time.monotonic() - began, References(set(), Random(SEED))
    refs = {vale.number: [draw.draw("M") for _ in range(MEASURES)] for vale in vales}
    missing = [vale for vale in vales if not _loaded(vale)]
    for vale in missing:
        _copy(vale, _measures(vale, refs[vale.number], at), at)
    if missing:
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    seconds = {"people": people, "figures": time.monotonic() - began - people} if missing else None
    return {"rows": _rows(), "seconds": seconds}


def _loaded(vale: Vale) -> bool:
    with transaction.atomic():
        set_scope(system_actor(vale.partnership.pk))
        return Measure.objects.exists()


def _measures(vale: Vale, refs: list[str], at: datetime) -> list[tuple[Any, Course]]:
    """The measures of one partnership, each with its course; a lasting change is recorded in half of them."""
    months, draw = months_until(timezone.localdate(at)), Random(f"{SEED}/{vale.number}")
    indicators = list(library.library().indicators.values())
    agencies = [key for key in vale.leads if key in vale.agencies]
    with command("demo.load_generated", by=system_actor(vale.partnership.pk), at=at):
        loader = Loader(
            partnership_id=vale.partnership.pk, subject=vale.partnership.audit_subject(), what=f"measures/{vale.number}"
        )
        rows, courses = [], []
        for number in range(MEASURES):
            indicator = indicators[number % len(indicators)]
            words, agency = vars(library.words_of(indicator, breakdowns=GROUPS)), agencies[number % len(agencies)]
            courses.append(Course.drawn(draw))
            ended = vale.number % 2 == 1 and number >= DASHBOARD
            rows.append(
                loader.row(
                    "measures.Measure", **{**words, "frequency": "month"}, ref=refs[number], origin=Origin.ADAPTED,
                    indicator=indicator.key, indicator_digest=library.digest_of(indicator), due_days=20,
                    agency=vale.agencies[agency], submitter=vale.leads[agency], first_on=months[0].start,
                    ended_on=months[-1].end if ended else None, end_reason=ENDED if ended else "",
                )
            )  # fmt: skip
        loader.save("measures.Measure", rows)
        changed = [
            loader.row(
                "measures.MeasureBreak", measure=row, on=months[course.shift_at].start, at=at, by=vale.manager,
                note="What is counted was defined anew.",
            )
            for row, course in zip(rows, courses, strict=True)
            if course.shift_at < MONTHS and draw.random() < 0.5
        ]  # fmt: skip
        loader.save("measures.MeasureBreak", changed)
    return list(zip(rows, courses, strict=True))


def _copy(vale: Vale, measures: list[tuple[Any, Course]], at: datetime) -> None:
    months, draw = months_until(timezone.localdate(at)), Random(f"{SEED}/figures/{vale.number}")
    here, moment = vale.partnership.pk, at.isoformat()
    submissions, steps, observations = [], [], []
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('cairn.command', 'bench', true)")
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('measures_submission', 'id')) FROM generate_series(1, %s)",
            [len(measures) * MONTHS],
        )
        keys = iter([key for (key,) in cursor.fetchall()])
        for measure, course in measures:
            by = measure.submitter_id
            for place, numbers in enumerate(figures(measure, course, months, draw)):
                period, key, state = months[place], next(keys), "approved" if place > MONTHS - 12 else "locked"
                submissions.append(
                    f"{key}\t{here}\t{measure.pk}\t{period.start}\t{period.end}\t1\t{state}\tt"
                    f"\t{'t' if place == MONTHS - 1 else 'f'}\t\t\t\t\t[]\tform\t{by}\t{moment}\n"
                )
                steps.append(
                    f"{here}\t{key}\tsubmitted\t{moment}\t{by}\t\n{here}\t{key}\tapproved\t{moment}\t{vale.manager.pk}\t\n"
                )
                observations += [
                    f"{here}\t{key}\t{dimension}\t{group}\t{part}\t{chr(92) + 'N' if whole is None else whole}\tf\n"
                    for (dimension, group), (part, whole) in zip(ROWS, numbers, strict=True)
                ]
        for columns, lines in ((SUBMISSION, submissions), (STEP, steps), (OBSERVATION, observations)):
            with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                copy.write("".join(lines))


def _rows() -> dict[str, int]:
    tables = {
        "partnerships": table("agencies.Partnership"), "measures": Measure, "recording changes": MeasureBreak,
        "submissions": Submission, "steps of submissions": SubmissionStep, "observations": Observation,
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        found = {}
        for name, model in tables.items():
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            found[name] = cursor.fetchone()[0]
    return found


if __name__ == "__main__":
    json.dump(load(int(sys.argv[1]), at=timezone.now()), sys.stdout)
