"""Tests: the staff settings under the application role, on a database made by the owner."""

from __future__ import annotations

import os

os.environ.setdefault("CAIRN_MODE", "test")
os.environ.setdefault("CAIRN_SECRET_KEY", "tests-only-" + "x" * 40)
os.environ.setdefault("CAIRN_AUDIT_KEY", "tests-only-" + "y" * 40)

from cairn.settings.staff import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed: tests hash made-up passwords
