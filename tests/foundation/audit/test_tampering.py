"""Whoever holds the database but not the key cannot change what was sealed without being found."""

from __future__ import annotations

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cairn.foundation.audit.chain import verify_chain, verify_everything

COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 day'",
    "command_id": "gen_random_uuid()",
    "action": "action || '.'",
    "kind": "'read'",
    "user_id": "4711",
    "agency_id": "4711",
    "roles": "roles || ',administrator'",
    "subject_kind": "'person'",
    "subject_ref": "subject_ref || '0'",
    "row_table": "'plans_action'",
    "row_id": "4711",
    "reason": "'because'",
    "changes": "changes || '{\"more\": 1}'",
}


def test_an_untouched_chain_holds(sealed):
    assert sealed.faults() == []
    assert verify_chain(sealed.chain, using="owner").length == len(sealed.entries) == 30


def test_an_empty_chain_holds_and_is_empty(sealed):
    finding = verify_chain(4711, using="owner")
    assert (finding.length, finding.faults, finding.waiting) == (0, (), 0)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_found_where_it_is(sealed, column):
    with sealed.tampered() as cursor:
        _change(cursor, column, sealed.entries[11])
        assert sealed.places() == {12}


def test_the_list_of_columns_above_is_whole(sealed):
    with connections["owner"].cursor() as cursor:
        description = connections["owner"].introspection.get_table_description(cursor, "audit_entry")
    assert {column.name for column in description} == {"id", "chain", *COLUMNS}


def test_moving_text_from_one_column_to_the_next_is_found(sealed):
    with sealed.tampered() as cursor:
        cursor.execute(
            "UPDATE audit_entry SET subject_kind = left(subject_kind, -1),"
            " subject_ref = right(subject_kind, 1) || subject_ref WHERE id = %s",
            [sealed.entries[0]],
        )
        assert sealed.places() == {1}


def test_a_deleted_entry_is_found_where_it_was(sealed):
    with sealed.tampered() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [sealed.entries[4]])
        [fault] = sealed.faults()
    assert (fault.place, fault.entry_id, fault.what) == (5, sealed.entries[4], "the entry was deleted")


def test_an_entry_deleted_with_its_seal_is_found_as_a_gap(sealed):
    with sealed.tampered() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [sealed.entries[4]])
        cursor.execute("DELETE FROM audit_seal WHERE entry_id = %s", [sealed.entries[4]])
        [fault] = sealed.faults()
    assert (fault.place, fault.what) == (5, "place 5 is missing from the chain")


def test_an_entry_slipped_in_past_the_sealer_is_found(sealed):
    with sealed.tampered() as cursor:
        _insert_copy(cursor, sealed.entries[4])
        [fault] = sealed.faults()
    assert fault.what == "the entry was never sealed and is not waiting to be"


def test_an_entry_deleted_while_it_waits_is_found(sealed):
    with sealed.tampered() as cursor:
        cursor.execute("INSERT INTO audit_pending (entry_id, chain) VALUES (4711, %s)", [sealed.chain])
        [fault] = sealed.faults()
    assert fault.what == "the entry was deleted while it waited to be sealed"


def test_two_entries_that_changed_places_are_both_found(sealed):
    first, second = sealed.entries[6], sealed.entries[20]
    with sealed.tampered() as cursor:
        cursor.execute("UPDATE audit_entry SET id = -1 WHERE id = %s", [first])
        cursor.execute("UPDATE audit_entry SET id = %s WHERE id = %s", [first, second])
        cursor.execute("UPDATE audit_entry SET id = %s WHERE id = -1", [second])
        assert sealed.places() == {7, 21}


def test_an_entry_moved_to_another_partnership_is_found(sealed):
    with sealed.tampered() as cursor:
        cursor.execute("UPDATE audit_entry SET chain = 8 WHERE id = %s", [sealed.entries[6]])
        assert sealed.places() == {7}


@pytest.mark.parametrize("gone", [1, 5, 30])
def test_a_tail_cut_off_is_found_at_the_cut(sealed, gone):
    with sealed.tampered() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = ANY(%s)", [sealed.entries[-gone:]])
        cursor.execute("DELETE FROM audit_seal WHERE entry_id = ANY(%s)", [sealed.entries[-gone:]])
        assert sealed.places() == {31 - gone}


def test_a_tail_cut_off_with_a_shorter_end_written_over_it_is_found(sealed):
    with sealed.tampered() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [sealed.entries[-1]])
        cursor.execute("DELETE FROM audit_seal WHERE entry_id = %s", [sealed.entries[-1]])
        cursor.execute("UPDATE audit_head SET place = 29 WHERE chain = %s", [sealed.chain])
        [fault] = sealed.faults()
    assert fault.what == "the signed end of the chain does not agree with the chain"


