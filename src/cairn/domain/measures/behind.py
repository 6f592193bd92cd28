"""Which single incidents a figure computed from records counts: by which each of them is found, and where it counts.

A figure keeps no reference. Its incidents are asked for again when somebody who may read them opens them, a page at a
time, and counted with her own eyes: of people, and of what happened to them again, by the incidents open to her alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from cairn.domain.cases.api import as_system
from cairn.domain.hub.api import hidden_incidents
from cairn.domain.measures.nights import VIOLENT, is_night, women_among
from cairn.domain.measures.pairs import people_together
from cairn.domain.records.api import Incident
from cairn.domain.watch.api import IS_ABUSE, Told, of_age, reported_beside, told_among, told_of_the_same
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.case_returns.tallying import months_before
from cairn.kernel.periods import Period
from cairn.kernel.records.incidents import HATE, NO_CRIME, OF_ABUSE, CountsAs, Offence, Relationship
from cairn.kernel.repeats.watch import NOT_KNOWN
from cairn.kernel.uk_time import day_of

YEAR, WINDOW, THREE = 365, timedelta(days=30), 3
CRIMES = ~Q(group__in=NO_CRIME)
SEXUAL = Q(group=Offence.SEXUAL)
STALKING = Q(group=Offence.STALKING, kind__icontains="stalk")
ANTISOCIAL = Q(group=Offence.ANTISOCIAL)


def counting_as(mark: str) -> Q:
    """What the agency itself says counts as something; asked so that the index of such incidents serves.

    Args:
        mark: ``CountsAs``, or how several of them begin.
    """
    return ~Q(counts_as="") & Q(counts_as__contains=mark)


HATE_CRIMES = counting_as(HATE) & CRIMES
AGAINST_WOMEN = counting_as(CountsAs.VAWG) & CRIMES
# A record is a row of its own, or a crime or an incident that is marked as having one. Most are about a child or an
# adult at risk, and name family too: the police identify domestic abuse where their words say so, where the two are or
# were partners, or where what is marked is domestic abuse as the watch has it.
_OF_PARTNERS = Q(group=Offence.SAFEGUARDING, relationship__in=(Relationship.PARTNER, Relationship.FORMER_PARTNER))
_ABUSE_IS_KNOWN = counting_as(CountsAs.ABUSE) | Q(kind__iregex=OF_ABUSE) | (IS_ABUSE | _OF_PARTNERS) & of_age()
SAFEGUARDING = (Q(group=Offence.SAFEGUARDING) | counting_as(CountsAs.SAFEGUARDING)) & _ABUSE_IS_KNOWN
IN_A_NIGHT_ZONE = counting_as(CountsAs.NIGHT_ZONE) & Q(group__in=VIOLENT, has_time=True)


def year_to(period: Period) -> date:
    """The first day of the year up to a period's end."""
    return period.end - timedelta(days=YEAR - 1)


def six_months_to(period: Period) -> date:
    """The first day of the six months up to a period's end."""
    return months_before(period.end + timedelta(days=1), 6)


def _start(period: Period) -> date:
    return period.start


