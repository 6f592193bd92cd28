"""The screens on which a second person confirms a role that opens cases."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.services import confirming
from cairn.foundation.accounts.services.people import grant_role
from cairn.foundation.accounts.services.start_codes import issue_start_code, start_with_code
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.testing import PASSWORD, a_person, actor_of, sign_in
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db
WORK = reverse("plans:work", kwargs={"partnership": "here"})
LIST = "/p/here/people/confirm/"
OPENS = {"agency_lead": 200, "information_governance": 200}


@pytest.fixture(autouse=True)
def _nothing_first(monkeypatch):
    monkeypatch.setattr(confirming, "FIRST", [])


@pytest.fixture
def here(cast):
    return Partnership.objects.get(slug="here")


@pytest.fixture
def look(here):
    return lambda: set_scope(system_actor(here.pk))


@pytest.fixture
def newcomer(cast, here, at, look):
    """Somebody of the council who works nowhere in Cairn yet."""
    look()
    return a_person(here, at=at, name="Sandpiper Rigg")


@pytest.fixture
def waiting(cast, here, at, newcomer):
    by = actor_of(cast["administrator"], here, Role.ADMINISTRATOR)
    return grant_role(by=by, at=at, person=newcomer, role=Role.PRACTITIONER, reason="Joined the team.")


def page_of(response):
    return response.content.decode()


@pytest.mark.parametrize("key", [*Role, "former", "stranger", "newcomer"])
def test_who_opens_the_list_and_the_form_of_one_role(cast, browser_of, waiting, key):
    browser, outside = browser_of(key), key in ("former", "stranger", "newcomer")
    assert browser.get(LIST).status_code == OPENS.get(key, 404 if outside else 403)
    form = browser.get(f"{LIST}{waiting.pk}/")
    assert form.status_code == OPENS.get(key, 403 if key == "administrator" else 404)
    posted = browser.post(f"{LIST}{waiting.pk}/", {"answer": "confirm"})
    assert posted.status_code == (302 if key in OPENS else form.status_code)


def test_an_administrator_is_told_that_it_waits_and_the_person_reads_it_on_their_account(
    cast, browser_of, newcomer, here, look
):
    today = timezone.localdate()
    day = {f"from_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    admin = browser_of("administrator")
    given = admin.post(
        f"/p/here/people/{newcomer.pk}/roles/add/", {"role": "practitioner", "reason": "Joined.", **day}, follow=True
    )
    told = page_of(given)
    assert "Practitioner waits until the lead of the agency or the information governance officer confirms it" in told
    assert "Waits until the lead of the agency" in page_of(admin.get(f"/p/here/people/{newcomer.pk}/"))
    assert "Sandpiper Rigg" in page_of(admin.get("/p/here/people/?show=waiting"))
    account = page_of(sign_in(Client(), newcomer).get("/account/"))
    assert "Waits until the lead of the agency" in account
    assert sign_in(Client(), newcomer).get("/p/here/cases/").status_code == 403


def test_the_lead_and_the_officer_find_it_under_my_work_at_once_and_confirm_it(
    cast, browser_of, waiting, newcomer, look
):
    for key in ("agency_lead", "information_governance"):
        work = page_of(browser_of(key).get(WORK))
        assert "Roles to confirm" in work and "Sandpiper Rigg: practitioner" in work
    lead = browser_of("agency_lead")
    listed = page_of(lead.get(LIST))
    assert "Joined the team." in listed and "Yarrow Flint" in listed
    empty = page_of(lead.post(f"{LIST}{waiting.pk}/", {}))
    assert "There is a problem" in empty and "Say whether they do this work" in empty
    done = page_of(lead.post(f"{LIST}{waiting.pk}/", {"answer": "confirm"}, follow=True))
    assert "The role is confirmed." in done and "No role waits for you" in done and "Heron Granite" in done
    assert sign_in(Client(), newcomer).get("/p/here/cases/").status_code == 200
    assert "Sandpiper Rigg: practitioner" not in page_of(browser_of("information_governance").get(WORK))


def test_declining_asks_why_and_keeps_what_was_typed_and_a_second_answer_is_told_that_it_was_settled(
    cast, browser_of, waiting, newcomer, look
):
    lead, officer = browser_of("agency_lead"), browser_of("information_governance")
    address = f"{LIST}{waiting.pk}/"
    assert "Say why not" in page_of(lead.post(address, {"answer": "decline", "reason": " "}))
    done = page_of(lead.post(address, {"answer": "decline", "reason": "Nobody here knows them."}, follow=True))
    assert "The role is declined. It never counted." in done
    assert "confirmed, declined or ended already" in page_of(officer.post(address, {"answer": "confirm"}))
    assert "Nothing waits" in page_of(officer.get(address))
    look()
    assert Grant.objects.get(pk=waiting.pk).confirmed_at is None
    shown = page_of(browser_of("administrator").get(f"/p/here/people/{newcomer.pk}/"))
    assert "Declined, or taken back before it was confirmed" in shown


def test_the_list_with_nothing_on_it_says_so(cast, browser_of):
    shown = page_of(browser_of("information_governance").get(LIST))
    assert "No role waits for you" in shown and '<p class="govuk-body">None.</p>' in shown


def test_whoever_confirms_reads_with_whose_code_the_account_was_started_and_to_ask_the_person(
    cast, browser_of, newcomer, waiting, here, at, look
):
    page = page_of(browser_of("agency_lead").get(f"{LIST}{waiting.pk}/"))
    assert "Ask them yourself" not in page  # nobody has started it yet
    look()
    by = actor_of(cast["administrator"], here, Role.ADMINISTRATOR)
    code = issue_start_code(by=by, at=at, person=newcomer, reason="New here.")
    start_with_code(email=newcomer.email, code=code, password=PASSWORD, at=at)
    page = page_of(browser_of("agency_lead").get(f"{LIST}{waiting.pk}/"))
    assert "Ask them yourself" in page and f"a start code from {cast['administrator'].name}" in page


def test_the_page_of_a_start_code_says_that_roles_wait_once_it_is_used(cast, browser_of, newcomer, here):
    page = page_of(browser_of("administrator").get(f"/p/here/people/{newcomer.pk}/start-code/"))
    assert "roles that open cases or records wait" in page and "You cannot confirm them yourself" in page
