"""What leaves of a measure: its words and its figures, as one audience may see them, as plain frozen values.

Every figure in here has been through disclosure control (measures.released makes them); the public site,
the board pack and the annual report draw and print nothing else. Editions keep them for ever, so the form
only grows, as that of ``document``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

NO_FIGURE = "no figure"  # none was sent in
_NUMBERS = ("numerator", "denominator", "value")


@dataclass(frozen=True, slots=True)
class LeavingFigure:
    """One period.

    Args:
        start, end: first and last day (ISO).
        words: the period as people say it.
        numerator, denominator, value: None where withheld or never sent in; ``value`` is worked out from
            the two as they are shown, never from what is withheld or was rounded.
        why: one of ``kernel.disclosure.Why``, or ``NO_FIGURE``.
        provisional: may still change.
        note: what a reader should know of it.
        invented: it is demonstration data.
    """

    start: str
    end: str
    words: str
    numerator: float | None
    denominator: float | None
    value: float | None
    why: str = ""
    provisional: bool = False
    note: str = ""
    invented: bool = False


@dataclass(frozen=True, slots=True)
class LeavingSeries:
    """The periods of everyone (both names ""), or of one group of one dimension, oldest first."""

    dimension: str
    category: str
    figures: tuple[LeavingFigure, ...]


@dataclass(frozen=True, slots=True)
class LeavingBreak:
    """Recording changed on a day, so figures before and after differ."""

    on: str
    words: str


@dataclass(frozen=True, slots=True)
class LeavingMeasure:
    """One measure as an audience may see it.

    Args:
        ref: of the measure.
        definition, numerator, denominator: the words that say what is counted, out of what.
        unit: one of the units of measures, such as "percent"; ``unit_words`` as people read it.
        factor: what numerator over denominator is multiplied by.
        places: decimals of values in words.
        frequency: "week", "month", "quarter" or "year".
        good: which way is good, as measures name it.
        band: the ends within which is good, or None. ``target``: with the reason it was set, or None.
        source: the agency whose figures they are. ``as_of``: ISO date of the last figure sent in, or "".
        audience: one of ``kernel.disclosure.Audience``; ``rule`` says in a sentence what it may see.
        withheld, rounded: how many figures are.
        rare: too few events for a control chart. ``statutory``: an Act requires exact counts.
        rolling: each period holds most of the one before, so rules for runs do not apply.
        misleads: how it can mislead. ``read_with``: refs of measures of this account to read beside it.
        invented: demonstration data, all of it or some; then each figure says which it is.
        series: everyone first, then each group.
    """

    ref: str
    name: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    unit_words: str
    factor: int
    places: int
    frequency: str
    good: str
    band: tuple[float, float] | None
    target: float | None
    target_why: str
    source: str
    as_of: str
    audience: str
    rule: str
    withheld: int
    rounded: int
    rare: bool
    statutory: bool
    rolling: bool
    misleads: str
    read_with: tuple[str, ...]
    invented: bool
    breaks: tuple[LeavingBreak, ...]
    series: tuple[LeavingSeries, ...]

    @property
    def everyone(self) -> LeavingSeries | None:
        """The figures of everyone together, or None where there are none."""
        return next((one for one in self.series if not one.dimension), None)

    @property
    def latest(self) -> LeavingFigure | None:
        """The newest figure of everyone, withheld ones too; None where none was sent in."""
        figures = self.everyone.figures if self.everyone else ()
        return next((one for one in reversed(figures) if one.why != NO_FIGURE), None)

    @property
    def mixed(self) -> bool:
        """Some of its figures are real, and some are invented."""
        return len({figure.invented for one in self.series for figure in one.figures if figure.why != NO_FIGURE}) > 1

    def alike(self) -> tuple[LeavingMeasure, ...]:
        """The measure itself; or its real figures, then its invented ones, as the two never share a chart."""
        return (self._only(invented=False), self._only(invented=True)) if self.mixed else (self,)

    def _only(self, *, invented: bool) -> LeavingMeasure:
        """With the figures of one sort, from the first of them to the last, and the groups that have any."""
        own = {
            place
            for one in self.series
            for place, figure in enumerate(one.figures)
            if figure.why != NO_FIGURE and figure.invented is invented
        }
        places = range(min(own), max(own) + 1)
        series = (
            replace(one, figures=tuple(_blank_unless(place in own, one.figures[place]) for place in places))
            for one in self.series
        )
        there = tuple(one for one in series if any(figure.why != NO_FIGURE for figure in one.figures))
        return replace(self, invented=invented, series=there)

    def without_groups(self) -> LeavingMeasure:
        """The same with the figures of everyone only."""
        return replace(self, series=tuple(one for one in self.series if not one.dimension))

    def as_document(self) -> dict[str, Any]:
        """Its JSON: periods once, and of each series a row for each number, which is a tenth of the size."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("breaks", "series")}
        figures = self.series[0].figures if self.series else ()
        return {
            **found,
            "breaks": [[one.on, one.words] for one in self.breaks],
            "periods": [[one.start, one.end, one.words] for one in figures],
            "series": [_row(one) | (_sorts(one) if self.mixed else {}) for one in self.series],
        }


def _blank_unless(kept: bool, figure: LeavingFigure) -> LeavingFigure:
    return figure if kept else LeavingFigure(figure.start, figure.end, figure.words, None, None, None, NO_FIGURE)


def _row(series: LeavingSeries) -> dict[str, Any]:
    """One series; what is the same everywhere, or nowhere, is said once."""
    figures = series.figures
    return {
        "of": [series.dimension, series.category],
        **{name: [getattr(one, name) for one in figures] for name in _NUMBERS},
        "why": _once([one.why for one in figures]),
        "provisional": [place for place, one in enumerate(figures) if one.provisional],
        "notes": {str(place): one.note for place, one in enumerate(figures) if one.note},
    }


def _sorts(series: LeavingSeries) -> dict[str, Any]:
    """Which figures are invented, where others of the measure are real."""
    return {"invented": [place for place, one in enumerate(series.figures) if one.invented]}


def _once(words: list[str]) -> list[Any]:
    """Reasons, each once, with the place in them of every figure's."""
    kinds = list(dict.fromkeys(words))
    return [kinds, [kinds.index(word) for word in words]] if len(kinds) > 1 else [kinds, []]


def measure_from(document: Mapping[str, Any]) -> LeavingMeasure:
    """The measure a document holds."""
    known = {one.name for one in fields(LeavingMeasure)}
    said = {name: value for name, value in document.items() if name in known}
    said["band"] = tuple(said["band"]) if said["band"] else None
    said["read_with"] = tuple(said["read_with"])
    said["breaks"] = tuple(LeavingBreak(*one) for one in document["breaks"])
    said["series"] = tuple(
        LeavingSeries(*row["of"], tuple(_figures(row, document["periods"], said["invented"])))
        for row in document["series"]
    )
    return LeavingMeasure(**said)


def _figures(row: Mapping[str, Any], periods: list[list[str]], invented: bool) -> Iterator[LeavingFigure]:
    kinds, places = row["why"]
    provisional, notes = set(row["provisional"]), row["notes"]
    made_up = set(row["invented"]) if "invented" in row else set(range(len(periods))) if invented else set()
    for place, ((start, end, words), top, bottom, value) in enumerate(
        zip(periods, *(row[name] for name in _NUMBERS), strict=True)
    ):
        why = kinds[places[place]] if places else kinds[0]
        yield LeavingFigure(
            start,
            end,
            words,
            top,
            bottom,
            value,
            why,
            place in provisional,
            notes.get(str(place), ""),
            place in made_up,
        )
