"""What makes a process unsound, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes a process unsound: where it is written, and what to do."""

    where: Where
    says: str
