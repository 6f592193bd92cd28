"""The staff site does not start under a database role that row-level security does not bind."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured

from cairn.foundation.access import checks
from cairn.foundation.access.fences import role_faults


@pytest.mark.django_db
def test_the_application_role_may_serve_people():
    assert role_faults() == []
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    checks.refuse_unsound_role()


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_may_not_serve_people_and_each_reason_is_said():
    faults = " ".join(role_faults("owner"))
    assert "it owns, or belongs to the owner of," in faults and "create tables" in faults


def test_a_faulty_role_is_refused_in_plain_words(monkeypatch):
    monkeypatch.setattr(checks, "role_faults", lambda: ["it is a superuser"])
    with pytest.raises(ImproperlyConfigured, match="it is a superuser. Cairn will not start"):
        checks.refuse_unsound_role()
    [error] = run_checks(tags=[Tags.database], databases=["default"])
    assert error.id == "cairn.E001"


@pytest.mark.django_db
def test_the_staff_site_served_as_the_owner_does_not_start(fenced_database):
    """What the web server would run, with the owner's address in the wrong place."""
    owner = settings.DATABASES["owner"]
    address = f"postgresql://{owner['USER']}:{owner['PASSWORD']}@/{fenced_database}?host={owner['HOST']}"
    done = subprocess.run(
        [sys.executable, "-c", "import cairn.web.wsgi"],
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cairn.settings.staff"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "must not serve people: " in done.stderr and "Cairn will not start" in done.stderr
