"""The arithmetic of the chain: whatever is touched is found, and nothing else is accused."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.sealing import FIRST_LINK, End, Fault, entry_digest, keyed_digest, link, verify

KEY = b"a key that is kept outside the database"
texts = some.lists(some.text(max_size=20), max_size=30)


def sealed(entries: list[str]) -> list[tuple[int, int, bytes, bytes | None]]:
    """The rows of a chain as the sealer would have made it; entry numbers are place plus a thousand."""
    previous, rows = FIRST_LINK, []
    for place, text in enumerate(entries, start=1):
        previous = link(key=KEY, previous=previous, digest=entry_digest(text))
        rows.append((place, place + 1000, previous, entry_digest(text)))
    return rows


def faults(rows: list) -> list[Fault]:
    return [found for found in verify(rows, key=KEY) if isinstance(found, Fault)]


def end(rows: list) -> End:
    [found] = [found for found in verify(rows, key=KEY) if isinstance(found, End)]
    return found


def test_a_link_is_the_hmac_of_the_link_before_and_the_digest():
    """RFC 2104, worked out the long way."""
    digest = hashlib.sha256(b"entry").digest()
    assert entry_digest("entry") == digest
    assert (
        link(key=KEY, previous=FIRST_LINK, digest=digest) == hmac.new(KEY, FIRST_LINK + digest, hashlib.sha256).digest()
    )


@given(texts)
def test_an_untouched_chain_has_no_fault_and_ends_where_it_ends(entries):
    rows = sealed(entries)
    assert faults(rows) == []
    assert end(rows) == End(len(rows), (rows[-1][2],) if rows else (FIRST_LINK,))


@given(texts, some.data())
def test_changed_entries_are_found_each_in_its_place(entries, data):
    rows = sealed(entries)
    touched = data.draw(some.sets(some.integers(0, len(rows) - 1))) if rows else set()
    for number in touched:
        place, entry, seal, _ = rows[number]
        rows[number] = (place, entry, seal, entry_digest("forged"))
    changed = {number + 1 for number in touched if entries[number] != "forged"}
    assert {fault.place for fault in faults(rows)} == changed


@given(texts, some.data())
def test_replaced_seals_are_found_each_in_its_place(entries, data):
    rows = sealed(entries)
    touched = data.draw(some.sets(some.integers(0, len(rows) - 1))) if rows else set()
    for number in touched:
        place, entry, seal, digest = rows[number]
        rows[number] = (place, entry, hashlib.sha256(seal).digest(), digest)
    assert {fault.place for fault in faults(rows)} == {number + 1 for number in touched}


@given(texts, some.data())
def test_deleted_entries_are_found_each_in_its_place(entries, data):
    rows = sealed(entries)
    touched = data.draw(some.sets(some.integers(0, len(rows) - 1))) if rows else set()
    for number in touched:
        rows[number] = (*rows[number][:3], None)
    assert [(fault.place, fault.what) for fault in faults(rows)] == [
        (number + 1, "the entry was deleted") for number in sorted(touched)
    ]


@given(some.lists(some.text(), min_size=3, max_size=20), some.data())
def test_a_gap_is_found_at_its_beginning_and_what_follows_is_not_accused(entries, data):
    rows = sealed(entries)
    first = data.draw(some.integers(0, len(rows) - 2))
    last = data.draw(some.integers(first, len(rows) - 2))
    [fault] = faults(rows[:first] + rows[last + 1 :])
    assert fault.place == first + 1
    assert "missing from the chain" in fault.what


def test_one_missing_place_is_told_as_one_and_several_as_several():
    rows = sealed(["a", "b", "c", "d"])
    assert faults(rows[:1] + rows[2:])[0].what == "place 2 is missing from the chain"
    assert faults(rows[:1] + rows[3:])[0].what == "places 2 to 3 are missing from the chain"


def test_a_place_that_stands_twice_is_found():
    rows = sealed(["a", "b", "c"])
    assert [(fault.place, fault.what) for fault in faults([*rows[:2], rows[1], rows[2]])][0] == (
        3,
        "place 2 stands in the chain twice",
    )


@given(some.lists(some.text(), min_size=2, max_size=20))
def test_another_key_fits_nothing(entries):
    rows = sealed(entries)
    found = [fault for fault in verify(rows, key=b"another") if isinstance(fault, Fault)]
    assert len(found) == len(rows)


@given(some.text(), some.text(), some.binary(min_size=16, max_size=16))
def test_a_kept_digest_proves_equality_and_holds_nothing_of_the_value(value, other, salt):
    kept = keyed_digest(key=KEY, salt=salt, value=value)
    assert len(kept) == 64
    assert (kept == keyed_digest(key=KEY, salt=salt, value=other)) is (value == other)
    assert kept != keyed_digest(key=b"another key", salt=salt, value=value)
    assert kept != hashlib.sha256(value.encode()).hexdigest(), "without the key it could be guessed"
