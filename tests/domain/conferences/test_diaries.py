"""Meetings that hear cases stand in practitioners' diaries by seats alone: no case changes a word of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.boards.queries.diaries import diary_page, own_events
from cairn.domain.boards.services import diaries, groups, meetings
from cairn.domain.conferences.services import agenda
from cairn.foundation.access.policies import Forbidden
from cairn.kernel.icalendar import calendar_text
from cairn.kernel.neutral_words import telling_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(world, now):
    """The whole calendar of somebody, as her program fetches it."""

    def tell(who):
        def address(page, ref):
            return f"https://example.test/{page}/{ref}/"

        events = own_events(world.acts(who), at=now, address=address)
        return calendar_text(events, name="Partnership meetings", at=now)

    return tell


def test_a_practitioner_whose_agency_has_a_seat_reads_when_where_and_that_it_hears_cases(world, meeting, told):
    text = told("nurse").replace("\r\n ", "")
    assert f"SUMMARY:Partnership meeting {meeting.ref}" in text
    assert "DESCRIPTION:It hears cases. Sign in to Cairn" in text
    assert f"https://example.test/conferences:meeting/{meeting.ref}/" in text
    assert meeting.group.name not in text and not telling_words(text.replace("CLASS:PRIVATE", ""))


def test_her_colleague_without_a_seat_of_her_own_reads_it_too_and_other_agencies_do_not(world, meeting, told, now):
    seats = list(meeting.group.seats.select_related("person"))
    assert not any(seat.person == world.people["deputy"] for seat in seats)
    assert meeting.ref in told("deputy")
    council = next(seat for seat in seats if seat.agency == world.agencies["fell-council"])
    groups.end_seat(by=world.acts("manager"), at=now, seat=council, until_on=now.date())
    assert meeting.ref not in told("housing")


def test_no_case_changes_a_letter_of_what_anybody_reads(world, meeting, told, make_case, shut_out, now):
    """Whoever is shut out of the only case of a meeting learns of the meeting what her agency's seat tells."""
    readers = ("nurse", "officer", "housing", "idva", "coordinator")
    before = {who: told(who) for who in readers}
    case = make_case("fell-council", name="Brambling Esker", child="Twite Esker")
    shut_out(case, "officer")
    agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    assert {who: told(who) for who in readers} == before
    for text in before.values():
        assert case.ref not in text and "Esker" not in text


def test_the_queries_are_those_of_an_agenda_without_cases(world, meeting, told, make_case, shut_out, now):
    with CaptureQueriesContext(connection) as empty:
        told("officer")
    case = make_case("fell-council")
    shut_out(case, "officer")
    agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    with CaptureQueriesContext(connection) as full:
        told("officer")
    shapes = [[one["sql"].split("WHERE")[0] for one in asked] for asked in (empty, full)]
    assert shapes[0] == shapes[1]


def test_whoever_is_no_practitioner_here_does_not_learn_that_it_hears_cases(world, meeting, told):
    assert meeting.ref not in told("manager") and "hears cases" not in told("manager")
    with pytest.raises(Forbidden):
        diaries.make_diary_address(by=world.acts("administrator"), at=world.at)


def test_her_own_page_lists_what_is_to_come_and_leaves_out_what_was_cancelled(world, meeting, now):
    [one] = diary_page(world.acts("nurse"), at=now).ahead
    assert (one.meeting.pk, one.page, one.says) == (meeting.pk, "conferences:meeting", "It hears cases.")
    meetings.cancel_meeting(by=world.acts("manager"), at=now, meeting=meeting, reason="Snow.")
    assert diary_page(world.acts("nurse"), at=now).ahead == ()


def test_a_cancelled_meeting_is_cancelled_in_her_calendar_without_the_reason(world, meeting, told, now):
    meetings.cancel_meeting(by=world.acts("manager"), at=now, meeting=meeting, reason="Snow.")
    text = told("nurse")
    assert "STATUS:CANCELLED" in text and "Snow" not in text
