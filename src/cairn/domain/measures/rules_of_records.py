"""Measures filled from agencies' records and from the 30-day watch: volumes, repeats, and whether contact was in time.

A figure counts what police sent, whoever may read it, and keeps no reference: it opens to the rows of the watch, and
the files, that are open to the reader, and to each incident for whoever may read those (``behind.py``). Who somebody
is, is said by the agency's own reference and by a reviewer (``pairs.py``): a link that Cairn made by itself counts
nowhere. What is domestic abuse is written down once, in ``cairn.domain.watch.terms``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import Exists, OuterRef, Q

from cairn.domain.cases.api import as_system
from cairn.domain.measures import rules_of_marks as marks
from cairn.domain.measures.behind import (
    ANTISOCIAL,
    CRIMES,
    SEXUAL,
    STALKING,
    THREE,
    WINDOW,
    YEAR,
    six_months_to,
    year_to,
)
from cairn.domain.measures.computed import WAITING, Opened, Rule, Tallied, Waits, register
from cairn.domain.measures.library import library, words_of
from cairn.domain.measures.pairs import pairs_between, people_together
from cairn.domain.measures.services.defining import Words
from cairn.domain.records.api import Extract, Incident, incidents_that_count, told_at, told_twice
from cairn.domain.records.api import policies as records
from cairn.domain.watch.api import WatchRow, WatchSpell, reported_of, spells_that_count, told_between, told_in
from cairn.domain.watch.api import policies as watched
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.periods import Period
from cairn.kernel.records.incidents import NO_CRIME, Offence
from cairn.kernel.uk_time import span_of

READS = (
    "records.Incident.happened", "records.Incident.reported", "records.Incident.group", "records.Incident.kind",
    "records.Incident.relationship", "records.Incident.counts_as", "records.IncidentRole.part",
    "records.IncidentRole.key", "records.IncidentRole.sex", "records.SourceRecord.born",
)  # fmt: skip
OF_PEOPLE = ("hub.Link.person", "hub.PairDecision.says")  # whom a reviewer, or one number, joined
OF_WATCH = (
    "watch.WatchSpell.opened_on", "watch.WatchSpell.due_on", "watch.WatchSpell.contacted_on", "watch.WatchRow.reports",
)  # fmt: skip
WAITS_FOR = {
    "hotspot-harm": "It waits for the cells of the hotspots, and for a weight file that somebody may use.",
    "matac-cohort": "It waits for the process of people who cause harm again and again.",
    "matac-harm-score-change": "It waits for the process of people who cause harm again and again.",
    "matac-reoffending": "It waits for the process of people who cause harm again and again.",
}


# ---- volumes


def abuse(partnership_id: int, period: Period) -> Tallied:
    """Domestic abuse incidents and crimes reported in a period; an incident of several people counts once."""
    return Tallied(len({one.event for one in _told(partnership_id, period)}), residents=True)


def abuse_crimes(partnership_id: int, period: Period) -> Tallied:
    """Those of them that were recorded as a crime."""
    return Tallied(_crimes(partnership_id, period), residents=True)


def share_of_crime(partnership_id: int, period: Period) -> Tallied:
    """Those of them that were recorded as a crime, out of every crime."""
    every = _reported(partnership_id, period, CRIMES)
    return Tallied(_crimes(partnership_id, period), Decimal(every))


def offences(condition: Q, partnership_id: int, period: Period) -> Tallied:
    """Recorded offences of one kind, out of residents."""
    return Tallied(_reported(partnership_id, period, condition), residents=True)


def _told(partnership_id: int, period: Period) -> list:
    return told_between(system_actor(partnership_id), period.start, period.end)


def _crimes(partnership_id: int, period: Period) -> int:
    return len({one.event for one in _told(partnership_id, period) if one.incident.group not in NO_CRIME})


def _reported(partnership_id: int, period: Period, condition: Q) -> int:
    by = system_actor(partnership_id)
    rows = incidents_that_count(by).filter(condition, told_in(period.start, period.end), agency__kind=AgencyKind.POLICE)
    return rows.exclude(pk__in=told_twice(by, rows, kind=AgencyKind.POLICE)).count()


# ---- repeats


def repeat_people(partnership_id: int, period: Period) -> Tallied:
    """People harmed on two or more days of the year up to a period's end, out of all who were harmed in it."""
    from cairn.kernel import repeats

    start = year_to(period)
    found = _incidents(partnership_id, start, period.end)
    if found is None:
        return Tallied(0, Decimal(0))
    total = repeats.repeat_share_of(found, "victim", start, period.end, lookback=YEAR).total
    return Tallied(total.numerator, Decimal(total.denominator))


