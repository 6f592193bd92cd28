"""Read incidents again, by the rules of today, out of the cells that were kept as they came.

Only what words are understood to say is read again: the group of an offence, how the two know each other, signs of
harm, what it counts as, and the sex of who was in it. When, where and who stay, and so do the cells: rows keep their
keys, their links and whatever was decided about them. A corrected file is for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from cairn.domain.records import policies
from cairn.domain.records.models import Extract, Feed, Incident, IncidentRole
from cairn.domain.records.services.meaning import places_of
from cairn.domain.records.services.reading import layout_of
from cairn.domain.records.terms import Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command, current_command, set_scope
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.records.meanings import Holds
from cairn.kernel.records.reading import RULES, RowReader, Understood
from cairn.kernel.uk_time import day_of

AT_ONCE = 2_000  # incidents in memory
# What contexts above do once the incidents of an extract are read again, with ``extract`` and ``at``.
READ_AGAIN: list[Callable[..., None]] = []
_SAID = ("group", "relationship", "harm", "counts_as")


def read_by_older(feed: Feed) -> QuerySet[Extract]:
    """The files of a feed that are in force and whose incidents were read by rules of an earlier day, oldest first."""
    rows = feed.extracts.filter(stage=Stage.IN_FORCE, cleared_on=None, rules__lt=RULES)
    return rows.order_by("pk") if feed.holds == Holds.INCIDENTS else rows.none()


def ask_to_read_again(*, by: Actor, at: datetime, feed: Feed) -> None:
    """Have the incidents of a feed read again that older rules read; a job of Cairn's own does it, file by file.

    Asked twice, the second finds what the first left, if anything.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: there is nothing to read again.
    """
    from procrastinate.contrib.django import app

    policies.READ_AGAIN.require(by, feed)
    if not read_by_older(feed).exists():
        raise Refused("Every row of this feed is read by the rules of today. There is nothing to read again.")
    with command("records.ask_to_read_again", by=by, at=at):
        feed.refresh_from_db(from_queryset=Feed.objects.select_for_update())
        feed.asked_again_at = at
        feed.save()
    app.configure_task("records.read_again").defer(
        partnership=feed.partnership_id, feed=feed.pk, at=at.isoformat()
    )  # fmt: skip


def read_feed_again(*, at: datetime, feed: Feed) -> Iterator[tuple[Extract, int]]:
    """Read what older rules read again, each file in a transaction of its own; gives it and how many rows changed.

    Nothing is lost where it is broken off: files that are done are done, and the next time begins with the one after.
    """
    by = system_actor(feed.partnership_id)
    while True:
        with transaction.atomic():
            set_scope(by)
            # Of two at once, the second waits and goes on with the file after.
            rows = read_by_older(feed).select_related("feed", "meanings")
            extract = rows.select_for_update(of=("self",)).first()
            if extract is None:
                return
            changed = read_again(by=by, at=at, extract=extract)
        yield extract, changed


def read_again(*, by: Actor, at: datetime, extract: Extract) -> int:
    """Read the incidents of one file again: one command with one entry, some thousands of rows at a time.

    Returns:
        How many incidents say something else now. Read again by the same rules, none does.
    """
    policies.READ_AGAIN.require(by, extract.feed)
    with command("records.read_again", by=by, at=at):
        extract.refresh_from_db(from_queryset=Extract.objects.select_for_update(of=("self",)))
        if extract.rules >= RULES or extract.stage != Stage.IN_FORCE:
            raise Refused("This file is read by the rules of today, or is not in force any more.")
        older, incidents, people, rows = extract.rules, 0, 0, 0
        for batch in _batches(extract):
            rows += len(batch)
            changed, sexes = _write(extract, batch)
            incidents, people = incidents + changed, people + sexes
        extract.rules = RULES
        extract.save(update_fields=["rules"])
        if extract.feed.asked_again_at and not read_by_older(extract.feed).exists():
            extract.feed.asked_again_at = None  # what was asked is done; the next rules are asked about anew
            extract.feed.save(update_fields=["asked_again_at"])
        current_command().note(
            subject=extract.audit_subject(), kind=EntryKind.BULK, row=(Incident._meta.db_table, None),
            changes={"digest": extract.sha256, "rows": rows, "incidents changed": incidents, "people changed": people,
                     "rules": {"from": older, "to": RULES}},
        )  # fmt: skip
    for follow in READ_AGAIN:
        follow(extract=extract, at=at)
    return incidents


Read = tuple[Incident, Understood]


def _batches(extract: Extract) -> Iterator[list[Read]]:
    """The incidents of a file with what their cells say now, by the number of their row."""
    layout, places = layout_of(extract), places_of(extract)
    reader = RowReader(
        holds=extract.feed.holds, titles=layout.titles, mapping=places, orders=extract.meanings.orders,
        on=day_of(extract.came_at), since_1904=layout.since_1904,
    )  # fmt: skip
    wide, after = max(layout.titles, default=-1) + 1, 0
    while rows := list(Incident.objects.filter(extract=extract, row__gt=after).order_by("row")[:AT_ONCE]):
        yield [(one, reader.read(_cells(one, layout.titles, wide))) for one in rows]
        after = rows[-1].row


def _cells(incident: Incident, titles: dict[int, str], wide: int) -> Sequence[str]:
    cells = [""] * wide
    for place, title in titles.items():
        cells[place] = incident.received.get(title, "")
    return cells


def _write(extract: Extract, batch: Sequence[Read]) -> tuple[int, int]:
    """Keep what some incidents say now where it is something else; how many of them, and of the people in them."""
    said = [
        {"id": one.pk, **{name: found.values[name] for name in _SAID}}
        for one, found in batch
        if found.values and any(getattr(one, name) != found.values[name] for name in _SAID)
    ]
    sexes = {(one.pk, part): person["sex"] for one, found in batch for part, person in found.people.items()}
    here = IncidentRole.objects.filter(incident__in=[one.pk for one, _found in batch])
    roles = [
        {"id": key, "sex": sexes[incident, part]}
        for key, incident, part, sex in here.values_list("pk", "incident_id", "part", "sex")
        if sexes.get((incident, part), sex) != sex
    ]
    if not said and not roles:
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, rows FROM cairn_records_read_again(%s, %s::json, %s::json)",
            [extract.pk, json.dumps(said), json.dumps(roles)],
        )
        done: dict[str, Any] = dict(cursor.fetchall())
    return done["records_incident"], done["records_incident_role"]
