"""Every page of the staff site, opened by somebody who may: wide, narrow, by keyboard and without scripts.

The pages come from the site's own list of addresses, so that a new one is looked at by itself.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse

from cairn.reference.samples import Samples
from tests.demo_database import pointing_at
from tests.journeys import soundness
from tests.journeys.places import ROUTES, Place, everywhere, place_of

EVERY = pytest.mark.parametrize("name", list(ROUTES))


def is_page(answer: APIResponse) -> bool:
    """A page to look at, not a file to keep."""
    kept = answer.headers.get("content-disposition", "").startswith("attachment")
    return answer.headers["content-type"].startswith("text/html") and not kept


@pytest.fixture(scope="module")
def found_everywhere(live_database, django_db_blocker) -> list[Samples]:
    """The rows to look at, read once: no test of this module writes."""
    with pointing_at(live_database), django_db_blocker.unblock():
        return list(everywhere())


@pytest.fixture
def place(name, found_everywhere, in_the_database) -> Place:
    """Where the page is opened, and by whom."""
    with in_the_database():
        return place_of(ROUTES[name], found_everywhere)


@EVERY
def test_a_page_is_sound_wide_and_narrow(name, place, onlooker, names):
    person = onlooker(place)
    answer = person.browser.request.get(place.address)
    assert answer.status == 200, f"{place.address} answered {answer.status}\n{person.site.last_words()}"
    if not is_page(answer):
        assert answer.body(), "The file is empty."
        return
    person.opens(place.address)
    found = soundness.inline_code(answer.text()) + soundness.broken_skip_link(person)
    found += soundness.unsound(person, names)
    assert not found, f"{name} at {place.address}, as {place.member}:\n" + "\n".join(found)


@EVERY
def test_a_page_shows_its_forms_without_scripts(name, place, onlooker):
    person = onlooker(place, javascript=False)
    answer = person.browser.request.get(place.address)
    if not is_page(answer) or "<form" not in answer.text():
        return
    person.opens(place.address)
    found = soundness.out_of_sight(person)
    assert not found, f"{name} at {place.address}, as {place.member}:\n" + "\n".join(found)