@dataclass(frozen=True, slots=True)
class Looked:
    """A few incidents that somebody may read, of those that may count.

    Args:
        feeds: keys of the feeds of which she may read incidents.
        first, last: days between which incidents count.
    """

    actor: Actor
    incidents: Sequence[Incident]
    feeds: Collection[int]
    first: date
    last: date

    def open_of(self, incidents: Iterable[Incident]) -> set[int]:
        """Keys of those of some incidents that are open to her."""
        keys = {one.pk for one in incidents if one.feed_id in self.feeds}
        return keys - hidden_incidents(self.actor, keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """How the incidents behind a figure are found.

    Args:
        only: what holds of each by itself.
        of_people: it counts who is in them, so that rows of one reference which name others are all looked at.
        police: they are the police's; else of any agency.
        by_report: they count by the moment of the report, or of the incident where none is dated; else by the latter.
        first: from a period to the first day that counts; the last is its own.
        goes_on: days after the last in which what began by then may still happen.
        counts: from a few of them to those that count, by key: True in the figure, False only in what it is out of.
        top, bottom: what both are called.
    """

    top: str
    counts: Callable[[Looked], dict[int, bool]]
    only: Q = Q()
    of_people: bool = False
    bottom: str = ""
    police: bool = True
    by_report: bool = True
    first: Callable[[Period], date] = _start
    goes_on: int = 0


def _every(looked: Looked) -> dict[int, bool]:
    return {one.pk: True for one in looked.incidents}


def _abuse(looked: Looked) -> dict[int, bool]:
    return _once(looked, {one.incident.pk: True for one in told_among(looked.incidents)})


def _abuse_of_crimes(looked: Looked) -> dict[int, bool]:
    every = dict.fromkeys((one.pk for one in looked.incidents), False)
    return _once(looked, every | {one.incident.pk: True for one in told_among(looked.incidents)})


def _once(looked: Looked, counts: dict[int, bool]) -> dict[int, bool]:
    """Of several rows of one file under one reference one: that which counts in the figure, where one does."""
    found: dict[object, int] = {}
    for one in sorted(looked.incidents, key=lambda one: (counts.get(one.pk, False), one.pk)):
        if one.pk in counts:
            found[(one.extract_id, one.key) if one.key else one.pk] = one.pk
    return {key: counts[key] for key in found.values()}


def _harmed_again(looked: Looked) -> dict[int, bool]:
    """Of the people harmed in them, who was harmed on another day of the year too."""
    told, days = _days(looked, told_among(looked.incidents), lambda one: one.victim.mark, until=looked.last)
    found: dict[int, bool] = {}
    for one in told:
        found[one.incident.pk] = found.get(one.incident.pk, False) or len(days[one.victim.mark]) > 1
    return found


def _followed(looked: Looked) -> dict[int, bool]:
    """Of the same two people, which were followed by another within 30 days."""
    known = [one for one in told_among(looked.incidents) if NOT_KNOWN not in one.pair]
    told, days = _days(looked, known, lambda one: one.pair, until=looked.last + WINDOW)
    found: dict[int, bool] = {}
    for one in told:
        if one.victim.mark == one.suspect.mark:
            continue  # a reviewer said so since: no two people
        day = day_of(one.incident.happened)
        again = any(day < other <= day + WINDOW for other in days[one.pair])
        found[one.incident.pk] = found.get(one.incident.pk, False) or again
    return found


def _days(
    looked: Looked, told: Sequence[Told], of: Callable[[Told], Hashable], *, until: date
) -> tuple[list[Told], dict[Hashable, set[date]]]:  # fmt: skip
    """The same, each of the two under the mark they count as; and on which days something open to her happened."""
    system = system_actor(looked.actor.partnership_id)
    with as_system(looked.actor.partnership_id):
        same = people_together(looked.actor.partnership_id, of={mark for one in told for mark in one.pair}).same
        theirs = told_of_the_same(system, told, same=same, since=looked.first)
    theirs = [one for one in theirs if looked.first <= day_of(one.incident.happened) <= until]
    shown = looked.open_of(one.incident for one in theirs)
    days: dict[Hashable, set[date]] = defaultdict(set)
    for one in theirs:
        if one.incident.pk in shown:
            days[of(one)].add(day_of(one.incident.happened))
    return [one.under(same) for one in told], days


def _reported_thrice(looked: Looked) -> dict[int, bool]:
    """Of the people harmed in them, of whom three or more were reported in the six months."""
    here = {one.pk for one in looked.incidents}
    with as_system(looked.actor.partnership_id):
        people = reported_beside(
            system_actor(looked.actor.partnership_id), here, Offence.ANTISOCIAL, looked.first, looked.last
        )
        every = list(Incident.objects.filter(pk__in=set().union(*people)).only("pk", "feed_id"))
    shown = looked.open_of(every)
    found: dict[int, bool] = {}
    for incidents in people:
        many = len(incidents & shown) >= THREE
        found |= {key: many or found.get(key, False) for key in incidents & here}
    return found


def _against_women(looked: Looked) -> dict[int, bool]:
    """Of all crimes, which the police's own list says are violence against women and girls."""
    return {one.pk: CountsAs.VAWG in one.counts_as.split() for one in looked.incidents}


def _at_night(looked: Looked) -> dict[int, bool]:
    at_night = [one.pk for one in looked.incidents if is_night(one.happened, looked.first, looked.last)]
    women, _known = women_among(looked.actor, at_night)
    return dict.fromkeys(women, True)


#: The key of a rule to what stands behind its figures.
BEHIND: dict[str, Behind] = {
    "da-incidents-and-crimes": Behind(top="Counted", counts=_abuse, of_people=True),
    "da-crimes": Behind(top="Counted", counts=_abuse, of_people=True, only=CRIMES),
    "da-share-of-crime": Behind(
        top="Domestic abuse", bottom="Another crime", counts=_abuse_of_crimes, of_people=True, only=CRIMES,
    ),
    "da-repeat-people-harmed": Behind(
        top="Harmed on two or more days", bottom="Harmed on one day", counts=_harmed_again, of_people=True,
        by_report=False, first=year_to,
    ),
    "da-repeat-within-30-days": Behind(
        top="Followed by another", bottom="Not followed by another", counts=_followed, of_people=True, by_report=False,
    ),
    "sexual-offences": Behind(top="Counted", counts=_every, only=SEXUAL),
    "stalking-offences": Behind(top="Counted", counts=_every, only=STALKING),
    "asb-repeat-people-harmed": Behind(
        top="Three reports or more", bottom="Fewer than three", counts=_reported_thrice, of_people=True,
        only=ANTISOCIAL, police=False, first=six_months_to,
    ),
    "asb-incidents": Behind(top="Counted", counts=_every, only=ANTISOCIAL),
    "da-safeguarding-records": Behind(top="Counted", counts=_every, only=SAFEGUARDING),
    "hate-crimes": Behind(top="Counted", counts=_every, only=HATE_CRIMES),
    "vawg-share-of-crime": Behind(
        top="Violence against women and girls", bottom="Another crime", counts=_against_women, only=CRIMES,
    ),
    "night-violence-women": Behind(
        top="Counted", counts=_at_night, only=IN_A_NIGHT_ZONE, by_report=False, goes_on=1,
    ),
}  # fmt: skip
