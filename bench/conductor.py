"""Starts the two sides of the side-by-side and asks them in turns."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.place import Place, peers_python
from cairn.launcher.words import Refusal


class Side:
    """One process that holds contenders; ask it, and it answers.

    Args:
        command: words to start it.
        environment: its whole environment.
        clone: where it runs.
    """

    def __init__(self, command: list[str], *, environment: Mapping[str, str], clone: Path) -> None:
        self._running = subprocess.Popen(
            command, env=dict(environment), cwd=clone, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: object, where: TracebackType | None) -> None:
        self._running.stdin.close()
        try:
            self._running.wait(20)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()

    def ask(self, do: str, **facts: Any) -> Any:
        """Ask for one thing.

        Raises:
            Refusal: the process ended; its own words are above.
        """
        self._running.stdin.write(json.dumps({"do": do, **facts}) + "\n")
        self._running.stdin.flush()
        line = self._running.stdout.readline()
        if not line:
            raise Refusal(f"A side of the benchmark ended while doing {do!r}; its own words are above.")
        return json.loads(line)


def cairn_side(place: Place) -> Side:
    """Cairn under the application's role, on a migrated and fenced database of its own."""
    urls = place.urls("cairn_bench")
    place.cairn(urls, "migrate")
    environment = place.environment(urls, DJANGO_SETTINGS_MODULE="bench.cairn_side.settings")
    return Side([sys.executable, "-m", "bench.cairn_side.worker"], environment=environment, clone=place.clone)


def peers_side(place: Place) -> Side:
    """The peers in their own environment, on a database beside Cairn's in the same server."""
    python = peers_python(place)
    environment = place.peers_environment(place.urls("peers_bench"))
    return Side([str(python), "-m", "bench.peers.worker"], environment=environment, clone=place.clone)
