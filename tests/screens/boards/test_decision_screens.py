"""The screens of decisions: recorded, published, called in, and shown with the day they take effect."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.domain.boards import testing
from cairn.domain.boards.models import Decision, DecisionRelease
from cairn.domain.boards.services import decisions
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.working_days import add_working_days
from tests.screens.boards.conftest import at, day_boxes, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world):
    return testing.a_decision(by=world.acts("manager"), at=world.at)


TYPED = {
    "title": "Open a second refuge office", "maker": "cabinet", "purpose": "To open it.", "call_in_days": "5",
    "parts": "Open it.\r\n\r\nHire two people.", "reasons": "Need.", "resolution": "approved",
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "register", "sees", "keeps"),
    [
        ("manager", 200, 200, 200),
        ("board", 200, 200, 403),
        ("administrator", 403, 404, 404),
        ("stranger", 404, 404, 404),
    ],
)
def test_who_gets_which_screen(browser, draft, who, register, sees, keeps):
    client = browser(who)
    assert client.get(at("decisions")).status_code == register
    assert client.get(at("decision", ref=draft.ref)).status_code == sees
    for name in ("decision-change", "decision-publish"):
        assert client.get(at(name, ref=draft.ref)).status_code == keeps
    assert client.get(at("decision-call-in", ref=draft.ref)).status_code == (403 if sees == 200 else 404)
    assert client.get(at("decision-record")).status_code == (keeps if register == 200 else register)


def test_a_decision_is_recorded_published_called_in_and_settled(browser, world, look):
    client, today = browser("manager"), world.today
    assert "Record the first decision" in words_of(client.get(at("decisions")))
    wrong = client.post(at("decision-record"), {**TYPED, "key": "on", **day_boxes("decided_on", today)})
    assert "A key decision says which alternatives were considered" in words_of(wrong)
    assert "Hire two people." in words_of(wrong)
    assert client.post(at("decision-record"), {**TYPED, **day_boxes("decided_on", today)}).status_code == 302
    look()
    made = Decision.objects.get()
    sent = day_boxes("published_on", today)
    assert client.post(at("decision-publish", ref=made.ref), sent).status_code == 302
    found = words_of(client.get(at("decision", ref=made.ref)))
    assert "(b) Hire two people." in found
    assert f"Effective from {day_in_words(add_working_days(today, 5))}" in found
    to = at("decision-call-in", ref=made.ref)
    sent = {"called_by": "Scrutiny committee", "why": "Costs.", **day_boxes("called_on", today)}
    assert client.post(to, sent).status_code == 302
    assert "Not settled yet: the decision has no effect." in words_of(client.get(at("decision", ref=made.ref)))
    sent = {"stands": "no", "outcome": "Withdrawn.", **day_boxes("ended_on", today)}
    assert client.post(to, sent).status_code == 302
    assert "Overturned after call-in" in words_of(client.get(at("decisions")))


def test_short_notice_is_warned_of_on_the_page_and_before_publishing(browser, world):
    row = testing.a_decision(
        by=world.acts("manager"), at=world.at, key=True, alternatives="None would do.", notice_on=world.day(-10)
    )
    client = browser("manager")
    for name in ("decision", "decision-publish"):
        assert "Notice was 9 clear days" in words_of(client.get(at(name, ref=row.ref)))


def test_two_people_who_change_a_draft_are_shown_both_versions(browser, world, draft, look):
    words = ("title", "maker", "purpose", "parts", "reasons", "decided_on")
    facts = decisions.DecisionFacts(**{**{name: getattr(draft, name) for name in words}, "wards": "Theirs"})
    decisions.change_decision(by=world.acts("manager"), at=world.at, decision=draft, version=1, facts=facts)
    client = browser("manager")
    sent = {**TYPED, "wards": "Mine", "version": "1", **day_boxes("decided_on", world.today)}
    found = words_of(client.post(at("decision-change", ref=draft.ref), sent))
    assert "Theirs" in found
    assert "Somebody else saved this while you were typing" in found
    assert client.post(at("decision-change", ref=draft.ref), {**sent, "version": "2"}).status_code == 302
    look()
    assert Decision.objects.get().wards == "Mine"


def test_a_decision_leads_to_its_meeting_and_back(browser, world, board):
    by = world.acts("manager")
    meeting = testing.a_meeting(by=by, at=world.at, group=board)
    row = testing.a_decision(by=by, at=world.at, meeting=meeting)
    client = browser("board")
    assert f"meeting {meeting.ref}" in words_of(client.get(at("decision", ref=row.ref)))
    assert row.title in words_of(client.get(at("meeting", ref=meeting.ref)))


def test_residents_see_it_when_a_second_person_has_checked_it(browser, world, draft, look):
    by = world.acts("manager")
    decisions.publish_decision(by=by, at=world.at, decision=draft, published_on=world.today)
    manager, to = browser("manager"), at("decision-public", ref=draft.ref)
    found = manager.get(to).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', found)[1]
    assert "Send to be checked" in found
    assert manager.post(to, {"do": "propose", "note": "", "seen": seen}).status_code == 200
    assert manager.post(to, {"do": "propose", "note": "A new decision.", "seen": seen}).status_code == 302
    look()
    release = DecisionRelease.objects.get()
    board, check = browser("board"), at("decision-release", ref=release.ref)
    assert "Somebody else reads it before residents do" in words_of(manager.get(check))
    assert "All of it is new" in words_of(board.get(check))
    assert board.post(check, {"do": "return", "reason": ""}).status_code == 200
    assert board.post(check, {"do": "publish"}).status_code == 302
    assert "See edition 1" in words_of(board.get(at("decision", ref=draft.ref)))
    assert manager.post(to, {"do": "withdraw", "reason": "A part was told wrongly."}).status_code == 302
    assert "Withdrawn: A part was told wrongly." in words_of(board.get(at("decision", ref=draft.ref)))


def test_a_document_is_put_behind_a_draft_and_opened_as_a_download(browser, draft):
    manager = browser("manager")
    file = SimpleUploadedFile("report.txt", b"Why and how.", content_type="text/plain")
    sent = manager.post(at("decision-document-add", ref=draft.ref), {"title": "The report", "file": file})
    assert sent.status_code == 302
    found = browser("board").get(at("decision", ref=draft.ref)).content.decode()
    address = re.search(rf'href="([^"]+/decisions/{draft.ref}/documents/\d+/)"', found)[1]
    opened = browser("board").get(address)
    assert opened.content == b"Why and how."
    assert "attachment" in opened["Content-Disposition"]
    assert browser("stranger").get(address).status_code == 404
