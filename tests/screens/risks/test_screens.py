"""The screens of risks: the grid, one risk, and forms that lose nothing."""

import csv
import io

import pytest
from django.urls import reverse

from cairn.domain.risks.models import Risk
from tests.screens.risks.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(world):
    return {
        "title": "The refuge closes for repairs", "detail": "", "threatens": [str(world.commitment("CP1").pk)],
        "owner": str(world.people["police_lead"].pk), "likelihood": "2", "impact": "4",
        "mitigation": "Rooms are kept at two hotels.",
    }  # fmt: skip


def page_of(response):
    return response.content.decode()


def test_an_empty_register_says_what_a_risk_is_and_who_adds_one(browser):
    assert "Add the first risk" in page_of(browser("manager").get(at("register")))
    page = page_of(browser("council_worker").get(at("register")))
    assert "No risk has been added yet" in page and "Add the first risk" not in page


def test_the_register_shows_the_grid_and_the_gravest_first(browser, risk):
    page = page_of(browser("board").get(at("register")))
    assert "cairn-heat__square--extreme" in page and "<strong>1</strong>" in page
    assert "16 extreme" in page and "0 high" in page and "1 extreme" in page


def test_a_risk_is_added_and_stands_on_its_commitment(browser, world, typed):
    client = browser("police_lead")
    done = client.post(at("add"), typed, follow=True)
    assert "The risk is added." in page_of(done) and "8 high" in page_of(done)
    commitment = reverse(
        "thread:commitment", kwargs={"partnership": "fellshire", "slug": "fellshire-2025-2030", "code": "CP1"}
    )
    page = page_of(client.get(commitment))
    assert "What could keep it from being kept" in page and "The refuge closes for repairs" in page


def test_what_is_missing_is_told_and_what_was_typed_stays(browser, typed):
    page = page_of(browser("manager").post(at("add"), {**typed, "threatens": [], "likelihood": ""}))
    assert "Choose at least one commitment that it threatens" in page and "Choose how likely it is" in page
    assert "The refuge closes for repairs" in page and "Rooms are kept at two hotels." in page


def test_a_person_without_a_role_here_cannot_be_made_to_answer_for_it(browser, world, typed):
    page = page_of(browser("manager").post(at("add"), {**typed, "owner": str(world.people["stranger"].pk)}))
    assert "There is a problem" in page
    assert not Risk.objects.filter(title=typed["title"]).exists()


def test_it_is_assessed_anew_from_what_stood_there_and_the_earlier_one_stays(browser, risk):
    client = browser("council_lead")
    assert "Two bids are written." in page_of(client.get(at("reassess", ref=risk.ref)))
    grade = {"why": "One bid failed.", "likelihood": "5", "impact": "4", "mitigation": "One bid is open."}
    page = page_of(client.post(at("reassess", ref=risk.ref), grade, follow=True))
    assert "20 extreme" in page and "16 extreme" in page and "Rising" in page


def test_it_is_closed_by_the_manager_with_a_reason(browser, risk):
    assert browser("council_lead").get(at("close", ref=risk.ref)).status_code == 403
    client = browser("manager")
    assert "Say why it is closed" in page_of(client.post(at("close", ref=risk.ref), {"why": ""}))
    page = page_of(client.post(at("close", ref=risk.ref), {"why": "The funding came."}, follow=True))
    assert "The funding came." in page and "Assess it anew" not in page
    assert "Closed risks" in page_of(client.get(at("register")))


def test_a_copy_holds_every_risk_with_its_grade(browser, risk):
    rows = list(
        csv.DictReader(io.StringIO(browser("analyst").get(at("table", form="csv")).content.decode("utf-8-sig")))
    )
    assert [(row["Risk"], row["Score"], row["Band"]) for row in rows] == [
        ("The funding ends in March", "16", "extreme")
    ]


@pytest.mark.parametrize("name", ["risk", "reassess", "close"])
def test_a_risk_of_another_partnership_is_not_there(browser, risk, name):
    address = reverse(f"risks:{name}", kwargs={"partnership": "daleshire", "ref": risk.ref})
    assert browser("stranger").get(address).status_code == 404
