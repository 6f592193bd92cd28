"""The test database: made by the owner, fenced, then used under the application role only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

TEMPLATE = "cairn_test_template"


def _owner_address(name: str) -> dict[str, str]:
    found = settings.DATABASES["owner"]
    return {
        "host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"],
        "dbname": name,
    }  # fmt: skip


def _run_as_owner(*statements: str, name: str = "postgres") -> None:
    with psycopg.connect(**{k: v for k, v in _owner_address(name).items() if v}, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


@pytest.fixture(scope="session")
def fenced_database(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker
) -> Iterator[str]:
    """A migrated, fenced, empty database of this worker's own; the name of it."""
    shared = tmp_path_factory.getbasetemp().parent if worker_id != "master" else tmp_path_factory.getbasetemp()
    template = f"{TEMPLATE}_{os.environ.get('PYTEST_XDIST_TESTRUNUID', 'alone')[:12]}"
    name = f"{template}_{worker_id}"
    with _lock(shared / "template.lock"):
        if not (shared / "template.ready").exists():
            _run_as_owner(f'DROP DATABASE IF EXISTS "{template}"', f'CREATE DATABASE "{template}"')
            _point_at(template)
            from cairn.foundation.access.fences import raise_fences

            with django_db_blocker.unblock():
                call_command("migrate", database="owner", interactive=False, verbosity=0)
                raise_fences()
            _point_at("postgres")
            (shared / "template.ready").write_text("ready")
        _run_as_owner(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _point_at(name)
    yield name
    _point_at("postgres")
    _run_as_owner(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def django_db_setup(fenced_database: str) -> None:
    """Use the fenced database instead of pytest-django's, which would be owned by the role under test."""


@pytest.fixture
def now() -> datetime:
    """The moment tests happen at: Friday 20 November 2026, ten in the morning."""
    return datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


class _lock:
    """A file lock between the test workers."""

    def __init__(self, path) -> None:
        self.path = path

    def __enter__(self) -> None:
        import fcntl

        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *exc) -> None:
        self.file.close()
