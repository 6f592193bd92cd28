"""The invented partnership of tests: built once for each worker by the real services, rolled back per test.

Registered as a plugin by the conftest. A fixture that gives a test its world asks for one of the two databases and
finds the world in it, which takes a tenth of building it anew:

    @pytest.fixture
    def world(world_database, db, now):
        return found_world(at=now)

Who wants the world as it was on another day builds it in the empty database: ``build_world(at=...)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.utils import timezone

from tests.databases import copied
from tests.demo_database import Unblock, pointing_at

DATABASES = ("world_database", "world_database_today")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of a module see the same database, whichever of them a worker comes to first."""
    used = {item.path: name for item in items for name in DATABASES if name in getattr(item, "fixturenames", ())}
    for item in items:
        if (name := used.get(item.path)) and name not in item.fixturenames:
            item.fixturenames.insert(0, name)


@pytest.fixture(scope="session")
def _world_copy(fenced_database: str, worker_id: str, django_db_blocker) -> Iterator[str]:
    from cairn.domain.plans.testing_world import NOW

    with _with_world(fenced_database, worker_id, "world", django_db_blocker.unblock, at=NOW) as name:
        yield name


@pytest.fixture(scope="session")
def _world_copy_today(fenced_database: str, worker_id: str, django_db_blocker) -> Iterator[str]:
    with _with_world(fenced_database, worker_id, "today", django_db_blocker.unblock, at=timezone.now()) as name:
        yield name


@pytest.fixture(scope="module")
def world_database(_world_copy: str) -> Iterator[str]:
    """All tests of a module use the world as it is on 20 November 2026."""
    with pointing_at(_world_copy):
        yield _world_copy


@pytest.fixture(scope="module")
def world_database_today(_world_copy_today: str) -> Iterator[str]:
    """All tests of a module use the world as it is on the day the tests run, since screens read the clock."""
    with pointing_at(_world_copy_today):
        yield _world_copy_today


@contextmanager
def _with_world(empty: str, worker_id: str, word: str, unblock: Unblock, *, at: datetime) -> Iterator[str]:
    from cairn.domain.plans.testing_world import build_world

    with copied(empty.removesuffix(f"_{worker_id}"), f"{empty}_{word}") as name:
        with pointing_at(name), unblock():
            build_world(at=at)
        yield name
