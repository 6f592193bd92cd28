"""The year's review and its roll forward on the screen: evidence beside the form, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.domain.plans.models import Action
from cairn.domain.plans.testing import add_action, add_plan
from cairn.domain.reviews.api import ConclusionFacts
from cairn.foundation.files.models import StoredFile
from tests.review_making import a_conclusion, an_agreed_review
from tests.screens.reviews.conftest import at

pytestmark = pytest.mark.django_db
SLUG = "fellshire-2025-2030"


def page_of(response):
    return response.content.decode()


def test_the_manager_opens_the_review_from_the_strategy_and_sees_what_is_missing(browser, action):
    client = browser("manager")
    assert "Review the year 2026-27" in page_of(client.get(at("thread:strategy", slug=SLUG)))
    page = page_of(client.post(at("reviews:open", ref=action.plan.ref), follow=True))
    assert "3 of 3 commitments" in page and "have no conclusion yet" in page
    assert "Review the year 2026-27" not in page_of(browser("board").get(at("thread:strategy", slug=SLUG)))


def test_a_conclusion_is_written_beside_its_evidence_and_what_was_typed_stays(browser, review, action):
    client, address = browser("council_lead"), at("reviews:conclude", ref=review.ref, code="CP1")
    page = page_of(client.get(address))
    assert action.title in page and "Cannot yet be demonstrated" in page
    typed = {"seen": "0", "verdict": "close", "ending": "done", "why": "Every school teaches it.", "elsewhere": ""}
    page = page_of(client.post(address, typed))
    assert "Nothing is closed without evidence" in page and "Every school teaches it." in page
    page = page_of(client.post(address, {**typed, "cites": f"action/{action.ref}"}, follow=True))
    assert "Your conclusion about CP1 is saved" in page and "It is done." in page and "Conclude anew" in page


def test_the_second_of_two_sees_both_conclusions(browser, world, review, look):
    client, address = browser("police_lead"), at("reviews:conclude", ref=review.ref, code="CP1")
    theirs = a_conclusion(world, review, "CP1", by="council_lead")
    typed = {"seen": "0", "verdict": "change", "words": "Begin in year 7.", "why": "Year 9 is too late."}
    page = page_of(client.post(address, typed))
    assert "What somebody else concluded" in page and "It is needed as much as ever." in page
    assert "Begin in year 7." in page and f'name="seen" value="{theirs.pk}"' in page
    page = page_of(client.post(address, {**typed, "seen": str(theirs.pk)}, follow=True))
    assert "Begin in year 7." in page and "Earlier conclusions" in page


def test_a_member_of_the_board_agrees_it_and_a_closed_promise_stays_in_view(browser, world, review, look):
    close = ConclusionFacts(verdict="close", ending="not_needed", why="A new Act asks for it.", elsewhere="The Act.")
    for code in ("CP1", "CP2"):
        a_conclusion(world, review, code)
    client = browser("board")
    assert "1 of 3 commitments has no conclusion yet" in page_of(client.get(at("reviews:review", ref=review.ref)))
    assert "CS1" in page_of(client.post(at("reviews:agree", ref=review.ref), {"decision": "", "note": ""}))
    look()
    a_conclusion(world, review, "CS1", close)
    page = page_of(client.post(at("reviews:agree", ref=review.ref), {"decision": "", "note": "Board."}, follow=True))
    assert "The review is agreed" in page and "Start next year" not in page
    page = page_of(client.get(at("thread:commitment", slug=SLUG, code="CS1")))
    assert "It was closed" in page and "A new Act asks for it." in page and "Add an action for it" not in page
    assert "Closed on" in page_of(client.get(at("thread:strategy", slug=SLUG)))
    assert client.get(at("reviews:agree", ref=review.ref)).status_code == 403


def test_the_year_is_rolled_forward_page_by_page_and_confirmed_once(browser, world, review, action, look):
    for number in range(60):
        add_action(world, plan=action.plan, title=f"Action {number:02}", commitment="CS1")
    an_agreed_review(world, review)
    plan = add_plan(
        world, state="draft", year="2027-28", starts_on=action.plan.ends_on + timedelta(days=1)
    )  # fmt: skip
    client, address = browser("manager"), at("plans:roll-forward", ref=plan.ref)
    page = page_of(client.get(at("reviews:review", ref=review.ref)))
    assert "Draft the plan for 2027-28" in page and address in page
    page = page_of(client.get(address))
    assert "62 carried forward" in page and "Save and go to the next page" in page
    boxes = {f"reason_{action.ref}": "", f"kind_{action.ref}": "dropped"}
    page = page_of(client.post(address, boxes))
    assert "say why. It is kept beside the action for ever" in page
    look()
    every = {row.ref: row for row in Action.objects.filter(plan=action.plan)}
    due = {"due_on_{}_day": "1", "due_on_{}_month": "6", "due_on_{}_year": "2027"}
    for number in ("1", "2"):
        typed = {}
        for ref in every:
            typed |= {name.format(ref): value for name, value in due.items()}
            typed |= {f"kind_{ref}": "carried", f"reason_{ref}": "It goes on.", f"title_{ref}": every[ref].title}
        typed |= {f"kind_{action.ref}": "dropped", f"reason_{action.ref}": "The schools do it themselves."}
        response = client.post(f"{address}?page={number}", typed)
        assert response.status_code == 302, page_of(response)
    look()
    assert not Action.objects.filter(plan=plan).exists(), "nothing has happened yet"
    page = page_of(client.get(at("plans:roll-confirm", ref=plan.ref)))
    assert "<strong>61</strong> carried forward" in page and "The schools do it themselves." in page
    page = page_of(client.post(at("plans:roll-confirm", ref=plan.ref), follow=True))
    assert "61 carried forward, 1 dropped" in page or "1 dropped, 61 carried forward" in page
    look()
    successor = Action.objects.filter(plan=plan).select_related("carried_from").first()
    page = page_of(client.get(at("plans:action", ref=successor.ref)))
    assert "Through the years" in page and successor.carried_from.ref in page and "It goes on." in page
    assert "Every action has what became of it" in page_of(client.get(at("plans:roll-confirm", ref=plan.ref)))


@pytest.mark.parametrize("name", ["reviews:review", "reviews:agree"])
def test_a_review_of_another_partnership_is_not_there(browser, review, name):
    address = at(name, ref=review.ref).replace("fellshire", "daleshire")
    assert browser("stranger").get(address).status_code == 404


def test_a_file_is_added_once_asked_for_again_on_an_error_downloaded_and_waits_on_my_work(browser, world, review, look):
    client, address = browser("council_lead"), at("reviews:conclude", ref=review.ref, code="CP1")
    assert "Reviews waiting for you" in page_of(client.get(at("plans:work")))

    def sent(**more):
        file = SimpleUploadedFile("names of people.txt", b"14 of 14 schools had it.", content_type="text/plain")
        return client.post(address, {**typed, "file": file, **more}, follow=True)

    typed = {"seen": "0", "verdict": "close", "ending": "done", "why": "Every school teaches it."}
    page = page_of(sent())
    assert "Say what the file shows" in page and "Choose the file again" in page and "Every school" in page
    for _press in range(2):
        page = page_of(sent(file_shows="Register of lessons"))
    assert "Register of lessons" in page and "(file, 24 bytes)" in page and "names of people" not in page
    look()
    file = StoredFile.objects.get()
    download = browser("police_lead").get(at("reviews:evidence-file", ref=review.ref, file=file.ref))
    assert download.content == b"14 of 14 schools had it." and file.ref in download["Content-Disposition"]
    assert f'value="file/{file.ref}"' in page_of(client.get(address)), "a newer conclusion can go on resting on it"
