"""What there is in twelve months, held against what practice recommends: now, and recommended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cairn.domain.cases.api import Kind
from cairn.domain.measures.api import Measure, residents_by_row
from cairn.domain.measures.terms import EVERYONE, Residents
from cairn.domain.places import api as places
from cairn.domain.returns.queries.from_cases import figure_of
from cairn.domain.returns.queries.staffing import CENT, staff_on, staffing_of
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.case_returns.small_numbers import NOT_SHOWN
from cairn.kernel.case_returns.tallying import months_before
from cairn.kernel.case_returns.terms import Volume
from cairn.kernel.periods import period_of, preceding

_WHO = {
    Residents.EVERYBODY: (places.EVERYBODY, places.EVERY_AGE), Residents.AGED_16: (places.EVERYBODY, (16, None)),
    Residents.WOMEN_AGED_16: (places.FEMALE, (16, None)), Residents.MEN_AGED_16: (places.MALE, (16, None)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """One volume.

    Args:
        counted: what was counted in the twelve months, as words.
        now: each one's share, or the rate, as words.
        recommended: the figure of practice.
        needed: what the recommended figure would mean here: cases for a rate, full-time people for a load.
        missing: what it waits for, in a sentence, or "".
        source: where the number it is held against comes from.
    """

    title: str
    counted: str
    now: str
    recommended: str
    needed: str
    missing: str
    source: str


@dataclass(frozen=True, slots=True)
class VolumesPage:
    """Twelve months up to the end of a quarter."""

    first: date
    last: date
    lines: tuple[VolumeLine, ...]


def volumes_page(partnership: Partnership, kind: Kind, *, exact: bool, today: date) -> VolumesPage:
    """The volumes of a kind, over the twelve months to the end of the last whole quarter.

    Args:
        exact: as it is; else nothing that is made with a quarter whose number is not told.
    """
    last = preceding(period_of(today, "quarter")).end
    first = months_before(last + timedelta(days=1), 12)
    lines = tuple(
        _line(partnership, kind, volume, first=first, last=last, exact=exact) for volume in kind.returns.volumes
    )
    return VolumesPage(first, last, lines)


def _line(
    partnership: Partnership, kind: Kind, volume: Volume, *, first: date, last: date, exact: bool
) -> VolumeLine:  # fmt: skip
    figure, practice = kind.returns.figures[volume.figure], kind.newest.numbers[volume.number]
    total = figure_of(partnership.pk, kind.key, figure, first=first, last=last)
    recommended = f"{practice.value} {practice.unit}"
    if not exact and _gives_away(partnership, kind, volume, last):
        return VolumeLine(volume.title, NOT_SHOWN, NOT_SHOWN, recommended, NOT_SHOWN, "", "")
    value = Decimal(str(practice.value))
    if volume.staff:
        people = staff_on(staffing_of(partnership.pk, kind.key, volume.staff), last)
        post = next(one.title for one in kind.returns.staff if one.key == volume.staff)
        needed = f"{_round(total / value)} full-time for {total}"
        if not people:
            missing = f"Enter how {post} are staffed: it is not known for {last.day} {last:%B %Y}."
            return VolumeLine(volume.title, str(total), "", recommended, needed, missing, "")
        return VolumeLine(volume.title, str(total), f"{_round(total / people)} for each of {people} full-time",
                          recommended, needed, "", "As whoever runs these cases entered it.")  # fmt: skip
    count, says = residents_of(partnership, kind, volume, on=last)
    if count is None:
        return VolumeLine(volume.title, str(total), "", recommended, "", f"Enter the number of residents. {says}", "")
    rate = _round(Decimal(total) * volume.per / count)
    needed = f"{_round(value * count / volume.per)} cases a year"
    return VolumeLine(volume.title, str(total), f"{rate} for each {volume.per:,}", recommended, needed, "", says)


def residents_of(partnership: Partnership, kind: Kind, volume: Volume, *, on: date) -> tuple[Decimal | None, str]:
    """The residents a volume is held against: entered for a measure of the kind, else sourced, else why not."""
    names = [made.indicator for made in kind.returns.measures if made.residents]
    running = Measure.objects.filter(
        partnership=partnership, indicator__in=names, residents=volume.residents, ended_on=None
    ).select_related("partnership")
    for measure in running.order_by("pk"):
        known, _ = residents_by_row(measure, [EVERYONE], on=on)
        if EVERYONE in known:
            return known[EVERYONE].count, known[EVERYONE].says
    sex, ages = _WHO[Residents(volume.residents)]
    found = places.population(partnership.authority_codes, sex, ages, on=on)
    if isinstance(found, places.NoDenominator):
        return None, found.says
    return Decimal(found.count), " ".join(f"{found.says} {'An estimate.' if found.is_estimate else ''}".split())


def _gives_away(partnership: Partnership, kind: Kind, volume: Volume, last: date) -> bool:
    """Whether one of the four quarters is too small to tell: the twelve months would give it away."""
    limit = int(kind.newest.numbers[kind.returns.meetings.small].value)
    figure, quarter = kind.returns.figures[volume.figure], period_of(last, "quarter")
    for _ in range(4):
        if figure_of(partnership.pk, kind.key, figure, first=quarter.start, last=quarter.end) <= limit:
            return True
        quarter = preceding(quarter)
    return False


def _round(value: Decimal) -> Decimal:
    return value.quantize(CENT) if value < 10 else value.quantize(Decimal("0.1"))
