"""The demonstration starts, answers, stops when told, and starts again quickly."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cairn.launcher.serve import KEPT
from cairn.launcher.state import clone_root

READY = "Ctrl-C stops it."
QUICK = 8.0  # seconds for a later start on an idle machine; the machine under test is seldom idle
SLACK = 3
STRATEGY = clone_root() / "src/cairn/content/strategies/herefordshire-2019-2022.toml"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def in_its_shell(base: Path, *words: str) -> str:
    """Run ``cairn`` after `eval "$(python3 dev.py env demo)"`, as the page about strategies says. Returns its words."""
    shell = {**os.environ, "CAIRN_STATE": str(base)}
    printed = subprocess.check_output([sys.executable, "-m", "cairn.launcher", "env", "demo"], env=shell, text=True)
    told = dict(shlex.split(line.removeprefix("export "))[0].split("=", 1) for line in printed.splitlines())
    return subprocess.check_output([sys.executable, "-m", "cairn.cli", *words], env={**shell, **told}, text=True)


class Demonstration:
    """One run of the demonstration, as a person would start it."""

    def __init__(self, base: Path) -> None:
        self.port, self.public_port, self.intake_port = free_port(), free_port(), free_port()
        command = [sys.executable, "-m", "cairn.launcher", "demo", "--no-browser", "--scale", "tiny"]
        command += ["--port", str(self.port), "--public-port", str(self.public_port)]
        command += ["--intake-port", str(self.intake_port)]
        self.began = time.monotonic()
        self.running = subprocess.Popen(
            command,
            env={**os.environ, "CAIRN_STATE": str(base)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> float:
        """Wait until it says that it is ready. Returns the seconds that took."""
        self.said = []
        for line in self.running.stdout:
            self.said.append(line)
            if READY in line:
                return time.monotonic() - self.began
        pytest.fail("The demonstration ended:\n" + "".join(self.said))

    def get(self, port: int, path: str) -> int:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status

    def stop(self) -> int:
        """Tell it to stop. Returns its exit status."""
        self.running.send_signal(signal.SIGTERM)
        self.running.communicate(timeout=40)
        return self.running.returncode


@pytest.mark.slow
def test_the_demonstration_starts_answers_stops_and_starts_again(base):
    first = Demonstration(base)
    try:
        first.wait()
        assert f"{KEPT}\n" not in first.said
        assert first.get(first.port, "/healthz") == 200
        assert first.get(first.public_port, "/healthz") == 200
        assert first.get(first.public_port, "/") == 200
        assert first.get(first.intake_port, "/healthz") == 200
        assert first.get(first.intake_port, "/easy/") == 200
        assert first.get(first.port, "/demo/sign-in/") == 200
        assert in_its_shell(base, "strategy", "load", str(STRATEGY)).endswith(": already as in the file.\n")
    finally:
        assert first.stop() == 0

    again = Demonstration(base)
    try:
        assert again.wait() < QUICK * SLACK
        assert f"{KEPT}\n" in again.said
        assert again.get(again.public_port, "/") == 200
    finally:
        assert again.stop() == 0
    assert not (base / "demo" / "data" / "postmaster.pid").exists()
