"""The database itself refuses what the code should never ask."""

import pytest
from django.db import ProgrammingError, connection, transaction

from cairn.foundation.access.fences import role_faults
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.audit.commands import NothingRecorded, WriteOutsideCommand, command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_partnerships(now):
    with command("test.set_up", by=system_actor(), at=now):
        agency = Agency(slug="a", name="A", short="A", kind="council")
        agency.save()
        made = [Partnership(slug=slug, name=slug, area=slug) for slug in ("here", "there")]
        for partnership in made:
            partnership.save()
    for partnership in made:
        with command("test.join", by=system_actor(partnership.pk), at=now):
            Membership(partnership=partnership, agency=agency, standing="member").save()
    return made


def test_the_role_that_serves_people_is_neither_superuser_nor_owner_nor_bypassrls():
    assert role_faults() == []


def test_without_an_actor_no_row_of_a_partnership_is_returned(two_partnerships):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cairn.partnership', '', true)")
    assert Membership.objects.count() == 0


def test_an_actor_reads_only_rows_of_the_partnership_acted_in(two_partnerships):
    here, there = two_partnerships
    set_scope(system_actor(here.pk))
    assert list(Membership.objects.values_list("partnership_id", flat=True)) == [here.pk]


def test_a_row_for_another_partnership_is_refused_by_the_database(two_partnerships, now):
    here, there = two_partnerships
    trespass = command("test.trespass", by=system_actor(here.pk), at=now)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), trespass:
        Membership(partnership=there, agency=Agency.objects.get(), standing="member").save()


def test_a_save_outside_a_command_is_refused_by_the_model(two_partnerships):
    with pytest.raises(WriteOutsideCommand):
        Agency(slug="b", name="B", short="B", kind="council").save()


def test_a_write_outside_a_command_is_refused_by_the_database_too(two_partnerships):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cairn.command', '', true)")
        with pytest.raises(ProgrammingError, match="no command is open"), transaction.atomic():
            cursor.execute("UPDATE agencies_agency SET name = 'changed'")


def test_a_command_that_records_nothing_rolls_back(two_partnerships, now):
    with pytest.raises(NothingRecorded), command("test.nothing", by=system_actor(), at=now):
        pass


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_audit_cannot_be_changed_by_the_role_that_serves_people(two_partnerships, statement):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_write_in_a_command_is_recorded_with_who_when_and_what(two_partnerships, now):
    set_scope(system_actor(two_partnerships[0].pk))
    entry = Entry.objects.get(action="test.join")
    assert entry.at == now
    assert entry.changes["standing"] == {"from": None, "to": "member"}
