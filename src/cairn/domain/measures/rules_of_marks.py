"""Measures of what police themselves say an incident counts as: no words of an offence tell it, so nothing is guessed.

Whether a crime is a hate crime, or is on the police's own list of violence against women and girls, whether a record
was made to safeguard somebody, and what lies in a night-time zone, is said by a column of the file. Before the first
row that says so there is no figure: nobody counted, which is not the same as none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from cairn.domain.measures.computed import Tallied, Waits
from cairn.domain.records.api import Feed, Holding, Incident, IncidentRole, Part, incidents_in_force, records_in_force
from cairn.domain.watch.api import told_in
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.periods import Period
from cairn.kernel.records.incidents import HATE, NO_CRIME, CountsAs, Offence
from cairn.kernel.uk_time import day_of, local, span_of

VIOLENT = (Offence.HOMICIDE, Offence.SEXUAL, Offence.INJURY, Offence.VIOLENCE, Offence.THREATS)
NIGHTS = (4, 5, 6)  # Friday, Saturday and Sunday, as ``date.weekday`` counts
BEGINS, ENDS = 21, 5  # o'clock
FEMALE = "female"


def hate_crimes(partnership_id: int, period: Period) -> Tallied | Waits:
    """Crimes that police say are motivated by hate, out of residents; one of two strands counts once."""
    rows = _counting_as(HATE, partnership_id).exclude(group__in=NO_CRIME)
    return _of_residents(rows, period, "say the strand of a hate crime")


def safeguarding_records(partnership_id: int, period: Period) -> Tallied | Waits:
    """Safeguarding records about domestic abuse, by the day they were made, out of residents."""
    rows = _counting_as(CountsAs.SAFEGUARDING, partnership_id)
    return _of_residents(rows, period, "say of what a safeguarding record about domestic abuse was made")


def share_against_women(partnership_id: int, period: Period) -> Tallied | Waits:
    """Crimes on the police's own list of violence against women and girls, out of every crime."""
    crimes = ~Q(group__in=NO_CRIME)
    rows = _counting_as(CountsAs.VAWG, partnership_id).filter(crimes)
    if waits := _not_yet(rows, period, "say what is violence against women and girls by their own national list"):
        return waits
    every = _of_police(partnership_id).filter(crimes, told_in(period.start, period.end)).count()
    return Tallied(rows.filter(told_in(period.start, period.end)).count(), Decimal(every))


def at_night(partnership_id: int, period: Period) -> Tallied | Waits:
    """Violent and sexual offences against women and girls in night-time zones, by the night on which they happened.

    From 21:00 to 05:00 on Friday, Saturday and Sunday nights, local time; the hours after midnight belong to the night
    before. What has no time is in no night.
    """
    marked = _counting_as(CountsAs.NIGHT_ZONE, partnership_id)
    if waits := _not_yet(marked, period, "say what happened in the night-time zones you have mapped"):
        return waits
    begin, end = span_of(period.start, period.end + timedelta(days=1))  # the last night goes on into the next day
    rows = marked.filter(group__in=VIOLENT, has_time=True, happened__gte=begin, happened__lt=end)
    nights = [key for key, happened in rows.values_list("pk", "happened") if _is_night(happened, period)]
    sexes = _sexes_of_harmed(system_actor(partnership_id), nights)
    if nights and not any(sexes.values()):
        return Waits("It waits for files in which police say the sex of the person harmed.")
    return Tallied(sum(FEMALE in sexes[key] for key in nights))


def _of_police(partnership_id: int) -> QuerySet[Incident]:
    return incidents_in_force(system_actor(partnership_id)).filter(agency__kind=AgencyKind.POLICE)


def _counting_as(mark: str, partnership_id: int) -> QuerySet[Incident]:
    return _of_police(partnership_id).exclude(counts_as="").filter(counts_as__contains=mark)


def _of_residents(rows: QuerySet[Incident], period: Period, says: str) -> Tallied | Waits:
    return _not_yet(rows, period, says) or Tallied(
        rows.filter(told_in(period.start, period.end)).count(), residents=True
    )


def _not_yet(rows: QuerySet[Incident], period: Period, says: str) -> Waits | None:
    """What the figure waits for, where no row up to the period's end says that it counts."""
    first = rows.order_by().aggregate(first=Min(Coalesce("reported", "happened")))["first"]
    if first is not None and day_of(first) <= period.end:
        return None
    return Waits(f"It waits for files in which police {says}: a column that means “What the agency counts it as”.")


def _is_night(happened: datetime, period: Period) -> bool:
    """Whether a moment lies in one of the nights that begin in a period."""
    on_the_wall = local(happened)
    night = (on_the_wall - timedelta(hours=ENDS)).date()
    late = on_the_wall.hour >= BEGINS or on_the_wall.hour < ENDS
    return late and night.weekday() in NIGHTS and period.start <= night <= period.end


def _sexes_of_harmed(actor: Actor, incidents: Collection[int]) -> dict[int, set[str]]:
    """Of each incident, what is known of the sex of those harmed: in it, or in what the agency sends of people."""
    found: dict[int, set[str]] = defaultdict(set)
    by_reference: dict[tuple[int, str], set[int]] = defaultdict(set)
    roles = IncidentRole.objects.filter(incident__in=incidents, part=Part.VICTIM)
    for incident, agency, key, sex in roles.values_list("incident", "agency", "key", "sex"):
        if sex:
            found[incident].add(sex)
        elif key:
            by_reference[agency, key].add(incident)
    agencies, keys = {agency for agency, _key in by_reference}, {key for _agency, key in by_reference}
    feeds = Feed.objects.filter(agency__in=agencies, holds=Holding.PEOPLE)
    known = records_in_force(actor).filter(feed__in=feeds, key__in=keys).exclude(sex="")
    for agency, key, sex in known.values_list("agency", "key", "sex"):
        for incident in by_reference.get((agency, key), ()):
            found[incident].add(sex)
    return found
