"""A case is offered at once to every agency with a seat where its kind is heard."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.models import Share
from cairn.domain.cases.services import sharing
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.testing import REFERRAL
from cairn.domain.conferences.services import agenda
from cairn.domain.conferences.testing import an_accepted_case
from tests.screens.conferences.conftest import at

pytestmark = pytest.mark.django_db
SENT = {
    "sections": ["referral", "meeting"], "purpose": "To prepare for the meeting.", "basis": "public_task",
    "consent": "given", "without_consent_because": "",
}  # fmt: skip


def page_of(response):
    return response.content.decode()


def case_at(name, **kwargs):
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})


@pytest.fixture
def case(world, meeting):
    """A case that is accepted, with its own agency and the one that leads; both have a seat."""
    return an_accepted_case(world, at=timezone.now(), details=REFERRAL)


def offered(world, case):
    """Slug of each agency that was offered it to what it was offered."""
    world.acts("system")
    rows = Share.objects.filter(case=case, answer="offered").select_related("agency")
    return {row.agency.slug: (row.sections, row.purpose, row.basis) for row in rows}


def test_one_step_offers_a_case_to_every_seat_each_with_what_is_different_for_it(world, case, browser):
    coordinator, address = browser("coordinator"), case_at("share-each", ref=case.ref)
    for name in ("case", "who", "share"):
        assert address in page_of(coordinator.get(case_at(name, ref=case.ref)))
    page = page_of(coordinator.get(address))
    assert "Fellshire Integrated Care Board: Has the case." in page and "Fellshire Constabulary: Has the case." in page
    council, network = (str(world.agencies[slug].pk) for slug in ("fell-council", "fell-network"))
    assert f'value="{council}"' in page and f'value="{network}"' in page
    assert "Choose at least one agency" in page_of(coordinator.post(address, SENT))
    odd = {**SENT, "agencies": [network], f"purpose_{council}": "To make the home safe."}
    refused = page_of(coordinator.post(address, odd))
    assert "Choose Fellshire Council too, or empty what is different for it" in refused
    odd = {**odd, "agencies": [council, network], f"purpose_{council}": "To make Wren Tarn safe."}
    refused = page_of(coordinator.post(address, odd))
    assert "it names nobody" in refused and "To make Wren Tarn safe." in refused and offered(world, case) == {}
    odd |= {f"purpose_{council}": "To make the home safe.", f"sections_{council}": ["meeting"],
            f"basis_{council}": "vital_interests"}  # fmt: skip
    done = page_of(coordinator.post(address, odd, follow=True))
    assert "The case is offered to Fellshire Council, Fellshire Survivor Network." in done
    assert offered(world, case) == {
        "fell-council": (["meeting"], "To make the home safe.", "vital_interests"),
        "fell-network": (["referral", "meeting"], "To prepare for the meeting.", "public_task"),
    }
    again = page_of(coordinator.get(address))
    assert "No agency is left to offer it to" in again and "not answered yet" in again


def test_whoever_has_it_meanwhile_or_waits_for_the_wall_is_passed_over_and_why_is_said(world, case, browser):
    coordinator, address = browser("coordinator"), case_at("share-each", ref=case.ref)
    add_person(by=world.acts("coordinator"), at=timezone.now(), case=case, party="other_adult", name="Siskin Crag")
    page = page_of(coordinator.get(address))
    council, network = world.agencies["fell-council"], world.agencies["fell-network"]
    assert "Decide first on the conflict wall about Siskin Crag." in page and f'value="{council.pk}"' not in page
    sharing.offer_share(by=world.acts("coordinator"), at=timezone.now(), case=case, agency=network,
                        sections=["risk"], purpose="To plan.", basis="public_task", consent="given")  # fmt: skip
    done = page_of(coordinator.post(address, {**SENT, "agencies": [str(network.pk), str(council.pk)]}, follow=True))
    assert "Passed over. " in done and "was offered this case already" in done and "about Siskin Crag" in done
    assert set(offered(world, case)) == {"fell-network"}


def test_whoever_declined_is_not_chosen_again_by_itself(world, case, browser):
    network = world.agencies["fell-network"]
    facts = {"sections": ["risk"], "purpose": "To plan.", "basis": "public_task", "consent": "given"}
    share = sharing.offer_share(by=world.acts("coordinator"), at=timezone.now(), case=case, agency=network, **facts)
    sharing.decline_share(by=world.acts("idva"), at=timezone.now(), share=share, because="We are full.")
    page = page_of(browser("coordinator").get(case_at("share-each", ref=case.ref)))
    assert "Declined. We are full." in page and page.count(" checked") >= 1
    box = page.split(f'value="{network.pk}"', 1)[1].split(">", 1)[0]
    assert "checked" not in box and "To plan." in page


def test_only_whoever_runs_it_offers_it_and_only_where_a_group_hears_its_kind(world, case, meeting, browser):
    address = case_at("share-each", ref=case.ref)
    assert browser("nurse").get(address).status_code == 403
    assert browser("housing").get(address).status_code == 404
    assert "every agency" not in page_of(browser("nurse").get(case_at("case", ref=case.ref)))


def test_the_agenda_leads_there_from_each_case_that_somebody_at_the_table_has_not(world, case, meeting, browser):
    agenda.list_case(by=world.acts("coordinator"), at=timezone.now(), meeting=meeting, case=case)
    page = page_of(browser("coordinator").get(at("agenda", ref=meeting.ref)))
    assert "At the table, and without the case: Fellshire Council, Fellshire Survivor Network." in page
    assert case_at("share-each", ref=case.ref) in page
