"""Every page is whole: tags balance, ids are there once, headings step down, and references lead somewhere."""

from __future__ import annotations

import pytest

from tests.public.crawling import Crawl, Markup


@pytest.fixture(scope="module", params=["demo_crawl", "scenes_crawl"])
def pages(request) -> dict[str, Markup]:
    everything: Crawl = request.getfixturevalue(request.param)
    return {path: Markup(answer.text) for path, answer in everything.pages.items()}


def test_tags_balance(pages):
    assert {path: page.faults for path, page in pages.items() if page.faults} == {}


def test_every_id_stands_once(pages):
    twice = {path: sorted({i for i in page.ids if page.ids.count(i) > 1}) for path, page in pages.items()}
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_a_page_has_one_first_heading_and_skips_no_level(pages):
    for path, page in pages.items():
        levels = [level for level, _words in page.headings]
        assert levels.count(1) == 1, path
        # The heading hidden in the footer starts again at the second level.
        steps = zip(levels, levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (path, page.headings)


def test_no_heading_is_empty(pages):
    for path, page in pages.items():
        assert all(words.strip() for _level, words in page.headings), path


def test_references_inside_a_page_lead_somewhere(pages):
    for path, page in pages.items():
        for element in page.elements:
            wanted = [element.get("href")[1:]] if element.get("href").startswith("#") else []
            for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
                wanted += element.get(name).split()
            assert set(wanted) <= set(page.ids), (path, element)


def test_a_link_into_another_page_finds_its_part(pages):
    for path, page in pages.items():
        for link in page.all("a"):
            target, _sharp, part = link.get("href").partition("#")
            if part and target in pages:
                assert part in pages[target].ids, (path, link.get("href"))


def test_every_page_says_its_language_and_lets_itself_be_enlarged(pages):
    for path, page in pages.items():
        assert page.all("html")[0].get("lang") == "en-GB", path
        [viewport] = [meta.get("content") for meta in page.all("meta") if meta.get("name") == "viewport"]
        assert "maximum-scale" not in viewport and "user-scalable" not in viewport


def test_no_two_links_of_a_list_of_data_read_the_same(pages):
    """“JSON” twelve times says nothing to somebody who listens to the links alone."""
    if about := pages.get("/about/"):
        assert about.text.count("JSON of ") == about.text.count("CSV of ") > 0
