"""One rule says whether and how a person may be reached; what nobody asked about is not safe."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from cairn.kernel.contact_safety import Address, Channel, ContactRecord, Safe, SafeTime, may_reach

TUESDAY_MORNING = datetime(2026, 7, 7, 9, 30, tzinfo=UTC)  # 10:30 on the wall
MORNINGS = SafeTime(frozenset(range(5)), time(10), time(12))
WORK = Address("work", Safe.YES, safe_from=frozenset({"him"}))
HOME = Address("home", Safe.YES, lived_in_by=frozenset({"him"}), safe_from=frozenset())
RECORD = ContactRecord(
    safe=Safe.YES,
    ways={channel: Safe.YES for channel in Channel},
    times=(MORNINGS,),
    never_leave_message=False,
    code_word="heather",
    addresses=(WORK,),
    unsafe_people=frozenset({"him", "his mother"}),
)
REACHING = [channel for channel in Channel if channel.reaches_the_person]
ABOUT = [channel for channel in Channel if not channel.reaches_the_person]


def answer(record=RECORD, channel=Channel.CALL, at=TUESDAY_MORNING, **more):
    """The answer to one output."""
    return may_reach(record, channel, at=at, **more)


@pytest.mark.parametrize("channel", REACHING)
def test_nothing_goes_out_before_somebody_has_asked(channel):
    assert not answer(ContactRecord(), channel).allowed
    assert answer(ContactRecord(), channel).why.startswith("Nobody has recorded whether contact is safe.")
    assert not answer(replace(RECORD, ways={}), channel).allowed
    assert not answer(replace(RECORD, safe=Safe.NO), channel).allowed
    assert not answer(replace(RECORD, ways={channel: Safe.NO}), channel).allowed
    assert not answer(replace(RECORD, under_review=True), channel).allowed
    assert answer(RECORD, channel).allowed


def test_a_safe_time_is_one_on_the_wall():
    assert answer(at=datetime(2026, 7, 7, 9, 0, tzinfo=UTC)).allowed
    refused = answer(at=datetime(2026, 7, 7, 11, 0, tzinfo=UTC))
    assert (refused.allowed, refused.why) == (False, "This is not a safe time.")
    assert refused.how == "Safe times: Monday, Tuesday, Wednesday, Thursday, Friday from 10:00 to 12:00."
    assert not answer(at=datetime(2026, 7, 11, 9, 30, tzinfo=UTC)).allowed
    assert answer(channel=Channel.LETTER, at=datetime(2026, 7, 11, 9, 30, tzinfo=UTC)).allowed


def test_the_code_word_is_only_for_speaking():
    assert answer().code_word == "heather"
    assert {answer(channel=channel).code_word for channel in Channel if channel is not Channel.CALL} == {""}
    assert answer(at=datetime(2026, 7, 7, 20, 0, tzinfo=UTC)).code_word == ""


def test_a_message_is_never_left_where_none_may_be():
    assert answer(channel=Channel.VOICEMAIL).allowed
    assert answer(replace(RECORD, never_leave_message=True), Channel.VOICEMAIL).why == "Never leave a message."
    assert answer(replace(RECORD, never_leave_message=True)).allowed


def test_no_letter_goes_to_a_shared_address():
    assert answer(channel=Channel.LETTER).address == "work"
    refused = answer(replace(RECORD, addresses=(HOME,)), Channel.LETTER)
    assert refused.why.endswith("Nothing is sent to a shared address.")
    assert answer(replace(RECORD, addresses=(HOME, WORK)), Channel.LETTER).address == "work"
    assert not answer(replace(RECORD, addresses=(HOME, WORK)), Channel.LETTER, address="home").allowed


def test_an_old_unknown_or_doubtful_address_gets_no_letter():
    old = replace(WORK, current=False)
    assert answer(replace(RECORD, addresses=(old,)), Channel.LETTER).why == "There is no current address to write to."
    unknown = replace(WORK, letters=Safe.UNKNOWN)
    assert not answer(replace(RECORD, addresses=(unknown,)), Channel.LETTER).allowed
    twice = replace(RECORD, addresses=(WORK, replace(WORK, ref="school")))
    assert answer(twice, Channel.LETTER).why == "More than one address is safe. Say which one is meant."
    assert answer(twice, Channel.LETTER, address="school").address == "school"


@pytest.mark.parametrize("channel", Channel)
def test_nothing_is_read_by_somebody_who_must_not_learn(channel):
    refused = answer(channel=channel, readers=["her adviser", "his mother"])
    assert (refused.allowed, refused.how, refused.code_word, refused.address) == (False, "", "", "")
    assert "mother" not in refused.why


def test_an_address_is_kept_from_those_it_is_safe_from():
    record = replace(RECORD, addresses=(replace(WORK, safe_from=frozenset({"a cousin"})),))
    assert not answer(record, Channel.LETTER, readers=["a cousin"]).allowed


@pytest.mark.parametrize("channel", ABOUT)
def test_what_is_only_about_a_person_says_nothing_of_where_they_are(channel):
    found = answer(ContactRecord(), channel)
    assert found.allowed is (channel is not Channel.MAP)
    assert (found.code_word, found.address) == ("", "")
    assert "eave out" in found.how or channel in (Channel.MAP, Channel.FILE_NAME)
