"""Two people change one action at the same time, and nothing either of them wrote is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import Person
from tests.journeys.places import open_action

FIRST_TITLE = "Train every practice in the north, dentists first"
SECOND_TITLE = "Train every practice in the north, receptionists first"
FIRST_DETAIL = "The first to save wrote this."
SECOND_SENTENCE = "Staff at your surgery know how to help."


class TwoEditors:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person], action: str) -> None:
        self.somebody, self.action = somebody, action

    def given_the_manager_and_the_agencys_lead_open_the_same_form(self) -> None:
        self.manager, self.lead = self.somebody("cum-manager"), self.somebody("nenc-lead")
        for person in (self.manager, self.lead):
            person.opens(f"{self.action}edit/")
            person.sees_heading("Change this action")

    def when_the_lead_saves_a_title_and_a_detail(self) -> None:
        self.lead.types("Title", FIRST_TITLE)
        self.lead.types("In more words (optional)", FIRST_DETAIL)
        self.lead.presses("Save")
        self.lead.sees_message("The action is changed.")

    def when_the_manager_then_saves_another_title_and_a_sentence_for_residents(self) -> None:
        self.manager.types("Title", SECOND_TITLE)
        self.manager.types("What residents may read (optional)", SECOND_SENTENCE)
        self.manager.presses("Save")

    def then_she_is_shown_both_versions_and_whose_the_other_is(self) -> None:
        self.manager.sees_heading("Somebody else changed this action first")
        self.manager.sees("Kestrel Dolomite saved a change")
        for words in (FIRST_TITLE, FIRST_DETAIL):
            self.manager.sees(words)
        title = self.manager.page.get_by_role("group", name="Title", exact=True)
        assert title.get_by_label("Yours", exact=True).input_value() == SECOND_TITLE

    def then_nothing_is_chosen_where_both_wrote_and_a_choice_is_asked_for(self) -> None:
        self.manager.presses("Save my choices")
        self.manager.sees("Choose which to keep: Title")
        self.manager.sees(FIRST_TITLE)

    def when_she_keeps_her_title_and_the_leads_detail(self) -> None:
        self.manager.chooses("Use yours: Title")
        self.manager.presses("Save my choices")
        self.manager.sees_message("The action is changed.")

    def then_the_action_holds_what_each_of_them_meant(self) -> None:
        self.lead.opens(self.action)
        self.lead.sees_heading(SECOND_TITLE)
        self.lead.sees(FIRST_DETAIL)
        self.lead.sees(SECOND_SENTENCE)

    def then_the_history_holds_the_title_that_gave_way(self) -> None:
        self.lead.follows("History of this action")
        self.lead.unfolds_everything()
        self.lead.sees(FIRST_TITLE)
        self.lead.sees("Kestrel Dolomite")
        self.lead.sees("Juniper Slate")


@pytest.fixture
def story(somebody, in_the_database) -> TwoEditors:
    with in_the_database():
        action = open_action(led_by="nenc-icb")
    return TwoEditors(somebody, action)


def test_the_second_of_two_editors_is_shown_both_versions_and_nothing_is_lost(story):
    story.given_the_manager_and_the_agencys_lead_open_the_same_form()
    story.when_the_lead_saves_a_title_and_a_detail()
    story.when_the_manager_then_saves_another_title_and_a_sentence_for_residents()
    story.then_she_is_shown_both_versions_and_whose_the_other_is()
    story.then_nothing_is_chosen_where_both_wrote_and_a_choice_is_asked_for()
    story.when_she_keeps_her_title_and_the_leads_detail()
    story.then_the_action_holds_what_each_of_them_meant()
    story.then_the_history_holds_the_title_that_gave_way()
