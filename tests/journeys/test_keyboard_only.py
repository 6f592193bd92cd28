"""Somebody who uses no mouse signs in and adds an update."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import Person

DONE = "Every library now has the poster, and four have asked for more cards."
NEXT = "Take more cards to the four libraries."
MOST_STOPS = 120

# What has the focus: its words as people hear them, whether it can be seen, and whether it stands after the last stop.
_FOCUS = """() => {
    const now = document.activeElement, last = window.lastStop;
    window.lastStop = now;
    const words = (now.labels?.[0] ?? now).textContent.replace(/\\s+/g, ' ').trim();
    const outline = getComputedStyle(now), seen = now.checkVisibility() && now.getBoundingClientRect().width > 0;
    const after = !last || !last.isConnected || last === now ||
        Boolean(last.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
    return {words, seen, after, tag: now.tagName};
}"""


class AKeyboard:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person]) -> None:
        self.person = somebody()
        self.keys = self.person.page.keyboard

    def given_the_sign_in_page_is_open(self) -> None:
        self.person.opens("/sign-in/")

    def when_she_skips_to_the_content_and_goes_to_choose_who_to_be(self) -> None:
        self._goes_to("Skip to main content")
        self._activates()
        self._goes_to("Choose who to be")
        self._activates()
        self.person.sees_heading("Choose who to be")

    def when_she_signs_in(self) -> None:
        self._goes_to("Sign in as Laurel Gypsum")
        self._activates()
        self.person.sees_heading("My work")

    def when_she_opens_the_first_update_that_is_due(self) -> None:
        self._goes_to("Add an update: ")
        self._activates()
        self.person.sees_heading("Add an update")

    def when_she_sends_it_half_filled_in(self) -> None:
        self._goes_to("Not started")
        self._chooses_with_arrows("On track")
        self._goes_to("Add update")
        self._activates()

    def then_the_focus_is_on_the_errors_and_leads_to_each_box(self) -> None:
        self.person.has_the_focus(".govuk-error-summary")
        self.person.sees_error("Say what was done since the last update")
        self._goes_to("Choose how sure you are that the date will be met")
        self._activates()
        self._chooses_with_arrows("Medium")
        self._goes_to("What was done since the last update?")
        self.keys.type(DONE)
        self._goes_to("What is the next step?")
        self.keys.type(NEXT)

    def when_she_sends_it_again(self) -> None:
        self._goes_to("Add update")
        self._activates()

    def then_it_is_saved_and_the_focus_is_on_the_words_that_say_so(self) -> None:
        self.person.sees_message("Your update is added.")
        self.person.has_the_focus(".govuk-notification-banner")
        self.person.sees(DONE)

    def _goes_to(self, words: str) -> None:
        """Press Tab until the focus is there; every stop can be seen, and comes after the one before."""
        for _stop in range(MOST_STOPS):
            self.keys.press("Tab")
            focus = self.person.run(_FOCUS)
            assert focus["seen"], f"The focus is on something out of sight: {focus['words'][:80]}"
            assert focus["after"] or focus["tag"] == "BODY", f"The focus jumps back to: {focus['words'][:80]}"
            if focus["words"].startswith(words):
                return
        raise AssertionError(f"The Tab key does not lead to “{words}”.")

    def _activates(self) -> None:
        self.keys.press("Enter")

    def _chooses_with_arrows(self, words: str) -> None:
        """Within one group of choices; the first is chosen with the space bar."""
        self.keys.press("Space")
        for _choice in range(10):
            if self.person.run(_FOCUS)["words"] == words:
                assert self.person.run("() => document.activeElement.checked")
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"The arrow keys do not lead to “{words}”.")


@pytest.fixture
def story(somebody) -> AKeyboard:
    return AKeyboard(somebody)


def test_somebody_without_a_mouse_signs_in_and_adds_an_update(story):
    story.given_the_sign_in_page_is_open()
    story.when_she_skips_to_the_content_and_goes_to_choose_who_to_be()
    story.when_she_signs_in()
    story.when_she_opens_the_first_update_that_is_due()
    story.when_she_sends_it_half_filled_in()
    story.then_the_focus_is_on_the_errors_and_leads_to_each_box()
    story.when_she_sends_it_again()
    story.then_it_is_saved_and_the_focus_is_on_the_words_that_say_so()
