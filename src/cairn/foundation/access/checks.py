"""Refuse to serve people with a database role that row-level security does not bind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from cairn.foundation.access.fences import role_faults


@register(Tags.database)
def serving_role_is_sound(
    app_configs: Any, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
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
            "The database role in DATABASE_URL must not serve people: " + "; ".join(faults) + "."
            " Cairn will not start."
        )
