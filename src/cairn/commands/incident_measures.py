"""What ``cairn analyse repeats``, ``survival`` and ``harm`` work out of incidents, and the tables they write."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from cairn.commands.analyse_incidents import timed
from cairn.commands.analysis_tables import write_query, write_table
from cairn.commands.csv_lines import Heads, rows_in_chunks
from cairn.commands.csv_tables import BadTable, is_parquet, rows_of
from cairn.commands.incident_files import CALLED, Source
from cairn.commands.incident_people import says_nobody
from cairn.kernel import repeats as kernel
from cairn.kernel.repeats import BadRule, Cell, HarmRule, Incidents, Measured
from cairn.kernel.workbooks.days import read_day

# What the columns of a file of referrals are called.
REFERRALS = {
    "victim": CALLED["victim"], "suspect": CALLED["suspect"],
    "referred": ("referred", "referred on", "date referred", "referral date", "date of referral", "date"),
}  # fmt: skip
YEAR = 365
MILESTONES = (30, 90, 180, 365)


def repeats(incidents: Incidents, chosen: argparse.Namespace, as_of: date, source: Source) -> dict[str, Any]:
    """The measures of repeats, as one table; the report of them."""
    taken, alone = kernel.taken_for_right(incidents)
    with timed("Contested roles"):
        contested = kernel.contested(taken)
    if chosen.without_contested and len(contested):
        incidents.connection.register("contested_rows", {"row": contested})
        incidents, taken = (one.but("row IN (SELECT row FROM contested_rows)") for one in (incidents, taken))
    referrals = _referrals(incidents, chosen) if chosen.referrals else None
    measured = _measured(taken, chosen, as_of, referrals)
    report: dict[str, Any] = {
        "contested_roles": {
            "rows": len(contested),
            "left_out": chosen.without_contested,
            "rule": "another record says the opposite of the same two people on the same day or the next",
        },
        "measures": [_told(one, incidents) for one in measured],
    }
    report |= _of_links(incidents, alone)
    interval = None
    if incidents.linked and _wants(chosen, "repeat"):
        with timed(f"Linkage interval, {chosen.draws} draws"):
            interval = kernel.link_interval(incidents, as_of, chosen.window, draws=chosen.draws, seed=chosen.seed)
        report["linkage_interval"] = {
            "rate": interval.rate, "lower": interval.lower, "upper": interval.upper, "draws": interval.draws,
            "incidents_of_uncertain_links": interval.uncertain,
            "method": "links drawn right with their own probability; the middle 95% of the draws",
        }  # fmt: skip
    _write_measures(taken, measured, interval, as_of, chosen)
    if chosen.each:
        _write_each(taken, chosen, as_of, source)
    return report


def _of_links(incidents: Incidents, alone: int) -> dict[str, Any]:
    """How uncertain links were taken, and a note of it; nothing where every link is certain."""
    if not incidents.linked:
        return {}
    threshold = kernel.TAKEN_FOR_RIGHT
    return {
        "links": {
            "taken_for_right_from": threshold, "rows_that_stand_alone": alone,
            "rule": "a row whose link is less likely stands alone in every figure: an incident of people of its own",
        },
        "notes": [
            f"Links from {threshold:g} on are taken for right. Rows whose link is less likely, and which stand alone as"
            f" incidents of other people: {alone:,}."
        ],
    }  # fmt: skip


def _wants(chosen: argparse.Namespace, name: str) -> bool:
    return not chosen.measure or name in chosen.measure


def _measured(
    incidents: Incidents, chosen: argparse.Namespace, as_of: date, referrals: list[tuple[int, int, date]] | None
) -> list[Measured]:
    found, start = [], as_of - timedelta(days=YEAR - 1)
    if _wants(chosen, "repeat"):
        with timed(f"Repeats within {chosen.window} days"):
            found.append(kernel.repeats(incidents, as_of, chosen.window))
    for role in ("victim", "suspect"):
        if _wants(chosen, f"{role}s"):
            with timed(f"Repeat {role}s in 12 months"):
                found.append(kernel.repeat_share_of(incidents, role, start, as_of))
    if _wants(chosen, "serial"):
        for victims, days in chosen.serial or [(2, 3 * YEAR)]:
            with timed(f"Serial suspects, {victims} victims in {days} days"):
                found.append(kernel.serial_suspects(incidents, as_of, victims, days))
    if referrals is not None:
        with timed("Repeats after a referral"):
            found.append(kernel.after_referral(incidents, referrals, as_of))
    return found


def _referrals(incidents: Incidents, chosen: argparse.Namespace) -> list[tuple[int, int, date]]:
    """Referrals with the numbers the incidents give the same people.

    Somebody who is in no incident has a number of her own below zero, the same each time she is named: her referral
    counts, and nothing followed it. Somebody nobody knows is another person each time.
    """
    rows = _rows_of_referrals(chosen.referrals)
    people = incidents.numbers(sorted({row[name] for _, row in rows for name in ("victim", "suspect")}))
    free = count(-2, -1)

    def number(name: str) -> int:
        return next(free) if says_nobody(name) else people.setdefault(name, next(free))

    found = []
    for line, row in rows:
        read = read_day(row["referred"])
        if read.day is None or read.inexact:
            raise BadTable(f"{chosen.referrals.name}, row {line}, referred: “{row['referred']}” is not a day.")
        found.append((number(row["victim"]), number(row["suspect"]), read.day))
    return found


def _rows_of_referrals(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows with their numbers; read as incidents are: parted by what they are, under the heads one sees."""
    if is_parquet(path):
        return rows_of(path, list(REFERRALS))
    heads, found = Heads({}, REFERRALS, tuple(REFERRALS)), []
    for chunk in rows_in_chunks(path, heads, []):
        if chunk.bad:
            row, why = chunk.bad[0]
            raise BadTable(f"{path.name}, row {row}: {why}")
        cells = zip(*(map(str.strip, chunk.cells[name]) for name in REFERRALS), strict=True)
        found += [(row, dict(zip(REFERRALS, each, strict=True))) for row, each in zip(chunk.rows, cells, strict=True)]
    if not found:
        raise BadTable(f"{path.name}: There are no rows under the heads.")
    return found


