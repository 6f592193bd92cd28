"""The public site's own application, with the number of statements it asked added to each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cairn.public.wsgi import application as real


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the site does; the header ``X-Queries`` says how often the database was asked."""
    from django.db import connection

    asked = 0

    def count(execute, sql, params, many, context):
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(asked))], *rest)

    with connection.execute_wrapper(count):
        return real(environ, started)
