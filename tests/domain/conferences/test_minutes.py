"""Research, attendance, minutes and actions: written where they belong, and the case's own history says so too."""

from datetime import timedelta

import pytest

from cairn.domain.boards.models import Attendance
from cairn.domain.boards.terms import Came
from cairn.domain.cases.api import MORE_TEXTS, end_task, standing_of, take_step
from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import Case, CaseEvent, Note, Share, Task
from cairn.domain.cases.services.contact import change_address, record_plan
from cairn.domain.cases.services.tasks import change_task
from cairn.domain.cases.testing import a_share
from cairn.domain.conferences.errors import ItemMoved
from cairn.domain.conferences.models import CaseItem, ItemAction, ResearchRequest
from cairn.domain.conferences.queries.agenda import agenda_of
from cairn.domain.conferences.queries.pack import AGENDA, MINUTES, WITHHELD, drawn
from cairn.domain.conferences.queries.sent_on import last_minutes
from cairn.domain.conferences.queries.waiting import asked_of
from cairn.domain.conferences.services import actions, agenda, attendance, minutes
from cairn.domain.conferences.services.research import answer_research
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.processes.clocks import clocks_of
from cairn.kernel.processes.terms import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(world, meeting, make_case, now):
    """A case of four agencies on the agenda; the IDVA spoke with the person harmed."""
    case = make_case("fell-council", "fell-network", child="Linnet Tarn")
    item = agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    take_step(by=world.acts("idva"), at=now, case=case, name="contact_recorded", details={"contact_outcome": "spoke"})
    return item


def asked(world, item, slug):
    world.acts("coordinator")
    return ResearchRequest.objects.select_related("case", "item__meeting", "agency").get(item=item, agency__slug=slug)


def came(world, meeting, at, **words):
    seats = {seat.agency.slug: seat.pk for seat in meeting.group.seats.select_related("agency")}
    chosen = {seats[slug.replace("_", "-")]: word for slug, word in words.items()}
    sent = {seat: at.date() - timedelta(days=1) for seat, word in chosen.items() if word == Came.SENT_INFORMATION}
    by = world.acts("coordinator")
    attendance.say_who_came(by=by, at=at, meeting=meeting, came=chosen, sent_on=sent)


def written(world, item, at, risk="High at handovers.", **shared):
    said = {world.agencies[slug.replace("_", "-")].pk: text for slug, text in shared.items()}
    by = world.acts("coordinator")
    fresh = CaseItem.objects.get(pk=item.pk)
    return minutes.save_item(by=by, at=at, item=fresh, version=fresh.version, shared=said, risk=risk)


def test_what_others_undertook_is_not_overdue_to_an_agency_that_has_other_sections_of_the_case(
    world, item, meeting, later
):
    due, after = later.date() + timedelta(days=7), later + timedelta(days=9)
    facts = {"by": world.acts("coordinator"), "at": later, "item": item, "due_on": due}
    for slug, words in (("fell-network", "Ring her weekly"), ("fell-council", "Fit a video doorbell")):
        actions.agree_action(**facts, agency_id=world.agencies[slug].pk, action=words)
    by = world.acts("system")
    with command("test.narrow", by=by, at=later):
        share = Share.objects.get(case=item.case, agency=world.agencies["fell-council"])
        share.sections = ["referral"]
        share.save()
    page = agenda_of(world.acts("housing"), meeting, at=after)
    assert [line.title for line in page.overdue] == ["Fit a video doorbell"] and page.items == ()
    titles = {line.title for line in agenda_of(world.acts("idva"), meeting, at=after).overdue}
    assert titles == {"Ring her weekly", "Fit a video doorbell"}


def test_an_agency_answers_in_the_case_itself_and_what_it_keeps_the_meeting_does_not_read(world, item, meeting, now):
    row = asked(world, item, "fell-council")
    with pytest.raises(Refused, match="Write what your agency knows"):
        answer_research(by=world.acts("housing"), at=now, request=row, answer="known")
    with pytest.raises(Refused, match="no address and no telephone number"):
        answer_research(by=world.acts("housing"), at=now, request=row, answer="known", text="Rang 01539 000 000 twice.")
    answer_research(by=world.acts("housing"), at=now, request=row, answer="known", text="Two calls about noise.",
                    only_agency=True)  # fmt: skip
    answer_research(by=world.acts("idva"), at=now, request=asked(world, item, "fell-network"), answer="nothing_known")
    events = CaseEvent.objects.filter(case=item.case, name="research_returned").order_by("pk")
    assert [event.details for event in events] == [
        {"agency": "fell-council", "known": "yes"}, {"agency": "fell-network", "known": "no"},
    ]  # fmt: skip
    lines = {line.agency: line for line in agenda_of(world.acts("coordinator"), meeting, at=now).items[0].research}
    council = lines["Fellshire Council"]
    assert (council.word, council.text, council.kept) == ("Known to us", "", True)
    own = agenda_of(world.acts("housing"), meeting, at=now).items[0].research
    assert "Two calls about noise." in [line.text for line in own]
    assert agenda_of(world.acts("coordinator"), meeting, at=now).unanswered == 2
    with pytest.raises(Refused, match="has answered this"):
        answer_research(by=world.acts("housing"), at=now, request=row, answer="nothing_known")


