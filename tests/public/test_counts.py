"""Residents read the counts a law asks for: exact, with noughts; nothing else is told of a case."""

from cairn.kernel.neutral_words import telling_words
from tests.public.crawling import Markup
from tests.public.scenes import REASON, SCRIPT


def test_counts_are_exact_with_noughts_and_what_was_withdrawn_says_why(site, bare_site):
    response = site.get("/counts/")
    page = Markup(response.text)
    assert "Applications for a review 7" in page.text and "Reviews carried out 0" in page.text
    assert "1 April 2025 to 31 March 2026" in page.text and REASON in page.text
    assert not telling_words(page.title) and SCRIPT not in response.text and page.faults == []
    assert "No count is published yet." in Markup(bare_site.get("/counts/").text).text
    assert "/counts/" in {link.get("href") for link in Markup(site.get("/reports/").text).all("a")}
