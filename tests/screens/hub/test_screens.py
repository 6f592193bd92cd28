"""The screens of the hub: look somebody up, open a person with a purpose, and decide about a pair."""

import re

import pytest
from django.urls import reverse

from cairn.domain.cases.models import CasePerson
from cairn.domain.cases.testing import a_case
from cairn.domain.hub.models import PairDecision
from cairn.domain.hub.queries.newest import doubts_now
from cairn.domain.hub.testing import linked, send_rows, world_records
from cairn.domain.plans.testing_world import add_person
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db
BORN = {"born_on_day": "14", "born_on_month": "6", "born_on_year": "1980"}
JUNIPER = ("Slate", "Juniper", "", "1980-06-14", "female", "4 Scar Lane", "CA99 1AA", "07700900123", "")


def at(name, **kwargs):
    return reverse(f"hub:{name}", kwargs={"partnership": "fellshire", **kwargs})


def page_of(response):
    return response.content.decode()


@pytest.fixture
def hub(world):
    """Two agencies' records, linked; a nurse of one of them."""
    add_person(world, key="nurse", name="Plover Chalk", agency="fell-health", roles=[Role.PRACTITIONER])
    rows, _truth = world_records(120, seed=3, agencies=2)
    for some, slug, lead in zip(rows, ("fell-police", "fell-health"), ("police_lead", "health_lead"), strict=True):
        send_rows([*some, (f"{slug}-1", *JUNIPER)], by=world.acts(lead), at=world.at, agency=world.agencies[slug],
                  pointer="every", opened_to_analysts=True)  # fmt: skip
    linked(world.partnership, at=world.at)
    return world


def test_somebody_is_looked_up_by_post_and_opened_with_a_purpose(browser, hub, look):
    client = browser("nurse")
    assert "People in records" in page_of(client.get(at("people")))
    assert "Enter a name" in page_of(client.post(at("people"), {}))
    page = page_of(client.post(at("people"), {"given": "juniper", "family": "slate", **BORN}))
    main = page.split("<main")[1].split("</main>")[0]
    assert "Juniper Slate" in main and "fell-health-1" in main and "fell-police-1" not in main, main
    assert "Probably known to Fellshire Constabulary" in page and "Ask Heron Granite" in page
    person = at("person", ref=page.split("people-in-records/PN-")[1].split("/")[0].join(("PN-", "")))
    assert "What do you need it for" in page_of(client.get(person)) and "4 Scar L" not in page_of(client.get(person))
    assert "Say what you need it for" in page_of(client.post(person, {"purpose": ""}))
    page = page_of(client.post(person, {"purpose": "She came to the clinic."}))
    assert "4 Scar L" in page and "fell-police-1" not in page
    look()
    assert Entry.objects.get(action="hub.open_person").reason == "She came to the clinic."
    assert "Slate" not in str(list(Entry.objects.filter(action="hub.search").values("reason", "changes")))
    assert browser("manager").get(at("people")).status_code == 403


def test_a_pair_is_compared_decided_and_taken_back(browser, hub, look):
    client = browser("analyst")
    page = page_of(client.get(at("review")))
    look()
    ref = next(row.ref for row in doubts_now(hub.partnership.pk) if row.ref in page)
    page = page_of(client.get(at("pair", ref=ref)))
    assert "One person or two?" in page and "What each column says" in page and "cairn-evidence" in page
    assert "style=" not in page.split("<main")[1].split("</main>")[0]
    assert "Choose one person, two people" in page_of(client.post(at("pair", ref=ref), {"why": "Twins."}))
    page = page_of(client.post(at("pair", ref=ref), {"says": "apart", "why": "Twins."}, follow=True))
    assert "two people now, and stay so" in page and ref not in page
    page = page_of(client.get(at("pair", ref=ref)))
    assert "Twins." in page and "Nuthatch Flint" in page
    assert "taken back" in page_of(client.post(at("pair", ref=ref), {"why": "Not twins."}, follow=True))
    look()
    assert [row.says for row in PairDecision.objects.all()] == ["apart", "withdrawn"]
    assert Entry.objects.filter(action="hub.open_pair").count() >= 2
    assert browser("manager").get(at("review")).status_code == 403
    assert browser("nurse").get(at("pair", ref=ref)).status_code == 404


