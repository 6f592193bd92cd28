"""What an answer tells: its status, what it is, how long it is, and which questions it asked of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cairn.reference.routes import STAFF, Route, routes_of
from cairn.reference.samples import ALWAYS

# Packed files hold the moment they were made: two of one table differ by some bytes.
SIZE_CLASS = 256
_PACKED = ("application/vnd", "application/zip", "application/pdf")
# What differs between any two pages: the form's token, the seconds left, and the address that was asked for.
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b|s\d+_x\d+")
_OWN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|data-ends-in="\d+"|\?next=[^"]*"')


@dataclass(frozen=True)
class Told:
    """One answer, as far as whoever asked can tell it from another.

    Attributes:
        size: in bytes; of a packed file, in classes of ``SIZE_CLASS``.
        asked: each question up to its conditions, without what stands in it, in their order; how many there are is
            part of it.
    """

    status: int
    kind: str
    size: int
    asked: tuple[str, ...]


def told(client: Client, method: str, address: str, data: Mapping[str, Any] | bytes | None = None, **how: Any) -> Told:
    """Ask for an address, and keep what the answer tells.

    Args:
        data: what is typed into a form, or the whole body.
        how: what else is said of the request, such as its ``content_type``.
    """
    reset_queries()  # what is kept of them ends at some thousands, and would then be nothing
    with CaptureQueriesContext(connection) as queries:
        found = getattr(client, method)(address, data or {}, **how)
    kind = found.get("Content-Type", "")
    content = b"".join(found.streaming_content) if found.streaming else found.content
    size = len(_OWN.sub(b"", content))
    asked = (query["sql"] for query in queries if "SAVEPOINT" not in query["sql"])
    return Told(
        found.status_code,
        kind,
        size // SIZE_CLASS if kind.startswith(_PACKED) else size,
        tuple(_LITERAL.sub("?", sql.split("WHERE")[0]) for sql in asked if "django_session" not in sql),
    )


def lists(partnership: str) -> Iterator[tuple[Route, str]]:
    """Every screen whose address names no record, with its address: lists, counts, calendars, exports, forms."""
    for route in routes_of(STAFF):
        if route.policy is None or route.mark is None or route.mark.by_key:
            continue
        if not set(route.arguments) <= {"partnership", *ALWAYS}:
            continue
        filled = {name: ALWAYS[name] for name in route.arguments if name != "partnership"}
        yield route, reverse(route.name, kwargs={"partnership": partnership, **filled})


def alone(client: Client, method: str, address: str, *data: Any, **how: Any) -> Told:
    """As ``told``; the effects of the request, such as that it is recorded, are taken back."""
    with transaction.atomic():
        found = told(client, method, address, *data, **how)
        transaction.set_rollback(True)
    return found


def systems(filled: Mapping[str, str]) -> Iterator[tuple[Route, str, str]]:
    """Every address that a system asks with its key: the route, the method and the address.

    Args:
        filled: what stands in an address for each name of a route that has one, such as ``records-api:send``.
    """
    for route in routes_of(STAFF):
        if route.mark is None or not route.mark.by_key:
            continue
        named = {name: filled[route.name] for name in route.arguments}
        yield route, "post" if route.mark.writes else "get", reverse(route.name, kwargs=named)


def differences(before: Mapping[str, Told], after: Mapping[str, Told]) -> list[str]:
    """Where two rounds of answers differ, in words."""
    return [f"{name}: {_difference(one, after[name])}" for name, one in before.items() if one != after[name]]


def _difference(one: Told, other: Told) -> str:
    if (one.status, one.kind, one.size) != (other.status, other.kind, other.size):
        return f"{one.status} {one.kind} {one.size}, then {other.status} {other.kind} {other.size}"
    more = [sql for sql in other.asked if sql not in one.asked]
    return f"{len(one.asked)} questions, then {len(other.asked)}; new: {more[:2]}"
