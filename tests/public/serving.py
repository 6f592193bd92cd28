"""Serve the public site as it runs in life: gunicorn, its own settings, its own database role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

from tests.outside import running


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    path: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as words."""
        return self.body.decode()

    @property
    def queries(self) -> int:
        """How many statements the database was asked."""
        return int(self.headers["X-Queries"])


@dataclass(frozen=True)
class Site:
    """A public site that is running; its log is where its words go."""

    port: int
    log: Path

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a path; redirects are not followed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(path, response.status, response.headers, response.read())
        finally:
            connection.close()


@contextmanager
def serving(database: str, *, log: Path) -> Iterator[Site]:
    """The public site on one database, until the block ends."""
    with running("public", database, log=log, page="/help/") as port:
        yield Site(port, log)
