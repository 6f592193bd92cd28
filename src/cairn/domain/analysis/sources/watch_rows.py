"""Rows of the 30-day watch that began, and whether contact was made in time. The rows are for practitioners alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Case, CharField, F, Value, When

from cairn.domain.analysis.sources.source import Found, NothingToCount, Source, counted, rows_of, since
from cairn.domain.analysis.terms import By, Window
from cairn.domain.watch.api import spells_that_count

IN_TIME, LATE, NOT_MADE, NOT_DUE = "Made in time", "Made late", "Not made", "Not due yet"
_COLUMNS = {By.MONTH: "to_char(opened_on, 'YYYY-MM')", By.CONTACT: "contact"}


def _count(partnership_id: int, window: Window, by: Sequence[By], today: date) -> Found:
    spells = spells_that_count(partnership_id)
    if not spells.exists():
        raise NothingToCount("No row of the 30-day watch has opened yet, so there is nothing to count.")
    contact = Case(
        When(contacted_on__lte=F("due_on"), then=Value(IN_TIME)),
        When(contacted_on__isnull=False, then=Value(LATE)),
        When(due_on__gte=today, then=Value(NOT_DUE)),
        default=Value(NOT_MADE),
        output_field=CharField(),
    )
    rows = spells.filter(opened_on__range=(window.first, window.last)).annotate(contact=contact)
    rows = rows.order_by().values("opened_on", "contact")
    note = "A contact that was declined is a contact. A try that reached nobody is not."
    return Found(
        counted(rows_of(rows), _COLUMNS, by, {}), notes=(note,), sent=since(spells, "opened_on", window),
        unsent="Before the watch began",
    )  # fmt: skip


WATCH = Source(
    key="watch",
    title="Rows of the 30-day watch",
    definition=(
        "Each time a person harmed came to the 30-day watch because of a report: by the month it began, and by whether "
        "contact was made by the day the partnership agreed on. What is told in another row, since records were "
        "joined, counts there, and once."
    ),
    by=(By.MONTH, By.CONTACT),
    levels={By.CONTACT: (IN_TIME, LATE, NOT_MADE, NOT_DUE)},
    count=_count,
    closed=True,
)
