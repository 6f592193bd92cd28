"""A copy of figures to fill in: a row for each measure, period and group that is due or has figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure, Observation, Submission
from cairn.domain.measures.queries.showing import wanted
from cairn.domain.measures.services.figures import typed_number
from cairn.domain.measures.terms import OPEN_STATES, SETTLED_STATES, State, dimension_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.periods import period_of

_IN = (State.SUBMITTED, *SETTLED_STATES)


def copy_rows(actor: Actor, *, today: date, measure: str = "", due_only: bool = False) -> list[list[Any]]:
    """Rows of ``workbook_rows.COPY_COLUMNS``; five queries, however many there are.

    Args:
        actor: who takes the copy: only measures whose figures she may bring back.
        measure: reference of one; "" for all of hers.
        due_only: only periods whose figures are asked for and not in.
    """
    measures = policies.LOAD.rows(actor).order_by("subject", "name", "ref")
    if measure:
        measures = measures.filter(ref=measure)
    measures = list(measures)
    newest = _newest(measures)
    figures = {} if due_only else _figures(newest)
    rows: list[list[Any]] = []
    for one in measures:
        there = {start: found for (key, start), found in newest.items() if key == one.pk}
        due = {
            found.period.start: found.due_on
            for found in wanted(one, {day for day, sent in there.items() if sent.state in _IN}, today=today)
        }
        for start in sorted({*due, *(() if due_only else there)}):
            rows += _period_rows(one, start, there.get(start), due.get(start), figures)
    return rows


def _newest(measures: Sequence[Measure]) -> dict[tuple[int, date], Submission]:
    """What stands in each period: what is under way, or what counts."""
    found: dict[tuple[int, date], Submission] = {}
    rows = Submission.objects.filter(measure__in=measures).order_by("period_start", "revision")
    for row in rows.only("measure_id", "period_start", "state", "counts", "provisional", "note", "evidence", "typed"):
        if row.counts or row.state in (*OPEN_STATES, State.SUBMITTED):
            found[row.measure_id, row.period_start] = row
    return found


def _figures(newest: dict[tuple[int, date], Submission]) -> dict[int, dict[tuple[str, str], tuple[str, str, bool]]]:
    """Submission to group to numerator, denominator and nil return, as they would be typed."""
    found: dict[int, dict[tuple[str, str], tuple[str, str, bool]]] = defaultdict(dict)
    keys = [row.pk for row in newest.values() if row.state not in OPEN_STATES]
    cells = Observation.objects.filter(submission_id__in=keys)
    for key, dimension, category, top, bottom, nil in cells.values_list(
        "submission_id", "dimension", "category", "numerator", "denominator", "nil"
    ):
        found[key][dimension, category] = (typed_number(top), typed_number(bottom), nil)
    return found


def _period_rows(
    measure: Measure, start: date, there: Submission | None, due_on: date | None, figures: dict[int, Any]
) -> Iterator[list[Any]]:
    period = str(period_of(start, measure.frequency))
    typed = dict(figures.get(there.pk, {})) if there else {}
    if there and there.state in OPEN_STATES:
        typed = {
            (row["dimension"], row["category"]): (row["numerator"], row["denominator"], row["nil"])
            for row in there.typed
        }  # fmt: skip
    state = there.get_state_display() if there else "Asked for"
    for dimension, category in _groups(measure, typed):
        top, bottom, nil = typed.get((dimension, category), ("", "", False))
        yield [
            measure.ref, measure.name, start, period, dimension_in_words(dimension) if dimension else "",
            category or "Everyone", _number(top), _number(bottom), "Yes" if nil else "",
            "Yes" if there and there.provisional else "", there.note if there else "", there.evidence if there else "",
            "", due_on, state,
        ]  # fmt: skip


def _groups(measure: Measure, typed: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys([*measure.rows, *typed]))


def _number(text: str) -> Decimal | str:
    """A number where it is one, so that the spreadsheet can add; what was typed otherwise."""
    try:
        found = Decimal(text) if text.isascii() else None
    except ArithmeticError:
        return text
    return found if found is not None and found.is_finite() else text
