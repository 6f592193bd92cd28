"""An index of millions of incidents is built beside the loading, again if it was broken off, and taken back."""

import re

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from tests.conftest import template_name
from tests.databases import copied
from tests.demo_database import pointing_at

BUILT = {"incident_by_moment", "incident_that_counts"}
COLUMNS, INDEXES = "0005_what_the_agency_counts_it_as", "0006_incidents_by_report"


@pytest.fixture
def owner(fenced_database, worker_id, django_db_blocker):
    """A database of this test's own, as its owner."""
    template = template_name()
    with copied(template, f"{template}_{worker_id}_indexes") as name, pointing_at(name), django_db_blocker.unblock():
        yield connections["owner"]


def sound(owner):
    """Which of the indexes stand there, finished."""
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indisvalid AND i.indrelid = 'records_incident'::regclass"
        )
        return {name for (name,) in cursor.fetchall()} & BUILT


def walk(owner, name, way):
    """Take one migration of records forward or back; the statements about indexes that it took."""
    loader = MigrationLoader(owner)
    migration = loader.graph.nodes["records", name]
    state = loader.project_state(("records", name), at_end=False)
    with CaptureQueriesContext(owner) as asked, owner.schema_editor(atomic=migration.atomic) as editor:
        getattr(migration, way)(state, editor)
    return [each["sql"] for each in asked if re.search(r"\bINDEX\b", each["sql"])]


def test_indexes_of_incidents_are_built_and_dropped_without_stopping_the_loading(owner):
    assert sound(owner) == BUILT  # as everything was migrated from nothing
    down = walk(owner, INDEXES, "unapply")
    assert sound(owner) == set()
    up = walk(owner, INDEXES, "apply")
    assert sound(owner) == BUILT
    assert len(down) == 2 and all("INDEX CONCURRENTLY" in each for each in (*down, *up)), (down, up)


def test_columns_are_added_without_any_index_and_in_one_transaction(owner):
    walk(owner, INDEXES, "unapply")
    assert walk(owner, COLUMNS, "unapply") == [] and walk(owner, COLUMNS, "apply") == []


def test_an_index_whose_building_was_broken_off_is_built_anew(owner):
    walk(owner, INDEXES, "unapply")
    with owner.cursor() as cursor:
        cursor.execute("CREATE INDEX incident_by_moment ON records_incident (feed_id)")
        walk(owner, INDEXES, "apply")
        cursor.execute("SELECT pg_get_indexdef('incident_by_moment'::regclass)")
        assert "CASE" in cursor.fetchone()[0]
    assert sound(owner) == BUILT
