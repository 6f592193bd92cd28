"""What the figures were taken on, and how steady it was meanwhile."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

from bench.figures import Series, series

_BLOCK = b"cairn" * 200_000  # 1 MB


def facts() -> dict[str, Any]:
    """Cores, memory, processor, system and Python; no name of the machine."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": _memory(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 0)
    except (ValueError, OSError):
        return None


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def fixed_work(times: int = 15) -> list[float]:
    """Do the same small work again and again: seconds each. What differs is the machine, not the work."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        digest = hashlib.sha256()
        for _ in range(40):
            digest.update(_BLOCK)
        taken.append(time.perf_counter() - began)
    return taken


def noise(before: list[float], after: list[float]) -> Series:
    """The fixed work's times around a benchmark, each over the least of them: 1.00 is undisturbed."""
    least = min(before + after)
    return series([taken / least for taken in before + after])


def load() -> float:
    """Processes that wanted a core over the last minute."""
    return round(os.getloadavg()[0], 2)


def commit(clone: Path) -> str:
    """The commit measured, with a word where files were changed since."""
    said = _git(clone, "rev-parse", "--short=10", "HEAD")
    changed = _git(clone, "status", "--porcelain", "--untracked-files=no", "--", "src", "bench")
    return f"{said}, with changes not yet committed" if changed else said


def _git(clone: Path, *words: str) -> str:
    command = ["git", "-c", "safe.directory=*", *words]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    return done.stdout.strip()
