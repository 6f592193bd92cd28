"""``cairn doctor`` says in plain words what is wrong and what to do, and never hides one thing behind another."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.utils import timezone

from cairn import commands
from cairn.commands import doctor
from cairn.foundation.access import checks, fences
from cairn.foundation.audit import chain
from cairn.foundation.jobs import running
from tests.foundation.jobs.conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(monkeypatch):
    """Everything that a test database lacks, made up: a worker that lives."""
    monkeypatch.setattr(running, "last_heartbeat", timezone.now)


def said(state: str) -> str:
    """Everything the doctor says of one kind."""
    return " ".join(f"{found.says} {found.advice}" for found in doctor.findings() if found.state == state)


def test_a_sound_installation_is_well(well, capsys):
    assert said(doctor.ILL) == ""
    assert doctor.run(None) == 0
    assert capsys.readouterr().out.endswith("All is well.\n")


def test_every_finding_is_a_sentence_and_every_ill_has_advice(monkeypatch, well):
    for found in doctor.findings():
        assert found.says.endswith(".") and found.says[0].isupper()


def test_a_test_or_demonstration_is_never_taken_for_the_real_thing(well):
    assert "Never for live data." in said(doctor.NOTE)


def test_no_worker_is_said_with_how_to_start_it(monkeypatch):
    monkeypatch.setattr(running, "last_heartbeat", lambda: None)
    assert "No worker is running. Start it: cairn worker" in said(doctor.ILL)
    assert doctor.run(None) == 1


def test_a_worker_that_fell_silent_is_said(monkeypatch):
    monkeypatch.setattr(running, "last_heartbeat", lambda: timezone.now() - timedelta(minutes=7))
    assert "silent for 7 minutes" in said(doctor.ILL)


def test_an_audit_that_waits_too_long_is_said(monkeypatch, well):
    monkeypatch.setattr(chain, "waiting_since", lambda: timezone.now() - timedelta(minutes=12))
    assert "waited 12 minutes" in said(doctor.ILL)


def test_a_key_that_does_not_fit_the_audit_is_said(monkeypatch, well):
    monkeypatch.setattr(chain, "key_fits", lambda: False)
    assert "sealed with another key" in said(doctor.ILL)


def test_an_unsafe_role_is_said(monkeypatch, well):
    monkeypatch.setattr(fences, "role_faults", lambda: ["it is a superuser"])
    assert "must not: it is a superuser." in said(doctor.ILL)


def test_a_fence_that_fell_is_said(monkeypatch, well):
    monkeypatch.setattr(checks, "fence_faults", lambda: ["plans_action"])
    assert "round plans_action. Run: cairn migrate" in said(doctor.ILL)


def test_keys_that_are_the_same_are_said(settings, well):
    settings.AUDIT_KEY = settings.SECRET_KEY.encode()
    assert "The audit key is the same as the secret key." in said(doctor.ILL)


def test_a_database_that_does_not_answer_is_one_finding_and_the_rest_is_still_looked_at(monkeypatch, well):
    def gone(*_):
        raise OperationalError

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", gone)
    found = list(doctor.findings())
    assert [one.says for one in found if one.state == doctor.ILL] == ["The database does not answer."]
    assert "Accessible PDF can be made, with 2 fonts." in [one.says for one in found]


def test_settings_that_refuse_to_start_are_said_as_they_are(monkeypatch):
    def refuse():
        raise ImproperlyConfigured("CAIRN_SECRET_KEY must be set.")

    monkeypatch.setattr(commands, "start_django", refuse)
    assert said(doctor.ILL).startswith("CAIRN_SECRET_KEY must be set.")


def test_a_look_that_breaks_hides_no_other(monkeypatch, well):
    def break_down():
        raise ZeroDivisionError

    monkeypatch.setattr(chain, "waiting_since", break_down)
    assert "Looking at the audit failed: ZeroDivisionError." in said(doctor.ILL)
    assert "Every migration has been run." in said(doctor.WELL)


def test_fences_as_they_are_have_no_fault_and_fallen_ones_are_named(fenced_database):
    take_down = (
        "ALTER TABLE plans_action {} ROW LEVEL SECURITY",
        "ALTER TABLE voice_reply {} TRIGGER append_only",
        "ALTER TABLE agencies_agency {} TRIGGER needs_command",
    )
    assert checks.fence_faults() == []
    with psycopg.connect(address("owner", fenced_database), autocommit=True) as owner:
        try:
            for statement in take_down:
                owner.execute(statement.format("DISABLE"))
            owner.execute(f"GRANT DELETE ON plans_plan TO {connection.settings_dict['USER']}")
            fallen = checks.fence_faults()
        finally:
            for statement in take_down:
                owner.execute(statement.format("ENABLE"))
            owner.execute(f"REVOKE DELETE ON plans_plan FROM {connection.settings_dict['USER']}")
    assert sorted(fallen) == ["agencies_agency", "plans_action", "plans_plan", "voice_reply"]
    assert checks.fence_faults() == []
