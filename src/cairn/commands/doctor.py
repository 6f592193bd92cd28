"""``cairn doctor``: is this installation well? Each thing looked at, in plain words, with what to do."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cairn.commands import readiness

WELL, NOTE, ILL = "ok", "note", "ILL"
LAG = timedelta(minutes=3)  # a minute is promised; three is trouble


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: ``ok``, ``note`` (worth knowing) or ``ILL`` (must be put right), and in words."""

    state: str
    says: str
    advice: str = ""


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``doctor``."""
    doctor = commands.add_parser("doctor", help="say whether this installation is well; exit code 1 when it is not")
    doctor.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Look at everything, and say it."""
    worst = 0
    for finding in findings():
        print(f"{finding.state:>4}  {finding.says}")
        if finding.advice:
            print(f"      {finding.advice}")
        worst = max(worst, 1 if finding.state == ILL else 0)
    print("Something must be put right." if worst else "All is well.")
    return worst


def findings() -> Iterator[Finding]:
    """Look at one thing after the other; what cannot be looked at is a finding too."""
    from django.core.exceptions import ImproperlyConfigured

    from cairn.commands import start_django

    try:
        start_django()
    except ImproperlyConfigured as problem:
        yield Finding(ILL, str(problem), "Nothing else can be looked at until this is put right.")
        return
    yield from _looked_at(_mode)
    yield from _looked_at(_keys)
    reached = list(_looked_at(_database))
    yield from reached
    well = all(finding.state == WELL for finding in reached)
    looks = (_role, _migrations, _fences, _public_role, _intake_role, _audit, _worker) if well else ()
    for look in (*looks, _static_files, _pdf, _scanner):
        yield from _looked_at(look)


def _looked_at(look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except Exception as problem:  # one broken look must not hide the others
        name = look.__name__.strip("_").replace("_", " ")
        says = readiness.sentence(problem) or f"{type(problem).__name__}."
        yield Finding(ILL, f"Looking at the {name} failed: {says}")


def _mode() -> Iterator[Finding]:
    from django.conf import settings

    if settings.MODE == "production":
        yield Finding(WELL, "The mode is production.")
        if not settings.ALLOWED_HOSTS:
            yield Finding(ILL, "No host name is served.", "Set CAIRN_HOSTS to the names of the staff site.")
    else:
        yield Finding(NOTE, f"The mode is {settings.MODE}: anyone may sign in as anyone. Never for live data.")


def _keys() -> Iterator[Finding]:
    from django.conf import settings

    if settings.SECRET_KEY.encode() == settings.AUDIT_KEY:
        yield Finding(ILL, "The audit key is the same as the secret key.", "Draw a key of its own for CAIRN_AUDIT_KEY.")
    else:
        yield Finding(WELL, "Both keys are there, long enough, and not the same.")


def _database() -> Iterator[Finding]:
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_user")
            version, role = cursor.fetchone()
    except OperationalError:
        yield Finding(ILL, "The database does not answer.", "Check DATABASE_URL, and that PostgreSQL runs.")
        return
    state = WELL if version >= 150_000 else ILL
    advice = "" if state == WELL else "Cairn needs PostgreSQL 15 or newer."
    yield Finding(state, f"The database answers: PostgreSQL {version // 10_000}.{version % 10_000}, as {role}.", advice)
    if not readiness.has_tables():
        yield Finding(ILL, "The database has no tables yet.", "Run: cairn migrate")


def _role() -> Iterator[Finding]:
    from cairn.foundation.access.fences import role_faults

    for fault in (faults := role_faults()):
        yield Finding(ILL, f"The role that serves people must not: {fault}.", "Give DATABASE_URL the application role.")
    if not faults:
        yield Finding(WELL, "The role that serves people owns nothing and is bound by row-level security.")


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(ILL, f"{len(waiting)} migrations have not been run.", "Run: cairn migrate")
    else:
        yield Finding(WELL, "Every migration has been run.")


def _fences() -> Iterator[Finding]:
    from cairn.foundation.access.checks import fence_faults

    if faults := fence_faults():
        yield Finding(ILL, f"The fences do not stand round {', '.join(faults)}.", "Run: cairn migrate")
    else:
        yield Finding(WELL, "Every table is fenced as its model says.")


def _intake_role() -> Iterator[Finding]:
    from django.conf import settings
    from django.db import connection

    role = settings.INTAKE_DATABASE_ROLE
    if not role:
        yield Finding(NOTE, "No role for public forms is set, so residents cannot apply by them.")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm') AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')),"
            " (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND starts_with(proname, 'apply_') AND NOT has_function_privilege(%s, oid, 'EXECUTE'))",
            [role, role],
        )
        tables, missing = cursor.fetchone()
    if tables or missing:
        yield Finding(ILL, "The role of the public forms may reach too much, or too little.", "Run: cairn migrate")
    else:
        yield Finding(WELL, "The role of the public forms can work on one application and reach nothing else.")