def repeat_within_30_days(partnership_id: int, period: Period) -> Tallied:
    """Events of a period that were followed by another of the same two people within 30 days, out of those events."""
    from cairn.kernel import repeats

    last = period.end + WINDOW
    found = _incidents(partnership_id, period.start, last)
    if found is None:
        return Tallied(0, Decimal(0))
    each = repeats.each_incident(found, last, WINDOW.days)
    [(again, events)] = found.ask(
        f"SELECT count(*) FILTER (outcome = 'repeat'), count(*) FROM {each} JOIN {{table}} USING (row)"
        " WHERE event = row AND outcome IN ('repeat', 'none') AND day BETWEEN $start AND $end",
        start=repeats.number_of(period.start), end=repeats.number_of(period.end),
    )  # fmt: skip
    return Tallied(again, Decimal(events))


def repeat_antisocial(partnership_id: int, period: Period) -> Tallied:
    """People harmed by antisocial behaviour in the six months up to a period's end, and those of three reports or more.

    Within each agency alone: across agencies nobody is joined for it.
    """
    start = six_months_to(period)
    many = reported_of(system_actor(partnership_id), Offence.ANTISOCIAL, start, period.end)
    return Tallied(sum(reports >= THREE for reports in many), Decimal(len(many)))


def _incidents(partnership_id: int, first: date, last: date):
    """What happened between two days, as the kernel measures it; None where nothing did."""
    return pairs_between(partnership_id, first, last, same=people_together(partnership_id).same).incidents()


# ---- the watch


def in_time(partnership_id: int, period: Period) -> Tallied:
    """Spells of the watch whose contact was due in a period, and those in which it was made by then."""
    due = _spells(partnership_id, due_on__range=(period.start, period.end))
    return Tallied(sum(_was_in_time(one) for one in due), Decimal(len(due)))


def repeats_of(contacted: bool, partnership_id: int, period: Period) -> Tallied:
    """Spells that began in a period, with contact in time or without, and those with a further incident in 30 days."""
    begun = _spells(partnership_id, opened_on__range=(period.start, period.end))
    mine = [one for one in begun if _was_in_time(one) == contacted]
    return Tallied(sum(map(_again, mine)), Decimal(len(mine)))


def _spells(partnership_id: int, **within: tuple[date, date]) -> list[WatchSpell]:
    return list(spells_that_count(partnership_id).filter(**within).select_related("row"))


def _was_in_time(spell: WatchSpell) -> bool:
    return spell.contacted_on is not None and spell.contacted_on <= spell.due_on


def _again(spell: WatchSpell) -> bool:
    """What several agencies reported of one event happened on the first day any of them says, and is no repeat."""
    days: dict[object, date] = {}
    for one in spell.row.reports:
        event, day = one.get("event", one["incident"]), date.fromisoformat(one["happened"])
        days[event] = min(day, days.get(event, day))
    return any(spell.opened_on < day <= spell.opened_on + WINDOW for day in days.values())


# ---- what a figure opens to


def opened_rows(actor: Actor, period: Period, *, by: str = "opened_on", days: int = 0) -> list[Opened]:
    """Rows of the watch behind a count, of those open to the reader.

    Args:
        by: the day of a spell that lies in the period.
        days: up to the end of the period, where a count looks at as many and not at the period alone.
    """
    start = period.end - timedelta(days=days - 1) if days else period.start
    spells = spells_that_count(actor.partnership_id).filter(**{f"{by}__range": (start, period.end)})
    rows = watched.VIEW.rows(actor, WatchRow.objects.filter(pk__in=spells.values("row"))).order_by("ref")
    return [Opened(ref, "Row of the watch", "watch:row", (("ref", ref),)) for ref in rows.values_list("ref", flat=True)]


def opened_extracts(actor: Actor, period: Period) -> list[Opened]:
    """Files with an incident reported in a period, of those whose rows the reader may open."""
    begin, end = span_of(period.start, period.end)
    inside = Incident.objects.filter(feed=OuterRef("feed"), extract=OuterRef("pk")).alias(told=told_at())
    # Of each file whether there is one, which its index answers: in all of them there are millions.
    rows = records.OPEN_ROWS.rows(actor, Extract.objects.filter(Exists(inside.filter(told__gte=begin, told__lt=end))))
    found = rows.order_by("-came_at", "ref").values_list("ref", "feed__title", "came_at")
    return [
        Opened(ref, f"{feed}: file of {day_in_words(came)}", "records:extract", (("ref", ref),))
        for ref, feed, came in found
    ]


def opened_six_months(actor: Actor, period: Period) -> list[Opened]:
    """Likewise of the six months up to a period's end."""
    return opened_extracts(actor, replace(period, start=six_months_to(period)))


# ---- the rules