def _told(one: Measured, incidents: Incidents) -> dict[str, Any]:
    looked_back = one.definition.key.startswith(("victims", "suspects"))
    needs = one.total.start - timedelta(days=YEAR if looked_back else 0)
    begins = f"The file begins on {incidents.first}. What happened before cannot be counted, so the figure is too low."
    return {
        "definition": one.definition.told(),
        "total": _figures(one.total),
        "left_out": {reason: rows for reason, rows in one.left_out.items() if rows},
        "warning": begins if incidents.first > needs else None,
    }


def _figures(cell: Cell) -> dict[str, Any]:
    return {
        "from": cell.start.isoformat(), "to": cell.end.isoformat(), "numerator": cell.numerator,
        "denominator": cell.denominator, "rate": cell.rate, "provisional": cell.provisional,
        "provisional_repeats_so_far": cell.so_far, "reported": cell.reported,
    }  # fmt: skip


def _write_measures(
    incidents: Incidents, measured: Sequence[Measured], interval: kernel.LinkInterval | None, as_of: date,
    chosen: argparse.Namespace,
) -> None:  # fmt: skip
    """One row a figure; rows of the measure "reported" are the volume, months without a repeat figure among them."""
    lines = [(one.definition.key, cell, cell is one.total) for one in measured for cell in (one.total, *one.cells)]
    for (area, start), reported in sorted(kernel.volume(incidents, as_of).items()):
        end = min((start + timedelta(days=31)).replace(day=1) - timedelta(days=1), as_of)
        lines.append(("reported", Cell(area, start, end, 0, 0, reported=reported, monthly=True), False))
    figure = [key != "reported" for key, *_ in lines]
    links = [(interval if whole and key == f"repeat-{chosen.window}" else None) for key, _, whole in lines]

    def column(of: Callable[[Cell], Any], *, figures: bool = False) -> list[Any]:
        return [of(cell) if is_one or not figures else None for (_, cell, _), is_one in zip(lines, figure, strict=True)]

    columns = {
        "measure": ("VARCHAR", [key for key, *_ in lines]),
        "area": ("VARCHAR", column(lambda cell: cell.area)),
        "period": ("VARCHAR", column(lambda cell: "month" if cell.monthly else "whole")),
        "from": ("DATE", column(lambda cell: cell.start)),
        "to": ("DATE", column(lambda cell: cell.end)),
        "numerator": ("BIGINT", column(lambda cell: cell.numerator, figures=True)),
        "denominator": ("BIGINT", column(lambda cell: cell.denominator, figures=True)),
        "rate": ("DOUBLE", column(lambda cell: cell.rate)),
        "provisional": ("BIGINT", column(lambda cell: cell.provisional, figures=True)),
        "linkage_lower": ("DOUBLE", [one and one.lower for one in links]),
        "linkage_upper": ("DOUBLE", [one and one.upper for one in links]),
        "reported": ("BIGINT", column(lambda cell: cell.reported)),
    }
    write_table(incidents.connection, columns, chosen.out)