def _public_role() -> Iterator[Finding]:
    from django.conf import settings
    from django.db import connection

    from cairn.domain.publishing.api import PUBLIC_TABLES

    role = settings.PUBLIC_DATABASE_ROLE
    if not role:
        yield Finding(NOTE, "The public site's role is not known here, so it was not looked at.")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')"
            " AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE') ORDER BY relname",
            [role],
        )
        open_to = [name for (name,) in cursor.fetchall()]
    if open_to == list(PUBLIC_TABLES):
        yield Finding(WELL, "The public site's role can reach published editions and nothing else.")
    else:
        names = ", ".join(open_to) or "nothing at all"
        yield Finding(ILL, f"The public site's role can reach {names}.", "Run: cairn migrate")


def _audit() -> Iterator[Finding]:
    from django.utils import timezone

    from cairn.foundation.audit.chain import key_fits, waiting_since

    since = waiting_since()
    if since and (late := timezone.now() - since) > LAG:
        minutes = int(late.total_seconds() // 60)
        yield Finding(ILL, f"The audit has waited {minutes:,} minutes to be sealed.", "Start the worker: cairn worker")
    else:
        yield Finding(WELL, "The audit is sealed up to now.")
    if not key_fits():
        yield Finding(ILL, "The audit was sealed with another key, or its end was changed.", "Run: cairn audit verify")


def _worker() -> Iterator[Finding]:
    from django.utils import timezone

    from cairn.foundation.jobs.running import SILENT_AFTER, last_heartbeat

    beat = last_heartbeat()
    if beat is None:
        yield Finding(ILL, "No worker is running.", "Start it: cairn worker")
    elif (silent := timezone.now() - beat) > SILENT_AFTER:
        minutes = int(silent.total_seconds() // 60)
        yield Finding(ILL, f"The worker has been silent for {minutes:,} minutes.", "Start it again: cairn worker")
    else:
        yield Finding(WELL, "The worker is running.")


def _static_files() -> Iterator[Finding]:
    from django.conf import settings
    from django.contrib.staticfiles import finders

    if settings.PRODUCTION:
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        there = manifest.is_file()
        advice = "Run: python -m django collectstatic --noinput"
    else:
        there = finders.find("cairn/cairn.css") is not None
        advice = "The style sheet is part of the package; install it again."
    yield (
        Finding(WELL, "The style sheet and scripts are there.")
        if there
        else Finding(ILL, "The style sheet and scripts are not there.", advice)
    )


def _pdf() -> Iterator[Finding]:
    import typst

    from cairn.foundation.ui.pdf import FONTS

    fonts = sorted(path.name for path in FONTS.glob("*.ttf"))
    if not fonts:
        yield Finding(ILL, "The typeface for PDF is missing.", "It is part of the package; install it again.")
        return
    made = typst.compile(b'#set document(title: "Test")\n= Test', font_paths=[str(FONTS)], pdf_standards=["ua-1"])
    well = made.startswith(b"%PDF")
    yield Finding(WELL if well else ILL, f"Accessible PDF can be made, with {len(fonts)} fonts.")


def _scanner() -> Iterator[Finding]:
    from django.conf import settings

    if settings.SCAN_COMMAND:
        program = settings.SCAN_COMMAND.split()[0]
        there = os.access(program, os.X_OK) or any(
            os.access(Path(folder) / program, os.X_OK) for folder in os.environ.get("PATH", "").split(os.pathsep)
        )
        yield Finding(WELL if there else ILL, f"The virus scanner is {'there' if there else 'not where it should be'}.")
    else:
        yield Finding(NOTE, "No virus scanner is set up; each uploaded file says so.", "See CAIRN_SCAN_COMMAND.")
