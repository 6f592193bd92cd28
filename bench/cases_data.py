"""One partnership with 200,000 cases, 600,000 people in them and five million audit entries, all invented.

`python -m bench.cases_data <cases>` loads what is not there yet, under the settings the environment names, and prints
as JSON what there is and how long it took. Agencies, people and posts go through the services; cases, the people in
them and the audit by COPY as the tables' owner, who alone may, with row-level security on as in life.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.cases_histories import Beginning, beginnings, drawn  # noqa: E402
from cairn.demo.scale import words  # noqa: E402
from cairn.domain.cases.details import kept  # noqa: E402
from cairn.domain.cases.queries.standings import projection_of  # noqa: E402
from cairn.domain.cases.testing import a_post  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.accounts.services.people import add_person  # noqa: E402
from cairn.foundation.accounts.terms import Role  # noqa: E402
from cairn.foundation.agencies.models import Agency, Partnership  # noqa: E402
from cairn.foundation.agencies.services.loading import load_partnerships  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402
from cairn.kernel.processes.history import standing  # noqa: E402
from cairn.kernel.references import ALPHABET, LONG, encode  # noqa: E402
from cairn.kernel.same_person.names import keys_of  # noqa: E402

SEED = "cairn-cases-1"
SLUG = "invented-cases"
FIRST_DAY = date(2020, 4, 1)
# Each agency with the share of all cases that it leads.
AGENCIES = {
    "police": ("police", 0.35), "council": ("council", 0.2), "health": ("nhs", 0.1), "homes": ("housing", 0.1),
    "support": ("charity", 0.06), "refuge": ("charity", 0.05), "fire": ("fire", 0.04), "youth": ("charity", 0.03),
    "carers": ("charity", 0.03), "tenants": ("housing", 0.02), "advice": ("charity", 0.015),
    "hospital": ("nhs", 0.005),
}  # fmt: skip
OPEN_WEEKS, OVER_WEEKS = 26, 260
PEOPLE_EACH, AUDIT_EACH = 3, 25
ENDINGS = ("", "", "", "", "", "ley", "wick", "ton", "by", "shaw", "combe", "garth", "holme", "thwaite", "mere", "dale")
NULL = "\\N"
TABLES = {
    "cases_case": "id, partnership_id, ref, kind, version_from, digest, local, opened_at, restricted, state, since,"
    " is_over, due_on, due_clock, events_count",
    "cases_share": "partnership_id, case_id, ref, agency_id, standing, sections, purpose, basis, consent,"
    " without_consent_because, answer, offered_at, answered_at, declined_because, until_on, ended_at, ended_because",
    "cases_event": "partnership_id, case_id, ref, at, name, role, by_id, agency_id, details, reason, clock, \"of\","
    " corrects, working",
    "cases_person": "id, partnership_id, ref, first_case_id, entered_at, name, other_names, born_year, sex, ethnicity,"
    " disability, orientation, language, interpreter",
    "cases_name_key": "partnership_id, person_id, word",
    "cases_case_person": "partnership_id, case_id, person_id, party, note, added_at, removed_because",
    "cases_note": "partnership_id, case_id, ref, at, happened_on, by_id, agency_id, only_agency, section, text",
}  # fmt: skip
AUDIT = """
INSERT INTO audit_entry (chain, at, recorded_at, command_id, action, kind, user_id, agency_id, roles, subject_kind,
    subject_ref, row_table, row_id, reason, changes)
SELECT %(here)s, c.opened_at + n * interval '9 hours', c.opened_at + n * interval '9 hours',
    md5(c.id || '/' || n)::uuid, 'cases.take_step', 'write', %(user)s, %(agency)s, 'practitioner', 'case', c.ref,
    'cases_event', c.id * 32 + n, '', jsonb_build_object(
        'name', jsonb_build_object('from', '', 'to', c.state),
        'details', jsonb_build_object('salt', md5(c.id || 's' || n), 'digest', md5(c.id || 'd' || n) || md5(c.ref)))
