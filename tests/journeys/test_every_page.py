"""Every page of the staff site, opened by somebody who may: wide, narrow, by keyboard and without scripts.

The pages come from the site's own list of addresses, so that a new one is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.testing import PASSWORD
from tests.journeys import soundness
from tests.journeys.accounts import account, session_of
from tests.journeys.people import Person
from tests.journeys.places import FRESH, GUARDED, HALFWAY, NOBODY, ROUTES, Place, place_of

EVERY = pytest.mark.parametrize("name", list(ROUTES))
Visit = Callable[..., Person]


@pytest.fixture(scope="session")
def sessions() -> dict[str, list]:
    """Cookies of those of the cast who are signed in already; signing in anew for each page takes long."""
    return {}


@pytest.fixture
def visitor(somebody, in_the_database, sessions) -> Visit:
    """Makes somebody who may open a place: ``visitor(place, javascript=False)``."""

    def make(place: Place, **how) -> Person:
        if place.member == NOBODY:
            return somebody(**how)
        if place.member == HALFWAY:
            return _gives_password(somebody(**how), in_the_database)
        person = somebody(**how)
        if place.member in (GUARDED, FRESH):
            guarded = place.member == GUARDED
            with in_the_database():
                who = account("Guillemot Basalt" if guarded else "Fulmar Chalk", second_factor=guarded)
                cookies = [{**session_of(who, second_factor=guarded), "url": person.site.address}]
        else:
            if place.member not in sessions:
                sessions[place.member] = somebody(place.member).browser.cookies()
            cookies = sessions[place.member]
        person.browser.add_cookies(cookies)
        return person

    return make


def _gives_password(person: Person, in_the_database) -> Person:
    with in_the_database():
        who = account("Guillemot Basalt", second_factor=True)
    person.opens("/sign-in/")
    person.types("Email address", who.email)
    person.types("Password", PASSWORD)
    person.presses("Sign in")
    return person


@EVERY
def test_a_page_is_sound_wide_and_narrow(name, visitor, in_the_database):
    with in_the_database():
        place = place_of(ROUTES[name])
        names = list(User.objects.values_list("name", flat=True))
    person = visitor(place)
    answer = person.browser.request.get(place.address)
    assert answer.status == 200, f"{place.address} answered {answer.status}\n{person.site.last_words()}"
    if not answer.headers["content-type"].startswith("text/html"):
        assert answer.body(), "The file is empty."
        return
    person.opens(place.address)
    found = soundness.inline_code(answer.text())
    found += soundness.wrong_heading_or_title(person, names)
    found += soundness.broken_skip_link(person)
    person.unfolds_everything()  # so that it is looked at too
    found += soundness.broken_rules(person)
    found += soundness.too_wide(person)
    assert not found, f"{name} at {place.address}, as {place.member}:\n" + "\n".join(found)


@EVERY
def test_a_page_shows_its_forms_without_scripts(name, visitor, in_the_database):
    with in_the_database():
        place = place_of(ROUTES[name])
    person = visitor(place, javascript=False)
    answer = person.browser.request.get(place.address)
    if "<form" not in answer.text() if answer.headers["content-type"].startswith("text/html") else True:
        return
    person.opens(place.address)
    found = soundness.out_of_sight(person)
    assert not found, f"{name} at {place.address}, as {place.member}:\n" + "\n".join(found)
