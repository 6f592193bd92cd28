"""The test database: made by the owner, fenced, then used under the application role only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
from django.core.management import call_command

from tests.databases import drop, point_at, run_as_owner

TEMPLATE = "cairn_test_template"
# Speed is measured in bench/, never by a unit test: a busy machine fails nothing.
hypothesis.settings.register_profile("cairn", deadline=None)
hypothesis.settings.load_profile("cairn")
pytest_plugins = ["tests.demo_database", "tests.open_data_database", "tests.world_database"]


def template_name() -> str:
    """The template of this run: the same for all its workers, another for a run beside it."""
    return f"{TEMPLATE}_{os.environ.get('PYTEST_XDIST_TESTRUNUID', f'p{os.getpid()}')[:12]}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run's templates go with it; workers are done when the controller comes here."""
    if not hasattr(session.config, "workerinput") and (run := _run_of(session)):
        for name in (f"{TEMPLATE}_{run}_demo", f"{TEMPLATE}_{run}"):
            drop(name)


def _run_of(session: pytest.Session) -> str:
    manager = getattr(session.config.pluginmanager.getplugin("dsession"), "nodemanager", None)
    return (manager.testrunuid if manager else f"p{os.getpid()}")[:12]


@pytest.fixture(scope="session")
def fenced_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker) -> Iterator[str]:
    """A migrated, fenced, empty database of this worker's own; the name of it."""
    shared = tmp_path_factory.getbasetemp().parent if worker_id != "master" else tmp_path_factory.getbasetemp()
    template = template_name()
    name = f"{template}_{worker_id}"
    with _lock(shared / "template.lock"):
        if not (shared / "template.ready").exists():
            drop(template)
            run_as_owner(f'CREATE DATABASE "{template}"')
            point_at(template)
            from cairn.foundation.access.fences import raise_fences

            with django_db_blocker.unblock():
                call_command("migrate", database="owner", interactive=False, verbosity=0)
                raise_fences()
            point_at("postgres")
            (shared / "template.ready").write_text("ready")
        drop(name)
        run_as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    point_at(name)
    yield name
    point_at("postgres")
    drop(name)


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
