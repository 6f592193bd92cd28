"""What happened to the people of the hub's benchmarks: ten million incidents, and the watch as its rules have it.

python -m bench.hub_events FOLDER PEOPLE SEED EVENTS

Who harms whom, and how often again, is drawn by the generator of worlds, round by round until there are enough, over
the twenty years before today. Each incident is reported by an agency that has a record of the person harmed, under
that agency's own references. Incidents go in as the tables' owner, who alone may; rows of the watch by its own service.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

import numpy as np  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.hub_data import AGENCIES, PARTNERSHIP, email_of, kept  # noqa: E402
from cairn.domain.records.models import Extract, Incident  # noqa: E402
from cairn.domain.watch.api import WatchRow, record_contact  # noqa: E402
from cairn.domain.watch.services.following import follow_extract  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.accounts.queries import actor_for  # noqa: E402
from cairn.foundation.agencies.models import Agency, Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402
from cairn.kernel.worlds import ErrorRates  # noqa: E402
from cairn.kernel.worlds.incidents import chains  # noqa: E402
from cairn.kernel.worlds.people import DAYS, People, people  # noqa: E402
from cairn.kernel.worlds.records import records  # noqa: E402

STRETCHED = 4  # days of these events for one of the world's: twenty years for five
UNKNOWN, SAID_BACK = 0.15, 0.06  # suspects nobody knows; reports by the one who harms
CONTACTS = 200  # rows of the watch with a contact
# What happened, the group it belongs to, and how often; how the two know each other; what was seen.
KINDS = (
    ("Common assault and battery", "violence_no_injury", 0.30), ("Assault occasioning ABH", "violence_injury", 0.17),
    ("Stalking", "stalking_harassment", 0.16), ("Criminal damage", "damage_arson", 0.10),
    ("Controlling or coercive behaviour", "coercive_control", 0.06), ("Theft", "theft", 0.08),
    ("Domestic verbal argument", "domestic_not_crime", 0.13),
)  # fmt: skip
TIES = (("former_partner", 0.32), ("partner", 0.28), ("parent", 0.1), ("child", 0.06), ("sibling", 0.04),
        ("known_otherwise", 0.12), ("stranger", 0.08))  # fmt: skip
SIGNS = (("", 0.55), ("child_present", 0.2), ("alcohol", 0.15), ("weapon child_present", 0.05),
         ("strangulation", 0.05))  # fmt: skip
_COLUMNS = ("number", "agency", "happened", "reported", "kind", "tie", "sign", "victim", "victim_row", "suspect",
            "suspect_row", "east", "north")  # fmt: skip
_STAGED = f"CREATE UNLOGGED TABLE bench_event ({', '.join(f'{name} bigint' for name in _COLUMNS)})"
_INCIDENTS = """
INSERT INTO records_incident (id, partnership_id, agency_id, feed_id, extract_id, row, key, received, notes,
    crime_number, happened, has_time, happened_precision, reported, kind, "group", relationship, harm, counts_as,
    postcode, address, easting, northing, latitude, longitude, place_only)
SELECT %(base)s + e.number, x.partnership_id, x.agency_id, x.feed_id, x.id, e.number, 'I-' || e.number,
    jsonb_build_object('Incident number', 'I-' || e.number), '[]', '', to_timestamp(60 * e.happened), true, 'minute',
    to_timestamp(60 * e.reported), (%(kinds)s::text[])[e.kind], (%(groups)s::text[])[e.kind],
    (%(ties)s::text[])[e.tie], (%(signs)s::text[])[e.sign], '', '', '', e.east, e.north, NULL, NULL, false
FROM bench_event e JOIN records_extract x ON x.id = (%(extracts)s::bigint[])[e.agency]
"""
_ROLES = """
INSERT INTO records_incident_role (partnership_id, agency_id, feed_id, incident_id, part, key, sex, record_id)
SELECT x.partnership_id, x.agency_id, x.feed_id, %(base)s + e.number, p.part, 'R' || lpad(p.who::text, 7, '0'), '',
    p.row
