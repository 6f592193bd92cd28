"""The public forms: their own process, their own role that may read and write one application, no accounts."""

from __future__ import annotations

import os
import secrets

from cairn.settings.base import *  # noqa: F403
from cairn.settings.environment import database

SITE = "intake"
# Django asks for one. Nothing here is signed or sealed, so each process makes one and forgets it.
SECRET_KEY = secrets.token_urlsafe(50)

_found = database("CAIRN_INTAKE_DATABASE_URL")
_given = dict(_found["OPTIONS"])
_given["options"] = " ".join((_given.get("options", ""), "-c statement_timeout=5000")).strip()
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
    "cairn.domain.applications",
    "cairn.intake",
    "django.contrib.staticfiles",
    "csp",
]
MIDDLEWARE = [
    "cairn.intake.middleware.NothingKept",  # outermost, so that redirects and errors pass through it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cairn.intake.middleware.DatabaseAway",
    "cairn.intake.middleware.SentFromHere",
]
TEMPLATES = [
    {
        **TEMPLATES[0],  # noqa: F405
        "OPTIONS": {
            **TEMPLATES[0]["OPTIONS"],  # noqa: F405
            "context_processors": ["cairn.intake.frame.every_page"],
        },
    }
]
ROOT_URLCONF = "cairn.intake.urls"
WSGI_APPLICATION = "cairn.intake.wsgi.application"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# With "no-referrer" a browser would say of its own forms that they come from nowhere (middleware.SentFromHere).
SECURE_REFERRER_POLICY = "same-origin"

# Nobody types more than this into a page of questions; more is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 0
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# How many proxies stand before this site: needed for limits by address to see the real ones.
PROXIES = int(os.environ.get("CAIRN_PROXIES", "0"))

STATIC_ROOT = STATIC_ROOT / "intake"  # noqa: F405  its own list of files, beside those of the other sites
WHITENOISE_USE_FINDERS = not PRODUCTION  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION  # noqa: F405
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