def _write_each(incidents: Incidents, chosen: argparse.Namespace, as_of: date, source: Source) -> None:
    table = kernel.each_incident(incidents, as_of, chosen.window)
    own = [name for name in ("incident", "happened", "reported", "victim", "suspect", "area") if name in source.used]
    columns = ", ".join(f"g.{name} AS {name}" for name in own)
    write_query(
        incidents.connection,
        f"SELECT g.row AS row, {columns}, e.event, e.days_to_next, e.outcome, e.contested"
        f" FROM {table} e JOIN given g USING (row) ORDER BY g.row",
        chosen.each,
    )


def survival(incidents: Incidents, chosen: argparse.Namespace, as_of: date, source: Source) -> dict[str, Any]:
    """Curves of the time to the first repeat, as one table; the report of them."""
    taken, alone = kernel.taken_for_right(incidents)
    with timed(f"Time to the first repeat, by {chosen.unit}"):
        curves = kernel.time_to_first_repeat(taken, as_of, chosen.unit)

    def joined(name: str) -> list[Any]:
        return [None if value != value else value for curve in curves for value in getattr(curve, name).tolist()]

    columns = {"area": ("VARCHAR", [curve.group for curve in curves for _ in curve.days])}
    columns |= {name: ("BIGINT", joined(name)) for name in ("days", "at_risk", "repeats", "censored")}
    columns |= {name: ("DOUBLE", joined(name)) for name in ("survival", "lower", "upper")}
    write_table(incidents.connection, columns, chosen.out)
    return {
        **_of_links(incidents, alone),
        "definition": kernel.first_repeat(chosen.unit).told(),
        "curves": [
            {
                "area": curve.group,
                "observed": curve.observed,
                "repeats": int(curve.repeats.sum()),
                "median_days": curve.median,
                "without_repeat_after": {str(day): _without_gaps(curve.after(day)) for day in MILESTONES},
            }
            for curve in curves
        ],
    }


def _without_gaps(shares: tuple[float, ...] | None) -> list[float | None] | None:
    """As JSON, which knows no NaN."""
    return shares and [None if share != share else share for share in shares]


def harm(incidents: Incidents, chosen: argparse.Namespace, as_of: date, source: Source) -> dict[str, Any]:
    """Scores, the highest first, as a table; the report with the rule as it was."""
    rule = _rule(chosen)
    with timed("Harm scores"):
        scores = kernel.harm_scores(incidents, rule, as_of)
    left, unvalued = kernel.not_scored(incidents, rule, as_of)
    order = scores.ranked()
    made = {
        "place": np.arange(1, len(order) + 1), "person": incidents.names(scores.person[order]),
        "score": scores.score[order], "events": scores.events[order], "harm": scores.harm[order],
        "gravest": scores.gravest[order], "victims": scores.victims[order], "last": scores.last[order],
        **{f"{part}_points": points[order] for part, points in scores.points.items()},
    }  # fmt: skip
    incidents.connection.register("scored", made)
    others = "victims" if rule.subject == "suspect" else "suspects"
    parts = ", ".join(f"{part}_points" for part in scores.points)
    write_query(
        incidents.connection,
        f"SELECT place AS rank, person AS {rule.subject}, score, events, harm, gravest AS gravest_event,"
        f" victims AS {others}, (DATE '1970-01-01' + last::INTEGER) AS last_event, {parts},"
        f" '{rule.version.replace(chr(39), chr(39) * 2)}' AS rule_version, DATE '{as_of}' AS as_of"
        " FROM scored ORDER BY place",
        chosen.out,
    )
    return {
        "rule": rule.told(),
        "scored": len(order),
        "left_out": {reason: rows for reason, rows in left.items() if rows},
        "kinds_with_the_value_of_other": unvalued,
        "notes": _unvalued(rule, unvalued),
        "label": "A score is no probability. Harm values are sentencing proxies: read them beside the count.",
    }


def _unvalued(rule: HarmRule, unvalued: dict[str, int]) -> list[str]:
    """Which kinds took the value of "other", where the rule names any."""
    if not rule.harm or not unvalued:
        return []
    most = sorted(unvalued.items(), key=lambda one: (-one[1], one[0]))
    kinds = ", ".join(f"“{kind}” ({rows:,})" for kind, rows in most[:10])
    more = f" and {len(most) - 10:,} kinds more" if len(most) > 10 else ""
    return [f"The weights name no harm of {kinds}{more}: each took that of “other”, {rule.other:g}."]


def _rule(chosen: argparse.Namespace) -> HarmRule:
    if chosen.weights is None:
        return HarmRule()
    try:
        text = chosen.weights.read_text(encoding="utf-8-sig")
        read = kernel.rule_from_csv if chosen.weights.suffix.lower() == ".csv" else kernel.rule_from_toml
        return read(text)
    except UnicodeDecodeError:
        raise BadTable(f"{chosen.weights.name} is not text in UTF-8.") from None
    except BadRule as refusal:
        raise BadTable(f"{chosen.weights.name}: {refusal}") from None
