"""Incidents and crimes of domestic abuse that police told of; and what must be said of the feeds they come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Coalesce

from cairn.domain.analysis.sources.source import Cells, Found, NothingToCount, Source, counted, placed
from cairn.domain.analysis.terms import NOT_KNOWN, By, Window, month_in_words, stretches
from cairn.domain.records.api import (
    OFFENCE_WORDS,
    RELATIONSHIP_WORDS,
    Agreement,
    Extract,
    Feed,
    Holding,
    Incident,
    Part,
)
from cairn.domain.watch.api import Rows, abuse_reported, people_in_abuse
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import system_actor
from cairn.kernel.records.incidents import NO_CRIME as NOT_CRIMES
from cairn.kernel.records.incidents import Harm, Relationship
from cairn.kernel.uk_time import day_of

MONTH_OF = "to_char(told AT TIME ZONE 'Europe/London', 'YYYY-MM')"
KIN = {one.value: words for one, words in RELATIONSHIP_WORDS.items() if one is not Relationship.UNKNOWN} | {
    Relationship.UNKNOWN.value: NOT_KNOWN
}
OFFENCES = {one.value: words for one, words in OFFENCE_WORDS.items()}
UNSENT = "No records sent"
CRIME, NO_CRIME, CHILD, NO_CHILD = "Recorded as a crime", "Not recorded as a crime", "A child was there", "Not said"
_NOT_CRIMES = ", ".join(f"'{one}'" for one in NOT_CRIMES)
_COLUMNS = {
    By.MONTH: MONTH_OF,
    By.OFFENCE: '"group"',
    By.RELATIONSHIP: "relationship",
    By.AGENCY: "agency",
    By.CRIME: f"CASE WHEN \"group\" IN ({_NOT_CRIMES}) THEN '{NO_CRIME}' ELSE '{CRIME}' END",
    By.WARD: "ward",
    By.CHILD: f"CASE WHEN '{Harm.CHILD.value}' = ANY (string_to_array(harm, ' ')) THEN '{CHILD}' ELSE '{NO_CHILD}' END",
}


def _count(partnership_id: int, window: Window, by: Sequence[By], today: date) -> Found:
    feeds = police_feeds(partnership_id)
    people = people_in_abuse(system_actor(partnership_id), window.first, window.last)
    rows = Rows(f"SELECT DISTINCT ON (event) * FROM ({people.sql}) AS p WHERE part = '{Part.VICTIM}'", people.given)
    if By.WARD in by:
        rows = placed(rows, partnership_id)
    words = {By.OFFENCE: OFFENCES, By.RELATIONSHIP: KIN, By.AGENCY: agency_words(by)}
    return found_in(partnership_id, feeds, window, counted(rows, _COLUMNS, by, words))


def found_in(partnership_id: int, feeds: Sequence[int], window: Window, cells: Cells) -> Found:
    """What was counted in feeds of the police, with how complete it is, and for which months anything had come."""
    sent = _sent(partnership_id, window)
    cleared = _files(partnership_id, cleared=True).exists()
    return Found(
        cells, tuple(feeds), (*notes_of(partnership_id, feeds, window), *_unsent_notes(sent, window)), sent=sent,
        unsent="No records: none sent, or cleared since" if cleared else UNSENT,
    )  # fmt: skip


def _sent(partnership_id: int, window: Window) -> dict[str, tuple[str, ...]]:
    """Months of the window that files in force reach over, from their first report to their last: a month between the
    two in which nothing is reported is nought. Under "" those of anybody, then by the name of each agency."""
    files = _files(partnership_id, cleared=False)
    rows = Incident.objects.filter(partnership_id=partnership_id, extract__in=files).order_by()
    spans = rows.values("extract__agency__name", "extract_id").annotate(
        first=Coalesce(Min("reported"), Min("happened")), last=Coalesce(Max("reported"), Max("happened"))
    )
    found: dict[str, set[str]] = {"": set()} | {name: set() for name in files.values_list("agency__name", flat=True)}
    for span in spans:
        first, last = (f"{day_of(span[end]):%Y-%m}" for end in ("first", "last"))
        reached = {month for month in window.months if first <= month <= last}
        found[""] |= reached
        found[span["extract__agency__name"]] |= reached
    return {name: tuple(sorted(months)) for name, months in found.items()}


def _unsent_notes(sent: Mapping[str, Collection[str]], window: Window) -> list[str]:
    """Which agency had sent nothing for which months, in sentences."""
    said = []
    for name, months in sorted(sent.items()):
        if name and (gone := [month for month in window.months if month not in months]):
            listed = ", ".join(str(one) for one in stretches(gone))
            said.append(
                f"{name}: no records were sent for {listed}. Numbers and rates of all months are of the others alone."
            )
    return said


def police_feeds(partnership_id: int) -> list[int]:
    """Keys of the feeds of incidents of police, of which a file is in force and its rows are not cleared.

    Raises:
        NothingToCount: where there is none.
    """
    found = list(_files(partnership_id, cleared=False).order_by("feed_id").values_list("feed_id", flat=True).distinct())
    if not found:
        if _files(partnership_id, cleared=True).exists():
            raise NothingToCount(
                "What came of incidents of the police was cleared when its time was over, so there is nothing to "
                "count. See Feeds."
            )
        raise NothingToCount("No incidents of the police have come in yet, so there is nothing to count. See Feeds.")
    return found


def _files(partnership_id: int, *, cleared: bool) -> QuerySet[Extract]:
    """Files of incidents of police that are in force, whose rows are still there, or were cleared."""
    return Extract.objects.filter(
        partnership_id=partnership_id, feed__holds=Holding.INCIDENTS, feed__agency__kind=AgencyKind.POLICE,
        stage="in_force", cleared_on__isnull=not cleared,
    )  # fmt: skip


def notes_of(partnership_id: int, feeds: Sequence[int], window: Window) -> tuple[str, ...]:
    """How complete the figures are: which agreements cover them, when the last file came, and up to which day."""
    rows = Feed.objects.filter(pk__in=feeds).select_related("agency").order_by("agency__name", "title")
    begun = dict(Agreement.objects.filter(feed__in=feeds).values_list("feed").annotate(Min("starts_on")).order_by())
    came = dict(_files(partnership_id, cleared=False).values_list("feed").annotate(Max("came_at")).order_by())
    said = [
        f"{feed.agency.name}, {feed.title}: under an agreement since {day_in_words(begun[feed.pk])}; the last file came"
        f" on {day_in_words(day_of(came[feed.pk]))}."
        for feed in rows
    ]
    late = [feed for feed in rows if begun[feed.pk] > window.first]
    if late:
        said.append(
            "Some of these months lie before an agreement began. They hold what files told of them, and may not be "
            "complete."
        )
    if _files(partnership_id, cleared=True).exists():
        said.append(
            "Files of the police whose time was over were cleared. What they told of these months is no longer counted."
        )
    newest = abuse_reported(system_actor(partnership_id), window.first, window.last).aggregate(at=Max("told"))["at"]
    if newest is not None and (month := f"{day_of(newest):%Y-%m}") < window.months[-1]:  # a day could say of whom
        said.append(f"The newest report that was counted is of {month_in_words(month)}. Later ones may not have come.")
    return tuple(said)


def agency_words(by: Sequence[By]) -> dict[str, str]:
    """What agencies are called, by key as text; asked only where figures are broken down by them."""
    if not {By.AGENCY, By.MADE_BY} & set(by):
        return {}
    return {str(key): name for key, name in Agency.objects.values_list("pk", "name")}


INCIDENTS = Source(
    key="incidents",
    title="Domestic abuse incidents and crimes",
    definition=(
        "Incidents and crimes of domestic abuse that police told of, by the month of the report. Both people are 16 or "
        "over and personally connected, as sections 1 and 2 of the Domestic Abuse Act 2021 say; or the offence is "
        "recorded in no other case. An incident of several people counts once. What nobody reported is not in it. Its "
        "place is where it happened: the point that came with it, or else the point of its postcode."
    ),
    by=(By.MONTH, By.OFFENCE, By.RELATIONSHIP, By.CRIME, By.CHILD, By.AGENCY, By.WARD, By.DISTRICT),
    levels={By.CRIME: (CRIME, NO_CRIME), By.CHILD: (CHILD, NO_CHILD)},
    count=_count,
    residents=True,
)
