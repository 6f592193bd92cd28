"""The screens of a case review, the search for people, and forms that keep what was begun."""

import re
from datetime import date

import pytest
from django.utils import timezone

from cairn.domain.cases.models import Case, HalfForm, Note
from cairn.domain.cases.services.contact import record_plan
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.testing import a_post, a_share
from cairn.foundation.audit.models import Entry
from cairn.kernel.contact_safety import Safe
from tests.screens.cases.conftest import at

pytestmark = pytest.mark.django_db


def page_of(response):
    return response.content.decode()


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


@pytest.fixture
def review(world):
    """A case review of the council with two reports, in which bodies are asked."""
    for role in ("coordinator", "body"):
        a_post(partnership=world.partnership.pk, kind="asb_case_review", role=role, user=world.people["housing"],
               from_on=date(2026, 1, 5))  # fmt: skip
    now = timezone.now()
    case = open_case(by=world.acts("housing"), at=now, kind="asb_case_review", move="apply",
                     details={"asked_by": "person_harmed"})  # fmt: skip
    steps = [
        ("acknowledge", {"acknowledged_by": "code_on_screen"}),
        ("screen_recorded", {"screen_result": "no", "asked_safely": "yes"}),
        ("request_information", {}),
        ("report_gathered", {"behaviour_on": now.date(), "reported_on": now.date(), "incident": "music"}),
        ("report_gathered", {"behaviour_on": now.date(), "reported_on": now.date(), "incident": "music"}),
        ("information_asked", {"body": "fell-police"}),
        ("risk_scored", {"risk_band": "low"}),
        ("risk_scored", {"risk_band": "high"}),
    ]
    for name, details in steps:
        take_step(by=world.acts("housing"), at=now, case=case, name=name, details=details)
    return case


def test_a_review_shows_why_each_report_counts_before_the_decision_after_it_and_in_the_letter(
    browser, world, review, look
):
    client = browser("housing")
    page = page_of(client.get(at("case", ref=review.ref)))
    told = (
        "Threshold for a review: not met", "it counts once, however many bodies", "Information asked of bodies",
        "Fellshire Constabulary", "Risk to the person harmed, over time", "(rose)", "<polyline", "No panel is set.",
        "None has been proposed.",
    )  # fmt: skip
    for words in told:
        assert words in page, words
    look()
    assert "So far: “music”." in page_of(client.get(at("step", ref=review.ref, step="report_gathered")))
    form = page_of(client.get(at("step", ref=review.ref, step="decide_not_met")))
    assert "This is kept with your decision" in form and "it counts once, however many bodies" in form
    typed = {"signposted_to": "Mediation.", "reason": "One incident.", "seen": review.events.count()}
    done = page_of(client.post(at("step", ref=review.ref, step="decide_not_met"), typed, follow=True))
    assert "The working as it was shown then" in done and "Make the text" in done
    assert "Nobody it could go to is in the case." in page_of(client.get(at("letters", ref=review.ref)))
    by, now = world.acts("housing"), timezone.now()
    wren = add_person(by=by, at=now, case=review, party="person_harmed", name="Wren Scar").person
    unasked = page_of(client.get(at("letters", ref=review.ref)))
    assert "Nobody has recorded whether contact is safe" in unasked and "Mediation." not in unasked
    look()
    record_plan(by=world.acts("housing"), at=timezone.now(), case=review, person=wren, safe=Safe.YES,
                ways={"e_mail": "yes", "call": "no"}, e_mails=["wren@example.org"])  # fmt: skip
    letters = page_of(client.get(at("letters", ref=review.ref)))
    main = letters.split("<main")[1]
    assert "By e-mail. A neutral subject line" in main and "By post" not in main and "Read out" not in main
    assert "Not: by post. " in main and "Not: read out on the telephone. " in main, "each with why"
    assert "Our answer to your request for a case review" in letters and "Mediation." in letters
    assert "domestic" not in letters.split("<main")[1].lower() and "They said more about when" not in letters
    look()
    record_plan(by=world.acts("housing"), at=timezone.now(), case=review, person=wren, safe=Safe.YES,
                ways={"e_mail": "yes"}, e_mails=["wren@example.org"], note="Never on Fridays.")  # fmt: skip
    more = page_of(client.get(at("letters", ref=review.ref)))
    assert "They said more about when and how" in more and at("contact", ref=review.ref, person=wren.ref) in more
    assert "Never on Fridays" not in more, "it is opened for a purpose"
    look()
    assert Entry.objects.filter(action="cases.read_letter", reason="Letter: the threshold is not met").exists()
    record_plan(by=world.acts("housing"), at=timezone.now(), case=review, person=wren, safe=Safe.NO, note="By code.")
    kept = page_of(client.get(at("letters", ref=review.ref)))
    assert "They are not to be contacted." in kept and "Our answer to your request for a case review" not in kept
    power = page_of(client.get(at("step", ref=review.ref, step="power_proposed")))
    assert "Part 4, chapter 3" in power and "Absolute ground for possession" in power


