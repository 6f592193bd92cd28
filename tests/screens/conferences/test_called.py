"""A meeting called about a case: moved and cancelled where cases are heard, and nowhere among the pages of boards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.boards.models import Meeting
from cairn.domain.conferences.services import agenda, attendance
from tests.screens.conferences.conftest import at
from tests.screens.conferences.test_conferences import answer, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def called(world, make_item):
    """Called by the chair for tomorrow, about a case of the police, the health board and two others."""
    case, now = make_item().case, timezone.now()
    starts = now + timedelta(days=1)
    return agenda.call_urgent(by=world.acts("officer"), at=now, case=case, starts_at=starts, place="Room 2",
                              ends_at=starts + timedelta(hours=1), reason="He was released.").meeting  # fmt: skip


def of_boards(name, ref):
    return reverse(f"boards:{name}", kwargs={"partnership": "fellshire", "ref": ref})


@pytest.mark.parametrize("who", ["manager", "police_lead", "auditor"])
def test_every_address_of_boards_answers_for_it_as_for_an_invented_reference(browser, world, called, who):
    client, invented = browser(who), called.ref[0] + "-" + "0" * (len(called.ref) - 2)
    acts = (
        "meeting-move",
        "meeting-cancel",
        "meeting-close",
        "agenda",
        "attendance",
        "minutes",
        "item-add",
        "paper-add",
    )
    for name in ("meeting", "meeting-diary", *acts):
        for method in ("get", "post"):
            real, none = (answer(client, method, of_boards(name, ref)) for ref in (called.ref, invented))
            assert real == none and real[0] in (404, 405), (name, method)
    for page in (of_boards("group", called.group.ref), of_boards("diary", called.group.ref),
                 reverse("boards:forward-plan", kwargs={"partnership": "fellshire"})):  # fmt: skip
        response = client.get(page)
        assert response.status_code == 200 and called.ref not in page_of(response), page


def test_whoever_runs_the_kind_moves_it_and_cancels_it_there(browser, world, called, look):
    client, there = browser("coordinator"), at("meeting", ref=called.ref)
    page = page_of(client.get(there))
    assert "It was called about a case" in page and at("move", ref=called.ref) in page and ", in the chair" in page
    assert "Called about a case" in page_of(client.get(at("conferences")))
    assert at("cancel", ref=called.ref) not in page_of(browser("officer").get(there))
    assert browser("officer").get(at("cancel", ref=called.ref)).status_code == 403
    day = timezone.localdate() + timedelta(days=2)
    sent = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "starts": "11am", "ends": "10am",
            "place": "Room 3"}  # fmt: skip
    page = page_of(client.post(at("move", ref=called.ref), sent))
    assert "There is a problem" in page and "Room 3" in page
    sent["ends"] = "12pm"
    assert "its case says the new day" in page_of(client.post(at("move", ref=called.ref), sent, follow=True))
    page = page_of(client.post(at("cancel", ref=called.ref), {"reason": ""}))
    assert "There is a problem" in page and "Keep the meeting" in page and ">Cancel</a>" not in page
    said = {"reason": "He is in prison again."}
    assert "The meeting is cancelled" in page_of(client.post(at("cancel", ref=called.ref), said, follow=True))
    look()
    row = Meeting.objects.get(pk=called.pk)
    assert (row.place, bool(row.cancelled_on), row.called) == ("Room 3", True, True)


def test_a_planned_meeting_is_not_moved_there(browser, world, meeting):
    assert browser("coordinator").get(at("move", ref=meeting.ref)).status_code == 403
    client = browser("coordinator")
    assert "It was called" not in page_of(client.get(at("meeting", ref=meeting.ref)))
    assert "Called about a case" not in page_of(client.get(at("conferences")))


def test_once_it_has_begun_its_minutes_are_agreed_there_and_nothing_is_changed_after(browser, world, make_item, look):
    case, now = make_item().case, timezone.now()
    when = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(hours=1)}
    called = agenda.call_urgent(by=world.acts("officer"), at=now, case=case, place="Room 2",
                                reason="He was released.", **when).meeting  # fmt: skip
    client, there = browser("coordinator"), at("meeting", ref=called.ref)
    assert at("close", ref=called.ref) in page_of(client.get(there))
    assert browser("officer").get(at("close", ref=called.ref)).status_code == 403
    assert "nothing about this meeting can be changed" in page_of(client.get(at("close", ref=called.ref)))
    assert "Say first who came" in page_of(client.post(at("close", ref=called.ref)))
    look()
    seat = called.group.seats.get(person=world.people["coordinator"])
    attendance.say_who_came(by=world.acts("coordinator"), at=now, meeting=called, came={seat.pk: "present"}, sent_on={})
    assert "The meeting is history now" in page_of(client.post(at("close", ref=called.ref), follow=True))
    assert at("move", ref=called.ref) not in page_of(client.get(there))
    assert client.get(at("move", ref=called.ref)).status_code == 403
