"""No write without a command, no command without a record; and no record that keeps what is sensitive."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DataError, connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from cairn.domain.voice.models import Issue
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import (
    WriteOutsideCommand,
    WriteWhileReading,
    command,
    described_changes,
    only_reading,
    record_read,
    set_scope,
)
from cairn.foundation.audit.guarded import load_in_bulk, load_together
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import Sensitivity
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now) -> Partnership:
    with command("test.set_up", by=system_actor(), at=now):
        made = Partnership(slug="here", name="Here", area="Here", authority_codes=["E06000063"])
        made.save()
    return Partnership.objects.get(pk=made.pk)


def last_changes(action: str) -> dict:
    """What the newest entry of an action says was changed."""
    return Entry.objects.filter(action=action).latest("id").changes


def scope_to(partnership: Partnership) -> None:
    set_scope(system_actor(partnership.pk))


# ---- what is recorded


def test_only_what_changed_is_recorded_with_before_and_after(place, now):
    with command("test.rename", by=system_actor(), at=now):
        place.name = "There"
        place.save()
    set_scope(system_actor())
    assert last_changes("test.rename") == {"name": {"from": "Here", "to": "There"}}


def test_a_list_changed_in_place_is_recorded(place, now):
    with command("test.add_code", by=system_actor(), at=now):
        place.authority_codes.append("E06000064")
        place.save()
    set_scope(system_actor())
    assert last_changes("test.add_code")["authority_codes"]["to"] == ["E06000063", "E06000064"]


def test_a_field_that_was_not_saved_is_not_recorded(place, now):
    with command("test.rename", by=system_actor(), at=now):
        place.name, place.about = "There", "Somewhere"
        place.save(update_fields=["name"])
    set_scope(system_actor())
    assert set(last_changes("test.rename")) == {"name"}
    with command("test.describe", by=system_actor(), at=now):
        place.save()
    assert set(last_changes("test.describe")) == {"about"}


def test_a_field_that_was_not_loaded_is_recorded_with_what_stood_there(place, now):
    partly = Partnership.objects.only("pk").get(pk=place.pk)
    with command("test.empty", by=system_actor(), at=now):
        partly.name = ""
        partly.save()
    set_scope(system_actor())
    assert last_changes("test.empty") == {"name": {"from": "Here", "to": ""}}


def test_what_somebody_else_saved_meanwhile_is_not_put_down_to_me(place, now):
    other = Partnership.objects.get(pk=place.pk)
    with command("test.other", by=system_actor(), at=now):
        other.name = "There"
        other.save()
    place.refresh_from_db()
    with command("test.mine", by=system_actor(), at=now):
        place.about = "Mine"
        place.save()
    set_scope(system_actor())
    assert set(last_changes("test.mine")) == {"about"}


def test_reading_one_field_late_does_not_hide_a_change_of_another(place, now):
    partly = Partnership.objects.defer("about").get(pk=place.pk)
    partly.name = "There"
    assert partly.about == ""
    with command("test.rename", by=system_actor(), at=now):
        partly.save()
    set_scope(system_actor())
    assert last_changes("test.rename") == {"name": {"from": "Here", "to": "There"}}


def test_a_bulk_load_is_one_entry_with_digest_count_and_range(now):
    rows = [Agency(slug=f"a{number}", name="A", short="A", kind="council") for number in range(5)]
    with command("test.load", by=system_actor(), at=now):
        load_in_bulk(Agency, rows, subject=("installation", "agencies"), digest="d" * 64)
    set_scope(system_actor())
    [entry] = Entry.objects.filter(action="test.load")
    assert (entry.kind, entry.changes["rows"], entry.changes["digest"]) == ("bulk load", 5, "d" * 64)
    assert entry.changes["last"] - entry.changes["first"] == 4


def as_values(slug: str) -> tuple[dict, dict]:
    """An agency as plain values, and what it has in common with others."""
    made = Agency(slug=slug, name="A", short="A", kind="council")
    columns = [field.attname for field in Agency._meta.concrete_fields if not field.primary_key]
    return {"slug": slug}, {name: getattr(made, name) for name in columns if name != "slug"}


def test_batches_that_are_begun_while_others_are_written_are_one_entry_and_keep_the_order_of_their_rows(now):
    batches = [[f"a{batch}{row}" for row in range(3)] for batch in range(3)]
    same = as_values("any")[1]
    with (
        command("test.load", by=system_actor(), at=now),
        load_together(subject=("installation", "agencies"), digest="d" * 64) as load,
    ):
        begun = [load.begin_values(Agency, [as_values(slug)[0] for slug in batch], same=same) for batch in batches]
    slugs = dict(Agency.objects.values_list("pk", "slug"))
    assert [[slugs[key] for key in keys.result()] for keys in begun] == batches
    set_scope(system_actor())
    [entry] = Entry.objects.filter(action="test.load")
    assert (entry.kind, entry.changes["rows"]) == ("bulk load", 9)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_a_batch_that_the_database_refuses_takes_the_others_with_it_even_where_nobody_waits_for_it(now, wrong):
    same = as_values("any")[1]
    slugs = ["a0", "a1", "a2"]
    slugs[wrong] = "x" * 1000
    with (
        pytest.raises(DataError),
        command("test.load", by=system_actor(), at=now),
        load_together(subject=("installation", "agencies"), digest="d" * 64) as load,
    ):
        for slug in slugs:
            load.begin_values(Agency, [as_values(slug)[0]], same=same)
    assert not Agency.objects.exists()
    set_scope(system_actor())
    assert not Entry.objects.filter(action="test.load").exists()


def test_what_the_database_refused_is_said_and_not_what_failed_because_of_it(now):
    same = as_values("any")[1]
    with (
        pytest.raises(DataError, match="too long"),
        command("test.load", by=system_actor(), at=now),
        load_together(subject=("installation", "agencies"), digest="d" * 64) as load,
    ):
        begun = load.begin_values(Agency, [as_values("x" * 1000)[0]], same=same)
        begun.exception()  # PostgreSQL has answered, and nobody looked
        Agency.objects.exists()  # as a load reads the next part of its file


def test_a_read_is_recorded_with_its_purpose(place, now):
    by = system_actor(place.pk)
    record_read(by=by, at=now, action="test.open", subject=("thing", "T-1"), purpose="To check it.")
    scope_to(place)
    entry = Entry.objects.get(action="test.open")
    assert (entry.kind, entry.reason, entry.subject_ref) == ("read", "To check it.", "T-1")


# ---- what is refused


@pytest.mark.parametrize("write", ["update", "delete", "bulk_create", "bulk_update"])
def test_writes_that_would_pass_the_record_by_are_refused(place, now, write):
    arguments = {"update": [], "delete": [], "bulk_create": [[]], "bulk_update": [[place], ["name"]]}[write]
    with command("test.wholesale", by=system_actor(), at=now) as opened, pytest.raises(WriteOutsideCommand):
        opened.note(subject=("thing", "T-1"), changes={})
        getattr(Partnership.objects.all(), write)(*arguments)


def test_a_row_that_is_never_deleted_cannot_be_deleted_inside_a_command_either(place, now):
    with command("test.delete", by=system_actor(), at=now) as opened, pytest.raises(WriteOutsideCommand):
        opened.note(subject=("thing", "T-1"), changes={})
        place.delete()


def test_an_error_inside_a_command_takes_the_record_back_with_the_write(place, now):
    with pytest.raises(ZeroDivisionError), command("test.fail", by=system_actor(), at=now):
        place.name = "There"
        place.save()
        raise ZeroDivisionError
    set_scope(system_actor())
    assert not Entry.objects.filter(action="test.fail").exists()
    assert Partnership.objects.get(pk=place.pk).name == "Here"


def test_nothing_is_written_while_somebody_is_only_looking(place, now):
    with only_reading(), pytest.raises(WriteWhileReading), command("test.sneak", by=system_actor(), at=now):
        place.save()
    with only_reading():
        record_read(by=system_actor(), at=now, action="test.look", subject=("thing", "T-1"), purpose="")
    set_scope(system_actor())
    assert Entry.objects.filter(action="test.look").exists()


def test_after_a_command_the_database_refuses_writes_again(place, now):
    with command("test.rename", by=system_actor(), at=now):
        place.name = "There"
        place.save()
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="no command is open"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE agencies_partnership SET name = 'x'")


def test_after_an_inner_command_the_outer_one_is_the_actor_again(place, now):
    with command("test.outer", by=system_actor(place.pk), at=now) as outer:
        with command("test.inner", by=system_actor(), at=now) as inner:
            inner.note(subject=("thing", "T-1"), changes={})
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('cairn.partnership'), current_setting('cairn.command')")
            assert cursor.fetchone() == (str(place.pk), str(outer.id))
        outer.note(subject=("thing", "T-2"), changes={})


# ---- what is never kept


HIDDEN = [kind for kind in Sensitivity if not kind.value_is_kept]


@given(kind=some.sampled_from(HIDDEN), old=some.text(min_size=6), new=some.text(min_size=6))
def test_a_sensitive_value_is_never_in_what_is_recorded(kind, old, new):
    said = repr(described_changes({"field": old}, {"field": new}, {"field": kind}))
    assert old == new or "field" in said
    assert repr(old)[1:-1] not in said and repr(new)[1:-1] not in said


def test_the_same_sensitive_value_twice_does_not_look_the_same():
    first, second = (described_changes({}, {"field": "07000 000000"}, {"field": Sensitivity.CONTACT}) for _ in range(2))
    assert first["field"]["digest"] != second["field"]["digest"]


def test_a_secret_leaves_no_digest_either():
    said = described_changes({}, {"field": "hunter2"}, {"field": Sensitivity.SECRET})
    assert said == {"field": {"changed": True}}


def test_words_about_a_person_reach_no_column_of_the_audit(place, now):
    secret = "the waiting room in the old mill"
    with command("test.raise", by=system_actor(place.pk), at=now):
        Issue(
            partnership=place, ref="V-TEST01", topic="Waiting rooms", asked=secret,
            raised_on=date(2026, 11, 1), through="survey",
        ).save()  # fmt: skip
    assert _found_in_audit(place.pk, "V-TEST01")
    assert not _found_in_audit(place.pk, secret) and not _found_in_audit(place.pk, "Waiting rooms")


def test_names_addresses_and_passwords_reach_no_column_of_the_audit(place, now):
    with command("test.add", by=system_actor(), at=now):
        agency = Agency(slug="a", name="A", short="A", kind="council")
        agency.save()
        person = User(email="fern.basalt@example.org", name="Fern Basalt", agency=agency)
        person.set_password("a long enough password")
        person.save()
    with command("test.rename", by=system_actor(), at=now):
        person = User.objects.get(pk=person.pk)
        person.name = "Fern Dolerite"
        person.save()
    for word in ("Fern", "Basalt", "Dolerite", "fern.basalt", person.password):
        assert not _found_in_audit(0, word)
    set_scope(system_actor())
    assert set(last_changes("test.rename")["name"]) == {"salt", "digest"}


def _found_in_audit(chain: int, text: str) -> bool:
    set_scope(system_actor(chain))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry e WHERE strpos(e::text, %s) > 0", [text])
        return cursor.fetchone()[0] > 0
