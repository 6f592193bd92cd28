"""Measures of what police themselves say an incident counts as: no words of an offence tell it, so nothing is guessed.

Whether a crime is a hate crime, or is on the police's own list of violence against women and girls, whether a record
was made to safeguard somebody, and what lies in a night-time zone, is said by a column of the file. A period is counted
where every report of it, from its first day on, came since police began to say so: before, nobody counted, which is
not the same as none.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import F, Min, Q, QuerySet

from cairn.domain.measures.behind import (
    AGAINST_WOMEN,
    CRIMES,
    HATE_CRIMES,
    IN_A_NIGHT_ZONE,
    SAFEGUARDING,
    counting_as,
)
from cairn.domain.measures.computed import Tallied, Waits
from cairn.domain.measures.nights import is_night, women_among
from cairn.domain.records.api import Incident, incidents_that_count, told_at, told_twice
from cairn.domain.watch.api import told_in
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import system_actor
from cairn.kernel.periods import Period
from cairn.kernel.records.incidents import HATE, CountsAs
from cairn.kernel.uk_time import span_of

A_COLUMN = "a column that means “What the agency counts it as”"


def hate_crimes(partnership_id: int, period: Period) -> Tallied | Waits:
    """Crimes that police say are motivated by hate, out of residents; one of two strands counts once."""
    waits = _not_yet(partnership_id, period, counting_as(HATE), "say the strand of a hate crime")
    return waits or _in_period(partnership_id, period, HATE_CRIMES)


def safeguarding_records(partnership_id: int, period: Period) -> Tallied | Waits:
    """Safeguarding records in which police identify domestic abuse, by the day they were made, out of residents."""
    waits = _not_yet(
        partnership_id, period, SAFEGUARDING, "say what is a safeguarding record about domestic abuse",
        by="a kind such as “PPN: domestic abuse”, or a column that means “What the agency counts it as” beside how the "
        "two know each other",
    )  # fmt: skip
    return waits or _in_period(partnership_id, period, SAFEGUARDING)


def share_against_women(partnership_id: int, period: Period) -> Tallied | Waits:
    """Crimes on the police's own list of violence against women and girls, out of every crime."""
    says = "say what is violence against women and girls by their own national list"
    if waits := _not_yet(partnership_id, period, counting_as(CountsAs.VAWG), says):
        return waits
    within = told_in(period.start, period.end)
    counted, every = (
        _once(partnership_id, _of_police(partnership_id, of).filter(within)).count() for of in (AGAINST_WOMEN, CRIMES)
    )
    return Tallied(counted, Decimal(every))


def at_night(partnership_id: int, period: Period) -> Tallied | Waits:
    """Violent and sexual offences against women and girls in night-time zones, by the night on which they happened.

    What has no time is in no night.
    """
    says = "say what happened in the night-time zones that you have mapped"
    if waits := _not_yet(partnership_id, period, counting_as(CountsAs.NIGHT_ZONE), says, by_report=False):
        return waits
    begin, end = span_of(period.start, period.end + timedelta(days=1))  # the last night goes on into the next day
    rows = _of_police(partnership_id, IN_A_NIGHT_ZONE).filter(happened__gte=begin, happened__lt=end)
    moments = _once(partnership_id, rows).values_list("pk", "happened")
    nights = [key for key, happened in moments if is_night(happened, period.start, period.end)]
    women, known = women_among(system_actor(partnership_id), nights)
    if nights and not known:
        return Waits("It waits for files in which police say the sex of the person harmed.")
    return Tallied(len(women))


def _of_police(partnership_id: int, condition: Q) -> QuerySet[Incident]:
    rows = incidents_that_count(system_actor(partnership_id)).filter(condition, agency__kind=AgencyKind.POLICE)
    return rows.order_by()


def _in_period(partnership_id: int, period: Period, condition: Q) -> Tallied:
    """What police told of in a period, out of residents."""
    rows = _of_police(partnership_id, condition).filter(told_in(period.start, period.end))
    return Tallied(_once(partnership_id, rows).count(), residents=True)


def _once(partnership_id: int, rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Without what another force told of before under the same crime number."""
    return rows.exclude(pk__in=told_twice(system_actor(partnership_id), rows, kind=AgencyKind.POLICE))


def _not_yet(
    partnership_id: int, period: Period, mark: Q, says: str, *, by: str = A_COLUMN, by_report: bool = True
) -> Waits | None:
    """What a figure waits for, unless every report of its period, from the first day on, came since police say it.

    They say it from the first file of a feed on in which a row is marked. Of a quarter that is marked for its last
    month alone, what is counted would be a month's; and a row of an earlier quarter that comes again, marked, in a
    later file marks that quarter no more than itself.

    Args:
        mark: what is marked, whether it counts or not.
        says: what they say, in words after "police"; ``by`` what.
        by_report: it is counted by the moment of the report; else by when it happened.
    """
    marked = Incident.objects.filter(
        mark, partnership_id=partnership_id, agency__kind=AgencyKind.POLICE, extract__stage="in_force"
    )
    since = marked.order_by().values_list("feed").annotate(Min("extract"))
    begin, end = span_of(period.start, period.end)
    _begin, first_day_over = span_of(period.start, period.start)
    reached, whole = False, True
    for feed, first in since:
        rows = _of_police(partnership_id, Q(feed=feed)).alias(counted_at=told_at() if by_report else F("happened"))
        whole &= not rows.filter(extract__lt=first, counted_at__gte=begin, counted_at__lt=end).exists()
        # The newest of them, which an index gives at once: before the first file there may be millions.
        reaching = rows.filter(extract__gte=first, counted_at__lt=first_day_over).order_by("-counted_at")
        reached = reached or (whole and reaching.values_list("pk").first() is not None)
    if reached and whole:
        return None
    if since:
        return Waits(
            f"It waits for a period of which every report, from the first day on, came since police began to {says}."
        )
    return Waits(f"It waits for files in which police {says}: {by}.")
