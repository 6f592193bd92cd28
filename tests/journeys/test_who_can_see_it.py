"""The information governance officer asks who can see something and why, and reads who did and who was refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import Person
from tests.journeys.places import open_action

RECORDS = "/p/cumberland/records/"


class AnAudit:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person], action: str) -> None:
        self.somebody, self.action = somebody, action

    def given_the_officer_arrives_at_the_records(self) -> None:
        self.officer = self.somebody("cum-ig")
        self.officer.sees_heading("Records")
        self.officer.sees("That you read this is recorded too.")

    def when_she_asks_who_can_see_an_action(self) -> None:
        self.officer.opens(self.action)
        self.officer.follows("Who can see this, and why")
        self.officer.sees_heading("Who can see this action, and why")

    def then_she_reads_why_for_herself_and_for_everybody_with_a_role(self) -> None:
        self.officer.sees("You draft, or audit, this partnership's plans.")
        table = self.officer.page.get_by_role("table", name="Who can see it, and why")
        contributor = table.get_by_role("row").filter(has_text="Linnet Marl")
        assert "Yes" in contributor.inner_text() and "open to everybody who does" in contributor.inner_text()
        administrator = table.get_by_role("row").filter(has_text="Thrush Talc")
        assert "No rule lets them." in administrator.inner_text()
        assert table.get_by_role("row").filter(has_text="Harebell Haematite").count() == 0, "Her access has ended."

    def when_a_contributor_tries_the_records(self) -> None:
        self.contributor = self.somebody("cum-education")
        self.contributor.opens(RECORDS, status=403)

    def then_she_is_told_in_a_sentence_why_not(self) -> None:
        self.contributor.sees_heading("You may not do this")
        self.contributor.sees("Only the information governance officer reads the records.")
        assert self.contributor.link("Records").count() == 0

    def when_somebody_of_another_partnership_tries_it_all(self) -> None:
        self.stranger = self.somebody("hfd-manager")
        for address in (RECORDS, self.action, "/p/cumberland/", self.action.replace("/actions/", "/who/action/")):
            self.stranger.opens(address, status=404)
            self.stranger.sees_heading("Page not found")

    def then_the_officer_finds_what_was_read_and_what_was_refused(self) -> None:
        self.officer.opens(RECORDS)
        self.officer.sees("Cedar Serpentine")
        self.officer.unfolds("Filter")
        self.officer.picks("What", "Refused")
        self.officer.presses("Show")
        self.officer.sees_heading("Records")
        self.officer.sees("Linnet Marl")
        self.officer.does_not_see("Damson Ironstone")


@pytest.fixture
def story(somebody, in_the_database) -> AnAudit:
    with in_the_database():
        action = open_action(led_by="probation-service")
    return AnAudit(somebody, action)


def test_an_officer_learns_who_can_see_something_and_who_was_refused(story):
    story.given_the_officer_arrives_at_the_records()
    story.when_she_asks_who_can_see_an_action()
    story.then_she_reads_why_for_herself_and_for_everybody_with_a_role()
    story.when_a_contributor_tries_the_records()
    story.then_she_is_told_in_a_sentence_why_not()
    story.when_somebody_of_another_partnership_tries_it_all()
    story.then_the_officer_finds_what_was_read_and_what_was_refused()
