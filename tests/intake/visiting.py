"""Serve the public forms as they run in life, and visit them as a browser without scripts would."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg

from tests.databases import owner_params
from tests.public.crawling import Markup

ROOT = Path(__file__).resolve().parents[2]
OTHERS = (
    "DATABASE_URL",
    "CAIRN_OWNER_DATABASE_URL",
    "CAIRN_PUBLIC_DATABASE_URL",
    "CAIRN_SECRET_KEY",
    "CAIRN_AUDIT_KEY",
)
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


def environment(database: str, *, variable: str = "CAIRN_INTAKE_DATABASE_URL") -> dict[str, str]:
    """What the process of the public forms is given: its role's address of one database, and nobody else's."""
    address = urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{database}"))
    return {
        **{name: value for name, value in os.environ.items() if name not in OTHERS},
        "CAIRN_INTAKE_DATABASE_URL": address,
        "CAIRN_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "cairn.settings.intake",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def serving(database: str, *, log: Path) -> Iterator[Forms]:
    """The public forms on one database, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        forms = Forms(probe.getsockname()[1], log, database)
    command = [sys.executable, "-m", "gunicorn", "tests.intake.counted:application", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{forms.port}", "--worker-class", "gthread", "--threads", "4"]
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment(database), cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
        try:
            _wait(forms, process)
            yield forms
        finally:
            process.terminate()
            process.wait(20)


def _wait(forms: Forms, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            Visitor(forms).get("/about/")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The public forms did not start:\n{forms.log.read_text()[-3000:]}")
