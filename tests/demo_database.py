"""Tests on the small demonstration: loaded once per session, copied for each worker, rolled back per test.

Registered as a plugin by the conftest. A module asks for it as a whole, before the transaction of any
of its tests begins:

    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_database")]

Its dates are those of today (see cairn.demo.dates), so a test that counts statuses takes ``demo_day``.
A process of its own (a site in a browser test) is given the name of a further copy by
``another_demo_database``, which it may write to as it likes.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from tests.databases import copied, drop, point_at, run_as_owner

Unblock = Callable[[], AbstractContextManager[None]]


def ensure_demo_template(*, empty: str, shared: Path, unblock: Unblock) -> str:
    """A template database with the small demonstration in it; made by whichever worker comes first.

    Args:
        empty: template of a migrated, fenced and empty database; nobody is connected to it.
        shared: folder all workers of this session see.
        unblock: pytest-django's leave to use the database outside a test.

    Returns:
        The name of the template; nobody is connected to it.
    """
    name = f"{empty}_demo"
    with _locked(shared / "demo.lock"):
        if not (shared / "demo.ready").exists():
            drop(name)
            run_as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{empty}"')
            with pointing_at(name), unblock():
                from cairn.demo.loading import load_demo

                for _line in load_demo(scale="tiny"):
                    pass
            (shared / "demo.ready").write_text("ready")
    return name


@contextmanager
def pointing_at(name: str) -> Iterator[None]:
    """Let the application and the owner use another database meanwhile."""
    before = connections["default"].settings_dict["NAME"]
    point_at(name)
    try:
        yield
    finally:
        point_at(before)


@pytest.fixture(scope="session")
def demo_template(
    fenced_database: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker
) -> str:
    """The name of the template with the demonstration in it."""
    base = tmp_path_factory.getbasetemp()
    return ensure_demo_template(
        empty=fenced_database.removesuffix(f"_{worker_id}"),
        shared=base if worker_id == "master" else base.parent,
        unblock=django_db_blocker.unblock,
    )


@pytest.fixture(scope="session")
def demo_copy(demo_template: str, worker_id: str) -> Iterator[str]:
    """This worker's own copy of the demonstration; the name of it."""
    with copied(demo_template, f"{demo_template}_{worker_id}") as name:
        yield name


@pytest.fixture(scope="module")
def demo_database(demo_copy: str) -> Iterator[str]:
    """All tests of a module use the demonstration; what each writes is rolled back as usual."""
    with pointing_at(demo_copy):
        yield demo_copy


@pytest.fixture(scope="module")
def another_demo_database(demo_template: str, worker_id: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A copy nobody else uses, for a site in a process of its own; dropped after the module."""
    module = "".join(letter for letter in request.module.__name__.rpartition(".")[2] if letter.isalnum())
    with copied(demo_template, f"{demo_template}_{worker_id}_{module}"[:63]) as name:
        yield name


@pytest.fixture(scope="session")
def demo_day() -> date:
    """The day the demonstration is written for, as it was moved for today."""
    from cairn.demo.plan_files import fitted, read_plan_years

    year = max(read_plan_years(), key=lambda year: year.plan.strategy)
    return fitted(year, today=timezone.localdate(), strategy_ends=date.max).as_at


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