def test_who_could_not_look_in_time_may_still_answer_and_another_agency_never(world, item, now):
    row = asked(world, item, "fell-health")
    with pytest.raises(Refused, match="named for your agency"):
        answer_research(by=world.acts("nurse_too"), at=now, request=row, answer="nothing_known")
    answer_research(by=world.acts("nurse"), at=now, request=row, answer="not_in_time")
    assert not CaseEvent.objects.filter(case=item.case, name="research_returned").exists()
    assert not asked_of(world.acts("nurse")).exists()
    answer_research(by=world.acts("nurse"), at=now, request=row, answer="known", text="Two visits.")
    assert Note.objects.get(case=item.case).text == "Two visits."
    with pytest.raises(Forbidden):
        answer_research(by=world.acts("idva"), at=now, request=row, answer="nothing_known")


def test_attendance_is_the_boards_own_and_absent_with_information_needs_its_day(world, item, meeting, later):
    with pytest.raises(Refused, match="day of the meeting has not come"):
        came(world, meeting, world.at, fell_police=Came.PRESENT)
    seat = meeting.group.seats.get(agency__slug="fell-health")
    with pytest.raises(Refused, match="on which day"):
        attendance.say_who_came(by=world.acts("coordinator"), at=later, meeting=meeting,
                                came={seat.pk: Came.SENT_INFORMATION}, sent_on={})  # fmt: skip
    came(world, meeting, later, fell_health=Came.SENT_INFORMATION, fell_council=Came.PRESENT)
    row = Attendance.objects.get(seat=seat)
    assert (row.came, row.sent_on) == (Came.SENT_INFORMATION, later.date() - timedelta(days=1))
    for signed in (None, later.date()):
        attendance.add_observer(by=world.acts("coordinator"), at=later, meeting=meeting, name="Dipper Holm",
                                works_for="The college", signed_on=signed)  # fmt: skip
    assert meeting.observers.get().signed_on == later.date()


def test_a_case_is_heard_with_who_took_part_its_risk_and_whether_enough_were_there(world, item, meeting, later):
    by = world.acts("coordinator")
    with pytest.raises(Refused, match="summary of the risk"):
        minutes.hear_item(by=by, at=later, item=item)
    written(world, item, later, fell_police="Three calls since May.")
    with pytest.raises(Refused, match="who came"):
        minutes.hear_item(by=by, at=later, item=item)
    came(world, meeting, later, fell_police=Came.PRESENT, fell_health=Came.SENT_INFORMATION, fell_council=Came.ABSENT)
    minutes.hear_item(by=world.acts("coordinator"), at=later, item=item)
    details = standing_of(Case.objects.get(pk=item.case_id), at=later).details
    assert (details["risk_summary"], details["quorate"]) == ("High at handovers.", "yes")
    rows = CaseEvent.objects.filter(case=item.case, name="attendance_recorded").order_by("pk")
    assert {row.details["agency"]: row.details["attendance"] for row in rows} == {
        "fell-police": "present", "fell-health": "absent_sent_information", "fell-council": "absent",
        "fell-network": "absent",
    }  # fmt: skip
    assert agenda.send_minutes(by=world.acts("coordinator"), at=later, meeting=meeting) == 1