def test_a_person_is_found_by_reference_split_merged_and_both_taken_back(browser, hub, look):
    client = browser("analyst")
    assert "Enter a reference" in page_of(client.post(at("find"), {}))
    page = page_of(client.post(at("find"), {"sought": "fell-police-1"}))
    ref = page.split("links/people/PN-")[1].split("/")[0].join(("PN-", ""))
    look()
    page = page_of(client.get(at("links-of", ref=ref)))
    main = page.split("<main")[1].split("</main>")[0]
    assert "fell-police-1" in main and "fell-health-1" in main and "Why it is here" in main
    assert "Why each is here" in main and "cairn-evidence" in main and "for one person" in main
    look()
    assert "one person?" in page_of(client.get(at("confirm", ref=ref)))
    look()
    assert "Say what you went by" in page_of(client.post(at("confirm", ref=ref), {"why": ""}))
    page = page_of(client.post(at("confirm", ref=ref), {"why": "Seen by both."}, follow=True))
    assert "they are one person" in page and "Seen by both." in page
    act = PairDecision.objects.first().act
    client.post(at("decision", ref=act), {"why": "To go on."})
    boxes = [box for box in re.split(r"<input ", main)[1:] if 'name="chosen"' in box]
    [chosen] = [
        re.search(r'value="(\d+)"', box)[1] for box in boxes if "fell-health-1" in box.split("</label>")[0]
    ]  # fmt: skip
    assert "Choose the records that are somebody" in page_of(client.post(at("links-of", ref=ref), {"why": "Two."}))
    page = page_of(client.post(at("links-of", ref=ref), {"chosen": [chosen], "why": "Mother, daughter."}, follow=True))
    assert "two people now" in page and "Mother, daughter." in page
    look()
    page = page_of(client.post(at("find"), {"sought": "fell-health-1"}))
    other = page.split("links/people/PN-")[1].split("/")[0].join(("PN-", ""))
    assert other != ref
    page = page_of(client.post(at("links-of", ref=ref), {"other": ref}))
    assert "This is the same person" in page
    page = page_of(client.post(at("links-of", ref=ref), {"other": "PN-00000"}))
    assert "nobody with this reference" in page
    page = page_of(client.post(at("links-of", ref=ref), {"other": other.lower()}, follow=True))
    assert "Are these two one person?" in page
    look()
    page = page_of(client.post(at("merge", ref=ref, other=other), {"why": "One woman."}, follow=True))
    assert "Take that back first" in page
    act = PairDecision.objects.first().act
    page = page_of(client.get(at("decision", ref=act)))
    assert "fell-health-1" in page and "On the other" in page
    look()
    assert "taken back" in page_of(client.post(at("decision", ref=act), {"why": "A slip."}, follow=True))
    assert Entry.objects.filter(action="hub.open_links").count() >= 2
    assert not Entry.objects.filter(action="hub.find", reason__contains="fell-").exists()
    assert browser("manager").get(at("decided")).status_code == 403
    page = page_of(client.post(at("find"), {"sought": "fell-health-1"}))
    own = page.split("links/people/PN-")[1].split("/")[0].join(("PN-", ""))
    assert browser("nurse").get(at("links-of", ref=own)).status_code == 403  # her agency knows them, and she may not
    assert browser("manager").get(at("links-of", ref=own)).status_code == 404


def test_at_intake_one_asks_whether_somebody_is_known_and_what_was_typed_stays(browser, hub, look):
    nurse = hub.acts("nurse")
    case = a_case(by=nurse, at=hub.at)
    client = browser("nurse")
    form = reverse("cases:person-add", kwargs={"partnership": "fellshire", "ref": case.ref})
    given = {"name": "Juniper Slate", "born_day": "14", "born_month": "6", "born_year": "1980", "note": "Calls early."}
    assert "Are they known in records?" in page_of(client.get(form))
    page = page_of(client.post(form, {**given, "ask_known": "yes"}))
    look()
    main = page.split("<main")[1].split("</main>")[0]
    assert "Your agency has 1 record of somebody who fits" in main and "PN-" in main
    assert "Probably known to Fellshire Constabulary" in main and "fell-police-1" not in main
    assert 'value="Juniper Slate"' in main and "Calls early." in main and "There is a problem" not in main
    assert not CasePerson.objects.filter(case=case).exists()
    page = page_of(client.post(form, {"name": "Nobody Anywhere", "ask_known": "yes"}))
    assert "Nobody is found of whom you may be told" in page and "whole date of birth" in page
    assert "Type their name first" in page_of(client.post(form, {"ask_known": "yes"}))
    asked = Entry.objects.filter(action="hub.ask")
    assert asked.count() == 2 and "Slate" not in str(list(asked.values("reason", "changes")))
