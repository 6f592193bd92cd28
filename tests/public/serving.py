"""Serve the public site as it runs in life: gunicorn, its own settings, its own database role."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
OTHERS = ("DATABASE_URL", "CAIRN_OWNER_DATABASE_URL")  # addresses the public site is never given


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


def environment(database: str, *, variable: str = "CAIRN_PUBLIC_DATABASE_URL") -> dict[str, str]:
    """What the public site's process is given: its role's address of one database, and nobody else's.

    Args:
        database: the name of the database.
        variable: whose address to give it instead, for a test of the wrong one.
    """
    parts = urlsplit(os.environ[variable])
    address = urlunsplit(parts._replace(path=f"/{database}"))
    kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
    return {
        **kept,
        "CAIRN_PUBLIC_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "cairn.settings.public",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def serving(database: str, *, log: Path) -> Iterator[Site]:
    """The public site on one database, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        site = Site(probe.getsockname()[1], log)
    command = [sys.executable, "-m", "gunicorn", "tests.public.counted:application", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{site.port}", "--worker-class", "gthread", "--threads", "4"]
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment(database), cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
        try:
            _wait(site, process, log)
            yield site
        finally:
            process.terminate()
            process.wait(20)


def _wait(site: Site, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            site.get("/help/")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The public site did not start:\n{log.read_text()[-3000:]}")
