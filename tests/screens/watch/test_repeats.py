"""The page of repeats: read by everybody who works here, with small figures withheld, and asked for by some."""

import csv
import io

import pytest
from django.urls import reverse

from cairn.domain.measures.models import RepeatsCount
from cairn.domain.measures.services.repeats import count_each_night, months_over
from cairn.domain.measures.tasks import count_repeats
from cairn.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db


def at(name, **kwargs):
    """The address of a screen of repeats in Fellshire."""
    return reverse(f"measures:{name}", kwargs={"partnership": "fellshire", **kwargs})


def page_of(response):
    return response.content.decode()


def test_before_anything_is_counted_the_page_says_when_it_is(browser, world):
    assert "counted each night" in page_of(browser("board").get(at("repeats")))
    assert browser("board").get(at("ask-repeats")).status_code == 403
    assert browser("manager").get(at("ask-repeats")).status_code == 200


def test_each_measure_stands_with_its_definition_beside_what_was_reported(browser, world, row, look):
    count_each_night(at=world.at)
    page = page_of(browser("police_lead").get(at("repeats")))
    for words in ("Read it beside what was reported", "Repeat within 30 days", "Linkage interval", "Repeat victims",
                  "Repeat suspects", "Serial suspects: 2 or more victims", "index incidents followed by another",
                  "Kaplan and Meier", "Month by month", "Take the figures (CSV)", "Counted on"):  # fmt: skip
        assert words in page, words
    assert "Withheld" not in page and "cairn-chart" in page and row.ref not in page
    assert "Files whose rows are open to you" in page and "Rows of the watch" not in page
    board = page_of(browser("board").get(at("repeats")))
    assert "Counts of 1 to 4 are withheld" in board and "Withheld" in board and row.ref not in board
    assert 'href="/p/fellshire/repeats/"' in page_of(browser("board").get(at("measures")))
    assert "Repeats" in page_of(browser("officer").get(reverse("watch:watch", kwargs={"partnership": "fellshire"})))


@pytest.mark.parametrize("counted", [False, True])
def test_nobody_is_led_to_measures_who_may_not_open_them(browser, world, row, counted):
    if counted:
        count_each_night(at=world.at)
    measures = 'href="/p/fellshire/measures/'
    assert measures in page_of(browser("board").get(at("repeats")))
    assert browser("officer").get(at("measures")).status_code == 403
    assert measures not in page_of(browser("officer").get(at("repeats")))


def test_the_file_withholds_what_the_page_withholds_and_is_recorded(browser, world, row, look):
    count_each_night(at=world.at)
    look()
    ref = RepeatsCount.objects.get().ref
    found = {}
    for who in ("police_lead", "board"):
        response = browser(who).get(at("repeats-table", ref=ref, form="csv"))
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        [line] = [one for one in rows if one[0] == "Repeat within 30 days" and " to " in one[1]]
        found[who] = line
    assert found["board"][2] == "Withheld" and found["police_lead"][2] != "Withheld"
    look()
    assert Entry.objects.filter(reason__contains=f"measures of repeats, {ref}").count() == 2


def test_other_months_are_asked_for_and_shown_once_they_are_counted(browser, world, row, look):
    client = browser("analyst")
    months = months_over(world.at.date())
    typed = {"first": f"{months[0]:%Y-%m}", "last": f"{months[2]:%Y-%m}", "victims": "3", "days": "365"}
    page = page_of(client.post(at("ask-repeats"), typed))
    assert "The last month is before the first" in page and "selected" in page
    typed |= {"first": typed["last"], "last": typed["first"]}
    page = page_of(client.post(at("ask-repeats"), typed, follow=True))
    assert "It is being counted" in page
    look()
    made = RepeatsCount.objects.get()
    count_repeats(made.partnership_id, made.pk, world.at.isoformat())
    page = page_of(client.get(at("repeats-of", ref=made.ref)))
    assert "3 or more victims in 365 days" in page and "It is being counted" not in page
    assert client.get(at("repeats-of", ref="MR-XXXXXXX")).status_code == 404
