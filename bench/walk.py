"""Walks a site as its people do, inside one process, and counts the queries of every page.

`python -m bench.walk` runs under the settings the environment names, and prints JSON: every page
visited with its URL name, and for the staff site the session cookie of each person.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve  # noqa: E402

from bench.links import links  # noqa: E402

# Eight people: those of generated partnerships, where the plans are longest, and of the real ones for
# every kind of work. Each has an address in one of the two forms of the demonstration.
PEOPLE = (
    "manager@invented-vale-01.example.test",
    "police.lead@invented-vale-01.example.test",
    "manager@invented-vale-02.example.test",
    "board@invented-vale-03.example.test",
    "cum-manager",
    "con-lead",
    "cum-ig",
    "cum-admin",
)
NOT_FOLLOWED = ("/static/", "/demo/")
EACH = 4  # addresses of one kind for one person
AT_MOST = 200  # addresses for one person


@dataclass(frozen=True)
class Visit:
    """One page as one person saw it.

    Args:
        queries: statements it sent, those of the session and of row-level security with them.
        repeated: how often the most repeated of them was sent; many means one for each row.
        processor_ms: what this process used for it, the database not counted.
    """

    person: str
    path: str
    name: str
    status: int
    kind: str
    queries: int
    repeated: int
    processor_ms: float


def walk(client: Client, person: str, *, each: int = EACH) -> Iterator[Visit]:
    """Follow links from the first page, a few of each kind, until nothing new is found."""
    waiting, seen, kinds = ["/"], {"/"}, Counter()
    done = 0
    while waiting and done < AT_MOST:
        path = waiting.pop(0)
        name = _name(path)
        if name is None:
            continue
        kind = (name, bool(urlsplit(path).query))
        kinds[kind] += 1
        if kinds[kind] > each:
            continue
        visit, text = _visit(client, person, path, name)
        done += 1
        yield visit
        for found in links(path, text):
            if found not in seen and not found.startswith(NOT_FOLLOWED):
                seen.add(found)
                waiting.append(found)


def _name(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def _visit(client: Client, person: str, path: str, name: str) -> tuple[Visit, str]:
    said: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said[sql] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        began = time.process_time()
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        taken = time.process_time() - began
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    text = body.decode(errors="replace") if kind == "text/html" and answer.status_code == 200 else ""
    if 300 <= answer.status_code < 400:
        text = f'<a href="{answer.headers["Location"]}">'
    again = max([times for sql, times in said.items() if sql.startswith("SELECT") and "set_config" not in sql] + [0])
    visit = Visit(person, path, name, answer.status_code, kind, said.total(), again, round(1000 * taken, 1))
    return visit, text


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """Every URL name there is."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from names(one.url_patterns, inner)
        elif one.name:
            yield f"{space}{one.name}"


def people() -> Iterator[tuple[str, Client, str]]:
    """(person, client, session cookie) of those who walk; the public site has one, who is nobody."""
    if settings.SITE == "public":
        yield "resident", Client(raise_request_exception=False), ""
        return
    from cairn.demo.people import read_people
    from cairn.demo.sign_in import BACKEND
    from cairn.foundation.accounts.models import User

    emails = {row["key"]: row["email"] for row in read_people()}
    for person in PEOPLE:
        account = User.objects.filter(email=emails.get(person, person)).first()
        if account is None:  # the small scale has no generated partnerships
            continue
        client = Client(raise_request_exception=False)
        client.force_login(account, backend=BACKEND)  # the demonstration's page does this for its cast
        yield person, client, client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    """Walk as everybody; a short pass first fills what is kept between requests, such as templates."""
    visits, cookies = [], {}
    for person, client, cookie in people():
        cookies[person] = cookie
        list(walk(client, person, each=1))
        visits += [asdict(visit) for visit in walk(client, person)]
    known = set(names(get_resolver().url_patterns))
    found = {
        "visits": visits,
        "cookies": cookies,
        "cookie_name": getattr(settings, "SESSION_COOKIE_NAME", ""),
        "not_visited": sorted(known - {visit["name"] for visit in visits}),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
