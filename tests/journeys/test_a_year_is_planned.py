"""The partnership manager plans a year with the partners, and residents see what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from tests.journeys.people import Person

STRATEGY = "/p/cumberland/strategies/cumberland-2025-2030/"
ACTION = "Open a drop-in for survivors in Millom library"
FOR_RESIDENTS = "Survivors in Millom can talk to somebody at the library every week."
PROMISE = "CS1"
NEWS = "The plan for the coming year is agreed, with a new drop-in for survivors."


class APlannedYear:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person], public_site) -> None:
        self.somebody, self.public_site = somebody, public_site
        self.today: date = timezone.localdate()
        self.plan = self.request = ""

    def given_the_manager_reads_the_strategy(self) -> None:
        self.manager = self.somebody("cum-manager")
        self.manager.follows("Strategies")
        self.manager.follows("Cumberland domestic abuse strategy 2025 to 2030")
        self.manager.sees_heading("Cumberland domestic abuse strategy 2025 to 2030")

    def when_she_starts_next_years_plan_which_begins_early(self) -> None:
        self.manager.follows("Start a year's action plan")
        next_year = self.today.year + 1 if self.today.month >= 4 else self.today.year
        assert self.manager.box("Year").first.input_value() == f"{next_year}-{(next_year + 1) % 100:02d}"
        self.manager.types_day("First day", 1, self.today.month, self.today.year)
        self.manager.presses("Start the plan")
        self.manager.sees_message("is started. Partners do not see the plan yet.")
        self.plan = self.manager.path

    def when_she_asks_two_partners_for_their_actions(self) -> None:
        self.manager.follows("Ask the partners")
        everybody = self.manager.page.get_by_role("group", name="Partners to ask").get_by_role("checkbox")
        for box in everybody.all():
            box.set_checked(False)
        self.manager.chooses("Cumbria Constabulary")
        self.manager.chooses("Victim Support")
        self.manager.presses("Ask these partners")
        self.manager.sees_message("2 partners are asked.")

    def when_she_opens_the_plan_to_the_partners(self) -> None:
        self._takes_the_next_step("with partners")

    def _takes_the_next_step(self, words: str, meeting: str = "") -> None:
        self.manager.opens(self.plan)
        self.manager.presses(f"Next step: {words}")
        self.manager.sees_heading(f"Next step: {words}")
        if meeting:
            self.manager.presses("Take this step")
            self.manager.sees_error("Say at which meeting the board agreed the plan")
            self.manager.types("At which meeting did the board agree it?", meeting)
        self.manager.presses("Take this step")
        self.manager.sees_message(f"The plan is now: {words}.")

    def when_the_lead_of_a_partner_finds_the_request_among_her_work(self) -> None:
        self.lead = self.somebody("vs-lead", onward="/p/cumberland/my-work/")
        self.lead.sees_heading("My work")
        requests = self.lead.the("#work-requests").locator("xpath=..")
        self.lead.goes_on_by(requests.get_by_role("link", name="Actions for the").last)
        self.lead.sees_heading("Actions for the")
        self.request = self.lead.path

    def when_she_adds_an_action_and_answers(self) -> None:
        self.lead.follows("Add an action to the plan")
        self.lead.picks("Which commitment does it serve?", PROMISE)
        self.lead.types("Title", ACTION)
        self.lead.picks("Owner", "Avocet Agate")
        self.lead.types("What residents may read (optional)", FOR_RESIDENTS)
        self.lead.types_day("Start date", self.today.day, self.today.month, self.today.year)
        self.lead.presses("Add action")
        self.lead.sees_message("The action is added.")
        self.lead.opens(self.request)
        self.lead.types("Your answer", "One action is in, for Millom.")
        self.lead.presses("Answer")
        self.lead.sees_message("Your answer is with")

    def then_the_manager_sees_who_has_answered(self) -> None:
        self.manager.opens(f"{self.plan}partners/")
        self.manager.sees("1 of the 2 partners asked has answered")
        self.manager.opens(f"{self.plan}actions/")
        self.manager.sees(ACTION)

    def when_the_board_agrees_it_and_she_publishes_it(self) -> None:
        self._takes_the_next_step("agreed by the board", meeting="The partnership board of this month.")
        self._takes_the_next_step("published")

    def when_she_publishes_the_account_after_reading_what_residents_would_see(self) -> None:
        self.manager.opens(STRATEGY)
        self.manager.follows("Publish for residents")
        self.manager.unfolds_everything()
        self.manager.sees(FOR_RESIDENTS)
        self.manager.types("What is new in this edition?", NEWS)
        self.manager.presses("Send to be checked")
        self.manager.sees_message("It is sent. Residents see it when a second person has checked it.")

    def when_a_board_member_checks_it_as_the_second_person(self) -> None:
        board = self.somebody("cum-board", onward="/p/cumberland/my-work/")
        board.follows("Check: Cumberland domestic abuse strategy 2025 to 2030")
        board.sees_heading("Check before residents see it")
        board.unfolds_everything()
        board.sees(FOR_RESIDENTS)
        board.presses("Publish it")
        board.sees_message("is published.")

    def then_a_resident_reads_it_on_the_public_site(self) -> None:
        resident = self.somebody(site=self.public_site)
        resident.opens("/")
        resident.follows("Cumberland: our promises 2025 to 2030")
        resident.sees(NEWS)
        resident.opens(f"/strategies/cumberland-2025-2030/{PROMISE}/")
        resident.sees(FOR_RESIDENTS)
        resident.does_not_see(ACTION)
        resident.does_not_see("Avocet Agate")
        assert not resident.browser.cookies(), "The public site set a cookie."


@pytest.fixture
def story(somebody, public_site) -> APlannedYear:
    return APlannedYear(somebody, public_site)


def test_a_year_is_planned_with_partners_agreed_and_shown_to_residents(story):
    story.given_the_manager_reads_the_strategy()
    story.when_she_starts_next_years_plan_which_begins_early()
    story.when_she_asks_two_partners_for_their_actions()
    story.when_she_opens_the_plan_to_the_partners()
    story.when_the_lead_of_a_partner_finds_the_request_among_her_work()
    story.when_she_adds_an_action_and_answers()
    story.then_the_manager_sees_who_has_answered()
    story.when_the_board_agrees_it_and_she_publishes_it()
    story.when_she_publishes_the_account_after_reading_what_residents_would_see()
    story.when_a_board_member_checks_it_as_the_second_person()
    story.then_a_resident_reads_it_on_the_public_site()
