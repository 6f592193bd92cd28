"""The screens of the watch: a list that says what is owed, a row, and forms that keep what was typed."""

import re

import pytest
from django.urls import reverse

from cairn.domain.cases.models import HalfForm
from cairn.domain.watch.models import HandOver, WatchRow
from cairn.foundation.audit.models import Entry
from tests.domain.watch.test_across import SHARED, a_feed_of, surely
from tests.domain.watch.test_same_event import tell as tell_with_place
from tests.watch_making import days_ago, told

pytestmark = pytest.mark.django_db


def at(name, **kwargs):
    """The address of a screen of the watch in Fellshire."""
    return reverse(f"watch:{name}", kwargs={"partnership": "fellshire", **kwargs})


def page_of(response):
    return response.content.decode()


def test_a_practitioner_sees_what_is_owed_and_records_what_she_did(browser, world, row, look):
    client = browser("officer")
    page = page_of(client.get(at("watch")))
    assert "Avocet Agate" in page and "Day 3 of 30" in page and "Agree who leads" in page and "Weapon" in page
    assert "How it is safe to make contact is not known here" in page and "Nobody yet" in page
    link = re.search(r'<a [^>]*href="[^"]*/WA-\w+/">(.*?)</a>', page)[1]  # two rows of one person are told apart by it
    assert "Avocet Agate" in link and ("by " in link or "suspect not known" in link)
    assert "No row matches what you chose" in page_of(client.get(at("watch"), {"which": "mine"}))
    page = page_of(client.get(at("row", ref=row.ref)))
    assert "What was reported" in page and "before this row" in page and "drafted referral" in page
    assert re.search(r'<tbody[^>]*><tr[^>]*><th scope="row"', page)  # each report is told by its day
    form = at("act", ref=row.ref, act="contact")
    typed = {"kind": "made", "on_day": "1", "on_month": "1", "on_year": "2020", "note": "Came by."}
    page = page_of(client.post(form, typed))
    assert "That is before the report" in page and "Came by." in page
    day = world.at.date()
    typed |= {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    page = page_of(client.post(form, typed, follow=True))
    assert "The contact is recorded" in page and "Contact was made" in page
    look()
    assert Entry.objects.filter(action="watch.open_row").exists()
    assert client.get(at("act", ref=row.ref, act="dragon")).status_code == 404


def test_a_row_in_common_says_who_else_reported_the_incident(browser, world, look):
    feeds, day = {}, days_ago(world.at, 3)
    for slug, by in (("fell-police", "police_lead"), ("fell-health", "health_lead")):
        feeds[slug] = a_feed_of(world, slug, by, **SHARED)
        tell_with_place(world, feeds[slug], by, (told(day), "CA1 1AA", ""))
    surely(world, feeds.values())
    page = page_of(browser("officer").get(at("watch")))
    assert "2 reports of 1 incident" in page
    look()
    ref = WatchRow.objects.get(victim__startswith="person:", stands="open").ref
    page = page_of(browser("officer").get(at("row", ref=ref)))
    assert f"Also reported by {world.agencies['fell-health'].short}: one incident" in page


def test_whoever_leads_decides_about_the_draft_and_finishes_it_as_a_case(browser, world, row, look):
    client = browser("officer")
    me = str(world.people["officer"].pk)
    client.post(at("act", ref=row.ref, act="lead"), {"leader": me, "why": "Mine."})
    page = page_of(client.post(at("act", ref=row.ref, act="referral"), {"refer": "yes", "why": "It escalates."}))
    assert "Say whether they agree to the referral" in page and "It escalates." in page
    said = {"refer": "yes", "why": "It escalates.", "consent": "given"}
    page = page_of(client.post(at("act", ref=row.ref, act="referral"), said, follow=True))
    assert "Begin a referral" in page and "checked" in page
    look()
    assert HalfForm.objects.filter(user=world.people["officer"]).count() == 1


def test_an_agency_is_asked_and_learns_no_name_until_it_accepts(browser, world, row, look):
    asking = {"agency": str(world.agencies["fell-network"].pk), "why": "An adviser is needed."}
    officer, back = browser("officer"), at("act", ref=row.ref, act="take-back")
    officer.post(at("act", ref=row.ref, act="hand-over"), asking)
    assert "Take the request back" in page_of(officer.get(at("row", ref=row.ref)))
    assert "Say why it is taken back" in page_of(officer.post(back, {"why": ""}))
    look()
    page = page_of(officer.post(back, {"why": "No answer."}, follow=True))
    assert "is asked no more" in page and "Take the request back" not in page
    officer.post(at("act", ref=row.ref, act="hand-over"), asking)
    client = browser("idva")
    page = page_of(client.get(at("watch")))
    assert "Your agency is asked to lead" in page and "Avocet" not in page
    look()
    ref = HandOver.objects.get(answer="").ref
    page = page_of(client.get(at("offer", ref=ref)))
    assert "An adviser is needed." in page and "Avocet" not in page
    assert "Say why your agency cannot lead" in page_of(client.post(at("offer", ref=ref), {"accept": "no"}))
    page = page_of(client.post(at("offer", ref=ref), {"accept": "yes"}, follow=True))
    assert "You lead this row" in page and "Avocet Agate" in page
    for who in ("nurse", "stranger"):
        assert browser(who).get(at("row", ref=row.ref)).status_code in (403, 404)


def test_the_manager_puts_new_rules_in_force_and_nobody_else(browser, world, row):
    client = browser("manager")
    days = {"window": "90", "contested_within": "1", "contact_within": "3", "try_again_after": "3", "incidents": "3"}
    assert "Enter a number from 7 to 90" in page_of(client.post(at("rules"), {**days, "window": "900", "why": "We."}))
    page = page_of(client.post(at("rules"), {**days, "why": "Agreed by the board."}, follow=True))
    assert "The new rules are in force" in page and "Agreed by the board." in page
    assert browser("officer").get(at("rules")).status_code == 403
