"""An agency's lead reports trouble, shows what was done, and another agency agrees that it is complete."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import Person

DONE = "Two of the three sites were visited; the third was closed by flooding."
NEXT = "Visit the third site as soon as the road is open."
CORRECTIVE = "A second team takes over half of the visits until spring."
SHOWS = "Each site was visited and has a named contact."
FILE = {"name": "visits.txt", "mimeType": "text/plain", "buffer": b"Site, day of the visit\nHarbour, 3 November\n"}


class AReportedAction:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person]) -> None:
        self.somebody = somebody
        self.action = ""

    def given_a_lead_finds_an_update_due_among_her_work(self) -> None:
        self.lead = self.somebody("con-lead", onward="/p/cumberland/my-work/")
        self.lead.sees_heading("My work")
        due = self.lead.the("section:has(#work-updates)").get_by_role("link", name="Add an update: ")
        self.lead.goes_on_by(due.first)
        self.lead.sees_heading("Add an update")
        self.action = self.lead.path.removesuffix("update/")

    def when_she_says_it_is_off_track_but_not_how_to_get_back(self) -> None:
        self.lead.chooses("Off track")
        self.lead.chooses("Low")
        self.lead.types("What was done since the last update?", DONE)
        self.lead.types("What is the next step?", NEXT)
        self.lead.unfolds("Add evidence to this update")
        self._attaches_the_file()
        self.lead.presses("Add update")

    def _attaches_the_file(self) -> None:
        self.lead.chooses("A file")
        self.lead.box("File").set_input_files(FILE)
        self.lead.types("What it shows", SHOWS)

    def then_she_is_told_what_is_missing_and_loses_nothing(self) -> None:
        self.lead.sees_error("Say what will be done to get back on track")
        self.lead.sees_error("Choose the file again: a browser never keeps it. Everything you typed is still here")
        self.lead.has_the_focus(".govuk-error-summary")
        assert self.lead.page.title().startswith("Error: ")
        assert self.lead.page.get_by_label("Off track", exact=True).is_checked()
        assert self.lead.box("What was done since the last update?").input_value() == DONE
        assert self.lead.box("What is the next step?").input_value() == NEXT
        assert self.lead.box("What it shows").input_value() == SHOWS

    def when_she_follows_the_error_to_its_box_and_sends_it_again(self) -> None:
        self.lead.follows("Say what will be done to get back on track")
        self.lead.page.keyboard.type(CORRECTIVE)
        self._attaches_the_file()
        self.lead.presses("Add update")

    def then_the_update_stands_on_the_action_with_its_evidence(self) -> None:
        self.lead.sees_message("Your update is added.")
        assert self.lead.path == self.action
        for words in ("Off track", DONE, CORRECTIVE, SHOWS, "visits.txt"):
            self.lead.sees(words)

    def when_she_finishes_the_milestones_and_reports_it_complete(self) -> None:
        while (left := self.lead.link("It is done: ")).count():
            self.lead.goes_on_by(left.first)
            self.lead.presses("It is done")
            self.lead.sees_message("The milestone is done.")
        self.lead.opens(f"{self.action}update/")
        self.lead.chooses("Complete")
        self.lead.types("What was done since the last update?", "All three sites are visited.")
        self.lead.presses("Add update")
        self.lead.sees_message("Your update is added.")

    def then_she_cannot_close_it_or_judge_her_own_evidence(self) -> None:
        self.lead.sees("It can be closed as complete later.")
        assert self.lead.link("Accept or refuse it").count() == 0

    def when_a_partner_of_another_agency_accepts_the_evidence(self) -> None:
        self.partner = self.somebody("nenc-lead")
        self.partner.opens(self.action)
        self.partner.follows(f"Accept or refuse it: {SHOWS}")
        self.partner.sees_heading("Judge the evidence")
        self.partner.chooses("Yes, accept it")
        self.partner.types("Note (optional)", "The list names each site and its day.")
        self.partner.presses("Save")
        self.partner.sees_message("The evidence is accepted.")

    def when_the_lead_closes_it(self) -> None:
        self.lead.opens(self.action)
        self.lead.presses("Close it as complete")
        self.lead.presses("Close it as complete")

    def then_it_is_complete_and_can_no_longer_be_changed(self) -> None:
        self.lead.sees_message("The action is complete.")
        self.lead.opens(f"{self.action}update/", status=403)
        self.lead.sees("This action has ended, so it can no longer be changed.")


@pytest.fixture
def story(somebody) -> AReportedAction:
    return AReportedAction(somebody)


def test_an_action_in_trouble_is_reported_shown_and_closed_with_a_partners_word(story):
    story.given_a_lead_finds_an_update_due_among_her_work()
    story.when_she_says_it_is_off_track_but_not_how_to_get_back()
    story.then_she_is_told_what_is_missing_and_loses_nothing()
    story.when_she_follows_the_error_to_its_box_and_sends_it_again()
    story.then_the_update_stands_on_the_action_with_its_evidence()
    story.when_she_finishes_the_milestones_and_reports_it_complete()
    story.then_she_cannot_close_it_or_judge_her_own_evidence()
    story.when_a_partner_of_another_agency_accepts_the_evidence()
    story.when_the_lead_closes_it()
    story.then_it_is_complete_and_can_no_longer_be_changed()
