"""People harmed, and people reported as causing harm, in the incidents police told of: each once in all the months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from cairn.domain.analysis.sources.reported import KIN, MONTH_OF, OFFENCES, agency_words, found_in, police_feeds
from cairn.domain.analysis.sources.source import Found, Source, counted, placed
from cairn.domain.analysis.terms import NOT_KNOWN, By, Window
from cairn.domain.records.api import Part
from cairn.domain.watch.api import Rows, people_in_abuse
from cairn.kernel.actors import system_actor

# Our own, close to those in which the Crime Survey for England and Wales tells of domestic abuse.
BANDS: tuple[tuple[int, int | None], ...] = ((16, 19), (20, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, None))
BAND_WORDS = {f"{low} and over" if high is None else f"{low} to {high}": (low, high) for low, high in BANDS}
SEXES = {"female": "Female", "male": "Male", "other": "Another word"}
ONCE, MORE = "On one day", "On two days or more"
_BANDS = " ".join(
    f"WHEN age >= {low} THEN '{words}'"
    for words, (low, _high) in reversed(BAND_WORDS.items())  # the first that holds is taken
)
_COLUMNS = {
    By.MONTH: MONTH_OF,
    By.OFFENCE: '"group"',
    By.RELATIONSHIP: "relationship",
    By.AGENCY: "agency",
    By.WARD: "ward",
    By.SEX: "sex",
    By.AGE: f"CASE {_BANDS} END",
    By.REPEAT: f"CASE WHEN last_day > first_day THEN '{MORE}' ELSE '{ONCE}' END",
}


def _count(part: str, partnership_id: int, window: Window, by: Sequence[By], today: date) -> Found:
    feeds = police_feeds(partnership_id)
    people = people_in_abuse(system_actor(partnership_id), window.first, window.last)
    # Each once, with what the first report in the period says, and whether there is another day.
    rows = Rows(
        "SELECT DISTINCT ON (mark) *, min(day) OVER each AS first_day, max(day) OVER each AS last_day,"
        f" extract(year FROM age(day, born))::int AS age FROM ({people.sql}) AS p WHERE part = '{part}'"
        " WINDOW each AS (PARTITION BY mark) ORDER BY mark, told, role",
        people.given,
    )
    if By.WARD in by:
        rows = placed(rows, partnership_id)
    words = {By.OFFENCE: OFFENCES, By.RELATIONSHIP: KIN, By.AGENCY: agency_words(by), By.SEX: SEXES}
    return found_in(partnership_id, feeds, window, counted(rows, _COLUMNS, by, words))


_WHO = (
    " Who somebody is says the police's own reference; without one, the same names, date of birth, postcode and "
    "telephone. Somebody of whom less is known counts once for each incident. Month, offence, relationship, age and "
    "place are those of the first report in the period; the place is where it happened, not where anybody lives."
)
_BY = (By.MONTH, By.SEX, By.AGE, By.REPEAT, By.RELATIONSHIP, By.OFFENCE, By.AGENCY,
       By.WARD, By.DISTRICT)  # fmt: skip
_LEVELS = {
    By.SEX: (*SEXES.values(), NOT_KNOWN), By.AGE: (*BAND_WORDS, NOT_KNOWN), By.REPEAT: (ONCE, MORE),
}  # fmt: skip


def _people(part: Part, *, key: str, title: str, definition: str) -> Source:
    return Source(
        key=key, title=title, definition=definition + _WHO, by=_BY, levels=_LEVELS, count=partial(_count, part),
        adds_up=False, residents=True,
    )  # fmt: skip


HARMED = _people(
    Part.VICTIM,
    key="harmed",
    title="People harmed in domestic abuse",
    definition=(
        "People of 16 or over who were harmed in an incident or crime of domestic abuse that police told of, as "
        "sections 1 and 2 of the Domestic Abuse Act 2021 say. Each counts once in the whole period."
    ),
)
SUSPECTS = _people(
    Part.SUSPECT,
    key="suspects",
    title="People reported as causing harm",
    definition=(
        "People of 16 or over whom police reported as suspects in an incident or crime of domestic abuse. That "
        "somebody was reported says nothing of guilt. Each counts once in the whole period; where no suspect is known, "
        "nobody is counted."
    ),
)
