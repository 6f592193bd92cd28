"""Who is asked, and when it is due, follows who has the case, the days of the partnership, and those of the meeting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.boards.api import cancel_meeting, move_meeting
from cairn.domain.cases.api import accept_share, offer_share, standing_of, take_step
from cairn.domain.cases.models import CaseEvent
from cairn.domain.cases.services.days import set_days, withdraw_days
from cairn.domain.cases.services.refreshing import refresh_partnership
from cairn.domain.conferences.models import ResearchRequest
from cairn.domain.conferences.queries.agenda import waiting_cases
from cairn.domain.conferences.queries.waiting import asked_of
from cairn.domain.conferences.services import agenda
from cairn.domain.conferences.services.following import follow_research
from cairn.domain.conferences.testing import a_meeting
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.detail_values import as_day

pytestmark = pytest.mark.django_db


def waiting(world):
    world.acts("system")
    return ResearchRequest.objects.filter(answer="")


def test_research_is_due_before_the_days_on_which_everybody_is_away(world, meeting, make_case, now):
    case = make_case("fell-council", "fell-network")
    agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    day = timezone.localdate(meeting.starts_at)
    assert {row.due_on for row in waiting(world)} == {day - timedelta(days=2)}
    assert follow_research(by=world.acts("system"), at=now) == 0
    shut = day - timedelta(days=1)
    days = set_days(
        by=world.acts("manager"), at=now, sort="closed", name="Shut", first_on=shut, last_on=shut
    )  # fmt: skip
    refresh_partnership(world.partnership.pk, at=now)
    assert {row.due_on for row in waiting(world)} == {day - timedelta(days=3)}
    withdraw_days(by=world.acts("manager"), at=now, days=days, because="They are there after all.")
    asked = waiting(world).count()
    assert follow_research(by=world.acts("system"), at=now) == asked > 1
    assert {row.due_on for row in waiting(world)} == {day - timedelta(days=2)}


def test_the_number_of_questions_does_not_grow_with_the_requests(
    world, meeting, make_case, now, django_assert_max_num_queries
):
    for name in ("Wren Tarn", "Ouzel Scar", "Dunlin Moss"):
        case = make_case("fell-council", "fell-network", name=name)
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    assert CaseEvent.objects.exists() and waiting(world).count() >= 6
    with django_assert_max_num_queries(8):
        follow_research(by=world.acts("system"), at=now)


def test_an_agency_that_accepts_a_listed_case_is_asked_at_once_and_of_one_not_listed_nothing(
    world, meeting, make_case, now
):
    """Nobody has to remember to bring the agenda up to date after each answer."""
    offer = {"sections": ["meeting"], "purpose": "To prepare.", "basis": "public_task", "consent": "given"}
    listed, other = make_case(), make_case(name="Ouzel Scar")
    coordinator = world.acts("coordinator")
    agenda.list_case(by=coordinator, at=now, meeting=meeting, case=listed)
    for case in (listed, other):
        by, council = world.acts("coordinator"), world.agencies["fell-council"]
        share = offer_share(by=by, at=now, case=case, agency=council, **offer)
        accept_share(by=world.acts("housing"), at=now, share=share)
        assert not CaseEvent.objects.exclude(case__in=[listed, other]).exists()  # the fence is hers again
    housing = world.acts("housing")
    assert [row.case_id for row in asked_of(housing)] == [listed.pk]
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=meeting) == 0


def test_when_a_meeting_moves_its_cases_say_the_new_day_everywhere_and_research_is_due_before_it(
    world, meeting, make_case, shut_out, now
):
    """Whoever moves it on the pages of boards has no case; nobody has to bring the agenda up to date first."""
    case, other = make_case("fell-council"), make_case("fell-council", name="Ouzel Scar")
    for each in (case, other):
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=each)
    shut_out(other, "coordinator")
    week = timedelta(days=7)
    facts = {"starts_at": meeting.starts_at - week, "ends_at": meeting.ends_at - week, "place": meeting.place}
    move_meeting(by=world.acts("manager"), at=now, meeting=meeting, **facts)
    day = timezone.localdate(meeting.starts_at) - week
    assert {row.due_on for row in waiting(world)} == {day - timedelta(days=2)}
    for each in (case, other):
        here = standing_of(each, at=now)
        assert here.details["meeting_on"] == day
        due = {state.due for (key, _), state in newest(here).items() if key == "research"}
        assert {as_day(one) for one in due} == {day - timedelta(days=2)}
    assert follow_research(by=world.acts("system"), at=now) == 0
    assert agenda.bring_up_to_date(by=world.acts("coordinator"), at=now, meeting=meeting) == 0


def test_a_case_of_a_meeting_that_was_cancelled_is_listed_for_another_once_it_is_adjourned(
    world, conference, meeting, make_case, now
):
    case = make_case("fell-council")
    agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    cancel_meeting(by=world.acts("manager"), at=now, meeting=meeting, reason="Snow.")
    other = a_meeting(world, conference, at=now, days=21)
    coordinator = world.acts("coordinator")
    assert [one.pk for one in waiting_cases(coordinator, other)] == [case.pk]
    with pytest.raises(Refused, match=f"{case.ref} is listed for another day. Whoever chairs adjourns it") as refused:
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=other, case=case)
    assert refused.value.field == "cases"
    take_step(by=world.acts("officer"), at=now, case=case, name="adjourn", reason="It is off.")
    item = agenda.list_case(by=world.acts("coordinator"), at=now, meeting=other, case=case)
    assert item.meeting_id == other.pk and case.state == "listed"
