"""Refuse to start where anyone could sign in as anyone, or where errors would show secrets.

Settings read the environment and refuse what is wrong there; this looks at what came out of it in
the end, so that a settings module of somebody's own cannot undo the refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})


def refuse_unsafe() -> None:
    """Stop the start with every reason in plain words.

    Raises:
        ImproperlyConfigured: when there is a reason.
    """
    if reasons := list(unsafe(settings)):
        raise ImproperlyConfigured(" ".join([*reasons, "Cairn will not start."]))


def unsafe(found: Any) -> Iterator[str]:
    """Each reason why these settings must not serve anybody."""
    has_demo = "cairn.demo" in found.INSTALLED_APPS or found.ROOT_URLCONF.startswith("cairn.demo")
    if found.DEBUG:
        yield "DEBUG is on, so an error would show people's data and the keys."
    if found.MODE == "production":
        if has_demo:
            yield "The demonstration, where anyone may sign in as anyone, is installed with CAIRN_MODE=production."
        if "*" in found.ALLOWED_HOSTS:
            yield "ALLOWED_HOSTS holds *, so a forged host name would be believed."
    elif real := sorted(set(found.ALLOWED_HOSTS) - LOCAL):
        yield (
            f"CAIRN_MODE is {found.MODE}, where anyone may sign in as anyone,"
            f" but it would answer to {', '.join(real)}. Only localhost is allowed."
        )
