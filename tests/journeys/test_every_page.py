"""Every page of the staff site, opened by somebody who may: wide, narrow, by keyboard and without scripts.

The pages come from the site's own list of addresses, so that a new one is looked at by itself.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse

from tests.journeys import soundness
from tests.journeys.places import ROUTES, place_of

EVERY = pytest.mark.parametrize("name", list(ROUTES))


def is_page(answer: APIResponse) -> bool:
    """A page to look at, not a file to keep."""
    kept = answer.headers.get("content-disposition", "").startswith("attachment")
    return answer.headers["content-type"].startswith("text/html") and not kept


@EVERY
def test_a_page_is_sound_wide_and_narrow(name, visitor, names, in_the_database):
    with in_the_database():
        place = place_of(ROUTES[name])
    person = visitor(place)
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
def test_a_page_shows_its_forms_without_scripts(name, visitor, in_the_database):
    with in_the_database():
        place = place_of(ROUTES[name])
    person = visitor(place, javascript=False)
    answer = person.browser.request.get(place.address)
    if not is_page(answer) or "<form" not in answer.text():
        return
    person.opens(place.address)
    found = soundness.out_of_sight(person)
    assert not found, f"{name} at {place.address}, as {place.member}:\n" + "\n".join(found)
