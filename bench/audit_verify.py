"""How long it takes to prove that a million audit entries are as they were sealed.

    python3 dev.py bench audit-verify
    python -m bench.audit_verify [--entries 1000000] [--seed 20261120]

Fills an empty audit by COPY from a seeded generator, seals it as the application role, verifies it, then
changes one row behind the triggers' back and shows that it is found. Run by itself it makes a scratch database
as the owner, and drops it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.figures import series
from bench.place import Place

TITLE = "Proving that nothing sealed was changed"
SEED = 20261120
FIRST_MOMENT = datetime(2024, 4, 1, 9, 0, tzinfo=UTC)
CHAINS = (0, 1, 2, 3)
ACTIONS = ("plans.update", "plans.edit", "plans.move_date", "plans.review", "voice.answer", "refused.plans.edit")
KINDS = ("action", "plan", "request", "issue", "person")
SCRATCH = "cairn_bench_audit"
TABLES = ("audit_entry", "audit_seal", "audit_pending", "audit_head")


def run(place: Place) -> dict[str, Any]:
    """Fill, seal, verify several times, tamper, verify.

    Returns:
        JSON: see ``measure``.
    """
    urls = place.urls(SCRATCH)
    place.cairn(urls, "migrate")
    number, times = (20_000, 1) if place.quick else (1_000_000, 3)
    words = ["--here", "--entries", str(number), "--times", str(times)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.audit_verify", *words],
        env=place.environment(urls), cwd=place.clone, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def section(found: Mapping[str, Any]) -> str:
    """The part of the page."""
    verified = series(found["verified"])
    [fault] = found["found"]
    return (
        f"{found['entries']:,} entries in {len(CHAINS)} chains, about 600 bytes each, made by a generator (seed"
        f" {found['seed']}) and sealed in\n{found['sealed']:.0f} s.\n\n"
        f"Verifying all of them took {verified.shown()} s: each entry is read, its digest worked out in Python,\n"
        "and bound to the link before it with HMAC-SHA-256. Then one column of one row was changed with the triggers\n"
        f"off. It was found in the next round, alone, and where it is: chain 2, place {fault[0]:,}."
    )


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
    """Run it on a scratch database, or on the one given; 1 when anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=1, help="how often to verify")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--here", action="store_true", help=f"use the database given; its name must be {SCRATCH}")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings.test")
    import django

    django.setup()
    if not chosen.here:
        _make_database()
    try:
        found = measure(chosen.entries, seed=chosen.seed, times=chosen.times)
    finally:
        if not chosen.here:
            _drop_database()
    print(json.dumps(found))
    return 0 if found["sound"] else 1


def measure(number: int, *, seed: int, times: int) -> dict[str, Any]:
    """Fill, seal, verify, tamper and verify on the database that is configured.

    Args:
        number: of entries.
        seed: of the generator.
        times: how often to verify before tampering.

    Returns:
        Seconds of each step; what was found after tampering as (place, entry, words); whether all of it
        was as it should be.
    """
    from cairn.foundation.audit.chain import seal_everything, verify_everything

    def faults() -> list[tuple[int, int, str]]:
        found = (fault for finding in verify_everything("owner") for fault in finding.faults)
        return [(fault.place, fault.entry_id, fault.what) for fault in found]

    _clear()
    filled, _ = _timed(f"filled with {number:,} entries", lambda: _fill(number, seed))
    sealed, count = _timed("sealed", seal_everything)
    rounds = [_timed("verified", faults) for _ in range(times)]
    entry = _tamper()
    again, found = _timed(f"verified with entry {entry} changed", faults)
    untouched = not any(said for _, said in rounds)
    sound = count >= number and untouched and [fault[1] for fault in found] == [entry]
    return {
        "entries": number, "seed": seed, "filled": filled, "sealed": sealed,
        "verified": [seconds for seconds, _ in rounds], "verified_again": again, "found": found, "sound": sound,
    }  # fmt: skip


def _fill(number: int, seed: int) -> None:
    from django.db import connections

    statement = f"COPY audit_entry ({COLUMNS}) FROM STDIN"
    with connections["owner"].cursor() as cursor, cursor.copy(statement) as copy:
        for row in entries(number, seed):
            copy.write_row(row)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _clear() -> None:
    """Empty the audit of the scratch database, as only the owner can and only with the triggers off."""
    from django.conf import settings
    from django.db import connections

    if settings.DATABASES["owner"]["NAME"] != SCRATCH:
        raise SystemExit(f"This empties the audit, so it runs on a database named {SCRATCH} and on no other.")
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {table} RESTART IDENTITY")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _timed(says: str, act: Callable[[], Any]) -> tuple[float, Any]:
    """Do it; how many seconds it took, and what came of it. Said on standard error."""
    began = time.perf_counter()
    came = act()
    seconds = time.perf_counter() - began
    print(f"  {says}: {seconds:,.1f} s", file=sys.stderr, flush=True)
    return seconds, came


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