FROM bench_event e JOIN records_extract x ON x.id = (%(extracts)s::bigint[])[e.agency]
CROSS JOIN LATERAL (VALUES ('victim', e.victim, e.victim_row), ('suspect', e.suspect, e.suspect_row)) p (part, who, row)
WHERE p.row > 0
"""


def load(folder: Path, count: int, seed: int, events: int) -> dict[str, Any]:
    """Load what is missing.

    Returns:
        JSON: rows of each table, and the seconds of each step when it was done.
    """
    taken: dict[str, float] = {}
    here, at = Partnership.objects.get(slug=PARTNERSHIP), timezone.now()
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        there = Incident.objects.exists()
    if not there:
        taken["put incidents in"] = _timed(lambda: _put_in(here, count, seed, events, at))
        taken["vacuum"] = _timed(lambda: _as_owner("VACUUM (ANALYZE)"))
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        extracts = list(Extract.objects.select_related("feed").filter(stage="in_force").order_by("agency"))
        watched = WatchRow.objects.exists()
    if not watched:
        taken["work the watch out"] = _timed(lambda: [_followed(here, extract, at) for extract in extracts])
        taken["record contacts"] = _timed(lambda: _contacts(here, at))
        _as_owner("VACUUM (ANALYZE) watch_row, watch_on_list, watch_spell, audit_entry")
    return {"rows": _rows(), "taken": kept(folder, taken), "open": _open(here)}


def _timed(act: Any) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _as_owner(sql: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


def _rows() -> dict[str, int]:
    tables = {
        "records": "records_source_record", "people": "hub_person", "incidents": "records_incident",
        "people in incidents": "records_incident_role", "rows of the watch": "watch_row",
        "audit entries": "audit_entry",
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        found = {}
        for name, table in tables.items():
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[name] = cursor.fetchone()[0]
        return found


def _open(here: Partnership) -> int:
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        return WatchRow.objects.exclude(stands="closed").count()


# ---- what happened


def _put_in(here: Partnership, count: int, seed: int, events: int, at: datetime) -> None:
    """All incidents and who had a part in them, in one transaction: indexes and keys are made anew behind them."""
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        extracts = {row.agency_id: row.pk for row in Extract.objects.filter(stage="in_force")}
    order = [extracts[Agency.objects.get(slug=slug).pk] for slug in AGENCIES]
    facts = {
        "extracts": order, "kinds": [kind for kind, _group, _share in KINDS], "signs": [sign for sign, _share in SIGNS],
        "groups": [group for _kind, group, _share in KINDS], "ties": [tie for tie, _share in TIES],
    }  # fmt: skip
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(_STAGED)
        rng, rates = np.random.default_rng(seed), ErrorRates()
        folk = people(rng, count, rates)
        who = records(rng, folk, rates)[1]
        record, pk = _records_by_agency(cursor, order, who, count), _row_keys(cursor, len(who))
        with cursor.copy("COPY bench_event FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for part in _events(folk, record, pk, seed, events, at):
                copy.write(_binary(part))
            copy.write(b"\xff\xff")
        cursor.execute("SELECT coalesce(max(id), 0) FROM records_incident")
        facts["base"] = cursor.fetchone()[0]
        for table, sql in (("records_incident", _INCIDENTS), ("records_incident_role", _ROLES)):
            put_back = _bare(cursor, table)
            cursor.execute(sql, facts)
            for each in put_back:
                cursor.execute(each)
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("DROP TABLE bench_event")


def _bare(cursor: Any, table: str) -> list[str]:
    """Take triggers, foreign keys and indexes off an empty table; what puts them back once it is full."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid ="
        " %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, _says in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _says in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return [
        *(says for _name, says in indexes),
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {says}' for name, says in keys),
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
    ]


def _binary(part: np.ndarray) -> bytes:
    """Rows of whole numbers as PostgreSQL's COPY has them: how many columns, then the length and value of each."""
    kind = [("columns", ">i2")]
    for name in _COLUMNS:
        kind += [(f"{name} bytes", ">i4"), (name, ">i8")]
    rows = np.zeros(part.shape[1], dtype=kind)
    rows["columns"] = len(_COLUMNS)
    for name, values in zip(_COLUMNS, part, strict=True):
        rows[f"{name} bytes"], rows[name] = 8, values
    return rows.tobytes()


