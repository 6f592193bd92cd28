"""The account that PostgreSQL runs as: our own, or an unprivileged one when we are root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cairn.launcher.binaries import Postgres
from cairn.launcher.state import short_hash
from cairn.launcher.words import Refusal, is_root


@dataclass(frozen=True)
class Account:
    """Whom the database server runs as.

    Attributes:
        name: account name.
        uid: user number.
        gid: group number.
        switch: True when we are root and must change to it.
    """

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_options(self) -> dict[str, object]:
        """Return what `subprocess` needs to run a program as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a folder to this account and to nobody else."""
        if self.switch:
            os.chown(path, self.uid, self.gid)
        os.chmod(path, 0o700)


def server_account() -> Account:
    """Return the account to run PostgreSQL as.

    Raises:
        Refusal: the system knows no such account, so `initdb` would stop.
    """
    if not is_root():
        try:
            me = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Refusal(
                f"User number {os.geteuid()} has no line in the password file, and PostgreSQL wants one.",
                "Run as a named user, or set DATABASE_URL to a database that is already running.",
            ) from None
        return Account(name=me.pw_name, uid=me.pw_uid, gid=me.pw_gid, switch=False)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=found.pw_uid, gid=found.pw_gid, switch=True)
    raise Refusal(
        "PostgreSQL will not run as root, and there is no account `postgres` or `nobody` to run it as.",
        "Run as a normal user.",
    )


def runnable(programs: Postgres, account: Account, base: Path) -> Postgres:
    """Return programs that the account can run, copied once to the state folder if need be.

    A virtual environment inside a private home cannot be read by the account that root changes to.

    Args:
        programs: what was found.
        account: who will run them.
        base: state folder; a copy goes in it.
    """
    if _runs(programs.bin, account):
        return programs
    source = programs.bin.parent
    copy = base / f"postgres-{programs.version}-{short_hash(str(source))}"
    if not copy.exists():
        spare = copy.with_name(copy.name + f".{os.getpid()}")
        shutil.copytree(source, spare, symlinks=True)
        for path in [spare, *spare.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        try:
            os.rename(spare, copy)
        except OSError:  # another run was first
            shutil.rmtree(spare)
    if not _runs(copy / "bin", account):
        raise Refusal(f"The account `{account.name}` cannot run the PostgreSQL programs in {programs.bin}.")
    return Postgres(bin=copy / "bin", version=programs.version, wheel=programs.wheel)


def _runs(folder: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            timeout=20,
            cwd="/",
            check=False,
            **account.popen_options(),
        )
    except OSError:
        return False
    return done.returncode == 0
