"""Where benchmarks run: a private PostgreSQL that waits for the disk, and the peers' own environment."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from cairn.launcher import postgres, variables
from cairn.launcher.environment import find_uv
from cairn.launcher.state import clone_root, default_base, open_folder, read_notes, remove_tree, write_private
from cairn.launcher.words import Refusal, say

PEERS_LOCK = "requirements-bench.lock"


@dataclass(frozen=True)
class Place:
    """What a benchmark may use.

    Attributes:
        clone: top folder of the clone.
        base: state folder of the benchmarks, apart from the demonstration's and the tests'.
        quick: take few measurements, to see that everything runs; nothing is kept.
    """

    clone: Path
    base: Path
    quick: bool = False

    def urls(self, database: str) -> postgres.Urls:
        """Addresses of a database in the benchmarks' private cluster, which is started if need be."""
        return postgres.ensure("demo", self.base, database=database)

    def environment(self, urls: postgres.Urls, **more: str) -> dict[str, str]:
        """The environment of a Cairn process that may do everything, for set-up and single processes."""
        own = {**variables.for_everything("demo", self.base, urls), "PYTHONPATH": self.path(), **more}
        return variables.merged(own)

    def peers_environment(self, urls: postgres.Urls) -> dict[str, str]:
        """The environment of the peers' process: its tables' owner, as their documentation supposes."""
        own = {"DATABASE_URL": urls.owner, "DJANGO_SETTINGS_MODULE": "bench.peers.settings"}
        return {**os.environ, **own, "PYTHONPATH": str(self.clone)}

    def path(self) -> str:
        """What Python needs to find both the benchmarks and Cairn."""
        return f"{self.clone}{os.pathsep}{self.clone / 'src'}"

    def cairn(self, urls: postgres.Urls, *words: str) -> None:
        """Run the command line of Cairn on a database.

        Raises:
            Refusal: it failed; its own words are above.
        """
        command = [sys.executable, "-m", "cairn.cli", *words]
        if subprocess.run(command, env=self.environment(urls), cwd=self.clone, check=False).returncode:
            raise Refusal(f"`cairn {' '.join(words)}` failed; its own words are above.")

    def version(self, database: str) -> str:
        """PostgreSQL's version, such as 15.14."""
        import psycopg

        with psycopg.connect(self.urls(database).owner) as connection:
            return connection.execute("SHOW server_version").fetchone()[0].split()[0]

    def read_once(self, database: str) -> None:
        """Read a database's files, so that it is in memory as on a server that has run for a while."""
        import psycopg

        with psycopg.connect(self.urls(database).owner) as connection:
            found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        for file in (self.base / "demo" / "data" / "base" / str(found[0])).iterdir():
            with contextlib.suppress(FileNotFoundError), file.open("rb") as opened:  # some come and go
                while opened.read(1 << 24):
                    pass

    def stop(self) -> None:
        """Stop the private cluster; its data stay for the next run."""
        postgres.stop("demo", self.base)


def here(*, quick: bool) -> Place:
    """The benchmarks' place in this clone. A database named by the environment is never used."""
    os.environ.pop("DATABASE_URL", None)
    clone = clone_root()
    base = default_base(clone) / "bench"
    open_folder(base)
    return Place(clone=clone, base=base, quick=quick)


def peers_python(place: Place) -> Path:
    """The Python of the peers' environment, made from its own hashed lock where it is not there yet."""
    venv = place.clone / ".cairn" / "bench-venv"
    python = venv / "bin" / "python"
    lock = place.clone / PEERS_LOCK
    stamp = hashlib.sha256(lock.read_bytes() + sysconfig.get_python_version().encode()).hexdigest()
    if python.exists() and read_notes(venv / "made.json").get("lock") == stamp:
        return python
    say(f"Setting up the peers' environment from {PEERS_LOCK} ...")
    remove_tree(venv)
    venv.parent.mkdir(exist_ok=True)
    _run([sys.executable, "-m", "venv", str(venv)])
    uv = find_uv()
    install = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else None
    install = install or [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    _run([*install, "--require-hashes", "--no-deps", "-r", str(lock)])
    write_private(venv / "made.json", json.dumps({"lock": stamp}) + "\n")
    return python


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode:
        raise Refusal(f"`{Path(command[0]).name} {' '.join(command[1:4])}` failed; its own words are above.")