def test_the_last_minutes_and_the_research_go_with_a_case_that_is_sent_on_and_what_is_kept_does_not(
    world, item, meeting, later, now
):
    for slug, who, text, kept in (("fell-council", "housing", "Two calls about noise.", False),
                                  ("fell-health", "nurse", "Seen in June.", True)):  # fmt: skip
        answer_research(by=world.acts(who), at=now, request=asked(world, item, slug), answer="known", text=text,
                        only_agency=kept)  # fmt: skip
    case = Case.objects.get(pk=item.case_id)
    assert list(last_minutes(world.acts("coordinator"), case)) == [], "it was not heard yet"
    written(world, item, later, fell_police="Three calls since May.")
    came(world, meeting, later, fell_police=Came.PRESENT, fell_health=Came.SENT_INFORMATION, fell_council=Came.ABSENT)
    minutes.hear_item(by=world.acts("coordinator"), at=later, item=item)
    sent = {text for _, _, text in last_minutes(world.acts("coordinator"), case)}
    assert sent == {"Fellshire Constabulary: Three calls since May.", "Two calls about noise."}
    assert last_minutes in MORE_TEXTS


def test_what_the_process_still_asks_for_stands_in_the_way_and_the_words_stay(world, meeting, make_case, later, now):
    case = make_case()
    item = agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    written(world, item, later)
    came(world, meeting, later, fell_police=Came.PRESENT)
    with pytest.raises(StepRefused, match="IDVA"):
        minutes.hear_item(by=world.acts("coordinator"), at=later, item=item)
    fresh = CaseItem.objects.get(pk=item.pk)
    assert (fresh.risk, fresh.heard_at) == ("High at handovers.", None)
    assert not CaseEvent.objects.filter(case=case, name="attendance_recorded").exists()


def test_of_two_typists_the_second_sees_both_and_no_minutes_say_where_somebody_is(world, item, later, now):
    with pytest.raises(Refused, match="day of the meeting has not come"):
        written(world, item, now)
    written(world, item, later, fell_police="Three calls.")
    with pytest.raises(ItemMoved) as moved:
        minutes.save_item(by=world.acts("deputy"), at=later, item=item, version=1, shared={}, risk="Medium.")
    assert moved.value.theirs["risk"] == "High at handovers."
    for words in (
        "She moved to 12 Beck Lane.",
        "The refuge at LA9 4ZZ.",
        "Ring 07700 900123.",
        "wren@post.example.org",
    ):
        with pytest.raises(Refused, match="no address and no telephone number"):
            written(world, item, later, risk=words)
        with pytest.raises(Refused, match="no address and no telephone number"):
            actions.agree_action(by=world.acts("coordinator"), at=later, item=item, action=words, due_on=later.date(),
                                 agency_id=world.agencies["fell-council"].pk)  # fmt: skip


@pytest.mark.parametrize(
    ("how", "event", "word"),
    [
        ({}, "action_done", "Done"),
        ({"overtaken": True}, "action_overtaken", "Overtaken by events"),
        ({"not_done": True}, "action_not_done", "Not done by its agency"),
    ],
)
def test_an_action_is_chased_as_a_task_and_ends_in_one_of_three_ways(world, item, meeting, later, how, event, word):
    due = later.date() + timedelta(days=7)
    facts = {"item": item, "action": "Fit a video doorbell", "due_on": due}
    number = world.agencies["fell-council"].pk
    first = actions.agree_action(by=world.acts("coordinator"), at=later, agency_id=number, **facts)
    assert actions.agree_action(by=world.acts("coordinator"), at=later, agency_id=number, **facts) == first
    task = Task.objects.get()
    assert (task.agency_id, task.due_on, task.title) == (number, due, "Fit a video doorbell")
    after = later + timedelta(days=9)
    assert [line.word for line in agenda_of(world.acts("housing"), meeting, at=after).overdue] == ["Overdue"]
    end_task(by=world.acts("housing"), at=after, task=task, seen=1, outcome="They moved.", **how)
    assert CaseEvent.objects.filter(case=item.case, name=event, details__action="Fit a video doorbell").count() == 1
    page = agenda_of(world.acts("housing"), meeting, at=after)
    assert page.overdue == () and [line.word for line in page.items[0].actions] == [word]
    clock = [state for state in _clocks(item.case, after) if state.key == "action"]
    assert clock[0].status in (Status.MET_LATE, Status.STOPPED)
    assert ItemAction.objects.count() == 1


def test_the_clock_of_an_action_runs_to_the_day_its_task_is_moved_to(world, item, later):
    due = later.date() + timedelta(days=7)
    number = world.agencies["fell-council"].pk
    actions.agree_action(
        by=world.acts("coordinator"), at=later, item=item, agency_id=number, action="Fit a video doorbell", due_on=due
    )
    task, after = Task.objects.get(), later + timedelta(days=1)
    facts = {"title": task.title, "agency_id": number, "seen": task.version}
    change_task(by=world.acts("housing"), at=after, task=task, due_on=due + timedelta(days=14), **facts)
    earlier, clock = (state for state in _clocks(item.case, after) if state.key == "action")
    assert earlier.status is Status.STOPPED
    assert (clock.due, clock.of) == (due + timedelta(days=14), "Fit a video doorbell")
    assert ItemAction.objects.count() == 1


