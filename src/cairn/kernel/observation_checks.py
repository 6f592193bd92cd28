"""Bad figures, caught where they are typed: which row, which field, what is wrong and what to do.

What is *impossible* cannot be true of the measure and is never submitted. What is *implausible* can
be: it goes through once somebody says why. Either can be kept as a draft.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from statistics import median

from cairn.kernel.control_charts import limits

MOST_DIGITS = 12
PLACES_KEPT = 4  # decimals the figures are stored with
PLACE = "place"
HUNDRED = Decimal(100)
REPEATS = 2  # earlier denominators of exactly 100 that make a third one suspicious
UNIT_STEPS = (Decimal(100), Decimal(1000), Decimal(10000))
UNIT_SLACK = Decimal("0.25")
FEWEST_FOR_UNIT = 3


class Severity(StrEnum):
    """What may be done about a problem."""

    IMPOSSIBLE = "impossible"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as somebody typed it, or as a file holds it.

    Args:
        dimension, category: of the breakdown; both "" for everyone.
        numerator, denominator: text, as typed; "" where nothing was.
        nil: a nil return: there was nothing to count, which is a figure.
        unit: what the row says it is in, where it says so; "" otherwise.
    """

    dimension: str = ""
    category: str = ""
    numerator: str = ""
    denominator: str = ""
    nil: bool = False
    unit: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The breakdown."""
        return self.dimension, self.category

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the figure is missing, which is not zero."""
        return not (self.numerator.strip() or self.denominator.strip() or self.nil)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure that could be read."""

    dimension: str
    category: str
    numerator: Decimal
    denominator: Decimal | None
    nil: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The breakdown."""
        return self.dimension, self.category


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What the checks need to know of a measure.

    Args:
        unit: its key, such as ``percent``.
        factor: what numerator over denominator is multiplied by.
        needs_denominator: False where the numerator alone is the figure.
        proportion: the numerator is a part of the denominator.
        whole: numerator and denominator count things, so no half ones.
        adds_up: the parts make the whole, as of counts; not so of medians and scores.
        breakdowns: dimension to its categories.
    """

    unit: str
    factor: int = 1
    needs_denominator: bool = True
    proportion: bool = False
    whole: bool = True
    adds_up: bool = True
    breakdowns: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Figures of the periods before, for everyone, oldest first; only those since the last recorded break.

    Args:
        values: the figure of each period, None where it is missing.
        denominators: of the same periods.
    """

    values: Sequence[Decimal | None] = ()
    denominators: Sequence[Decimal | None] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the row (dimension, category), the field, and a sentence for the person."""

    row: tuple[str, str]
    field: str
    sentence: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Examined:
    """What could be read, and everything wrong with it."""

    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        """The problems of one kind."""
        return tuple(problem for problem in self.problems if problem.severity is severity)


def value_of(numerator: Decimal, denominator: Decimal | None, *, factor: int) -> Decimal | None:
    """The figure as it is shown; None where there is nothing to divide by.

    Args:
        denominator: None where the unit needs none.
        factor: 100 for a percentage, 1000 for a rate per 1,000.
    """
    if denominator is None:
        return numerator
    return None if denominator == 0 else numerator * factor / denominator


def examine(
    rows: Sequence[Typed],
    facts: MeasureFacts,
    *,
    earlier: Earlier | None = None,
    place_problem: Callable[[str], str] | None = None,
) -> Examined:
    """Check the figures of one period together.

    Args:
        rows: the total and its breakdowns, as typed; blank ones are passed over.
        facts: of the measure.
        earlier: figures of the periods before, for what is out of the ordinary.
        place_problem: from a place code to what is wrong with it, "" when nothing is.

    Returns:
        The cells that could be read, in the order typed, and the problems: the impossible of a row first.
    """
    problems: list[Problem] = []
    cells: list[Cell] = []
    for row in (row for row in rows if not row.is_blank):
        cell, found = _read(row, facts)
        problems += found
        problems += _breakdown_problems(row, facts, place_problem)
        if cell is not None:
            cells.append(cell)
    problems += _twice(rows)
    problems += _parts(cells, facts)
    problems += _hundreds(cells, facts, earlier or Earlier())
    problems += _out_of_the_ordinary(cells, facts, earlier or Earlier())
    return Examined(tuple(cells), tuple(problems))


def named(row: tuple[str, str]) -> str:
    """What a row is called in a sentence."""
    dimension, category = row
    return f"{_plain(dimension).capitalize()}, {category}" if dimension else "Everyone"


# ---- one row


def _read(row: Typed, facts: MeasureFacts) -> tuple[Cell | None, list[Problem]]:
    problems: list[Problem] = []

    def wrong(where: str, sentence: str) -> None:
        problems.append(Problem(row.key, where, f"{named(row.key)}: {sentence}", Severity.IMPOSSIBLE))

    if row.unit and row.unit != facts.unit:
        wrong(
            "unit", f"the row is in {_plain(row.unit)}, the measure is in {_plain(facts.unit)}. Put one of them right."
        )
    numbers: dict[str, Decimal | None] = {}
    for where, text in (("numerator", row.numerator), ("denominator", row.denominator)):
        numbers[where], said = read_number(text, whole=facts.whole)
        if said:
            wrong(where, f"the {where} {said}")
    if problems:
        return None, problems
    top, bottom = numbers["numerator"], numbers["denominator"]
    if row.nil:
        if top:
            wrong("nil", f"it is marked as a nil return, but the numerator is {top}. Choose one.")
        top = Decimal(0)
        bottom = Decimal(0) if bottom is None and facts.needs_denominator else bottom
    if top is None:
        wrong("numerator", "enter the numerator as well, or tick nil return if there was nothing to count.")
    if facts.needs_denominator and bottom is None:
        wrong("denominator", "enter the denominator: out of how many?")
    if not facts.needs_denominator and bottom is not None:
        wrong("denominator", "this measure is a plain number and has no denominator. Leave it empty.")
    if facts.needs_denominator and bottom == 0 and not row.nil:
        wrong("denominator", "the denominator is 0. If there was nothing to count, tick nil return.")
    if facts.proportion and top is not None and bottom and top > bottom:
        wrong("numerator", f"{top} out of {bottom} cannot be: a part is larger than its whole.")
    if problems or top is None:
        return None, problems
    return Cell(row.dimension, row.category, top, bottom, row.nil), []


def read_number(text: str, *, whole: bool = False) -> tuple[Decimal | None, str]:
    """A number as people type it, or what is wrong with it, to follow "the numerator".

    Args:
        text: commas and spaces between thousands are allowed.
        whole: no decimals.
    """
    typed = re.sub(r"(?<=\d)[, \u00a0](?=\d{3}\b)", "", text.strip())
    if not typed:
        return None, ""
    if typed.endswith("%"):
        return None, f"is typed as a percentage ({typed}). Type the two numbers behind it: how many, out of how many."
    try:
        number = Decimal(typed) if typed.isascii() else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        return None, f"must be a number, not “{text.strip()[:40]}”."
    if number < 0:
        return None, f"is {typed}. It cannot be less than nothing."
    if number >= Decimal(10) ** MOST_DIGITS:
        return None, f"is {typed}, which is too large to be true."
    if whole and number != number.to_integral_value():
        return None, f"is {typed}. It counts things, so it must be a whole number."
    if number != round(number, PLACES_KEPT):
        return None, f"is {typed}. Give at most {PLACES_KEPT} decimals."
    return number, ""


def _breakdown_problems(row: Typed, facts: MeasureFacts, place_problem: Callable[[str], str] | None) -> list[Problem]:
    if not row.dimension:
        return []
    sentence = ""
    if row.dimension not in facts.breakdowns:
        sentence = f"the measure is not broken down by {_plain(row.dimension)}."
    elif row.dimension == PLACE and place_problem is not None:
        sentence = place_problem(row.category)
    if not sentence and row.dimension in facts.breakdowns and row.category not in facts.breakdowns[row.dimension]:
        sentence = f"“{row.category}” is not one of the measure's groups by {_plain(row.dimension)}."
    if not sentence:
        return []
    return [Problem(row.key, "category", f"{named(row.key)}: {sentence}", Severity.IMPOSSIBLE)]


def _twice(rows: Sequence[Typed]) -> list[Problem]:
    counted = Counter(row.key for row in rows if not row.is_blank)
    return [
        Problem(key, "category", f"{named(key)} stands here {times} times. Keep one.", Severity.IMPOSSIBLE)
        for key, times in counted.items()
        if times > 1
    ]


# ---- the rows together


def _parts(cells: Sequence[Cell], facts: MeasureFacts) -> list[Problem]:
    """A part above its total cannot be; parts that do not add up can, where a person counts in two groups."""
    total = next((cell for cell in cells if not cell.dimension), None)
    problems: list[Problem] = []
    if total is None or not facts.adds_up:
        return problems
    for name in ("numerator", "denominator"):
        whole = getattr(total, name)
        by_dimension: dict[str, dict[str, Decimal]] = {}
        for cell in cells:
            part = getattr(cell, name)
            if cell.dimension and part is not None and whole is not None:
                by_dimension.setdefault(cell.dimension, {})[cell.category] = part
                if part > whole:
                    sentence = f"{named(cell.key)}: the {name} {part} is more than the {whole} of everyone."
                    problems.append(Problem(cell.key, name, sentence, Severity.IMPOSSIBLE))
        for dimension, parts in by_dimension.items():
            complete = set(facts.breakdowns.get(dimension, ())) <= set(parts)
            together = sum(parts.values(), Decimal(0))
            if whole is not None and together != whole and (complete or together > whole):
                sentence = f"The {name}s by {_plain(dimension)} add up to {together}, but everyone is {whole}."
                problems.append(Problem((dimension, ""), name, sentence, Severity.IMPLAUSIBLE))
    return problems


def _hundreds(cells: Sequence[Cell], facts: MeasureFacts, earlier: Earlier) -> list[Problem]:
    """A denominator of 100 again and again is a percentage that was typed as a number."""
    if not facts.needs_denominator:
        return []
    before = [bottom for bottom in earlier.denominators if bottom is not None][-REPEATS:]
    again = len(before) == REPEATS and all(bottom == HUNDRED for bottom in before)
    here = [cell for cell in cells if cell.denominator == HUNDRED]
    if not here or not (again or len(here) > REPEATS):
        return []
    sentence = (
        f"{named(here[0].key)}: the denominator is 100 again. Is it a percentage? "
        "Type the two numbers behind it: how many, out of how many."
    )
    return [Problem(here[0].key, "denominator", sentence, Severity.IMPLAUSIBLE)]


def _out_of_the_ordinary(cells: Sequence[Cell], facts: MeasureFacts, earlier: Earlier) -> list[Problem]:
    """A figure beyond what chance does here, or so many times the usual one that its unit has changed."""
    total = next((cell for cell in cells if not cell.dimension), None)
    value = value_of(total.numerator, total.denominator, factor=facts.factor) if total else None
    if value is None:
        return []

    def odd(sentence: str) -> list[Problem]:
        return [Problem(("", ""), "numerator", f"Everyone: {sentence}", Severity.IMPLAUSIBLE)]

    known = [found for found in earlier.values if found is not None]
    usual = median(known) if len(known) >= FEWEST_FOR_UNIT else Decimal(0)
    if usual > 0 and value > 0 and (times := _unit_step(value, usual)):
        return odd(f"{_shown(value)} is about {times} the usual {_shown(usual)}. Has the unit changed?")
    ordinary = limits([None if found is None else float(found) for found in earlier.values])
    if ordinary is None or ordinary[0] <= float(value) <= ordinary[1]:
        return []
    lowest = max(ordinary[0], 0.0)
    return odd(
        f"{_shown(value)} is outside what this measure has ordinarily been,"
        f" {_shown(Decimal(lowest))} to {_shown(Decimal(ordinary[1]))}. If it is right, say why."
    )


def _unit_step(value: Decimal, usual: Decimal) -> str:
    for step in UNIT_STEPS:
        if abs(value / usual / step - 1) <= UNIT_SLACK:
            return f"{step:,} times"
        if abs(usual / value / step - 1) <= UNIT_SLACK:
            return f"one {step:,}th of"
    return ""


def _plain(key: str) -> str:
    return key.replace("_", " ").replace("-", " ")


def _shown(value: Decimal) -> str:
    return f"{value:,.1f}".removesuffix(".0")
