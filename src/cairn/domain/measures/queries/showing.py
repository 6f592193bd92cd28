"""How figures are written out, and which of a measure's periods still want theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cairn.domain.measures.models import Measure
from cairn.domain.measures.terms import Unit
from cairn.kernel.periods import ASK_BEFORE, Asked, Period, asked, following, period_of

FARTHEST_BACK = timedelta(days=800)  # figures older than this are not asked for any more
_AFTER = {
    Unit.PERCENT: "%", Unit.PER_100: " per 100", Unit.PER_1000: " per 1,000", Unit.PER_10000: " per 10,000",
    Unit.PER_100000: " per 100,000", Unit.DAYS: " days", Unit.MONTHS: " months", Unit.HOURS: " hours",
}  # fmt: skip
# How an asking looks: keys of foundation.ui.statuses, and the words in their place.
ASKED_LOOKS = {
    Asked.NOT_YET: ("not_started", "Not asked for yet"),
    Asked.ASKED: ("waiting_evidence", "Asked for"),
    Asked.CHASED: ("late", "Overdue"),
    Asked.ESCALATED: ("late", "Overdue, the agency's lead is asked"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One period whose figures are not in."""

    period: Period
    due_on: date
    stage: Asked

    @property
    def looks(self) -> str:
        """Its status."""
        return ASKED_LOOKS[self.stage][0]

    @property
    def words(self) -> str:
        """How far the asking has come."""
        return ASKED_LOOKS[self.stage][1]

    @property
    def overdue(self) -> bool:
        """Its day has passed."""
        return self.stage in (Asked.CHASED, Asked.ESCALATED)


def shown(measure: Measure, value: Decimal | None) -> str:
    """A figure in words, with its unit; "not known" where there is nothing to divide by."""
    if value is None:
        return "nothing to count"
    return f"{value:,.{measure.places}f}{_AFTER.get(Unit(measure.unit), '')}"


def number(value: Decimal | None) -> str:
    """A numerator or denominator, without decimals that say nothing; "" for none."""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wanted(measure: Measure, there: Collection[date], *, today: date) -> list[Wanted]:
    """The periods whose figures are asked for and not in, oldest first.

    Args:
        there: first days of the periods whose figures are sent in or count.
    """
    if measure.ended_on is not None or measure.computed:
        return []
    return [one for one in _from_first(measure, today) if one.period.start not in there]


def _from_first(measure: Measure, today: date) -> Iterable[Wanted]:
    period = period_of(max(measure.first_on, today - FARTHEST_BACK), measure.frequency)
    while measure.due_on(period) - ASK_BEFORE <= today:
        if period.end < today:
            due = measure.due_on(period)
            yield Wanted(period, due, asked(due, today=today))
        period = following(period)
