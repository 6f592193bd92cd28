"""The screens of conferences: the agenda of each reader, listing, research, who came, minutes and the PDF."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cairn.domain.boards.models import Meeting
from cairn.domain.cases.models import Case, Task
from cairn.domain.cases.services import wall
from cairn.domain.cases.testing import REFERRAL
from cairn.domain.conferences.models import CaseItem, ResearchRequest
from cairn.domain.conferences.services.minutes import save_item
from cairn.domain.conferences.testing import an_accepted_case
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from tests.screens.conferences.conftest import at

pytestmark = pytest.mark.django_db


def page_of(response):
    return response.content.decode()


def hidden(page, prefix, name):
    return re.search(rf'name="{prefix}-{name}" value="([^"]*)"', page)[1]


def answer(client, method, address):
    with CaptureQueriesContext(connection) as queries:
        found = getattr(client, method)(address)
    shape = [query["sql"].split("WHERE")[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    return found.status_code, found.get("Content-Type"), len(found.content), shape


def test_the_coordinator_plans_lists_orders_and_writes_down_that_the_agenda_went_out(browser, world, meeting, look):
    world.acts("coordinator")
    client = browser("coordinator")
    case = an_accepted_case(world, at=timezone.now(), details=REFERRAL)
    page = page_of(client.get(at("conferences")))
    assert "Fellshire conference" in page and "Plan a meeting" in page and at("meeting", ref=meeting.ref) in page
    assert "To have it moved or cancelled" in page_of(client.get(at("meeting", ref=meeting.ref)))
    assert "Plan a meeting" not in page_of(browser("nurse").get(at("conferences")))
    plan = re.search(r'href="([^"]+/plan/)"', page)[1]
    day = timezone.localdate() + timedelta(days=20)
    sent = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "starts": "10:00", "ends": "9:00"}
    assert "must end after it starts" in page_of(client.post(plan, sent))
    assert "The meeting is planned." in page_of(client.post(plan, {**sent, "ends": "12:00"}, follow=True))
    address = at("agenda", ref=meeting.ref)
    assert "Choose the cases to put on the agenda." in page_of(client.post(address, {"do": "list"}))
    listed = page_of(client.post(address, {"do": "list", "cases": [case.ref]}, follow=True))
    assert "1 on the agenda now" in listed and "Ask to step out" in listed
    assert "The agenda was up to date already." in page_of(client.post(address, {"do": "update"}, follow=True))
    assert "the agenda went out" in page_of(client.post(address, {"do": "sent"}, follow=True))
    look()
    assert Meeting.objects.count() == 2 and Case.objects.get(pk=case.pk).state == "listed"
    assert browser("nurse").get(address).status_code == 403


def test_an_agency_is_told_above_its_cases_and_answers_on_its_own_screen(browser, world, make_item, look):
    item = make_item()
    world.acts("housing")
    row = ResearchRequest.objects.get(item=item, agency__slug="fell-council")
    client = browser("housing")
    assert "research your agency was asked for (1 to answer)" in page_of(
        client.get(reverse("cases:cases", kwargs={"partnership": "fellshire"}))
    )
    assert item.case.ref in page_of(client.get(at("conferences")))
    address = at("research", ref=row.ref)
    sent = {"answer": "known", "section": "meeting", "only_agency": "no", "text": "Ring 07700 900123 for more."}
    refused = page_of(client.post(address, sent))
    assert "There is a problem" in refused and "Ring 07700 900123 for more." in refused
    done = page_of(client.post(address, {**sent, "text": "Two calls about noise."}, follow=True))
    assert "answer is saved" in done and "Nothing waits for an answer." in done
    assert "Two calls about noise." in page_of(browser("coordinator").get(at("meeting", ref=item.meeting.ref)))
    look()
    assert Entry.objects.filter(action="conferences.read_agenda", subject_ref=item.meeting.ref).count() == 1


def test_each_case_of_the_minutes_saves_by_itself_and_a_second_typist_sees_both(browser, world, make_item, look):
    first, second = make_item(), make_item()
    address, client = at("minutes", ref=first.meeting.ref), browser("coordinator")
    page = page_of(client.get(address))
    police, council = (world.agencies[slug].pk for slug in ("fell-police", "fell-council"))
    sent = {f"{item.ref}-{name}": hidden(page, item.ref, name) for item in (first, second)
            for name in ("version", "seen")}  # fmt: skip
    world.acts("deputy")
    save_item(by=world.acts("deputy"), at=timezone.now(), item=CaseItem.objects.get(pk=second.pk), version=1,
              shared={council: "They moved."}, risk="Medium.")  # fmt: skip
    day = timezone.localdate() + timedelta(days=7)
    typed = {
        **sent, f"{first.ref}-risk": "High at handovers.", f"{first.ref}-shared_{police}": "Three calls.",
        f"{first.ref}-action": "Fit a video doorbell", f"{first.ref}-agency": council,
        f"{first.ref}-due_on_day": day.day, f"{first.ref}-due_on_month": day.month,
        f"{first.ref}-due_on_year": day.year, f"{first.ref}-heard": "on", f"{second.ref}-risk": "High all the same.",
    }  # fmt: skip
    page = page_of(client.post(address, typed))
    assert "What was right is saved." in page and "Say first who came" in page
    assert "Somebody else saved first." in page and "Medium." in page and "High all the same." in page
    summary = page[: page.index("<h1")]
    assert f'<a href="#{second.ref}">Case {second.case.ref}: ' in summary and f'id="{second.ref}"' in page
    assert re.search(rf'<a href="#id_{first.ref}-\w+">Case {first.case.ref}: ', summary)
    look()
    fresh = CaseItem.objects.get(pk=first.pk)
    assert (fresh.risk, fresh.shared) == ("High at handovers.", {str(police): "Three calls."})
    assert Task.objects.get().title == "Fit a video doorbell"
    assert CaseItem.objects.get(pk=second.pk).risk == "Medium."
    again = {**typed, f"{first.ref}-action": "", f"{first.ref}-agency": "", f"{first.ref}-due_on_day": "",
             f"{first.ref}-due_on_month": "", f"{first.ref}-due_on_year": "", f"{first.ref}-heard": ""}  # fmt: skip
    again |= {f"{item.ref}-{name}": hidden(page, item.ref, name) for item in (first, second)
              for name in ("version", "seen")}  # fmt: skip
    assert "The minutes are saved." in page_of(client.post(address, again, follow=True))
    look()
    assert CaseItem.objects.get(pk=second.pk).risk == "High all the same." and Task.objects.count() == 1
    checked = page_of(client.post(address, {**again, "check": "yes", f"{first.ref}-risk": "She is non-compliant."}))
    assert "Look again at these words." in checked and "She is non-compliant." in checked


def test_a_second_typist_takes_nothing_away_from_boxes_she_never_touched(browser, world, make_item, look):
    item = make_item()
    address, client = at("minutes", ref=item.meeting.ref), browser("coordinator")
    page, council = page_of(client.get(address)), world.agencies["fell-council"].pk
    sent = {f"{item.ref}-{name}": hidden(page, item.ref, name) for name in ("version", "seen")}
    save_item(by=world.acts("deputy"), at=timezone.now(), item=CaseItem.objects.get(pk=item.pk), version=1,
              shared={council: "They moved in May."}, risk="Medium.")  # fmt: skip
    page = page_of(client.post(address, {**sent, f"{item.ref}-risk": "High.", f"{item.ref}-shared_{council}": ""}))
    look()
    assert "Somebody else saved first." in page and "Medium." in page
    box = re.search(rf'name="{item.ref}-shared_{council}"[^>]*>([^<]*)', page)[1]
    again = {f"{item.ref}-{name}": hidden(page, item.ref, name) for name in ("version", "seen")}
    again |= {f"{item.ref}-risk": "High.", f"{item.ref}-shared_{council}": box}
    assert "The minutes are saved." in page_of(client.post(address, again, follow=True))
    fresh = CaseItem.objects.get(pk=item.pk)
    assert (fresh.risk, fresh.shared) == ("High.", {str(council): "They moved in May."})


def test_whoever_saves_at_one_case_goes_on_at_that_case_which_says_so(browser, make_item, look):
    """With 25 cases on the page she would tab through all of them again after each."""
    first, second = make_item(), make_item()
    address, client = at("minutes", ref=first.meeting.ref), browser("coordinator")
    page = page_of(client.get(address))
    assert f'name="at" value="{second.ref}"' in page
    sent = {f"{item.ref}-{name}": hidden(page, item.ref, name) for item in (first, second)
            for name in ("version", "seen")}  # fmt: skip
    answer = client.post(address, {**sent, f"{second.ref}-risk": "High.", "at": second.ref})
    assert answer["Location"] == f"{address}?saved={second.ref}#{second.ref}"
    page = page_of(client.get(f"{address}?saved={second.ref}"))
    look()
    assert page.count("Saved") == 1 and page.index(f'id="{second.ref}"') < page.index("Saved")
    refused = page_of(client.post(f"{address}?saved={second.ref}", {**sent, f"{first.ref}-heard": "on"}))
    assert "There is a problem" in refused and "Saved" not in refused
    elsewhere = client.post(address, {**sent, f"{first.ref}-risk": "Low.", "at": "//elsewhere.example"})
    assert "elsewhere" not in elsewhere.headers.get("Location", "")


def test_who_came_is_said_once_for_all_and_then_a_case_is_heard(browser, world, make_item, look):
    item = make_item()
    client, ref = browser("coordinator"), item.meeting.ref
    look()
    seats = {seat.agency.slug: seat.pk for seat in item.meeting.group.seats.select_related("agency")}
    today = timezone.localdate()
    sent = {f"seat_{seats['fell-council']}": "sent_information"}
    assert "on which day" in page_of(client.post(at("attendance", ref=ref), sent))
    sent |= {f"sent_{seats['fell-council']}_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert "That is saved." in page_of(client.post(at("attendance", ref=ref), sent, follow=True))
    looks_on = {"do": "observer", "name": "Dipper Holm", "works_for": "The college"}
    assert "Not signed" in page_of(client.post(at("attendance", ref=ref), looks_on, follow=True))
    page = page_of(client.get(at("minutes", ref=ref)))
    assert "1 more sent information, which the record of each case counts too." in page
    typed = {f"{item.ref}-{name}": hidden(page, item.ref, name) for name in ("version", "seen")}
    typed |= {f"{item.ref}-risk": "High.", f"{item.ref}-heard": "on"}
    assert "The minutes are saved." in page_of(client.post(at("minutes", ref=ref), typed, follow=True))
    look()
    assert Case.objects.get(pk=item.case_id).state == "heard"
    shown = page_of(browser("housing").get(at("meeting", ref=ref)))
    assert "Heard" in shown and "Absent, sent information" in shown and "Ask to step out" not in shown
    case_page = page_of(client.get(reverse("cases:case", kwargs={"partnership": "fellshire", "ref": item.case.ref})))
    assert at("meeting", ref=ref) in case_page and 'id="meetings"' in case_page


def test_the_pdf_carries_no_case_in_its_name_and_each_copy_is_recorded(browser, make_item, look):
    item = make_item()
    for pack in ("agenda", "minutes"):
        found = browser("housing").get(at("paper", ref=item.meeting.ref, pack=pack))
        assert found.content.startswith(b"%PDF") and item.case.ref not in found["Content-Disposition"]
    look()
    assert Entry.objects.filter(action="conferences.take_pack", subject_ref=item.case.ref).count() == 2


def test_an_emergency_meeting_is_called_from_the_case_by_the_role_of_its_step(browser, world, meeting, look):
    case = an_accepted_case(world, at=timezone.now(), details=REFERRAL)
    address, client = at("urgent", ref=case.ref), browser("officer")
    day = timezone.localdate() + timedelta(days=1)
    sent = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "starts": "9am", "ends": "10am"}
    assert "There is a problem" in page_of(client.post(address, sent))
    for other in ("coordinator", "nurse"):
        has_it = browser(other)
        for told in (has_it.get(address), has_it.post(address, {**sent, "reason": "Released."})):
            assert told.status_code == 403 and "No meeting is called about this case now" in page_of(told)
        shown = page_of(has_it.get(reverse("cases:case", kwargs={"partnership": "fellshire", "ref": case.ref})))
        assert address not in shown
    shown = page_of(client.get(reverse("cases:case", kwargs={"partnership": "fellshire", "ref": case.ref})))
    assert address in shown
    assert "The meeting is called" in page_of(client.post(address, {**sent, "reason": "He was released."}, follow=True))
    look()
    assert Case.objects.get(pk=case.pk).state == "emergency"
    assert client.get(address).status_code == 403  # as the case stands now, nobody calls another


def test_a_step_that_needs_a_meeting_leads_to_where_the_meeting_is_made(browser, world, meeting, look):
    """By its bare form a case stood at “emergency”, and no meeting was called and nobody was asked."""
    case = an_accepted_case(world, at=timezone.now(), details=REFERRAL)

    def asked(who, step):
        where = {"partnership": "fellshire", "ref": case.ref, "step": step}
        return browser(who).get(reverse("cases:step", kwargs=where))

    assert asked("officer", "call_emergency").headers["Location"] == at("urgent", ref=case.ref)
    found = asked("coordinator", "list").headers["Location"]
    assert found == f"{at('agenda', ref=meeting.ref)}?case={case.ref}#put"
    look()
    page = page_of(browser("coordinator").get(found))  # she came for this case: it is chosen
    assert re.search(rf'<input[^>]+value="{case.ref}"[^>]* checked', page) and 'id="put"' in page
    closed = asked("nurse", "call_emergency")
    assert closed.status_code == 200 and "This step is closed now" in page_of(closed)


@pytest.mark.parametrize("who", ["officer", "coordinator", "housing"])
def test_whoever_is_shut_out_learns_nothing_from_any_address(browser, world, make_item, who, look):
    """Of a case somebody is kept from, every page is that of a meeting it was never on, query for query."""
    kept, client = make_item(), browser(who)
    world.acts("coordinator")
    asked = ResearchRequest.objects.get(item=kept, agency__slug="fell-council")
    deciding = world.acts("deputy")
    wall.decide(by=deciding, at=timezone.now(), case=kept.case, account=world.people[who], shut_out=True, why="Kin.")
    pages = [at("conferences"), at("meeting", ref=kept.meeting.ref), at("paper", ref=kept.meeting.ref, pack="agenda")]
    pages += [at(name, ref=kept.meeting.ref) for name in ("agenda", "attendance", "minutes")]
    for page in pages:
        client.get(page)
    with_it = {page: answer(client, "get", page)[::3] for page in pages}
    for page in pages[:2]:
        assert kept.case.ref not in page_of(client.get(page)) and asked.ref not in page_of(client.get(page))
    look()
    for name, real in (("urgent", kept.case.ref), ("research", asked.ref)):
        invented = real[0] + "0" * (len(real) - 1)
        for method in ("get", "post"):
            assert answer(client, method, at(name, ref=real)) == answer(client, method, at(name, ref=invented)), name
    off = CaseItem.objects.get(pk=kept.pk)
    with command("conferences.take_off", by=world.acts("system"), at=timezone.now()):
        off.taken_off_at = timezone.now()
        off.save()
    assert {page: answer(client, "get", page)[::3] for page in pages} == with_it


def test_a_practitioner_has_her_meetings_in_her_own_calendar(browser, world, meeting):
    """The nurse works cases and nothing else: boards are closed to her, her own diary is not."""
    diary, client = reverse("boards:my-diary", kwargs={"partnership": "fellshire"}), browser("nurse")
    page = page_of(client.get(diary))
    assert "It hears cases." in page and at("meeting", ref=meeting.ref) in page
    assert f'href="{reverse("accounts:account")}" class="govuk-back-link"' in page
    address = re.search(r'id="address"[^>]* value="http://[^/]+(/[^"]+)"', page_of(client.post(diary, {"do": "make"})))[
        1
    ]
    text = page_of(Client().get(address)).replace("\r\n ", "")
    assert at("meeting", ref=meeting.ref) in text and "It hears cases." in text
    assert client.get(reverse("boards:groups", kwargs={"partnership": "fellshire"})).status_code == 403


def test_an_action_that_was_agreed_stands_there_though_something_else_on_the_page_is_wrong(browser, world, make_item):
    """Else whoever types takes it for lost, and types it again."""
    item = make_item()
    address, day = at("minutes", ref=item.meeting.ref), timezone.localdate() + timedelta(days=3)
    client = browser("coordinator")
    page = page_of(client.get(address))
    sent = {"version": hidden(page, item.ref, "version"), "seen": hidden(page, item.ref, "seen"), "risk": "High.",
            "action": "Fit stronger locks", "agency": str(world.agencies["fell-council"].pk), "due_on_day": day.day,
            "due_on_month": day.month, "due_on_year": day.year, "heard": "on"}  # fmt: skip
    page = page_of(client.post(address, {f"{item.ref}-{name}": value for name, value in sent.items()}))
    assert "Say first who came" in page and "Fit stronger locks" in page.split("Actions of this case")[1]
