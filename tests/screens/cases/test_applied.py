"""Screens of public forms: who opens one, what waits, and what an applicant is let see."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.applications import api as applications
from cairn.domain.cases.models import PublicForm, SentApplication
from cairn.domain.cases.queries.standings import standing_of
from cairn.domain.cases.services.steps import take_step
from cairn.foundation.audit.commands import command
from tests.domain.cases.test_applications import an_application, forms, taken, three, world  # noqa: F401
from tests.screens.cases.conftest import at


def page_of(response):
    return response.content.decode()


@pytest.fixture
def contact(browser):
    return browser("contact")


def test_whoever_runs_the_kind_opens_and_closes_its_form_and_sees_what_waits(world, forms, contact, browser):  # noqa: F811
    world.acts("system")
    with command("cases.keep_application", by=world.acts("system"), at=world.at):
        SentApplication(
            partnership_id=world.partnership.pk, number=7, kind="asb_case_review", sent_at=world.at, problem="It waits."
        ).save()
    page = page_of(contact.get(at("applications")))
    assert "It waits." in page and 'value="01632 960 001"' in page
    page = page_of(contact.post(at("applications"), {"kind": "asb_case_review", "helpline": "", "is_open": "no"}))
    assert "Enter the telephone number that residents may call" in page
    done = contact.post(
        at("applications"), {"kind": "asb_case_review", "helpline": "01632 960 009", "is_open": "no"}, follow=True
    )
    assert "The public form is closed." in page_of(done) and "01632 960 009" in page_of(done)
    assert browser("officer").get(at("applications")).status_code == 403
    listed, theirs = (page_of(browser(who).get(at("cases"))) for who in ("contact", "officer"))
    link = f'href="{at("applications")}">Applications by the public form (1 waiting)</a>'
    assert link in listed and "Applications by the public form" not in theirs
    kind = reverse("returns:kind", kwargs={"partnership": "fellshire", "casetype": "asb_case_review"})
    assert link in page_of(contact.get(kind)) and "public form" not in page_of(browser("officer").get(kind))
    assert "(1 waiting)" in page_of(contact.get(at("openings")))
    assert "Applications that wait" in page_of(contact.get(at("openings")))
    assert "Applications that wait" not in page_of(browser("officer").get(at("openings")))
    world.acts("system")
    assert PublicForm.objects.get().is_open is False


def test_a_decision_is_looked_at_and_released_and_a_code_stopped(world, forms, contact, browser):  # noqa: F811
    an_application(forms, *three(world)[:1])
    case = taken(world).case
    assert "What the applicant sees" in page_of(contact.get(at("case", ref=case.ref)))
    page = page_of(contact.get(at("applicant", ref=case.ref)))
    assert "We have your application" in page and "Release it" not in page
    world.acts("system")
    for name, details in (("acknowledge", {"acknowledged_by": "code_on_screen"}),
                          ("screen_recorded", {"screen_result": "no", "asked_safely": "yes"}),
                          ("request_information", {})):  # fmt: skip
        take_step(by=world.acts("contact"), at=timezone.now(), case=case, name=name, details=details)
    take_step(
        by=world.acts("contact"), at=timezone.now(), case=case, name="decide_not_met", reason="One report.",
        details={"signposted_to": "Mediation."},
    )  # fmt: skip
    page = page_of(contact.get(at("applicant", ref=case.ref)))
    assert "A review will not be held now" in page and "1 incident with a report that counts" in page
    page = page_of(contact.post(at("applicant", ref=case.ref), {"words": "It is domestic."}))
    assert "Leave out" in page and "It is domestic." in page
    done = contact.post(at("applicant", ref=case.ref), {"words": "Call us."}, follow=True)
    assert "The applicant sees it with their code." in page_of(done) and "released on" in page_of(done)
    page = page_of(contact.get(at("applicant", ref=case.ref)))
    assert "Stop the code" in page and "Yes, stop the code" not in page
    assert "Stop the code for good?" in page_of(contact.get(at("applicant", ref=case.ref), {"stop": "ask"}))
    done = contact.post(at("applicant", ref=case.ref), {"do": "stop"}, follow=True)
    assert "The code opens nothing any more." in page_of(done) and "Stop the code" not in page_of(done)
    assert browser("deputy").get(at("applicant", ref=case.ref)).status_code == 200
    assert browser("officer").get(at("applicant", ref=case.ref)).status_code == 404, "not shared with the police"
    world.acts("system")
    assert applications.waiting() == []


def test_it_is_acknowledged_in_the_way_they_chose_and_in_no_other(world, forms, contact):  # noqa: F811
    an_application(forms, *three(world), contact={"way": "text", "phone": "07700 900123"})
    case = taken(world).case
    step = at("step", ref=case.ref, step="acknowledge")
    assert "How it was acknowledged" in page_of(contact.get(step))
    refused = page_of(contact.post(step, {"acknowledged_by": "letter", "seen": case.events_count}))
    assert "They did not choose a letter." in refused
    contact.post(step, {"acknowledged_by": "text", "seen": case.events_count})
    world.acts("system")
    assert standing_of(case, at=timezone.now()).state == "acknowledged"
    assert standing_of(case, at=timezone.now()).details["acknowledged_by"] == "text"