FROM cases_case c, generate_series(1, %(each)s) n WHERE c.partnership_id = %(here)s
"""


def load(cases: int, *, at: datetime) -> dict[str, Any]:
    """Load what is missing.

    Returns:
        JSON: rows of each table, and the seconds it took on the wall and of this processor; none where all was there.
    """
    wall, processor = time.monotonic(), time.process_time()
    place = _partnership(at)
    missing = not _count("cases_case")
    if missing:
        _copy(place, cases, at)
        _audit(place)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    taken = {"wall": time.monotonic() - wall, "processor": time.process_time() - processor} if missing else None
    return {"rows": {table: _count(table) for table in (*TABLES, "audit_entry")}, "seconds": taken}


class Here:
    """The partnership, its agencies by what they do, and one practitioner of each."""

    def __init__(self, partnership: Partnership, agencies: dict[str, Agency], people: dict[str, User]) -> None:
        self.partnership, self.agencies, self.people = partnership, agencies, people


def _partnership(at: datetime) -> Here:
    if not Partnership.objects.filter(slug=SLUG).exists():
        load_partnerships(text=_file(), at=at)
    partnership = Partnership.objects.get(slug=SLUG)
    agencies = {key: Agency.objects.get(slug=f"{SLUG}-{key}") for key in AGENCIES}
    people, draw = {}, Random(f"{SEED}/people")
    for key, agency in agencies.items():
        email, name = f"{key}@{SLUG}.example.test", f"{draw.choice(words.GIVEN)} {draw.choice(words.STONE)}"
        there = User.objects.filter(email=email).first()
        people[key] = there or add_person(
            by=system_actor(partnership.pk), at=at, name=name, email=email, agency=agency, roles=(Role.PRACTITIONER,),
            reason="One of the invented people of a benchmark.", from_on=FIRST_DAY, invented=True,
        ).person  # fmt: skip
        if there is None and key == "police":
            for process in {each.process.kind: each.process for each in beginnings()}.values():
                a_post(
                    partnership=partnership.pk, kind=process.kind, role=process.lead_role, user=people[key],
                    from_on=FIRST_DAY,
                )  # fmt: skip
    return Here(partnership, agencies, people)


def _file() -> str:
    lines = ['format = "cairn-partnerships/1"', ""]
    for key, (kind, _share) in AGENCIES.items():
        lines += ["[[agency]]", f'slug = "{SLUG}-{key}"', f'name = "Invented {key.title()} of Many Cases"']
        lines += [f'short = "Invented {key.title()}"', f'kind = "{kind}"', f'about = "{words.GENERATED}"']
    lines += ["[[partnership]]", f'slug = "{SLUG}"', 'name = "Invented Partnership of Many Cases"']
    lines += ['area = "Invented"', f'about = "{words.GENERATED}"']
    for key in AGENCIES:
        lines += ["[[partnership.member]]", f'agency = "{SLUG}-{key}"', 'standing = "member"']
    return "\n".join(lines)


# ---- cases by COPY


class _Lines:
    """Lines of every table, made case by case."""

    def __init__(self, place: Here, at: datetime) -> None:
        self.place, self.at, self.here = place, at, place.partnership.pk
        self.draw = Random(SEED)
        self.of: dict[str, list[str]] = defaultdict(list)
        self.keys, self.weights = list(AGENCIES), [share for _kind, share in AGENCIES.values()]
        self.given: set[str] = set()
        self.known: dict[tuple[int, int], tuple[Any, ...]] = {}
        self.digests: dict[str, str] = {}

    def ref(self, prefix: str) -> str:
        """A reference nobody has."""
        while (found := encode(prefix, self.draw.randrange(len(ALPHABET) ** LONG), length=LONG)) in self.given:
            pass
        self.given.add(found)
        return found

    def case(self, number: int, people: list[int], beginning: Beginning, weeks: int) -> None:
        """One case, who has it, its history, a note, and the people first known through it."""
        process, (opened, events, stands) = beginning.process, self._history(beginning, weeks)
        due = stands.due_on or NULL
        restricted = "t" if self.draw.random() < 0.02 else "f"
        digest = self.digests.setdefault(beginning.text, hashlib.sha256(beginning.text.encode()).hexdigest())
        self.of["cases_case"].append(
            f"{number}\t{self.here}\t{self.ref('K')}\t{process.kind}\t{process.valid_from}\t{digest}\t{{}}\t{opened}"
            f"\t{restricted}\t{stands.state}\t{stands.since.isoformat()}\t{'t' if stands.is_over else 'f'}\t{due}"
            f"\t{stands.due_clock}\t{len(events)}\n"
        )
        lead = self._shares(number, opened)
        by, agency = self.place.people[lead].pk, self.place.agencies[lead].pk
        for before, after in events:
            self.of["cases_event"].append(f"{self.here}\t{number}\t{before}\t{by}\t{agency}\t{after}\n")
        section = next(iter(process.sections))
        self.of["cases_note"].append(
            f"{self.here}\t{number}\t{self.ref('O')}\t{opened}\t{opened[:10]}\t{by}\t{agency}"
            f"\t{'t' if self.draw.random() < 0.2 else 'f'}\t{section}\tMet and agreed who does what by when.\n"
        )
        self._people(number, people, list(process.parties), opened)

    def _history(self, beginning: Beginning, weeks: int) -> tuple[Any, ...]:
        key = (id(beginning), weeks)
        if key not in self.known:
            moved = beginning.moved(weeks)
            lines = [
                (
                    f"{event.ref or f'N{place}'}\t{event.at.isoformat()}\t{event.name}\t{event.role}",
                    f"{_escaped(json.dumps(kept(event.details)))}\t{_escaped(event.reason)}\t{event.clock}"
                    f"\t{_escaped(event.of)}\t{event.corrects}\t{{}}",
                )
                for place, event in enumerate(moved)
            ]
            stands = projection_of(standing(beginning.process, moved, at=self.at))
            self.known[key] = moved[0].at.isoformat(), lines, stands
        return self.known[key]

    def _shares(self, case: int, opened: str) -> str:
        lead, *others = dict.fromkeys(
            [self.draw.choices(self.keys, self.weights)[0], *self.draw.sample(self.keys, self.draw.choice((1, 2, 3)))]
        )
        self._share(case, lead, "lead", opened)
        for place, key in enumerate(others):
            self._share(case, key, "partner" if place else "opened", opened)
        return lead

    def _share(self, case: int, key: str, standing_as: str, opened: str) -> None:
        why = "To plan for safety together.\tpublic_task" if standing_as == "partner" else "\t"
        until, ended = NULL, f"{NULL}\t"
        if standing_as == "partner" and (chance := self.draw.random()) < 0.2:
            until = str(self.at.date() - timedelta(days=40)) if chance < 0.1 else NULL
            ended = f"{opened}\tNo longer needed." if chance >= 0.1 else ended
        self.of["cases_share"].append(
            f"{self.here}\t{case}\t{self.ref('H')}\t{self.place.agencies[key].pk}\t{standing_as}\t{{}}\t{why}\t\t"
            f"\taccepted\t{opened}\t{opened}\t\t{until}\t{ended}\n"
        )

    def _people(self, case: int, people: list[int], parties: list[str], opened: str) -> None:
        draw = self.draw
        for place, person in enumerate(people):
            given, surname = draw.choice(words.GIVEN), draw.choice(words.STONE) + draw.choice(ENDINGS)
            self.of["cases_person"].append(
                f"{person}\t{self.here}\t{self.ref('U')}\t{case}\t{opened}\t{given} {surname}\t{{}}"
                f"\t{draw.randrange(1945, 2020)}\t\t\t\t\t\tf\n"
            )
            for word in sorted(keys_of(f"{given} {surname}")):
                self.of["cases_name_key"].append(f"{self.here}\t{person}\t{word}\n")
            self._in_case(case, person, parties[place % len(parties)], opened)
        if people and draw.random() < 0.1 and (earlier := people[0] - draw.randrange(1, 3000)) >= self.first_person:
            self._in_case(case, earlier, parties[0], opened)

    first_person = 0

    def _in_case(self, case: int, person: int, party: str, opened: str) -> None:
        self.of["cases_case_person"].append(f"{self.here}\t{case}\t{person}\t{party}\t\t{opened}\t\n")


def _copy(place: Here, cases: int, at: datetime) -> None:
    lines, every = _Lines(place, at), beginnings()
    still_open, over = [each for each in every if not each.is_over], [each for each in every if each.is_over]
    chosen = [
        *drawn(still_open, cases // 2, at=at, weeks=OPEN_WEEKS, draw=lines.draw),
        *drawn(over, cases - cases // 2, at=at, weeks=OVER_WEEKS, draw=lines.draw),
    ]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('cairn.command', 'bench', true), set_config('cairn.partnership', %s, true)",
            [str(lines.here)],
        )
        numbers = _numbers(cursor, "cases_case", cases)
        people = _numbers(cursor, "cases_person", PEOPLE_EACH * cases)
        lines.first_person = people[0]
        for place_of, (number, (beginning, weeks)) in enumerate(zip(numbers, chosen, strict=True)):
            begins = place_of * PEOPLE_EACH
            lines.case(number, people[begins : begins + PEOPLE_EACH], beginning, weeks)
        for table, columns in TABLES.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("".join(lines.of.pop(table)))


def _audit(place: Here) -> None:
    """The audit of every case. None of it waits to be sealed: what is measured is reading beside that many rows."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        facts = {"here": place.partnership.pk, "user": place.people["police"].pk, "agency": place.agencies["police"].pk}
        cursor.execute(AUDIT, {**facts, "each": AUDIT_EACH})
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")


def _numbers(cursor: Any, table: str, number: int) -> list[int]:
    cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [number])
    return [key for (key,) in cursor.fetchall()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _count(table: str) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


if __name__ == "__main__":
    json.dump(load(int(sys.argv[1]), at=timezone.now()), sys.stdout)
