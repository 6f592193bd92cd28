"""Meetings are planned once, say whether they are quorate, and are history once their minutes are agreed."""

from datetime import date, timedelta

import pytest

from cairn.domain.boards import policies, testing
from cairn.domain.boards.models import Attendance, Group, Meeting
from cairn.domain.boards.queries import meetings as queries
from cairn.domain.boards.services import meetings
from cairn.domain.boards.services.groups import GroupFacts, change_group
from cairn.domain.boards.terms import Interest
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.files.models import StoredFile


@pytest.fixture
def seats(world, board):
    """Three seats, of the council, the police and the NHS."""
    manager = world.acts("manager")
    wanted = {"fell-council": Interest.COUNCIL, "fell-police": Interest.JUSTICE, "fell-health": Interest.HEALTH}
    return [
        testing.a_seat(by=manager, at=world.at, group=board, agency=world.agencies[slug], interest=interest)
        for slug, interest in wanted.items()
    ]


@pytest.fixture
def meeting(world, board):
    return testing.a_meeting(by=world.acts("manager"), at=world.at, group=board)


def attend(world, meeting, **came):
    meetings.record_attendance(by=world.acts("manager"), at=world.at, meeting=meeting, came=came["came"])


@pytest.mark.parametrize("who", ["manager", "police_lead", "board", "auditor", "administrator", "stranger", "system"])
def test_everybody_who_works_here_sees_a_meeting_and_the_manager_runs_it(world, board, meeting, who):
    actor = world.acts(who)
    assert policies.VIEW_MEETING.decide(actor, meeting).allowed is (who not in ("administrator", "stranger"))
    for policy, row in ((policies.RUN_MEETING, meeting), (policies.PLAN_MEETING, board)):
        assert policy.decide(actor, row).allowed is (who in ("manager", "system"))


def test_a_meeting_is_planned_once_however_often_it_is_sent(world, board, meeting, refused):
    again = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board)
    assert again.pk == meeting.pk
    call = {"by": world.acts("manager"), "at": world.at, "group": board}
    assert refused(testing.a_meeting, **call, place="Elsewhere") == (
        "day", "The group meets at that moment already.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lasts", "days", "field"),
    [(timedelta(0), 1, "ends"), (timedelta(hours=13), 1, "ends"), (timedelta(hours=1), 4000, "day")],
)
def test_times_that_make_no_sense_are_refused(world, board, refused, lasts, days, field):
    starts = world.at + timedelta(days=days)
    call = {"by": world.acts("manager"), "at": world.at, "group": board, "starts_at": starts}
    assert refused(meetings.plan_meeting, **call, ends_at=starts + lasts)[0] == field


def test_a_group_that_has_ended_meets_no_more(world, board):
    facts = GroupFacts(name=board.name, kind=board.kind, cycle=board.cycle, ended_on=date(2020, 1, 1))
    ended = change_group(by=world.acts("manager"), at=world.at, group=board, version=1, facts=facts)
    with pytest.raises(Forbidden, match="has ended"):
        testing.a_meeting(by=world.acts("manager"), at=world.at, group=ended)


def test_the_next_meeting_is_proposed_by_the_cycle_on_a_working_day(world, board, meeting):
    assert queries.proposed_day(board, today=world.today) == date(2027, 2, 22)  # 20 February is a Saturday
    assert queries.proposed_day(Group(cycle="as_needed"), today=world.today) is None


# ---- quorum


def test_a_meeting_says_whether_it_was_quorate_and_deputies_count(world, board, seats, meeting):
    facts = GroupFacts(name=board.name, kind=board.kind, cycle=board.cycle, quorum=2)
    change_group(by=world.acts("manager"), at=world.at, group=board, version=1, facts=facts)
    council, police, health = seats
    attend(world, meeting, came={council.pk: "present", police.pk: "apologies", health.pk: "absent"})
    quorum = queries.meeting_page(world.acts("board"), reread(meeting), at=world.at).quorum
    assert (quorum.needed, quorum.there, quorum.said, quorum.met) == (2, 1, True, False)
    attend(world, meeting, came={health.pk: "deputy"})
    assert queries.meeting_page(world.acts("board"), reread(meeting), at=world.at).quorum.met
    assert Attendance.objects.count() == 3


def reread(meeting):
    return Meeting.objects.select_related("group").get(pk=meeting.pk)


def test_the_quorum_of_a_closed_meeting_is_that_of_its_day(world, board, seats, meeting):
    attend(world, meeting, came={seats[0].pk: "present"})
    meetings.close_meeting(by=world.acts("manager"), at=world.at, meeting=meeting)
    facts = GroupFacts(name=board.name, kind=board.kind, cycle=board.cycle, quorum=3)
    change_group(by=world.acts("manager"), at=world.at, group=board, version=1, facts=facts)
    assert queries.meeting_page(world.acts("board"), reread(meeting), at=world.at).quorum.met


