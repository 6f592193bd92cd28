"""The screens of cases: the list, opening one, its page, and the form of any step."""

import re

import pytest
from django.utils import timezone

from cairn.domain.cases.models import Case, CaseEvent, HalfForm
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import REFERRAL
from cairn.foundation.audit.models import Entry
from tests.screens.cases.conftest import at

pytestmark = pytest.mark.django_db
OPEN = {"casetype": "marac", "opening": "start_draft"}


def page_of(response):
    return response.content.decode()


def without_token(response):
    """Without what is new in each answer: the token of its form, and the seconds the session has left."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|ends-in="\d+"', "", page_of(response))


def seen_in(page):
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def test_a_practitioner_begins_at_her_cases_and_an_empty_list_says_what_it_is(browser):
    page = page_of(browser("nurse").get("/p/fellshire/", follow=True))
    assert "No case is open to you yet" in page and "Open the first case" in page
    assert at("cases") in page  # in the menu
    assert browser("manager").get(at("cases")).status_code == 403


def test_a_case_is_opened_with_a_form_made_of_its_process_and_stands_in_the_list(browser, world, look):
    client = browser("nurse")
    assert "Begin a referral" in page_of(client.get(at("openings")))
    assert "Receive a case from another area" not in page_of(client.get(at("openings")))
    refused = page_of(client.post(at("open", **OPEN), {"consent": "unsafe_to_ask", "wishes": "To be left in peace."}))
    assert "is needed where the answer to" in refused and "Unsafe to ask" in refused
    assert "To be left in peace." in refused
    done = client.post(at("open", **OPEN), {"consent": "given", "victim_aware": "yes"}, follow=True)
    look()
    case = Case.objects.get()
    assert f"The case is opened as {case.ref}." in page_of(done) and "Submit the referral" in page_of(done)
    listed = page_of(client.get(at("cases")))
    assert case.ref in listed and "Draft" in listed
    assert case.ref not in page_of(client.get(at("cases"), {"which": "over"}))
    assert case.ref not in page_of(browser("coordinator").get(at("cases")))


def test_whoever_began_a_referral_reads_that_it_is_not_submitted_and_what_that_waits_for(browser, world):
    """On a telephone she looked at the top of the page, saw no way to send it, and took it for sent."""
    done = browser("nurse").post(at("open", **OPEN), {"consent": "given", "victim_aware": "yes"}, follow=True)
    before, after = page_of(done).split("Closed for now, and why:")
    assert "The referral is not submitted yet." in before and "Submit the referral" not in before
    first = after[: after.index("</nav>")]
    assert "Submit the referral</a>. Nobody is in this case as “Person harmed” yet." in first
    assert at("step", ref=Case.objects.get().ref, step="submit") in first


def test_a_move_of_hers_that_waits_stands_with_her_next_steps_and_those_of_others_below(browser, referral):
    page = page_of(browser("coordinator").get(at("case", ref=referral.ref)))
    waits, closed = page.index("None of the four criteria is met yet."), page.index("What is closed, and why</span>")
    assert page.index("Closed for now, and why:") < waits < page.index("What is due") < closed
    assert page.index("Call an emergency meeting") > closed


def test_a_form_is_kept_half_finished_for_her_alone_and_goes_when_it_is_sent(browser, world, look):
    client = browser("nurse")
    saved = client.post(at("open", **OPEN), {"wishes": "Still to be asked.", "do": "save"}, follow=True)
    assert "Forms you have not finished" in page_of(saved) and "Still to be asked." not in page_of(saved)
    look()
    half = HalfForm.objects.get()
    address = f"{at('open', **OPEN)}?half={half.ref}"
    page = page_of(client.get(address))
    assert "Still to be asked." in page and "There is a problem" not in page
    assert browser("nurse_too").get(address).status_code == 404
    assert "Forms you have not finished" not in page_of(browser("nurse_too").get(at("cases")))
    client.post(address, {"wishes": "To be safe."})
    look()
    assert not HalfForm.objects.exists() and Case.objects.count() == 1


def test_the_page_says_where_it_stands_what_is_due_by_which_law_and_what_is_closed_why(browser, referral, look):
    page = page_of(browser("coordinator").get(at("case", ref=referral.ref)))
    assert "Waits for screening" in page and "Fellshire Constabulary" in page and "Rests on: " in page
    assert "Return as incomplete" in page and "What is closed, and why" in page
    assert "To be safe." in page and "Mornings, by telephone." not in page and "Kept apart" in page
    look()
    read = Entry.objects.filter(action="cases.read_case", subject_ref=referral.ref)
    assert [entry.reason for entry in read] == ["Your agency leads this case."]


def test_opening_it_is_recorded_once_in_a_session_and_what_is_kept_apart_with_a_purpose(browser, referral, look):
    client = browser("coordinator")
    for _ in range(2):
        client.get(at("case", ref=referral.ref))
    assert "Mornings" not in page_of(client.get(at("kept-apart", ref=referral.ref)))
    for typed in ("", "To ring Goldcrest Ghyll."):
        refused = page_of(client.post(at("kept-apart", ref=referral.ref), {"purpose": typed}))
        assert "There is a problem" in refused and "Mornings" not in refused
    page = page_of(client.post(at("kept-apart", ref=referral.ref), {"purpose": "speak"}))
    assert "Mornings, by telephone." in page
    look()
    assert Entry.objects.filter(action="cases.read_case").count() == 1
    assert Entry.objects.get(action="cases.read_kept_apart").reason == "To call or text them"


def test_a_step_is_taken_with_its_details_and_what_is_missing_is_told_beside_its_box(browser, referral, look):
    client = browser("nurse")
    address = at("step", ref=referral.ref, step="risk_assessed")
    seen = seen_in(page_of(client.get(address)))
    page = page_of(client.post(address, {"seen": seen, "checklist_score": "many", "judgement_high_risk": "yes"}))
    long = page_of(client.post(address, {"seen": "9" * 5000, "instrument": "Checklist 1", "checklist_score": "1e9999"}))
    assert "There is a problem" in long
    assert "There is a problem" in page and "must be a number" in page and "many" in page
    sent = {"seen": seen, "instrument": "Checklist 1", "checklist_score": "15"}
    page = page_of(client.post(address, sent, follow=True))
    assert "Done: Risk assessed." in page and "15" in page
    look()
    assert CaseEvent.objects.get(name="risk_assessed").details == {"instrument": "Checklist 1", "checklist_score": 15}
    page = page_of(browser("coordinator").get(at("case", ref=referral.ref)))
    assert at("step", ref=referral.ref, step="accept") in page and "None of the four criteria" not in page


def test_who_gets_a_case_back_reads_why_and_what_to_do_next_before_anything_else(browser, referral, world, look):
    """On a phone the page is long: whoever opens it between two visits must not look for this at its end."""
    take_step(by=world.acts("coordinator"), at=timezone.now(), case=referral, name="return_incomplete",
              reason="Please say who else lives there.")  # fmt: skip
    page = page_of(browser("nurse").get(at("case", ref=referral.ref)))
    look()
    again = at("step", ref=referral.ref, step="resubmit")
    assert page.count(again) == 1
    assert max(page.index("Please say who else lives there."), page.index(again)) < page.index('id="due"')
    assert page.index('href="#write"') < page.index('id="due"') < page.index('id="write"')


def test_a_correction_stands_beside_what_it_corrects(browser, referral, world, look):
    client, event = browser("nurse"), None
    take_step(
        by=world.acts("nurse"), at=timezone.now(), case=referral, name="risk_assessed",
        details={"instrument": "Checklist 1", "checklist_score": 12},
    )  # fmt: skip
    event = CaseEvent.objects.get(name="risk_assessed")
    address = f"{at('step', ref=referral.ref, step='correct')}?corrects={event.ref}"
    seen = seen_in(page_of(client.get(address)))
    sent = {"seen": seen, "instrument": "Checklist 1", "checklist_score": "14", "reason": "Counted again."}
    page = page_of(client.post(address, sent, follow=True))
    assert "Put right: Risk assessed" in page and "Counted again." in page
    look()
    assert CaseEvent.objects.get(name="correct").details == {"checklist_score": 14}
    assert CaseEvent.objects.get(pk=event.pk).details["checklist_score"] == 12


def test_of_two_people_who_write_at_once_the_second_sees_both_versions(browser, referral, world, look):
    client = browser("nurse")
    address = at("step", ref=referral.ref, step="abuse_recorded")
    seen = seen_in(page_of(client.get(address)))
    take_step(
        by=world.acts("coordinator"), at=timezone.now(), case=Case.objects.get(pk=referral.pk), name="earlier_referral",
        details={"referred_on": timezone.localdate()},
    )  # fmt: skip
    sent = {"seen": seen, "happened_on_day": "3", "happened_on_month": "3", "happened_on_year": "2026"}
    page = page_of(client.post(address, sent))
    assert "What somebody else wrote meanwhile" in page and "Curlew Beck" in page
    assert "Earlier referral found, here or elsewhere" in page, "who wrote it says nothing of what it was"
    assert 'value="2026"' in page and seen_in(page) == str(int(seen) + 1)
    assert "Done: Abuse recorded." in page_of(client.post(address, {**sent, "seen": seen_in(page)}, follow=True))


def test_abuse_is_recorded_where_nobody_is_in_the_case_yet_who_caused_it(browser, referral):
    address = at("step", ref=referral.ref, step="abuse_recorded")
    page = page_of(browser("nurse").get(address))
    sent = {"seen": seen_in(page), "happened_on_day": "3", "happened_on_month": "3", "happened_on_year": "2026"}
    assert "Which person causing harm" in page and "Ottoline Quince-Harrow (person harmed)" not in page
    assert "Done: Abuse recorded." in page_of(browser("nurse").post(address, sent, follow=True))


def test_a_closed_step_says_why_and_asks_nothing(browser, referral):
    page = page_of(browser("nurse").get(at("step", ref=referral.ref, step="accept")))
    assert "This step is closed now" in page and "This is for: coordinator." in page and 'name="seen"' not in page


@pytest.mark.parametrize("name", ["case", "kept-apart", "step"])
def test_to_whoever_has_no_share_it_is_as_if_it_were_not_there(browser, referral, name):
    kwargs = {"step": "accept"} if name == "step" else {}
    there = browser("housing").get(at(name, ref=referral.ref, **kwargs))
    nowhere = browser("housing").get(at(name, ref="K-NOWHERE", **kwargs))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert without_token(there).replace(referral.ref, "") == without_token(nowhere).replace("K-NOWHERE", "")
    assert REFERRAL["wishes"] not in page_of(there)
