"""Databases of tests: made, copied, pointed at and dropped, as the owner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections


def owner_params() -> dict[str, Any]:
    """psycopg's words for connecting as the owner, without the database."""
    found = settings.DATABASES["owner"]
    words = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {word: found[key] for word, key in words.items() if found[key]}


def run_as_owner(*statements: str, name: str = "postgres") -> None:
    """Run statements outside a transaction, as making and dropping databases asks for."""
    with psycopg.connect(**owner_params(), dbname=name, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def point_at(name: str) -> None:
    """Make Django use another database from now on, under both roles."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def drop(name: str) -> None:
    """Drop a database if it is there.

    Not WITH (FORCE): that needs the right to end the sessions of the serving roles, and of an
    autovacuum that happens to run. A database still in use is tried again for a while and then
    left; the launcher sweeps leftovers of ended runs.
    """
    for _attempt in range(20):
        try:
            run_as_owner(f'DROP DATABASE IF EXISTS "{name}"')
            return
        except psycopg.errors.ObjectInUse:
            time.sleep(0.25)


@contextmanager
def copied(template: str, name: str) -> Iterator[str]:
    """A database like another one, dropped after the block."""
    drop(name)
    run_as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        drop(name)
