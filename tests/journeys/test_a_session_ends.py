"""A session ends while somebody types, and what was typed is there again after the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from tests.journeys import soundness
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


class AWarningInTime:
    """Told step by step, on a browser whose clock is put forward."""

    def __init__(self, somebody: Callable[..., Person], names: list[str], action: str) -> None:
        self.action, self.names = action, names
        self.lead = somebody("vs-lead")
        self.lead.page.clock.install()
        self.dialog = self.lead.page.get_by_role("dialog")
        self.box = "What was done since the last update?"

    def given_somebody_types_an_update(self) -> None:
        self.lead.opens(f"{self.action}update/")
        self.lead.types(self.box, DONE)

    def passes(self, minutes: float) -> None:
        self.lead.page.clock.run_for(int(minutes * 60_000))

    def nothing_is_said_before_the_last_two_minutes(self) -> None:
        self.passes(26.5)
        expect(self.dialog).to_have_count(0)

    def then_she_is_warned_by_a_dialog_with_a_name_that_holds_the_focus(self) -> None:
        self.passes(2)
        expect(self.dialog).to_be_visible()
        expect(self.dialog).to_have_accessible_name("You will be signed out soon")
        expect(self.dialog.get_by_role("status")).to_contain_text("You have not used this page for a while")
        assert self.lead.run("() => document.activeElement.id") == "session-title"
        assert self.dialog.get_by_role("button").all_inner_texts() == ["Stay signed in", "Close"]
        expect(self.dialog.get_by_role("link")).to_have_count(0)
        expect(self.dialog.get_by_role("alert")).to_have_count(0)
        found = soundness.unsound(self.lead, self.names)
        assert not found, found

    def when_the_answer_does_not_come_she_is_told_and_can_try_again(self) -> None:
        self.lead.page.route("**/account/stay/", lambda route: route.fulfill(status=503, body=""))
        self.lead.expects_refusal(503)
        self.dialog.get_by_role("button", name="Stay signed in").click()
        expect(self.dialog.get_by_role("alert")).to_contain_text("That did not work.")
        self.lead.page.unroute("**/account/stay/")
        self.lead.run("() => document.getElementById('session-title').focus()")

    def when_she_stays_by_keyboard_she_is_back_in_her_box(self) -> None:
        self.lead.page.keyboard.press("Tab")
        assert self.lead.run("() => document.activeElement.textContent") == "Stay signed in"
        self.lead.page.keyboard.press("Enter")
        expect(self.dialog).to_have_count(0)
        assert self.lead.run("() => document.activeElement.tagName") == "TEXTAREA"
        assert self.lead.box(self.box).input_value() == DONE

    def the_warning_comes_again_for_the_new_half_hour_and_escape_puts_it_away(self) -> None:
        self.passes(27)
        expect(self.dialog).to_have_count(0)
        self.passes(1.5)
        expect(self.dialog).to_be_visible()
        self.passes(0.7)
        expect(self.dialog.get_by_role("status")).to_contain_text("1 minute")
        self.lead.page.keyboard.press("Escape")
        expect(self.dialog).to_have_count(0)
        self.passes(0.1)
        expect(self.dialog).to_have_count(0)

    def at_the_end_she_is_told_what_happens_to_what_she_typed(self) -> None:
        self.passes(2)
        expect(self.dialog).to_have_accessible_name("You are signed out")
        expect(self.dialog).to_contain_text("Nothing is lost: send the form as usual.")
        expect(self.dialog.get_by_role("button", name="Stay signed in")).to_have_count(0)
        self.dialog.get_by_role("button", name="Close").click()
        assert self.lead.box(self.box).input_value() == DONE


@pytest.mark.parametrize("width", [1280, 320])
def test_a_session_about_to_end_is_announced_and_can_go_on(somebody, names, in_the_database, width):
    with in_the_database():
        action = open_action(led_by="victim-support")
    story = AWarningInTime(somebody, names, action)
    story.lead.page.set_viewport_size({"width": width, "height": 800})
    story.given_somebody_types_an_update()
    story.nothing_is_said_before_the_last_two_minutes()
    story.then_she_is_warned_by_a_dialog_with_a_name_that_holds_the_focus()
    story.when_the_answer_does_not_come_she_is_told_and_can_try_again()
    story.when_she_stays_by_keyboard_she_is_back_in_her_box()
    story.the_warning_comes_again_for_the_new_half_hour_and_escape_puts_it_away()
    story.at_the_end_she_is_told_what_happens_to_what_she_typed()


def test_another_tab_at_work_keeps_this_one_from_warning(somebody):
    person = somebody("vs-lead")
    person.page.clock.install()
    person.opens("/account/")
    person.page.clock.run_for(27 * 60_000)
    other = person.browser.new_page()
    other.goto("/account/")
    person.page.clock.run_for(2 * 60_000)
    expect(person.page.get_by_role("dialog")).to_have_count(0)


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