def test_a_hold_is_a_plain_sentence_at_the_top_and_what_is_chased_is_chosen_from_what_is_open(browser, world, review):
    client, now = browser("housing"), timezone.now()
    screened = {"screen_result": "unsure", "asked_safely": "yes"}
    take_step(by=world.acts("housing"), at=now, case=review, name="screen_recorded", details=screened)
    page = page_of(client.get(at("case", ref=review.ref)))
    assert "Held until somebody has looked" in page and page.index("Held until") < page.index("What is due")
    chase = at("step", ref=review.ref, step="recommendation_chased")
    assert "Nothing is open that this could be about." in page_of(client.get(chase))
    a_share(case=review, agency=world.agencies["fell-health"], at=now)
    theirs = page_of(browser("nurse").get(at("case", ref=review.ref)))
    assert "Held until" not in theirs and "omestic abuse" not in theirs.split("<main")[1]


def test_people_are_searched_by_post_recorded_and_absent_and_hidden_look_the_same(browser, world, referral, look):
    now = timezone.now()
    add_person(by=world.acts("nurse"), at=now, case=referral, party="other_adult", name="Wren Scar",
               born=(1990, 3, 4))  # fmt: skip
    client = browser("nurse")
    assert "Nobody is found" not in page_of(client.get(at("people")))
    assert "Enter a name, a date of birth or a reference" in page_of(client.post(at("people"), {}))
    born = day("born_on", date(1990, 3, 4))
    for typed in ({"name": "wren sca"}, {"ref": referral.ref.lower()}, born):
        page = page_of(client.post(at("people"), typed))
        assert "Born: 4 March 1990" in page and referral.ref in page
    look()
    hidden, absent = (
        re.sub(
            r'csrfmiddlewaretoken" value="\w+"|ends-in="\d+"', "", page_of(browser("housing").post(at("people"), typed))
        )
        for typed in ({"name": "wren scar"}, {"name": "tern scar"})
    )
    assert "Nobody is found" in hidden and hidden.replace("wren", "") == absent.replace("tern", "")
    searches = Entry.objects.filter(action="cases.search_people")
    assert searches.count() == 5 and not any("wren" in entry.reason.lower() for entry in searches)
    assert browser("manager").post(at("people"), {"name": "wren"}).status_code == 403


def test_a_case_is_opened_restricted_and_a_note_is_kept_half_written(browser, world, look):
    client = browser("nurse")
    opening = {"casetype": "marac", "opening": "start_draft"}
    client.post(at("open", **opening), {"consent": "given", "victim_aware": "yes", "open-to-named-people": "on"})
    look()
    case = Case.objects.get()
    assert case.restricted and browser("nurse_too").get(at("case", ref=case.ref)).status_code == 404
    typed = {"text": "Half of a", "section": "referral", "only_agency": "no"}
    listed = page_of(client.post(at("note-add", ref=case.ref), {**typed, "do": "save"}, follow=True))
    assert f"A note: case {case.ref}" in listed and "Half of a" not in listed
    look()
    half = HalfForm.objects.get()
    address = f"{at('note-add', ref=case.ref)}?half={half.ref}"
    page = page_of(client.get(address))
    assert "Half of a" in page and "There is a problem" not in page and "Throw this note away" in page
    client.post(address, {**typed, "text": "Half of a note.", **day("happened_on", timezone.localdate())})
    look()
    assert Note.objects.get().text == "Half of a note." and not HalfForm.objects.exists()


def test_an_address_is_put_right_from_where_it_is_shown(browser, world, referral):
    now = timezone.now()
    wren = add_person(by=world.acts("nurse"), at=now, case=referral, party="other_adult", name="Wren Scar").person
    client, where = browser("coordinator"), {"ref": referral.ref, "person": wren.ref}
    client.post(at("address", **where), {"lines": "12 Larch Street", "postcode": "zz1 2ab", "letters": "unknown"})
    world.acts("system")
    ref = wren.addresses.get().ref
    assert f"corrects={ref}" in page_of(client.post(at("contact", **where), {"purpose": "meet", "address": ref}))
    address = f"{at('address', **where)}?corrects={ref}"
    assert "12 Larch Street" in page_of(client.get(address))
    assert client.get(f"{at('address', **where)}?corrects=JNOTHERE").status_code == 404
    refused = page_of(client.post(address, {"lines": "21 Larch Street", "postcode": "zz1 2ab"}))
    assert "Say what was wrong" in refused and "21 Larch Street" in refused
    client.post(address, {"lines": "21 Larch Street", "postcode": "zz1 2ab", "why": "Read out wrongly."})
    shown = page_of(client.post(at("contact", **where), {"purpose": "meet", "address": ref}))
    assert "21 Larch Street" in shown and "12 Larch Street" in shown and "Read out wrongly." in shown
    assert "Do not contact them yet" not in shown


def test_a_search_answers_on_the_beat_whether_what_it_finds_is_open_hidden_or_not_there(browser, referral, settings):
    """Row-level security takes longer to pass over a hidden person than to find none."""
    settings.NOT_THERE_BEAT = 0.001
    asked = [
        browser(who).post(at("people"), {"name": name}) for who in ("nurse", "housing") for name in ("wren", "xyq")
    ]
    asked.append(browser("nurse").post(at("person-add", ref=referral.ref), {"name": "Wren Scar", "party": "child"}))
    assert {response.wsgi_request.beat for response in asked} == {0.001}
    assert not hasattr(browser("nurse").get(at("people")).wsgi_request, "beat")
