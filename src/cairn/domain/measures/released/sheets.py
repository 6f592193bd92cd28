"""The figures of measures, period by period, as disclosure control takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from cairn.domain.measures.models import Measure, Observation, Submission
from cairn.domain.measures.terms import STANDS_ALONE
from cairn.kernel.disclosure import EVERYONE, SOME, WHOLE, Counted, Figure, Group, Rule

NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True, slots=True)
class Part:
    """Counts of people in one period that are protected together.

    Args:
        names: the number of the figure (numerator or denominator) each of its numbers is.
    """

    counts: Mapping[Group, Counted]
    rule: Rule
    names: Mapping[str, str]


@dataclass(slots=True)
class Sheet:
    """One measure's figures of one period, and what of them is withheld from an audience."""

    measure: Measure
    start: date
    end: date
    provisional: bool
    note: str
    sent_in: datetime | None
    cells: dict[Group, tuple[Decimal, Decimal | None]] = field(default_factory=dict)
    withheld: set[Figure] = field(default_factory=set)

    @property
    def days(self) -> tuple[date, date]:
        """First and last."""
        return self.start, self.end

    def value(self, group: Group, name: str) -> int:
        """A count: the numerator or the denominator of a group."""
        top, bottom = self.cells[group]
        return int(top if name == NUMERATOR else bottom or 0)

    def parts(self, counting: Mapping[int, frozenset[str]], rule: Rule) -> Iterator[Part]:
        """What must be protected of it, each by itself."""
        counted = counting[self.measure.pk]
        rule = rule_for(self.measure, rule)
        if self.measure.proportion and counted == {NUMERATOR, DENOMINATOR}:
            both = {group: Counted(int(top), int(bottom or 0)) for group, (top, bottom) in self.cells.items()}
            yield Part(both, rule, {SOME: NUMERATOR, WHOLE: DENOMINATOR})
            return
        if NUMERATOR in counted:
            yield Part({g: Counted(int(top)) for g, (top, _) in self.cells.items()}, rule, {SOME: NUMERATOR})
        if DENOMINATOR in counted:
            # Residents, mostly, and then nothing is small. Of whom else, small counts are withheld, and none rounded.
            exact = replace(rule, round_to=1, zeros_too=False)
            below = {g: Counted(int(bottom)) for g, (_, bottom) in self.cells.items() if bottom is not None}
            yield Part(below, exact, {SOME: DENOMINATOR})


def rule_for(measure: Measure, rule: Rule) -> Rule:
    """The rule of an audience for one measure, of which a zero may tell of people."""
    return replace(rule, zeros_too=measure.sensitive)


def required_of(measure: Measure) -> frozenset[Group]:
    """Whose exact figure an Act requires: everyone's. Of groups no Act of the library does."""
    return frozenset({EVERYONE} if measure.statutory else ())


def sheets_of(measures: Iterable[Measure], *, today: date) -> dict[int, list[Sheet]]:
    """The figures that count of periods that are over, by measure, oldest first; two queries."""
    by_key = {measure.pk: measure for measure in measures}
    found: dict[int, list[Sheet]] = defaultdict(list)
    by_submission: dict[int, Sheet] = {}
    rows = Submission.objects.filter(measure_id__in=by_key, counts=True, period_end__lt=today)
    columns = ("pk", "measure_id", "period_start", "period_end", "provisional", "note", "submitted_at")
    for key, measure_id, start, end, provisional, note, sent_in in rows.order_by("period_start").values_list(*columns):
        sheet = Sheet(by_key[measure_id], start, end, provisional, note, sent_in)
        found[measure_id].append(sheet)
        by_submission[key] = sheet
    rows = Observation.objects.filter(submission_id__in=list(by_submission)).order_by("pk")
    for key, dimension, category, top, bottom in rows.values_list(
        "submission_id", "dimension", "category", "numerator", "denominator"
    ):
        by_submission[key].cells[dimension, category] = (top, bottom)
    return found


def counting_of(sheets: Mapping[int, list[Sheet]]) -> dict[int, frozenset[str]]:
    """Which of numerator and denominator count something, by measure: whole numbers, of a unit that counts."""
    return {key: frozenset(_counted(rows)) for key, rows in sheets.items()}


def _counted(rows: list[Sheet]) -> Iterator[str]:
    if not rows or rows[0].measure.unit in STANDS_ALONE:
        return
    for place, name in enumerate((NUMERATOR, DENOMINATOR)):
        numbers = [pair[place] for row in rows for pair in row.cells.values() if pair[place] is not None]
        if numbers and all(number == number.to_integral_value() for number in numbers):
            yield name
