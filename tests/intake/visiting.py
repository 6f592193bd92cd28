"""Serve the public forms as they run in life, and visit them as a browser without scripts would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests.databases import owner_params
from tests.outside import running
from tests.public.crawling import Markup

CODE = re.compile(r"[2-9A-Z]{6}-[2-9A-Z]{6}-[2-9A-Z]{6}")
_addresses = count(1)


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    path: str
    status: int
    headers: Message
    text: str

    @property
    def templates(self) -> set[str]:
        """Which of the forms' templates drew it."""
        return {name for name in (self.headers["X-Templates"] or "").split(",") if name}

    @property
    def code(self) -> str:
        """The code it shows, or ""."""
        found = CODE.search(self.text)
        return found.group() if found else ""

    def hidden(self, name: str) -> str:
        """The value of a hidden box."""
        boxes = [each for each in Markup(self.text).all("input") if each.get("name") == name]
        return boxes[-1].get("value") if boxes else ""


@dataclass(frozen=True)
class Forms:
    """Public forms that are running, on a database that the owner may look into."""

    port: int
    log: Path
    database: str

    @property
    def address(self) -> str:
        """Where a browser finds them."""
        return f"http://127.0.0.1:{self.port}"

    def as_owner(self, statement: str, *given: object) -> list[tuple]:
        """Run a statement as the owner of the tables."""
        with psycopg.connect(**owner_params(), dbname=self.database, autocommit=True) as connection:
            found = connection.execute(statement, given)
            return found.fetchall() if found.description else []


@dataclass
class Visitor:
    """Somebody with a browser of their own: its cookie, its address, and every answer it was given."""

    forms: Forms
    cookies: dict[str, str] = field(default_factory=dict)
    seen: list[Answer] = field(default_factory=list)
    number: int = field(default_factory=lambda: next(_addresses))

    def get(self, path: str) -> Answer:
        """Open an address; redirects are followed, but not to elsewhere."""
        return self._ask("GET", path)

    def post(self, path: str, *, origin: str | None = None, **typed: str) -> Answer:
        """Send a form."""
        body = urlencode(typed)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers["Origin"] = self.forms.address if origin is None else origin
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.forms.port, timeout=20)
        sent = {"X-Forwarded-For": f"10.0.{self.number // 250}.{self.number % 250}", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(path, response.status, response.headers, response.read().decode())
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies = {name: value} if value.strip('"') else {}
        self.seen.append(answer)
        where = response.headers["Location"]
        return self.get(where) if answer.status in (301, 302) and where.startswith("/") else answer


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    """A day as its three boxes."""
    return {f"{name}_day": str(number), f"{name}_month": str(month), f"{name}_year": str(year)}


@contextmanager
def serving(database: str, *, log: Path) -> Iterator[Forms]:
    """The public forms on one database, until the block ends."""
    with running("intake", database, log=log, page="/about/") as port:
        yield Forms(port, log, database)
