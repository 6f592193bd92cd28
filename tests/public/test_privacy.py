"""Nothing is kept, nothing is fetched from elsewhere, and neither title nor address tells what was read."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from cairn.domain.publishing.neutral import telling_words
from tests.public.crawling import Crawl, Markup
from tests.public.serving import Site

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'none'", "form-action": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
FETCHES = ("script", "link", "img", "iframe", "source", "video", "audio", "object", "embed", "form", "use", "image")
# Beside what publishing refuses: words that tell that somebody wanted to get away, or to hide.
TOO_MUCH = ("exit", "leav", "hide", "danger", "police", "crime", "harm", "gender")


@pytest.fixture(scope="module", params=["demo_crawl", "scenes_crawl"])
def everything(request) -> Crawl:
    return request.getfixturevalue(request.param)


def test_the_crawl_reaches_every_kind_of_page(everything: Crawl):
    paths = set(everything.pages)
    assert {"/", "/help/", "/about/", "/using-this-site/", "/accessibility/"} < paths
    assert any(path.endswith("/page/") for path in paths)
    assert "/strategies.json" in everything.files


def test_no_answer_sets_a_cookie(everything: Crawl):
    assert [answer.path for answer in everything.answers if answer.headers["Set-Cookie"]] == []


def test_no_page_and_no_data_is_kept_on_the_device(everything: Crawl):
    kept = {answer.path: answer.headers["Cache-Control"] for answer in everything.answers}
    assert {path for path, rule in kept.items() if rule != "no-store" and not path.startswith("/static/")} == set()


def test_the_security_policy_is_exactly_this_on_every_answer(everything: Crawl):
    for answer in everything.pages.values():
        rules = [rule.strip().partition(" ") for rule in answer.headers["Content-Security-Policy"].split(";")]
        assert {name: value for name, _space, value in rules} == POLICY, answer.path


def test_the_next_site_learns_nothing_and_no_other_site_may_frame_a_page(everything: Crawl):
    for answer in everything.pages.values():
        # The one policy: a second one in the page would outdo it.
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert 'name="referrer"' not in answer.text
        # With it a browser sends "Origin: null" with a form, which Django refuses: right, while none is posted.
        assert "<form" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_page_fetches_nothing_from_another_site(everything: Crawl):
    for path, answer in everything.pages.items():
        for element in Markup(answer.text).all(*FETCHES):
            for name in ("src", "href", "action", "srcset", "data", "poster"):
                parts = urlsplit(element.get(name))
                assert (parts.scheme, parts.netloc) == ("", ""), f"{path}: <{element.tag} {name}={element.get(name)}>"


def test_a_link_to_another_site_is_only_the_way_out_the_licence_or_a_named_source(everything: Crawl):
    for path, answer in everything.pages.items():
        for element in Markup(answer.text).all("a"):
            if urlsplit(element.get("href")).netloc:
                assert "noreferrer" in element.get("rel"), f"{path}: {element.get('href')}"
                assert not element.get("ping") and not element.get("target")


def test_nothing_is_written_into_a_page_that_the_policy_would_have_to_allow(everything: Crawl):
    for path, answer in everything.pages.items():
        page = Markup(answer.text)
        inline = [element for element in page.all("script") if not element.get("src")]
        styled = [element for element in page.elements if "style" in element.attributes or element.tag == "style"]
        handlers = [e for e in page.elements if any(name.startswith("on") for name in e.attributes)]
        assert (inline, styled, handlers) == ([], [], []), path


def test_titles_and_addresses_tell_nothing(everything: Crawl):
    for path, answer in everything.pages.items():
        title = Markup(answer.text).title
        assert title, path
        for words in (path, title):
            assert telling_words(words) == [], words
            assert not [word for word in TOO_MUCH if word in words.lower()], words


def test_a_file_is_named_by_area_and_years_only(everything: Crawl):
    for path, answer in everything.files.items():
        if path.endswith(".csv"):
            name = path.removeprefix("/strategies/").replace("/measures/", "-")
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_every_page_has_its_way_out_twice_and_both_work_without_scripts(everything: Crawl):
    for path, answer in everything.pages.items():
        links = Markup(answer.text).all("a")
        out = [link for link in links if link.get("href") == "https://www.bbc.co.uk/weather"]
        assert len(out) == 2 and links[1] is out[0], path
        assert all(link.get("rel") == "nofollow noreferrer" for link in out), path


def test_every_page_says_first_that_it_is_not_the_police(everything: Crawl):
    words = "This is not the police, and nobody watches this site. In danger? Call 999"
    for path, answer in everything.pages.items():
        assert words in Markup(answer.text).text, path


def test_no_line_is_written_about_who_read_what(site: Site):
    before = site.log.stat().st_size
    for path in (
        "/",
        "/strategies/fellshire-2025-2030/F1/",
        "/help/",
        "/nowhere/?q=secret",
        "/strategies/nowhere.json",
    ):
        site.get(path)
        site.get(path, method="POST")
    written = site.log.read_bytes()[before:].decode()
    for told in ("fellshire", "help", "nowhere", "secret", "127.0.0.1"):
        assert told not in written, written
