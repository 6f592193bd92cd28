"""A migrated database, looked into through each role: nothing is open that was not left open on purpose."""

from __future__ import annotations

import psycopg
import pytest

from cairn.domain.publishing.api import PUBLIC_TABLES
from cairn.foundation.access.fences import KEPT_SHUT, OPEN_TABLES, READ_ONLY
from tests.architecture.conftest import guarded_models

AUDIT = {
    "audit_entry": {"SELECT", "INSERT"},
    "audit_seal": {"SELECT", "INSERT"},
    "audit_pending": {"SELECT", "INSERT", "DELETE"},
    "audit_head": {"SELECT", "INSERT", "UPDATE"},
}
# Made by applications 0002 and 0003: for the role of the public forms, and for Cairn's own work in the staff process.
FOR_INTAKE = {
    "apply_allowed", "apply_begin", "apply_forms", "apply_leave", "apply_local", "apply_new_code", "apply_read",
    "apply_return", "apply_save", "apply_send",
}  # fmt: skip
FOR_CAIRN = {
    "applications_answers", "applications_clear", "applications_set_form", "applications_set_local",
    "applications_show", "applications_stop", "applications_taken", "applications_waiting",
}  # fmt: skip
EVERY_RIGHT = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
GUARDED = [pytest.param(model, id=model._meta.label) for model in guarded_models()]


def rights(connection: psycopg.Connection, table: str) -> set[str]:
    """What the connection's role may do to a table."""
    asked = ", ".join(f"has_table_privilege('\"{table}\"', '{right}')" for right in EVERY_RIGHT)
    answers = connection.execute(f"SELECT {asked}").fetchone()
    return {right for right, held in zip(EVERY_RIGHT, answers, strict=True) if held}


def wanted(fence) -> set[str]:
    """What a fence lets the application role do."""
    changes = set() if fence.append_only else {"UPDATE"}
    return {"SELECT", "INSERT"} | changes | ({"DELETE"} if fence.deletable else set())


def triggers(connection: psycopg.Connection, table: str) -> dict[str, str]:
    """The enabled triggers of a table: name to definition."""
    return dict(
        connection.execute(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
            [f'"{table}"'],
        ).fetchall()
    )


def test_every_table_is_guarded_or_the_audit_or_left_open_for_a_reason(tables):
    guarded = {model._meta.db_table for model in guarded_models()}
    left = tables - guarded - set(AUDIT)
    assert {table for table in left if not table.startswith(tuple(OPEN_TABLES))} == set()


def test_no_guarded_table_is_left_open_by_the_name_of_another(tables):
    """Rights on open tables are given by the beginning of a name."""
    guarded = {model._meta.db_table for model in guarded_models()} | set(AUDIT)
    assert {table for table in guarded if table.startswith(tuple(OPEN_TABLES))} == set()


def test_every_reason_for_an_open_table_is_about_a_table_that_is_there(tables):
    unused = [name for name in OPEN_TABLES if not any(table.startswith(name) for table in tables)]
    assert unused == []


@pytest.mark.parametrize("model", GUARDED)
def test_the_application_role_may_do_to_a_guarded_table_what_its_fence_says(as_app, model):
    assert rights(as_app, model._meta.db_table) == wanted(model.fence)


@pytest.mark.parametrize("table", AUDIT)
def test_the_application_role_may_add_to_the_audit_and_not_change_it(as_app, table):
    assert rights(as_app, table) == AUDIT[table]


def test_the_application_role_may_only_read_the_lists_of_django(as_app, tables):
    for table in (table for table in tables if table.startswith(READ_ONLY)):
        assert rights(as_app, table) == {"SELECT"}, table


def test_the_application_role_may_truncate_nothing_and_tie_nothing(as_app, tables):
    for table in tables:
        assert rights(as_app, table) <= {"SELECT", "INSERT", "UPDATE", "DELETE"}, table


