"""Serve the staff site as it runs in life: gunicorn, its own settings, its own database role."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds a site may take to answer
LOG_END = 4_000  # characters of a site's log that a failure shows


@dataclass(frozen=True)
class Site:
    """A staff site that is up.

    Args:
        address: without a slash at the end.
        log: where its process writes.
    """

    address: str
    log: Path

    def last_words(self) -> str:
        """The end of its log, for the message of a failed test."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-LOG_END:]


@contextmanager
def serving(database: str, *, log: Path, public_address: str) -> Iterator[Site]:
    """The staff site on one database, until the block ends.

    Args:
        database: its name.
        log: file for what the site says.
        public_address: of the public site, which the staff site links to.

    Raises:
        RuntimeError: it does not answer; with the end of its log.
    """
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    # The socket is handed over open: another process cannot take the port in between.
    command = [sys.executable, "-m", "gunicorn", "cairn.web.wsgi:application", "--no-control-socket"]
    command += ["--bind", f"fd://{listening.fileno()}", "--worker-class", "gthread", "--threads", "4"]
    with log.open("wb") as words:
        process = subprocess.Popen(
            command, env=_environment(database, public_address), pass_fds=[listening.fileno()], cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT,
        )  # fmt: skip
    site = Site(f"http://127.0.0.1:{listening.getsockname()[1]}", log)
    try:
        _wait(site, process)
        yield site
    finally:
        process.terminate()
        process.wait(20)
        listening.close()


def _environment(database: str, public_address: str) -> dict[str, str]:
    """What the staff site is given in life: its own role's address, and never the owner's."""
    kept = {name: value for name, value in os.environ.items() if name != "CAIRN_OWNER_DATABASE_URL"}
    return {
        **kept,
        "CAIRN_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "cairn.settings.staff",
        "DATABASE_URL": _on(database, "DATABASE_URL"),
        "CAIRN_PUBLIC_DATABASE_URL": _on(database, "CAIRN_PUBLIC_DATABASE_URL"),
        "CAIRN_PUBLIC_ADDRESS": public_address,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }


def _on(database: str, variable: str) -> str:
    """The address in a variable, of another database of the same server."""
    return urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{database}"))


def _wait(site: Site, process: subprocess.Popen) -> None:
    # A proxy named in the environment knows nothing of this machine's own addresses.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with direct.open(f"{site.address}/healthz", timeout=PATIENCE) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{site.address} does not answer:\n{site.last_words()}")
