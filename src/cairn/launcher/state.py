"""Where a clone keeps what it makes: data folders, secrets, locks, stamps.

A normal user's state is in `.cairn/` inside the clone. Root's is under `/var/lib/cairn`, because
PostgreSQL refuses to run as root and the account it runs as must be able to reach its data, while
clones often lie in a home that only root may enter.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cairn.launcher.words import Refusal, is_root

# The longest socket address the systems we know accept: 103 bytes on macOS, 107 on Linux.
SOCKET_LIMIT = 103
ROOT_HOME = Path("/var/lib/cairn")
SOCKET_NAME = ".s.PGSQL.5432"
_PLAIN = re.compile(r"[A-Za-z0-9._/ -]+")  # to a PostgreSQL client a comma, say, parts two servers


def clone_root() -> Path:
    """Return the top folder of the clone that this code runs from."""
    return Path(__file__).resolve().parents[3]


def open_folder(path: Path) -> None:
    """Make a folder that other accounts may pass through, whatever the umask says."""
    path.mkdir(parents=True, exist_ok=True)
    if is_root():
        for made in (path, path.parent):
            if ROOT_HOME in (made, *made.parents):
                made.chmod(0o755)
        path.chmod(0o755)


def short_hash(text: str) -> str:
    """Return twelve hex digits that stand for `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def default_base(clone: Path) -> Path:
    """Return the state folder of a clone, made if need be; `CAIRN_STATE` may name another place.

    Args:
        clone: top folder of the clone.
    """
    if named := os.environ.get("CAIRN_STATE"):
        base = Path(named).resolve()
        open_folder(base)
        return base
    if not is_root():
        base = clone / ".cairn"
        base.mkdir(exist_ok=True)
        return base
    base = ROOT_HOME / short_hash(str(clone.resolve()))
    open_folder(base)
    note = base / "clone"
    if not note.exists():
        note.write_text(f"{clone.resolve()}\n")
    return base


@contextlib.contextmanager
def locked(path: Path, *, wait: float = 120.0, busy: str = "") -> Iterator[None]:
    """Hold an exclusive lock on a file while the block runs.

    Args:
        path: the lock file; made if need be.
        wait: seconds to wait for it; 0 tries once.
        busy: what to say when it cannot be had.

    Raises:
        Refusal: somebody else held the lock for all that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait
    with open(path, "a", encoding="ascii") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Refusal(busy or f"Another run holds {path}. Wait for it to end.") from None
                time.sleep(0.05)
        yield


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; only its owner may read it."""
    spare = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(spare, path)


def read_notes(path: Path) -> dict[str, str]:
    """Read a flat JSON file of notes; an absent or broken file is an empty one."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return notes if isinstance(notes, dict) else {}


def secret(base: Path, name: str) -> str:
    """Return a random secret of this clone, made at its first use and kept in a 0600 file.

    Args:
        base: state folder.
        name: which secret, such as `secret_key`.
    """
    path = base / "secrets.json"
    kept = read_notes(path)
    if name in kept:
        return kept[name]
    with locked(base / "secrets.lock"):
        kept = read_notes(path)
        if name not in kept:
            kept[name] = secrets.token_urlsafe(36)
            write_private(path, json.dumps(kept, indent=1) + "\n")
    return kept[name]


def socket_folder(home: Path) -> Path:
    """Return a folder for the database's socket whose address is short and plain enough to work.

    Args:
        home: the profile's state folder, used when its path will do.

    Raises:
        Refusal: the spare place exists and belongs to somebody else.
    """
    for place in _socket_places(home):
        if len(os.fsencode(place / SOCKET_NAME)) > SOCKET_LIMIT or not _PLAIN.fullmatch(str(place)):
            continue
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        if place.is_symlink() or (found.st_uid != os.geteuid() and not is_root()):
            raise Refusal(f"{place} belongs to somebody else. Remove it, or clone to a shorter path.")
        return place
    raise Refusal("No place with a short enough path was found for the database's socket.")


def _socket_places(home: Path) -> Iterator[Path]:
    name = f"cairn-{os.geteuid()}-{short_hash(str(home))}"
    yield home / "run"
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime) / name
    if sys.platform != "darwin":
        yield Path(tempfile.gettempdir()) / name
    yield Path("/tmp") / name  # noqa: S108 - checked for its owner above


def remove_tree(path: Path) -> None:
    """Remove a folder and all in it, if it is there."""
    if path.exists():
        shutil.rmtree(path)
