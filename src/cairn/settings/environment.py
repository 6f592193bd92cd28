"""Reading the environment, with refusals in plain words."""

from __future__ import annotations

import base64
import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("demo", "test", "production")


def mode() -> str:
    """``demo``, ``test`` or ``production`` (the default: nothing is loosened by forgetting)."""
    found = os.environ.get("CAIRN_MODE", "production")
    if found not in MODES:
        raise ImproperlyConfigured(f"CAIRN_MODE is {found!r}; it must be one of {', '.join(MODES)}.")
    return found


def secret(name: str) -> str:
    """A secret that must be set, and long enough to be one."""
    found = os.environ.get(name, "")
    if len(found) < 32:
        raise ImproperlyConfigured(f"{name} must be set to a random text of at least 32 characters.")
    return found


def transfer_keys() -> list[str]:
    """The secrets of sealed transfers, the one in use first; none where nothing is sent to other installations."""
    found = [each.strip() for each in os.environ.get("CAIRN_TRANSFER_KEYS", "").split(",") if each.strip()]
    for each in found:
        try:
            sound = len(base64.urlsafe_b64decode(each)) == 32
        except ValueError:
            sound = False
        if not sound:
            raise ImproperlyConfigured("CAIRN_TRANSFER_KEYS must hold what `cairn transfer new-key` prints.")
    if len(found) != len(set(found)):
        raise ImproperlyConfigured("CAIRN_TRANSFER_KEYS holds one key twice.")
    return found


def hosts() -> list[str]:
    """The host names this site answers to."""
    return [name.strip() for name in os.environ.get("CAIRN_HOSTS", "").split(",") if name.strip()]


def database(variable: str) -> dict[str, object]:
    """Django's settings for a ``postgresql://`` address, including socket folders in ``?host=``.

    Args:
        variable: the environment variable that holds the address.
    """
    address = os.environ.get(variable, "")
    if not address:
        raise ImproperlyConfigured(f"{variable} must hold the address of a PostgreSQL database.")
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{variable} must begin with postgresql://. Cairn runs on PostgreSQL only.")
    query = parse_qs(parts.query)
    options: dict[str, object] = {name: values[0] for name, values in query.items() if name not in ("host", "port")}
    # Every page asks the same few statements, and behind row-level security planning one takes longer than
    # running it, so a connection keeps the plans of those it has seen before.
    options |= {"server_side_binding": True, "prepare_threshold": 3}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": query.get("port", [str(parts.port or "")])[0],
        "OPTIONS": options,
    }
