"""A board member reads the plan on a page, follows a promise down to its actions, and takes the page along."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cairn.launcher.binaries import has_pdf_tools
from cairn.launcher.words import in_ci
from tests.journeys.people import Person


class AReader:
    """Told step by step; each step stands on the one before."""

    def __init__(self, somebody: Callable[..., Person], folder: Path) -> None:
        self.somebody, self.folder = somebody, folder

    def given_a_board_member_arrives_at_the_plan_on_a_page(self) -> None:
        self.reader = self.somebody("cum-board")
        self.reader.sees_heading("plan on a page")

    def then_every_promise_stands_there_with_its_status_in_a_word(self) -> None:
        promises = self.reader.the(".cairn-plan__promise")
        assert promises.count() >= 20
        for words in promises.locator(".cairn-plan__word").all_inner_texts():
            assert words.strip()

    def when_she_follows_a_promise_that_is_late(self) -> None:
        late = self.reader.the(".cairn-plan__promise:has(.cairn-plan__word--late) a").first
        self.promise = late.inner_text()
        self.reader.goes_on_by(late)
        self.reader.sees_heading(self.promise)

    def when_she_follows_it_to_the_action_that_is_late(self) -> None:
        action = self.reader.the('main tr:has(.cairn-status--late) a[href*="/actions/"]').first
        ref, _, title = action.inner_text().partition(" ")
        self.reader.goes_on_by(action)
        self.reader.sees_heading(title)
        self.reader.sees(f"Action {ref}")

    def then_she_reads_how_it_goes_and_finds_nothing_to_write(self) -> None:
        self.reader.sees("The dates say:")
        assert self.reader.link("Add an update").count() == 0

    def when_she_takes_the_page_as_a_pdf(self) -> None:
        self.reader.opens("/")
        address = self.reader.link("As a PDF").get_attribute("href")
        self.answer = self.reader.browser.request.get(address)

    def then_it_is_a_document_a_screen_reader_can_read(self) -> None:
        assert self.answer.status == 200 and self.answer.headers["content-type"] == "application/pdf"
        assert self.answer.body().startswith(b"%PDF")
        if not has_pdf_tools() and not in_ci():
            return
        path = self.folder / "plan.pdf"
        path.write_bytes(self.answer.body())
        told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
        facts = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
        assert facts["Tagged"].strip() == "yes" and "2025 to 2030" in facts["Title"]


@pytest.fixture
def story(somebody, tmp_path) -> AReader:
    return AReader(somebody, tmp_path)


def test_a_board_member_follows_a_late_promise_and_takes_the_plan_along(story):
    story.given_a_board_member_arrives_at_the_plan_on_a_page()
    story.then_every_promise_stands_there_with_its_status_in_a_word()
    story.when_she_follows_a_promise_that_is_late()
    story.when_she_follows_it_to_the_action_that_is_late()
    story.then_she_reads_how_it_goes_and_finds_nothing_to_write()
    story.when_she_takes_the_page_as_a_pdf()
    story.then_it_is_a_document_a_screen_reader_can_read()
