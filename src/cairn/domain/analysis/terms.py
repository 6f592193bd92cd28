"""Words of analyses: where one stands in the needs assessment, and what its figures can be broken down by."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from cairn.foundation.ui.days import MONTHS
from cairn.kernel.disclosure import PUBLIC

# What leaves, and what everybody but the analyst sees: the rule of public figures, though partners read it. The same
# people can be counted over many periods, and one figure taken from another. Where every figure is rounded, and none
# is shown below 8, the few people by whom two figures differ are known to no less than four values, as in a copy for
# partners (kernel.disclosure.PARTNERS). tests/domain/analysis/test_tabulating.py shows it.
RULE = PUBLIC
PROVISIONAL = timedelta(days=30)  # reports still come in for so long
MOST_MONTHS, OLDEST = 36, 60  # in one analysis; and how many months back one can choose


class Heading(TextChoices):
    """Under which heading of the needs assessment an analysis stands, in the order of the document."""

    REPORTED = "reported", "What is reported"
    HARMED = "harmed", "Who is harmed"
    CAUSES = "causes", "Who is reported as causing harm"
    OFFERED = "offered", "What is offered, and in time"
    CASES = "cases", "Cases of several agencies"
    GAPS = "gaps", "Gaps: what is not seen, and not met"
    OTHER = "other", "Other"


class By(TextChoices):
    """What figures can be broken down by."""

    MONTH = "month", "Month"
    OFFENCE = "offence", "Offence"
    RELATIONSHIP = "relationship", "Relationship"
    AGENCY = "agency", "Agency that reported"
    CRIME = "crime", "Recorded as a crime or not"
    CHILD = "child", "Child present"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    REPEAT = "repeat", "Once or more often"
    CONTACT = "contact", "Contact"
    OUTCOME = "outcome", "What came of it"
    MADE_BY = "made_by", "Agency that wrote it down"
    KIND = "kind", "Kind of case"
    WARD = "ward", "Ward"
    DISTRICT = "district", "Local authority"


NOT_KNOWN = "Not known"
OUTSIDE = "Outside"  # of the partnership's area: the point lies in no ward of it
PLACES = frozenset((By.WARD, By.DISTRICT))


@dataclass(frozen=True, slots=True)
class Window:
    """Whole months, from the first day of one to the last day of one."""

    first: date
    last: date

    @property
    def months(self) -> tuple[str, ...]:
        """Each month as 2026-03."""
        start, count = self.first.year * 12 + self.first.month - 1, self.length
        return tuple(f"{place // 12}-{place % 12 + 1:02}" for place in range(start, start + count))

    @property
    def length(self) -> int:
        """How many months."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def __str__(self) -> str:
        first, last = month_in_words(f"{self.first:%Y-%m}"), month_in_words(f"{self.last:%Y-%m}")
        return first if first == last else f"{first} to {last}"


def stretches(months: Sequence[str]) -> list[Window]:
    """Months as 2026-03, in order, as stretches without a gap."""
    found: list[Window] = []
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        if found and found[-1].last + timedelta(days=1) == first:
            found[-1] = Window(found[-1].first, end_of_month(first))
        else:
            found.append(Window(first, end_of_month(first)))
    return found


def end_of_month(first: date) -> date:
    """The last day of the month a day lies in."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_in_words(month: str) -> str:
    """March 2026, from 2026-03."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def is_provisional(month: str, *, taken_on: date) -> bool:
    """Whether reports of a month may still have been to come on the day its figures were taken."""
    return end_of_month(date.fromisoformat(f"{month}-01")) > taken_on - PROVISIONAL


def months_to_choose(today: date) -> list[date]:
    """First days of the months that are over, the newest first."""
    place = today.year * 12 + today.month - 1
    return [date((place - back) // 12, (place - back) % 12 + 1, 1) for back in range(1, OLDEST + 1)]
