"""Load the demonstration: real content first, then the invented people and their year."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from django.conf import settings
from django.utils import timezone

from cairn.domain.strategies.api import load_strategy
from cairn.foundation.agencies.services.loading import load_partnerships

# The plan first: the later strategy points at it where both make the same promise.
STRATEGIES = (
    "cumberland-2024-2027",
    "cumberland-2025-2030",
    "westmorland-and-furness-2023-2028",
    "herefordshire-2019-2022",
)


def load_demo(*, scale: str) -> Iterator[str]:
    """Load what is not there yet and say so line by line.

    Args:
        scale: ``small``, the four real strategies; ``full`` adds generated partnerships.
    """
    if settings.MODE not in ("demo", "test"):
        raise RuntimeError("The demonstration is loaded in demo mode only.")
    content = files("cairn") / "content"
    now = timezone.now()
    yield load_partnerships(text=(content / "partnerships.toml").read_text(encoding="utf-8"), at=now)
    for slug in STRATEGIES:
        yield load_strategy(
            text=(content / "strategies" / f"{slug}.toml").read_text(encoding="utf-8"), at=now
        )