def _events(
    folk: People, record: np.ndarray, pk: np.ndarray, seed: int, events: int, at: datetime
) -> Iterator[np.ndarray]:  # fmt: skip
    """Round by round the columns of ``_COLUMNS``.

    Args:
        folk: the people of the world of the files.
        record: for each person and agency the number of a record.
        pk: number of a record to the key of its row.
    """
    made, round_ = 0, 0
    while made < events:
        draw = np.random.default_rng([seed, round_])
        round_ += 1
        victim, suspect, day = chains(draw, folk)
        back = draw.random(len(day)) < SAID_BACK
        victim, suspect = np.where(back, suspect, victim), np.where(back, victim, suspect)
        agency = _reported_by(draw, record[victim])
        known = np.flatnonzero(agency >= 0)[: events - made]
        part = _round(draw, victim[known], suspect[known], day[known], agency[known], record, pk, folk, at)
        yield np.vstack([np.arange(made + 1, made + 1 + len(known)), part])
        made += len(known)


def _round(
    draw: np.random.Generator, victim: np.ndarray, suspect: np.ndarray, day: np.ndarray, agency: np.ndarray,
    record: np.ndarray, pk: np.ndarray, folk: People, at: datetime,
) -> np.ndarray:  # fmt: skip
    size, now = len(day), int(at.timestamp() // 60)
    happened = now - ((DAYS - day) * STRETCHED * 1440).astype(np.int64)
    later = (draw.exponential(1.5, size) * (draw.random(size) < 0.6) * 1440).astype(np.int64)
    harmed = record[victim, agency]
    suspected = np.where(draw.random(size) < UNKNOWN, -1, record[suspect, agency])
    drawn = [1 + draw.choice(len(one), size=size, p=[each[-1] for each in one]) for one in (KINDS, TIES, SIGNS)]
    home = folk.home[victim]
    return np.vstack([
        agency + 1, happened, np.minimum(happened + later, now), *drawn, harmed, pk[harmed],
        np.maximum(suspected, 0), np.where(suspected >= 0, pk[suspected], 0),
        300_000 + folk.homes.x[home], 500_000 + folk.homes.y[home],
    ]).astype(np.int64)  # fmt: skip


def _reported_by(draw: np.random.Generator, records_of_victim: np.ndarray) -> np.ndarray:
    """One of the agencies that have a record of each person harmed; -1 where none has."""
    luck = draw.random(records_of_victim.shape) * (records_of_victim >= 0)
    return np.where(luck.max(axis=1) > 0, luck.argmax(axis=1), -1)


def _records_by_agency(cursor: Any, extracts: list[int], who: np.ndarray, count: int) -> np.ndarray:
    """For each person and agency the number of one record; -1 where it has none."""
    found = np.full((count, len(extracts)), -1, dtype=np.int64)
    for place, extract in enumerate(extracts):
        cursor.execute("SELECT substr(key, 2)::int FROM records_source_record WHERE extract_id = %s", [extract])
        numbers = np.array([number for (number,) in cursor.fetchall()], dtype=np.int64)
        found[who[numbers], place] = numbers
    return found


def _row_keys(cursor: Any, many: int) -> np.ndarray:
    """Number of a record to the key of its row."""
    cursor.execute("SELECT substr(key, 2)::int, id FROM records_source_record WHERE left(key, 1) = 'R'")
    rows = np.array(cursor.fetchall(), dtype=np.int64)
    found = np.zeros(many, dtype=np.int64)
    found[rows[:, 0]] = rows[:, 1]
    return found


# ---- the watch


def _followed(here: Partnership, extract: Extract, at: datetime) -> None:
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        follow_extract(extract, at=at)


def _contacts(here: Partnership, at: datetime) -> None:
    """Practitioners have reached, or tried to reach, some of those harmed."""
    for slug in AGENCIES:
        with transaction.atomic():
            user = User.objects.select_related("agency").get(email=email_of(slug))
            by = actor_for(user, here, on=timezone.localdate())
            set_scope(by)
            rows = WatchRow.objects.filter(stands="open", contested=False, lists__agency=user.agency_id)
            for number, row in enumerate(rows.order_by("pk")[: CONTACTS // len(AGENCIES)]):
                record_contact(
                    by=by, at=at, row=row, kind=("made", "attempted", "declined")[number % 3],
                    on=timezone.localdate(at), note="", about_all=False,
                )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(load(Path(sys.argv[1]), *map(int, sys.argv[2:5]))))