_COUNTS: dict[str, tuple[Callable, Callable, int]] = {
    "da-incidents-and-crimes": (abuse, opened_extracts, 0),
    "da-crimes": (abuse_crimes, opened_extracts, 0),
    "da-share-of-crime": (share_of_crime, opened_extracts, 0),
    "da-repeat-people-harmed": (repeat_people, partial(opened_rows, days=YEAR), 0),
    "da-repeat-within-30-days": (repeat_within_30_days, opened_rows, 1),
    "sexual-offences": (partial(offences, SEXUAL), opened_extracts, 0),
    "stalking-offences": (partial(offences, STALKING), opened_extracts, 0),
    "asb-repeat-people-harmed": (repeat_antisocial, opened_six_months, 0),
    "asb-incidents": (partial(offences, ANTISOCIAL), opened_extracts, 0),
    "da-safeguarding-records": (marks.safeguarding_records, opened_extracts, 0),
    "vawg-share-of-crime": (marks.share_against_women, opened_extracts, 0),
    "night-violence-women": (marks.at_night, opened_extracts, 0),
    "hate-crimes": (marks.hate_crimes, opened_extracts, 0),
}
_OF_REPEATS = ("da-repeat-people-harmed", "da-repeat-within-30-days")
# Up from 1 where a rule came to make something else of the same records: 2 waits for whole periods that are marked,
# counts safeguarding records about domestic abuse alone, and of repeats follows whom a reviewer joined.
_VERSIONS = dict.fromkeys(
    (*_OF_REPEATS, "da-safeguarding-records", "hate-crimes", "night-violence-women", "vawg-share-of-crime"), 2
)
_CONTACTED = Words(
    subject="The 30-day watch",
    name="People harmed who were contacted in time",
    definition=(
        "Of the rows of the watch in which contact was due in the period, how many had contact made, or support "
        "declined, by the day the partnership agreed on. A try that reached nobody is not a contact."
    ),
    numerator="Rows in which contact was made by the day agreed",
    denominator="Rows in which contact was due in the period",
    unit="percent", proportion=True, frequency="month", good="up", read_with=["da-incidents-and-crimes"],
    risks="A contact is not yet help, and a hurried one can put somebody in danger. Read it beside what was reported.",
)  # fmt: skip


def _repeat_words(contacted: bool) -> Words:
    how = "with contact in time" if contacted else "without contact in time"
    return Words(
        subject="The 30-day watch",
        name=f"Repeats within 30 days, {how}",
        definition=(
            f"Of the rows of the watch that opened in the period, {how}, how many had a further incident of the same "
            "two people 1 to 30 days later."
        ),
        numerator="Of those, rows with a further incident within 30 days",
        denominator=f"Rows that opened in the period, {how}",
        unit="percent", proportion=True, frequency="quarter", good="down", read_with=["da-incidents-and-crimes"],
        risks=(
            "The difference between the two is not what contact does: those in most danger are contacted first, and "
            "contact can lead to more being reported. It says nothing of cause."
        ),
    )  # fmt: skip


def bind() -> None:
    """Register every rule, and say of every other indicator that records could fill what it waits for."""
    known = library().indicators
    for key, (count, opens_in, settles) in _COUNTS.items():
        reads = (*READS, *OF_PEOPLE) if key in _OF_REPEATS else READS
        register(Rule(
            key=key, version=_VERSIONS.get(key, 1), reads=reads, words=words_of(known[key], breakdowns={}),
            count=_Named(count, key), opens_in=opens_in, indicator=key, settles_after=settles,
        ))  # fmt: skip
    watch = {
        "watch-contacted-in-time": (in_time, _CONTACTED, partial(opened_rows, by="due_on"), 0),
        "watch-repeats-after-contact": (partial(repeats_of, True), _repeat_words(True), opened_rows, 1),
        "watch-repeats-without-contact": (partial(repeats_of, False), _repeat_words(False), opened_rows, 1),
    }
    for key, (count, words, opens_in, settles) in watch.items():
        register(Rule(
            key=key, version=1, reads=(*OF_WATCH, *READS), words=words, count=_Named(count, key),
            opens_in=opens_in, settles_after=settles,
        ))  # fmt: skip
    WAITING.update({key: says for key, says in WAITS_FOR.items() if key in known})


class _Named:
    """What a rule makes of records; a class, so that a figure can name what made it."""

    def __init__(self, count: Callable[[int, Period], Tallied | Waits], key: str) -> None:
        self.count = count
        self.__qualname__ = f"_Named({key})"

    def __call__(self, partnership_id: int, period: Period) -> Tallied | Waits:
        """As Cairn itself: a figure counts what not everybody may read."""
        with as_system(partnership_id):
            return self.count(partnership_id, period)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and self.__qualname__ == other.__qualname__

    def __hash__(self) -> int:
        return hash(self.__qualname__)
