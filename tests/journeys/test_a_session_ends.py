"""A session ends while somebody types, and what was typed is there again after the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from tests.journeys.people import Person
from tests.journeys.places import open_action

DONE = "Eleven people came to the first evening, and nine want a second one."
NEXT = "Hold the second evening on a day when buses run late."


class AnEndedSession:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person], in_the_database, action: str) -> None:
        self.somebody, self.in_the_database, self.action = somebody, in_the_database, action

    def given_somebody_types_an_update(self) -> None:
        self.lead = self.somebody("vs-lead")
        self.lead.opens(f"{self.action}update/")
        self.lead.chooses("On track")
        self.lead.chooses("High")
        self.lead.types("What was done since the last update?", DONE)
        self.lead.types("What is the next step?", NEXT)

    def when_her_session_ends_meanwhile(self) -> None:
        """As if she had not touched it for longer than a session lasts."""
        cookie = next(one for one in self.lead.browser.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
        with self.in_the_database():
            session = SessionStore(cookie["value"])
            session["seen"] -= settings.SESSION_IDLE_SECONDS + 60
            session.save()

    def when_she_sends_the_update(self) -> None:
        self.lead.presses("Add update")

    def then_she_is_asked_to_sign_in_and_told_that_it_is_kept(self) -> None:
        self.lead.sees_heading("Sign in")
        self.lead.sees_message("You were signed out after half an hour without use.")
        self.lead.sees_message("What you typed is kept: sign in again to carry on.")

    def when_she_signs_in_again(self) -> None:
        self.lead.presses("Choose who to be")
        self.lead.goes_on_by(self.lead.the('button[name="member"][value="vs-lead"]'))

    def then_what_she_typed_is_in_its_boxes(self) -> None:
        assert self.lead.path == f"{self.action}update/"
        self.lead.sees_heading("Add an update")
        self.lead.sees_message("What you typed is kept.")
        assert self.lead.page.get_by_label("On track", exact=True).is_checked()
        assert self.lead.page.get_by_label("High", exact=True).is_checked()
        assert self.lead.box("What was done since the last update?").input_value() == DONE
        assert self.lead.box("What is the next step?").input_value() == NEXT

    def when_she_sends_it_again_it_is_saved(self) -> None:
        self.lead.presses("Add update")
        self.lead.sees_message("Your update is added.")
        self.lead.sees(DONE)

    def then_nothing_is_kept_any_longer(self) -> None:
        self.lead.opens(f"{self.action}update/")
        assert self.lead.box("What was done since the last update?").input_value() == ""
        self.lead.opens("/account/kept/")
        self.lead.sees("Nothing is kept")


@pytest.fixture
def story(somebody, in_the_database) -> AnEndedSession:
    with in_the_database():
        action = open_action(led_by="victim-support")
    return AnEndedSession(somebody, in_the_database, action)


def test_what_was_typed_when_a_session_ended_is_given_back_and_can_be_saved(story):
    story.given_somebody_types_an_update()
    story.when_her_session_ends_meanwhile()
    story.when_she_sends_the_update()
    story.then_she_is_asked_to_sign_in_and_told_that_it_is_kept()
    story.when_she_signs_in_again()
    story.then_what_she_typed_is_in_its_boxes()
    story.when_she_sends_it_again_it_is_saved()
    story.then_nothing_is_kept_any_longer()
