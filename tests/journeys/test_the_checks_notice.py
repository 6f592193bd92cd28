"""The checks of the journeys would notice: each is shown something that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.journeys import soundness
from tests.journeys.people import Faults, Person

BAD_PAGE = """<!DOCTYPE html><html lang="en"><head><title>About Heron Granite</title></head><body>
<h1>One</h1><h1>Two</h1><p style="width: 2000px">Wide</p><input><p><a href="/">Away</a></p></body></html>"""


@pytest.fixture
def watched(browser, staff_site) -> Iterator[Person]:
    """Somebody whose faults do not fail the test."""
    person = Person(browser, staff_site, Faults(frozenset({staff_site.address.removeprefix("http://")})))
    yield person
    person.leaves()


def shows(person: Person, source: str) -> None:
    person.page.goto(f"data:text/html,{quote(source)}")


def test_a_request_to_another_host_is_noted_and_does_not_leave(watched):
    with watched.page.expect_event("requestfailed") as failed:
        shows(watched, '<img alt="" src="http://elsewhere.example.test/seen.png">')
    assert "ERR_NAME_NOT_RESOLVED" in failed.value.failure
    assert "asked another host: http://elsewhere.example.test/seen.png" in watched.faults.found


def test_what_the_content_security_policy_refuses_is_noted(watched):
    watched.opens("/sign-in/")
    watched.run("() => document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">No</p>')")
    watched.page.wait_for_timeout(100)
    assert any("Content Security Policy" in fault for fault in watched.faults.found)


def test_a_script_that_fails_is_noted(watched):
    shows(watched, "<script>nothing.here()</script>")
    watched.page.wait_for_timeout(100)
    assert any(fault.startswith("script failed") for fault in watched.faults.found)


def test_an_unsound_page_is_found_out(watched):
    shows(watched, BAD_PAGE)
    found = "\n".join(soundness.unsound(watched, ["Heron Granite"]))
    for words in ("label", "2 headings", "its title names somebody", "scrolls sideways: 2"):
        assert words in found, words
    assert soundness.broken_skip_link(watched)
    assert soundness.inline_code(BAD_PAGE) == ["<p> has an inline style"]
