"""The agenda: listed after the wall is decided, children first, and numbered for each reader alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cairn.domain.boards.models import Meeting
from cairn.domain.boards.services.meetings import move_meeting
from cairn.domain.cases.api import save_tie, standing_of, take_step
from cairn.domain.cases.models import Case, CaseEvent
from cairn.domain.cases.testing import a_post, a_share
from cairn.domain.conferences.models import CaseItem, ResearchRequest
from cairn.domain.conferences.policies import VIEW_MEETING
from cairn.domain.conferences.queries.agenda import agenda_of, waiting_cases
from cairn.domain.conferences.queries.diaries import meetings_in_diary
from cairn.domain.conferences.queries.waiting import asked_of, conferences_of, waits_above
from cairn.domain.conferences.services import agenda
from cairn.domain.conferences.services.planning import hear_kind
from cairn.domain.conferences.testing import a_meeting
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused

pytestmark = pytest.mark.django_db


def seen_by(world, who, meeting, at):
    return agenda_of(world.acts(who), meeting, at=at)


def numbers(page):
    return [(line.number, line.case) for line in page.items]


def test_to_list_a_case_takes_the_step_of_its_process_and_asks_each_agency_that_has_it(world, meeting, make_case, now):
    case = make_case("fell-network")
    coordinator = world.acts("coordinator")
    assert list(waiting_cases(coordinator, meeting)) == [case]
    item = agenda.list_case(by=coordinator, at=now, meeting=meeting, case=case)
    assert agenda.list_case(by=coordinator, at=now, meeting=meeting, case=case) == item
    day = timezone.localdate(meeting.starts_at)
    assert case.state == "listed" and standing_of(case, at=now).details["meeting_on"] == day
    asked = ResearchRequest.objects.filter(item=item).select_related("agency")
    assert {row.agency.slug for row in asked} == {"fell-police", "fell-health", "fell-network"}
    assert {row.due_on for row in asked} == {day - timedelta(days=2)}  # two working days before a Friday
    assert CaseEvent.objects.filter(case=case, name="research_asked").count() == 3
    assert not waiting_cases(coordinator, meeting).exists()


def test_only_who_runs_the_kind_lists_and_a_case_of_another_meeting_is_refused(world, meeting, make_case, now):
    case = make_case("fell-council")
    with pytest.raises(Forbidden):
        agenda.list_case(by=world.acts("housing"), at=now, meeting=meeting, case=case)
    with pytest.raises(Forbidden):
        hear_kind(by=world.acts("housing"), at=now, group=meeting.group, kind="marac")
    with pytest.raises(Refused, match="heard at meetings"):
        hear_kind(by=world.acts("coordinator"), at=now, group=meeting.group, kind="clares_law")


def test_nothing_is_listed_while_somebody_who_would_see_it_matches_and_nobody_decided(world, meeting, make_case, now):
    case = make_case("fell-council", name="Siskin Crag")
    with pytest.raises(Refused, match="Siskin Crag"):
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    assert not CaseItem.objects.exists() and Case.objects.get(pk=case.pk).state == "accepted"


def test_whoever_does_not_run_a_case_is_not_told_that_a_colleague_may_be_tied_to_somebody_in_it(
    world, meeting, make_case, now
):
    """The chair may call a meeting that cannot wait; the wall is for whoever runs the case."""
    case = make_case("fell-council", name="Siskin Crag")
    facts = {"starts_at": now + timedelta(hours=3), "ends_at": now + timedelta(hours=4), "place": "", "reason": "Now."}
    with pytest.raises(Refused) as refused:
        agenda.call_urgent(by=world.acts("officer"), at=now, case=case, **facts)
    said = refused.value.sentence
    assert "Ring whoever runs" in said and not any(word in said for word in ("Siskin", "tied", "wall"))


def test_whoever_runs_a_case_and_is_found_to_match_does_not_read_her_own_name(world, meeting, make_case, now):
    """She declared a tie to somebody in a case, and the job that looks at every case for it has not come to it yet."""
    case = make_case("fell-council", name="Wren Tarn")
    tie = {"tie": "family", "name": "Wren Tarn", "born_on": None, "phones": [], "address": ""}
    save_tie(by=world.acts("officer"), at=now, **tie)
    a_post(partnership=world.partnership.pk, kind="marac", role="coordinator", user=world.people["officer"],
           from_on=world.today)  # fmt: skip
    officer = world.acts("officer")
    assert list(waiting_cases(officer, meeting)) == [case]
    with pytest.raises(Refused) as refused, transaction.atomic():
        agenda.list_case(by=officer, at=now, meeting=meeting, case=case)
    assert refused.value.sentence == "This is not open to you any more."
    # The screen asks before anything that a refusal would undo, so that the case is then not there.
    assert agenda.closes_when_looked_at([case], by=world.acts("officer"), at=now)
    assert not waiting_cases(world.acts("officer"), meeting).exists()
    assert not agenda.closes_when_looked_at([case], by=world.acts("coordinator"), at=now)


def test_children_come_first_then_adults_unless_the_coordinator_orders_by_hand(world, meeting, make_case, now):
    cases = [make_case(name="Wren Tarn"), make_case(name="Robin Beck", child="Linnet Beck"), make_case(name="Jay Rigg")]
    coordinator = world.acts("coordinator")
    items = [agenda.list_case(by=coordinator, at=now, meeting=meeting, case=case) for case in cases]
    page = seen_by(world, "coordinator", meeting, now)
    assert [line.case for line in page.items] == [cases[1].ref, cases[0].ref, cases[2].ref]
    assert [line.first for line in page.items] == [True, False, False]
    agenda.order_items(by=coordinator, at=now, meeting=meeting, refs=[items[2].ref, items[0].ref])
    page = seen_by(world, "coordinator", meeting, now)
    assert numbers(page) == [(1, cases[2].ref), (2, cases[0].ref), (3, cases[1].ref)]
    agenda.order_items(by=coordinator, at=now, meeting=meeting, refs=[])
    assert seen_by(world, "coordinator", meeting, now).items[0].case == cases[1].ref


def test_who_is_shut_out_has_an_agenda_on_which_the_case_never_was(world, meeting, make_case, shut_out, now):
    """Numbers, counts and queries are those of an agenda without it; so for an agency without a share."""
    first, second, third = (make_case("fell-council", name=name) for name in ("Wren Tarn", "Robin Beck", "Jay Rigg"))

    def asked_for(who):
        actor = world.acts(who)
        with CaptureQueriesContext(connection) as queries:
            page = agenda_of(actor, meeting, at=now)
        return numbers(page), page.unanswered, [query["sql"].split("WHERE")[0] for query in queries]

    for case in (first, third):
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    before = {who: asked_for(who) for who in ("officer", "coordinator", "housing", "idva")}
    waiting = {who: waits_above(world.acts(who)) for who in ("officer", "housing")}
    for walled in ("officer", "coordinator", "housing"):
        shut_out(second, walled)
    agenda.list_case(by=world.acts("deputy"), at=now, meeting=meeting, case=second)
    assert {who: asked_for(who) for who in before} == before
    assert {who: waits_above(world.acts(who)) for who in waiting} == waiting
    assert [line.case for line in seen_by(world, "deputy", meeting, now).items] == [first.ref, third.ref, second.ref]
    assert before["idva"][0] == [] and before["housing"][0] == [(1, first.ref), (2, third.ref)]
    # Only who runs the meeting is told who steps out, and not why: a wall and no share look the same.
    line = seen_by(world, "deputy", meeting, now).items[2]
    assert line.leave == ("Curlew Beck", "Goldcrest Ghyll", "Merlin Scree", "Siskin Crag")
    assert line.room == ("Plover Chalk",)
    assert {line.leave for line in seen_by(world, "housing", meeting, now).items} == {()}


def test_an_agency_that_has_it_since_is_asked_and_a_meeting_that_moved_is_followed(world, meeting, make_case, now):
    case = make_case()
    coordinator = world.acts("coordinator")
    item = agenda.list_case(by=coordinator, at=now, meeting=meeting, case=case)
    assert agenda.bring_up_to_date(by=coordinator, at=now, meeting=meeting) == 0
    a_share(case=case, agency=world.agencies["fell-council"], at=now)
    day, ends = meeting.starts_at + timedelta(days=3), meeting.ends_at + timedelta(days=3)
    moved = move_meeting(by=world.acts("manager"), at=now, meeting=meeting, starts_at=day, ends_at=ends, place="")
    world.acts("coordinator")
    case = Case.objects.get(pk=case.pk)
    assert standing_of(case, at=now).details["meeting_on"] == timezone.localdate(moved.starts_at)
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=moved) == 1
    assert item.research.count() == 3
    assert asked_of(world.acts("housing")).get().case_id == case.pk


def test_a_flag_that_comes_off_by_the_day_of_the_meeting_stands_last(world, conference, make_case, now):
    flagged = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    meeting = a_meeting(world, conference, at=now, days=60)
    case = make_case(at=flagged)
    for name, by, details in (
        ("list", "coordinator", {"meeting_on": flagged.date()}),
        ("contact_recorded", "idva", {"contact_outcome": "not_safe"}),
        ("hear", "coordinator", {"risk_summary": "High.", "quorate": "yes"}),
    ):
        actor = world.acts("system" if by == "idva" else by)
        take_step(by=actor, at=flagged, case=case, name=name, details=details)
    take_step(by=world.acts("system"), at=flagged, case=case, name="close_without_actions", reason="None was needed.")
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=meeting) == 1
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=meeting) == 0
    page = seen_by(world, "coordinator", meeting, now)
    assert page.items == () and [line.case for line in page.notices] == [case.ref]


def test_the_chair_calls_a_meeting_that_cannot_wait_and_who_holds_no_role_for_it_does_not(
    world, meeting, make_case, now
):
    case = make_case()
    facts = {"case": case, "starts_at": now + timedelta(hours=3), "ends_at": now + timedelta(hours=4), "place": "",
             "reason": "He was released today."}  # fmt: skip
    with pytest.raises(Refused, match="This is for: chair"):
        agenda.call_urgent(by=world.acts("nurse"), at=now, **facts)
    assert Meeting.objects.count() == 1
    item = agenda.call_urgent(by=world.acts("officer"), at=now, **facts)
    assert item.case.state == "emergency" and item.meeting.starts_at == now + timedelta(hours=3)
    assert item.research.count() == 2


def test_a_meeting_called_about_a_case_is_there_for_whoever_has_it_and_for_nobody_else(
    world, conference, meeting, make_case, shut_out, now
):
    """On an empty agenda of it somebody who is shut out would read that there is a case she is kept from."""
    case = make_case("fell-network")
    shut_out(case, "coordinator")
    called = agenda.call_urgent(
        by=world.acts("officer"), at=now, case=case, starts_at=now + timedelta(hours=3),
        ends_at=now + timedelta(hours=4), place="", reason="He was released today.",
    ).meeting  # fmt: skip
    for who, there in {"officer": True, "nurse": True, "idva": True, "housing": False, "coordinator": False}.items():
        actor = world.acts(who)
        assert VIEW_MEETING.rows(actor).filter(pk=called.pk).exists() == there, who
        assert (called.pk in {one.meeting.pk for one in meetings_in_diary(actor, now)}) == there, who
        assert VIEW_MEETING.rows(actor).filter(pk=meeting.pk).exists()  # planned: empty for all of them
        listed = [line.ref for one in conferences_of(actor, at=now) for line in one.ahead]
        assert (called.ref in listed) == there, who


def test_what_was_planned_already_is_no_less_open_when_it_is_called_for_a_case(world, conference, make_case, now):
    planned = a_meeting(world, conference, at=now, days=1)
    case = make_case()
    called = agenda.call_urgent(
        by=world.acts("officer"), at=now, case=case, starts_at=planned.starts_at, ends_at=planned.ends_at, place="",
        reason="He was released today.",
    ).meeting  # fmt: skip
    assert called.pk == planned.pk and VIEW_MEETING.rows(world.acts("housing")).filter(pk=called.pk).exists()


def test_a_case_that_ended_without_being_heard_leaves_the_agenda_when_it_is_brought_up_to_date(
    world, meeting, make_case, now
):
    """One that another area received stood there until somebody took it off by hand."""
    case, other = make_case(), make_case(name="Robin Beck")
    for one in (case, other):
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=one)
    take_step(by=world.acts("coordinator"), at=now, case=Case.objects.get(pk=case.pk), name="withdraw", reason="Moved.")
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=meeting) == 1
    page = agenda_of(world.acts("coordinator"), meeting, at=now)
    assert [line.case for line in page.items] == [other.ref]
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=meeting) == 0


def test_a_case_is_taken_off_only_once_it_is_not_listed_any_more(world, meeting, make_case, now):
    case = make_case()
    item = agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    with pytest.raises(Refused, match="Adjourn or withdraw"):
        agenda.take_off(by=world.acts("coordinator"), at=now, item=item)
    take_step(by=world.acts("officer"), at=now, case=case, name="adjourn", reason="She is away.")
    agenda.take_off(by=world.acts("coordinator"), at=now, item=CaseItem.objects.get(pk=item.pk))
    assert seen_by(world, "coordinator", meeting, now).items == ()
    assert agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case) != item
    assert agenda.send_agenda(by=world.acts("coordinator"), at=now, meeting=meeting) == 1
    with pytest.raises(Refused, match="written already"):
        agenda.send_agenda(by=world.acts("coordinator"), at=now, meeting=meeting)
