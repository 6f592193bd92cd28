"""Builders for tests: feeds and files, made by walking the real services.

Nothing here is imported by the application.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.services.feeds import Agreed, make_feed
from cairn.domain.records.services.settling import send_file, settle_meanings, take_rows_in
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor
from cairn.kernel.records.meanings import FIELDS, Holds

PEOPLE_HEADS = ("Client ID", "Surname", "Forename", "DOB", "Postcode", "Mobile")
PEOPLE_ROWS = (
    ("T-1", "SLATE", "Juniper", "14/06/1980", "ca11aa", "07700 900123"),
    ("T-2", "Marl", "Linnet", "01/01/1900", "CA2 5XX", ""),
    ("T-3", "Unknown", "", "03/25/1990", "not a postcode", "7700900124"),
)
INCIDENT_HEADS = ("Incident number", "Date happened", "Date reported", "Offence", "Victim ID", "Suspect name",
                  "Easting", "Northing", "Flags")  # fmt: skip
INCIDENT_ROWS = (
    ("I-1", "13/10/2026 23:15", "14/10/2026", "Common assault", "T-1", "Unknown", "339500", "555900", "child present"),
    ("I-2", "20/10/2026", "20/10/2026", "Stalking", "T-1", "Heron Granite", "", "", ""),
    ("I-3", "31/02/2026", "20/10/2026", "Damage", "", "", "", "", ""),
)


def terms(*, at: datetime, holds: str = Holds.PEOPLE, **other: Any) -> Agreed:
    """An agreement that is in force on a day, about every field; any fact may be given."""
    facts = {
        "purpose": "To see who is harmed again.", "basis": "public_task",
        "power": "Crime and Disorder Act 1998, section 115",
        "fields": [field.key for field in FIELDS[Holds(holds)]], "rhythm": "month", "carries": "news",
        "starts_on": at.date() - timedelta(days=30), "ends_on": at.date() + timedelta(days=300), **other,
    }  # fmt: skip
    return Agreed(**facts)


def a_feed(
    *, by: Actor, at: datetime, agency: Agency, holds: str = Holds.PEOPLE, title: str = "", **other: Any
) -> Feed:
    """A feed of an agency under an agreement that is in force."""
    return make_feed(
        by=by, at=at, agency=agency, holds=holds, title=title or f"Extract of {holds}",
        agreed=terms(at=at, holds=holds, **other),
    )  # fmt: skip


def csv_of(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A table as a CSV file."""
    page = io.StringIO()
    csv.writer(page, delimiter=delimiter).writerows([heads, *rows])
    return page.getvalue().encode(encoding)


def an_extract(
    *, by: Actor, at: datetime, feed: Feed, content: bytes, name: str = "extract.csv", mapping: dict[int, str] | None,
    orders: dict[str, str] | None = None, take_in: bool = True,
) -> Extract:  # fmt: skip
    """A file that is sent, whose columns are said, and whose sound rows are in.

    Args:
        mapping: place of a column to a field; None where the last file's meanings go for it.
    """
    extract = send_file(by=by, at=at, feed=feed, name=name, content=content)
    if mapping is not None:
        settle_meanings(by=by, at=at, extract=extract, mapping=mapping, orders=orders or {})
    return take_rows_in(by=by, at=at, extract=extract, leave_out=True) if take_in else extract


PEOPLE_MEAN = dict(enumerate(("key", "family", "given", "born", "postcode", "phone")))
INCIDENTS_MEAN = dict(
    enumerate(("key", "happened", "reported", "kind", "victim_key", "suspect_name", "easting", "northing", "harm"))
)
