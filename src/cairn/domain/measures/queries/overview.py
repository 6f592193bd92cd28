"""How every measure is doing: what its figures say, by rule, whatever their number; three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models.functions import Left

from cairn.domain.measures import library
from cairn.domain.measures.models import Measure, MeasureBreak, Observation, Target
from cairn.domain.measures.queries.readings import reading_of
from cairn.domain.measures.queries.small import is_small
from cairn.domain.measures.services.linking import target_on
from cairn.domain.measures.terms import INVENTED, is_invented
from cairn.domain.publishing.api import read_from
from cairn.kernel.chart_words import Reading
from cairn.kernel.control_charts import Assurance, Variation
from cairn.kernel.observation_checks import value_of
from cairn.kernel.periods import following, period_of

_Point = tuple[date, bool, Decimal | None, str]  # first day, provisional, figure, how its note begins


@dataclass(frozen=True, slots=True)
class Doing:
    """How one measure is doing.

    Args:
        reading: None where there are no figures, or too few events for a chart.
        said: what is said of it, in sentences.
        read_with: name of each measure it must be read beside, and its reference here, or "".
        invented: the figures read say that they are not real; of real and invented ones, those of the newest's sort.
    """

    reading: Reading | None
    said: str
    read_with: tuple[tuple[str, str], ...]
    invented: bool

    @property
    def beside(self) -> tuple[tuple[str, str], ...]:
        """What of that is measured here."""
        return tuple(pair for pair in self.read_with if pair[1])

    @property
    def beside_missing(self) -> int:
        """How much of that is not measured here."""
        return len(self.read_with) - len(self.beside)

    @property
    def needs_attention(self) -> bool:
        """It is worse than chance explains, or misses its target as things are."""
        found = self.reading
        return found is not None and (found.variation is Variation.CONCERN or found.assurance is Assurance.FAILS)

    @property
    def improves(self) -> bool:
        """It is better than chance explains."""
        return self.reading is not None and self.reading.variation is Variation.IMPROVEMENT

    @property
    def unsaid(self) -> bool:
        """Nothing can be said yet."""
        return self.reading is None or self.reading.variation is Variation.TOO_FEW


def doing(measures: Sequence[Measure], *, today: date, closed: Collection[int]) -> dict[int, Doing]:
    """How each of some measures is doing, by key.

    Args:
        closed: keys of those of which small figures are withheld (``small.withheld_from``): they are gaps.
    """
    keys = [row.pk for row in measures]
    points = _points(measures, keys, closed)
    breaks: dict[int, list[MeasureBreak]] = defaultdict(list)
    for row in MeasureBreak.objects.filter(measure_id__in=keys):
        breaks[row.measure_id].append(row)
    targets: dict[int, list[Target]] = defaultdict(list)
    for one in Target.objects.filter(measure_id__in=keys):
        targets[one.measure_id].append(one)
    own = {row.indicator: row.ref for row in measures if row.indicator}
    return {
        row.pk: _doing(row, points[row.pk], breaks[row.pk], target_on(targets[row.pk], today), own) for row in measures
    }


def _points(measures: Iterable[Measure], keys: list[int], closed: Collection[int]) -> dict[int, list[_Point]]:
    """Every figure of everyone that counts, oldest first: one query over all measures."""
    by_key = {row.pk: row for row in measures}
    rows = Observation.objects.filter(submission__measure_id__in=keys, submission__counts=True, dimension="")
    columns = ("submission__measure_id", "submission__period_start", "submission__provisional", "numerator",
               "denominator", Left("submission__note", len(INVENTED)))  # fmt: skip
    found: dict[int, list[_Point]] = defaultdict(list)
    for key, start, provisional, top, bottom, note in rows.order_by().values_list(*columns):
        few = key in closed and is_small(by_key[key], top, bottom)
        value = None if few else value_of(top, bottom, factor=by_key[key].factor)
        found[key].append((start, provisional, value, note))
    for points in found.values():
        points.sort(key=lambda point: point[0])
    return found


def _doing(
    measure: Measure, points: list[_Point], breaks: list[MeasureBreak], target: Target | None, own: dict[str, str]
) -> Doing:
    named = ((key, library.indicator_for(key)) for key in measure.read_with)
    beside = tuple((found.name if found else key, own.get(key, "")) for key, found in named)
    invented = bool(points) and is_invented(points[-1][3])
    alike = [point for point in points if is_invented(point[3]) is invented]
    mixed, points = len(alike) < len(points), alike
    if not points:
        return Doing(None, "No figures are approved yet.", beside, invented)
    if measure.rare:
        return Doing(None, "Too few events for a chart over time.", beside, invented)
    at = {point[0]: point for point in points}
    periods = [period_of(points[0][0], measure.frequency)]
    while periods[-1].start < points[-1][0]:
        periods.append(following(periods[-1]))
    places = {period.start: place for place, period in enumerate(periods)}
    nothing = (None, False, None, "")
    rows = ((one.start, at.get(one.start, nothing)) for one in periods)
    reading = reading_of(
        measure,
        ((start, None if point[2] is None else float(point[2]), point[1]) for start, point in rows),
        changes=sorted((places[row.on], row.note) for row in breaks if places.get(row.on, 0) > 0),
        target=float(target.value) if target and target.value is not None else None,
    )
    said = f"{reading.sentences[0]} {read_from(invented=invented)}" if mixed else reading.sentences[0]
    return Doing(reading, said, beside, invented)
