"""What an indicator is: one figure, defined so that two analysts work out the same number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Good(StrEnum):
    """Which way is good.

    ``ONE`` is a ratio that should be 1, such as a share of clients over the share of residents.
    ``UP_AT_FIRST`` is reporting: more is good while harm is hidden, so it is never read alone.
    ``CONTEXT`` has no good side.
    """

    UP = "up"
    DOWN = "down"
    BAND = "band"
    ONE = "one"
    UP_AT_FIRST = "up_at_first"
    CONTEXT = "context"


class Frequency(StrEnum):
    """How often a figure is asked for."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Unit(StrEnum):
    """What the figure is said in."""

    PERCENT = "percent"
    PER_100 = "per_100"
    PER_1000 = "per_1000"
    PER_10000 = "per_10000"
    PER_100000 = "per_100000"
    COUNT = "count"
    RATIO = "ratio"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    SCORE = "score"

    @property
    def factor(self) -> int:
        """What numerator over denominator is multiplied by; 1 where nothing is."""
        return _FACTORS.get(self, 1)

    @property
    def needs_denominator(self) -> bool:
        """The figure is one number over another; a count, a median or a score stands alone."""
        return self is Unit.RATIO or self in _FACTORS

    @property
    def can_be_negative(self) -> bool:
        """A score may be a difference, below zero; nothing that is counted or waited for can."""
        return self is Unit.SCORE

    @property
    def places(self) -> int:
        """Decimal places shown, unless the indicator says."""
        if self is Unit.RATIO:
            return 2
        return 0 if self in {Unit.COUNT, Unit.DAYS} else 1


_FACTORS = {
    Unit.PERCENT: 100, Unit.PER_100: 100, Unit.PER_1000: 1_000, Unit.PER_10000: 10_000, Unit.PER_100000: 100_000,
}  # fmt: skip


class Residents(StrEnum):
    """Whose number a figure is divided by, where it is divided by residents."""

    EVERYBODY = "everybody"
    AGED_16 = "16-and-over"
    WOMEN_AGED_16 = "women-16-and-over"
    MEN_AGED_16 = "men-16-and-over"


class Confidence(StrEnum):
    """How a benchmark was come by.

    ``READ`` on the publisher's own page; ``WORKED_OUT`` by us from figures so read;
    ``SECOND_HAND`` from a page that reports it; ``RECALLED`` and not read again: to be checked
    with its source before anybody relies on it.
    """

    READ = "read"
    WORKED_OUT = "worked_out"
    SECOND_HAND = "second_hand"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Break:
    """A change in recording: figures before and after it are not alike."""

    on: date | None
    year: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure to look at beside one's own.

    Args:
        value: in the indicator's unit; None where the figure cannot stand beside a local one.
        source: publisher and title.
        address: of the page, or "".
    """

    value: Decimal | None
    text: str
    area: str
    period: str
    source: str
    address: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure, defined so that two analysts work out the same number.

    Args:
        numbers: its numbers in the catalogue it was taken from, if any.
        subject: key of its subject.
        denominator: "" where the figure stands alone.
        proportion: the numerator is part of the denominator, so it can never be larger.
        band: where good is a band and its ends are known; otherwise the partnership agrees it.
        read_with: keys of what it must be read beside. It goes both ways: whatever this one is
            read with is read with this one.
        risks: how it misleads, or what it tempts people to do.
        statutory: an Act requires its publication, so it is published exactly.
        sensitive: it counts very few people, so that even a zero tells.
        places: decimal places shown.
        rare: too few events for a control chart; days between them are drawn instead.
        rolling: each period looks back over earlier ones too, so runs on its chart are no signal.
        residents: whose number it is divided by, where that is residents.
    """

    key: str
    numbers: tuple[str, ...]
    subject: str
    name: str
    definition: str
    numerator: str
    denominator: str
    unit: Unit
    proportion: bool
    source_agency: str
    frequency: Frequency
    good: Good
    band: tuple[Decimal, Decimal] | None
    breakdowns: tuple[str, ...]
    breaks: tuple[Break, ...]
    benchmarks: tuple[Benchmark, ...]
    read_with: tuple[str, ...]
    risks: str
    statutory: bool
    sensitive: bool
    places: int
    rare: bool
    rolling: bool
    residents: Residents | None


@dataclass(frozen=True, slots=True)
class IndicatorLibrary:
    """Every indicator by its key, in the order of the files, and the title of each subject by its key."""

    indicators: Mapping[str, Indicator]
    subjects: Mapping[str, str]

    def of(self, subject: str) -> tuple[Indicator, ...]:
        """The indicators of one subject."""
        return tuple(found for found in self.indicators.values() if found.subject == subject)
