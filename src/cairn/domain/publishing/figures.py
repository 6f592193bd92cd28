"""What leaves of a measure: its words and its figures, as one audience may see them, as plain frozen values.

Every figure in here has been through disclosure control (measures.released makes them); the public site,
the board pack and the annual report draw and print nothing else. Editions keep them for ever, so the form
only grows, as that of ``document``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeavingFigure:
    """One period.

    Args:
        start, end: first and last day (ISO).
        words: the period as people say it.
        numerator, denominator, value: None where withheld or never sent in; ``value`` is worked out from
            the two as they are shown, never from what is withheld or was rounded.
        why: one of ``kernel.disclosure.Why``, or "no figure" where none was sent in.
        provisional: may still change.
        note: what a reader should know of it.
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
        invented: demonstration data.
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
