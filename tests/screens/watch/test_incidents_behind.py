"""From a figure to the incidents it counts: for whoever may read them, recorded, and nothing new for anybody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cairn.domain.measures import testing
from cairn.domain.measures.api import RULES
from cairn.domain.measures.queries import incidents_page as paged
from cairn.domain.measures.queries import small
from cairn.domain.measures.services import computing, defining
from cairn.domain.records.models import Feed
from cairn.foundation.accounts.services.keys import make_key
from cairn.foundation.audit.models import Entry
from cairn.kernel.periods import period_of, preceding
from tests.screens.watch.test_screens import page_of
from tests.watch_making import reported, told

pytestmark = pytest.mark.django_db
MAIN = "da-share-of-crime"


@pytest.fixture
def figure(world, row, look):
    """The share of crime of last month: 30 crimes of domestic abuse, and one that is none."""
    first = preceding(period_of(world.at.date(), "month")).start
    look()
    feed = Feed.objects.get()
    rows = [told(first + timedelta(days=number % 20), key=f"assault-{number:02}") for number in range(30)]
    rows.append(told(first + timedelta(days=25), offence="Theft", kin="Stranger", key="theft-alone"))
    reported(by=world.acts("police_worker"), at=world.at, feed=feed, rows=rows)
    measure = defining.define_measure(
        by=world.acts("manager"), at=world.at, computed=MAIN, terms=testing.terms_of(world, first_on=first),
        words=replace(RULES[MAIN].words, frequency="month", read_with=[]),
    )  # fmt: skip
    return computing.compute(by=world.acts("manager"), at=world.at, measure=measure, start=first)


def at(name, figure):
    return reverse(f"measures:{name}", kwargs={
        "partnership": "fellshire", "ref": figure.measure.ref, "period": figure.period_start, "revision": 1,
    })  # fmt: skip


def test_the_lead_of_the_agency_that_sent_them_goes_from_the_figure_to_its_incidents_page_by_page(
    browser, world, figure, look
):
    client, there = browser("police_lead"), at("incidents", figure)
    assert there in page_of(client.get(at("figures", figure)))
    page = page_of(client.get(there))
    assert "theft-alone" in page and "Another crime" in page and "In the figure" in page and "Avocet" not in page
    assert "Earlier incidents" in page and "that you may read." not in page
    after = page.split("after=")[1].split('"')[0]
    older = page_of(client.get(f"{there}?after={after}"))
    assert "assault-00" in older and "theft-alone" not in older
    assert "Back to the newest" in older and "Earlier" not in older
    assert "theft-alone" not in page_of(client.get(f"{there}?which=top"))
    look()
    assert Entry.objects.filter(action="measures.open_incidents", subject_ref=figure.measure.ref).exists()


def test_a_page_on_which_none_counts_says_so_and_goes_on(browser, figure, monkeypatch):
    monkeypatch.setattr(paged, "_MOST", 1)
    monkeypatch.setattr(paged, "_AT_ONCE", 1)  # the newest is no domestic abuse, and is looked at alone
    page = page_of(browser("police_lead").get(f"{at('incidents', figure)}?which=top"))
    assert "None on this page counts." in page and "Earlier incidents" in page
    assert "theft-alone" not in page and "that you may read." not in page


def test_small_figures_are_withheld_on_the_page_from_a_key_and_in_a_copy(browser, world, figure, look):
    # All but one of 31 crimes are domestic abuse: the one is somebody too.
    kept = {"partnership": "fellshire", "ref": figure.measure.ref}
    page, copy = reverse("measures:measure", kwargs=kept), reverse("measures:table", kwargs={**kept, "form": "csv"})
    issued = make_key(
        by=world.acts("manager"), at=world.at, agency=world.agencies["fell-council"], system="Figures",
        scopes=["figures:read"], expires_on=world.today + timedelta(days=90),
    )  # fmt: skip
    look()
    for who, few in (("police_lead", False), ("manager", False), ("board", True), ("health_lead", True)):
        client = browser(who)
        for address in (page, copy, at("figures", figure)):
            assert (small.WITHHELD in page_of(client.get(address))) == few, (who, address)
    assert "read them as they are" in page_of(browser("board").get(page))
    answer = Client().get(
        f"/api/measures/{figure.measure.ref}/figures", headers={"Authorization": f"Bearer {issued[1]}"}
    )
    [told] = answer.json()["figures"]
    assert (told["numerator"], told["denominator"], told["withheld"]) == ("", "", True)


def test_whoever_may_not_read_incidents_learns_nothing_new(browser, world, figure):
    for who in ("manager", "health_lead", "analyst", "police_worker"):
        client = browser(who)
        assert "incidents/" not in page_of(client.get(at("figures", figure))), who
        refused = client.get(at("incidents", figure))
        assert refused.status_code == 403 and "assault-00" not in page_of(refused), who
    assert browser("nurse").get(at("incidents", figure)).status_code == 404