def test_who_came_is_not_said_before_the_day_nor_for_another_groups_seat(world, board, seats, refused):
    manager = world.acts("manager")
    ahead = testing.a_meeting(by=manager, at=world.at, group=board, days=3)
    assert "not come" in refused(attend, world=world, meeting=ahead, came={seats[0].pk: "present"})[1]
    other = testing.a_group(by=manager, at=world.at, name="Other")
    now = testing.a_meeting(by=manager, at=world.at, group=other)
    assert "of this group" in refused(attend, world=world, meeting=now, came={seats[0].pk: "present"})[1]


# ---- closing, cancelling, moving


def test_a_meeting_is_closed_only_when_it_has_begun_and_somebody_said_who_came(world, board, seats, meeting, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    assert "who came" in refused(meetings.close_meeting, **call, meeting=meeting)[1]
    ahead = testing.a_meeting(**call, group=board, days=3)
    assert refused(meetings.close_meeting, **call, meeting=ahead)[1] == "The meeting has not begun."


def test_a_closed_meeting_is_history(world, board, seats, meeting):
    attend(world, meeting, came={seats[0].pk: "present"})
    call = {"by": world.acts("manager"), "at": world.at}
    closed = meetings.close_meeting(**call, meeting=meeting)
    assert closed.closed_at == world.at
    for act in (
        lambda: attend(world, meeting, came={seats[1].pk: "present"}),
        lambda: meetings.cancel_meeting(**call, meeting=meeting, reason="No."),
        lambda: testing.an_item(**call, meeting=closed),
        lambda: meetings.close_meeting(**call, meeting=meeting),
    ):
        with pytest.raises(Forbidden, match="it is history"):
            act()


def test_a_meeting_is_cancelled_with_a_reason_and_not_once_it_has_begun(world, board, seats, meeting, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    ahead = testing.a_meeting(**call, group=board, days=3)
    assert refused(meetings.cancel_meeting, **call, meeting=ahead, reason=" ")[0] == "reason"
    meetings.cancel_meeting(**call, meeting=ahead, reason="Snow.")
    assert testing.a_meeting(**call, group=board, days=3).pk != ahead.pk  # the moment is free again
    attend(world, meeting, came={seats[0].pk: "present"})
    assert "has begun" in refused(meetings.cancel_meeting, **call, meeting=meeting, reason="Late.")[1]


def test_a_meeting_that_moves_tells_diaries_so(world, board, meeting, refused):
    call = {"by": world.acts("manager"), "at": world.at, "meeting": meeting, "ends_at": meeting.ends_at}
    assert refused(meetings.move_meeting, **call, starts_at=meeting.starts_at, place="Town hall")[1].startswith(
        "Nothing"
    )
    moved = meetings.move_meeting(**call, starts_at=meeting.starts_at, place="Library")
    [event] = queries.events_of([moved], address=lambda ref: f"https://example.test/{ref}")
    assert (event.revision, event.cancelled) == (2, False)


def test_a_diary_holds_no_group_no_place_and_nobodys_name(world, board, meeting):
    [event] = queries.events_of(queries.diary_of(world.acts("board"), board), address=str)
    said = f"{event.summary} {event.description} {event.url}"
    assert board.name not in said
    assert "Town hall" not in said
    assert not any(person.name in said for person in world.people.values())


def test_meetings_to_come_are_soonest_first_and_those_before_newest_first(world, board):
    call = {"by": world.acts("manager"), "at": world.at, "group": board}
    for days in (30, -90, 0, 3, -30):
        testing.a_meeting(**call, days=days)
    ahead, before = queries.meetings_of(world.acts("board"), board, at=world.at)
    assert [line.state for line in ahead] == ["Under way", "To come", "To come"]
    assert [line.starts_at.date() for line in before] == [world.day(-30), world.day(-90)]
    assert {line.state for line in before} == {"Minutes to be agreed"}


# ---- papers


def test_a_paper_is_kept_under_its_item(world, board, meeting, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    item = testing.an_item(**call, meeting=meeting)
    file = {"name": "note.txt", "content": b"For the board."}
    paper = meetings.add_paper(**call, meeting=meeting, item=item, title="A note", **file)
    assert StoredFile.objects.get() == paper.file
    [view] = queries.items_of(world.acts("board"), meeting)
    assert view.papers == ((paper.pk, "A note"),)
    other = testing.a_meeting(**call, group=board, days=5)
    assert refused(meetings.add_paper, **call, meeting=other, item=item, title="x", **file)[0] == "item"
    wrong = {"name": "note.exe", "content": b"MZ"}
    assert refused(meetings.add_paper, **call, meeting=meeting, item=item, title="x", **wrong)[0] == "file"
    assert StoredFile.objects.count() == 1
