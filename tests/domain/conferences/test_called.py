"""A meeting that was called about a case tells nobody of it who does not have the case: on no page, in no count."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.http import Http404

from cairn.domain.boards import policies as boards
from cairn.domain.boards.api import add_seat
from cairn.domain.boards.models import AgendaItem, Attendance, Meeting
from cairn.domain.boards.queries import diaries, forward, meetings
from cairn.domain.boards.queries.choices import meeting_choices
from cairn.domain.boards.services.groups import GroupFacts, change_group
from cairn.domain.boards.services.meetings import plan_meeting
from cairn.domain.cases.api import Case, take_step
from cairn.domain.conferences.models import CaseItem, Observer
from cairn.domain.conferences.policies import VIEW_MEETING
from cairn.domain.conferences.queries.agenda import waiting_cases
from cairn.domain.conferences.queries.kept import meetings_kept_from
from cairn.domain.conferences.services import agenda, attendance, planning
from cairn.domain.conferences.services.called import cancel_called, close_called, move_called
from cairn.domain.conferences.terms import Sort
from cairn.domain.plans.testing_world import add_person
from cairn.domain.reports.queries.showing import subjects
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.web.queries.history import records_of

pytestmark = pytest.mark.django_db
EVERYBODY = ("manager", "auditor", "analyst", "police_lead", "health_lead", "board", "both", "officer", "nurse",
             "coordinator", "housing")  # fmt: skip


@pytest.fixture
def both(world, conference, now):
    """Somebody of the police who works in the partnership, is a practitioner, and has a seat where cases are heard."""
    add_person(world, key="both", name="Ouzel Larch", agency="fell-police",
               roles=[Role.PRACTITIONER, Role.CONTRIBUTOR])  # fmt: skip
    add_seat(by=world.acts("manager"), at=now, group=conference.group, agency=world.agencies["fell-police"],
             interest="justice", person=world.people["both"], from_on=now.date())  # fmt: skip
    return world.people["both"]


def call(world, case, now, **more):
    facts = {"starts_at": now + timedelta(hours=3), "ends_at": now + timedelta(hours=4), "place": "Room 2"} | more
    return agenda.call_urgent(by=world.acts("officer"), at=now, case=case, reason="He was released today.", **facts)


@pytest.fixture
def case(both, make_case, shut_out):
    """A case of the police and the health board, from which a colleague with a seat is shut out."""
    made = make_case()
    shut_out(made, "both")
    return made


def boards_tell(world, who, group, now):
    """All that boards say of the meetings of a group to somebody, whatever page she opens."""
    actor = world.acts(who)
    return {
        "list": meetings.meetings_of(actor, group, at=now), "diary": list(meetings.diary_of(actor, group)),
        "own": diaries.own_meetings(actor, since=now), "page": diaries.diary_page(actor, at=now).ahead,
        "ahead": forward.forward_plan(actor, at=now, may_add=False).meetings, "choices": meeting_choices(actor),
        "packs": subjects(actor, at=now)[1], "next": meetings.proposed_day(group, today=now.date()),
        "matters": meetings.open_matters(actor, group), "number": boards.VIEW_MEETING.rows(actor).count(),
    }  # fmt: skip


def test_boards_say_the_same_to_everybody_before_and_after_it_was_called(world, meeting, case, now):
    before = {who: boards_tell(world, who, meeting.group, now) for who in EVERYBODY}
    called = call(world, case, now).meeting
    after = {who: boards_tell(world, who, meeting.group, now) for who in EVERYBODY}
    for who in EVERYBODY:
        if who in ("officer", "nurse", "coordinator"):  # who have the case have it in their diaries, and nowhere else
            assert [one.meeting.pk for one in after[who].pop("page")] == [called.pk, meeting.pk], who
            before[who].pop("page")
        assert after[who] == before[who], who
    for who in EVERYBODY:
        actor = world.acts(who)
        with pytest.raises(Http404):
            meetings.meeting_for(actor, called.ref)
        assert not boards.RUN_MEETING.decide(actor, called).allowed


def test_the_database_shows_it_and_its_parts_to_those_alone_who_have_the_case(world, case, now):
    called = call(world, case, now).meeting
    during = called.starts_at + timedelta(minutes=5)
    seat = called.group.seats.get(person=world.people["coordinator"])
    coordinator = world.acts("coordinator")
    attendance.say_who_came(by=coordinator, at=during, meeting=called, came={seat.pk: "present"}, sent_on={})
    attendance.add_observer(by=coordinator, at=during, meeting=called, name="Samphire Oolite", works_for="A college",
                            signed_on=None)  # fmt: skip
    for who in (*EVERYBODY, "stranger", "administrator"):
        world.acts(who)
        sees = who != "both" and world.people[who].agency.slug in ("fell-police", "fell-health")  # which have it
        assert Meeting.objects.filter(pk=called.pk).exists() == sees, who
        for part in (Attendance, Observer):
            assert part.objects.filter(meeting_id=called.pk).exists() == sees, (who, part)
    world.acts("both")
    assert not AgendaItem.objects.filter(meeting_id=called.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM boards_meeting WHERE called")
        assert cursor.fetchone() == (0,)


def test_a_refusal_tells_nobody_that_one_was_called_for_that_moment(world, conference, meeting, case, both, now):
    called = call(world, case, now).meeting
    when = {"starts_at": called.starts_at, "ends_at": called.ends_at, "place": called.place}
    planned = plan_meeting(by=world.acts("manager"), at=now, group=meeting.group, **when)
    assert planned.pk != called.pk and not planned.called
    again = planning.plan_meeting(by=world.acts("coordinator"), at=now, conference=conference, **when)
    assert again.pk == planned.pk  # who has the case plans what everybody sees, too


def test_a_group_ends_without_a_word_of_what_was_called_after_its_last_day(world, case, meeting, now):
    starts = meeting.starts_at + timedelta(days=30)
    called = call(world, case, now, starts_at=starts, ends_at=starts + timedelta(hours=1)).meeting
    group, manager = called.group, world.acts("manager")
    said = {name: getattr(group, name) for name in ("name", "kind", "cycle", "quorum", "terms")}
    facts = GroupFacts(**said, ended_on=meeting.starts_at.date())
    ended = change_group(by=manager, at=now, group=group, version=group.version, facts=facts)
    assert ended.ended_on == meeting.starts_at.date()


def test_sent_twice_it_is_called_once_and_a_second_case_comes_to_it(world, case, make_case, now):
    first = call(world, case, now)
    assert call(world, case, now).pk == first.pk
    other = make_case(name="Jay Rigg")
    second = call(world, other, now)
    assert second.meeting_id == first.meeting_id
    assert Meeting.objects.filter(called=True).count() == 1


def test_one_that_is_kept_from_whoever_calls_at_that_moment_stays_so(world, case, make_case, shut_out, now):
    first = call(world, case, now)
    shut_out(case, "officer")
    other = make_case(name="Jay Rigg")
    second = call(world, other, now)
    assert second.meeting_id != first.meeting_id


def test_whoever_runs_the_kind_and_has_the_case_moves_and_cancels_it(world, case, meeting, now):
    called = call(world, case, now).meeting
    new = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": "Room 3"}
    for who in ("officer", "manager", "both", "nurse"):
        with pytest.raises((Forbidden, Meeting.DoesNotExist)):
            move_called(by=world.acts(who), at=now, meeting=called, **new)
    move_called(by=world.acts("coordinator"), at=now, meeting=called, **new)  # a planned one stands in nobody's way
    assert day_in(case) == meeting.starts_at.date()
    with pytest.raises(Refused, match="Say why"):
        cancel_called(by=world.acts("coordinator"), at=now, meeting=called, reason=" ")
    cancel_called(by=world.acts("coordinator"), at=now, meeting=called, reason="He is in prison again.")
    assert not Entry.objects.filter(reason__contains="prison").exists()  # the audit is kept for longer than the case
    assert "prison" not in str(list(Entry.objects.filter(subject_ref=called.ref).values_list("changes", flat=True)))
    fresh = Meeting.objects.get(pk=called.pk)
    assert (fresh.place, fresh.cancelled_on, fresh.version) == ("Room 3", now.date(), 3)
    with pytest.raises(Forbidden):
        cancel_called(by=world.acts("coordinator"), at=now, meeting=meeting, reason="Snow.")


def day_in(case):
    """The day of the meeting as a case says it now."""
    corrected = case.events.filter(name="correct").last()
    return date.fromisoformat(corrected.details["meeting_on"])


def test_a_move_is_written_in_a_case_too_that_is_kept_from_whoever_moves(
    world, case, make_case, meeting, shut_out, now
):
    called = call(world, case, now).meeting
    other = make_case(name="Jay Rigg")
    call(world, other, now)
    shut_out(other, "coordinator")
    new = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": ""}
    move_called(by=world.acts("coordinator"), at=now, meeting=called, **new)
    assert not Case.objects.filter(pk=other.pk).exists()
    world.acts("system")
    assert day_in(case) == day_in(other) == meeting.starts_at.date()


def test_the_case_of_one_that_was_cancelled_waits_for_another_once_it_is_adjourned(world, case, meeting, now):
    called = call(world, case, now).meeting
    cancel_called(by=world.acts("coordinator"), at=now, meeting=called, reason="He is in prison again.")
    take_step(by=world.acts("officer"), at=now, case=case, name="adjourn", reason="It is off.")
    coordinator = world.acts("coordinator")
    assert [one.pk for one in waiting_cases(coordinator, meeting)] == [case.pk]
    assert agenda.list_case(by=coordinator, at=now, meeting=meeting, case=case).meeting_id == meeting.pk
    assert not waiting_cases(coordinator, meeting)


def test_no_other_case_comes_onto_it_by_its_agenda_nor_by_a_notice(world, case, make_case, now):
    """Else an agency that has the other case alone would find in its diary that a meeting was called."""
    flagged = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    old = make_case(name="Jay Rigg", at=flagged)
    for name, by, details in (
        ("list", "coordinator", {"meeting_on": flagged.date()}),
        ("contact_recorded", "system", {"contact_outcome": "not_safe"}),
        ("hear", "coordinator", {"risk_summary": "High.", "quorate": "yes"}),
        ("close_without_actions", "system", {}),
    ):
        needs = {"reason": "None was needed."} if name == "close_without_actions" else {}
        take_step(by=world.acts(by), at=flagged, case=old, name=name, details=details, **needs)
    starts = now + timedelta(days=60)
    called = call(world, case, now, starts_at=starts, ends_at=starts + timedelta(hours=1)).meeting
    coordinator = world.acts("coordinator")
    assert agenda.bring_up_to_date(by=coordinator, at=now, meeting=called) == 0
    with pytest.raises(Refused, match="called about a case"):
        agenda.list_case(by=coordinator, at=now, meeting=called, case=make_case(name="Ivy Rigg"))
    assert list(called.case_items.values_list("case_id", flat=True)) == [case.pk]


def test_a_notice_on_one_opens_it_to_nobody(world, case, make_case, now):
    called = call(world, case, now).meeting
    other = make_case("fell-council", name="Jay Rigg")
    with command("conferences.add_notices", by=world.acts("system"), at=now):
        CaseItem(partnership_id=other.partnership_id, case=other, meeting=called, sort=Sort.NOTICE, added_at=now,
                 ref="W-00000001").save()  # fmt: skip
    housing = world.acts("housing")
    assert CaseItem.objects.filter(case=other).exists()
    assert not Meeting.objects.filter(pk=called.pk).exists()
    assert not VIEW_MEETING.rows(housing).filter(pk=called.pk).exists()


def test_no_meeting_is_called_for_a_day_that_is_over_nor_moved_there(world, case, now):
    gone = {"starts_at": now - timedelta(days=1), "ends_at": now - timedelta(hours=23)}
    with pytest.raises(Refused, match="That day is over"):
        call(world, case, now, **gone)
    called = call(world, case, now).meeting
    with pytest.raises(Refused, match="That day is over"):
        move_called(by=world.acts("coordinator"), at=now, meeting=called, place="", **gone)


def test_what_is_asked_for_a_meeting_at_once_is_not_late_when_it_is_asked(world, case, now):
    item = call(world, case, now)
    assert {one.due_on for one in item.research.all()} == {now.date()}


def test_whoever_runs_the_kind_agrees_its_minutes_and_then_it_is_history(world, case, now):
    called = call(world, case, now).meeting
    during = called.starts_at + timedelta(minutes=5)
    seat = called.group.seats.get(person=world.people["coordinator"])
    came = {"meeting": called, "came": {seat.pk: "present"}, "sent_on": {}}
    with pytest.raises(Refused, match="has not begun"):
        close_called(by=world.acts("coordinator"), at=now, meeting=called)
    with pytest.raises(Refused, match="who came"):
        close_called(by=world.acts("coordinator"), at=during, meeting=called)
    attendance.say_who_came(by=world.acts("coordinator"), at=during, **came)
    with pytest.raises(Refused, match="Agree its minutes"):
        cancel_called(by=world.acts("coordinator"), at=during, meeting=called, reason="No.")
    with pytest.raises(Forbidden):
        close_called(by=world.acts("officer"), at=during, meeting=called)
    close_called(by=world.acts("coordinator"), at=during, meeting=called)
    assert Meeting.objects.get(pk=called.pk).closed_at == during
    with pytest.raises(Forbidden):
        attendance.say_who_came(by=world.acts("coordinator"), at=during, **{**came, "came": {seat.pk: "absent"}})


def test_an_auditor_whom_the_wall_keeps_from_the_case_reads_nothing_of_the_meeting(world, case, shut_out, now):
    called = call(world, case, now).meeting
    auditor = world.acts("auditor")
    assert records_of(auditor).filter(subject_kind="meeting", subject_ref=called.ref).exists()
    shut_out(case, "auditor")
    auditor = world.acts("auditor")
    assert meetings_kept_from() == [called.ref]
    assert not records_of(auditor).filter(subject_ref=called.ref).exists()


def test_calls_of_before_meetings_were_marked_are_told_by_the_one_act_that_made_them(
    world, conference, case, make_case, now
):
    """The migration marks a meeting that was planned, put on and called at one moment, and no other."""
    called = call(world, case, now).meeting
    planned = planning.plan_meeting(
        by=world.acts("coordinator"), at=now, conference=conference, starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=3, hours=1),
    )  # fmt: skip
    agenda.list_case(by=world.acts("coordinator"), at=now, meeting=planned, case=make_case(name="Jay Rigg"))
    world.acts("system")
    found = import_module("cairn.domain.conferences.migrations.0003_called_meetings_are_marked").CALLED_WITHOUT_A_MARK
    with connection.cursor() as cursor:
        cursor.execute(found)
        assert cursor.fetchall() == [(called.pk,)]
