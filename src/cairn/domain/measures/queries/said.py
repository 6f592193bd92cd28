"""What the figures of a measure say: its chart read by rule, and its caption with its icon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.listing import MeasureLine, lines_of
from cairn.domain.measures.queries.measure_page import by_sort, series_of
from cairn.domain.measures.queries.readings import read_series
from cairn.domain.measures.services.linking import target_on
from cairn.domain.publishing.api import read_from
from cairn.foundation.ui.charts import Icon, control_view
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Said:
    """A measure in a sentence or two.

    Attributes:
        line: the measure as lists show it.
        caption: what its figures say, by rule: the real or the invented ones, as the newest is. "" where there are
            none, or too few events for a chart.
        icon: of the variation of its newest figure, or None.
    """

    line: MeasureLine
    caption: str
    icon: Icon | None


def what_they_say(measures: Iterable[Measure], *, today: date, actor: Actor | None = None) -> list[Said]:
    """What each of a few measures says; the caller has asked whether they may be seen.

    Args:
        actor: who reads; where it is not known, small figures of records are withheld.
    """
    rows = {row.ref: row for row in measures}
    lines = lines_of(Measure.objects.filter(ref__in=list(rows)), today=today, actor=actor) if rows else []
    return [_said(rows[line.ref], line, today, actor) for line in lines]


def _said(measure: Measure, line: MeasureLine, today: date, actor: Actor | None) -> Said:
    sorts = [] if measure.rare else by_sort(series_of(measure, actor=actor)[:1])
    if not sorts:
        return Said(line, "", None)
    invented, [everyone] = max(sorts, key=lambda found: found[1][0].periods[-1])
    found = target_on(tuple(measure.targets.all()), today)
    target = float(found.value) if found and found.value is not None else None
    reading = read_series(measure, everyone, target=target)
    caption = f"{reading.caption} {read_from(invented=invented)}" if len(sorts) > 1 else reading.caption
    return Said(line, caption, control_view(reading, key="said", title=measure.name).variation)
