"""Refuse to serve residents with a database role that may do more than read what is published."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from cairn.domain.publishing.api import PUBLIC_TABLES

_RIGHTS = """
    SELECT c.relname,
           has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'),
           has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
               OR has_any_column_privilege(c.oid, 'INSERT, UPDATE')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
       AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
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
        rights = cursor.fetchall()
    found = []
    if strong:
        found.append("it may do what only an administrator may")
    if creates:
        found.append("it may create tables and functions")
    if read := [name for name, reads, _writes in rights if reads and name not in PUBLIC_TABLES]:
        found.append(f"it may read {len(read)} tables beside what is published")
    if written := [name for name, _reads, writes in rights if writes]:
        found.append(f"it may write to {len(written)} tables")
    return found


def refuse_unsound_role() -> None:
    """Called when the public site starts, before anybody is served.

    Raises:
        ImproperlyConfigured: the role may do too much, or the database cannot be asked.
    """
    try:
        wrong = faults()
    except DatabaseError as problem:
        raise ImproperlyConfigured(
            "The database cannot be asked what the public site's role may do. Cairn will not start."
        ) from problem
    if wrong:
        raise ImproperlyConfigured(
            "The database role in CAIRN_PUBLIC_DATABASE_URL must not serve residents: "
            + "; ".join(wrong)
            + ". Cairn will not start."
        )
