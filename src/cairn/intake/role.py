"""Refuse to serve residents with a database role that may do more than work on one application."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

_RIGHTS = """
    SELECT count(*)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
       AND CASE WHEN c.relkind IN ('r', 'p', 'v', 'm', 'f')
           THEN has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
                OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')
           WHEN c.relkind = 'S' THEN has_sequence_privilege(c.oid, 'SELECT, UPDATE, USAGE') ELSE false END
"""
_FUNCTIONS = """
    SELECT count(*) FILTER (WHERE NOT starts_with(p.proname, 'apply_')),
           count(*) FILTER (WHERE starts_with(p.proname, 'apply_'))
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = 'public' AND has_function_privilege(p.oid, 'EXECUTE')
"""
_ROLE = """
    SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb, has_schema_privilege('public', 'CREATE')
      FROM pg_roles WHERE rolname = current_user
"""


def faults() -> list[str]:
    """Why the role in use must not serve residents; empty when it is sound."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        strong, creates = cursor.fetchone()
        cursor.execute(_RIGHTS)
        (tables,) = cursor.fetchone()
        cursor.execute(_FUNCTIONS)
        others, own = cursor.fetchone()
    found = []
    if strong:
        found.append("it may do what only an administrator may")
    if creates:
        found.append("it may create tables and functions")
    if tables:
        found.append(f"it may reach {tables} tables, and needs none")
    if others:
        found.append(f"it may run {others} functions that are not for it")
    if not own:
        found.append("it may run none of its own functions (run: cairn migrate)")
    return found


def refuse_unsound_role() -> None:
    """Called when the public forms start, before anybody is served.

    Raises:
        ImproperlyConfigured: the role may do too much or too little, or the database cannot be asked.
    """
    try:
        wrong = faults()
    except DatabaseError as problem:
        raise ImproperlyConfigured(
            "The database cannot be asked what the role of the public forms may do. Cairn will not start."
        ) from problem
    if wrong:
        raise ImproperlyConfigured(
            "The database role in CAIRN_INTAKE_DATABASE_URL must not serve residents: "
            + "; ".join(wrong)
            + ". Cairn will not start."
        )
