"""Refuse to serve people with a database role that row-level security does not bind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from cairn.foundation.access.fences import declared_policies, guarded_models, role_faults
from cairn.foundation.access.row_security import is_as_declared, standing
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

    Asks the catalogue, which any role may read: row-level security and every policy with its
    conditions, the trigger that asks for a command, the one that keeps history, and the rights of
    the role that asks. A table that is not guarded has none of these left over.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, has_table_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid,"
            " 'DELETE'), array(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid AND tgenabled = 'O')"
            " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        )
        found = {name: row for name, *row in cursor.fetchall()}
        policies = standing(cursor)
    declared = declared_policies()
    faults = {model._meta.db_table for model in guarded_models() if not _triggers_and_rights_stand(model, found)}
    for table in {*found, *declared}:
        wanted = declared.get(table, [])
        secured = table in found and found[table][0]
        if secured is not bool(wanted) or not is_as_declared(wanted, policies.get(table, ())):
            faults.add(table)
    return sorted(faults)


def _triggers_and_rights_stand(model: type[Guarded], found: dict[str, list[Any]]) -> bool:
    fence = model.fence
    _, may_change, may_delete, triggers = found.get(model._meta.db_table, (False, False, False, ()))
    return (
        "needs_command" in triggers
        and ("append_only" in triggers) is fence.append_only
        and ("stays" in triggers) is bool(fence.stays and not fence.append_only)
        and may_change is not fence.append_only
        and may_delete is fence.deletable
    )
