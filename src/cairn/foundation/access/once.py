"""What is asked of the database once for a request or a batch, however often it is needed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_remembered: ContextVar[dict[Hashable, Any] | None] = ContextVar("cairn_remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep what ``once`` finds until this is over; inside another one, what that one keeps is used.

    Every screen is answered inside one. Nothing is kept from one request to the next.
    """
    if _remembered.get() is not None:
        yield
        return
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def once(key: Hashable, find: Callable[[], Any]) -> Any:
    """What ``find`` gives: asked the first time, and each time outside ``remembering``.

    Args:
        key: names what is asked and of which partnership; never of whom it depends who asks.
    """
    known = _remembered.get()
    if known is None:
        return find()
    if key not in known:
        known[key] = find()
    return known[key]


def forget(key: Hashable) -> None:
    """Ask again the next time: it was changed."""
    known = _remembered.get()
    if known is not None:
        known.pop(key, None)
