"""Somebody between two visits adds an update on a small old phone whose browser runs no scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys import soundness
from tests.journeys.people import NARROW, Person
from tests.journeys.places import open_action

DONE = "The room is booked, but nobody may open the doors on a Saturday."
WAITS = "The caretaker's hours are decided by the estates team."
LONG = "https://intranet.example.test/estates/rooms/booking-rules-for-evenings-and-weekends-2026"


class AnOldPhone:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person], action: str) -> None:
        self.somebody, self.action = somebody, action

    def given_she_is_signed_in_on_a_narrow_screen_without_scripts(self) -> None:
        self.person = self.somebody("cum-education", javascript=False, width=NARROW)
        self.person.sees_heading("My work")
        self._fits()

    def when_she_opens_the_action_and_adds_an_update(self) -> None:
        self.person.opens(self.action)
        self._fits()
        self.person.goes_on_by(self.person.the('main a[href$="/update/"]').first)
        self.person.sees_heading("Add an update")
        self._fits()

    def then_every_box_is_there_also_those_that_scripts_would_unfold(self) -> None:
        assert not soundness.out_of_sight(self.person)
        assert self.person.box("What will be done to get back on track?").is_visible()

    def when_she_says_it_is_blocked_but_not_by_whom(self) -> None:
        self.person.chooses("Blocked")
        self.person.chooses("Low")
        self.person.types("What was done since the last update?", DONE)
        self.person.types("What is the next step?", f"Ask the estates team for two Saturdays. {LONG}")
        self.person.presses("Add update")

    def then_she_is_told_what_is_missing_and_loses_nothing(self) -> None:
        self.person.sees_error("Say who or what blocks it")
        assert self.person.box("What was done since the last update?").input_value() == DONE
        self._fits()

    def when_she_puts_it_right(self) -> None:
        self.person.types("Who or what blocks it?", WAITS)
        self.person.presses("Add update")

    def then_it_stands_on_the_action(self) -> None:
        self.person.sees_message("Your update is added.")
        self.person.sees(WAITS)
        self.person.sees(LONG)
        self._fits()

    def _fits(self) -> None:
        assert not soundness.too_wide(self.person, widths=(NARROW,))


@pytest.fixture
def story(somebody, in_the_database) -> AnOldPhone:
    with in_the_database():
        action = open_action(led_by="cumberland-council")
    return AnOldPhone(somebody, action)


def test_an_update_is_added_on_a_narrow_screen_without_scripts(story):
    story.given_she_is_signed_in_on_a_narrow_screen_without_scripts()
    story.when_she_opens_the_action_and_adds_an_update()
    story.then_every_box_is_there_also_those_that_scripts_would_unfold()
    story.when_she_says_it_is_blocked_but_not_by_whom()
    story.then_she_is_told_what_is_missing_and_loses_nothing()
    story.when_she_puts_it_right()
    story.then_it_stands_on_the_action()
