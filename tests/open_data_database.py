"""Tests on the real shared data: loaded once for each worker's module, rolled back per test.

Registered as a plugin by the conftest. A module asks for it before the transaction of any of its tests begins:

    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_data_database")]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.databases import copied
from tests.demo_database import pointing_at
from tests.parts import shared_data

LOADED_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def open_data_database(fenced_database: str, worker_id: str, django_db_blocker) -> Iterator[dict]:
    """Everything of the shared data, in a database of its own; name of a file to what became of it."""
    folder = shared_data()
    template = fenced_database.removesuffix(f"_{worker_id}")
    with copied(template, f"{template}_{worker_id}_open") as name, pointing_at(name):
        from cairn.domain.places.api import Outcome, load_folder
        from cairn.kernel.actors import system_actor

        with django_db_blocker.unblock():
            found = list(load_folder(by=system_actor(), at=LOADED_AT, folder=folder))
        yield {one.name: one for one in found if isinstance(one, Outcome)}
