"""Residents read what was decided and when it takes effect; the address and the title of a page tell nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cairn.foundation.ui.days import day_in_words
from cairn.kernel.neutral_words import telling_words
from cairn.kernel.working_days import add_working_days
from tests.public.crawling import Markup
from tests.public.scenes import REASON, SCRIPT


def test_the_register_lists_what_is_published_and_says_what_was_withdrawn(site):
    page = Markup(site.get("/decisions/").text)
    assert {"/decisions/D-NEW/", "/decisions/D-CALLED/"} <= {link.get("href") for link in page.all("a")}
    assert "/decisions/D-GONE/" not in {link.get("href") for link in page.all("a")}
    assert REASON in page.text
    assert "Every decision here is invented." in page.text


def test_a_decision_says_what_why_and_from_when_as_worked_out(site):
    page, today = Markup(site.get("/decisions/D-NEW/").text), timezone.localdate()
    effective = day_in_words(add_working_days(today, 5))
    assert f"5 working days, before {effective}" in page.text
    assert f"{effective}, unless it was called in after {day_in_words(today)}" in page.text
    assert "(b) The director signs." in page.text
    assert "Published, may be called in" in page.text


def test_what_was_called_in_has_no_effect(site):
    text = Markup(site.get("/decisions/D-CALLED/").text).text
    assert "Called in: no effect until it is settled" in text
    assert "It has no effect" in text
    assert "Scrutiny called it in" in text


@pytest.mark.parametrize("path", ["/decisions/", "/decisions/D-NEW/", "/decisions/D-GONE/"])
def test_its_title_tells_nothing_to_whoever_looks_into_the_history(site, path):
    page = Markup(site.get(path).text)
    assert not telling_words(page.title)
    assert SCRIPT not in site.get(path).text  # and what people wrote cannot become markup
    assert page.faults == []


def test_a_withdrawn_decision_is_gone_with_its_reason_and_an_unknown_one_is_not_found(site, bare_site):
    gone = site.get("/decisions/D-GONE/")
    assert gone.status == 410
    assert REASON in Markup(gone.text).text
    assert "safe" not in gone.text.split("<main", 1)[1]
    later = Markup(site.get("/decisions/D-NEW/").text).text
    assert "A decision whose record was withdrawn (D-GONE)" in later and "Wren Street" not in later
    assert site.get("/decisions/D-NONE/").status == 404
    assert "No decision is published yet." in Markup(bare_site.get("/decisions/").text).text


def test_the_forward_plan_announces_key_decisions_and_says_what_left_it(site, bare_site):
    page, today = Markup(site.get("/forward-plan/").text), timezone.localdate()
    text = page.text
    assert page.faults == [] and len(page.ids) == len(set(page.ids)) and not telling_words(page.title)
    assert SCRIPT not in site.get("/forward-plan/").text
    order = [text.index(title) for title in ("Mend a roof", "Lease a hall", "Renew domestic abuse work")]
    assert order == sorted(order), "soonest first"
    for words in ("Report on need", "The safety team", "key decision K-SOON", "It is to be taken.",
                  "The day has passed", "What became of it is not published yet.",
                  "Notice was 9 clear days, and a key decision needs 28."):  # fmt: skip
        assert words in text
    assert text.count("About the notice") == 1
    assert f"left the plan on {day_in_words(today)}: {REASON}" in text and "Wren Street" not in text
    assert "Every decision here is invented." in text
    assert "/forward-plan/" in {link.get("href") for link in Markup(site.get("/decisions/").text).all("a")}
    assert "No key decision is announced at present." in Markup(bare_site.get("/forward-plan/").text).text
