"""Small questions about processes of this machine."""

import os
import signal
import subprocess
import time
from pathlib import Path


def command_of(pid: int) -> str | None:
    """Return the command line of a living process, or None when it is gone or a zombie.

    Args:
        pid: process number.
    """
    _reap(pid)
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            state = status.read_text(errors="replace").rpartition(")")[2].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, IndexError):
            return None
        if state in "ZX":
            return None
        return os.fsdecode(command.replace(b"\0", b" ")).strip()
    asked = ["ps", "-ww", "-o", "stat=,command=", "-p", str(pid)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    state, _, command = answer.partition(" ")
    return None if not answer or state.startswith("Z") else command.strip()


def _reap(pid: int) -> None:
    """Collect a child of ours that has ended, so that it does not linger as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except OSError:  # not our child
        pass


def end(pid: int, *, how: int = signal.SIGTERM, patience: float) -> bool:
    """Send a signal and wait for the process to end.

    Args:
        pid: process number.
        how: the signal.
        patience: seconds to wait.

    Returns:
        True when it has ended.
    """
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return True
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if command_of(pid) is None:
            return True
        time.sleep(0.02)
    return False


def tail(path: Path, lines: int) -> str:
    """Return the last lines of a log; an absent file has none."""
    try:
        with open(path, "rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - 64_000))
            text = stream.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
