"""How long it takes to prove that a million audit entries are as they were sealed.

    python -m bench.audit_verify [--entries 1000000] [--seed 20261120]

Makes a scratch database as the owner, fills the audit by COPY from a seeded generator, seals it as the
application role, verifies it, then changes one row behind the triggers' back and shows that it is found.
Figures with their machine and date are in docs/reference/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

FIRST_MOMENT = datetime(2024, 4, 1, 9, 0, tzinfo=UTC)
CHAINS = (0, 1, 2, 3)
ACTIONS = ("plans.update", "plans.edit", "plans.move_date", "plans.review", "voice.answer", "refused.plans.edit")
KINDS = ("action", "plan", "request", "issue", "person")
SCRATCH = "cairn_bench_audit"


def entries(number: int, seed: int) -> Iterator[tuple]:
    """Invented entries, the same for the same seed.

    Args:
        number: how many.
        seed: of the generator.

    Yields:
        The columns of audit_entry after ``id``; about 600 bytes each, as updates of an action are.
    """
    chance = random.Random(seed)
    for place in range(number):
        at = FIRST_MOMENT + timedelta(seconds=47 * place)
        changes = {
            "stated": {"from": "on_track", "to": chance.choice(("on_track", "at_risk", "off_track"))},
            "done": {"from": "", "to": " ".join(chance.choices(WORDS, k=30))},
            "difference": {"salt": f"{chance.getrandbits(128):032x}", "digest": f"{chance.getrandbits(256):064x}"},
        }
        yield (
            chance.choice(CHAINS), at, at + timedelta(milliseconds=chance.randrange(900)),
            uuid.UUID(int=chance.getrandbits(128)), chance.choice(ACTIONS), "write", chance.randrange(400),
            chance.randrange(40), "agency_lead", chance.choice(KINDS), f"A-{chance.getrandbits(24):06X}",
            "plans_update", place, "", json.dumps(changes),
        )  # fmt: skip


WORDS = (
    "the", "patrol", "met", "the", "landlord", "and", "agreed", "what", "to", "mend", "before", "the", "dark",
    "evenings", "of", "autumn", "begin",
)  # fmt: skip
COLUMNS = (
    "chain, at, recorded_at, command_id, action, kind, user_id, agency_id, roles, subject_kind, subject_ref,"
    " row_table, row_id, reason, changes"
)


def main() -> int:
    """Run the benchmark and print each step; 1 when anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20261120)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings.test")
    import django

    django.setup()
    try:
        _make_database()
        return _measure(chosen.entries, chosen.seed)
    finally:
        _drop_database()


def _measure(number: int, seed: int) -> int:
    from django.db import connections

    from cairn.foundation.audit.chain import seal_everything, verify_everything

    copy_in = f"COPY audit_entry ({COLUMNS}) FROM STDIN"
    with (
        _timed(f"filled with {number:,} entries"),
        connections["owner"].cursor() as cursor,
        cursor.copy(copy_in) as copy,
    ):
        for row in entries(number, seed):
            copy.write_row(row)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    with _timed("sealed"):
        sealed = seal_everything()
    with _timed("verified") as verified:
        findings = list(verify_everything("owner"))
    faults = [fault for finding in findings for fault in finding.faults]
    checked = sum(finding.length for finding in findings)
    print(f"{checked:,} seals checked, {len(faults)} faults, {checked / verified.seconds:,.0f} a second")
    entry = _tamper()
    with _timed("verified again"):
        found = [fault for finding in verify_everything("owner") for fault in finding.faults]
    print(f"one row changed: entry {entry}. Found: {[(f.place, f.entry_id, f.what) for f in found]}")
    sound = sealed >= number and not faults and [fault.entry_id for fault in found] == [entry]
    print("as it should be" if sound else "NOT as it should be")
    return 0 if sound else 1


def _tamper() -> int:
    """Change one entry as somebody would who holds the database; its number."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT entry_id FROM audit_seal WHERE chain = 2 ORDER BY place OFFSET 1234 LIMIT 1")
        (entry,) = cursor.fetchone()
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_entry SET user_id = user_id + 1 WHERE id = %s", [entry])
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    return entry


class _timed:
    """Print how long a step took."""

    def __init__(self, says: str) -> None:
        self.says = says

    def __enter__(self) -> _timed:
        self.began = time.perf_counter()
        return self

    def __exit__(self, *exc: object) -> None:
        self.seconds = time.perf_counter() - self.began
        print(f"{self.says}: {self.seconds:,.1f} s", flush=True)


# ---- a database of its own


def _make_database() -> None:
    from django.core.management import call_command

    from cairn.foundation.access.fences import raise_fences

    _as_owner(f'DROP DATABASE IF EXISTS "{SCRATCH}"', f'CREATE DATABASE "{SCRATCH}"')
    _point_at(SCRATCH)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    raise_fences()


def _drop_database() -> None:
    _point_at("postgres")
    _as_owner(f'DROP DATABASE IF EXISTS "{SCRATCH}" WITH (FORCE)')


def _as_owner(*statements: str) -> None:
    import psycopg
    from django.conf import settings

    found = settings.DATABASES["owner"]
    words = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {word: found[key] for word, key in words.items() if found[key]}
    with psycopg.connect(**given, dbname="postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _point_at(name: str) -> None:
    from django.conf import settings
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


if __name__ == "__main__":
    sys.exit(main())
