"""The people screens: who may open which, and what an administrator can do with them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cairn.foundation.accounts.models import Grant, StartCode, User
from cairn.foundation.accounts.testing import a_person
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db
PEOPLE = "/p/here/people/"
SEES_NOT = "Only the administrator and the information governance officer see who may act here."
MANAGES_NOT = "Only the administrator of the partnership lets people in and out."
ROLES = ("partnership_manager", "agency_lead", "contributor", "board_member", "analyst")


def addresses(person):
    """Every people screen, as (what, address)."""
    one = f"{PEOPLE}{person.pk}/"
    grant = Grant.objects.get(user=person, partnership__slug="here").pk
    return {
        "list": PEOPLE, "add": f"{PEOPLE}add/", "person": one, "role": f"{one}roles/add/",
        "end": f"{one}roles/{grant}/end/", "code": f"{one}start-code/",
    }  # fmt: skip


ADMINISTRATOR = dict.fromkeys(("list", "add", "person", "role", "end", "code"), 200)
AUDITOR = {"list": 200, "add": 403, "person": 200, "role": 403, "end": 403, "code": 403}
WORKING = {"list": 403, "add": 403, "person": 404, "role": 404, "end": 404, "code": 404}
OUTSIDE = dict.fromkeys(("list", "add", "person", "role", "end", "code"), 404)
MATRIX = {
    "administrator": ADMINISTRATOR, "information_governance": AUDITOR, **dict.fromkeys(ROLES, WORKING),
    "former": OUTSIDE, "stranger": OUTSIDE, "newcomer": OUTSIDE,
}  # fmt: skip


@pytest.mark.parametrize("key", MATRIX)
def test_who_may_open_which_people_screen(cast, browser_of, key):
    set_scope(system_actor(Partnership.objects.get(slug="here").pk))
    wanted = addresses(cast["contributor"])
    browser = browser_of(key)
    assert {what: browser.get(address).status_code for what, address in wanted.items()} == MATRIX[key]


@pytest.mark.parametrize("key", [key for key in MATRIX if key != "administrator"])
def test_sending_a_form_opens_nothing_that_looking_did_not(cast, browser_of, key):
    here = Partnership.objects.get(slug="here")
    set_scope(system_actor(here.pk))
    wanted, before = addresses(cast["contributor"]), (Grant.objects.count(), StartCode.objects.count())
    browser = browser_of(key)
    typed = {"reason": "x", "role": "analyst", "when": "at once", "from_on_day": "1"}
    for what in ("add", "role", "end", "code"):
        assert browser.post(wanted[what], typed).status_code in (403, 404)
    set_scope(system_actor(here.pk))
    assert (Grant.objects.count(), StartCode.objects.count()) == before
    assert not Grant.objects.get(user=cast["contributor"]).until_on


def test_signed_out_every_people_screen_asks_to_sign_in(cast):
    set_scope(system_actor(Partnership.objects.get(slug="here").pk))
    for address in addresses(cast["contributor"]).values():
        assert Client().get(address).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("key", ROLES)
def test_a_refusal_says_why(browser_of, key):
    assert SEES_NOT in browser_of(key).get(PEOPLE).content.decode()


def test_the_auditor_is_told_who_lets_people_in(browser_of):
    assert MANAGES_NOT in browser_of("information_governance").get(f"{PEOPLE}add/").content.decode()


def test_a_list_takes_no_form(browser_of):
    assert browser_of("administrator").post(PEOPLE).status_code == 405


def test_the_list_says_who_as_what_since_when_until_when_and_how_guarded(browser_of):
    page = words(browser_of("administrator").get(PEOPLE))
    assert "Linnet Marl The council Contributor" in page
    assert "No end No second factor yet" in page
    assert "Add a person" in page
    assert "Harebell Haematite" not in page and "Teal Topaz" not in page


def test_the_auditor_sees_the_list_and_no_button(browser_of):
    page = words(browser_of("information_governance").get(PEOPLE))
    assert "Linnet Marl" in page and "Add a person" not in page


def test_the_list_can_be_narrowed_to_what_needs_doing(browser_of):
    browser = browser_of("administrator")
    assert "Harebell Haematite" in words(browser.get(f"{PEOPLE}?show=ended"))
    assert "Linnet Marl" not in words(browser.get(f"{PEOPLE}?show=ended"))
    assert "Linnet Marl" in words(browser.get(f"{PEOPLE}?show=unguarded"))
    assert "Nobody" in words(browser.get(f"{PEOPLE}?show=ending"))
    assert browser.get(f"{PEOPLE}?show=nonsense&page=99").status_code == 200


def test_somebody_of_another_partnership_is_not_there_at_all(cast, browser_of):
    assert browser_of("administrator").get(f"{PEOPLE}{cast['stranger'].pk}/").status_code == 404


def test_a_grant_is_ended_only_at_its_own_persons_address(cast, browser_of):
    set_scope(system_actor(Partnership.objects.get(slug="here").pk))
    grant = Grant.objects.get(user=cast["analyst"]).pk
    assert browser_of("administrator").get(f"{PEOPLE}{cast['contributor'].pk}/roles/{grant}/end/").status_code == 404


def test_adding_a_person_leads_to_her_page_and_a_start_code(cast, browser_of):
    browser = browser_of("administrator")
    done = browser.post(f"{PEOPLE}add/", newcomer(), follow=True)
    person = User.objects.get(email="bracken.travertine@example.test")
    assert done.redirect_chain == [(f"{PEOPLE}{person.pk}/", 302)]
    assert "Give a start code now" in words(done)
    shown = browser.post(f"{PEOPLE}{person.pk}/start-code/", {"reason": "New here."})
    code = re.search(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", words(shown))[0]
    assert "no-store" in shown.headers["Cache-Control"]
    assert code not in words(browser.get(f"{PEOPLE}{person.pk}/"))
    fresh = Client()
    password = "three words apart: tarn, lantern, ledger"
    started = {"email": person.email, "start_code": code, "password1": password, "password2": password}
    assert fresh.post("/account/start/", started).headers["Location"] == "/sign-in/"


def test_every_problem_of_the_form_is_said_in_words_and_nothing_typed_is_lost(browser_of):
    page = browser_of("administrator").post(f"{PEOPLE}add/", {"name": "Bracken Travertine", "from_on_day": "1"})
    told = words(page)
    for sentence in (
        "Enter the person's work email address", "Choose an agency", "Choose at least one role",
        "First day must include a month and a year", "Say why",
    ):  # fmt: skip
        assert sentence in told.replace("&#x27;", "'")
    assert 'value="Bracken Travertine"' in page.content.decode()
    assert page.status_code == 200


def test_a_refusal_of_the_service_stands_at_its_field(cast, browser_of):
    page = browser_of("administrator").post(f"{PEOPLE}add/", {**newcomer(), "email": cast["agency_lead"].email})
    assert "is contributor here already" not in words(page)  # another role: it is given
    again = browser_of("administrator").post(f"{PEOPLE}add/", {**newcomer(), "email": cast["contributor"].email})
    assert "This person is contributor here already" in words(again)


def test_a_colleague_elsewhere_of_the_same_agency_is_let_in_and_nothing_else_is_told(cast, browser_of):
    browser = browser_of("administrator")
    done = browser.post(f"{PEOPLE}add/", {**newcomer(), "email": cast["stranger"].email}, follow=True)
    told = words(done)
    assert "has an account already" in told
    assert "There Community Safety" not in told and told.count("Administrator") == 0


def test_an_account_of_another_agency_elsewhere_is_refused(cast, browser_of, at):
    there = Partnership.objects.get(slug="there")
    other = a_person(there, at=at, name="Dipper Moraine", agency="fire")
    page = browser_of("administrator").post(f"{PEOPLE}add/", {**newcomer(), "email": other.email})
    assert "belongs to an account with another agency" in words(page)


def test_giving_and_ending_a_role(cast, browser_of):
    browser, person = browser_of("administrator"), cast["contributor"]
    today = timezone.localdate()
    days = {"from_on_day": today.day, "from_on_month": today.month, "from_on_year": today.year}
    browser.post(f"{PEOPLE}{person.pk}/roles/add/", {"role": "analyst", "reason": "Covers.", **days})
    set_scope(system_actor(Partnership.objects.get(slug="here").pk))
    grant = Grant.objects.get(user=person, role="analyst")
    end = f"{PEOPLE}{person.pk}/roles/{grant.pk}/end/"
    assert "Choose when it ends" in words(browser.post(end, {"reason": "x"}))
    assert "Enter the last day" in words(browser.post(end, {"reason": "x", "when": "on a day"}))
    done = browser.post(end, {"reason": "No longer.", "when": "at once", "until_on_day": "nonsense"}, follow=True)
    assert "The role is ended." in words(done)
    assert "Taken back before it counted" in words(done)
    set_scope(system_actor(Partnership.objects.get(slug="here").pk))
    assert Grant.objects.get(pk=grant.pk).until_on == today - timedelta(days=1)


def test_an_administrator_sees_why_there_is_no_button_for_herself(cast, browser_of):
    browser, own = browser_of("administrator"), cast["administrator"]
    page = words(browser.get(f"{PEOPLE}{own.pk}/"))
    assert "Nobody can give themselves a role" in page
    assert "Give a role" not in page and "Give a start code" not in page
    refused = browser.get(f"{PEOPLE}{own.pk}/roles/add/")
    assert refused.status_code == 403 and "Nobody can give themselves a role" in words(refused)


def test_the_last_administrator_stays(cast, browser_of):
    set_scope(system_actor(Partnership.objects.get(slug="here").pk))
    own = cast["administrator"]
    grant = Grant.objects.get(user=own)
    page = browser_of("administrator").post(
        f"{PEOPLE}{own.pk}/roles/{grant.pk}/end/", {"when": "at once", "reason": "Moves on."}
    )
    assert "This is the last administrator" in words(page)


def test_no_name_and_no_address_is_in_an_address_or_a_title(cast, browser_of):
    browser = browser_of("administrator")
    page = browser.get(f"{PEOPLE}{cast['contributor'].pk}/").content.decode()
    assert "Linnet" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert not re.search(r'href="[^"]*(linnet|Linnet|@)', page)


def newcomer():
    today = timezone.localdate()
    return {
        "name": "Bracken Travertine", "email": "bracken.travertine@example.test", "roles": ["contributor"],
        "agency": Agency.objects.get(slug="council").pk, "reason": "New in the housing team.",
        "from_on_day": today.day, "from_on_month": today.month, "from_on_year": today.year,
    }  # fmt: skip


def words(page):
    """What the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_titles_of_the_people_pages_say_which_list_and_name_nobody(cast, browser_of):
    browser = browser_of("administrator")
    person = cast["contributor"].pk
    for address, begins in (
        (PEOPLE, "People"),
        (f"{PEOPLE}?show=ended", "No longer act here - People"),
        (f"{PEOPLE}add/", "Add a person"),
        (f"{PEOPLE}{person}/", "A person"),
        (f"{PEOPLE}{person}/roles/add/", "Give a role"),
        ("/account/", "Your account"),
    ):
        page = browser.get(address).content.decode()
        assert re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1] == f"{begins} - Cairn"
    assert "You are signed out after 30 minutes without a click." in browser.get(f"{PEOPLE}add/").content.decode()
