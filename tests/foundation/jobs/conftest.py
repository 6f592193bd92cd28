"""Cairn's own commands as processes of their own, on the database of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.foundation.audit.conftest import committed  # noqa: F401


def address(alias: str, name: str) -> str:
    """The address of the tests' database for a role."""
    found = settings.DATABASES[alias]
    host = quote(str(found["HOST"]), safe="/")
    port = f"&port={found['PORT']}" if found["PORT"] else ""
    return f"postgresql://{found['USER']}:{quote(str(found['PASSWORD']))}@/{name}?host={host}{port}"


@pytest.fixture
def cairn_command(fenced_database: str) -> Callable[..., subprocess.Popen]:
    """Start ``cairn`` with some words, as the application role or another; gives the process."""

    def start(*words: str, alias: str = "default") -> subprocess.Popen:
        environment = {
            **os.environ,
            "DATABASE_URL": address(alias, fenced_database),
            "CAIRN_OWNER_DATABASE_URL": "",
            "CAIRN_AUDIT_KEY": settings.AUDIT_KEY.decode(),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "cairn.cli", *words],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return start
