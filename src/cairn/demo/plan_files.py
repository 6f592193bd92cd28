"""Read the demonstration's plan files, put the files of one strategy together, and move their dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from cairn.demo.dates import Fit, fit, moved, weeks_to_move, year_label, years_later
from cairn.demo.plan_rows import ActionRow, IssueRow, NotTheForm, PlanRow, RequestRow, build

FORMAT = "cairn-demo-plan/1"
REQUESTS_FORMAT = "cairn-demo-requests/1"
DATA = files("cairn") / "demo" / "data"


@dataclass(frozen=True)
class PlanYear:
    """All that is invented for one strategy in one year.

    Args:
        plan: its year and its steps.
        issues, actions, requests: in the order of the files.
        file_of: key of an issue or action to the file it stands in.
        as_at: the day it is written for.
    """

    plan: PlanRow
    issues: tuple[IssueRow, ...]
    actions: tuple[ActionRow, ...]
    requests: tuple[RequestRow, ...]
    file_of: Mapping[str, str]
    as_at: date


def read_plan_years(folder: Traversable = DATA) -> list[PlanYear]:
    """Every strategy's year as written, by strategy.

    Args:
        folder: holds ``actions/*.toml`` and ``requests.toml``.

    Raises:
        NotTheForm: naming the file and what is wrong.
    """
    read = [
        (entry.name, tomllib.loads(entry.read_text(encoding="utf-8")))
        for entry in sorted((folder / "actions").iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]
    for name, values in read:
        if values.get("format") != FORMAT:
            raise NotTheForm(f"{name}: the format must be {FORMAT}.")
    requests = _read_requests(folder)
    by_strategy: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for name, values in read:
        slug = values.get("strategy") or values.get("plan", {}).get("strategy", "")
        by_strategy.setdefault(slug, []).append((name, values))
    return [_plan_year(slug, parts, requests.get(slug, ())) for slug, parts in sorted(by_strategy.items())]


def _plan_year(slug: str, parts: Sequence[tuple[str, dict[str, Any]]], requests: Sequence[RequestRow]) -> PlanYear:
    plans = [(name, values["plan"]) for name, values in parts if "plan" in values]
    names = ", ".join(name for name, _ in parts)
    if len(plans) != 1:
        raise NotTheForm(f"{names}: {slug or 'the strategy'} needs one [plan], not {len(plans)}.")
    days = {values.get("as_at") for _, values in parts}
    if len(days) != 1 or None in days:
        raise NotTheForm(f"{names}: all files of a strategy are written for one day (as_at).")
    issues, actions, file_of = [], [], {}
    for name, values in parts:
        for kind, found, rows in ((IssueRow, issues, "issue"), (ActionRow, actions, "action")):
            for row in values.get(rows, []):
                where = f"{name}, {rows} {row.get('key', '?')}"
                if row.get("key") in file_of:
                    raise NotTheForm(f"{where}: this key stands twice.")
                found.append(build(kind, row, where=where))
                file_of[row["key"]] = name
    plan = build(PlanRow, plans[0][1], where=f"{plans[0][0]}, plan")
    return PlanYear(plan, tuple(issues), tuple(actions), tuple(requests), file_of, days.pop())


def _read_requests(folder: Traversable) -> dict[str, list[RequestRow]]:
    values = tomllib.loads((folder / "requests.toml").read_text(encoding="utf-8"))
    if values.get("format") != REQUESTS_FORMAT:
        raise NotTheForm(f"requests.toml: the format must be {REQUESTS_FORMAT}.")
    found: dict[str, list[RequestRow]] = {}
    for number, row in enumerate(values["request"], start=1):
        row = dict(row)
        found.setdefault(row.pop("strategy", ""), []).append(
            build(RequestRow, row, where=f"requests.toml, request {number}")
        )
    return found


def fitted(year: PlanYear, *, today: date, strategy_ends: date) -> PlanYear:
    """The same year, moved so that it was written for one of the last seven days (see ``dates``)."""
    found = fit(
        wanted_weeks=weeks_to_move(as_at=year.as_at, today=today),
        plan_starts=year.plan.starts_on,
        plan_ends=year.plan.ends_on,
        action_starts=[action.starts_on for action in year.actions],
        strategy_ends=strategy_ends,
    )
    return year if found == Fit(0, 0) else _moved(year, found)


def _moved(year: PlanYear, by: Fit) -> PlanYear:
    starts_on, ends_on = years_later(year.plan.starts_on, by.years), years_later(year.plan.ends_on, by.years)
    plan = replace(
        moved(year.plan, weeks=by.weeks),
        starts_on=starts_on,
        ends_on=ends_on,
        year=year_label(starts_on, ends_on) if by.years else year.plan.year,
    )
    return replace(
        year,
        plan=plan,
        issues=tuple(moved(row, weeks=by.weeks) for row in year.issues),
        actions=tuple(moved(row, weeks=by.weeks) for row in year.actions),
        requests=tuple(moved(row, weeks=by.weeks) for row in year.requests),
        as_at=moved(year.as_at, weeks=by.weeks),
    )
