"""Residents read the annual reports that a second person checked, with the figures they may see and no others."""

from __future__ import annotations

from cairn.kernel.neutral_words import telling_words
from tests.public.crawling import Markup
from tests.public.scenes import REASON, SCRIPT
from tests.report_making import SMALL

REPORT, GONE = "/reports/fell-2025-2030-2025-26/", "/reports/fell-2025-2030-2024-25/"


def test_a_report_is_listed_read_and_taken_as_pdf(site, bare_site):
    listed = Markup(site.get("/reports/").text)
    assert REPORT in {link.get("href") for link in listed.all("a")} and REASON in listed.text
    page = Markup(site.get(REPORT).text)
    assert page.faults == [] and len(page.ids) == len(set(page.ids))
    for words in ("Two schools began.", f"{SMALL:,}", "Fellshire Constabulary, as of 20 October 2026",
                  "Counts of 1 to 7 are withheld.", "2 withheld"):  # fmt: skip
        assert words in page.text
    assert f"{SMALL + 1:,}" not in page.text and SCRIPT not in site.get(REPORT).text
    assert not telling_words(page.title) and not telling_words(listed.title)
    pdf = site.get(REPORT.rstrip("/") + ".pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "No report is published yet." in Markup(bare_site.get("/reports/").text).text


def test_a_withdrawn_report_is_gone_with_its_reason_also_as_a_file(site):
    for path in (GONE, GONE.rstrip("/") + ".pdf"):
        gone = site.get(path)
        assert gone.status == 410 and REASON in Markup(gone.text).text and "Two schools" not in gone.text
    assert site.get("/reports/nowhere/").status == 404
