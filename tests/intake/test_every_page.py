"""Every page of the public forms, met on a walk: whole, neutral, accessible, narrow, and without scripts.

A page that is new escapes none of this: the walk must have met every template and every address there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

from cairn.domain.applications.forms import forms as every_form
from cairn.domain.publishing.neutral import telling_words
from cairn.reference.routes import INTAKE, routes_of
from tests.architecture.conftest import PACKAGE
from tests.intake.visiting import CODE, Answer
from tests.parts import chromium
from tests.public.crawling import Markup

PARTS = {"intake/base.html", "intake/nobody.html"}
NOT_MET = {"intake/away.html"}  # with the database away; see test_attacks
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'none'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
PHONE, NARROW = (375, 667), (320, 568)
TYPED = ("Wren", "Granite")


def different(walk: dict[str, Answer]) -> dict[str, Answer]:
    """The pages of a walk that do not look the same as one before: by templates, heading and whether all is well."""
    found, met = {}, set()
    for name, answer in walk.items():
        page = Markup(answer.text)
        looks = (
            name.split()[0],
            frozenset(answer.templates),
            page.title,
            tuple(page.headings),
            answer.text.count("error"),
        )
        if looks not in met:
            met.add(looks)
            found[name] = answer
    return found


def test_the_walk_met_every_template_and_every_address_in_both_kinds_of_words(walk):
    there = {f"intake/{path.name}" for path in (PACKAGE / "intake" / "templates" / "intake").glob("*.html")}
    assert set().union(*(answer.templates for answer in walk.values())) >= there - NOT_MET
    for prefix in ("/plain", "/easy"):
        met = set().union(*(answer.templates for name, answer in walk.items() if name.startswith(prefix)))
        assert met >= there - NOT_MET
    paths = {urlsplit(answer.path).path for answer in walk.values()} | {"/healthz", "/leave/"}
    for route in routes_of(INTAKE):
        pattern = re.compile("/" + re.sub(r"<[a-z]+:[a-z]+>", "[^/]+", route.path) + "$")
        assert any(pattern.match(path) for path in paths), route.path
    for form in every_form().values():
        assert {f"/page/{step.key}/" for step in form.steps} <= paths


def test_every_page_is_whole(walk):
    for name, answer in walk.items():
        page = Markup(answer.text)
        assert page.faults == [] and len(page.ids) == len(set(page.ids)), (name, page.faults)
        levels = [level for level, _words in page.headings]
        assert levels.count(1) == 1 and all(words.strip() for _level, words in page.headings), name
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), (
            name,
            page.headings,
        )


def test_no_address_no_title_and_no_heading_holds_a_code_or_what_was_typed_or_tells_what_it_is_about(walk):
    for name, answer in walk.items():
        page = Markup(answer.text)
        for words in (answer.path, page.title):
            assert telling_words(words) == [] and not CODE.search(words) and not set(TYPED) & set(words.split()), name
        for element in page.elements:
            for attribute in ("href", "action", "src"):
                assert not CODE.search(element.get(attribute)) and "Granite" not in element.get(attribute), name


def test_nothing_is_asked_or_told_that_whoever_is_next_to_the_screen_must_not_read(walk):
    words = re.compile(r"domestic|abuse|violen|partner\b|spouse|specialist", re.IGNORECASE)
    assert {name: found for name, answer in walk.items() if (found := words.findall(Markup(answer.text).text))} == {}


def test_every_answer_carries_the_policy_is_not_kept_and_fetches_nothing_from_elsewhere(walk):
    for name, answer in walk.items():
        rules = [rule.strip().partition(" ") for rule in answer.headers["Content-Security-Policy"].split(";")]
        assert {key: value for key, _space, value in rules} == POLICY, name
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        page = Markup(answer.text)
        assert [each for each in page.all("script") if not each.get("src")] == []
        assert [each for each in page.elements if "style" in each.attributes or each.tag == "style"] == []
        for element in page.all("script", "link", "img", "iframe", "form", "use", "image", "source"):
            for attribute in ("src", "href", "action"):
                assert urlsplit(element.get(attribute)).netloc == "", name


def test_every_page_has_its_way_out_and_says_first_that_it_is_not_the_police(walk):
    for name, answer in walk.items():
        page = Markup(answer.text)
        assert [link.get("href") for link in page.all("a")].count("/leave/") >= 2, name
        assert "This is not the police, and nobody watches this site. In danger? Call 999" in page.text, name


def test_one_cookie_at_most_and_it_goes_with_the_browser(walk):
    for answer in walk.values():
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, facts = line.partition("=")[0], line.lower()
            taken_away = "max-age=0" in facts
            assert name == "cairn_form" and "samesite=strict" in facts
            assert taken_away or ("httponly" in facts and "max-age" not in facts and "expires" not in facts)


# In a browser


@pytest.fixture(scope="module")
def browser(walk) -> Iterator[Browser]:
    program = chromium()
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def look_at(browser: Browser, forms) -> Iterator[Callable[..., Page]]:
    """A page of the walk as it was answered, with the style and script of the site, in a window that stays open."""
    windows: dict[bool, Page] = {}
    here: dict[str, Answer] = {}

    def give(route: Route) -> None:
        policy = here["answer"].headers["Content-Security-Policy"]
        route.fulfill(
            body=here["answer"].text, content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"},
        )  # fmt: skip

    def opened(answer: Answer, *, scripts: bool = True) -> Page:
        if scripts not in windows:
            windows[scripts] = browser.new_context(java_script_enabled=scripts).new_page()
            windows[scripts].route("**/as-it-was", give)
        here["answer"] = answer
        windows[scripts].set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        windows[scripts].goto(f"{forms.address}/as-it-was")
        return windows[scripts]

    yield opened
    for page in windows.values():
        page.context.close()


@pytest.mark.browser
def test_every_page_is_accessible_fits_a_narrow_phone_and_needs_no_script(look_at, walk):
    options = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],
    }
    for name, answer in different(walk).items():
        page = look_at(answer)
        found = Axe().run(page, options=options)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"
        with_scripts = page.locator("main").inner_text().split()
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0], name
        without = look_at(answer, scripts=False).locator("main").inner_text().split()
        assert [word for word in without if word not in with_scripts] == [], name
