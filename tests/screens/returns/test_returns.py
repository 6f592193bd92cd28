"""The screens of what cases are counted for: one copy for whoever runs a kind, another for everybody else."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.testing import a_post
from cairn.domain.measures.models import Measure
from cairn.domain.plans.testing_world import add_person, found_world
from cairn.domain.publishing.api import newest_counts
from cairn.domain.returns.models import CountsRelease
from cairn.domain.returns.testing import heard
from cairn.foundation.accounts.terms import Role
from cairn.kernel.periods import period_of
from tests.domain.returns.conftest import POSTS, PRACTITIONERS

pytestmark = pytest.mark.django_db
DAY = {"from_on_day": "1", "from_on_month": "1", "from_on_year": "2026"}


@pytest.fixture
def world(world_database_today, db):
    """Fellshire with whoever runs each kind, on the day the tests run."""
    made = found_world(at=timezone.now())
    for key, (name, agency) in PRACTITIONERS.items():
        add_person(made, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    for key, (kind, role) in POSTS.items():
        a_post(partnership=made.partnership.pk, kind=kind, role=role, user=made.people[key], from_on=date(2024, 1, 5))
    return made


def at(name, **kwargs):
    """The address of a screen of returns in Fellshire."""
    return reverse(f"returns:{name}", kwargs={"partnership": "fellshire", **kwargs})


def page_of(response):
    return response.content.decode()


def test_who_may_not_open_measures_reads_which_there_are_and_is_led_nowhere(browser, world):
    mine, manager = (page_of(browser(who).get(at("returns"))) for who in ("coordinator", "manager"))
    assert mine.count("Measures these cases fill") == manager.count("Measures these cases fill") > 1
    assert "/measures/library/" in manager and "not computed here yet" in manager
    assert "/measures/" not in mine and "computed here" not in mine


def test_a_quarter_is_one_page_for_who_runs_it_and_another_for_all_others(browser, world):
    today = timezone.localdate()
    heard(world, referred=today - timedelta(days=3), on=today)
    where = {"casetype": "marac", "quarter": period_of(today, "quarter").start.isoformat()}
    mine = page_of(browser("coordinator").get(at("quarter", **where)))
    assert "Layout unconfirmed" in mine and "1 planned meeting heard cases." in mine and "5 or under" not in mine
    assert "Between meetings" in mine and "without their days" in mine
    others = [page_of(browser(who).get(at("quarter", **where))) for who in ("manager", "nurse")]
    assert all("5 or under" in page and "Two missing in a row drop" in page for page in others)
    assert not any("Between meetings" in page or "without their days" in page for page in others)
    table = browser("manager").get(at("table", **where, form="csv")).content.decode()
    assert "5 or under" in table and "Layout unconfirmed" in table
    exact = browser("coordinator").get(at("table", **where, form="csv")).content.decode()
    assert "5 or under" not in exact and "Layout unconfirmed" in exact
    assert browser("coordinator").get(at("table", **where, form="xlsx")).status_code == 200
    assert browser("manager").get(at("table", **where, form="pdf")).status_code == 404
    for wrong in ("2026-07-02", "2999-01-01", "now"):
        assert browser("coordinator").get(at("quarter", casetype="marac", quarter=wrong)).status_code == 404
    assert browser("coordinator").get(at("kind", casetype="nothing")).status_code == 404
    times = page_of(browser("officer").get(at("quarter", **{**where, "casetype": "clares_law"})))
    assert "Right to ask" in times and "Why clocks stood still" in times and "Days, median" in times
    assert "Right to ask, withdrawn: 0." in times
    table = browser("officer").get(at("table", **{**where, "casetype": "clares_law"}, form="csv")).content.decode()
    assert "From the beginning to the end: days, median" in table and "Why cases ended otherwise" in table
    copy = page_of(browser("manager").get(at("quarter", **{**where, "casetype": "clares_law"})))
    assert "too few cases to tell" in copy and "withdrawn: 0" not in copy


def test_staffing_and_the_layout_are_said_by_who_runs_the_kind_and_nothing_typed_is_lost(browser, world):
    client = browser("coordinator")
    assert "Nobody has entered it yet" in page_of(client.get(at("kind", casetype="marac")))
    typed = {"do": "staff", "post": "idva", "source": "Told us.", **DAY}
    refused = page_of(client.post(at("kind", casetype="marac"), {**typed, "fte": "many"}))
    assert "Enter a number, such as 2.5" in refused and "Told us." in refused
    kept = page_of(client.post(at("kind", casetype="marac"), {**typed, "fte": "2.5"}, follow=True))
    assert "2.50 full-time from 1 January 2026" in kept
    said = {"do": "layout", "holds": "yes", "says": "The spreadsheet of July."}
    assert "Layout confirmed" in page_of(client.post(at("kind", casetype="marac"), said, follow=True))
    other = browser("manager").post(at("kind", casetype="marac"), said)
    assert other.status_code == 403
    assert "Enter staffing" not in page_of(browser("manager").get(at("kind", casetype="marac")))
    listed = page_of(browser("manager").get(at("returns")))
    assert "Cases discussed at MARAC" in listed and "It waits for the orders and notices" in listed


def test_counts_are_proposed_by_one_and_published_by_another(browser, world, look):
    client = browser("contact_point")
    page = page_of(client.get(at("counts")))
    assert "Residents do not see it yet" in page and "Applications for a review" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    key = page.split('name="of" value="')[1].split('"')[0]
    empty = page_of(client.post(at("counts"), {"do": "propose", "of": key, "seen": seen, "note": ""}))
    assert "Say in a sentence what is new" in empty
    sent = client.post(at("counts"), {"do": "propose", "of": key, "seen": seen, "note": "All noughts."}, follow=True)
    assert "Waits for a second person" in page_of(sent)
    look()
    ref = CountsRelease.objects.get().ref
    assert "Waiting for a second person" in page_of(client.get(at("release", ref=ref)))
    assert browser("council_worker").get(at("release", ref=ref)).status_code == 404
    assert browser("nurse").get(at("counts")).status_code == 403
    board = browser("board")
    assert "Waits for a second person" in page_of(board.get(at("counts")))
    assert "Residents see now" in page_of(board.get(at("release", ref=ref)))
    done = board.post(at("release", ref=ref), {"do": "publish"}, follow=True)
    assert "Edition 1 is published." in page_of(done)
    assert [edition.slug for edition in newest_counts()] == [key]


def test_an_indicator_is_computed_from_cases_with_its_band_or_says_what_it_waits_for(browser, world, look):
    client = browser("manager")
    indicator = {"partnership": "fellshire", "key": "marac-repeats"}
    assert "Compute it from cases" in page_of(client.get(reverse("measures:indicator", kwargs=indicator)))
    of_records = page_of(client.get(reverse("measures:indicator", kwargs={**indicator, "key": "da-crimes"})))
    assert "Compute it from records" in of_records and "the records behind it" in of_records
    waits = page_of(client.get(reverse("measures:indicator", kwargs={**indicator, "key": "asb-powers-breached"})))
    assert "It cannot be computed from cases yet" in waits
    begin = reverse("measures:from-records", kwargs={"partnership": "fellshire", "rule": "marac-repeats"})
    typed = {"submitter": str(world.people["police_worker"].pk), "first_on_day": "1", "first_on_month": "4",
             "first_on_year": "2026", "band_low": "28", "band_high": "40"}  # fmt: skip
    assert "Lowest value of the band" in page_of(client.get(begin))
    done = page_of(client.post(begin, typed, follow=True))
    assert "its figures are computed" in done
    look()
    made = Measure.objects.get(computed="marac-repeats")
    assert (made.origin, made.indicator, made.band_low) == ("adopted", "marac-repeats", 28)


def test_what_is_also_counted_stands_on_the_page_of_its_kind_and_opens_to_the_cases_the_reader_has(browser, world):
    mine = page_of(browser("coordinator").get(at("kind", casetype="marac")))
    assert "Outcomes at 12 months: recorded, of those that were due: <strong>0 of 0</strong>" in mine
    theirs = page_of(browser("manager").get(at("kind", casetype="marac")))
    assert "<strong>5 or under</strong>" in theirs
    behind = browser("manager").get(at("also", casetype="marac", figure="outcomes_at_12_months"))
    assert behind.status_code == 200 and "No case is open to you here" in page_of(behind)
    assert browser("manager").get(at("also", casetype="marac", figure="nothing")).status_code == 404
