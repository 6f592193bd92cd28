"""What the machine itself must have, and how it gets it: by apt where we may, else by plain words."""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cairn.launcher.binaries import find_browser, find_postgres, has_pdf_tools
from cairn.launcher.words import Refusal, in_ci, is_root, say, warn

POSTGRES_ADVICE = (
    "Install PostgreSQL 15 or newer (Debian and Ubuntu: apt install postgresql;"
    " macOS: brew install postgresql@17), or set DATABASE_URL."
)
_CLUSTERS = Path("/etc/postgresql-common/createcluster.conf")


def may_apt() -> bool:
    """True on Debian and its family when we are root."""
    return is_root() and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def apt_install(*names: str) -> bool:
    """Install Debian packages. Returns False when apt could not.

    Args:
        names: package names.
    """
    if not may_apt():
        return False
    say(f"Installing with apt: {' '.join(names)} ...")
    _apt_update()
    return _apt("install", "--yes", "--no-install-recommends", *names)


@functools.cache
def _apt_update() -> bool:
    return _apt("update")


def _apt(*arguments: str) -> bool:
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        warn((done.stdout + done.stderr).strip()[-2000:])
    return done.returncode == 0


def need_venv() -> None:
    """See to it that this Python can make virtual environments.

    Raises:
        Refusal: it cannot, and apt could not help; the package to install is named.
    """
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if apt_install(name):
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip"):
            return
    raise Refusal(f"This Python cannot make virtual environments. Install the package {name}, or uv.")


def need_postgres(venv: Path) -> bool:
    """Look for PostgreSQL programs, and ask apt for them. Returns False when there are none.

    Args:
        venv: virtual environment that may hold the demonstration wheel.
    """
    if os.environ.get("DATABASE_URL") or find_postgres(venv):
        return True
    if not may_apt():
        return False
    # Debian would make and start a cluster of its own, which nobody asked for.
    if not _CLUSTERS.exists():
        _CLUSTERS.parent.mkdir(parents=True, exist_ok=True)
        _CLUSTERS.write_text("create_main_cluster = false\n")
    return apt_install("postgresql") and bool(find_postgres(venv))


def need_test_tools(*, browser: bool) -> None:
    """See to it that tests find a browser and PDF tools.

    Args:
        browser: browser journeys are among the tests.

    Raises:
        Refusal: one is missing in continuous integration. Elsewhere a warning is printed, and tests skip.
    """
    _need("PDF tools", "poppler-utils", has_pdf_tools)
    if browser:
        _need("Chromium", "chromium", lambda: find_browser() is not None)


def _need(what: str, package: str, present) -> None:
    if present() or (apt_install(package) and present()):
        return
    line = f"{what} not found. Debian's package is {package}."
    if in_ci():
        raise Refusal(line, "CI is set, so a missing part is a failure.")
    warn(line + " The tests that need it will be skipped.")
