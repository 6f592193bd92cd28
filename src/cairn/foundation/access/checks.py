"""Refuse to serve people with a database role that row-level security does not bind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from cairn.foundation.access.fences import role_faults
from cairn.foundation.audit.guarded import Guarded


@register(Tags.database)
def serving_role_is_sound(app_configs: Any, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Django's ``check --database default``: one error for each fault of the serving role."""
    if "default" not in (databases or ()):
        return []
    return [
        Error(
            f"The database role that serves people must not do so: {fault}.",
            hint="Give DATABASE_URL the application role, which owns nothing. See SECURITY.md.",
            id="cairn.E001",
        )
        for fault in role_faults()
    ]


def refuse_unsound_role() -> None:
    """Called when the staff site or the worker starts, before anybody is served.

    Raises:
        ImproperlyConfigured: the role is not sound, or the database cannot be asked.
    """
    try:
        faults = role_faults()
    except OperationalError as problem:
        raise ImproperlyConfigured(
            "The database cannot be reached, so nothing shows that its role is safe. Cairn will not start."
        ) from problem
    if faults:
        raise ImproperlyConfigured(
            "The database role in DATABASE_URL must not serve people: " + "; ".join(faults) + ". Cairn will not start."
        )


def fence_faults(alias: str = "default") -> list[str]:
    """Tables whose fence is not what their model says; empty when all stand.

    Asks the catalogue, which any role may read: row-level security, the trigger that asks for a
    command, the one that keeps history, and the rights of the role that asks.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, has_table_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid,"
            " 'DELETE'), array(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND tgenabled = 'O')"
            " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        )
        found = {name: row for name, *row in cursor.fetchall()}
    faults = []
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Guarded):
            table, fence = model._meta.db_table, model.fence
            secured, may_change, may_delete, triggers = found.get(table, (False, False, False, ()))
            stands = (
                table in found
                and secured is (fence.reads is not None)
                and "needs_command" in triggers
                and ("append_only" in triggers) is fence.append_only
                and may_change is not fence.append_only
                and may_delete is fence.deletable
            )
            faults += [] if stands else [table]
    return faults
