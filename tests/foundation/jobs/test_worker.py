"""The worker seals the audit each minute, under the role that serves people and no other."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from cairn.foundation.accounts.models import KeptDraft
from cairn.foundation.audit.chain import verify_everything, waiting_since
from cairn.foundation.jobs.periodic import EACH_MINUTE, EACH_TEN_MINUTES, NIGHT
from cairn.foundation.jobs.running import AT_ONCE, SILENT_AFTER, last_heartbeat
from tests.foundation.audit.conftest import add_entries


def schedule() -> dict[str, str]:
    """What is done by the clock: name of the task to when."""
    return {name: known.cron for (name, _), known in app.periodic_registry.periodic_tasks.items()}


def test_the_audit_is_sealed_every_minute_and_what_is_over_is_cleared_away():
    assert schedule()["audit.seal"] == "* * * * *"
    assert schedule()["accounts.clear_away"] == "*/10 * * * *"


def test_nothing_is_queued_twice_while_it_waits():
    for known in app.periodic_registry.periodic_tasks.values():
        assert known.task.queueing_lock == known.task.name


def test_what_takes_half_the_night_keeps_nobody_waiting_and_comes_one_by_one():
    locks = {known.task.name: known.task.lock for known in app.periodic_registry.periodic_tasks.values()}
    assert {locks.pop(name) for name in ("audit.seal", "accounts.clear_away", "jobs.put_back")} == {None}
    assert locks["cases.look_again"] == locks["hub.link_all"] == NIGHT
    often = {name for name, cron in schedule().items() if cron in (EACH_MINUTE, EACH_TEN_MINUTES)}
    assert {lock for name, lock in locks.items() if name not in often} == {NIGHT} and AT_ONCE > 1


@pytest.mark.django_db
def test_a_job_asked_for_in_a_transaction_that_fails_is_never_done():
    """The queue is in the same database, so it commits and rolls back with the rest."""
    from django.db import transaction

    with transaction.atomic():
        app.configure_task("audit.seal").defer(timestamp=0)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_one_round_of_the_worker_seals_every_chain_and_clears_drafts_as_the_application_role(committed, cairn_command):
    add_entries(3, 4)
    add_entries(5, 2)
    KeptDraft.objects.create(
        code_digest="x" * 64, path="/p/here/", sealed="nothing", kept_at=datetime.now(UTC) - timedelta(hours=3)
    )
    worker = cairn_command("worker", "--once")
    _, said = worker.communicate(timeout=120)
    assert worker.returncode == 0, said
    findings = {finding.chain: finding for finding in verify_everything("owner")}
    assert {chain: found.length for chain, found in findings.items()} == {0: 2, 3: 4, 5: 2}
    assert not [found for found in findings.values() if found.faults or found.waiting]
    assert waiting_since() is None
    assert not KeptDraft.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,), "what succeeded leaves no row behind"


@pytest.mark.slow
def test_what_a_worker_was_at_when_it_was_killed_is_done_again_and_holds_nothing_up(committed, cairn_command):
    for name in ("cases.look_again", "cases.note_overdue"):
        app.configure_task(name, lock=NIGHT, queueing_lock=name).defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'cases.look_again'")
    worker = cairn_command("worker", "--once")
    _, said = worker.communicate(timeout=120)
    assert worker.returncode == 0, said
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs")
        assert cursor.fetchall() == []


@pytest.mark.slow
def test_a_worker_tells_that_it_lives_and_ends_in_good_order_when_asked(committed, cairn_command):
    worker = cairn_command("worker")
    try:
        deadline = time.monotonic() + 90
        while (beat := last_heartbeat()) is None and time.monotonic() < deadline:
            assert worker.poll() is None, worker.stderr.read()
            time.sleep(0.2)
        assert beat is not None and datetime.now(UTC) - beat < SILENT_AFTER
    finally:
        worker.terminate()
        worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert last_heartbeat() is None


@pytest.mark.slow
def test_a_worker_under_the_owners_role_does_not_start(fenced_database, cairn_command):
    worker = cairn_command("worker", "--once", alias="owner")
    _, said = worker.communicate(timeout=120)
    assert worker.returncode == 1
    assert "must not serve people" in said
