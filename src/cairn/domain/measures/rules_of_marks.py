"""Measures of what police themselves say an incident counts as: no words of an offence tell it, so nothing is guessed.

Whether a crime is a hate crime, or is on the police's own list of violence against women and girls, whether a record
was made to safeguard somebody, and what lies in a night-time zone, is said by a column of the file. Before the first
row that says so there is no figure: nobody counted, which is not the same as none.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import Min, Q, QuerySet

from cairn.domain.measures.behind import AGAINST_WOMEN, CRIMES, HATE_CRIMES, IN_A_NIGHT_ZONE, SAFEGUARDING
from cairn.domain.measures.computed import Tallied, Waits
from cairn.domain.measures.nights import is_night, women_among
from cairn.domain.records.api import Incident, incidents_in_force, told_at
from cairn.domain.watch.api import told_in
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import system_actor
from cairn.kernel.periods import Period
from cairn.kernel.uk_time import day_of, span_of

A_COLUMN = "a column that means “What the agency counts it as”"


def hate_crimes(partnership_id: int, period: Period) -> Tallied | Waits:
    """Crimes that police say are motivated by hate, out of residents; one of two strands counts once."""
    return _of_residents(partnership_id, period, HATE_CRIMES, "say the strand of a hate crime")


def safeguarding_records(partnership_id: int, period: Period) -> Tallied | Waits:
    """Safeguarding records in which police identify domestic abuse, by the day they were made, out of residents."""
    return _of_residents(
        partnership_id, period, SAFEGUARDING, "say what is a safeguarding record about domestic abuse",
        by="a kind such as “PPN: domestic abuse”, or a column that means “What the agency counts it as” beside how the "
        "two know each other",
    )  # fmt: skip


def share_against_women(partnership_id: int, period: Period) -> Tallied | Waits:
    """Crimes on the police's own list of violence against women and girls, out of every crime."""
    counted = _of_police(partnership_id, AGAINST_WOMEN)
    if waits := _not_yet(counted, period, "say what is violence against women and girls by their own national list"):
        return waits
    every = _of_police(partnership_id, CRIMES)
    within = told_in(period.start, period.end)
    return Tallied(counted.filter(within).count(), Decimal(every.filter(within).count()))


def at_night(partnership_id: int, period: Period) -> Tallied | Waits:
    """Violent and sexual offences against women and girls in night-time zones, by the night on which they happened.

    What has no time is in no night.
    """
    marked = _of_police(partnership_id, IN_A_NIGHT_ZONE)
    if waits := _not_yet(marked, period, "say what happened in the night-time zones that you have mapped"):
        return waits
    begin, end = span_of(period.start, period.end + timedelta(days=1))  # the last night goes on into the next day
    rows = marked.filter(happened__gte=begin, happened__lt=end).values_list("pk", "happened")
    nights = [key for key, happened in rows if is_night(happened, period.start, period.end)]
    women, known = women_among(system_actor(partnership_id), nights)
    if nights and not known:
        return Waits("It waits for files in which police say the sex of the person harmed.")
    return Tallied(len(women))


def _of_police(partnership_id: int, condition: Q) -> QuerySet[Incident]:
    rows = incidents_in_force(system_actor(partnership_id)).filter(condition, agency__kind=AgencyKind.POLICE)
    return rows.order_by()


def _of_residents(
    partnership_id: int, period: Period, condition: Q, says: str, *, by: str = A_COLUMN
) -> Tallied | Waits:
    rows = _of_police(partnership_id, condition)
    if waits := _not_yet(rows, period, says, by=by):
        return waits
    return Tallied(rows.filter(told_in(period.start, period.end)).count(), residents=True)


def _not_yet(rows: QuerySet[Incident], period: Period, says: str, *, by: str = A_COLUMN) -> Waits | None:
    """What the figure waits for, where no row up to the period's end says that it counts."""
    first = rows.aggregate(first=Min(told_at()))["first"]
    if first is not None and day_of(first) <= period.end:
        return None
    return Waits(f"It waits for files in which police {says}: {by}.")
