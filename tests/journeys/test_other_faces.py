"""Pages that look otherwise to somebody else, or when something is wrong: they are asked the same."""

from __future__ import annotations

import pytest

from cairn.kernel.delivery import Delivery
from tests.journeys import soundness
from tests.journeys.places import ROUTES, Place, action_that_is, place_of

# Forms that cannot be sent as they are opened: each has a box that must be filled in.
INCOMPLETE = (
    "account_login", "accounts:start", "accounts:add_person", "accounts:end_role", "accounts:give_code",
    "plans:update", "plans:add-action", "plans:evidence-add", "plans:evidence-review", "plans:move-date",
    "plans:milestone-add", "plans:milestone-drop", "plans:pledge-add", "plans:ask-about", "plans:stop", "voice:raise",
    "voice:ask", "voice:reply", "thread:publish", "thread:same",
)  # fmt: skip
# Whose work list shows what others' do not.
WORKERS = ("con-lead", "cum-education", "cum-board", "cum-analyst", "cum-ig", "survivors-cum")
NOTHING_THERE, NOT_ALLOWED = "/p/cumberland/plans/P-0000000/", "/p/cumberland/records/"


@pytest.mark.parametrize("name", INCOMPLETE)
def test_a_form_sent_half_filled_in_is_answered_with_a_sound_page(name, visitor, names, in_the_database):
    with in_the_database():
        place = place_of(ROUTES[name])
    person = visitor(place)
    person.opens(place.address)
    person.the("main form[method=post] button[type=submit], main form[method=post] button:not([type])").first.click()
    person.has_the_focus(".govuk-error-summary")
    found = [] if person.page.title().startswith("Error: ") else ["its title does not begin with Error"]
    found += soundness.broken_links_to_boxes(person) + soundness.unsound(person, names)
    assert not found, f"{name} at {place.address}, as {place.member}:\n" + "\n".join(found)


@pytest.mark.parametrize("status", list(Delivery))
def test_an_action_is_shown_soundly_however_it_goes(status, onlooker, names, in_the_database):
    with in_the_database():
        address = action_that_is(status)
    person = onlooker(Place(address, "cum-manager"))
    person.opens(address)
    assert not (found := soundness.unsound(person, names)), "\n".join(found)


@pytest.mark.parametrize("member", WORKERS)
def test_each_role_finds_a_sound_list_of_work(member, onlooker, names):
    address = "/p/cumberland/my-work/"
    person = onlooker(Place(address, member))
    person.opens(address)
    assert not (found := soundness.unsound(person, names)), "\n".join(found)


@pytest.mark.parametrize(("address", "status"), [(NOTHING_THERE, 404), (NOT_ALLOWED, 403)])
def test_a_refusal_is_a_sound_page_too(address, status, onlooker, names):
    person = onlooker(Place(address, "cum-education"))
    person.opens(address, status=status)
    found = soundness.broken_skip_link(person) + soundness.unsound(person, names)
    assert not found, "\n".join(found)


def test_a_form_that_has_expired_shows_what_was_typed(visitor, names, in_the_database):
    with in_the_database():
        place = place_of(ROUTES["plans:stop"])
    person = visitor(place)
    person.opens(place.address)
    person.types("Why", "The landlord has sold the house.")
    person.browser.clear_cookies(name="cairn_csrf")
    person.expects_refusal(403)
    person.presses("Stop this action")
    person.sees("The landlord has sold the house.")
    assert not (found := soundness.unsound(person, names)), "\n".join(found)