def test_no_role_that_serves_people_has_any_right_on_what_is_kept_shut(as_app, as_public, as_intake, tables):
    shut = {table for table in tables if table.startswith(KEPT_SHUT)}
    assert shut == {"applications_application", "applications_attempt", "applications_open_form"}
    for table in shut:
        for role in (as_app, as_public, as_intake):
            assert rights(role, table) == set()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                role.execute(f'SELECT * FROM "{table}" LIMIT 1')


def test_the_role_of_the_public_forms_has_no_right_on_any_table_or_sequence(as_intake, tables):
    assert {table: found for table in tables if (found := rights(as_intake, table))} == {}
    for table in tables:
        for statement in ("SELECT * FROM", "DELETE FROM", "TRUNCATE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_intake.execute(f'{statement} "{table}"')
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_intake.execute(f'INSERT INTO "{table}" DEFAULT VALUES')
    columns = as_intake.execute(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND CASE WHEN relkind = 'S'"
        " THEN has_sequence_privilege(oid, 'SELECT, UPDATE, USAGE') WHEN relkind IN ('r', 'p', 'v', 'm')"
        " THEN has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE, REFERENCES') ELSE false END"
    )
    assert columns.fetchone() == (0,)


def functions_of(connection: psycopg.Connection) -> set[str]:
    """Our functions that a role may run."""
    found = connection.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND has_function_privilege(oid, 'EXECUTE')"
    )
    return {name for (name,) in found.fetchall()}


def test_the_role_of_the_public_forms_may_run_its_own_functions_and_the_staff_may_not(as_app, as_public, as_intake):
    assert functions_of(as_intake) == FOR_INTAKE
    assert functions_of(as_app) & FOR_INTAKE == set() and functions_of(as_app) >= FOR_CAIRN
    assert functions_of(as_public) == set()


@pytest.mark.parametrize("statement", ["CREATE TABLE mine (id int)", "SET ROLE cairn_app", "CREATE SCHEMA mine"])
def test_the_role_of_the_public_forms_is_refused(as_intake, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_intake.execute(statement)


def test_the_public_role_may_read_editions_and_do_nothing_else_anywhere(as_public, tables):
    held = {table: found for table in tables if (found := rights(as_public, table))}
    assert held == {table: {"SELECT"} for table in PUBLIC_TABLES}


def test_the_public_role_tries_every_table_and_gets_one(as_public, tables):
    """Not the catalogue's word: the real thing."""
    opened = set()
    for table in tables:
        try:
            as_public.execute(f'SELECT * FROM "{table}" LIMIT 1')
            opened.add(table)
        except psycopg.errors.InsufficientPrivilege:
            continue
    assert opened == set(PUBLIC_TABLES)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO publishing_edition DEFAULT VALUES",
        "UPDATE publishing_edition SET title = 'x'",
        "DELETE FROM publishing_edition",
        "CREATE TABLE mine (id int)",
        "SELECT audit_waiting_chains()",
        "SELECT nextval('audit_entry_id_seq')",
    ],
)
def test_the_public_role_is_refused(as_public, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_public.execute(statement)


@pytest.mark.parametrize("role", ["as_app", "as_public", "as_intake"])
def test_the_roles_that_serve_people_own_nothing_and_are_nobody_special(request, role):
    connection = request.getfixturevalue(role)
    row = connection.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
        " EXISTS (SELECT 1 FROM pg_class WHERE relowner = r.oid),"
        " EXISTS (SELECT 1 FROM pg_proc WHERE proowner = r.oid),"
        " EXISTS (SELECT 1 FROM pg_auth_members WHERE member = r.oid)"
        " FROM pg_roles r WHERE rolname = current_user"
    ).fetchone()
    assert row == (False,) * 8


@pytest.mark.parametrize("model", GUARDED)
def test_row_level_security_is_on_where_the_fence_filters_rows(as_owner, model):
    table = model._meta.db_table
    (enabled,) = as_owner.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table]).fetchone()
    assert enabled is (model.fence.reads is not None)
    found = as_owner.execute("SELECT policyname, cmd FROM pg_policies WHERE tablename = %s", [table]).fetchall()
    expected = {"reads": "SELECT", "adds": "INSERT", "changes": "UPDATE", "removes": "DELETE"} if enabled else {}
    assert dict(found) == expected | ({"published": "SELECT"} if model.fence.public and enabled else {})


