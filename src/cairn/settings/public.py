"""The public site: its own process, its own read-only role, no sessions, no cookies, no accounts."""

from __future__ import annotations

import secrets

from cairn.settings.base import *  # noqa: F403
from cairn.settings.environment import database

SITE = "public"
# Django asks for one. Nothing here is signed or sealed, so each process makes one and forgets it: whoever
# gets into the public site finds neither the key of the staff site nor the key of the audit.
SECRET_KEY = secrets.token_urlsafe(50)

_found = database("CAIRN_PUBLIC_DATABASE_URL")
_given = dict(_found["OPTIONS"])
# The role may write nothing; the session says so as well, and no page may keep the database busy.
_given["options"] = " ".join(
    (_given.get("options", ""), "-c default_transaction_read_only=on -c statement_timeout=5000")
).strip()
_given.setdefault("connect_timeout", "5")
DATABASES = {
    "default": {
        **_found,
        "OPTIONS": _given,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
INSTALLED_APPS = [
    "cairn.foundation.audit",
    "cairn.foundation.ui",
    "cairn.domain.publishing",
    "cairn.public",
    "django.contrib.staticfiles",
    "csp",
]
MIDDLEWARE = [
    "cairn.public.middleware.NothingKept",  # outermost, so that redirects and errors pass through it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cairn.public.middleware.DatabaseAway",
]
TEMPLATES = [
    {
        **TEMPLATES[0],  # noqa: F405
        "OPTIONS": {
            **TEMPLATES[0]["OPTIONS"],  # noqa: F405
            "context_processors": ["cairn.public.frame.every_page"],
        },
    }
]
ROOT_URLCONF = "cairn.public.urls"
WSGI_APPLICATION = "cairn.public.wsgi.application"

# There are no forms, nothing is fetched by a script, and no picture stands inside a page's text.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'none'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "no-referrer"  # the page somebody goes to next must not learn where they were

STATIC_ROOT = STATIC_ROOT / "public"  # noqa: F405  its own list of files, beside the staff site's
WHITENOISE_USE_FINDERS = not PRODUCTION  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION  # noqa: F405
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
