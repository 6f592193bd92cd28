"""What the launcher says, and how it stops when it cannot go on."""

import os
import sys


class Refusal(Exception):
    """The launcher cannot go on. Its lines say why, and what to do, in plain words."""

    def __str__(self) -> str:
        return "\n".join(str(line) for line in self.args)


class NoPostgres(Refusal):
    """No PostgreSQL programs of a usable version were found on this machine."""


def say(*lines: str) -> None:
    """Print lines at once, so that they keep their order beside output of other programs."""
    for line in lines:
        print(line, flush=True)


def warn(*lines: str) -> None:
    """Print lines on standard error at once."""
    for line in lines:
        print(line, file=sys.stderr, flush=True)


def in_ci() -> bool:
    """True where a missing part is a failure, never a skip (`CI=true`)."""
    return os.environ.get("CI", "").strip().lower() in {"1", "true", "yes"}


def is_root() -> bool:
    """True when this process may act for other accounts."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
