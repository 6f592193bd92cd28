"""What both sites and the worker share."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from cairn.settings import environment

HERE = Path(__file__).resolve().parent.parent
MODE = environment.mode()
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

if PRODUCTION and os.environ.get("CAIRN_DEMO_SIGN_IN"):
    raise ImproperlyConfigured("Demo sign-in was asked for together with production settings. Cairn will not start.")
if not PRODUCTION and not set(environment.hosts()) <= {"localhost", "127.0.0.1", "[::1]"}:
    raise ImproperlyConfigured(
        f"CAIRN_MODE is {MODE}, where anyone may sign in as anyone, but CAIRN_HOSTS names a real host."
        " Cairn will not start. Set CAIRN_MODE=production, or serve the demonstration on localhost."
    )

ALLOWED_HOSTS = environment.hosts() or (["localhost", "127.0.0.1", "[::1]", "testserver"] if not PRODUCTION else [])

# Folders with further kinds of case, each a folder of files (docs/how-to/write-a-process.md).
CASE_KINDS = [path for path in os.environ.get("CAIRN_CASE_KINDS", "").split(os.pathsep) if path]

# A folder with a folder for each feed, in which systems lay extracts (docs/how-to/send-extracts.md); none if empty.
RECORDS_FOLDER = os.environ.get("CAIRN_RECORDS_FOLDER", "")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("CAIRN_STATIC_ROOT", HERE.parent.parent / ".cairn" / "static"))

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
            ],
            "builtins": [
                "cairn.foundation.ui.templatetags.cairn_ui",
                "cairn.foundation.ui.templatetags.cairn_charts",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Headers. The policy names no other host: nothing is ever fetched from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["cairn.foundation.files.uploads.BoundedUploads"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "cairn.foundation.access.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CAIRN_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "cairn": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},  # its lines name people
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},  # and its lines addresses
    },
}
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # lock-out is per account on purpose: one address often serves a whole council
]
