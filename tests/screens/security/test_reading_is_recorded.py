"""Whoever reads what survivors asked is recorded, however the page was asked for; who reads is not for all."""

from __future__ import annotations

import pytest

from cairn.domain.voice import testing
from cairn.foundation.audit.models import Entry
from tests.screens.security.conftest import BASE

OPENED = "voice.open_issue"


@pytest.fixture
def issue(world):
    """An issue taken to the police, who have not answered."""
    manager = world.acts("manager")
    made = testing.an_issue(by=manager, at=world.at)
    testing.an_ask(by=manager, at=world.at, agency=world.agencies["fell-police"], issue=made)
    return made


@pytest.mark.parametrize(("who", "part"), [("police_worker", "answer/fell-police/"), ("manager", "ask/")])
def test_a_form_sent_empty_shows_the_issue_and_is_recorded_like_opening_it(issue, world, browser, look, who, part):
    response = browser(who).post(f"{BASE}voice/{issue.ref}/{part}", {})
    assert response.status_code == 200
    assert "same town can see them" in response.content.decode()
    look()
    assert Entry.objects.get(action=OPENED, subject_ref=issue.ref).user_id == world.people[who].pk


def test_an_answer_that_is_saved_is_recorded_once_as_an_answer(issue, browser, look):
    browser("police_worker").post(
        f"{BASE}voice/{issue.ref}/answer/fell-police/", {"answer": "doing", "text": "We will do it.", "anyway": "1"}
    )
    look()
    assert Entry.objects.filter(action="voice.reply").exists()
    assert not Entry.objects.filter(action=OPENED).exists()


def test_who_read_an_issue_is_for_the_information_governance_officer_alone(issue, browser):
    browser("police_worker").get(f"{BASE}voice/{issue.ref}/")
    path = f"{BASE}history/issue/{issue.ref}/"
    for who in ("council_worker", "manager", "board"):
        page = browser(who).get(path).content.decode()
        assert "wrote down an issue" in page
        assert "opened an issue" not in page and "Dunnock Shale" not in page
    page = browser("auditor").get(path).content.decode()
    assert "opened an issue" in page and "Dunnock Shale" in page