def test_row_level_security_is_on_for_the_audit(as_owner):
    found = as_owner.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'audit_entry'").fetchone()
    assert found == (True,)


@pytest.mark.parametrize("model", GUARDED)
def test_the_database_asks_for_a_command_before_every_write(as_owner, model):
    found = triggers(as_owner, model._meta.db_table)
    assert "BEFORE INSERT OR DELETE OR UPDATE" in found["needs_command"]
    assert ("append_only" in found) is model.fence.append_only
    if model.fence.append_only:
        assert "BEFORE DELETE OR UPDATE OR TRUNCATE" in found["append_only"]
    assert ("stays" in found) is bool(model.fence.stays and not model.fence.append_only)


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
def test_the_database_refuses_changes_of_the_audit_from_everybody(as_owner, table):
    assert "BEFORE DELETE OR UPDATE OR TRUNCATE" in triggers(as_owner, table)["audit_is_append_only"]


APPEND_ONLY = [param for param in GUARDED if param.values[0].fence.append_only]


@pytest.mark.parametrize("model", APPEND_ONLY)
@pytest.mark.parametrize("statement", ['UPDATE "{}" SET id = id', 'DELETE FROM "{}"', 'TRUNCATE "{}"'])
def test_the_application_role_cannot_change_history(as_app, model, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute(statement.format(model._meta.db_table))


@pytest.mark.parametrize("model", GUARDED)
def test_without_an_actor_no_guarded_row_can_be_added(as_app, model):
    with pytest.raises(psycopg.errors.RaiseException, match="no command is open"):
        as_app.execute(f'INSERT INTO "{model._meta.db_table}" DEFAULT VALUES')


def test_functions_that_run_as_the_owner_are_known_and_pin_their_search_path(as_owner):
    rows = as_owner.execute(
        "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    ).fetchall()
    known = {"audit_waiting_chains", "cairn_kept_from", "cairn_opens_case", "cairn_people_named", "cairn_shut_out",
             "cairn_nobody_receives",
             "cairn_hub_behind", "cairn_hub_keys_over", "cairn_hub_knows", "cairn_hub_sharing",
             "cairn_watch_kept", "cairn_watch_kept_from", "cairn_watch_shut",
             "cairn_opens_called", "cairn_meetings_kept_from",
             "cairn_records_over", "cairn_records_clear", "cairn_records_read_again",
             "cairn_hub_clear", "cairn_watch_clear",
             "cairn_analysis_shared", "cairn_analysis_clear", "cairn_analysis_over",
             "cairn_analysis_clear_over"}  # fmt: skip
    assert {name for name, _ in rows} == known | FOR_INTAKE | FOR_CAIRN
    assert all("search_path=pg_catalog, public, pg_temp" in (config or []) for _, config in rows)


def test_there_are_no_views_and_no_rules_that_answer_for_a_table(as_owner):
    assert as_owner.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public'").fetchall() == []
    assert as_owner.execute("SELECT rulename FROM pg_rules WHERE schemaname = 'public'").fetchall() == []


CLEARED = [pytest.param(model, id=model._meta.label) for model in guarded_models() if model.fence.cleared]


@pytest.mark.parametrize("model", CLEARED)
def test_what_is_cleared_when_its_time_is_over_is_deleted_by_no_hand(as_owner, model):
    """Not by the owner's own either: only inside a function that runs as the owner for somebody else."""
    setting = "SELECT set_config('cairn.command', 'x', true), set_config('cairn.clearing', %s, true)"
    for says in ("", "yes"):
        with pytest.raises(psycopg.errors.RaiseException, match="is history"), as_owner.transaction():
            as_owner.execute(setting, [says])
            as_owner.execute(f'DELETE FROM "{model._meta.db_table}"')
