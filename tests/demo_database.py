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
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

Unblock = Callable[[], AbstractContextManager[None]]


def ensure_demo_template(
    owner_params: Mapping[str, Any], *, empty: str, shared: Path, unblock: Unblock
) -> str:
    """A template database with the small demonstration in it; made by whichever worker comes first.

    Args:
        owner_params: psycopg's words for connecting as the owner, without the database.
        empty: template of a migrated, fenced and empty database; nobody is connected to it.
        shared: folder all workers of this session see.
        unblock: pytest-django's leave to use the database outside a test.

    Returns:
        The name of the template; nobody is connected to it.
    """
    name = f"{empty}_demo"
    with _locked(shared / "demo.lock"):
        if not (shared / "demo.ready").exists():
            _run_as_owner(
                owner_params,
                f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
                f'CREATE DATABASE "{name}" TEMPLATE "{empty}"',
            )
            with pointing_at(name), unblock():
                from cairn.demo.loading import load_demo

                for _line in load_demo(scale="small"):
                    pass
            (shared / "demo.ready").write_text("ready")
    return name


@contextmanager
def pointing_at(name: str) -> Iterator[None]:
    """Let the application and the owner use another database meanwhile."""
    before = connections["default"].settings_dict["NAME"]
    _point_at(name)
    try:
        yield
    finally:
        _point_at(before)


@pytest.fixture(scope="session")
def demo_template(
    fenced_database: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker
) -> str:
    """The name of the template with the demonstration in it."""
    base = tmp_path_factory.getbasetemp()
    return ensure_demo_template(
        _owner(),
        empty=fenced_database.removesuffix(f"_{worker_id}"),
        shared=base if worker_id == "master" else base.parent,
        unblock=django_db_blocker.unblock,
    )


@pytest.fixture(scope="session")
def demo_copy(demo_template: str, worker_id: str) -> Iterator[str]:
    """This worker's own copy of the demonstration; the name of it."""
    with _copy(demo_template, f"{demo_template}_{worker_id}") as name:
        yield name


@pytest.fixture(scope="module")
def demo_database(demo_copy: str) -> Iterator[str]:
    """All tests of a module use the demonstration; what each writes is rolled back as usual."""
    with pointing_at(demo_copy):
        yield demo_copy


@pytest.fixture(scope="module")
def another_demo_database(
    demo_template: str, worker_id: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A copy nobody else uses, for a site in a process of its own; dropped after the module."""
    module = "".join(letter for letter in request.module.__name__.rpartition(".")[2] if letter.isalnum())
    with _copy(demo_template, f"{demo_template}_{worker_id}_{module}"[:63]) as name:
        yield name


@pytest.fixture(scope="session")
def demo_day() -> date:
    """The day the demonstration is written for, as it was moved for today."""
    from cairn.demo.plan_files import fitted, read_plan_years

    year = max(read_plan_years(), key=lambda year: year.plan.strategy)
    return fitted(year, today=timezone.localdate(), strategy_ends=date.max).as_at


@contextmanager
def _copy(template: str, name: str) -> Iterator[str]:
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    _run_as_owner(_owner(), drop, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        _run_as_owner(_owner(), drop)


def _owner() -> dict[str, Any]:
    found = settings.DATABASES["owner"]
    params = {
        "host": found["HOST"],
        "port": found["PORT"],
        "user": found["USER"],
        "password": found["PASSWORD"],
    }
    return {name: value for name, value in params.items() if value}


def _run_as_owner(owner_params: Mapping[str, Any], *statements: str) -> None:
    with psycopg.connect(**owner_params, dbname="postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
