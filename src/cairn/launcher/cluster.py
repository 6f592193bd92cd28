"""A private PostgreSQL cluster: made once, started, stopped, and brought back after a crash."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from cairn.launcher import processes
from cairn.launcher.account import Account
from cairn.launcher.binaries import Postgres
from cairn.launcher.state import remove_tree, secret, socket_folder
from cairn.launcher.words import Refusal

SUPERUSER = "postgres"
PATIENCE = 10.0  # seconds to go on trying when the server will not start
RECOVERY = 60.0  # seconds a started server may take to answer; it may be replaying its log after a crash
LOG_LIMIT = 4_000_000  # bytes; a longer log starts again

_SETTINGS = {
    "demo": {
        "max_connections": "60",
        "shared_buffers": "128MB",
    },
    # Test data is worth nothing after the run, so it need not survive a power cut.
    "test": {
        "max_connections": "200",
        "shared_buffers": "128MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_wal_size": "2GB",
        "autovacuum_naptime": "300",
    },
}
_ALWAYS = {
    "listen_addresses": "",  # no network at all: the socket's folder is the only door
    "unix_socket_permissions": "0700",
    "port": "5432",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # costs more than it saves on short queries
}


@dataclass(frozen=True)
class Cluster:
    """One private cluster of one clone.

    Attributes:
        profile: `demo` or `test`.
        base: state folder of the clone.
        account: who the server runs as.
    """

    profile: str
    base: Path
    account: Account

    @property
    def home(self) -> Path:
        """Folder of this profile."""
        return self.base / self.profile

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.home / "postgres.log"

    @property
    def password(self) -> str:
        """Password of the cluster's superuser."""
        return secret(self.base, f"{self.profile}_superuser")

    def socket(self) -> Path:
        """Folder of the server's socket."""
        return socket_folder(self.home)

    def made_by(self) -> int | None:
        """Major version that made the data folder; None when there is none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return None

    def answers(self) -> bool:
        """True when the superuser can connect. The pid file is not asked: it may be stale.

        Raises:
            Refusal: a server answers, but our secrets file is not the one it was made with.
        """
        import psycopg

        try:
            with self.connect():
                return True
        except psycopg.OperationalError as problem:
            if "password authentication failed" in str(problem):
                raise Refusal(
                    f"The passwords in {self.base / 'secrets.json'} do not fit the database beside it.",
                    "Start over with: python3 dev.py demo --fresh (or python3 dev.py clean)",
                ) from None
            return False

    def connect(self, database: str = "postgres"):
        """Open a connection as the cluster's superuser, outside any transaction."""
        import psycopg

        return psycopg.connect(
            host=str(self.socket()),
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )


def create(cluster: Cluster, programs: Postgres) -> None:
    """Make the data folder, in one step: a stopped `initdb` leaves nothing behind.

    Raises:
        Refusal: `initdb` failed; its own words follow.
    """
    spare = cluster.home / "data.new"
    remove_tree(spare)
    spare.mkdir()
    cluster.account.own(spare)
    password = cluster.home / "initdb.password"
    password.write_text(cluster.password + "\n")
    cluster.account.own(password)
    try:
        done = subprocess.run(
            [programs.bin / "initdb", "-D", spare, "-U", SUPERUSER, f"--pwfile={password}"]
            + ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"],
            capture_output=True,
            text=True,
            cwd="/",
            env=_environment(programs),
            **cluster.account.popen_options(),
        )
    finally:
        password.unlink()
    if done.returncode:
        raise Refusal("PostgreSQL could not make its data folder.", (done.stdout + done.stderr).strip())
    os.rename(spare, cluster.data)


def start(cluster: Cluster, programs: Postgres) -> None:
    """Start the server and wait until it answers.

    A killed server's backends hold its memory for a moment, so a failed start is tried again.

    Raises:
        Refusal: it did not answer in time; the end of its log follows.
    """
    _clear_stale(cluster)
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_LIMIT:
        cluster.log.unlink()
    deadline = time.monotonic() + PATIENCE
    while not cluster.answers():
        server = _launch(cluster, programs)
        if _wait(cluster, server):
            return
        if time.monotonic() > deadline or not _worth_another_try(cluster):
            raise Refusal(f"PostgreSQL did not start. The end of {cluster.log}:", processes.tail(cluster.log, 15))
        time.sleep(0.2)


def _wait(cluster: Cluster, server: subprocess.Popen) -> bool:
    """Wait until a started server answers; False when it ended instead."""
    deadline = time.monotonic() + RECOVERY
    while server.poll() is None:
        if cluster.answers():
            return True
        if time.monotonic() > deadline:
            server.send_signal(signal.SIGQUIT)
            raise Refusal(
                f"PostgreSQL started but did not answer within {RECOVERY:.0f} seconds.",
                f"The end of {cluster.log}:",
                processes.tail(cluster.log, 15),
            )
        time.sleep(0.02)
    return False


def _worth_another_try(cluster: Cluster) -> bool:
    """True when the server stopped because the remains of a killed one were still there."""
    end = processes.tail(cluster.log, 8)
    return "pre-existing shared memory" in end or "lock file" in end or "is being used" in end


def _launch(cluster: Cluster, programs: Postgres) -> subprocess.Popen:
    socket = cluster.socket()
    cluster.account.own(socket)
    quoted = str(socket).replace('"', '""')
    settings = {**_ALWAYS, **_SETTINGS[cluster.profile], "unix_socket_directories": f'"{quoted}"'}
    command = [str(programs.bin / "postgres"), "-D", str(cluster.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with open(cluster.log, "ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(programs),
            start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
            **cluster.account.popen_options(),
        )


def _environment(programs: Postgres) -> dict[str, str]:
    """Return a bare environment: PG* variables of the caller must not reach the server."""
    environment = {"PATH": f"{programs.bin}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    icu = programs.bin.parent / "share" / "icu"
    if icu.is_dir():  # the wheel for Alpine keeps these data beside the programs
        environment["ICU_DATA"] = str(icu)
    return environment


def _clear_stale(cluster: Cluster) -> None:
    """Get rid of a pid file that is no longer true, and of a server that lost its socket.

    PostgreSQL trusts a pid file when any process has that number. After a kill or a restart of a
    container that may be a zombie or a stranger, and the server would refuse to start for ever.
    """
    note = cluster.data / "postmaster.pid"
    pid = postmaster(cluster)
    if pid is None:
        note.unlink(missing_ok=True)
        return
    deadline = time.monotonic() + 2.0
    while time.monotonic() < deadline:  # perhaps it is still starting
        if cluster.answers():
            return
        time.sleep(0.1)
    _end(pid)


def postmaster(cluster: Cluster) -> int | None:
    """Return the number of the running server process, or None.

    The pid file's word counts only if that process lives and was started on our data folder.
    """
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    command = processes.command_of(pid)
    return pid if command is not None and str(cluster.data) in command else None


def stop(cluster: Cluster) -> bool:
    """Stop the server. Returns False when none was running."""
    pid = postmaster(cluster)
    if pid is None:
        return False
    _end(pid)
    return True


def _end(pid: int) -> None:
    """Ask the server to stop at once but cleanly; insist if it does not."""
    for how, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 2.0)):
        if processes.end(pid, how=how, patience=patience):
            return
