"""The peers' project: each library as its own documentation installs it, on Django and PostgreSQL as Cairn's."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, unquote, urlsplit

_address = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(_address.path.lstrip("/")),
        "USER": unquote(_address.username or ""),
        "PASSWORD": unquote(_address.password or ""),
        "HOST": parse_qs(_address.query)["host"][0],
        "CONN_MAX_AGE": None,
    }
}
SECRET_KEY = "only-for-a-benchmark"
USE_TZ = True
TIME_ZONE = "Europe/London"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "simple_history",
    "auditlog",
    "pgtrigger",
    "pghistory",
    "bench.peers.rows",
]