def test_a_signed_end_taken_away_is_found(sealed):
    with sealed.tampered() as cursor:
        cursor.execute("DELETE FROM audit_head WHERE chain = %s", [sealed.chain])
        assert [fault.what for fault in sealed.faults()] == ["the signed end of the chain is missing"]


@pytest.mark.parametrize("place", [1, 15, 30])
def test_a_replaced_seal_is_found_and_its_neighbours_are_not_accused(sealed, place):
    with sealed.tampered() as cursor:
        cursor.execute(
            "UPDATE audit_seal SET link = decode(repeat('ab', 32), 'hex') WHERE chain = %s AND place = %s",
            [sealed.chain, place],
        )
        assert sealed.places() == {place}


def test_an_entry_changed_and_sealed_anew_without_the_key_is_found(sealed):
    """The attacker recomputes what can be recomputed: a digest without the key is not a link."""
    with sealed.tampered() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'forged' WHERE id = %s", [sealed.entries[9]])
        cursor.execute("UPDATE audit_seal SET link = sha256(link) WHERE chain = %s AND place >= 10", [sealed.chain])
        assert sealed.places() == set(range(10, 31))


def test_a_whole_chain_that_vanished_is_missed(sealed):
    with sealed.tampered() as cursor:
        for table in ("audit_entry", "audit_seal", "audit_pending", "audit_head"):
            cursor.execute(f"DELETE FROM {table} WHERE chain = %s", [sealed.chain])
        found = {finding.chain: finding.faults for finding in verify_everything("owner")}
    [fault] = found[sealed.chain]
    assert fault.what == "the chain was opened once, and all of it is gone"


def test_a_function_in_the_database_cannot_answer_for_the_entries(sealed):
    """Verification asks the database for columns, never for digests."""
    with sealed.tampered() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'forged' WHERE id = %s", [sealed.entries[9]])
        cursor.execute(
            "CREATE FUNCTION public.json_build_array(VARIADIC anyarray) RETURNS json LANGUAGE sql"
            " AS $$ SELECT '[]'::json $$"
        )
        assert sealed.places() == {10}


# ---- at random


ACTS = some.sampled_from(["change", "delete", "cut", "seal", "swap seals", "swap entries"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(act=ACTS, at=some.integers(0, 29), also=some.integers(0, 29), column=some.sampled_from(sorted(COLUMNS)))
def test_any_tampering_is_found_and_only_what_was_touched_is_accused(sealed, act, at, also, column):
    with sealed.tampered() as cursor:
        touched = _tamper(cursor, sealed, act, at, also, column)
        assert sealed.places() == touched


def _tamper(cursor, sealed, act: str, at: int, also: int, column: str) -> set[int]:
    """Do it; the places that must be found."""
    entry, other = sealed.entries[at], sealed.entries[also]
    if act == "change":
        _change(cursor, column, entry)
        return {at + 1}
    if act == "delete":
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [entry])
        return {at + 1}
    if act == "cut":
        cursor.execute("DELETE FROM audit_seal WHERE chain = %s AND place > %s", [sealed.chain, at])
        # The entries are still there: each is found to have lost its seal, beside the cut itself.
        return {at + 1, 0}
    if act == "seal":
        cursor.execute("UPDATE audit_seal SET link = sha256(link) WHERE entry_id = %s", [entry])
        return {at + 1}
    table, key, value = ("audit_seal", "entry_id", "link") if act == "swap seals" else ("audit_entry", "id", "changes")
    cursor.execute(
        f"UPDATE {table} t SET {value} = o.{value} FROM {table} o"
        f" WHERE (t.{key} = %(a)s AND o.{key} = %(b)s) OR (t.{key} = %(b)s AND o.{key} = %(a)s)",
        {"a": entry, "b": other},
    )
    same = at == also or (act == "swap entries" and (at - also) % 10 == 0)
    return set() if same else {at + 1, also + 1}


def _change(cursor, column: str, entry: int) -> None:
    cursor.execute(f"UPDATE audit_entry SET {column} = {COLUMNS[column]} WHERE id = %s", [entry])


def _insert_copy(cursor, entry: int) -> None:
    columns = ", ".join(["chain", *COLUMNS])
    cursor.execute(f"INSERT INTO audit_entry ({columns}) SELECT {columns} FROM audit_entry WHERE id = %s", [entry])
