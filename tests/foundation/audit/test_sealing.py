"""Entries are appended without waiting and sealed later: by whoever comes first, once each."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from cairn.foundation.audit.chain import seal_chain, seal_everything, verify_chain, verify_everything
from cairn.foundation.audit.commands import record_event
from cairn.foundation.audit.models import Head, Pending, Seal
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor
from tests.foundation.audit.conftest import FIRST_MOMENT, add_entries

pytestmark = pytest.mark.usefixtures("committed")


def test_what_waits_is_sealed_in_the_order_it_was_recorded():
    add_entries(3, 5)
    assert seal_chain(3) == 5
    places = Seal.objects.filter(chain=3).order_by("entry_id").values_list("place", flat=True)
    assert list(places) == [1, 2, 3, 4, 5]
    assert not Pending.objects.filter(chain=3).exists()
    assert verify_chain(3, using="owner").faults == ()


def test_nothing_waiting_seals_nothing():
    assert seal_everything() == 0
    assert list(verify_everything("owner")) == []


def test_sealing_goes_on_where_it_stopped():
    for count in (1, 2, 3):
        add_entries(3, count)
        seal_chain(3)
    assert verify_chain(3, using="owner").length == 6
    assert Head.objects.get(chain=3).place == 6


def test_a_limit_is_kept_and_the_rest_waits():
    add_entries(3, 5)
    assert seal_chain(3, limit=2) == 2
    finding = verify_chain(3, using="owner")
    assert (finding.length, finding.waiting, finding.faults) == (2, 3, ())


def test_each_partnership_has_a_chain_of_its_own_and_the_installation_knows_of_each():
    add_entries(3, 2)
    add_entries(5, 3)
    seal_everything()
    assert {finding.chain: finding.length for finding in verify_everything("owner")} == {0: 2, 3: 2, 5: 3}


def test_an_entry_noted_twice_as_waiting_does_not_stop_the_sealer():
    add_entries(3, 1)
    seal_chain(3)
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO audit_pending (entry_id, chain) SELECT entry_id, chain FROM audit_seal")
    add_entries(3, 1)
    assert seal_chain(3) == 1
    assert verify_chain(3, using="owner").faults == ()


def test_an_act_that_is_rolled_back_leaves_nothing_to_seal():
    with transaction.atomic():
        add_entries(3, 1)
        transaction.set_rollback(True)
    assert seal_everything() == 0


def test_two_sealers_and_many_writers_at_once_leave_one_sound_chain():
    done = threading.Event()

    def write(number: int) -> None:
        try:
            for turn in range(15):
                with transaction.atomic():  # two entries each, so that commits interleave
                    add_entries(3, 2)
                if turn % 5 == number:
                    add_entries(5, 1)
        finally:
            connections.close_all()

    def seal() -> int:
        sealed = 0
        try:
            while not done.is_set():
                sealed += seal_chain(3, limit=7)
        finally:
            connections.close_all()
        return sealed

    with ThreadPoolExecutor(6) as pool:
        sealers = [pool.submit(seal) for _ in range(2)]
        writers = [pool.submit(write, number) for number in range(4)]
        for writer in writers:
            writer.result()
        done.set()
        sealed = sum(sealer.result() for sealer in sealers)
    sealed += seal_chain(3)
    finding = verify_chain(3, using="owner")
    assert (sealed, finding.length, finding.waiting, finding.faults) == (120, 120, 0, ())


def test_verifying_while_a_sealer_works_finds_no_fault():
    add_entries(3, 40)
    done = threading.Event()

    def seal() -> None:
        try:
            while not done.is_set():
                add_entries(3, 1)
                seal_chain(3, limit=3)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        sealer = pool.submit(seal)
        findings = [verify_chain(3, using="owner") for _ in range(25)]
        done.set()
        sealer.result()
    assert [finding.faults for finding in findings if finding.faults] == []
    assert findings[-1].length > findings[0].length


def test_the_application_role_can_verify_too_chain_by_chain():
    add_entries(3, 2)
    add_entries(5, 2)
    seal_everything()
    assert [finding.faults for finding in verify_everything("default")] == [(), (), ()]


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET chain = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_even_the_owner_cannot_change_history_by_accident(table, statement):
    with connections["owner"].cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET chain = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_role_that_serves_people_may_not_change_history(table, statement):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement.format(table))


def test_an_entry_is_read_only_by_those_who_act_in_its_partnership():
    record_event(
        by=system_actor(3), at=FIRST_MOMENT, action="test.happen", subject=("thing", "T-1"),
        kind=EntryKind.READ, facts={},
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        seen = []
        for partnership in ("3", "5", ""):
            cursor.execute("SELECT set_config('cairn.partnership', %s, true)", [partnership])
            cursor.execute("SELECT count(*) FROM audit_entry")
            seen.append(cursor.fetchone()[0])
    assert seen == [1, 0, 0]
