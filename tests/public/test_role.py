"""The public site can read what is published and nothing else, and refuses to run as anybody who can."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.outside import ROOT, environment

TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1"
)
# Whatever of ours may be loaded into the public process; all else is refused.
MAY_BE_LOADED = (
    "cairn.public", "cairn.settings", "cairn.kernel", "cairn.foundation.ui", "cairn.foundation.audit",
    "cairn.domain.publishing", "cairn.foundation.access.logs",
)  # fmt: skip
EMPTY_PARENTS = {"cairn", "cairn.domain", "cairn.foundation", "cairn.foundation.access"}


@pytest.fixture(scope="module")
def as_public(fenced_database: str) -> Iterator[psycopg.Connection]:
    """A connection under the role the public site has, without the settings that make it read only."""
    with psycopg.connect(
        environment("public", fenced_database)["CAIRN_PUBLIC_DATABASE_URL"], autocommit=True
    ) as connection:
        yield connection


@pytest.fixture(scope="module")
def tables(as_public) -> list[str]:
    names = [name for (name,) in as_public.execute(TABLES)]
    assert len(names) > 30 and "publishing_edition" in names
    return names


def test_it_reads_what_is_published(as_public):
    as_public.execute("SELECT document FROM publishing_edition")
    as_public.execute("SELECT document FROM publishing_decision")
    as_public.execute("SELECT document FROM publishing_notice")
    as_public.execute("SELECT document FROM publishing_counts")
    as_public.execute("SELECT document, pdf FROM publishing_report")


READ = (
    "publishing_counts", "publishing_decision", "publishing_edition", "publishing_notice", "publishing_report",
)  # fmt: skip


def test_it_may_read_no_other_table(as_public, tables):
    for name in tables:
        if name not in READ:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_public.execute(f'SELECT 1 FROM "{name}" LIMIT 1')


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {} DEFAULT VALUES",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} ADD COLUMN mine text",
    ],
)
def test_it_may_write_to_no_table_at_all(as_public, tables, statement):
    for name in tables:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_public.execute(statement.format(f'"{name}"'))


def test_it_may_not_change_what_is_published(as_public):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_public.execute("UPDATE publishing_edition SET note = 'x'")


def test_it_may_make_nothing_of_its_own(as_public):
    for thing in ("TABLE mine (a int)", "SCHEMA mine", "ROLE mine", "FUNCTION f() RETURNS int LANGUAGE sql RETURN 1"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_public.execute(f"CREATE {thing}")


def test_it_may_run_none_of_our_functions(as_public):
    ours = as_public.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND has_function_privilege(p.oid, 'EXECUTE')"
    ).fetchall()
    assert ours == []


def test_it_belongs_to_no_other_role(as_public):
    assert as_public.execute(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user"
    ).fetchone() == (0,)


# The process


def in_the_process(database: str, program: str, **change: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], env={**environment("public", database), **change}, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_nothing_of_strategies_plans_voices_or_accounts_is_loaded_even_after_every_kind_of_page(fenced_database):
    done = in_the_process(
        fenced_database,
        "import sys, json\n"
        "from cairn.public.wsgi import application\n"
        "from django.test import Client\n"
        "client = Client()\n"
        "for path in ('/', '/strategies.json', '/strategies/x/', '/decisions/', '/decisions/x/',"
        " '/reports/', '/reports/x/', '/help/', '/about/', '/nope', '/healthz'):\n"
        "    client.get(path)\n"
        "print(json.dumps(sorted(sys.modules)))",
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    ours = {name for name in loaded if name.partition(".")[0] == "cairn"}
    strange = {name for name in ours - EMPTY_PARENTS if not name.startswith(MAY_BE_LOADED)}
    assert strange == set()
    contrib = ("sessions", "auth", "admin", "messages")
    for other in (*(f"django.contrib.{name}" for name in contrib), "allauth", "axes", "procrastinate"):
        assert not any(name == other or name.startswith(f"{other}.") for name in loaded), other


def test_the_process_knows_only_the_applications_it_needs(fenced_database):
    done = in_the_process(
        fenced_database,
        "import cairn.settings.public as s; print(s.INSTALLED_APPS, s.MIDDLEWARE, list(s.DATABASES))",
    )
    assert done.returncode == 0, done.stderr
    others = ("sessions", "auth", "messages", "accounts", "agencies", "plans", "strategies", "voice", "owner", "csrf")
    for other in others:
        assert other not in done.stdout, other


def test_its_own_connection_is_read_only_and_gives_up_on_a_long_query(fenced_database):
    done = in_the_process(
        fenced_database,
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "with connection.cursor() as c:\n"
        "    c.execute('SHOW default_transaction_read_only'); print(c.fetchone()[0])\n"
        "    c.execute('SHOW statement_timeout'); print(c.fetchone()[0])",
    )
    assert done.stdout.split() == ["on", "5s"], done.stderr


@pytest.mark.parametrize(
    ("variable", "why"), [("DATABASE_URL", "it may read"), ("CAIRN_OWNER_DATABASE_URL", "it may create tables")]
)
def test_it_does_not_start_under_a_role_that_may_do_more(fenced_database, variable, why):
    wrong = environment("public", fenced_database, variable=variable)["CAIRN_PUBLIC_DATABASE_URL"]
    done = in_the_process(fenced_database, "import cairn.public.wsgi", CAIRN_PUBLIC_DATABASE_URL=wrong)
    assert done.returncode != 0
    assert "must not serve residents: " in done.stderr and why in done.stderr and "Cairn will not start." in done.stderr


def test_it_does_not_start_when_nothing_shows_that_its_role_is_safe(fenced_database):
    done = in_the_process("nowhere_at_all", "import cairn.public.wsgi")
    assert done.returncode != 0 and "cannot be asked what the public site's role may do" in done.stderr
