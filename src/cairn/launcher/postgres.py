"""Gives a clone its database: the one it is told to use, or a private cluster of its own."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from cairn.launcher import given, roles
from cairn.launcher.account import runnable, server_account
from cairn.launcher.binaries import OLDEST, Postgres, find_postgres
from cairn.launcher.cluster import Cluster, create, start
from cairn.launcher.cluster import stop as stop_cluster
from cairn.launcher.state import (
    ROOT_HOME,
    clone_root,
    locked,
    open_folder,
    read_notes,
    remove_tree,
    secret,
    write_private,
)
from cairn.launcher.words import NoPostgres, Refusal, say

PROFILES = ("demo", "test")
DATABASE = "cairn"


@dataclass(frozen=True)
class Urls:
    """Addresses of one database, one for each role.

    Attributes:
        owner: runs migrations; owns the tables.
        app: the staff site and the worker.
        public: the public site.
        intake: the public forms; "" where a database was given to us without a role for them.
    """

    owner: str
    app: str
    public: str
    intake: str = ""


def ensure(profile: str, base: Path, *, database: str = DATABASE) -> Urls:
    """Return a database that answers, starting a private cluster if none was named.

    Args:
        profile: `demo` keeps its data; `test` is fast and forgets.
        base: state folder of the clone.
        database: name of the database inside the private cluster.

    Raises:
        NoPostgres: no PostgreSQL of version 15 or newer is on this machine.
        Refusal: anything else in the way, with what to do about it.
    """
    if profile not in PROFILES:
        raise Refusal(f"There is no profile {profile!r}; there are: {', '.join(PROFILES)}.")
    if _is_given(base):
        return Urls(*given.ensure(profile, base, os.environ))
    cluster = Cluster(profile=profile, base=base, account=server_account())
    open_folder(cluster.home)
    urls = _urls(cluster, database)
    if _is_ready(cluster, database) and cluster.answers():
        return urls
    with locked(cluster.home / "start.lock"):
        _bring_up(cluster)
        _provide(cluster, database)
    return urls


def _is_given(base: Path) -> bool:
    """True when `DATABASE_URL` names a database; an address of our own, from `dev.py env`, does not count."""
    url = unquote(os.environ.get("DATABASE_URL", ""))
    if not url:
        return False
    account = server_account()
    own = [Cluster(profile=profile, base=base, account=account) for profile in PROFILES]
    return not any(cluster.home.exists() and str(cluster.socket()) in url for cluster in own)


def _bring_up(cluster: Cluster) -> None:
    if cluster.answers():
        return
    programs = _choose(cluster)
    programs = runnable(programs, cluster.account, cluster.base)
    if cluster.made_by() is None:
        create(cluster, programs)
        (cluster.home / "ready.json").unlink(missing_ok=True)
        if cluster.profile == "demo":
            say(
                f"Made a private PostgreSQL {programs.version} in {cluster.home}.",
                "It is for demonstration only. Never put live data in it.",
            )
    start(cluster, programs)


def _choose(cluster: Cluster) -> Postgres:
    """Pick the programs that fit the data folder, or the best ones for a new one."""
    found = find_postgres(clone_root() / ".venv")
    if not found:
        raise NoPostgres(
            f"No PostgreSQL {OLDEST} or newer was found on this machine.",
            "Install it (Debian and Ubuntu: postgresql; macOS: brew install postgresql@17),",
            "or set DATABASE_URL to a database that is already running.",
        )
    made_by = cluster.made_by()
    fitting = [one for one in found if made_by in (None, one.version)]
    if fitting:
        return fitting[0]
    if cluster.profile == "test":
        remove_tree(cluster.data)
        return found[0]
    raise Refusal(
        f"The demonstration's database was made by PostgreSQL {made_by}, which is no longer on this machine.",
        "Install that version again, or start over with: python3 dev.py demo --fresh",
    )


def _provide(cluster: Cluster, database: str) -> None:
    if _is_ready(cluster, database):
        return
    with cluster.connect() as connection:
        roles.provide_roles(connection, passwords=_passwords(cluster), may_create_databases=cluster.profile == "test")
        roles.provide_database(connection, name=database)
    write_private(cluster.home / "ready.json", json.dumps({**_ready_notes(cluster), database: _ROLES}) + "\n")


def _is_ready(cluster: Cluster, database: str) -> bool:
    """Whether the database was made with the roles of this version; an earlier one may have had fewer."""
    return _ready_notes(cluster).get(database) == _ROLES


def _ready_notes(cluster: Cluster) -> Mapping[str, str]:
    return read_notes(cluster.home / "ready.json") if cluster.data.exists() else {}


_ROLES = " ".join(roles.ROLES)
_SECRETS = ("owner", "app", "public", "intake")


def _passwords(cluster: Cluster) -> roles.Passwords:
    return roles.Passwords(*(secret(cluster.base, f"{cluster.profile}_{name}") for name in _SECRETS))


def _urls(cluster: Cluster, database: str) -> Urls:
    passwords = _passwords(cluster)
    host = quote(str(cluster.socket()), safe="/")
    return Urls(*(f"postgresql://{role}:{passwords.of(role)}@/{database}?host={host}" for role in roles.ROLES))


def running(profile: str, base: Path) -> bool:
    """True when the private cluster of a profile answers."""
    cluster = Cluster(profile=profile, base=base, account=server_account())
    return cluster.data.exists() and cluster.answers()


def stop(profile: str, base: Path) -> bool:
    """Stop a private cluster. Returns False when none was running.

    Args:
        profile: `demo` or `test`.
        base: state folder of the clone.
    """
    cluster = Cluster(profile=profile, base=base, account=server_account())
    if not cluster.data.exists():
        return False
    with locked(cluster.home / "start.lock"):
        return stop_cluster(cluster)


def start_over(base: Path) -> None:
    """Forget the demonstration's data.

    Args:
        base: state folder of the clone.

    Raises:
        Refusal: the database is one that was given to us; we do not drop those.
    """
    if _is_given(base):
        raise Refusal("--fresh drops the database, and DATABASE_URL names one that Cairn did not make.")
    cluster = Cluster(profile="demo", base=base, account=server_account())
    open_folder(cluster.home)
    with locked(cluster.home / "start.lock"):
        stop_cluster(cluster)
        remove_tree(cluster.data)
        for note in ("ready.json", "loaded.json"):
            (cluster.home / note).unlink(missing_ok=True)


def sweep(base: Path) -> list[str]:
    """Drop test databases that earlier runs left in the private test cluster.

    Args:
        base: state folder of the clone.

    Returns:
        The names of those dropped.
    """
    if _is_given(base):
        return []
    with Cluster(profile="test", base=base, account=server_account()).connect() as connection:
        return roles.drop_left_overs(connection)


def forget_lost_clones(home: Path = ROOT_HOME) -> None:
    """Remove test clusters of clones that are gone: root's state outlives the clone it is of.

    Args:
        home: where root's state folders are.
    """
    account = server_account()
    for note in home.glob("*/clone"):
        base = note.parent
        if Path(note.read_text().strip()).exists() or (base / "demo").exists():
            continue
        stop_cluster(Cluster(profile="test", base=base, account=account))
        remove_tree(base)


@contextlib.contextmanager
def slot(base: Path) -> Iterator[str]:
    """Hold a test database name of our own, so that two runs at once never share one.

    Args:
        base: state folder of the clone.
    """
    for number in range(32):
        name = DATABASE if number == 0 else f"{DATABASE}_{number}"
        hold = contextlib.ExitStack()
        try:
            hold.enter_context(locked(base / "test" / f"{name}.lock", wait=0))
        except Refusal:
            continue
        with hold:
            yield name
        return
    raise Refusal("Thirty-two test runs of this clone are going on already.")
