"""Builders for tests: incidents reported by an agency, by walking the real services of records.

Nobody here exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cairn.domain.hub.models import AgencyRecord, HubPerson, Link
from cairn.domain.hub.services.deciding import decide_pairs, new_act
from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.testing import an_extract, csv_of
from cairn.domain.watch.models import WatchRow
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor

HEADS = ("Incident", "Happened", "Reported", "Offence", "Relationship", "Flags", "Victim ID", "Victim given",
         "Victim family", "Victim born", "Suspect ID", "Suspect given", "Suspect family")  # fmt: skip
MEAN = dict(enumerate((
    "key", "happened", "reported", "kind", "relationship", "harm", "victim_key", "victim_given", "victim_family",
    "victim_born", "suspect_key", "suspect_given", "suspect_family",
)))  # fmt: skip
# Reference to given name and family name.
KNOWN = {"N-1": ("Avocet", "Agate"), "N-2": ("Bittern", "Beryl"), "N-3": ("Campion", "Esker"), "": ("", "")}
_NUMBER = iter(range(1, 1_000_000))


def told(
    on: date, victim: str = "N-1", suspect: str = "N-2", *, offence: str = "Common assault", kin: str = "Ex-partner",
    flags: str = "", happened: date | None = None, key: str = "",
) -> tuple[str, ...]:  # fmt: skip
    """One row of a file: what an agency says was reported on a day."""
    given, family = KNOWN[victim]
    return (
        key or f"I-{next(_NUMBER)}", f"{happened or on:%d/%m/%Y}", f"{on:%d/%m/%Y}", offence, kin, flags, victim, given,
        family, "", suspect, *KNOWN[suspect],
    )  # fmt: skip


def reported(*, by: Actor, at: datetime, feed: Feed, rows: Sequence[Sequence[str]]) -> Extract:
    """A file of incidents that is in, and whose rows of the watch are worked out."""
    days = dict.fromkeys(("happened", "reported", "victim_born"), "day_first")
    return an_extract(by=by, at=at, feed=feed, content=csv_of(HEADS, rows), mapping=MEAN, orders=days)


def row_of(victim: str, suspect: str) -> WatchRow | None:
    """The row of two people by the references the agency gave; asked in whatever scope stands."""
    rows = WatchRow.objects.filter(victim__endswith=f":key:{victim}")
    return rows.filter(suspect__endswith=f":key:{suspect}" if suspect else "").exclude(
        **({} if suspect else {"suspect__gt": ""})
    ).first()  # fmt: skip


def days_ago(at: datetime, days: int) -> date:
    """A day before a moment."""
    return at.date() - timedelta(days=days)


def held_for_one(world, feed, keys, *, chance=0.8, sure=False):
    """The hub holds some references of one feed for one person's: by the matcher, or surely, by a reviewer's word."""
    with command("hub.link", by=world.acts("system"), at=world.at):
        person = HubPerson(partnership=world.partnership, ref=f"PN-{keys[0]:0>8}", made_at=world.at)
        person.save()
        records = []
        for key in keys:
            record = AgencyRecord(partnership=world.partnership, agency_id=feed.agency_id, feed=feed, key=key)
            record.save()
            Link(partnership=world.partnership, record=record, person=person, standing="matched", chance=chance,
                 made_at=world.at).save()  # fmt: skip
            records.append(record)
    if sure:
        pair = tuple(sorted(record.pk for record in records))
        decide_pairs(by=world.acts("system"), at=world.at, pairs=[pair], says="same", why="Seen.", act=new_act())
    set_scope(world.acts("system"))
