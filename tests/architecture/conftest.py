"""What the guards look at: the code, the models, and a fenced database through each of its roles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

import cairn
from cairn.foundation.audit.guarded import Guarded
from cairn.settings.environment import database
from tests.demo_database import demo_copy, demo_database, demo_template  # noqa: F401

PACKAGE = Path(cairn.__file__).parent
ROOT = PACKAGE.parent.parent


def our_models() -> list[type[Model]]:
    """Every model of ours, from the registry."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("cairn.")]


def guarded_models() -> list[type[Guarded]]:
    """Every model that refuses to be written outside a command."""
    return [model for model in our_models() if issubclass(model, Guarded)]


def python_files(*, tests: bool = False) -> list[Path]:
    """Every Python file of the package, migrations left out; with the tests if asked."""
    folders = [PACKAGE, *((ROOT / "tests", ROOT / "bench") if tests else ())]
    return sorted(path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts)


def _connect(address: dict, name: str) -> psycopg.Connection:
    words = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {word: address[key] for word, key in words.items() if address[key]}
    return psycopg.connect(**given, dbname=name, autocommit=True)


@pytest.fixture(scope="session")
def as_owner(fenced_database: str) -> Iterator[psycopg.Connection]:
    """A connection of the role that owns the tables; for looking into catalogues."""
    with _connect(settings.DATABASES["owner"], fenced_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def as_app(fenced_database: str) -> Iterator[psycopg.Connection]:
    """A connection of the role that serves the staff site."""
    with _connect(settings.DATABASES["default"], fenced_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def as_public(fenced_database: str) -> Iterator[psycopg.Connection]:
    """A connection of the role that serves the public site."""
    with _connect(database("CAIRN_PUBLIC_DATABASE_URL"), fenced_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def as_intake(fenced_database: str) -> Iterator[psycopg.Connection]:
    """A connection of the role that serves the public forms."""
    with _connect(database("CAIRN_INTAKE_DATABASE_URL"), fenced_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def tables(as_owner: psycopg.Connection) -> set[str]:
    """Every table of the migrated database."""
    rows = as_owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    return {name for (name,) in rows}
