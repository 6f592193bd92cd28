"""Check the rows of a file: read every one, count what is odd, and give back those that cannot go in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Extract, ExtractPart
from cairn.domain.records.services.meaning import GIVEN_BACK, places_of
from cairn.domain.records.services.reading import layout_of, rows_of
from cairn.domain.records.terms import Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import load_together
from cairn.foundation.files.streamed import parts_of
from cairn.foundation.files.terms import NOT_KEPT, FileRefused
from cairn.kernel.actors import Actor
from cairn.kernel.records.meanings import Holds
from cairn.kernel.records.reading import RowReader, Understood
from cairn.kernel.tables import csv_text

MOST_GIVEN_BACK = 100_000
ROW, WHY = GIVEN_BACK


@dataclass
class Tally:
    """What a pass over the rows counts."""

    rows: int = 0
    sound: int = 0
    set_aside: int = 0
    repeated: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    to_report: Counter[int] = field(default_factory=Counter)
    to_receive: Counter[int] = field(default_factory=Counter)
    first: date | None = None
    last: date | None = None
    given_back: list[list[str]] = field(default_factory=list)
    keys: set[bytes] = field(default_factory=set)

    def add(self, number: int, cells: Sequence[str], found: Understood, *, places: Sequence[int]) -> None:
        """Count one row."""
        self.rows += 1
        if found.problems:
            self.set_aside += 1
            self.problems.update(said.rule for said in found.problems[:1])
            if len(self.given_back) < MOST_GIVEN_BACK:
                why = " ".join(said.sentence for said in found.problems)
                own = [cells[place] if place < len(cells) else "" for place in places]
                self.given_back.append([str(number), why, *own])
            return
        self.sound += 1
        self.filled.update(found.filled)
        self.notes.update((said.field, said.rule) for said in found.notes)
        if key := found.values["key"]:
            # Eight bytes of a digest: a million references in a few megabytes.
            mark = hashlib.blake2b(key.encode(), digest_size=8).digest()
            self.repeated += mark in self.keys
            self.keys.add(mark)

    def add_days(self, found: Understood, *, came_on: date) -> None:
        """Count how long it took from what happened to the report, and from there to here."""
        happened, reported = found.values["happened"], found.values["reported"]
        day = happened.date()
        self.first, self.last = min(self.first or day, day), max(self.last or day, day)
        if reported is not None:
            self.to_report[(reported.date() - day).days] += 1
        self.to_receive[(came_on - (reported or happened).date()).days] += 1

    def counts(self) -> dict[str, Any]:
        """What is kept of it: numbers and rules, which name nobody."""
        return {
            "rows": self.rows, "sound": self.sound, "set_aside": self.set_aside,
            "problems": [[rule, count] for rule, count in self.problems.most_common()],
            "notes": [[about, rule, count] for (about, rule), count in self.notes.most_common(60)],
        }  # fmt: skip

    def quality(self) -> dict[str, Any]:
        """How complete and how timely the rows are that can go in."""
        return {
            "filled": dict(self.filled), "repeated": self.repeated, "to_report": _spread(self.to_report),
            "to_receive": _spread(self.to_receive), "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
        }  # fmt: skip


def understood_rows(extract: Extract) -> Iterator[tuple[int, Sequence[str], Understood]]:
    """Each row of a file with what it is understood to say; the same today and in a year."""
    assert extract.meanings is not None
    layout = layout_of(extract)
    reader = RowReader(
        holds=extract.feed.holds, titles=layout.titles, mapping=places_of(extract),
        orders=extract.meanings.orders, on=timezone.localdate(extract.came_at), since_1904=layout.since_1904,
    )  # fmt: skip
    for number, cells in rows_of(extract, layout):
        yield number, cells, reader.read(cells)


def check_rows(*, by: Actor, at: datetime, extract: Extract) -> Extract:
    """Read every row, count, and keep those that cannot go in as a file with the reasons.

    A file that stops being a table on the way is said to; it can be given up, or its columns said anew.
    """
    policies.SETTLE.require(by, extract)
    if extract.stage != Stage.CHECKING:
        raise Refused("These rows are checked already.")
    tally, problem = Tally(), ""
    places = [place for place, _title in layout_of(extract).columns]
    incidents, came_on = extract.feed.holds == Holds.INCIDENTS, timezone.localdate(extract.came_at)
    try:
        for number, cells, found in understood_rows(extract):
            tally.add(number, cells, found, places=places)
            if incidents and not found.problems:
                tally.add_days(found, came_on=came_on)
    except FileRefused as refusal:
        problem = str(refusal).removesuffix(NOT_KEPT).strip()
    if not problem and not tally.rows:
        problem = "There is no row under the headings."
    with command("records.check", by=by, at=at):
        extract.stage = Stage.RECEIVED if problem else Stage.CHECKED
        extract.problem, extract.counts, extract.quality = problem, tally.counts(), tally.quality()
        extract.save()
        if tally.given_back and not problem:
            _keep_given_back(extract, tally.given_back)
    return extract


def _keep_given_back(extract: Extract, rows: list[list[str]]) -> None:
    titles = [title for _place, title in layout_of(extract).columns]
    content = csv_text([ROW, WHY, *titles], rows).encode()
    with load_together(
        subject=extract.audit_subject(), digest=hashlib.sha256(content).hexdigest(), batch=8
    ) as load:  # fmt: skip
        for place, part in enumerate(parts_of(content)):
            load.add([
                ExtractPart(
                    partnership_id=extract.partnership_id, agency_id=extract.agency_id, feed_id=extract.feed_id,
                    extract=extract, what=ExtractPart.GIVEN_BACK, attempt=extract.meanings_id, place=place,
                    content=part,
                )
            ])  # fmt: skip


def _spread(days: Counter[int]) -> dict[str, int]:
    """The middle and the ninth tenth of some numbers of days, and of how many; empty where there are none."""
    total = sum(days.values())
    if not total:
        return {}
    found, seen = {"count": total}, 0
    for day, count in sorted(days.items()):
        seen += count
        if "middle" not in found and seen * 2 >= total:
            found["middle"] = day
        if "ninth" not in found and seen * 10 >= total * 9:
            found["ninth"] = day
    return found
