"""Contacts of the 30-day watch: offered, tried, made and declined. The rows are for practitioners alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cairn.domain.analysis.sources.reported import agency_words
from cairn.domain.analysis.sources.source import Found, NothingToCount, Source, counted, rows_of, since
from cairn.domain.analysis.terms import By, Window
from cairn.domain.watch.api import Contacted, contacts_written

_COLUMNS = {By.MONTH: "to_char(\"on\", 'YYYY-MM')", By.OUTCOME: "kind", By.MADE_BY: "agency_id"}


def _count(partnership_id: int, window: Window, by: Sequence[By], today: date) -> Found:
    written = contacts_written(partnership_id)
    if not written.exists():
        raise NothingToCount("No contact of the 30-day watch is written down yet, so there is nothing to count.")
    rows = written.filter(on__range=(window.first, window.last)).order_by().values("on", "kind", "agency_id")
    words = {By.OUTCOME: dict(Contacted.choices), By.MADE_BY: agency_words(by)}
    note = "What was done and not written down in the watch is not in it. More contacts are not more people helped."
    return Found(
        counted(rows_of(rows), _COLUMNS, by, words), notes=(note,), sent=since(written, "on", window),
        unsent="Before the first contact",
    )  # fmt: skip


CONTACTS = Source(
    key="contacts",
    title="Contacts of the 30-day watch",
    definition=(
        "Each contact with a person harmed that a practitioner wrote down in the 30-day watch: by the month it was, by "
        "what came of it, and by the agency that wrote it down. Somebody who was contacted three times counts three "
        "times. A try that reached nobody counts as one. Contacts of rows whose records were cleared are gone."
    ),
    by=(By.MONTH, By.OUTCOME, By.MADE_BY),
    levels={By.OUTCOME: tuple(Contacted.labels)},
    count=_count,
    closed=True,
)
