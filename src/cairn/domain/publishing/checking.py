"""The measures of a document for whoever checks it: every figure that would be public, and what is withheld and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cairn.domain.publishing.figure_words import figure_words
from cairn.domain.publishing.figures import NO_FIGURE, LeavingFigure, LeavingMeasure, measure_from
from cairn.kernel.disclosure import Why

PERIODS_SHOWN = 12
Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """One figure of the table: its words, whether it is withheld, and whether it may still change."""

    words: str
    withheld: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class MeasureToCheck:
    """One measure as residents would see it.

    Args:
        latest, period: its newest figure in words, and what it is of.
        heads, rows: the newest periods, a row each, with a column for everyone and for each group.
        older: how many periods more are in the file.
        news: what residents would find different from what they see now, a sentence each.
        promises: codes of what it shows.
    """

    measure: LeavingMeasure
    latest: str
    period: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CheckedFigure, ...]], ...]
    older: int
    news: tuple[str, ...]
    promises: tuple[str, ...]


def measures_to_check(after: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[MeasureToCheck, ...]:
    """Every measure of a document.

    Args:
        after: the document proposed.
        before: the one residents see now; None or empty where they see none.
    """
    known = measures_in(before or {})
    promises = [row for theme in after["themes"] for row in theme["commitments"]]
    return tuple(
        _to_check(one, known.get(ref), tuple(row["id"] for row in promises if ref in row.get("measures", ())))
        for ref, one in measures_in(after).items()
    )


def measures_in(document: Mapping[str, Any]) -> dict[str, LeavingMeasure]:
    """The measures of a document by reference; none in the oldest ones."""
    return {one["ref"]: measure_from(one) for one in document.get("measures", ())}


def no_longer_shown(after: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Names of the measures that residents would see no more."""
    there = measures_in(after)
    return tuple(one.name for ref, one in measures_in(before or {}).items() if ref not in there)


def _to_check(measure: LeavingMeasure, known: LeavingMeasure | None, promises: tuple[str, ...]) -> MeasureToCheck:
    latest = measure.latest
    return MeasureToCheck(
        measure=measure,
        latest=figure_words(measure, latest),
        period=latest.words if latest else "",
        heads=tuple(series.category or "Everyone" for series in measure.series),
        rows=tuple(
            (words, tuple(_cell(measure, one.figures[place]) for one in measure.series))
            for place, words in reversed(_periods(measure)[-PERIODS_SHOWN:])
        ),
        older=len(_periods(measure)[:-PERIODS_SHOWN]),
        news=tuple(_news(known, measure)),
        promises=promises,
    )


def _periods(measure: LeavingMeasure) -> list[tuple[int, str]]:
    """Places and words of the periods, oldest first."""
    return [(place, one.words) for place, one in enumerate(measure.series[0].figures)] if measure.series else []


def _cell(measure: LeavingMeasure, one: LeavingFigure) -> CheckedFigure:
    withheld = one.why == Why.WITHHELD
    return CheckedFigure(figure_words(measure, one), withheld, one.provisional)


def _news(was: LeavingMeasure | None, now: LeavingMeasure) -> Iterator[str]:
    if was is None:
        yield "New to residents."
        return
    if (was.name, was.definition, was.numerator, was.denominator) != (
        now.name, now.definition, now.numerator, now.denominator,
    ):  # fmt: skip
        yield "Its words are different."
    before, groups, fresh = _figures(was), 0, []
    for (period, group), one in _figures(now).items():
        earlier = before.get((period, group))
        if earlier is None:
            fresh += [one.words] if group == ("", "") else []
        elif (earlier.value, earlier.why) != (one.value, one.why):
            if group == ("", ""):
                yield f"{one.words}: residents see {figure_words(was, earlier)}, now {figure_words(now, one)}."
            else:
                groups += 1
    if groups:
        yield f"{groups} figure{'' if groups == 1 else 's'} of groups {'is' if groups == 1 else 'are'} different."
    if fresh:
        yield f"New figures: {', '.join(fresh)}."


def _figures(measure: LeavingMeasure) -> dict[tuple[str, Named], LeavingFigure]:
    return {
        (one.start, (series.dimension, series.category)): one
        for series in measure.series
        for one in series.figures
        if one.why != NO_FIGURE
    }
