"""The charts of a taking: over the months as lines, else a bar for each group. Each says in words what it shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from cairn.domain.analysis.queries.tables import WITHHELD, Line, Table
from cairn.domain.analysis.terms import By
from cairn.foundation.ui.charts import BarRow, BarView, ControlPoint, ControlView, MultiplesView
from cairn.kernel.chart_scales import Every

MOST_SMALL = 12  # small charts; of more groups nobody sees which differs, and the table says it
_IN_FULL = {WITHHELD: "Withheld so that nobody can be identified"}


def charts_of(table: Table) -> list[Any]:
    """The charts of a table; none where nothing was counted."""
    if table.nothing or not table.groups:
        return []
    if table.by[0] != By.MONTH.label:
        return [_bars(table)]
    found: list[Any] = [_over_time(table, len(table.columns), key="months", title="Month by month")]
    if 0 < len(table.columns) <= MOST_SMALL:
        panels = (
            _over_time(table, place, key=f"group-{place}", title=name) for place, name in enumerate(table.columns)
        )
        title = f"Month by month, by {table.by[1].lower()}"
        caption = "Each group over the same months, on one scale. A gap is a figure that is withheld"
        caption += ", or a month with nothing to count." if _unsent(table.groups) else "."
        found.append(MultiplesView(key="over-time", title=title, caption=caption, panels=tuple(panels)))
    return found


def _over_time(table: Table, column: int, *, key: str, title: str) -> ControlView:
    figures = [line.figures[column] for line in table.groups]
    return ControlView(
        key=key, title=title, caption=_months_in_words(table.groups, figures), every=Every.MONTH, places=0,
        points=tuple(
            ControlPoint(
                on=date.fromisoformat(f"{line.level}-01"), name=line.name,
                value=None if figure is None else float(figure), provisional=bool(line.note),
                why=_in_full(line.why(column)),
            )
            for line, figure in zip(table.groups, figures, strict=True)
        ),
    )  # fmt: skip


def _bars(table: Table) -> BarView:
    return BarView(
        key="groups", title=f"By {table.by[0].lower()}", caption=_groups_in_words(table), places=0,
        groups=tuple(
            BarRow(
                name=line.name, value=None if line.total is None else float(line.total),
                withheld=_in_full(line.why(-1)),
            )
            for line in table.groups
        ),
    )  # fmt: skip


def _in_full(why: str) -> str:
    return _IN_FULL.get(why, why)


def _unsent(lines: tuple[Line, ...]) -> bool:
    """Some figure is not there because there was nothing to count."""
    return any(line.why(place) not in ("", WITHHELD) for line in lines for place in range(len(line.figures)))


def _months_in_words(lines: tuple[Line, ...], figures: list[int | None]) -> str:
    known = [(number, line.name) for number, line in zip(figures, lines, strict=True) if number is not None]
    if not known and _unsent(lines):
        return "No month is shown: it is withheld, or there was nothing to count."
    if not known:
        return "Every month is withheld, so that nobody can be identified."
    high, low = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    if high[0] == low[0]:
        return f"{high[0]:,} in every month that is shown."
    return f"Most in {high[1]} ({high[0]:,}), fewest in {low[1]} ({low[0]:,}), of the months that are shown."


def _groups_in_words(table: Table) -> str:
    known = [(line.total, line.name) for line in table.groups if line.total is not None]
    if not known:
        return "Every group is withheld, so that nobody can be identified."
    most, name = max(known, key=lambda one: one[0])
    if not most:
        return "Every group that is shown is nought."
    return f"The largest group that is shown is “{name}”, with {most:,}."