def _clocks(case, at):
    return clocks_of(standing_of(Case.objects.get(pk=case.pk), at=at))


def test_the_pack_holds_only_what_is_open_to_its_reader_and_no_way_to_reach_anybody(
    world, item, meeting, make_case, shut_out, later, now
):
    other = make_case("fell-council", name="Robin Beck")
    agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=other)
    shut_out(other, "housing")
    written(world, item, later, fell_police="Three calls.")
    packs = {
        (who, pack): str(drawn(agenda_of(world.acts(who), meeting, at=later), meeting, pack=pack, reader=who))
        for who in ("coordinator", "housing", "idva") for pack in (AGENDA, MINUTES)
    }  # fmt: skip
    assert "Robin Beck" in packs["coordinator", AGENDA] and other.ref in packs["coordinator", MINUTES]
    for pack in (AGENDA, MINUTES):
        assert other.ref not in packs["housing", pack] and "Robin Beck" not in packs["housing", pack]
        assert item.case.ref in packs["housing", pack] and other.ref not in packs["idva", pack]
    assert "Three calls." in packs["housing", MINUTES] and "Mornings, by telephone." not in str(packs)


def test_a_recorded_address_number_or_mail_stands_in_no_pack_whoever_wrote_it_down_and_however(
    world, item, meeting, later, now
):
    """The look at the form of words misses a house without a number, and what was written before it was recorded."""
    person = item.case.people.get(party="person_harmed").person
    change_address(by=world.acts("coordinator"), at=now, case=item.case, person=person, lines="Kestrels, Nether Wath")
    change_address(by=world.acts("coordinator"), at=now, case=item.case, person=person, lines="Upper Nether Wath")
    record_plan(by=world.acts("coordinator"), at=now, case=item.case, person=person, safe="yes",
                phones=["07700 900999"])  # fmt: skip
    written(world, item, later, fell_police="Seen at upper nether wath twice.")
    told = str(drawn(agenda_of(world.acts("coordinator"), meeting, at=later), meeting, pack=MINUTES, reader="C"))
    assert "nether wath" not in told.lower() and WITHHELD in told


def test_an_agency_that_has_only_what_the_meeting_holds_undertakes_an_action_too(world, meeting, make_case, now, later):
    """Where tasks stand unless another part is chosen is not shared with it, and the minutes ask for no part."""
    case = make_case("fell-network")
    number = world.agencies["fell-council"].pk
    a_share(case=case, agency=world.agencies["fell-council"], at=now, sections=["risk", "meeting"])
    item = agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
    agreed = actions.agree_action(by=world.acts("coordinator"), at=later, item=item, action="Change the locks",
                                  agency_id=number, due_on=later.date())  # fmt: skip
    assert agreed.task.section == "meeting"
    end_task(by=world.acts("housing"), at=later, task=agreed.task, seen=1, outcome="Changed on the day.")
    assert CaseEvent.objects.filter(case=case, name="action_done").exists()


def test_minutes_of_a_case_that_was_closed_on_the_day_it_was_heard_still_go_out(world, item, meeting, later):
    """Else their clock would run for ever, and nothing could be written down against it."""
    came(world, meeting, later, fell_police="present", fell_health="present", fell_network="present")
    minutes.hear_item(by=world.acts("coordinator"), at=later, item=written(world, item, later))
    case = Case.objects.get(pk=item.case_id)
    by = world.acts("officer")
    take_step(by=by, at=later, case=case, name="close_without_actions", reason="Nothing is left to do.")
    assert agenda.send_minutes(by=world.acts("coordinator"), at=later, meeting=meeting) == 1
    found = {state.key: state.status for state in clocks_of(standing_of(Case.objects.get(pk=case.pk), at=later))}
    assert found["minutes"] is Status.MET


def test_what_cannot_be_written_in_any_case_of_an_agenda_is_not_said_to_be_written_already(world, item, meeting, now):
    with pytest.raises(Refused, match="stands where that is written down"):
        agenda.send_minutes(by=world.acts("coordinator"), at=now, meeting=meeting)
