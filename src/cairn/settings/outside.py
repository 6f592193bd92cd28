"""What the sites without accounts have in common: the public site and the public forms, each its own process."""

from __future__ import annotations

import secrets
from typing import Any

from cairn.settings.base import *  # noqa: F403
from cairn.settings.environment import database

# Django asks for one. Nothing here is signed or sealed, so each process makes one and forgets it: whoever
# gets into such a site finds neither the key of the staff site nor the key of the audit.
SECRET_KEY = secrets.token_urlsafe(50)

INSTALLED_APPS = ["cairn.foundation.audit", "cairn.foundation.ui", "django.contrib.staticfiles", "csp"]
MIDDLEWARE = [
    "cairn.foundation.ui.middleware.NothingKept",  # outermost, so that redirects and errors pass through it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cairn.foundation.ui.middleware.DatabaseAway",
]
WHITENOISE_USE_FINDERS = not PRODUCTION  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION  # noqa: F405
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}


def databases(variable: str, *session: str) -> dict[str, Any]:
    """The one database, for a role that no page may let keep it busy.

    Args:
        variable: name of the environment variable with its address.
        session: what every session is told besides, as ``name=value``.
    """
    found = database(variable)
    given = dict(found["OPTIONS"])
    told = (f"-c {one}" for one in (*session, "statement_timeout=5000"))
    given["options"] = " ".join((given.get("options", ""), *told)).strip()
    given.setdefault("connect_timeout", "5")
    held = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
    return {"default": {**found, "OPTIONS": given, **held}}


def templates(every_page: str) -> list[dict[str, Any]]:
    """The templates, with what a site tells each of its pages (a context processor)."""
    (base,) = TEMPLATES  # noqa: F405
    return [{**base, "OPTIONS": {**base["OPTIONS"], "context_processors": [every_page]}}]


def content_security_policy(*, forms: str) -> dict[str, Any]:
    """Nothing is fetched by a script and no picture stands inside a page's text; where forms may go, the site says."""
    own = ("script-src", "style-src", "img-src", "font-src")
    none = ("default-src", "connect-src", "base-uri", "frame-ancestors")
    found = {**dict.fromkeys(own, ["'self'"]), **dict.fromkeys(none, ["'none'"]), "form-action": [forms]}
    return {"DIRECTIVES": found}
