"""The public forms: their own process, their own role that may read and write one application, no accounts."""

from __future__ import annotations

import os

from cairn.settings.outside import *  # noqa: F403

SITE = "intake"
DATABASES = databases("CAIRN_INTAKE_DATABASE_URL")  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "cairn.domain.applications", "cairn.intake"]  # noqa: F405
MIDDLEWARE = [*MIDDLEWARE, "cairn.intake.middleware.SentFromHere"]  # noqa: F405
TEMPLATES = templates("cairn.intake.frame.every_page")  # noqa: F405
ROOT_URLCONF = "cairn.intake.urls"
WSGI_APPLICATION = "cairn.intake.wsgi.application"
CONTENT_SECURITY_POLICY = content_security_policy(forms="'self'")  # noqa: F405
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
