"""Fences are taken down and written anew each time, and the doctor sees one that is not as declared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from cairn.domain.plans.models import Action
from cairn.domain.publishing.models import Edition
from cairn.foundation.access.checks import fence_faults
from cairn.foundation.access.fences import raise_fences
from cairn.foundation.audit.terms import THIS_PARTNERSHIP, Fence


@pytest.fixture(autouse=True)
def real_transactions(django_db_setup, django_db_blocker, monkeypatch) -> Iterator[None]:
    """What is committed here is seen by every role; the fences stand as declared afterwards."""
    with django_db_blocker.unblock():
        yield
        monkeypatch.undo()
        raise_fences()
        assert fence_faults() == []


def as_owner(*statements: str) -> list[tuple]:
    """Run statements as the owner; the rows of the last."""
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def row_security(table: str) -> tuple[bool, list[str]]:
    """Whether a table filters rows, and the names of its policies."""
    policies = as_owner(f"SELECT policyname FROM pg_policies WHERE tablename = '{table}' ORDER BY 1")
    secured = as_owner(f"SELECT relrowsecurity FROM pg_class WHERE relname = '{table}'")
    return secured[0][0], [name for (name,) in policies]


def test_writing_the_fences_again_changes_nothing():
    before = as_owner("SELECT * FROM pg_policies ORDER BY tablename, policyname")
    raise_fences()
    assert as_owner("SELECT * FROM pg_policies ORDER BY tablename, policyname") == before
    assert fence_faults() == []


def test_a_table_whose_rows_are_no_longer_filtered_keeps_nothing_of_its_old_fence(monkeypatch):
    monkeypatch.setattr(Action, "fence", Fence(reads=None))
    assert fence_faults() == ["plans_action"], "the doctor says that it has to be written anew"
    raise_fences()
    assert row_security("plans_action") == (False, [])
    assert fence_faults() == []


def test_a_table_that_is_no_longer_public_is_taken_away_from_the_public_role(monkeypatch):
    fence = Fence(reads=f"{THIS_PARTNERSHIP} IS NOT NULL", append_only=True)
    monkeypatch.setattr(Edition, "fence", fence)
    raise_fences()
    assert row_security("publishing_edition") == (True, ["adds", "changes", "reads", "removes"])


def test_a_table_that_is_no_longer_kept_as_history_loses_that_trigger(monkeypatch):
    monkeypatch.setattr(Edition, "fence", Fence(reads="true"))
    raise_fences()
    found = as_owner(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'publishing_edition'::regclass AND NOT tgisinternal"
    )
    assert found == [("needs_command",)]


def test_a_condition_that_changed_in_the_model_is_a_fault_until_it_is_written(monkeypatch):
    monkeypatch.setattr(Action, "fence", Fence(reads=f"partnership_id >= {THIS_PARTNERSHIP}"))
    assert fence_faults() == ["plans_action"]
    raise_fences()
    assert fence_faults() == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER POLICY reads ON {} USING (true)",
        "ALTER POLICY reads ON {} TO PUBLIC",
        "ALTER POLICY adds ON {} WITH CHECK (true)",
        "DROP POLICY removes ON {}",
        "CREATE POLICY also ON {} FOR SELECT USING (true)",
        "COMMENT ON POLICY reads ON {} IS NULL",
    ],
)
def test_a_policy_altered_by_hand_is_a_fault_and_is_put_right(statement):
    as_owner(statement.format("plans_action"))
    assert fence_faults() == ["plans_action"]
    raise_fences()
    assert fence_faults() == []


@pytest.mark.parametrize("table", ["audit_entry", "accounts_user"])
def test_the_audit_and_open_tables_are_looked_at_too(table):
    as_owner(f"CREATE POLICY also ON {table} FOR SELECT USING (true)")
    assert fence_faults() == [table]
    raise_fences()
    assert fence_faults() == []


def test_a_fence_that_cannot_be_written_leaves_the_old_ones_standing(monkeypatch):
    monkeypatch.setattr(Action, "fence", Fence(reads="there_is_no_such_column"))
    with pytest.raises(Exception, match="there_is_no_such_column"):
        raise_fences()
    monkeypatch.undo()
    assert fence_faults() == []
