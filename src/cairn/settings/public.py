"""The public site: its own process, its own read-only role, no sessions, no cookies, no accounts."""

from __future__ import annotations

from cairn.settings.base import *  # noqa: F403
from cairn.settings.environment import database

SITE = "public"
DATABASES = {
    "default": {
        **database("CAIRN_PUBLIC_DATABASE_URL"),
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cairn.public.middleware.NeverStored",
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
SECURE_REFERRER_POLICY = "no-referrer"  # the page somebody goes to next must not learn where they were
WHITENOISE_USE_FINDERS = not PRODUCTION  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION  # noqa: F405
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
