"""Run a site without accounts as it runs in life: gunicorn, its own settings, its own database role."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30.0
VARIABLES = {"public": "CAIRN_PUBLIC_DATABASE_URL", "intake": "CAIRN_INTAKE_DATABASE_URL"}
# What the staff site has and no other site is ever given.
STAFF = ("DATABASE_URL", "CAIRN_OWNER_DATABASE_URL", "CAIRN_SECRET_KEY", "CAIRN_AUDIT_KEY")


def environment(site: str, database: str, *, variable: str = "") -> dict[str, str]:
    """What a site's process is given: its role's address of one database, and nobody else's.

    Args:
        site: ``public`` or ``intake``.
        database: the name of the database.
        variable: whose address to give it instead, for a test of the wrong one.
    """
    own = VARIABLES[site]
    address = urlunsplit(urlsplit(os.environ[variable or own])._replace(path=f"/{database}"))
    others = {*STAFF, *VARIABLES.values()}
    return {
        **{name: value for name, value in os.environ.items() if name not in others},
        own: address,
        "CAIRN_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": f"cairn.settings.{site}",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def running(site: str, database: str, *, log: Path, page: str) -> Iterator[int]:
    """A site on one database until the block ends, from the moment it answers; gives its port.

    Args:
        site: ``public`` or ``intake``.
        database: the name of the database.
        log: where its words go.
        page: a path that is asked for until it answers.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", f"tests.{site}.counted:application", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
    given = environment(site, database)
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=given, cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
        try:
            _wait(port, page, process, log)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, page: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", page)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"The site did not start:\n{log.read_text()[-3000:]}")
