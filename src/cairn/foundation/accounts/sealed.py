"""Encryption and digests with the installation's key, one key for each purpose."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, *, purpose: str) -> str:
    """Encrypt a text so that only this installation can read it (Fernet: AES-128-CBC with HMAC-SHA-256).

    Args:
        text: what to hide.
        purpose: what it is for; a text sealed for one purpose cannot be opened for another.
    """
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, at: datetime | None = None, longest: timedelta | None = None) -> str | None:
    """Read a sealed text back.

    Args:
        sealed: what ``seal`` returned.
        purpose: the same purpose.
        at: now, when ``longest`` is given.
        longest: how old it may be.

    Returns:
        The text, or None when it is not ours, was changed, or is too old.
    """
    box = _box(purpose)
    try:
        if longest is not None and at is not None:
            opened = box.decrypt_at_time(sealed, int(longest.total_seconds()), int(at.timestamp()))
        else:
            opened = box.decrypt(sealed)
    except (InvalidToken, TypeError, ValueError):
        return None
    return opened.decode()


def keyed(text: str, *, purpose: str) -> str:
    """A digest that nobody can guess the text from without the installation's key.

    Returns:
        64 hexadecimal characters (HMAC-SHA-256).
    """
    key = _derived(settings.SECRET_KEY, purpose)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _box(purpose: str) -> MultiFernet:
    # The old keys stay readable while SECRET_KEY is being changed.
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(secret, purpose))) for secret in secrets])


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"cairn.{purpose}".encode()).derive(secret.encode())
