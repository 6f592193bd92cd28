"""People harmed, and people reported as causing harm, in the incidents police told of: each once in all the months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db.models import BigIntegerField, Case, DateField, F, IntegerField, Q, When, Window
from django.db.models import Max as Newest
from django.db.models import Min as Oldest
from django.db.models.functions import Cast, ExtractDay, ExtractMonth, ExtractYear

from cairn.domain.analysis import terms
from cairn.domain.analysis.sources.reported import KIN, MONTH_OF, OFFENCES, agency_words, notes_of, police_feeds
from cairn.domain.analysis.sources.source import Found, Source, counted
from cairn.domain.analysis.terms import NOT_KNOWN, By
from cairn.domain.records.api import Part
from cairn.domain.watch.api import people_in
from cairn.kernel.actors import system_actor

# The bands of the Crime Survey for England and Wales for domestic abuse, as the ONS publishes them, with its two
# youngest together and everybody of 65 and over in one.
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
    By.OFFENCE: "offence",
    By.RELATIONSHIP: "kin",
    By.AGENCY: "agency_id",
    By.SEX: "sex",
    By.AGE: f"CASE {_BANDS} END",
    By.REPEAT: f"CASE WHEN last_day > first_day THEN '{MORE}' ELSE '{ONCE}' END",
}


def _age() -> Case:
    """Whole years on the day of the incident."""
    born, day = "record__born", "day"
    before = Q(month_day__lt=F("born_day"))
    return Case(
        When(**{f"{born}__isnull": True}, then=None),
        When(before, then=ExtractYear(day) - ExtractYear(born) - 1),
        default=ExtractYear(day) - ExtractYear(born),
        output_field=IntegerField(null=True),
    )


def _count(part: str, partnership_id: int, window: terms.Window, by: Sequence[By], today: date) -> Found:
    feeds = police_feeds(partnership_id)
    rows = people_in(system_actor(partnership_id), window.first, window.last, part)
    rows = rows.annotate(
        month_day=ExtractMonth("day") * 100 + ExtractDay("day"),
        born_day=ExtractMonth("record__born") * 100 + ExtractDay("record__born"),
    ).annotate(
        age=_age(), sex=F("record__sex"), offence=F("incident__group"), kin=F("incident__relationship"),
        first_day=Window(Oldest("day"), partition_by=F("mark"), output_field=DateField()),
        last_day=Window(Newest("day"), partition_by=F("mark"), output_field=DateField()),
        place=Cast("pk", BigIntegerField()),
    )  # fmt: skip
    rows = rows.order_by("mark", "told", "place").distinct("mark")
    rows = rows.values("mark", "told", "place", "offence", "kin", "agency_id", "sex", "age", "first_day", "last_day")
    words = {By.OFFENCE: OFFENCES, By.RELATIONSHIP: KIN, By.AGENCY: agency_words(by), By.SEX: SEXES}
    return Found(counted(rows, _COLUMNS, by, words), tuple(feeds), notes_of(partnership_id, feeds, window))


_WHO = (
    " Who somebody is says the police's own reference; without one, the same names, date of birth, postcode and "
    "telephone. Somebody of whom less is known counts once for each incident. Month, offence, relationship and age are "
    "those of the first report in the period."
)
_BY = (By.MONTH, By.SEX, By.AGE, By.REPEAT, By.RELATIONSHIP, By.OFFENCE, By.AGENCY)
_LEVELS = {
    By.SEX: (*SEXES.values(), NOT_KNOWN), By.AGE: (*BAND_WORDS, NOT_KNOWN), By.REPEAT: (ONCE, MORE),
}  # fmt: skip
HARMED = Source(
    key="harmed",
    title="People harmed in domestic abuse",
    definition=(
        "People of 16 or over who were harmed in an incident or crime of domestic abuse that police told of, as "
        "sections 1 and 2 of the Domestic Abuse Act 2021 say. Each counts once in the whole period." + _WHO
    ),
    by=_BY,
    levels=_LEVELS,
    count=partial(_count, Part.VICTIM),
    adds_up=False,
    residents=True,
)
SUSPECTS = Source(
    key="suspects",
    title="People reported as causing harm",
    definition=(
        "People of 16 or over whom police reported as suspects in an incident or crime of domestic abuse. That "
        "somebody was reported says nothing of guilt. Each counts once in the whole period; where no suspect is known, "
        "nobody is counted." + _WHO
    ),
    by=_BY,
    levels=_LEVELS,
    count=partial(_count, Part.SUSPECT),
    adds_up=False,
    residents=True,
)
